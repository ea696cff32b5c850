"""The road map of a cycle: the work of its stages laid over the meetings there are (S4-20, S4-29).

The map is laid anew whenever it is read, so it follows calendar, series and cycle by itself. What people
changed by hand is kept beside it, under the stage and the number of the work in it, and put on top.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trellis.practice.meetings.words import Gap

#: The number of work that is left over from a stage whose meetings are behind.
LEFT_OVER = 0


@dataclass(frozen=True)
class StageFact:
    """A stage as the map needs it: its days, what it asks, what it leaves, what suits it.

    ``unanswered`` are the questions without an answer so far.
    """

    position: int
    starts_on: date
    ends_on: date
    questions: tuple[str, ...]
    checks: tuple[str, ...]
    protocols: tuple[str, ...]
    passed: bool = False
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True)
class SlotFact:
    """A meeting that work can be put on."""

    key: int
    on: date
    is_over: bool = False


@dataclass(frozen=True)
class Change:
    """What people changed of one piece of work; empty is as proposed. ``order``: its place in a meeting."""

    slot: int | None = None
    order: int | None = None
    purpose: str = ""
    product: str = ""
    protocol: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether somebody changed more than the order."""
        return bool(self.slot or self.purpose or self.product or self.protocol)


@dataclass(frozen=True)
class Work:
    """The work of one stage in one meeting: ``slot`` is where it stands, ``proposed`` where it would."""

    stage: int
    number: int
    questions: tuple[str, ...]
    checks: tuple[str, ...]
    protocol: str
    proposed: int | None
    slot: int | None
    order: int | None = None
    change: Change = Change()
    in_its_weeks: bool = True


type Changes = Mapping[tuple[int, int], Change]


def share_out[T](things: Sequence[T], parts: int) -> list[tuple[T, ...]]:
    """Share things out in their order, the first parts get one more; a part may stay empty."""
    least, more = divmod(len(things), parts)
    found, at = [], 0
    for part in range(parts):
        size = least + (part < more)
        found.append(tuple(things[at : at + size]))
        at += size
    return found


def share_late[T](things: Sequence[T], parts: int) -> list[tuple[T, ...]]:
    """Share things out in their order so that the last parts get one more: what is left comes at the end."""
    return [part[::-1] for part in share_out(things[::-1], parts)][::-1]


def slots_of(
    stages: Sequence[StageFact], place: int, slots: Sequence[SlotFact]
) -> tuple[list[SlotFact], bool]:
    """Return the meetings of a stage, and whether they lie in its weeks.

    A stage reaches to the day before the next one, the last to its end: meetings after that are for what is
    left over. Without a meeting of its own a stage takes the first one after its beginning, else the last one
    before it.
    """
    stage = stages[place]
    is_last = place + 1 == len(stages)
    until = stage.ends_on if is_last else stages[place + 1].starts_on - timedelta(days=1)
    own = [slot for slot in slots if stage.starts_on <= slot.on <= until]
    if own or not slots:
        return own, True
    after = [slot for slot in slots if slot.on >= stage.starts_on]
    return [after[0] if after else slots[-1]], False


def lay_map(stages: Sequence[StageFact], slots: Sequence[SlotFact], changes: Changes) -> list[Work]:
    """Lay the work of every stage over the meetings, then put on top what people changed by hand."""
    works = [work for place in range(len(stages)) for work in _of_stage(stages, place, slots)]
    works += _kept(stages, works, changes)
    known = {slot.key for slot in slots}
    works = [_changed(work, changes.get((work.stage, work.number)), known) for work in works]
    left = _left_over(stages, slots, works)
    return works + [_changed(work, changes.get((work.stage, LEFT_OVER)), known) for work in left]


def _of_stage(stages: Sequence[StageFact], place: int, slots: Sequence[SlotFact]) -> list[Work]:
    stage = stages[place]
    own, in_its_weeks = slots_of(stages, place, slots)
    keys: list[int | None] = [slot.key for slot in own] or [None]
    questions, checks = share_out(stage.questions, len(keys)), share_late(stage.checks, len(keys))
    return [
        Work(
            stage=stage.position,
            number=number,
            questions=questions[number - 1],
            checks=checks[number - 1],
            protocol=_protocol(stage, number),
            proposed=key,
            slot=key,
            in_its_weeks=in_its_weeks,
        )
        for number, key in enumerate(keys, start=1)
    ]


def _protocol(stage: StageFact, number: int) -> str:
    if not stage.protocols:
        return ""
    return stage.protocols[(number - 1) % len(stage.protocols)]


def _left_over(stages: Sequence[StageFact], slots: Sequence[SlotFact], works: Sequence[Work]) -> list[Work]:
    """Return what the team still owes to stages whose meetings are all behind: the oldest comes first.

    Each of them gets a meeting ahead of its own while there are any, then the last one takes the rest.
    """
    ahead = [slot for slot in slots if not slot.is_over]
    over = {slot.key for slot in slots if slot.is_over}
    found: list[Work] = []
    for stage in stages:
        own = [work for work in works if work.stage == stage.position]
        if stage.passed or not ahead or any(work.slot not in over for work in own):
            continue
        to = ahead[min(len(found), len(ahead) - 1)].key
        protocol = _protocol(stage, len(own) + 1)
        left = Work(stage.position, LEFT_OVER, stage.unanswered, stage.checks, protocol, to, to)
        found.append(replace(left, in_its_weeks=False))
    return found


def _kept(stages: Sequence[StageFact], works: Sequence[Work], changes: Changes) -> list[Work]:
    """Return work that people changed and the map has no room for now: it goes with the last of its stage."""
    known = {(work.stage, work.number) for work in works}
    last = {work.stage: work for work in works}
    by_position = {stage.position: stage for stage in stages}
    found = []
    for (position, number), change in sorted(changes.items()):
        if (position, number) in known or not change.is_kept or position not in last or number == LEFT_OVER:
            continue
        stage, beside = by_position[position], last[position]
        protocol = _protocol(stage, number)
        found.append(replace(beside, number=number, questions=(), checks=(), protocol=protocol))
    return found


def _changed(work: Work, change: Change | None, known: set[int]) -> Work:
    """Put a change on top; work put on a meeting that is gone stands where it was proposed."""
    if change is None:
        return work
    slot = change.slot if change.slot in known else work.slot
    return replace(
        work, slot=slot, order=change.order, protocol=change.protocol or work.protocol, change=change
    )


def in_order(works: Sequence[Work]) -> list[Work]:
    """Return the work of one meeting in order: as people put it, else what is left over, then by stage."""
    return sorted(
        works,
        key=lambda work: (
            work.order if work.order is not None else 1000,
            work.number != LEFT_OVER,
            work.stage,
            work.number,
        ),
    )


def gap_of(stage: StageFact, works: Sequence[Work], slots: Sequence[SlotFact]) -> Gap | None:
    """Say what is missing for a stage; nothing when it is passed or has a meeting that is not over."""
    if stage.passed:
        return None
    by_key = {slot.key: slot for slot in slots}
    own = [work for work in works if work.stage == stage.position]
    placed = [by_key[work.slot] for work in own if work.slot is not None]
    if not placed:
        return Gap.NO_MEETING
    if all(slot.is_over for slot in placed):
        return Gap.BEHIND
    if not any(work.in_its_weeks or work.change.slot for work in own):
        return Gap.OTHER_WEEK
    return None


def new_order(
    works: Sequence[Work], moved: Work, to: int | None, before: tuple[int, int] | None = None
) -> list[Work]:
    """Return the work of a meeting with ``moved`` put in before another, or at the end."""
    others = in_order([work for work in works if work.slot == to and work is not moved])
    at = next((i for i, work in enumerate(others) if (work.stage, work.number) == before), len(others))
    return [*others[:at], moved, *others[at:]]


def step(
    works: Sequence[Work], slots: Sequence[SlotFact], moved: Work, *, up: bool
) -> tuple[int, list[Work]] | None:
    """Return meeting and order after one step up or down: inside its meeting, at its edge to the next one.

    Nothing when there is no meeting in that direction that is not over.
    """
    keys = [slot.key for slot in slots if not slot.is_over]
    here = in_order([work for work in works if work.slot == moved.slot])
    at = here.index(moved)
    there = at - 1 if up else at + 1
    if moved.slot in keys and 0 <= there < len(here):
        here[at], here[there] = here[there], here[at]
        return moved.slot, here
    days = {slot.key: number for number, slot in enumerate(slots)}
    own = days.get(moved.slot, -1) if moved.slot is not None else -1
    beyond = [key for key in keys if (days[key] < own if up else days[key] > own)]
    if not beyond:
        return None
    to = beyond[-1] if up else beyond[0]
    others = in_order([work for work in works if work.slot == to])
    return to, [*others, moved] if up else [moved, *others]
