"""The audit of a team's time: planned against what happened, weeks against the school calendar. Team only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from trellis.people.communities.models import Community
from trellis.people.places.models import BellPeriod
from trellis.people.places.queries import bell_schedule_of, school_weeks
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.rules.audit import (
    Balance,
    Loss,
    Spent,
    Weeks,
    balance_of,
    losses_of,
    weeks_of,
)
from trellis.practice.meetings.rules.days import local_day, local_time
from trellis.practice.meetings.words import Lost, MeetingState


@dataclass(frozen=True)
class Audit:
    """What became of planned time. ``in_school_day``: how many held meetings lay between first and last bell;
    nothing where no bell schedule is written down.
    """

    balance: Balance
    losses: Sequence[Loss]
    weeks: Weeks
    in_school_day: int | None
    held: int


def audit_of(community: Community, *, since: datetime, now: datetime | None = None) -> Audit:
    """Account for the meetings of a community from a day on; the caller knows that a member asks (S4-39)."""
    moment = now or timezone.now()
    rows = [
        row
        for row in Meeting.objects.filter(
            community=community, starts_at__gte=since, starts_at__lt=moment
        ).order_by("starts_at", "id")
        if row.state in (MeetingState.HELD, MeetingState.CANCELLED) or row.ends_at < moment
    ]
    spent = [_spent(row) for row in rows]
    place = community.organization
    first = max(local_day(since, place.time_zone), community.starts_on)
    last = local_day(moment, place.time_zone)
    bells = bell_schedule_of(place)
    held = [row for row in rows if row.state == MeetingState.HELD]
    return Audit(
        balance=balance_of(spent),
        losses=losses_of(spent),
        weeks=weeks_of(first, last, set(school_weeks(place, first, last)), spent),
        in_school_day=sum(_in_school_day(row, bells) for row in held) if bells else None,
        held=len(held),
    )


def _spent(meeting: Meeting) -> Spent:
    on = local_day(meeting.starts_at, meeting.time_zone)
    if meeting.state == MeetingState.CANCELLED:
        return Spent(on, meeting.minutes, 0, Lost.CANCELLED, meeting.cancel_reason)
    if meeting.opened_at is None:
        return Spent(on, meeting.minutes, 0, Lost.NOT_BEGUN)
    until = meeting.finished_at or meeting.ends_at
    return Spent(on, meeting.minutes, max(round((until - meeting.opened_at).total_seconds() / 60), 0))


def _in_school_day(meeting: Meeting, bells: Sequence[BellPeriod]) -> bool:
    weekday = local_day(meeting.starts_at, meeting.time_zone).weekday()
    today = [bell for bell in bells if not bell.weekdays or weekday in bell.weekdays]
    if not today:
        return False
    begins, ends = (
        local_time(meeting.starts_at, meeting.time_zone),
        local_time(meeting.ends_at, meeting.time_zone),
    )
    return min(bell.begins for bell in today) <= begins and ends <= max(bell.ends for bell in today)
