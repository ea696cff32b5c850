"""A new administrator finds on Today what the district needs before its first meeting (S4-01)."""

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from trellis.insight.boards.queries import setting_up_of
from trellis.people.access.operations import add_place, begin_installation
from trellis.people.access.operations.roles import grant_role
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.accounts.operations import add_person
from trellis.people.communities.operations import found_community
from trellis.people.communities.words import CommunityType, FormationBasis
from trellis.people.places.models import Organization
from trellis.people.places.operations import open_school_year
from trellis.people.places.words import OrganizationKind as Kind


def open_steps(by: Person) -> list[str]:
    return [step.text.split()[1] for step in setting_up_of(by) if not step.met]


@pytest.mark.django_db
def test_S4_01_each_thing_that_is_done_is_ticked_and_in_the_end_the_list_goes_away() -> None:
    rosa, _token = begin_installation(
        name="Oak Hill", given_name="Rosa", family_name="Kim", email="rosa@oakhill.example"
    )
    district = Organization.objects.get()
    assert open_steps(rosa) == ["school", "who", "who", "staff", "principal", "first"]
    page = signed_in(rosa).get("/today/").content.decode().split('id="setup"')[1]
    assert f"/places/{district.public_id}/calendar/" in page
    assert f"/places/{district.public_id}/new/" in page

    today = timezone.localdate()
    open_school_year(
        by=rosa,
        organization=district,
        name="Year",
        starts_on=today.replace(day=1, month=1),
        ends_on=today.replace(day=31, month=12),
    )
    school = add_place(by=rosa, parent=district, kind=Kind.SCHOOL, name="Oak Elementary")
    assert open_steps(rosa) == ["who", "who", "principal", "first"]
    pat = add_person(by=rosa, given_name="Pat", family_name="O", contact_email="pat@oakhill.example")
    for role, place in (
        (Role.DATA_STEWARD, district),
        (Role.DISTRICT_LEADER, district),
        (Role.PRINCIPAL, school),
    ):
        grant_role(by=rosa, person=pat, organization=place, role=role)
    assert open_steps(rosa) == ["first"]
    found_community(
        by=pat,
        organization=school,
        name="Grade 4",
        purpose="",
        type=CommunityType.TEAM,
        formed_by=FormationBasis.STUDENTS,
    )
    assert setting_up_of(rosa) == ()
    assert 'id="setup"' not in signed_in(rosa).get("/today/").content.decode()


@pytest.mark.parametrize("name", ["ana", "pat", "dee", "eli"])
def test_others_are_not_bothered_with_it(cast: Cast, name: str) -> None:
    assert setting_up_of(getattr(cast, name)) == ()
