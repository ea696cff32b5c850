"""What a goal must have, as a pure function over what was entered."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from trellis.practice.goals.words import Direction


def goal_problems(
    *,
    who: str,
    measured_by: str,
    baseline: Decimal | None,
    baseline_unknown: bool,
    target: Decimal | None,
    direction: Direction,
    due_on: date | None,
    starts_on: date,
) -> dict[str, str]:
    """Return a sentence for every field that keeps this from being a goal (S0-43)."""
    problems: dict[str, str] = {}
    if not who.strip():
        problems["who"] = _("Say who will get there.")
    if not measured_by.strip():
        problems["measured_by"] = _("Without a measure nobody can tell whether you got there.")
    if target is None:
        problems["target"] = _("Write the value you want to reach.")
    if baseline is None and not baseline_unknown:
        problems["baseline"] = _("Where do you stand now? If you do not know, tick “unknown, will collect”.")
    if baseline is not None and baseline_unknown:
        problems["baseline_unknown"] = _("Either there is a value now, or it is unknown.")
    if due_on is None:
        problems["due_on"] = _("A goal has a date.")
    elif due_on <= starts_on:
        problems["due_on"] = _("The date lies after the start of the cycle.")
    if baseline is not None and target is not None:
        if direction == Direction.UP and target <= baseline:
            problems["target"] = _("You want more of it, so the target lies above where you stand now.")
        if direction == Direction.DOWN and target >= baseline:
            problems["target"] = _("You want less of it, so the target lies below where you stand now.")
    return problems


def goal_reached(*, value: Decimal, target: Decimal, direction: Direction) -> bool:
    """Say whether a value reaches the target in the wanted direction."""
    return value >= target if direction == Direction.UP else value <= target
