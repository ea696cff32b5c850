"""On which days a series meets, and when that is on the world's clock."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trellis.practice.meetings.words import Rhythm


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def wished_days(rhythm: Rhythm, first_on: date, last_on: date) -> list[date]:
    """Return the days of a rhythm from its first day on, on the weekday of that day, holidays included.

    Every month means the same weekday of the same week: the second Tuesday stays the second Tuesday; a
    month without a fifth one is left out.
    """
    step = timedelta(weeks=2 if rhythm == Rhythm.FORTNIGHTLY else 1)
    days = []
    day = first_on
    while day <= last_on:
        if rhythm != Rhythm.MONTHLY or _week_of_month(day) == _week_of_month(first_on):
            days.append(day)
        day += step
    return days


def _week_of_month(day: date) -> int:
    return (day.day - 1) // 7


def days_over(wished: Collection[date], school_days: Collection[date]) -> tuple[list[date], list[date]]:
    """Split wished days into those with school and those that fall out."""
    open_days = set(school_days)
    return sorted(open_days.intersection(wished)), sorted(set(wished) - open_days)


def moment_of(day: date, at: time, zone: str) -> datetime:
    """Return the moment of a wall-clock time in a zone, in UTC.

    A time that a spring night skips is taken as the clock shows it after the jump; of one that an autumn
    night has twice, the first counts.
    """
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """Return the day that a moment falls on in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def local_time(moment: datetime, zone: str) -> time:
    """Return what the wall clock of a zone shows at a moment."""
    return moment.astimezone(ZoneInfo(zone)).time()
