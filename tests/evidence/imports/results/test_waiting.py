"""Rows that wait for their student are matched all at once, each only with one student and that for sure."""

from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.evidence.measures.classroom import make_classroom
from tests.house.matrix.world import signed_in
from trellis.evidence.imports.models import ImportRun, ImportSource, WaitingRow
from trellis.evidence.imports.work.results.keeping import waiting_row
from trellis.evidence.imports.work.results.undoing import undo_results
from trellis.evidence.imports.work.results.waiting import retry_waiting, take_waiting
from trellis.evidence.measures.models import (
    Administration,
    Assessment,
    AssessmentItem,
    Attempt,
    Intake,
    Result,
    StudentFact,
)
from trellis.evidence.roster.models import Student, StudentIdentifier
from trellis.kit.errors import Conflict
from trellis.kit.ids import new_public_id
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role


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


def kept(row: WaitingRow) -> WaitingRow:
    row.save()
    return row


def wait(run: ImportRun, number: str, row: int, key: int | None = None) -> WaitingRow:
    staged = {"kind": "attendance", "code": "", "starts": "2026-09-01", "ends": None, "amount": 1, "note": ""}
    content = {"table": "facts", "staged": {**staged, "term": 2027, "key": key or row, "h": row}}
    return kept(waiting_row(run, row, numbers={"Id": number}, content=content))


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


def sit(
    run: ImportRun,
    number: str,
    row: int,
    item: AssessmentItem,
    value: int,
    *,
    key: str = "a",
    taken: str = "2026-09-01",
    valid: str = "valid",
) -> WaitingRow:
    staged = {"akey": key, "form": "", "taken": taken, "test": "", "grade": "", "valid": valid}
    content = {
        "table": "sittings",
        "staged": {**staged, "note": "", "h": row},
        "administration": item.assessment.administrations.get().pk,
        "results": [[item.pk, "points", value, None, None, None, "", ""]],
    }
    return kept(waiting_row(run, row, numbers={"Id": number}, content=content))


@pytest.mark.parametrize(
    ("rule", "which"), [("last", 1), ("first", 0), ("best", 2)], ids=["last", "first valid", "best"]
)
def test_E_8_the_rule_of_the_template_says_which_attempt_counts_when_rows_come_later(
    cast: Cast, run: ImportRun, items: list[AssessmentItem], rule: str, which: int
) -> None:
    ours, theirs = late(cast, "n1"), late(cast, "n2")
    run.template = {"rule": rule}
    run.save()
    AssessmentItem.objects.filter(pk=items[0].pk).update(kind="whole")
    days = [("2026-09-02", 5), ("2026-09-20", 7), ("2026-09-10", 9)]
    # the first is there when the others are matched, and the last one comes in a batch of its own
    for at, (day, value) in enumerate(days):
        sit(run, "n1", at, items[0], value, key=f"a{at}", taken=day)
        assert retry_waiting(cast.district) == 1
        counting = Attempt.objects.filter(student=ours, counts=True)
        assert counting.count() == 1
    assert counting.get().key == f"a{which}"
    for at, (day, value) in enumerate(days):
        sit(run, "n2", 10 + at, items[0], value, key=f"a{at}", taken=day)
    assert retry_waiting(cast.district) == 3, "all at once"
    assert Attempt.objects.get(student=theirs, counts=True).key == f"a{which}"


def test_E_8_when_a_later_row_says_the_attempt_is_not_valid_the_other_one_counts(
    cast: Cast, run: ImportRun, items: list[AssessmentItem]
) -> None:
    student = late(cast, "n1")
    sit(run, "n1", 1, items[0], 5, key="early", taken="2026-09-02")
    sit(run, "n1", 2, items[0], 6, key="late", taken="2026-09-20")
    retry_waiting(cast.district)
    assert Attempt.objects.get(student=student, counts=True).key == "late"
    newer = another(run)
    sit(newer, "n1", 1, items[0], 6, key="late", taken="2026-09-20", valid="invalid")
    retry_waiting(cast.district)
    standing = Attempt.objects.filter(student=student, superseded_at=None, counts=True)
    assert standing.get().key == "early"
    newer.template = {}
    undo_results(newer)
    assert standing.get().key == "late", "what it replaced stands and counts again"


def another(run: ImportRun) -> ImportRun:
    made = ImportRun.objects.get(pk=run.pk)
    made.pk, made.public_id = None, new_public_id()
    made.intake = Intake.objects.create(
        organization=run.source.organization, origin="import", made_at=timezone.now()
    )
    made.save()
    return made


@pytest.fixture
def items(cast: Cast) -> list[AssessmentItem]:
    check = Assessment.objects.create(organization=cast.district, title="Check", added_at=timezone.now())
    Administration.objects.create(assessment=check, school_year=2027)
    return [AssessmentItem.objects.create(assessment=check, position=at, label=f"Item {at}") for at in (1, 2)]


def test_all_that_is_matched_is_written_at_once(
    cast: Cast, run: ImportRun, items: list[AssessmentItem]
) -> None:
    def take(first: int, last: int) -> int:
        for number in range(first, last):
            late(cast, f"n{number}")
            wait(run, f"n{number}", number)
            sit(run, f"n{number}", 1000 + number, items[0], 1)
        with CaptureQueriesContext(connection) as asked:
            assert retry_waiting(cast.district) == 2 * (last - first)
        return len(asked)

    assert take(0, 1) == take(1, 40)
    assert StudentFact.objects.count() == Attempt.objects.count() == Result.objects.count() == 40
    assert not WaitingRow.objects.filter(answered_at=None).exists()
    assert retry_waiting(cast.district) == 0


def test_rows_of_one_file_are_one_attempt_and_a_newer_file_supersedes_it(
    cast: Cast, run: ImportRun, items: list[AssessmentItem]
) -> None:
    student = late(cast, "n1")
    for at, value in ((0, 1), (1, 2), (1, 9)):
        sit(run, "n1", 10 + at + value, items[at], value)
    newer = another(run)
    sit(newer, "n1", 1, items[0], 5)
    assert retry_waiting(cast.district) == 4
    old, new = Attempt.objects.filter(student=student).order_by("pk")
    assert sorted(old.results.values_list("item__position", "value")) == [
        (1, Decimal(1)),
        (2, Decimal(2)),
    ], "the first stands"
    assert (old.superseded_by, new.superseded_at, new.results.get().value) == (
        newer.intake,
        None,
        Decimal(5),
    )
    sit(another(run), "n1", 1, items[0], 6)
    retry_waiting(cast.district)
    assert Attempt.objects.get(student=student, superseded_at=None).results.get().value == Decimal(6)
    assert Attempt.objects.filter(student=student).count() == 3


def test_of_two_rows_about_one_fact_the_last_stands(cast: Cast, run: ImportRun) -> None:
    student = late(cast, "n1")
    wait(run, "n1", 1, key=7)
    wait(run, "n1", 2, key=7)
    assert retry_waiting(cast.district) == 2
    standing = StudentFact.objects.get(student=student, superseded_at=None)
    assert standing.row_hash == 2
    wait(another(run), "n1", 3, key=7)
    assert retry_waiting(cast.district) == 1
    assert StudentFact.objects.get(student=student, superseded_at=None).row_hash == 3
    assert StudentFact.objects.filter(student=student).count() == 3


def test_rows_of_a_file_that_was_taken_back_stay_as_they_are(cast: Cast, run: ImportRun) -> None:
    row, student = wait(run, "n1", 1), late(cast, "n1")
    run.intake = None
    run.save()
    assert retry_waiting(cast.district) == 0
    row.refresh_from_db()
    with pytest.raises(Conflict):
        take_waiting(row, student)
    assert not StudentFact.objects.exists()


def test_E_8_a_row_whose_key_is_lost_goes_on_waiting_and_says_so(
    cast: Cast, run: ImportRun, settings: Settings
) -> None:
    row, ours = wait(run, "n1", 1), settings.SEAL_KEYS
    student = late(cast, "n1")
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    assert retry_waiting(cast.district) == 0, "other rows are not held up"
    with pytest.raises(Conflict, match="key"):
        take_waiting(WaitingRow.objects.select_related("run").get(pk=row.pk), student)
    RoleAssignment.objects.create(
        person=cast.dee, organization=cast.district, role=Role.DATA_STEWARD, starts_on="2026-01-01"
    )
    page = signed_in(cast.dee).get(reverse("evidence-files")).content.decode()
    assert "The key that sealed this row is not on this machine" in page
    settings.SEAL_KEYS = [*settings.SEAL_KEYS, *ours]
    assert retry_waiting(cast.district) == 1


def test_E_8_rows_that_waited_before_are_sealed_and_opened_by_the_migration(run: ImportRun) -> None:
    migration = import_module("trellis.evidence.migrations.0012_sealed_waiting_rows")
    before = SimpleNamespace(
        numbers={"Id": "n1"},
        name="Lia New",
        content={"table": "facts", "staged": {"born": "2016-01-31", "grade_now": "4"}},
    )
    before.save = lambda update_fields: None
    apps = SimpleNamespace(
        get_model=lambda *_names: SimpleNamespace(
            objects=SimpleNamespace(iterator=lambda chunk_size: iter([before]))
        )
    )
    migration.seal_rows(apps, None)
    row = kept(WaitingRow(run=run, row=1, key_mark=before.key_mark, sealed=before.sealed))
    now = WaitingRow.objects.get(pk=row.pk)
    assert (now.said["numbers"], now.said["name"], now.content) == ({"Id": "n1"}, "Lia New", before.content)
    before.numbers = before.name = before.content = None
    migration.open_rows(apps, None)
    assert (before.numbers, before.name, before.content) == ({"Id": "n1"}, "Lia New", now.content)
    assert (before.born_on, before.grade) == ("2016-01-31", "4")
