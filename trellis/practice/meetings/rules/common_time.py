"""When a team can meet: times of the week, ranked by how many can come (S0-32, S2-48).

Why somebody cannot is never said: a lesson, another meeting, a day off and a late hour are all "busy".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from trellis.practice.meetings.rules.days import moment_of

#: Nobody is asked to meet before or after these hours on their own clock.
DAY_BEGINS, DAY_ENDS = time(7), time(18)
#: Beginnings are tried every quarter of an hour.
STEP = timedelta(minutes=15)
#: How many times are proposed.
SHOWN = 8


@dataclass(frozen=True)
class Lesson:
    """A lesson of every week: weekdays (Monday is 0) and times on the clock of its school."""

    weekdays: frozenset[int]
    begins: time
    ends: time
    zone: str
    name: str = ""


@dataclass(frozen=True)
class Diary:
    """One person's time: the zone they live by, days off, lessons, meetings as beginning and end."""

    person: int
    zone: str
    days_off: frozenset[date] = frozenset()
    lessons: tuple[Lesson, ...] = ()
    meetings: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Offer:
    """A time of the week. ``busy``: who cannot come, and on how many of the ``days``."""

    weekday: int
    at: time
    days: tuple[date, ...]
    can: tuple[int, ...]
    busy: tuple[tuple[int, int], ...]
    from_noon: float

    @property
    def order(self) -> tuple[int, int, float, int, time]:
        """Who can come counts most, then how often the others are busy, then nearness to everybody's noon."""
        missed = sum(times for _person, times in self.busy)
        return -len(self.can), missed, self.from_noon, self.weekday, self.at


@lru_cache(maxsize=1 << 14)
def _wall(moment: datetime, zone: str) -> datetime:
    """Return what calendar and wall clock of a zone show; many members ask for the same moments."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def is_free(diary: Diary, begins: datetime, ends: datetime) -> bool:
    """Say whether a person can come from one moment to another."""
    first, last = _wall(begins, diary.zone), _wall(ends, diary.zone)
    if first.date() != last.date() or first.weekday() > 4 or first.date() in diary.days_off:
        return False
    if first.time() < DAY_BEGINS or last.time() > DAY_ENDS:
        return False
    if any(started < ends and begins < ended for started, ended in diary.meetings):
        return False
    return not any(_meets(lesson, begins, ends) for lesson in diary.lessons)


def _meets(lesson: Lesson, begins: datetime, ends: datetime) -> bool:
    first, last = _wall(begins, lesson.zone), _wall(ends, lesson.zone)
    if first.weekday() not in lesson.weekdays:
        return False
    return first.time() < lesson.ends and (last.date() > first.date() or last.time() > lesson.begins)


def lessons_at(diary: Diary, begins: datetime, ends: datetime) -> list[str]:
    """Return the names of a person's lessons from one moment to another, each once."""
    return list(dict.fromkeys(lesson.name for lesson in diary.lessons if _meets(lesson, begins, ends)))


def _hours_from_noon(diary: Diary, begins: datetime) -> float:
    local = _wall(begins, diary.zone)
    return abs(local.hour + local.minute / 60 - 12)


def weigh(
    diaries: Sequence[Diary], weekday: int, at: time, days: Sequence[date], zone: str, minutes: int
) -> Offer:
    """Look at one time of the week on these days: who can come each time, who is busy how often."""
    moments = [moment_of(day, at, zone) for day in days]
    length = timedelta(minutes=minutes)
    busy = {
        diary.person: sum(not is_free(diary, moment, moment + length) for moment in moments)
        for diary in diaries
    }
    return Offer(
        weekday=weekday,
        at=at,
        days=tuple(days),
        can=tuple(person for person, times in busy.items() if times == 0),
        busy=tuple((person, times) for person, times in busy.items() if times),
        from_noon=sum(_hours_from_noon(diary, moments[0]) for diary in diaries),
    )


def offers(
    diaries: Sequence[Diary], days: Sequence[date], zone: str, minutes: int, *, shown: int = SHOWN
) -> list[Offer]:
    """Propose times of the week for days with school, the best first; proposals do not overlap.

    Times at which fewer than two can come are not proposed.
    """
    found = [
        weigh(diaries, weekday, at, on, zone, minutes)
        for weekday in range(5)
        if (on := [day for day in days if day.weekday() == weekday])
        for at in _beginnings()
    ]
    chosen: list[Offer] = []
    for offer in sorted((one for one in found if len(one.can) >= 2), key=lambda one: one.order):
        if not any(_overlap(offer, other, minutes) for other in chosen):
            chosen.append(offer)
        if len(chosen) == shown:
            break
    return chosen


def _beginnings() -> list[time]:
    """Return every beginning that is in somebody's day, whatever zone they live by."""
    midnight = datetime.combine(date(2000, 1, 1), time(0), tzinfo=UTC)
    return [(midnight + number * STEP).time() for number in range(24 * 4)]


def _overlap(one: Offer, other: Offer, minutes: int) -> bool:
    def begins(offer: Offer) -> int:
        return offer.at.hour * 60 + offer.at.minute

    return one.weekday == other.weekday and abs(begins(one) - begins(other)) < minutes
