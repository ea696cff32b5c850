"""An import from the package to the tables and back (S0-12, X-08)."""

from pathlib import Path

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.imports.packages import Rows, base_rows, text_of, write_zip
from trellis.evidence.imports.models import ExternalKey, ImportRun, MatchProposal
from trellis.evidence.imports.operations import answer_proposal, import_package, undo_applied
from trellis.evidence.imports.queries import exit_code_of, report_of
from trellis.evidence.imports.tasks import undo_import
from trellis.evidence.roster.models import (
    Demographic,
    Enrollment,
    Guardianship,
    Student,
    StudentIdentifier,
    Teaching,
)
from trellis.kit.errors import Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.places.models import Organization
from trellis.people.places.words import OrganizationKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Organization:
    """A district with nothing in it."""
    place = Organization.objects.create(kind=OrganizationKind.DISTRICT, name="Small District")
    place.path = f"/{place.pk}/"
    place.save()
    return place


def send(home: Organization, path: Path, *, approve: bool = True) -> ImportRun:
    """Import, with a yes unless told otherwise."""
    return import_package(by=None, organization=home, path=path, approve=approve)


def totals(run: ImportRun, name: str) -> int:
    """Return a count over all kinds."""
    return sum(int(kind[name]) for kind in run.counts.values())


def test_first_import_waits_for_a_yes_and_writes_nothing(home: Organization, tmp_path: Path) -> None:
    run = send(home, write_zip(tmp_path / "a.zip", base_rows()), approve=False)
    assert (run.state, run.held_because, exit_code_of(run)) == ("held", ["first_import"], 2)
    assert not Student.objects.exists()
    assert not ExternalKey.objects.exists()


def test_S0_12_roster_comes_in_whole(home: Organization, tmp_path: Path) -> None:
    run = send(home, write_zip(tmp_path / "a.zip", base_rows()))
    assert (run.state, exit_code_of(run)) == ("applied", 0)
    school = Organization.objects.get(name="Small School")
    assert school.parent_id == home.pk
    assert school.path == f"{home.path}{school.pk}/"
    assert Student.objects.filter(school=school, grade="04").count() == 30
    assert Enrollment.objects.filter(removed_at=None).count() == 30
    teaching = Teaching.objects.get()
    assert teaching.person.full_name == "Tess Teal"
    assert not teaching.person.has_usable_password()
    assert str(teaching.school_class.starts_on) == "2026-08-15"
    link = Guardianship.objects.get()
    assert (link.person.given_name, link.student.given_name) == ("Gil", "Student1")
    roles = set(RoleAssignment.objects.filter(from_import=True).values_list("person__given_name", "role"))
    assert roles == {("Tess", "teacher"), ("Gil", "family")}
    detail = Demographic.objects.get()
    assert (str(detail.born_on), detail.flags["white"], detail.flags["asian"]) == ("2016-01-02", True, None)
    assert StudentIdentifier.objects.filter(system="local", value="N7").count() == 1


def test_same_package_twice_writes_nothing(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    before = list(ExternalKey.objects.order_by("id").values())
    again = send(home, write_zip(tmp_path / "b.zip", rows))
    assert again.state == "unchanged"
    assert exit_code_of(again) == 0
    shuffled = {**rows, "users": rows["users"][::-1]}
    other_order = send(home, write_zip(tmp_path / "c.zip", shuffled))
    assert other_order.state == "unchanged"
    assert list(ExternalKey.objects.order_by("id").values()) == before


def test_changes_removals_and_return(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    kept = Student.objects.get(given_name="Student5").pk
    less = {
        **rows,
        "users": [row for row in rows["users"] if row["sourcedId"] != "s5"],
        "enrollments": [row for row in rows["enrollments"] if row["userSourcedId"] != "s5"],
    }
    less["users"][3] = {**less["users"][3], "givenName": "Renamed"}
    run = send(home, write_zip(tmp_path / "b.zip", less), approve=False)
    assert run.state == "applied", run.held_because
    assert run.counts["student"]["removed"] == 1
    assert run.counts["student"]["changed"] == 1
    assert Student.objects.get(pk=kept).removed_at is not None
    back = send(home, write_zip(tmp_path / "c.zip", rows))
    assert back.counts["student"]["restored"] == 1
    assert Student.objects.get(pk=kept).removed_at is None
    assert Student.objects.count() == 30


def test_header_only_whole_file_removes_nothing(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    run = send(home, write_zip(tmp_path / "b.zip", rows, texts={"users": text_of("users", [])}))
    assert totals(run, "removed") == 0
    assert any(key.startswith("F02|error|users") for key in run.totals)
    assert Student.objects.filter(removed_at=None).count() == 30


def test_guard_holds_a_mass_removal(home: Organization, tmp_path: Path) -> None:
    rows = base_rows(60)
    send(home, write_zip(tmp_path / "a.zip", rows))
    less = {**rows, "users": rows["users"][:12], "enrollments": rows["enrollments"][:11]}
    run = send(home, write_zip(tmp_path / "b.zip", less), approve=False)
    assert run.state == "held"
    assert {"many_removals", "school_removals"} <= set(run.held_because)
    assert Student.objects.filter(removed_at=None).count() == 60


def test_delta_changes_only_what_it_names(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    moment = {"status": "active", "dateLastModified": "2026-10-01T00:00:00.000Z"}
    users: Rows = [
        {**rows["users"][2], **moment, "givenName": "Later"},
        {**rows["users"][3], **moment, "status": "tobedeleted"},
    ]
    run = send(home, write_zip(tmp_path / "b.zip", {"users": users}, modes={"users": "delta"}))
    assert (run.counts["student"]["changed"], run.counts["student"]["removed"]) == (1, 1)
    assert Student.objects.filter(removed_at=None).count() == 29
    old = {
        **rows["users"][2],
        "status": "active",
        "dateLastModified": "2026-09-01T00:00:00.000Z",
        "givenName": "Old",
    }
    send(home, write_zip(tmp_path / "c.zip", {"users": [old]}, modes={"users": "delta"}))
    assert Student.objects.filter(given_name="Later").exists()


def test_undo_brings_everything_back(home: Organization, tmp_path: Path, steward: Person) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    changed = {**rows, "users": [row for row in rows["users"] if row["sourcedId"] != "s5"]}
    changed["users"][3] = {**changed["users"][3], "givenName": "Renamed"}
    changed["enrollments"] = [row for row in rows["enrollments"] if row["userSourcedId"] != "s5"]
    changed["users"].append({**rows["users"][2], "sourcedId": "s99", "identifier": "N99", "username": "s99"})
    run = send(home, write_zip(tmp_path / "b.zip", changed))
    undo_run_by(steward, run)
    run.refresh_from_db()
    assert run.state == "undone"
    names = set(Student.objects.filter(removed_at=None).values_list("given_name", flat=True))
    assert names == {f"Student{n}" for n in range(1, 31)}
    assert Enrollment.objects.filter(removed_at=None).count() == 30
    again = send(home, write_zip(tmp_path / "c.zip", rows))
    assert again.state == "unchanged", again.counts


def undo_run_by(person: Person, run: ImportRun) -> None:
    """Undo with what runs after the commit."""
    undo_applied(by=person, import_run=run, sure=True)
    undo_import.func(run.pk)


@pytest.fixture
def steward(home: Organization) -> Person:
    """A data steward of the district."""
    person = Person.objects.create(given_name="Sam", family_name="Stewart")
    RoleAssignment.objects.create(
        person=person, organization=home, role=Role.DATA_STEWARD, starts_on=timezone.localdate()
    )
    return person


def test_rows_with_unknown_school_are_set_aside_with_what_hangs_on_them(
    home: Organization, tmp_path: Path
) -> None:
    rows = base_rows()
    rows["users"][2] = {**rows["users"][2], "orgSourcedIds": "OTHER-DISTRICT-ORG-1"}
    run = send(home, write_zip(tmp_path / "a.zip", rows))
    assert exit_code_of(run) == 1
    # the student, the link of her guardian, and her place in the class
    assert run.totals["X01|error|users|"] == 2
    assert run.totals["X01|error|enrollments|"] == 1
    assert Student.objects.count() == 29


def test_raised_roles_need_a_yes(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    rows["users"][0] = {**rows["users"][0], "role": "administrator"}
    run = send(home, write_zip(tmp_path / "b.zip", rows), approve=False)
    assert run.state == "held"
    assert "raised_roles" in run.held_because
    assert not RoleAssignment.objects.filter(role=Role.PRINCIPAL).exists()


def test_an_address_in_a_file_takes_over_nobody(cast: Cast, tmp_path: Path) -> None:
    rows = base_rows()
    rows["users"].append(
        {**rows["users"][2], "sourcedId": "new", "username": "new", "email": "dee@riverbend.example"}
    )
    run = send(cast.district, write_zip(tmp_path / "a.zip", rows), approve=False)
    assert run.state == "held"
    assert "email_in_use" in run.held_because
    assert MatchProposal.objects.get().person == cast.dee
    assert not ExternalKey.objects.filter(object_id=cast.dee.pk, kind="person").exists()


def test_only_data_stewards_decide(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        import_package(by=cast.dee, organization=cast.district, path=tmp_path)
    send(cast.district, write_zip(tmp_path / "a.zip", base_rows()), approve=False)
    proposal = MatchProposal.objects.create(
        source=ImportRun.objects.get().source, sourced_id="x", person=cast.dee, proposed_at=timezone.now()
    )
    with pytest.raises(Refused):
        answer_proposal(by=cast.ana, proposal=proposal, same=True)


def test_report_repeats_no_cell(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    rows["users"][2] = {
        **rows["users"][2],
        "givenName": "",
        "familyName": "Unmistakable",
        "password": "hunter2!",
    }
    run = send(home, write_zip(tmp_path / "a.zip", rows))
    report = str(report_of(run))
    assert "Unmistakable" not in report
    assert "hunter2" not in report
    assert run.totals["R14|warning|users|password"] == 1
    assert run.totals["R01|error|users|givenName"] == 1
