"""What terms, assessment windows and initiatives mean for the road map of a cycle (S4-20, S4-29)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trellis.practice.library.rules import exit_check
from trellis.practice.library.words import CheckName
from trellis.practice.meetings.rules.road_map import SlotFact, StageFact, Work, gap_of
from trellis.practice.meetings.words import Gap

#: Exit checks that ask for results: a step with one of them waits for a window in its weeks.
ASKS_FOR_DATA = frozenset(
    {CheckName.EVIDENCE_DATA, CheckName.EVIDENCE_KINDS, CheckName.NEEDS, CheckName.CHART, CheckName.DECISION}
)


@dataclass(frozen=True)
class Span:
    """An assessment window: its days, and when its results can be read, if that is known."""

    name: str
    starts_on: date
    ends_on: date
    results_on: date | None = None

    @property
    def readable_on(self) -> date:
        """The day on which a team can read the results: as written down, else the day after its end."""
        return self.results_on or self.ends_on + timedelta(days=1)

    def holds(self, day: date) -> bool:
        """Whether students sit the assessment on this day."""
        return self.starts_on <= day <= self.ends_on


def asks_for_data(stage: StageFact) -> bool:
    """Say whether a step cannot be finished without results."""
    return any(exit_check(written).name in ASKS_FOR_DATA for written in stage.checks)


def awaited(stage: StageFact, spans: Sequence[Span]) -> Span | None:
    """Return the window a step waits for: the last one whose results come in during its days."""
    if not asks_for_data(stage):
        return None
    own = [span for span in spans if stage.starts_on < span.readable_on <= stage.ends_on]
    return max(own, key=lambda span: span.readable_on, default=None)


def gap_with_results(
    stage: StageFact, works: Sequence[Work], slots: Sequence[SlotFact], spans: Sequence[Span]
) -> Gap | None:
    """Say what is missing for a step; that all its meetings stand before the results it needs comes last."""
    gap, span = gap_of(stage, works, slots), awaited(stage, spans)
    if gap is not None or span is None or stage.passed:
        return gap
    days = {slot.key: slot.on for slot in slots}
    own = [days[work.slot] for work in works if work.stage == stage.position and work.slot is not None]
    return Gap.BEFORE_RESULTS if all(day < span.readable_on for day in own) else None


def suggest_day(
    stage: StageFact,
    days: Sequence[date],
    spans: Sequence[Span],
    *,
    weekday: int | None,
    last_days: Collection[date],
    today: date,
) -> date | None:
    """Return a day with school for a meeting of a step, or nothing when none is left.

    A step that waits for results gets a day after they are there. Days on which students are tested and the
    last days of terms come only when there is no other; the weekday on which the team meets comes first.
    """
    span = awaited(stage, spans)
    first = max(stage.starts_on, today, span.readable_on if span else stage.starts_on)
    own = [day for day in days if first <= day <= stage.ends_on]

    def order(day: date) -> tuple[bool, bool, date]:
        is_full = day in last_days or any(span.holds(day) for span in spans)
        return is_full, weekday is not None and day.weekday() != weekday, day

    return min(own, key=order, default=None)
