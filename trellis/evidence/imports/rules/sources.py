"""What a source may do by itself, and when (E.5.7, E.5.8)."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

PERCENTS = ("removed_percent", "changed_percent", "school_percent")
PERIODS = (("paused_from", "paused_until"), ("additions_from", "additions_until"))


class Periods(Protocol):
    """The dated part of a source."""

    paused_from: date | None
    paused_until: date | None
    additions_from: date | None
    additions_until: date | None


def _within(day: date, first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and first <= day <= last


def is_paused(source: Periods, day: date) -> bool:
    """Say whether nothing of this source is applied by itself today."""
    return _within(day, source.paused_from, source.paused_until)


def only_adds(source: Periods, day: date) -> bool:
    """Say whether nothing is removed today, as in the summer, when systems are half empty."""
    return _within(day, source.additions_from, source.additions_until)


def source_problems(given: Mapping[str, object]) -> dict[str, str]:
    """Return what is wrong with the numbers and days of a source, by field."""
    problems = {}
    for name in PERCENTS:
        value = given[name]
        if not isinstance(value, int) or not 1 <= value <= 100:
            problems[name] = _("A number from 1 to 100.")
    rank = given["rank"]
    if not isinstance(rank, int) or not 1 <= rank <= 99:
        problems["rank"] = _("A number from 1 to 99.")
    for first_name, last_name in PERIODS:
        first, last = given[first_name], given[last_name]
        if (first is None) is not (last is None):
            problems[last_name if last is None else first_name] = _("Give both days, or none.")
        elif isinstance(first, date) and isinstance(last, date) and last < first:
            problems[last_name] = _("The last day is before the first.")
    return problems
