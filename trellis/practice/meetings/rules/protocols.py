"""Who may do what while a protocol runs, and how its clock is read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from trellis.practice.library.words import Mark, StepMode
from trellis.practice.meetings.rules.may import may_join
from trellis.practice.meetings.words import MeetingState, RunState, RunStepState

#: The states in which a step is being worked on.
OPEN = frozenset({RunStepState.RUNNING, RunStepState.PAUSED})
#: A vote at or under this is heard before anything is decided.
LOW = 2
FINGERS = range(6)


def may_lead_run(*, is_member: bool, holds: bool, guides: bool, state: MeetingState) -> bool:
    """The facilitator of the meeting, or who guides the community, leads: starts, skips, extends, reveals."""
    return is_member and (holds or guides) and may_join(state)


def may_start_run(*, leads: bool, another_runs: bool) -> bool:
    """One protocol at a time, started by who leads."""
    return leads and not another_runs


def may_write_line(
    *, reads: bool, run: RunState, step: RunStepState, mode: StepMode, marks: Collection[str], revealed: bool
) -> bool:
    """Everyone in the meeting writes while a step asks for it; in silence only until the reveal."""
    if not reads or run != RunState.RUNNING or step not in OPEN or not marks:
        return False
    return mode != StepMode.WRITE or not revealed


def may_see_line(*, reads: bool, is_author: bool, mode: StepMode, revealed: bool) -> bool:
    """What is written in silence is seen by who wrote it, and by all from the common reveal on."""
    return reads and (is_author or mode != StepMode.WRITE or revealed)


def may_reveal_step(*, leads: bool, mode: StepMode, step: RunStepState, revealed: bool) -> bool:
    """The reveal is one for all, made by who leads."""
    return leads and mode == StepMode.WRITE and step in OPEN and not revealed


def may_vote(*, reads: bool, run: RunState, step: RunStepState, closed: bool) -> bool:
    """Everyone in the meeting places dots and votes until it is closed."""
    return reads and run == RunState.RUNNING and step in OPEN and not closed


def may_see_votes(*, reads: bool, closed: bool) -> bool:
    """Nobody votes after somebody else: the spread is shown when it is closed, to all at once."""
    return reads and closed


def needs_ground(mark: str, *, rests_on_something: bool) -> bool:
    """An inference is asked what it was seen by, as long as it rests on nothing (S3-35)."""
    return mark == Mark.INFERENCE and not rests_on_something


def spread_of(fingers: Collection[int]) -> Mapping[int, int]:
    """Return how many hold up how many fingers, from five down to zero."""
    return {number: sum(one == number for one in fingers) for number in reversed(FINGERS)}


def is_carried(fingers: Collection[int]) -> bool:
    """Say whether everyone can live with it."""
    return bool(fingers) and min(fingers) > LOW


@dataclass(frozen=True)
class StepClock:
    """The server's clock of one step."""

    planned: int
    added: int
    started_at: datetime | None
    paused_at: datetime | None
    paused: int
    ended_at: datetime | None

    @property
    def total(self) -> int:
        """Seconds the step may take, with what was given on the way."""
        return self.planned + self.added

    def used(self, now: datetime) -> int:
        """Seconds used; pauses do not count."""
        if self.started_at is None:
            return 0
        until = self.ended_at or self.paused_at or now
        return max(int((until - self.started_at).total_seconds()) - self.paused, 0)

    def left(self, now: datetime) -> int:
        """Seconds left; below zero when it runs over."""
        return self.total - self.used(now)

    @property
    def warn_at(self) -> int:
        """How many seconds before the end people are told: a minute, or a fifth of a short step."""
        return min(60, self.total // 5)

    def is_near_end(self, now: datetime) -> bool:
        """Whether the warning is due."""
        return self.started_at is not None and self.left(now) <= self.warn_at
