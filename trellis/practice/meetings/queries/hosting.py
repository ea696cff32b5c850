"""Who is a guest of a meeting, and who could be asked in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from trellis.people.access.models import RoleAssignment
from trellis.people.access.queries import holding
from trellis.people.access.words import STAFF_ROLES
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import candidates_for, working_members_of
from trellis.people.places.queries import below, district_of
from trellis.practice.meetings.models import Attendance, Meeting, MeetingInvitation
from trellis.practice.meetings.queries.presence import is_here

#: So many who know about something are named; more words find fewer.
EXPERTS = 12


@dataclass(frozen=True)
class GuestLine:
    """A guest of one meeting. ``is_seat``: came in by the code on the wall, without an invitation."""

    pk: str
    name: str
    address: str
    is_seat: bool
    has_come: bool
    is_here: bool
    has_account: bool


def people_to_invite(meeting: Meeting) -> QuerySet[Person]:
    """Return the people of the place who are not in the team and not yet invited, by name."""
    invited = MeetingInvitation.objects.filter(meeting=meeting, ended_at=None, person__isnull=False)
    return (
        candidates_for(meeting.community)
        .exclude(pk__in=invited.values("person_id"))
        .order_by("given_name", "family_name", "pk")
    )


def experts_for(meeting: Meeting, words: str, on: date | None = None) -> list[tuple[Person, str]]:
    """Return staff of the district who say they are good at something like this, with their place (S1-29).

    By name, never ranked. Members, and who is invited already, are left out.
    """
    asked = words.split()
    if not asked:
        return []
    community = meeting.community
    roles = (
        RoleAssignment.objects.filter(
            holding(on or timezone.localdate()),
            organization__in=below(district_of(community.organization)),
            role__in=STAFF_ROLES,
            person__is_active=True,
        )
        .select_related("person", "organization")
        .order_by("person__given_name", "person__family_name", "person_id", "organization__name")
    )
    for word in asked:
        roles = roles.filter(person__good_at__icontains=word)
    outside = {person.pk for person in working_members_of(community)} | set(
        MeetingInvitation.objects.filter(meeting=meeting, ended_at=None, person__isnull=False).values_list(
            "person_id", flat=True
        )
    )
    found: dict[int, tuple[Person, str]] = {}
    for role in roles:
        if role.person_id not in outside:
            found.setdefault(role.person_id, (role.person, role.organization.name))
    return list(found.values())[:EXPERTS]


def person_to_invite(meeting: Meeting, pk: str, words: str) -> Person | None:
    """Return one person by public id: of the place, or found among those who know about something."""
    own = people_to_invite(meeting).filter(public_id=pk).first()
    if own is not None:
        return own
    return next((person for person, _place in experts_for(meeting, words) if person.public_id == pk), None)


def guests_of(meeting: Meeting, *, now: datetime | None = None) -> list[GuestLine]:
    """Return who is asked in and who came by the code, without those who were sent away."""
    moment = now or timezone.now()
    rows = list(Attendance.objects.filter(meeting=meeting))
    by_person = {row.person_id: row for row in rows if row.person_id is not None}
    by_invitation = {row.invitation_id: row for row in rows if row.invitation_id is not None}
    lines = []
    invited = MeetingInvitation.objects.filter(meeting=meeting, ended_at=None).select_related("person")
    for one in invited:
        seat = by_person.get(one.person_id) if one.person_id else by_invitation.get(one.pk)
        name = one.person.full_name if one.person else one.guest_name
        here = seat is not None and is_here(seat, moment)
        lines.append(
            GuestLine(one.public_id, name, one.address, False, seat is not None, here, one.person is not None)
        )
    for row in rows:
        if row.person_id is None and row.invitation_id is None and row.key_digest:
            lines.append(
                GuestLine(row.public_id, row.guest_name, "", True, True, is_here(row, moment), False)
            )
    return lines
