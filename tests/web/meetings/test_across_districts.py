"""A community across two districts: one room for all, and nobody sees the other district (S1-25)."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, _person, _place, make_cast
from tests.evidence.measures.classroom import make_classroom
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.operations.members import add_member
from trellis.people.communities.words import Function
from trellis.people.places.models import Organization
from trellis.people.places.words import OrganizationKind
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.operations.agenda import NewItem, add_item
from trellis.practice.meetings.operations.joining import join_meeting
from trellis.practice.meetings.operations.running import start_meeting
from trellis.practice.meetings.operations.scheduling import Slot, Where, schedule_meeting
from trellis.practice.meetings.words import Mode


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def oda(cast: Cast) -> Person:
    """A teacher of another district; both districts lie in one network."""
    network = _place(OrganizationKind.NETWORK, "Valley network")
    hillside = _place(OrganizationKind.DISTRICT, "Hillside District", network)
    school = _place(OrganizationKind.SCHOOL, "Hillside Elementary", hillside)
    for place in (cast.district, cast.lincoln, cast.washington):
        place.path = f"{network.path.rstrip('/')}{place.path}"
        place.save()
    Organization.objects.filter(pk=cast.district.pk).update(parent=network)
    return _person("Oda", "Hill", Role.TEACHER, school, timezone.localdate() - timedelta(days=30))


@pytest.fixture
def community(cast: Cast, oda: Person) -> Community:
    """Both facilitate and learn in a community of the network."""
    today = timezone.localdate()
    row = Community.objects.create(
        organization=Organization.objects.get(kind=OrganizationKind.NETWORK),
        name="Fractions across districts",
        starts_on=today,
        accepted_at=timezone.now(),
    )
    Membership.objects.create(community=row, person=cast.ana, function=Function.FACILITATOR, starts_on=today)
    return row


def met(cast: Cast, community: Community) -> Meeting:
    meeting = schedule_meeting(
        by=cast.ana,
        community=community,
        title="Number talks in two districts",
        slot=Slot(timezone.localdate() + timedelta(days=1), time(13, 30)),
        where=Where(Mode.VIRTUAL, link="https://meet.example/fractions"),
    )
    add_item(by=cast.ana, meeting=meeting, new=NewItem("What we saw"))
    return meeting


def test_S1_25_members_of_two_districts_share_a_room_and_nothing_else(
    cast: Cast, oda: Person, community: Community
) -> None:
    ana, far = signed_in(cast.ana), signed_in(oda)
    listed = ana.get(reverse("members", args=[community.public_id])).content.decode()
    assert oda.full_name in listed, "people of all districts of the network can be added"
    add_member(by=cast.ana, community=community, person=oda)
    meeting = met(cast, community)
    start_meeting(by=cast.ana, meeting=meeting)
    join_meeting(by=oda, meeting=meeting)
    for client in (ana, far):
        for name in ("open-meeting", "phone", "projector", "meeting-now"):
            response = client.get(reverse(name, args=[meeting.public_id]))
            assert response.status_code == 200, name
        room = client.get(reverse("open-meeting", args=[meeting.public_id])).content.decode()
        for seen in ("https://meet.example/fractions", "What we saw", 'role="timer"'):
            assert seen in room, seen
    assert "Ana" in far.get(reverse("open-meeting", args=[meeting.public_id])).content.decode()
    own, student = planned_meeting(cast), make_classroom(cast).ours[0]
    for name, words in (
        ("open-meeting", [own.public_id]),
        ("open-community", [cast.grade_4.public_id]),
        ("meetings", [cast.grade_4.public_id]),
        ("results", [cast.grade_4.public_id]),
        ("student-card", [student.public_id]),
        ("open-organization", [cast.lincoln.public_id]),
        ("open-organization", [cast.district.public_id]),
    ):
        assert far.get(reverse(name, args=words)).status_code == 404, (name, words)
    home = oda.roles.get().organization
    assert ana.get(reverse("open-organization", args=[home.public_id])).status_code == 404
    for leader in (cast.pat, cast.dee):
        shown = signed_in(leader).get(reverse("open-meeting", args=[meeting.public_id]))
        assert shown.status_code == 404 or "What we saw" not in shown.content.decode()
