"""Teams that grow from a roster (S0-12)."""

from datetime import date

import pytest

from tests.cast import Cast
from trellis.evidence.roster.models import SchoolClass, Teaching
from trellis.evidence.roster.operations import propose_grade_teams
from trellis.kit.errors import Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person


@pytest.mark.django_db
def test_S0_12_a_grade_with_two_teachers_proposes_one_team_once(cast: Cast) -> None:
    for person, grade in ((cast.ana, "04"), (cast.ben, "04"), (cast.cleo, "05")):
        school_class = SchoolClass.objects.create(
            school=cast.lincoln, title=person.given_name, grades=[grade]
        )
        Teaching.objects.create(school_class=school_class, person=person, primary=True)
    steward = Person.objects.create(given_name="Sam", family_name="Nakata")
    RoleAssignment.objects.create(
        person=steward, organization=cast.district, role=Role.DATA_STEWARD, starts_on=date(2026, 1, 1)
    )
    [team] = propose_grade_teams(by=steward, organization=cast.district)
    assert team.roster_rule == {"grade": "04"}
    assert team.accepted_at is None
    assert {row.person for row in team.memberships.all()} == {cast.ana, cast.ben}
    assert propose_grade_teams(by=steward, organization=cast.district) == []
    with pytest.raises(Refused):
        propose_grade_teams(by=cast.ana, organization=cast.district)
