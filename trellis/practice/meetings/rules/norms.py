"""Norms over meetings: whose turn it is, what is shown of the answers, when to look again, when to renew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.practice.meetings.words import NORM_KEPT, NORMS_ASKED, PULSE_FLOOR


def turn_of_norms[Norm](norms: Sequence[Norm], held: int) -> list[Norm]:
    """Return the norms that are asked for: that of the day and the next ones, so that all come round."""
    if not norms:
        return []
    return [norms[(held + step) % len(norms)] for step in range(min(NORMS_ASKED, len(norms)))]


@dataclass(frozen=True)
class KeptPoint:
    """Answers of one meeting or several together, never fewer than the floor."""

    on: date
    meetings: int
    answers: int
    kept: int

    @property
    def share(self) -> float:
        """Return how many in a hundred say that the norm was kept."""
        return 100 * self.kept / self.answers


def kept_points(
    answers: Iterable[tuple[date, Sequence[int]]], floor: int = PULSE_FLOOR
) -> tuple[list[KeptPoint], int]:
    """Return what is shown of a norm over meetings in the order of time, and how many answers wait.

    Meetings with fewer answers than the floor are taken together with the following ones until there are
    enough, so that a small team has a chart and nobody is pointed at.
    """
    points: list[KeptPoint] = []
    meetings, taps = 0, list[int]()
    for on, given in answers:
        if not given:
            continue
        meetings += 1
        taps += given
        if len(taps) >= floor:
            points.append(KeptPoint(on, meetings, len(taps), sum(tap >= NORM_KEPT for tap in taps)))
            meetings, taps = 0, []
    return points, len(taps)


def may_look_again(held_since: int, after_meetings: int) -> bool:
    """Say whether a team looks again at a repaired norm: when enough meetings were held since."""
    return held_since >= after_meetings


def renewal_day(last_on: date, term_starts: Iterable[date], review_on: date | None = None) -> date | None:
    """Return the day from which agreements are renewed. None where the calendar says nothing yet.

    It is the beginning of the next term, or the day the members chose themselves if that is earlier.
    """
    days = [day for day in (*term_starts, review_on) if day is not None and day > last_on]
    return min(days, default=None)
