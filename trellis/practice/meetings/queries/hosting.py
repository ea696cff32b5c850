"""Who is a guest of a meeting, and who could be asked in."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from trellis.people.accounts.models import Person
from trellis.people.communities.queries import candidates_for
from trellis.practice.meetings.models import Attendance, Meeting, MeetingInvitation
from trellis.practice.meetings.queries.presence import is_here


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
