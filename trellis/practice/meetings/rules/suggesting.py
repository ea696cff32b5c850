"""How protocols are ranked for a meeting; written down for teams in ``docs/guide/protocols.md``."""

from dataclasses import dataclass

from trellis.practice.library.rules import SHORTEST_SHARE


@dataclass(frozen=True)
class Fit:
    """How a protocol stands to a meeting. ``stage_rank``: its place among those of the stage, or nothing."""

    stage_rank: int | None
    people: bool
    minutes: int
    activity_is_rare: bool
    with_practice: bool


def suggest(fit: Fit, *, minutes: int = 0) -> float | None:
    """Return the points of a protocol, or nothing when it cannot be run.

    Too many or too few people, or less than half of its minutes: not offered. The stage counts most (3, less
    a little for each place), then time that need not be shortened (1) and an activity the team has not done
    lately (1); one for a facilitator with practice stands behind (-1).
    """
    if not fit.people or (minutes and fit.minutes * SHORTEST_SHARE > minutes):
        return None
    points = 0.0 if fit.stage_rank is None else 3 - 0.1 * fit.stage_rank
    if minutes and fit.minutes <= minutes:
        points += 1
    if fit.activity_is_rare:
        points += 1
    return points - 1 if fit.with_practice else points
