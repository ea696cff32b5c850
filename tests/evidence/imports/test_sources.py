"""How a source is read: its guard, pauses, times of additions only, what its dates mean (E.5.7, E.5.8)."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from tests.evidence.imports.packages import base_rows, write_zip
from trellis.evidence.imports.models import ExternalKey, ImportRun, ImportSource
from trellis.evidence.imports.operations import import_package, settle_source
from trellis.evidence.imports.rules.sources import is_paused, only_adds, source_problems
from trellis.evidence.roster.models import Enrollment, Student, StudentIdentifier
from trellis.kit.errors import Invalid, Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry

SETTINGS: dict[str, Any] = {
    "rank": 1,
    "removed_percent": 10,
    "changed_percent": 75,
    "school_percent": 25,
    "paused_from": None,
    "paused_until": None,
    "additions_from": None,
    "additions_until": None,
    "ends_exclusive": False,
    "trusted_for_roles": False,
}
DAY = timedelta(days=1)


@pytest.fixture
def sam(cast: Cast) -> Person:
    """The data steward."""
    person = Person.objects.create(given_name="Sam", family_name="Nakata")
    RoleAssignment.objects.create(
        person=person, organization=cast.district, role=Role.DATA_STEWARD, starts_on=timezone.localdate()
    )
    return person


def send(cast: Cast, path: Path, *, students: int, approve: bool = False, ends: str = "") -> ImportRun:
    rows = base_rows(students)
    for row in rows["enrollments"]:
        row["endDate"] = ends
    return import_package(
        by=None, organization=cast.district, path=write_zip(path, rows), approve=approve, dry_run=False
    )


@pytest.fixture
def source(cast: Cast, tmp_path: Path) -> ImportSource:
    """A system that has sent 200 students."""
    return send(cast, tmp_path / "first.zip", students=200, approve=True).source


def test_a_source_may_be_stricter_than_usual(
    cast: Cast, sam: Person, source: ImportSource, tmp_path: Path
) -> None:
    # 30 of 200 gone: a school may lose a quarter, a kind only one in ten
    assert "many_removals" in send(cast, tmp_path / "a.zip", students=170).held_because
    settle_source(by=sam, source=source, **{**SETTINGS, "removed_percent": 20})
    assert send(cast, tmp_path / "a.zip", students=170).held_because == []
    settle_source(by=sam, source=source, **{**SETTINGS, "removed_percent": 20, "school_percent": 5})
    assert send(cast, tmp_path / "b.zip", students=150).held_because == ["school_removals"]


def test_in_a_pause_everything_waits(cast: Cast, sam: Person, source: ImportSource, tmp_path: Path) -> None:
    today = timezone.localdate()
    settle_source(by=sam, source=source, **{**SETTINGS, "paused_from": today, "paused_until": today})
    run = send(cast, tmp_path / "a.zip", students=201)
    assert (run.state, run.held_because) == ("held", ["paused"])
    settle_source(
        by=sam, source=source, **{**SETTINGS, "paused_from": today - DAY, "paused_until": today - DAY}
    )
    assert send(cast, tmp_path / "a.zip", students=201).state == "applied"


def test_in_the_summer_nothing_is_removed_and_afterwards_it_is(
    cast: Cast, sam: Person, source: ImportSource, tmp_path: Path
) -> None:
    today = timezone.localdate()
    summer = {**SETTINGS, "additions_from": today - DAY, "additions_until": today + DAY}
    settle_source(by=sam, source=source, **summer)
    run = send(cast, tmp_path / "half.zip", students=20)
    # nothing would change but what is gone, and nothing goes
    assert (run.state, run.held_because, run.without_removals) == ("unchanged", [], True)
    assert Student.objects.filter(removed_at=None).count() == 200
    settle_source(by=sam, source=source, **SETTINGS)
    later = send(cast, tmp_path / "half.zip", students=20, approve=True)
    assert (later.state, later.without_removals) == ("applied", False)
    assert Student.objects.filter(removed_at=None).count() == 20


def test_an_end_may_be_the_first_day_after(
    cast: Cast, sam: Person, source: ImportSource, tmp_path: Path
) -> None:
    send(cast, tmp_path / "a.zip", students=200, approve=True, ends="2027-06-11")
    assert set(Enrollment.objects.values_list("ends_on", flat=True)) == {date(2027, 6, 11)}
    settle_source(by=sam, source=source, **{**SETTINGS, "ends_exclusive": True})
    # the same rows are read another way: they are written again, though the package is the same
    ImportRun.objects.update(digest="")
    send(cast, tmp_path / "a.zip", students=200, approve=True, ends="2027-06-11")
    assert set(Enrollment.objects.values_list("ends_on", flat=True)) == {date(2027, 6, 10)}


def test_where_two_systems_send_one_person_the_one_that_goes_first_stands(
    cast: Cast, sam: Person, source: ImportSource, tmp_path: Path
) -> None:
    student = Student.objects.get(given_name="Student1")
    StudentIdentifier.objects.filter(student=student).exclude(system="local").delete()

    def second(given: str) -> ImportRun:
        rows = base_rows(1)
        rows["users"][-1]["givenName"] = given
        package = write_zip(tmp_path / f"{given}.zip", rows)
        return import_package(
            by=None, organization=cast.district, path=package, approve=True, source_name="Meals"
        )

    other = second("Mona").source
    # the second system's student is tied to the first's by hand, as an administrator would
    key = ExternalKey.objects.get(source=other, kind="student")
    Student.objects.filter(pk=key.object_id).delete()
    ExternalKey.objects.filter(pk=key.pk).update(object_id=student.pk)
    settle_source(by=sam, source=other, **{**SETTINGS, "rank": 2})
    run = second("Nona")
    student.refresh_from_db()
    assert student.given_name == "Student1"
    assert (run.counts["student"]["changed"], run.counts["student"]["unchanged"]) == (0, 1)
    assert run.totals["X14|warning|users|"] >= 1
    settle_source(by=sam, source=other, **SETTINGS)
    second("Vera")
    student.refresh_from_db()
    assert student.given_name == "Vera"


def test_only_stewards_settle_it_and_the_journal_knows(cast: Cast, sam: Person, source: ImportSource) -> None:
    for person in (cast.ana, cast.pat, cast.dee):
        with pytest.raises(Refused):
            settle_source(by=person, source=source, **SETTINGS)
    settle_source(by=sam, source=source, **{**SETTINGS, "trusted_for_roles": True})
    entry = JournalEntry.objects.get(verb="import_source.settled")
    assert entry.data == {"changed": ["trusted_for_roles"]}
    with pytest.raises(Invalid) as refused:
        settle_source(by=sam, source=source, **{**SETTINGS, "removed_percent": 0})
    assert list(refused.value.fields) == ["removed_percent"]


days = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(first=days, last=days, percent=st.integers(-5, 200))
def test_wrong_settings_are_named_by_field(first: date | None, last: date | None, percent: int) -> None:
    given_now = {**SETTINGS, "paused_from": first, "paused_until": last, "changed_percent": percent}
    problems = source_problems(given_now)
    half = (first is None) is not (last is None)
    backwards = first is not None and last is not None and last < first
    assert ("paused_from" in problems or "paused_until" in problems) is (half or backwards)
    assert ("changed_percent" in problems) is not (1 <= percent <= 100)


@given(day=st.dates(date(2026, 1, 1), date(2026, 12, 31)), first=days, last=days)
def test_a_period_holds_from_its_first_to_its_last_day(
    day: date, first: date | None, last: date | None
) -> None:
    source = ImportSource(paused_from=first, paused_until=last, additions_from=first, additions_until=last)
    inside = first is not None and last is not None and first <= day <= last
    assert is_paused(source, day) is only_adds(source, day) is inside
