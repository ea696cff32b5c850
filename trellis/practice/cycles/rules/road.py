"""The road: stages laid over the school's calendar (S4-34)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Stretch:
    """The days of one stage; both ends are school days and count. ``weeks`` are school weeks."""

    starts_on: date
    ends_on: date
    weeks: int


def monday_of(day: date) -> date:
    """Return the Monday of the week a day lies in."""
    return day - timedelta(days=day.weekday())


def working_weeks(days: Sequence[date], first: date) -> list[list[date]]:
    """Return the school days from ``first`` on, week by week; weeks with less than two days are left out.

    The first week counts with one day, or a start on a Friday would lose it.
    """
    weeks: dict[date, list[date]] = {}
    for day in days:
        if day >= first:
            weeks.setdefault(monday_of(day), []).append(day)
    return [
        in_week
        for monday, in_week in sorted(weeks.items())
        if len(in_week) >= 2 or monday == monday_of(first)
    ]


def lay_road(lengths: Sequence[int], days: Sequence[date], first: date) -> list[Stretch]:
    """Lay stages of these lengths (in school weeks) over the school days.

    Stages follow each other without overlap, each takes exactly its number of working weeks.

    Raises:
        ValueError: for a length below one, or when the school days do not reach.
    """
    if any(length < 1 for length in lengths):
        raise ValueError("A stage takes at least one week.")
    weeks = working_weeks(days, first)
    if len(weeks) < sum(lengths):
        raise ValueError("The school year is too short for this road.")
    road, at = [], 0
    for length in lengths:
        taken = weeks[at : at + length]
        road.append(Stretch(taken[0][0], taken[-1][-1], length))
        at += length
    return road


def fit_lengths(usual: Sequence[int], weeks: int) -> list[int]:
    """Stretch or shorten the usual lengths to a total; at least one week each, the longest stages give first.

    Raises:
        ValueError: when there are fewer weeks than stages.
    """
    lengths = [max(1, length) for length in usual]
    if weeks < len(lengths):
        raise ValueError("There are fewer weeks than stages.")
    while sum(lengths) > weeks:
        longest = max(range(len(lengths)), key=lambda index: (lengths[index], index))
        lengths[longest] -= 1
    while sum(lengths) < weeks:
        wanting = min(range(len(lengths)), key=lambda index: (lengths[index] / max(usual[index], 1), index))
        lengths[wanting] += 1
    return lengths


def calendar_mark(days: Sequence[date]) -> str:
    """Return a mark of these school days; another mark later means that the calendar changed."""
    return hashlib.sha256(",".join(day.isoformat() for day in days).encode()).hexdigest()


def first_school_day(days: Sequence[date], on: date) -> date | None:
    """Return the first school day on or after a day."""
    return next((day for day in days if day >= on), None)
