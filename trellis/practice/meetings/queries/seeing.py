"""Which meetings a person sees, and how they open one."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.kit.one_read import once
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import communities_seen, relations_to_community
from trellis.practice.meetings.models import AgendaItem, Attendance, Meeting, MeetingInvitation
from trellis.practice.meetings.rules.may import (
    may_change_work,
    may_read_open_part,
    may_read_work,
    may_see_meeting,
)
from trellis.practice.meetings.words import ItemState, MeetingState

_RELATED = ("community__organization", "series", "cycle")
#: What the room shows of the cycle of a meeting.
_OF_CYCLE = (
    "cycle__community__organization",
    "cycle__template",
    "cycle__problem",
    "cycle__student_goal",
    "cycle__educator_goal",
    "cycle__measure__community",
)


def _missing() -> NotFound:
    return NotFound(_("There is no such meeting, or it is not open to you."))


def relations_to_meeting(by: Person | None, meeting: Meeting) -> frozenset[Relation]:
    """Return how a person stands to the community of a meeting."""
    return relations_to_community(by, meeting.community)


def is_invited(by: Person, meeting: Meeting) -> bool:
    """Say whether a person was asked into this one meeting."""
    if not by.is_active:
        return False
    asked = MeetingInvitation.objects.filter(meeting=meeting, person=by, ended_at=None)
    return once(("invited", by.pk, meeting.pk), asked.exists)


def has_staff_part(meeting: Meeting) -> bool:
    """Say whether an item of the agenda is closed to guests."""
    closed = AgendaItem.objects.filter(meeting=meeting, is_staff_only=True, state=ItemState.PLANNED)
    return once(("staff part", meeting.pk), closed.exists)


def reads_work(by: Person, meeting: Meeting) -> bool:
    """Say whether a person reads inside a meeting: a member, or invited to this one."""
    relations = relations_to_meeting(by, meeting)
    return may_read_work(relations, invited=is_invited(by, meeting), has_staff_part=has_staff_part(meeting))


def reads_open_part(by: Person, meeting: Meeting) -> bool:
    """Say whether a person reads the open items of a meeting."""
    return may_read_open_part(
        relations_to_meeting(by, meeting),
        invited=is_invited(by, meeting),
        open_to_guests=meeting.is_open_to_guests,
    )


def may_host(by: Person, meeting: Meeting) -> bool:
    """Say whether a person asks guests in and sends them away: members do."""
    return may_change_work(relations_to_meeting(by, meeting))


def open_meeting(*, by: Person, pk: str) -> Meeting:
    """Return a meeting of which the person may know title and time; what is inside is asked for apart.

    Raises:
        NotFound: when there is none, or it is not theirs to see: both look the same.
    """
    meeting = Meeting.objects.select_related(*_RELATED, *_OF_CYCLE).filter(public_id=pk).first()
    if meeting is None or meeting.community.accepted_at is None:
        raise _missing()
    if not may_see_meeting(relations_to_meeting(by, meeting), invited=is_invited(by, meeting)):
        raise _missing()
    return meeting


def open_meeting_work(*, by: Person, pk: str) -> Meeting:
    """Return a meeting with what is inside it: agenda, notes, promises, decisions.

    Raises:
        NotFound: for everybody but members and those invited to this meeting; leaders included.
    """
    meeting = open_meeting(by=by, pk=pk)
    if not reads_work(by, meeting):
        raise _missing()
    return meeting


def open_own_meeting(*, by: Person, pk: str) -> Meeting:
    """Return a meeting that the person may change: what its team plans is none of a guest's business.

    Raises:
        NotFound: for everybody but members, those invited to this meeting included.
    """
    meeting = open_meeting_work(by=by, pk=pk)
    if not may_change_work(relations_to_meeting(by, meeting)):
        raise _missing()
    return meeting


def meetings_seen(*, by: Person) -> QuerySet[Meeting]:
    """Return the meetings of which the person may know title and time. Equals ``open_meeting`` row by row."""
    shown = communities_seen(by=by, kind=ObjectKind.MEETING, at_least=View.SUMMARY)
    invited = (
        MeetingInvitation.objects.filter(person=by, ended_at=None)
        if by.is_active
        else MeetingInvitation.objects.none()
    )
    return Meeting.objects.filter(
        Q(community__in=shown.values("pk")) | Q(pk__in=invited.values("meeting_id"))
    ).select_related(*_RELATED)


def meeting_work_seen(*, by: Person) -> QuerySet[Meeting]:
    """Return the meetings whose inside the person reads. Equals ``reads_work`` row by row."""
    own = communities_seen(by=by, kind=ObjectKind.MEETING_WORK, at_least=View.FULL)
    mine = Meeting.objects.filter(community__in=own.values("pk"))
    invited = [
        meeting.pk
        for meeting in Meeting.objects.filter(
            invitations__person=by, invitations__ended_at=None
        ).select_related(*_RELATED)
        if reads_work(by, meeting)
    ]
    return Meeting.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=invited)).select_related(*_RELATED)


def meetings_of(community: Community, *, by: Person) -> QuerySet[Meeting]:
    """Return the meetings of a community that the person sees, in the order of time."""
    return meetings_seen(by=by).filter(community=community).order_by("starts_at", "id")


def next_meetings(*, by: Person, now: datetime | None = None) -> QuerySet[Meeting]:
    """Return the meetings a person takes part in that are not over yet, the nearest first."""
    moment = now or timezone.now()
    return (
        meeting_work_seen(by=by)
        .filter(state__in=[MeetingState.PLANNED, MeetingState.RUNNING], ends_at__gte=moment)
        .order_by("starts_at", "id")
    )


def next_meeting_of(community: Community, *, by: Person, now: datetime | None = None) -> Meeting | None:
    """Return the meeting of a community that runs or comes next, for who takes part in it."""
    return next_meetings(by=by, now=now).filter(community=community).first()


def meeting_by_code(code: str) -> Meeting:
    """Return the meeting whose code this is, while it can be joined.

    Raises:
        NotFound: for an unknown code and for meetings that are over: both look the same.
    """
    meeting = (
        Meeting.objects.select_related(*_RELATED)
        .filter(join_code=code.upper(), state__in=[MeetingState.PLANNED, MeetingState.RUNNING])
        .first()
    )
    if meeting is None:
        raise NotFound(_("No meeting has this code now. Look at the projector again."))
    return meeting


def guest_of(meeting: Meeting, key_digest: str) -> Attendance | None:
    """Return the guest whose browser keeps this key, while the meeting runs."""
    return guest_with_key(meeting.public_id, key_digest)


def guest_with_key(meeting: str, key_digest: str) -> Attendance | None:
    """Return the guest whose browser keeps this key, by the meeting's public id, while the meeting runs."""
    if not key_digest:
        return None
    return Attendance.objects.filter(
        meeting__public_id=meeting,
        meeting__state=MeetingState.RUNNING,
        person=None,
        key_digest=key_digest,
    ).first()


def invitation_by_key(meeting: Meeting, key_digest: str) -> MeetingInvitation:
    """Return the invitation of a guest by name whose link holds this key.

    Raises:
        NotFound: when there is none, or it was taken back: both look the same.
    """
    row = MeetingInvitation.objects.filter(
        meeting=meeting, person=None, ended_at=None, key_digest=key_digest
    ).first()
    if row is None or not key_digest:
        raise _missing()
    return row


def runs_staff_part(meeting: Meeting) -> bool:
    """Say whether an item that is closed to guests runs now."""
    return AgendaItem.objects.filter(
        meeting=meeting, is_staff_only=True, started_at__isnull=False, ended_at=None
    ).exists()
