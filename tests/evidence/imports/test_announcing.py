"""An import that begins or ends roles is heard by what stands open (S2-32, S0-12)."""

from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.utils import timezone

from tests.evidence.imports.packages import base_rows, write_zip
from tests.evidence.imports.test_operations import home, send
from trellis.evidence.imports.queries import school_lines
from trellis.evidence.imports.work.undoing import undo_run
from trellis.people.access.models import RoleAssignment
from trellis.people.access.operations import changes
from trellis.people.accounts.models import Person
from trellis.people.accounts.words import topic_of_access
from trellis.people.places.models import Organization

__all__ = ["home"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    topics: list[str] = []
    monkeypatch.setattr(changes, "announce", lambda topic, _part: topics.append(topic))
    return topics


def come_in(person: Person) -> str:
    UserSession.objects.create(
        user=person, session_key=f"key-{person.pk}", ip="127.0.0.1", last_seen_at=timezone.now()
    )
    return topic_of_access(person.public_id)


def test_S2_32_a_role_that_an_import_ends_and_undoing_brings_back_is_announced(
    home: Organization, tmp_path: Path, heard: list[str]
) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    assert heard == [], "nobody is signed in yet, so nothing stands open"
    tess = Person.objects.get(given_name="Tess")
    topic = come_in(tess)
    outsider = Person.objects.create(given_name="Ola", family_name="Other")
    come_in(outsider)
    without = {**rows, "users": [row for row in rows["users"] if row["givenName"] != "Tess"]}
    without["enrollments"] = [row for row in rows["enrollments"] if row["role"] != "teacher"]
    run = send(home, write_zip(tmp_path / "b.zip", without))
    assert RoleAssignment.objects.get(person=tess).ends_on is not None
    assert heard == [topic], "who lost a role is announced once, and nobody else"
    heard.clear()
    undo_run(run)
    assert RoleAssignment.objects.get(person=tess).ends_on is None
    assert set(heard) == {topic}


def test_S2_32_a_role_that_an_import_gives_is_announced(
    home: Organization, tmp_path: Path, heard: list[str]
) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    gil = Person.objects.get(given_name="Gil")
    topic = come_in(gil)
    RoleAssignment.objects.filter(person=gil).delete()
    changed = {**rows, "users": [dict(row) for row in rows["users"]]}
    for row in changed["users"]:
        if row["givenName"] == "Gil":
            row["role"] = "teacher"
    send(home, write_zip(tmp_path / "b.zip", changed))
    assert RoleAssignment.objects.filter(person=gil, role="teacher").exists()
    assert set(heard) == {topic}


def test_S0_12_a_plan_says_school_by_school_what_happens(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    first = send(home, write_zip(tmp_path / "a.zip", rows))
    [line] = school_lines(first)
    assert (line.name, line.is_new) == ("Small School", True)
    students, staff, classes, places = line.parts
    assert (students, staff, classes, places) == ((30, 0, 0), (2, 0, 0), (1, 0, 0), (31, 0, 0))
    gone = {"s1", "s2"}
    fewer = {
        **rows,
        "users": [row for row in rows["users"] if row["sourcedId"] not in gone],
        "enrollments": [row for row in rows["enrollments"] if row["userSourcedId"] not in gone],
        "demographics": [row for row in rows["demographics"] if row["sourcedId"] not in gone],
    }
    plan = send(home, write_zip(tmp_path / "b.zip", fewer), approve=False)
    [line] = school_lines(plan)
    assert not line.is_new
    assert line.parts[0] == (0, 0, 2)
    assert line.parts[3] == (0, 0, 2)
