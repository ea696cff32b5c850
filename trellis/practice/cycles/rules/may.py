"""Who may do what in a cycle, and when."""

from collections.abc import Collection
from datetime import date, datetime

from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View
from trellis.practice.cycles.words import CycleState

#: Members write; guests, leaders and everybody else never do.
_WORK = ObjectKind.CYCLE_WORK


def may_launch_cycle(relations: Collection[Relation]) -> bool:
    """Members of the community start its cycles."""
    return may(Action.CREATE, _WORK, relations)


def may_change_work(relations: Collection[Relation], state: CycleState) -> bool:
    """Members change the work of a running cycle; a closed one stays as it was."""
    return state == CycleState.RUNNING and may(Action.UPDATE, _WORK, relations)


def may_read_work(relations: Collection[Relation]) -> bool:
    """Members read the work inside; nobody else."""
    return view_of(_WORK, relations) >= View.FULL


def may_see_cycle(relations: Collection[Relation], hidden: bool) -> bool:
    """Who may know of the cycle: goal and stage. A trial not yet shown is its team's alone (S3-20)."""
    if hidden:
        return may_read_work(relations)
    return view_of(ObjectKind.GOAL, relations) >= View.SUMMARY


def may_see_use_count(relations: Collection[Relation], hidden: bool) -> bool:
    """Who may read "4 of 5 used it"."""
    return may_see_cycle(relations, hidden) and view_of(ObjectKind.USE_COUNT, relations) >= View.COUNT


def may_publish_story(relations: Collection[Relation]) -> bool:
    """Members decide what of their work others read."""
    return may(Action.SHARE, ObjectKind.STORY, relations)


def may_enter_result(*, on: date, use_starts_on: date | None, locked_at: datetime | None) -> bool:
    """Whether a point of this day may be written: from first use on, only after the lock."""
    return use_starts_on is None or on < use_starts_on or locked_at is not None


def may_lock_prediction(*, use_starts_on: date | None, first_result_on: date | None, locked: bool) -> bool:
    """Whether a prediction may be locked: once, with a day of first use, before any result from that day on.

    ``first_result_on`` is the earliest live point on or after the day of first use.
    """
    return not locked and use_starts_on is not None and first_result_on is None


def may_move_start(*, locked: bool) -> bool:
    """The day of first use is fixed once the prediction is locked: else order could be made afterwards."""
    return not locked
