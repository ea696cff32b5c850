"""The lake holds what the tables hold, counts what they count, and names nobody."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.evidence.measures.classroom import Classroom, make_classroom
from trellis.cli.main import main
from trellis.evidence.measures.models import Administration, Assessment, AssessmentItem, Attempt, Result
from trellis.evidence.measures.words import ItemKind, Method, Reason, Validity
from trellis.evidence.roster.models import Demographic
from trellis.insight.lake.queries import Cell, cells
from trellis.insight.lake.words import COLUMNS, Dimension
from trellis.insight.lake.work import lake_rows, pseudonym, write_lake

D = Dimension


@pytest.fixture
def classroom(cast: Cast) -> Classroom:
    """Five students of Lincoln with a score in fall, and things that must not be counted."""
    room = make_classroom(cast)
    assessment = Assessment.objects.create(
        organization=cast.district, title="MAP", family="map", subject="math", added_at=timezone.now()
    )
    window = Administration.objects.create(assessment=assessment, window="fall", school_year=2027)
    whole = AssessmentItem.objects.create(
        assessment=assessment, kind=ItemKind.WHOLE, position=1, label="Math"
    )
    item = AssessmentItem.objects.create(assessment=assessment, kind=ItemKind.ITEM, position=2, label="7")
    for number, student in enumerate(room.ours):
        attempt = Attempt.objects.create(administration=window, student=student, grade="04")
        Result.objects.create(attempt=attempt, item=whole, method=Method.SCALE, value=Decimal(200 + number))
        Result.objects.create(attempt=attempt, item=item, method=Method.POINTS, value=Decimal(1))
        Demographic.objects.create(student=student, sex="female" if number < 2 else "male")
    for more in (
        {"validity": Validity.INVALID},
        {"counts": False, "key": "second"},
        {"superseded_at": timezone.now(), "key": "old"},
    ):
        attempt = Attempt.objects.create(administration=window, student=room.other, **more)
        Result.objects.create(attempt=attempt, item=whole, method=Method.SCALE, value=Decimal(999))
    absent = Attempt.objects.create(administration=window, student=room.other, key="absent")
    Result.objects.create(attempt=absent, item=whole, method=Method.SCALE, reason=Reason.NOT_TESTED)
    return room


def test_it_counts_each_student_once_and_a_missing_result_never(
    classroom: Classroom, cast: Cast, tmp_path: Path
) -> None:
    written = write_lake(tmp_path)
    assert written.rows == 5
    key = (cast.lincoln.public_id,)
    assert cells(tmp_path, [D.SCHOOL]) == [Cell(key, 5, 202.0)]
    assert cells(tmp_path, [D.SEX]) == [Cell(("female",), 2, 200.5), Cell(("male",), 3, 203.0)]
    assert cells(tmp_path, [D.SCHOOL_YEAR, D.WINDOW]) == [Cell(("2027", "fall"), 5, 202.0)]
    assert cells(tmp_path, [D.SCHOOL], school_year=2026) == []
    assert cells(tmp_path, [D.SCHOOL], method="points") == []


def test_trust_7_no_name_no_number_and_no_id_of_a_student_is_in_the_files(
    classroom: Classroom, tmp_path: Path
) -> None:
    folder = write_lake(tmp_path).folder
    rows = duckdb.execute("SELECT * FROM read_parquet(?)", [f"{folder}/**/*.parquet"]).fetchall()
    said = repr(rows)
    for student in classroom.ours:
        for secret in (student.public_id, student.given_name, student.family_name):
            assert secret not in said
        assert pseudonym(student.public_id) in said
    assert oct(tmp_path.stat().st_mode)[-3:] == "700"


def test_writing_again_replaces_and_a_break_leaves_the_old_files(
    classroom: Classroom, tmp_path: Path
) -> None:
    write_lake(tmp_path)
    Result.objects.filter(value=Decimal(204)).delete()
    assert write_lake(tmp_path).rows == 4

    def broken() -> object:
        yield next(lake_rows())
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_lake(tmp_path, broken())  # type: ignore[arg-type]
    assert cells(tmp_path, [D.GRADE]) == [Cell(("04",), 4, 201.5)]


def test_an_empty_lake_is_one(cast: Cast, tmp_path: Path) -> None:
    assert write_lake(tmp_path).rows == 0
    assert cells(tmp_path, [D.SCHOOL]) == []


def test_cells_need_a_dimension(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one"):
        cells(tmp_path, [])


def test_the_command_says_what_it_wrote(
    classroom: Classroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lake", "write", "--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("5 results in 1 files: ")


ROW = st.tuples(
    st.sampled_from(["d1", "d2"]),
    st.sampled_from([2026, 2027]),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["s1", "s2", "s3"]),
    st.sampled_from(["03", "04"]),
    st.sampled_from(["", "female"]),
    st.sampled_from(["", "white", "it's"]),
    st.just("map"),
    st.just("math"),
    st.just("fall"),
    st.just("Math"),
    st.just("scale"),
    st.integers(100, 300).map(str),
    st.just(""),
)


@settings(max_examples=8, deadline=None)
@given(
    rows=st.lists(ROW, max_size=40),
    by=st.lists(
        st.sampled_from([D.DISTRICT, D.SCHOOL_YEAR, D.SCHOOL, D.SEX, D.RACE]), min_size=1, unique=True
    ),
)
def test_cells_equal_a_count_by_hand(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], by: list[Dimension]
) -> None:
    folder = tmp_path_factory.mktemp("lake")
    write_lake(folder, iter(rows))
    places = [list(COLUMNS).index(dimension.value) for dimension in by]
    groups: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in rows:
        groups.setdefault(tuple(str(row[place]) for place in places), []).append(row)
    expected = {
        key: (len({row[3] for row in group}), sum(int(row[12]) for row in group) / len(group))
        for key, group in groups.items()
    }
    found = {cell.key: cell for cell in cells(folder, by)}
    assert {key: cell.students for key, cell in found.items()} == {
        key: students for key, (students, _mean) in expected.items()
    }
    for key, (_students, mean) in expected.items():
        assert found[key].mean == pytest.approx(mean)
