"""What became of the time a team had planned, to the minute, and of the weeks with school (S4-39)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trellis.practice.meetings.rules.days import monday_of
from trellis.practice.meetings.words import Lost

#: Ending a few minutes early is no loss worth a line of its own; the sum counts it all the same.
WORTH_A_LINE = 5


@dataclass(frozen=True)
class Spent:
    """A planned meeting and what became of it: minutes used, or why none were."""

    on: date
    planned: int
    used: int
    lost_by: Lost | None = None
    reason: str = ""


@dataclass(frozen=True)
class Loss:
    """Time lost for one reason: how often, how many minutes."""

    kind: Lost
    reason: str
    times: int
    minutes: int


@dataclass(frozen=True)
class Balance:
    """Planned and over the plan on one side; used, cancelled, not begun and ended early on the other."""

    planned: int
    over: int
    used: int
    cancelled: int
    not_begun: int
    short: int

    @property
    def is_even(self) -> bool:
        """Whether both sides agree; they always do, and a test says so."""
        return self.planned + self.over == self.used + self.cancelled + self.not_begun + self.short


def balance_of(meetings: Sequence[Spent]) -> Balance:
    """Add up what became of the planned minutes."""

    def lost(kind: Lost) -> int:
        return sum(meeting.planned for meeting in meetings if meeting.lost_by == kind)

    held = [meeting for meeting in meetings if meeting.lost_by is None]
    return Balance(
        planned=sum(meeting.planned for meeting in meetings),
        over=sum(max(meeting.used - meeting.planned, 0) for meeting in held),
        used=sum(meeting.used for meeting in held),
        cancelled=lost(Lost.CANCELLED),
        not_begun=lost(Lost.NOT_BEGUN),
        short=sum(max(meeting.planned - meeting.used, 0) for meeting in held),
    )


def losses_of(meetings: Sequence[Spent]) -> list[Loss]:
    """Return lost time by reason, the largest first; meetings that ended early stand together."""
    found: dict[tuple[Lost, str], list[int]] = {}
    for meeting in meetings:
        if meeting.lost_by is not None:
            found.setdefault((meeting.lost_by, meeting.reason.strip()), []).append(meeting.planned)
        elif meeting.planned - meeting.used >= WORTH_A_LINE:
            found.setdefault((Lost.SHORT, ""), []).append(meeting.planned - meeting.used)
    losses = [Loss(kind, reason, len(rows), sum(rows)) for (kind, reason), rows in found.items()]
    return sorted(losses, key=lambda loss: (-loss.minutes, loss.kind, loss.reason))


@dataclass(frozen=True)
class Weeks:
    """The weeks of a stretch: every one stands in exactly one of the four."""

    met: int
    lost: int
    unplanned: int
    without_school: int


def weeks_of(first: date, last: date, school_weeks: Collection[date], meetings: Sequence[Spent]) -> Weeks:
    """Sort the weeks between two days by what was in them; ``school_weeks`` are Mondays."""
    met = {monday_of(meeting.on) for meeting in meetings if meeting.lost_by is None}
    lost = {monday_of(meeting.on) for meeting in meetings} - met
    monday, counts = monday_of(first), [0, 0, 0, 0]
    while monday <= last:
        if monday in met:
            counts[0] += 1
        elif monday in lost:
            counts[1] += 1
        elif monday in school_weeks:
            counts[2] += 1
        else:
            counts[3] += 1
        monday += timedelta(weeks=1)
    return Weeks(*counts)
