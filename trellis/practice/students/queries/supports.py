"""One support with its points beside the aim line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trellis.practice.students.models import Support
from trellis.practice.students.rules.care import AimLine, PointsSay, points_say
from trellis.practice.students.words import Way


@dataclass(frozen=True)
class PointBeside:
    """One point and the value of the aim line on its day."""

    on: date
    value: Decimal
    aim: float | None
    is_met: bool


@dataclass(frozen=True)
class Reading:
    """The points of a support; ``say`` is nothing where there is no aim line."""

    points: Sequence[PointBeside]
    say: str


def aim_line_of(support: Support) -> AimLine | None:
    """Return the aim line, where both of its ends are known."""
    if support.baseline is None or support.target is None:
        return None
    return AimLine(
        support.starts_on,
        support.review_on,
        float(support.baseline),
        float(support.target),
        Way(support.way),
    )


def reading_of(support: Support) -> Reading:
    """Return the points in order, each beside the aim line, and what the last four say."""
    line = aim_line_of(support)
    rows = list(support.points.order_by("on"))
    points = [
        PointBeside(
            row.on,
            row.value,
            line.on(row.on) if line else None,
            line.is_met(row.on, float(row.value)) if line else True,
        )
        for row in rows
    ]
    if line is None:
        return Reading(points, "")
    said: PointsSay = points_say(line, [(row.on, float(row.value)) for row in rows])
    return Reading(points, said.value)
