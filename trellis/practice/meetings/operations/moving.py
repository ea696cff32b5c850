"""Moves and cancels meetings; calendars and people hear of it, and what was cancelled stays counted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.people.notices.operations import tell
from trellis.people.places.models import Organization
from trellis.people.places.queries import closed_days
from trellis.practice.meetings.models import Meeting, MeetingInvitation
from trellis.practice.meetings.operations.guard import journal, path_of, take_meeting
from trellis.practice.meetings.operations.scheduling import Slot, Where, problems_of
from trellis.practice.meetings.rules.days import local_day, local_time, moment_of
from trellis.practice.meetings.words import MeetingState


def _take_planned(by: Person, meeting: Meeting) -> Meeting:
    locked = take_meeting(by, meeting)
    if locked.state != MeetingState.PLANNED:
        raise Conflict(_("Only a meeting that is still to come can be changed."))
    return locked


def _tell(by: Person | None, meeting: Meeting, moment: datetime) -> None:
    """Tell members and those who were invited, by mail as each prefers."""
    invited = [
        row.person
        for row in MeetingInvitation.objects.filter(meeting=meeting, ended_at=None).select_related("person")
        if row.person is not None
    ]
    day = local_day(meeting.starts_at, meeting.time_zone)
    cancelled = meeting.state == MeetingState.CANCELLED
    tell(
        people=[
            person
            for person in [*working_members_of(meeting.community), *invited]
            if by is None or person.pk != by.pk
        ],
        kind="meeting.cancelled" if cancelled else "meeting.changed",
        words={
            "meeting": meeting.title,
            "day": day.isoformat(),
            "time": f"{local_time(meeting.starts_at, meeting.time_zone):%H:%M}",
        },
        path=path_of(meeting),
        object_kind="meeting",
        object_id=meeting.public_id,
        now=moment,
    )


@transaction.atomic
def move_meeting(
    *,
    by: Person,
    meeting: Meeting,
    slot: Slot,
    where: Where,
    title: str = "",
    now: datetime | None = None,
) -> Meeting:
    """Give a meeting another time, place or name; every calendar that reads it follows.

    Raises:
        Conflict: when it has begun, is over or cancelled.
        Invalid: as for a new meeting.
    """
    locked = _take_planned(by, meeting)
    problems = problems_of(title or locked.title, slot, where)
    if problems:
        raise Invalid(_("A few things are missing before this can go on the calendar."), problems)
    moment = now or timezone.now()
    locked.title = title.strip() or locked.title
    locked.starts_at = moment_of(slot.on, slot.at, locked.time_zone)
    locked.ends_at = locked.starts_at + timedelta(minutes=slot.minutes)
    locked.mode, locked.place, locked.link = where.mode, where.place.strip(), where.link.strip()
    locked.sequence += 1
    locked.changed_at = moment
    locked.save()
    journal(by, locked, "meeting.moved", {"starts_at": locked.starts_at.isoformat()})
    _tell(by, locked, moment)
    return locked


@transaction.atomic
def cancel_meeting(*, by: Person, meeting: Meeting, reason: str, now: datetime | None = None) -> Meeting:
    """Cancel a meeting, with the reason the time was lost for (S4-39). It is not deleted: it counts (S0-32).

    Raises:
        Invalid: without a reason.
        Conflict: when it has begun, is over or cancelled.
    """
    locked = _take_planned(by, meeting)
    if not reason.strip():
        raise Invalid(_("Why is it cancelled?"), {"reason": _("For example “Assembly in the gym”.")})
    _cancel(by, locked, reason.strip()[:255], now or timezone.now())
    return locked


def _cancel(by: Person | None, meeting: Meeting, reason: str, moment: datetime) -> None:
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.CANCELLED, moment, reason
    meeting.sequence += 1
    meeting.changed_at = moment
    meeting.save(update_fields=["state", "cancelled_at", "cancel_reason", "sequence", "changed_at"])
    journal(by, meeting, "meeting.cancelled")
    _tell(by, meeting, moment)


@transaction.atomic
def follow_calendar(*, place: Organization, now: datetime | None = None) -> int:
    """Cancel meetings of series that now fall on a day without school; return how many.

    Nobody does this by hand: it follows a change of the school calendar.
    """
    moment = now or timezone.now()
    cancelled = 0
    ahead = Meeting.objects.filter(
        state=MeetingState.PLANNED,
        series__isnull=False,
        starts_at__gte=moment,
        community__organization__path__startswith=place.path,
    ).select_related("community__organization")
    for meeting in ahead:
        day = local_day(meeting.starts_at, meeting.time_zone)
        if day in closed_days(meeting.community.organization, day, day):
            _cancel(None, meeting, _("No school on this day"), moment)
            cancelled += 1
    return cancelled
