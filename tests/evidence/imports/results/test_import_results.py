"""A results file from the drop to the tables and back: matched, planned, superseded, undone (S0-27)."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.evidence.imports.results.files import INTERIM, WINTER, bring, packed, workbook, written
from tests.evidence.measures.classroom import Classroom, make_classroom
from trellis.evidence.imports.models import ImportRun, WaitingRow
from trellis.evidence.imports.operations import answer_waiting_row, import_results_file, undo_applied
from trellis.evidence.imports.queries import exit_code_of, report_of
from trellis.evidence.imports.tasks import undo_import
from trellis.evidence.imports.work.dialect import ask
from trellis.evidence.imports.work.results.waiting import retry_waiting
from trellis.evidence.measures.models import Administration, Assessment, Attempt, Intake, Result
from trellis.evidence.roster.models import Student, StudentIdentifier
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role


@pytest.fixture
def room(cast: Cast) -> Classroom:
    return make_classroom(cast)


def counts(run: ImportRun) -> dict[str, int]:
    return next(iter(run.counts.values()))


def whole(student: Student, method: str = "scale") -> Result:
    return Result.objects.get(
        attempt__student=student, attempt__superseded_at=None, item__kind="whole", method=method
    )


def test_a_first_file_waits_for_a_yes_and_writes_nothing(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    run = bring(cast, written(tmp_path, INTERIM), approve=False)
    assert (run.state, exit_code_of(run)) == ("held", 2)
    assert run.held_because == ["first_import", "few_matched"]
    assert run.template["name"] == "map_growth"
    assert (counts(run)["created"], run.details["waiting"]) == (3, 1)
    assert not Assessment.objects.exists()
    assert not Intake.objects.exists()


def test_S0_27_results_stand_in_the_tree(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    run = bring(cast, written(tmp_path, INTERIM))
    assert run.state == "applied"
    assessment = Assessment.objects.get()
    assert (assessment.title, assessment.kind, assessment.community) == (
        "MAP Growth Mathematics",
        "interim",
        None,
    )
    window = Administration.objects.get()
    assert (window.window, window.school_year, str(window.given_on)) == ("fall", 2027, "2026-09-16")
    first = whole(room.ours[0])
    assert (first.value, first.error) == (Decimal("208"), Decimal("3.4"))
    assert whole(room.ours[0], "level").answer == "Average"
    part = Result.objects.get(attempt__student=room.ours[0], item__label="Number", method="scale")
    assert part.item.parent is not None
    assert part.item.parent.kind == "whole"


def test_hidden_and_not_tested_become_reasons_and_never_zero(
    cast: Cast, room: Classroom, tmp_path: Path
) -> None:
    bring(cast, written(tmp_path, INTERIM))
    results = Result.objects.filter(attempt__student=room.ours[1])
    assert {(result.item.kind, result.reason, result.value) for result in results} == {
        ("whole", "suppressed", None),
        ("part", "not_tested", None),
    }
    assert not Result.objects.filter(value=0).exists()


def test_the_same_file_again_writes_nothing(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    bring(cast, written(tmp_path, INTERIM))
    before = list(Attempt.objects.values_list("pk", "row_hash"))
    turned = "\n".join([INTERIM.splitlines()[0], *reversed(INTERIM.splitlines()[1:])])
    run = bring(cast, written(tmp_path, turned))
    assert counts(run)["unchanged"] == 3
    assert counts(run)["created"] == counts(run)["changed"] == 0
    assert list(Attempt.objects.values_list("pk", "row_hash")) == before


def test_a_corrected_file_supersedes_and_keeps_the_old_version(
    cast: Cast, room: Classroom, tmp_path: Path
) -> None:
    bring(cast, written(tmp_path, INTERIM))
    run = bring(cast, written(tmp_path, INTERIM.replace(",701,208,", ",701,212,")))
    assert (counts(run)["changed"], counts(run)["unchanged"]) == (1, 2)
    old, new = Attempt.objects.filter(student=room.ours[0]).order_by("pk")
    assert old.superseded_by == new.intake == run.intake
    assert whole(room.ours[0]).value == 212
    assert Result.objects.filter(attempt=old, item__kind="whole", method="scale", value=208).exists()


def test_a_window_never_touches_another(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    bring(cast, written(tmp_path, INTERIM))
    run = bring(cast, written(tmp_path, WINTER))
    assert counts(run)["created"] == 3
    assert set(Administration.objects.values_list("window", flat=True)) == {"fall", "winter"}
    assert not Attempt.objects.exclude(superseded_at=None).exists()


def test_undo_takes_back_what_came_and_restores_what_stood(
    cast: Cast, room: Classroom, tmp_path: Path
) -> None:
    RoleAssignment.objects.create(
        person=cast.dee, organization=cast.district, role=Role.DATA_STEWARD, starts_on="2026-01-01"
    )
    first = bring(cast, written(tmp_path, INTERIM))
    second = bring(cast, written(tmp_path, INTERIM.replace(",701,208,", ",701,212,")))
    with pytest.raises(Conflict):
        undo_applied(by=cast.dee, import_run=first)
    undo_applied(by=cast.dee, import_run=second)
    undo_import.call(second.pk)
    assert whole(room.ours[0]).value == 208
    assert Attempt.objects.filter(superseded_at=None).count() == 3
    undo_import.call(first.pk)
    assert not Attempt.objects.exists()
    assert not Assessment.objects.exists()
    assert not WaitingRow.objects.exists()


def test_rows_wait_for_the_roster_and_come_in_with_it(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    bring(cast, written(tmp_path, INTERIM))
    waiting = WaitingRow.objects.get()
    assert waiting.said["numbers"] == {"StudentID": "9999", "Student_StateID": "CA-9999"}
    [stored] = ask("SELECT * FROM evidence_waiting_row")
    assert not [
        cell
        for cell in stored
        if "CA-9999" in str(bytes(cell) if isinstance(cell, bytes | memoryview) else cell)
    ]
    assert retry_waiting(cast.district) == 0
    late = Student.objects.create(given_name="Lia", family_name="New", school=cast.lincoln)
    StudentIdentifier.objects.create(student=late, system="local", value="9999")
    assert retry_waiting(cast.district) == 1
    assert whole(late).value == 205
    assert retry_waiting(cast.district) == 0


def test_a_steward_answers_a_waiting_row(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    bring(cast, written(tmp_path, INTERIM))
    waiting = WaitingRow.objects.get()
    with pytest.raises(Refused):
        answer_waiting_row(by=cast.ana, waiting=waiting, student=room.ours[4])
    RoleAssignment.objects.create(
        person=cast.dee, organization=cast.district, role=Role.DATA_STEWARD, starts_on="2026-01-01"
    )
    answer_waiting_row(by=cast.dee, waiting=waiting, student=room.ours[4])
    assert whole(room.ours[4]).value == 205
    with pytest.raises(Conflict):
        answer_waiting_row(by=cast.dee, waiting=waiting, student=None)


def test_the_best_pair_of_column_and_system_is_taken(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    scrambled = INTERIM.replace(",1001,", ",x1,").replace(",1002,", ",x2,")
    run = bring(cast, written(tmp_path, scrambled))
    assert run.details["rates"][0] == {
        "column": "Student_StateID",
        "system": "state",
        "matched": 3,
        "rows": 4,
    }


def test_a_number_of_two_students_waits_for_a_person(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    StudentIdentifier.objects.create(student=room.other, system="local", value="1002")
    StudentIdentifier.objects.filter(system="state").delete()
    run = bring(cast, written(tmp_path, INTERIM))
    assert {row.said["numbers"]["StudentID"]: row.several for row in WaitingRow.objects.all()} == {
        "1002": True,
        "9999": False,
    }
    assert run.totals["A10|warning||"] == 1


def test_equal_rows_count_once_and_contradictions_are_set_aside(
    cast: Cast, room: Classroom, tmp_path: Path
) -> None:
    lines = INTERIM.splitlines()
    content = "\n".join([*lines, lines[1], lines[3].replace(",703,199,", ",703,150,")])
    run = bring(cast, written(tmp_path, content))
    assert run.totals["A07|warning||"] == 1
    assert run.totals["A08|error||"] == 2
    assert exit_code_of(run) == 1
    assert Attempt.objects.filter(student=room.ours[0]).count() == 1
    assert not Attempt.objects.filter(student=room.ours[2]).exists()


def test_of_two_attempts_the_last_counts(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    again = INTERIM.splitlines()[1].replace("09/16/2026,701,208", "09/30/2026,799,215")
    bring(cast, written(tmp_path, INTERIM + again + "\n"))
    kept = Attempt.objects.filter(student=room.ours[0]).order_by("taken_on")
    assert [attempt.counts for attempt in kept] == [False, True]


def test_what_is_out_of_range_is_told_and_taken(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    run = bring(cast, written(tmp_path, INTERIM.replace(",701,208,", ",701,999,")))
    assert run.totals["A04|warning||TestRITScore"] == 1
    assert whole(room.ours[0]).value == 999


@pytest.mark.parametrize("cell", ["NaN", "1e5", "٣٤", "=1+1", "abc"])
def test_a_value_that_is_none_sets_its_row_aside(
    cast: Cast, room: Classroom, tmp_path: Path, cell: str
) -> None:
    run = bring(cast, written(tmp_path, INTERIM.replace(",701,208,", f",701,{cell},")))
    assert run.totals["A02|error||TestRITScore"] == 1
    assert not Attempt.objects.filter(student=room.ours[0]).exists()
    assert Attempt.objects.count() == 2


def test_a_dry_run_plans_and_leaves_nothing(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    run = bring(cast, written(tmp_path, INTERIM), dry_run=True)
    assert run.state == "held"
    assert not Attempt.objects.exists()


def test_the_report_holds_no_cell(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    run = bring(cast, written(tmp_path, INTERIM.replace(",701,208,", ",701,secret-cell,")))
    report = json.dumps(report_of(run))
    assert "A02" in report
    for cell in ("secret-cell", "9999", "CA-1001"):
        assert cell not in report


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tabs.tsv", INTERIM.replace(",", "\t")),
        ("semicolons.csv", INTERIM.replace(",", ";")),
        ("mark.csv", "\ufeff" + INTERIM),
        ("wide.txt", INTERIM.encode("utf-16")),
        ("packed.csv.gz", packed(INTERIM)),
        ("titles.csv", "A title over everything\n\n" + INTERIM + "* hidden by the sender\n"),
        ("book.xlsx", workbook([line.split(",") for line in INTERIM.splitlines()])),
    ],
)
def test_the_same_table_in_other_clothes(
    cast: Cast, room: Classroom, tmp_path: Path, name: str, content: str | bytes
) -> None:
    run = bring(cast, written(tmp_path, content, name))
    assert run.state == "applied", run.totals
    assert (counts(run)["created"], counts(run)["set_aside"]) == (3, 0)
    assert whole(room.ours[0]).value == 208


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.csv", "a,b\n1,2\n", "T01"),
        ("x.csv", INTERIM.replace("TestRITScore", "Other"), "T02"),
        ("x.csv", "full_name,homeroom,enrollment_status\nA,1,x\n", "T04"),
        ("x.csv", "LASID,recorded_by,NOTE_TEXT\n1,2,3\n", "T05"),
        ("x.csv", "Timestamp,Email Address,Q1\n2026-01-01,a@b.c,1\n", "T06"),
        ("x.csv", INTERIM.splitlines()[0], "T08"),
        ("x.csv", INTERIM.encode() + b"\xff\xfe", "T09"),
        ("x.csv", INTERIM + "\x00", "T10"),
        ("x.csv", INTERIM + '"never closed,1\n', "T11"),
        ("x.pdf", b"%PDF-1.7", "T12"),
        ("x.csv", "<html><body>no</body></html>", "T12"),
        ("x.xlsm", workbook([["a"]]), "T15"),
        ("x.xml", '<!DOCTYPE x [<!ENTITY a "b">]><InterchangeStudentAssessment/>', "T16"),
        ("x.xlsx", b"PK\x03\x04broken", "T17"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(
    cast: Cast, tmp_path: Path, name: str, content: str | bytes, code: str
) -> None:
    run = bring(cast, written(tmp_path, content, name))
    assert (run.state, run.refused_code, exit_code_of(run)) == ("rejected", code, 3)
    assert not Assessment.objects.exists()


def test_what_is_asked_must_exist(cast: Cast, tmp_path: Path) -> None:
    path = written(tmp_path, INTERIM)
    for options in ({"template": "nobody"}, {"window": "never"}, {"year": 1200}, {"encoding": "ebcdic"}):
        with pytest.raises(Invalid):
            bring(cast, path, **options)
    with pytest.raises(Refused):
        import_results_file(by=cast.ana, organization=cast.district, path=path)
