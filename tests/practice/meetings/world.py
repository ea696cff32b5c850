"""Meetings for tests, each step as its operation does it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from tests.cast import Cast
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.operations.scheduling import Slot, schedule_meeting

ZONE = ZoneInfo("America/Los_Angeles")


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def planned_meeting(cast: Cast, on: date | None = None, at: time = time(13, 30)) -> Meeting:
    """A meeting of the Grade 4 team."""
    return schedule_meeting(
        by=cast.ana, community=cast.grade_4, title="Weekly meeting", slot=Slot(on or tomorrow(), at)
    )


def local(moment: datetime) -> datetime:
    return moment.astimezone(ZONE)
