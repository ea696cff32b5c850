"""The rules between rows and files (E.4), each with a small package of our own (S0-12, X-08)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.evidence.imports.packages import Rows, as_1_2, base_rows, role_of, write_zip
from tests.evidence.imports.test_operations import home, send
from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.operations import import_package
from trellis.evidence.imports.queries import findings_of
from trellis.evidence.roster.models import Course, Enrollment, SchoolClass, Student, Teaching
from trellis.people.access.models import RoleAssignment
from trellis.people.places.models import Organization, SchoolYear

__all__ = ["home"]
pytestmark = pytest.mark.django_db
Bend = Callable[[dict[str, Rows]], None]
TERM = {
    "sourcedId": "q1",
    "title": "Quarter",
    "type": "gradingPeriod",
    "startDate": "2026-08-15",
    "endDate": "2026-10-20",
    "parentSourcedId": "y1",
    "schoolYear": "2027",
}


def found(run: ImportRun) -> dict[str, int]:
    """Return how often each code, severity and file was found."""
    totals: dict[str, int] = {}
    for key, count in run.totals.items():
        short = key.rpartition("|")[0]
        totals[short] = totals.get(short, 0) + int(count)
    return totals


def course_names_a_quarter(rows: dict[str, Rows]) -> None:
    rows["academicSessions"].append(TERM)
    rows["courses"][0]["schoolYearSourcedId"] = "q1"


def course_names_no_year_at_all(rows: dict[str, Rows]) -> None:
    rows["courses"][0]["schoolYearSourcedId"] = "nowhere"


def class_names_an_unknown_term(rows: dict[str, Rows]) -> None:
    rows["classes"][0]["termSourcedIds"] = "y1,nowhere"


def class_is_held_by_the_district(rows: dict[str, Rows]) -> None:
    rows["classes"][0]["schoolSourcedId"] = "d1"


def two_main_teachers(rows: dict[str, Rows]) -> None:
    rows["users"].append({**rows["users"][0], "sourcedId": "t2", "username": "t2", "email": ""})
    for place, teacher in (("e0", "t1"), ("e-2", "t2")):
        rows["enrollments"].append(
            {**rows["enrollments"][0], "sourcedId": place, "userSourcedId": teacher, "primary": "true"}
        )
    del rows["enrollments"][0]


def teacher_sits_as_a_student(rows: dict[str, Rows]) -> None:
    rows["enrollments"].append({**rows["enrollments"][1], "sourcedId": "e-odd", "userSourcedId": "t1"})


def class_begins_later(rows: dict[str, Rows]) -> None:
    rows["academicSessions"][0].update(startDate="2096-08-15", endDate="2097-06-10", schoolYear="2097")


def class_meets_in_a_summer_outside_the_year(rows: dict[str, Rows]) -> None:
    summer = {**TERM, "sourcedId": "q9", "type": "term", "startDate": "2027-06-20", "endDate": "2027-07-30"}
    rows["academicSessions"].append(summer)
    rows["classes"][0]["termSourcedIds"] = "q9"


def nobody_teaches(rows: dict[str, Rows]) -> None:
    del rows["enrollments"][0]


def student_without_class(rows: dict[str, Rows]) -> None:
    del rows["enrollments"][-1]


def empty_school(rows: dict[str, Rows]) -> None:
    rows["orgs"].append({**rows["orgs"][1], "sourcedId": "o2", "name": "Empty School"})


@pytest.mark.parametrize(
    ("bend", "expected"),
    [
        (course_names_a_quarter, {"X04|warning|courses": 1}),
        (course_names_no_year_at_all, {"X01|error|courses": 1}),
        (class_names_an_unknown_term, {"X01|error|classes": 1, "X01|error|enrollments": 31}),
        (class_is_held_by_the_district, {"X03|warning|classes": 1}),
        (two_main_teachers, {"X05|warning|enrollments": 1}),
        (teacher_sits_as_a_student, {"X07|warning|enrollments": 1}),
        (class_meets_in_a_summer_outside_the_year, {"X07|warning|classes": 1}),
        (class_begins_later, {"X08|warning|classes": 1}),
        (nobody_teaches, {"X09|info|classes": 1}),
        (student_without_class, {"X09|info|users": 1}),
        (empty_school, {"X09|info|orgs": 1}),
    ],
)
def test_rules_between_rows(home: Organization, tmp_path: Path, bend: Bend, expected: dict[str, int]) -> None:
    rows = base_rows()
    bend(rows)
    run = send(home, write_zip(tmp_path / "a.zip", rows))
    assert run.state == "applied", run.totals
    assert expected.items() <= found(run).items()
    assert all(line.message.endswith(".") for line in findings_of(run))


def test_an_untroubled_roster_has_no_findings(home: Organization, tmp_path: Path) -> None:
    assert found(send(home, write_zip(tmp_path / "a.zip", base_rows()))) == {}


def test_what_is_set_aside_and_what_is_kept(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    class_names_an_unknown_term(rows)
    send(home, write_zip(tmp_path / "a.zip", rows))
    assert (SchoolClass.objects.count(), Enrollment.objects.count(), Teaching.objects.count()) == (0, 0, 0)
    assert (Student.objects.count(), Course.objects.count()) == (30, 1)


def test_odd_place_in_a_class_is_left_out_and_the_person_stays(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    teacher_sits_as_a_student(rows)
    run = send(home, write_zip(tmp_path / "a.zip", rows))
    assert not any("|error|" in key for key in run.totals)
    assert Enrollment.objects.count() == 30
    assert send(home, write_zip(tmp_path / "b.zip", rows)).state == "unchanged"
    strict = import_package(by=None, organization=home, path=write_zip(tmp_path / "c.zip", rows), strict=True)
    assert (strict.state, found(strict)) == ("unchanged", {})


@pytest.mark.parametrize(
    ("bend", "code"), [(course_names_a_quarter, "X04"), (class_is_held_by_the_district, "X03")]
)
def test_strict_reading_refuses_what_tolerant_reading_tells(
    home: Organization, tmp_path: Path, bend: Bend, code: str
) -> None:
    rows = base_rows()
    bend(rows)
    run = import_package(by=None, organization=home, path=write_zip(tmp_path / "a.zip", rows), strict=True)
    assert (run.state, run.refused_code) == ("rejected", code)


def test_1_2_packages_with_roles_and_profiles(home: Organization, tmp_path: Path) -> None:
    rows = as_1_2(base_rows())
    profile = {
        "profileType": "sis",
        "vendorId": "v",
        "credentialType": "oauth",
        "username": "tess",
        "password": "hunter2!",
    }
    rows["userProfiles"] = [{"sourcedId": "p1", "userSourcedId": "t1", **profile}]
    rows["roles"][0]["userProfileSourcedId"] = "p1"
    clean = send(home, write_zip(tmp_path / "a.zip", rows, version="1.2"))
    assert (clean.state, found(clean)) == ("applied", {"R14|warning|userProfiles": 1})
    assert Student.objects.filter(grade="04").count() == 30
    assert RoleAssignment.objects.get(role="teacher").person.given_name == "Tess"
    rows["roles"][1]["userProfileSourcedId"] = "p1"
    rows["roles"].append(role_of("t1", "aide", "o1", sourcedId="r2"))
    run = send(home, write_zip(tmp_path / "b.zip", rows, version="1.2"))
    assert {"X06|error|roles": 1, "X05|warning|roles": 1}.items() <= found(run).items()
    # a role set aside is not a role gone
    assert RoleAssignment.objects.filter(role="family", ends_on=None).count() == 1


def test_scores_outside_their_range(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    rows["categories"] = [{"sourcedId": "g", "title": "Tests"}]
    rows["lineItems"] = [
        {
            "sourcedId": "l1",
            "title": "Quiz",
            "assignDate": "2026-09-01",
            "dueDate": "2026-09-02",
            "classSourcedId": "k1",
            "categorySourcedId": "g",
            "gradingPeriodSourcedId": "y1",
            "resultValueMin": "0",
            "resultValueMax": "10",
        }
    ]
    rows["results"] = [
        {
            "sourcedId": f"x{score}",
            "lineItemSourcedId": "l1",
            "studentSourcedId": "s1",
            "scoreStatus": "fully graded",
            "score": score,
            "scoreDate": "2026-09-03",
        }
        for score in ("0", "10", "10.5", "many")
    ]
    run = send(home, write_zip(tmp_path / "a.zip", rows))
    assert {"R15|warning|results": 1, "R15|error|results": 1}.items() <= found(run).items()


def test_a_file_of_changes_without_terms_keeps_the_days_of_a_class(
    home: Organization, tmp_path: Path
) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    later = {**rows["classes"][0], "status": "active", "dateLastModified": "2026-10-01T00:00:00.000Z"}
    later["title"] = "4-B"
    run = send(home, write_zip(tmp_path / "b.zip", {"classes": [later]}, modes={"classes": "delta"}))
    assert run.counts["class"]["changed"] == 1
    kept = SchoolClass.objects.get()
    assert (kept.title, str(kept.starts_on), str(kept.ends_on)) == ("4-B", "2026-08-15", "2027-06-10")


def test_new_ids_for_old_numbers_wait_for_a_yes(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    for row in rows["users"][2:]:
        row["sourcedId"] = f"new-{row['sourcedId']}"
    for row in rows["enrollments"][1:]:
        row["userSourcedId"] = f"new-{row['userSourcedId']}"
    rows["users"][1]["agentSourcedIds"], rows["demographics"][0]["sourcedId"] = "new-s1", "new-s1"
    run = send(home, write_zip(tmp_path / "b.zip", rows), approve=False)
    assert "rekey" in run.held_because
    assert found(run)["X13|warning|users"] == 30


def test_by_school_what_would_happen(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    first = send(home, write_zip(tmp_path / "a.zip", rows))
    assert first.schools["+Small School"]["student_created"] == 30
    rows["users"][2]["givenName"] = "Renamed"
    del rows["users"][-1], rows["enrollments"][-1]
    run = send(home, write_zip(tmp_path / "b.zip", rows))
    [(school, counts)] = run.schools.items()
    assert Organization.objects.get(pk=school).name == "Small School"
    assert (counts["student_changed"], counts["student_removed"], counts["enrollment_removed"]) == (1, 1, 1)


def test_X07_a_school_with_a_calendar_of_its_own_is_held_to_it(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    send(home, write_zip(tmp_path / "a.zip", rows))
    school = Organization.objects.get(name="Small School")
    year = SchoolYear.objects.create(
        organization=school, name="Ours", starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 28)
    )
    rows["courses"][0]["title"] = "Mathematics, grade 4"
    assert found(send(home, write_zip(tmp_path / "b.zip", rows))) == {"X07|warning|classes": 1}
    year.starts_on, year.ends_on = date(2026, 8, 15), date(2027, 6, 9)  # one day of grace
    year.save()
    rows["courses"][0]["title"] = "Mathematics four"
    assert found(send(home, write_zip(tmp_path / "c.zip", rows))) == {}
    year.delete()
    rows["courses"][0]["title"] = "Mathematics"
    assert found(send(home, write_zip(tmp_path / "d.zip", rows))) == {}
