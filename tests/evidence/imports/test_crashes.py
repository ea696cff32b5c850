"""A process that is killed in the middle, and two at once (E.6): every kind is old or new, never between."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.evidence.imports.packages import Rows, base_rows, write_zip
from tests.evidence.imports.test_operations import home, send
from trellis.evidence.imports.models import ExternalKey, ImportRun, ImportSource
from trellis.evidence.imports.operations import import_package, undo_applied
from trellis.evidence.imports.queries import undo_plan, undo_reasons
from trellis.evidence.imports.tasks import undo_import
from trellis.evidence.imports.words.states import RunState
from trellis.evidence.imports.work.dialect import alone
from trellis.evidence.imports.work.staging import derived
from trellis.evidence.roster.models import Enrollment, Student, StudentIdentifier, Teaching
from trellis.kit.errors import Conflict, Invalid
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.places.models import Organization

__all__ = ["home"]
#: Imports by the command, and kills its own process at the n-th call of a function of the work.
KILLED = """
import os, signal, sys
module, name, times, arguments = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
import django
django.setup()
import importlib
work = importlib.import_module("trellis.evidence.imports.work." + module)
real, calls = getattr(work, name), 0
def die(*values, **named):
    global calls
    calls += 1
    if calls == times:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*values, **named)
setattr(work, name, die)
from trellis.cli.main import main
sys.exit(main(arguments))
"""


def database_url() -> str:
    """Return the address of the database of this test."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgresql://{found['USER']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def import_killed(path: Path, module: str, name: str, times: int) -> int:
    """Import in a process that is killed on its way; return how it ended."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED,
            module,
            name,
            str(times),
            "import",
            "oneroster",
            str(path),
            "--approve",
        ],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "trellis.config.settings_test",
            "TRELLIS_DATABASE_URL": database_url(),
            "TRELLIS_HOME": str(settings.HOME),
            "TRELLIS_DEVELOPMENT": "yes",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode


def later_rows() -> dict[str, Rows]:
    """Return the base roster some months later: one student left, one came, one has a new name."""
    rows = base_rows()
    del rows["users"][-1], rows["enrollments"][-1]
    rows["users"][2]["givenName"] = "Renamed"
    rows["users"].append({**rows["users"][3], "sourcedId": "s99", "identifier": "N99", "username": "s99"})
    rows["enrollments"].append({**rows["enrollments"][1], "sourcedId": "e99", "userSourcedId": "s99"})
    return rows


def state() -> dict[str, object]:
    """Return everything that must be the same, however often the way there was cut off."""
    keys = ExternalKey.objects.values_list("kind", "sourced_id", "removed_at")
    return {
        "students": sorted(Student.objects.filter(removed_at=None).values_list("given_name", flat=True)),
        "gone": Student.objects.exclude(removed_at=None).count(),
        "numbers": sorted(StudentIdentifier.objects.values_list("system", "value")),
        "places": (Enrollment.objects.count(), Enrollment.objects.filter(removed_at=None).count()),
        "teachings": Teaching.objects.count(),
        "people": sorted(Person.objects.values_list("given_name", "is_active")),
        "roles": sorted(RoleAssignment.objects.values_list("role", "person__given_name")),
        "organizations": sorted(Organization.objects.values_list("name", flat=True)),
        "keys": sorted((kind, sid, removed is not None) for kind, sid, removed in keys),
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("module", "name", "times"),
    [
        # in the middle of students: their rows are written, their keys are not
        ("applying", "_write_keys", 4),
        # between two kinds, and between the kinds and the removals
        ("applying", "_apply_kind", 7),
        ("applying", "keep_before", 22),
    ],
)
def test_a_killed_import_is_completed_by_the_next(
    home: Organization, tmp_path: Path, module: str, name: str, times: int
) -> None:
    send(home, write_zip(tmp_path / "first.zip", base_rows()))
    path = write_zip(tmp_path / "later.zip", later_rows())
    assert import_killed(path, module, name, times) == -signal.SIGKILL
    assert ImportRun.objects.latest("id").state == RunState.APPLYING
    half = state()
    again = send(home, path)
    assert again.state == "unchanged", again.counts
    assert state() != half
    assert state()["students"] == sorted([f"Student{n}" for n in range(2, 30)] + ["Renamed", "Student2"])
    assert (state()["gone"], state()["places"]) == (1, (31, 30))
    assert ImportRun.objects.filter(state=RunState.APPLIED).count() == 2
    keys = ExternalKey.objects.filter(kind="student")
    assert keys.count() == Student.objects.count() == 31


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_while_reading_leaves_nothing(home: Organization, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "first.zip", base_rows())
    assert import_killed(path, "planning", "derive", 1) == -signal.SIGKILL
    assert not ExternalKey.objects.exists()
    assert send(home, path).state == "applied"


@pytest.mark.django_db
def test_staged_rows_that_a_crash_emptied_are_not_taken_for_applied(
    home: Organization, tmp_path: Path
) -> None:
    path = write_zip(tmp_path / "first.zip", base_rows())
    run = send(home, path, approve=False)
    run.state = RunState.APPLYING
    run.save()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {derived(run, 'student')}")
    assert send(home, path).state == "applied"
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert Student.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_second_import_of_the_same_source_is_refused_in_words(home: Organization, tmp_path: Path) -> None:
    source = ImportSource.objects.create(organization=home, name="OneRoster")
    path = write_zip(tmp_path / "a.zip", base_rows())
    with alone(source.pk):
        done = subprocess.run(
            [sys.executable, "-m", "trellis.cli", "import", "oneroster", str(path), "--json"],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "trellis.config.settings_test",
                "TRELLIS_DATABASE_URL": database_url(),
                "TRELLIS_HOME": str(settings.HOME),
                "TRELLIS_DEVELOPMENT": "yes",
            },
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 4
    assert "Another import from this system is running." in done.stderr
    assert json.loads(done.stdout)["state"] == "failed"
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_undoing_shows_its_plan_and_is_completed_after_a_crash(
    home: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steward = Person.objects.create(given_name="Sam", family_name="Stewart")
    RoleAssignment.objects.create(
        person=steward, organization=home, role=Role.DATA_STEWARD, starts_on=timezone.localdate()
    )
    first = send(home, write_zip(tmp_path / "a.zip", base_rows()))
    with pytest.raises(Invalid):
        undo_applied(by=steward, import_run=first)
    before = state()
    later = send(home, write_zip(tmp_path / "b.zip", later_rows()))
    plan = dict(undo_plan(later))
    assert plan["Students"] == {"taken_away": 1, "set_back": 1, "brought_back": 1, "closed_again": 0}
    assert undo_reasons(later) == []
    undo_applied(by=steward, import_run=later)
    marked = RunState.APPLIED
    with monkeypatch.context() as patch:
        patch.setattr("trellis.evidence.imports.work.undoing.restored", _fail)
        with pytest.raises(RuntimeError):
            undo_import.func(later.pk)
    later.refresh_from_db()
    assert later.state == marked
    # the next import of the source brings the undoing to its end before it begins
    again = import_package(by=None, organization=home, path=write_zip(tmp_path / "c.zip", base_rows()))
    later.refresh_from_db()
    assert (later.state, again.state) == (RunState.UNDONE, "unchanged")
    assert state()["students"] == before["students"]


def _fail(*_: object) -> str:
    raise RuntimeError("the power went away")


@pytest.mark.django_db
def test_waiting_for_another_import_has_an_end(home: Organization) -> None:
    source = ImportSource.objects.create(organization=home, name="OneRoster")
    if connection.vendor == "postgresql":
        pytest.skip("one connection may take its own advisory lock twice")
    with alone(source.pk), pytest.raises(Conflict), alone(source.pk, wait=0.6):
        pass
