"""Whose students are whose: those of the own district, and none across districts (S1-25)."""

import pytest
from django.utils import timezone

from tests.cast import Cast, _place, make_cast
from tests.evidence.measures.classroom import make_classroom
from trellis.evidence.roster.queries import classes_of_community, students_of_community
from trellis.people.communities.models import Community, Membership
from trellis.people.places.models import Organization
from trellis.people.places.queries import owner_of_students
from trellis.people.places.words import OrganizationKind as Kind


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def community_of(place: Organization, cast: Cast) -> Community:
    """A community at a place, with Ana, whose class is at Lincoln."""
    today = timezone.localdate()
    made = Community.objects.create(
        organization=place, name=place.name, starts_on=today, accepted_at=timezone.now()
    )
    Membership.objects.create(community=made, person=cast.ana, starts_on=today)
    return made


def test_S1_25_a_community_has_the_students_of_its_district_and_across_districts_none(cast: Cast) -> None:
    make_classroom(cast)
    ours = students_of_community(community=community_of(cast.lincoln, cast)).count()
    assert ours > 0
    office = _place(Kind.DEPARTMENT, "Teaching", cast.district)
    for place in (cast.district, office):
        assert students_of_community(community=community_of(place, cast)).count() == ours, place.name
    network = _place(Kind.NETWORK, "Valley network")
    other = _place(Kind.DISTRICT, "Hillside", network)
    for place in (network, other, _place(Kind.STATE, "State")):
        found = community_of(place, cast)
        assert not students_of_community(community=found).exists(), place.name
        assert not classes_of_community(community=found).exists(), place.name


def test_a_school_without_a_district_has_its_own_students(cast: Cast) -> None:
    alone = _place(Kind.SCHOOL, "Charter school")
    room = _place(Kind.DEPARTMENT, "Mathematics", alone)
    assert owner_of_students(room) == alone
    assert owner_of_students(cast.lincoln) == cast.district
    assert owner_of_students(_place(Kind.NETWORK, "Network")) is None
    assert not classes_of_community(community=community_of(alone, cast)).exists()
