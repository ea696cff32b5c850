"""Teams that grow from a roster (S0-12)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from trellis.evidence.roster.models import Course, Enrollment, SchoolClass, Student, Teaching
from trellis.evidence.roster.operations import propose_teams
from trellis.evidence.roster.queries import students_of_community
from trellis.evidence.roster.words import RosterRule
from trellis.kit.errors import Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.operations import accept_community
from trellis.people.places.models import Organization

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def sam(cast: Cast) -> Person:
    """The data steward of the district."""
    person = Person.objects.create(given_name="Sam", family_name="Nakata")
    give(person, cast.district, Role.DATA_STEWARD)
    return person


def give(person: Person, place: Organization, role: Role) -> None:
    """Give a role since the start of the year."""
    RoleAssignment.objects.create(person=person, organization=place, role=role, starts_on=date(2026, 1, 1))


@pytest.fixture(autouse=True)
def classes(cast: Cast) -> list[SchoolClass]:
    """Ana and Ben teach grade 4, Ben and Cleo the same course, Ana and Cleo a subject."""
    algebra = Course.objects.create(organization=cast.lincoln, title="Algebra", subjects=["Mathematics"])
    music = Course.objects.create(organization=cast.lincoln, title="Choir", subjects=["Music"])
    made = []
    for person, grade, course, subjects in (
        (cast.ana, "04", music, ["Arts"]),
        (cast.ben, "04", algebra, []),
        (cast.cleo, "05", algebra, ["Arts"]),
    ):
        school_class = SchoolClass.objects.create(
            school=cast.lincoln, title=person.given_name, grades=[grade], course=course, subjects=subjects
        )
        Teaching.objects.create(school_class=school_class, person=person, primary=True)
        made.append(school_class)
    return made


def people_of(team: Community) -> set[Person]:
    return {row.person for row in team.memberships.all()}


def test_S0_12_a_grade_with_two_teachers_proposes_one_team_once(cast: Cast, sam: Person) -> None:
    [team] = propose_teams(by=sam, organization=cast.district, rule=RosterRule.GRADE)
    assert (team.name, team.roster_rule) == ("Grade 4 team", {"grade": "04"})
    assert team.accepted_at is None
    assert people_of(team) == {cast.ana, cast.ben}
    assert propose_teams(by=sam, organization=cast.district, rule=RosterRule.GRADE) == []
    with pytest.raises(Refused):
        propose_teams(by=cast.ana, organization=cast.district, rule=RosterRule.GRADE)


def test_S0_12_a_course_makes_a_team_with_the_students_of_that_course(
    cast: Cast, sam: Person, classes: list[SchoolClass]
) -> None:
    [team] = propose_teams(by=sam, organization=cast.district, rule=RosterRule.COURSE)
    assert (team.name, people_of(team)) == ("Algebra team", {cast.ben, cast.cleo})
    other = SchoolClass.objects.create(school=cast.lincoln, title="Study hall")
    Teaching.objects.create(school_class=other, person=cast.ben)
    for school_class, name in ((classes[1], "In"), (classes[2], "Also in"), (other, "Out")):
        student = Student.objects.create(given_name=name, family_name="S", school=cast.lincoln)
        Enrollment.objects.create(school_class=school_class, student=student)
    accept_community(by=sam, community=team, name="Algebra team")
    team.refresh_from_db()
    assert {student.given_name for student in students_of_community(community=team)} == {"In", "Also in"}


def test_S0_12_a_subject_and_a_role_make_teams(cast: Cast, sam: Person) -> None:
    [arts] = propose_teams(by=sam, organization=cast.district, rule=RosterRule.DEPARTMENT)
    assert (arts.name, people_of(arts)) == ("Arts department", {cast.ana, cast.cleo})
    assert propose_teams(by=sam, organization=cast.district, rule=RosterRule.ROLE) == []
    counselors = [Person.objects.create(given_name=name, family_name="C") for name in ("Una", "Vic")]
    for person in counselors:
        give(person, cast.lincoln, Role.COUNSELOR)
    [team] = propose_teams(by=sam, organization=cast.district, rule=RosterRule.ROLE)
    assert people_of(team) == set(counselors)
    assert team.roster_rule == {"role": "counselor"}


def test_S0_12_a_steward_proposes_on_the_page_of_coverage(client: Client, cast: Cast, sam: Person) -> None:
    coverage = reverse("coverage", args=[cast.lincoln.public_id])
    propose = reverse("propose-communities", args=[cast.lincoln.public_id])
    client.force_login(cast.pat, backend=BACKEND)
    assert "Propose teams from the roster" not in client.get(coverage).content.decode()
    assert client.post(propose, {"rule": "grade"}).status_code == 403
    client.force_login(sam, backend=BACKEND)
    assert "Propose teams from the roster" in client.get(coverage).content.decode()
    assert client.post(propose, {"rule": "friendship"}).status_code == 422
    assert client.post(propose, {"rule": "grade"}).status_code == 303
    assert "Grade 4 team" in client.get(coverage).content.decode()
