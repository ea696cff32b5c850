"""Rules of supports: the aim line, what its points say, and counts that may leave a team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from statistics import median

from trellis.practice.students.words import REVIEW_SOON_DAYS, Way

#: So many points in a row on one side of the aim line ask for a decision (usual in progress monitoring).
IN_A_ROW = 4
#: Below so many students a count is not said to the leader of a school; to a district it is coarser still.
SCHOOL_FLOOR, DISTRICT_FLOOR, DISTRICT_STEP = 5, 10, 10


class PointsSay(Enum):
    """What the points beside an aim line say."""

    TOO_EARLY = "too_early"
    CHANGE = "change"
    RAISE = "raise"
    GO_ON = "go_on"


@dataclass(frozen=True)
class AimLine:
    """The straight way from where a student was to where the support should lead."""

    starts_on: date
    ends_on: date
    baseline: float
    target: float
    way: Way

    def on(self, day: date) -> float:
        """Return the value the aim line has on a day; before and after it, its ends."""
        length = (self.ends_on - self.starts_on).days
        done = min(max((day - self.starts_on).days, 0), length)
        return self.baseline + (self.target - self.baseline) * done / length

    def is_met(self, day: date, value: float) -> bool:
        """Say whether a value is on the good side of the line, or on it."""
        if self.way == Way.DOWN:
            return value <= self.on(day)
        return value >= self.on(day)


def points_say(line: AimLine, points: Sequence[tuple[date, float]]) -> PointsSay:
    """Read the last four points against the aim line: four below ask for a change, four above for more."""
    if len(points) < IN_A_ROW:
        return PointsSay.TOO_EARLY
    met = [line.is_met(day, value) for day, value in sorted(points)[-IN_A_ROW:]]
    if not any(met):
        return PointsSay.CHANGE
    return PointsSay.RAISE if all(met) else PointsSay.GO_ON


def review_is_due(review_on: date, today: date) -> bool:
    """Say whether a review is due now or within a week."""
    return review_on <= today + timedelta(days=REVIEW_SOON_DAYS)


def days_to_action(pairs: Sequence[tuple[date, date]]) -> float | None:
    """Return the median of the days from assessment to settled groups; nothing without any (S3-33)."""
    days = [(settled - given).days for given, settled in pairs]
    return median(days) if days else None


@dataclass(frozen=True)
class Said:
    """A count as it may be said: a number, or nothing where it or its other side is too small."""

    count: int | None


def say_count(count: int, of: int, *, coarse: bool) -> Said:
    """Return a count of students that may leave a team, or nothing.

    Both sides must reach the floor, since one follows from the other; nobody at all is said as 0. Coarse
    counts are rounded to tens, so that two of them on different days tell nothing of one student.
    """
    floor = DISTRICT_FLOOR if coarse else SCHOOL_FLOOR
    if of < floor or 0 < count < floor or 0 < of - count < floor:
        return Said(None)
    return Said(round(count / DISTRICT_STEP) * DISTRICT_STEP if coarse else count)
