"""A results file from drop to picture, on good and on bad files."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.measures.classroom import Classroom, make_classroom
from trellis.evidence.measures.models import Assessment, Result, ResultsFile
from trellis.evidence.measures.operations.results import (
    apply_results_file,
    choose_columns,
    drop_results_file,
    mend_row,
    put_results_file_aside,
)
from trellis.evidence.measures.queries.results import (
    open_assessment,
    open_results_file,
    picture_of,
    ready_rows,
    waiting_rows,
)
from trellis.evidence.measures.words import ColumnKind, FileState, RowProblem
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused

CSV = """Student ID,Name,Teacher,Item 1,Item 2,Item 3
1001,Mateo Delgado,Reyes,1,B,
1002,Mai Vang,Lee,0,A,2
1003,José Núñez,Reyes,1,B,1
9999,Nobody Known,Lee,1,B,2
2001,Olga Petrova,Park,1,B,2
1004,Sam Hill,Reyes,NaN,B,2
"""


@pytest.fixture
def room(cast: Cast) -> Classroom:
    return make_classroom(cast)


def drop(cast: Cast, content: str | bytes = CSV, name: str = "check.csv") -> ResultsFile:
    data = content.encode() if isinstance(content, str) else content
    return drop_results_file(by=cast.ana, community=cast.grade_4, name=name, content=data)


def workbook(rows: list[list[object]]) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return kept.getvalue()


def test_S0_27_a_dropped_file_is_recognised_and_writes_nothing(cast: Cast, room: Classroom) -> None:
    file = drop(cast)
    assert [column["kind"] for column in file.columns] == [
        "identifier",
        "full_name",
        "ignore",
        "item",
        "item",
        "item",
    ]
    assert [row.student for row in ready_rows(file)] == room.ours[:3]
    assert {row.number: row.problem for row in waiting_rows(file)} == {
        5: RowProblem.UNKNOWN,
        6: RowProblem.NOT_OURS,
        7: RowProblem.VALUE,
    }
    assert not Assessment.objects.exists()


def test_applied_results_are_the_cells_of_the_file(cast: Cast, room: Classroom) -> None:
    file = drop(cast)
    assessment = apply_results_file(
        by=cast.ben, file=file, title="Fractions check", given_on=timezone.localdate()
    )
    picture = picture_of(assessment)
    assert [item.label for item in picture.items] == ["Item 1", "Item 2", "Item 3"]
    assert (picture.items[0].full, picture.items[0].n) == (2, 3)
    assert picture.items[1].answers == (("B", 2), ("A", 1))
    mateo = next(line for line in picture.students if line.student == room.ours[0])
    assert mateo.cells == ("1", "B", "No entry")
    assert set(picture.without_result) == set(room.ours[3:])
    assert Result.objects.filter(attempt__student=room.ours[0], value=0).count() == 0
    with pytest.raises(Conflict):
        apply_results_file(by=cast.ana, file=file, title="Again", given_on=timezone.localdate())


def test_a_row_is_mended_with_a_student_of_the_team_or_left_out(cast: Cast, room: Classroom) -> None:
    file = drop(cast)
    mend_row(by=cast.ana, file=file, number=5, student_id=room.ours[4].public_id)
    assert room.ours[4] in [row.student for row in ready_rows(file)]
    with pytest.raises(Invalid):
        mend_row(by=cast.ana, file=file, number=6, student_id=room.other.public_id)
    with pytest.raises(Invalid):
        mend_row(by=cast.ana, file=file, number=6, student_id=room.ours[0].public_id)
    with pytest.raises(Invalid):
        mend_row(by=cast.ana, file=file, number=7, student_id=room.ours[3].public_id)
    for number in (6, 7):
        mend_row(by=cast.ana, file=file, number=number, student_id=None)
    assert not waiting_rows(file).exists()


def test_columns_are_chosen_by_a_person_where_the_guess_was_wrong(cast: Cast, room: Classroom) -> None:
    file = drop(cast, "code,fractions\n1001,1\n1002,0\n")
    assert not ready_rows(file).exists()
    with pytest.raises(Invalid):
        choose_columns(by=cast.ana, file=file, kinds=[ColumnKind.IGNORE, ColumnKind.ITEM])
    with pytest.raises(Invalid):
        choose_columns(by=cast.ana, file=file, kinds=[ColumnKind.IDENTIFIER, ColumnKind.IGNORE])
    choose_columns(by=cast.ana, file=file, kinds=[ColumnKind.IDENTIFIER, ColumnKind.ITEM])
    assert [row.student for row in ready_rows(file)] == room.ours[:2]


def test_a_workbook_reads_like_its_csv(cast: Cast, room: Classroom) -> None:
    book = workbook([["Student ID", "Score"], [1001, 12], ["1002", 7.5]])
    file = drop(cast, book, "scores.xlsx")
    assessment = apply_results_file(by=cast.ana, file=file, title="Scores", given_on=timezone.localdate())
    assert [line.cells for line in picture_of(assessment).students] == [("12",), ("7.5",)]


@pytest.mark.parametrize(
    "content", [CSV.encode("utf-8-sig"), CSV.encode("utf-16"), CSV.replace(",", ";").encode()]
)
def test_marks_and_semicolons_are_understood(cast: Cast, room: Classroom, content: bytes) -> None:
    assert ready_rows(drop(cast, content)).count() == 3


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    return kept.getvalue()


def entities() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr(
            "xl/sharedStrings.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst>&a;</sst>'
        )
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "x.csv", "no rows"),
        (b"a,b\n", "x.csv", "no rows"),
        (b"a\n1\n", "x.csv", "only one column"),
        (b"a,b\n\xe9,1\n", "x.csv", "letters of this file"),
        (b"a,b\n1,\x00\n", "x.csv", "not a text table"),
        (b'a,b\n"1,2\n' + b"x" * 1000, "x.csv", "quotation mark"),
        ((",".join(f"c{n}" for n in range(20_000)) + "\n").encode() * 2, "x.csv", "400 columns"),
        (b"PK\x03\x04 broken", "x.xlsx", "damaged"),
        (bomb(), "x.xlsx", "enormous"),
        (entities(), "x.xlsx", "instructions"),
        (workbook([["a", "b"], [1, 2]]), "x.xlsm", "macros"),
        (b"%PDF-1.7", "x.csv", "not a table"),
        (b"<html></html>", "x.csv", "not a table"),
        (b"x" * (10 * 1024 * 1024 + 1), "x.csv", "10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(
    cast: Cast, content: bytes, name: str, words: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        drop(cast, content, name)
    assert words in str(refusal.value)
    assert "Nothing was written." in str(refusal.value)
    assert not ResultsFile.objects.exists()


def test_a_row_with_too_many_cells_waits_and_the_others_go_on(cast: Cast, room: Classroom) -> None:
    file = drop(cast, "Student ID,Item 1\n1001,1\n1002,0,9\n")
    assert [row.number for row in waiting_rows(file)] == [3]
    assert ready_rows(file).count() == 1


@pytest.mark.parametrize("name", ["cleo", "pat", "dee", "eli"])
def test_S0_34_results_are_for_the_members_alone(cast: Cast, room: Classroom, name: str) -> None:
    file = drop(cast)
    assessment = apply_results_file(by=cast.ana, file=file, title="Check", given_on=timezone.localdate())
    outsider = getattr(cast, name)
    with pytest.raises(NotFound):
        open_results_file(by=outsider, pk=file.public_id)
    with pytest.raises(NotFound):
        open_assessment(by=outsider, pk=assessment.public_id)
    with pytest.raises(Refused):
        drop_results_file(by=outsider, community=cast.grade_4, name="x.csv", content=CSV.encode())


def test_a_file_put_aside_forgets_its_rows(cast: Cast, room: Classroom) -> None:
    file = put_results_file_aside(by=cast.ana, file=drop(cast))
    assert file.state == FileState.PUT_ASIDE
    assert not file.rows.exists()
    with pytest.raises(Conflict):
        mend_row(by=cast.ana, file=file, number=5, student_id=None)


def test_results_have_a_name_and_a_day_that_has_come(cast: Cast, room: Classroom) -> None:
    file = drop(cast)
    with pytest.raises(Invalid):
        apply_results_file(by=cast.ana, file=file, title=" ", given_on=timezone.localdate())
    with pytest.raises(Invalid):
        apply_results_file(
            by=cast.ana, file=file, title="Check", given_on=timezone.localdate() + timedelta(days=1)
        )
    assert not Assessment.objects.exists()


@pytest.mark.shared
def test_hostile_workbooks_get_the_verdict_of_their_manifest(
    cast: Cast, room: Classroom, shared: Path
) -> None:
    folder = shared / "corpora" / "imports"
    cases = [
        case
        for case in json.loads((folder / "manifest.json").read_text())
        if case["kind"].startswith("xlsx_") and (folder / case["file"]).exists()
    ]
    assert cases
    for case in cases:
        content = (folder / case["file"]).read_bytes()
        try:
            drop(cast, content, case["file"])
        except Invalid as refusal:
            # a table that is only too small for results was read, and no danger
            small = ("only one column", "no rows")
            refused = not any(words in str(refusal) for words in small)
        else:
            refused = False
        assert refused == (case["verdict"] == "reject"), case["file"]


@pytest.mark.shared
def test_score_values_get_the_verdict_of_their_manifest(cast: Cast, room: Classroom, shared: Path) -> None:
    folder = shared / "corpora" / "imports"
    room.ours[0].identifiers.create(system="sourced_id", value="u1")
    cases = [
        case
        for case in json.loads((folder / "manifest.json").read_text())
        if case["kind"] == "score_value" and (folder / case["file"]).exists()
    ]
    assert cases
    for case in cases:
        file = drop(cast, (folder / case["file"]).read_bytes(), case["file"])
        kinds = [
            {"studentSourcedId": ColumnKind.IDENTIFIER, "score": ColumnKind.SCORE}.get(
                column["header"], ColumnKind.IGNORE
            )
            for column in file.columns
        ]
        choose_columns(by=cast.ana, file=file, kinds=kinds)
        assert ready_rows(file).exists() == (case["verdict"] == "accept"), case["file"]
