"""Rows that wait for their student are matched all at once, each only with one student and that for sure."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.measures.classroom import make_classroom
from trellis.evidence.imports.models import ImportRun, ImportSource, WaitingRow
from trellis.evidence.imports.work.results.waiting import retry_waiting
from trellis.evidence.measures.models import Intake, StudentFact
from trellis.evidence.roster.models import Student, StudentIdentifier


@pytest.fixture
def run(cast: Cast) -> ImportRun:
    """A file of facts that was applied; its first column matched the district's numbers."""
    make_classroom(cast)
    return ImportRun.objects.create(
        source=ImportSource.objects.create(organization=cast.district, name="Attendance"),
        format="results",
        file_name="facts.csv",
        state="applied",
        received_at=timezone.now(),
        details={"rates": [{"column": "Id", "system": "local", "matched": 9, "rows": 10}]},
        intake=Intake.objects.create(organization=cast.district, origin="import", made_at=timezone.now()),
    )


def wait(run: ImportRun, number: str, row: int) -> WaitingRow:
    staged = {"kind": "attendance", "code": "", "starts": "2026-09-01", "ends": None, "amount": 1, "note": ""}
    content = {"table": "facts", "staged": {**staged, "term": 2027, "key": row, "h": row}}
    return WaitingRow.objects.create(run=run, row=row, numbers={"Id": number}, content=content)


def late(cast: Cast, *numbers: str, place: str = "lincoln") -> Student:
    student = Student.objects.create(given_name="Late", family_name="Comer", school=getattr(cast, place))
    for number in numbers:
        StudentIdentifier.objects.create(student=student, system="local", value=number)
    return student


def test_letters_count_in_any_case_and_doubles_stay_waiting(cast: Cast, run: ImportRun) -> None:
    one, twice, unknown = wait(run, " ab-7 ", 1), wait(run, "55", 2), wait(run, "404", 3)
    found = late(cast, "AB-7")
    late(cast, "55")
    late(cast, "55", place="washington")
    assert retry_waiting(cast.district) == 1
    one.refresh_from_db()
    assert (one.student, StudentFact.objects.get().student) == (found, found)
    assert set(WaitingRow.objects.filter(answered_at=None)) == {twice, unknown}


def test_no_student_of_another_district_and_none_without_a_known_system(cast: Cast, run: ImportRun) -> None:
    wait(run, "77", 1)
    late(cast, "77")
    run.details = {}
    run.save()
    assert retry_waiting(cast.district) == 0
    assert retry_waiting(cast.washington) == 0


def test_many_rows_that_still_wait_ask_as_little_as_one(cast: Cast, run: ImportRun) -> None:
    wait(run, "n0", 1)
    with CaptureQueriesContext(connection) as few:
        retry_waiting(cast.district)
    for number in range(2, 40):
        wait(run, f"n{number}", number)
    with CaptureQueriesContext(connection) as many:
        assert retry_waiting(cast.district) == 0
    assert len(many) == len(few)
