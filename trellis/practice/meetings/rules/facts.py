"""What a row of meetings says about how a team uses its time. For the team alone; nobody is measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from trellis.people.communities.words import Cadence
from trellis.practice.meetings.words import ItemKind

#: After so many meetings in a row that do not touch the goal, the team hears of it (S2-46).
DRIFT = 3
#: An agenda is "ahead" when it was there this long before the meeting (S3-14).
AHEAD = timedelta(hours=24)
#: School weeks between two meetings, by planned rhythm.
WEEKS_BETWEEN = {Cadence.WEEKLY: 1, Cadence.FORTNIGHTLY: 2, Cadence.MONTHLY: 4, Cadence.TERMLY: 10}
#: A record that nobody amends for so long is agreed: nobody has to do anything after a meeting.
SILENCE = timedelta(days=7)


@dataclass(frozen=True)
class Used:
    """One item as it ran: what for, and how long."""

    kind: ItemKind
    minutes: float


@dataclass(frozen=True)
class MeetingFact:
    """One held meeting, as far as the reckoning needs it."""

    items: Sequence[Used]
    touched_goal: bool
    with_data: bool
    with_protocol: bool


def share_by_kind(meetings: Sequence[MeetingFact]) -> dict[ItemKind, float]:
    """Return the share of time by kind of item, in percent; empty when nothing was timed (S0-33, S1-11)."""
    minutes = {kind: 0.0 for kind in ItemKind}
    for meeting in meetings:
        for item in meeting.items:
            minutes[item.kind] += item.minutes
    total = sum(minutes.values())
    return {kind: 100 * spent / total for kind, spent in minutes.items()} if total else {}


def drifts(meetings: Sequence[MeetingFact]) -> bool:
    """Say whether the last three meetings in a row left the goal alone (S2-46)."""
    last = meetings[-DRIFT:]
    return len(last) == DRIFT and not any(meeting.touched_goal for meeting in last)


def continuity(meetings: Sequence[MeetingFact]) -> int:
    """Return for how many meetings in a row, up to the last, the team worked on its goal (S3-36)."""
    run = 0
    for meeting in reversed(meetings):
        if not meeting.touched_goal:
            break
        run += 1
    return run


def expected_meetings(cadence: Cadence, school_weeks: int) -> int:
    """Return how many meetings a rhythm makes of so many weeks with school (S1-10)."""
    return school_weeks // WEEKS_BETWEEN[cadence]
