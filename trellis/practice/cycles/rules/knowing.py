"""From knowing to doing: how far a strategy came with the members of a team (S2-61).

Each step needs a sign that is recorded anyway; nobody types where they stand, and no member is named.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.practice.cycles.words import Grasp, Used

#: So many finished weeks in a row make a routine.
ROUTINE_WEEKS = 4
#: After so many finished weeks without a sign of use a strategy is stalled.
STALLED_WEEKS = 3
_USED = frozenset({Used.FULLY, Used.PARTLY})


@dataclass(frozen=True)
class Signs:
    """What is recorded of one strategy.

    ``weeks``: the finished school weeks since first use, in order; empty without a day of first use.
    ``used`` and ``own_way`` by (person, Monday): how fully, and whether with material changed by hand.
    """

    members: Collection[int]
    learned: Collection[int]
    planned: bool
    weeks: Sequence[date]
    used: Mapping[tuple[int, date], Used]
    own_way: Collection[tuple[int, date]]
    adjusted_on: Sequence[date]


@dataclass(frozen=True)
class Ladder:
    """How many members came at least as far as each step, and for how many weeks nothing moved.

    ``stalled_weeks`` is None while the strategy is alive.
    """

    members: int
    counts: Mapping[Grasp, int]
    stalled_weeks: int | None

    @property
    def reached(self) -> Grasp | None:
        """The furthest step most members came to."""
        passed = [step for step in Grasp if 2 * self.counts[step] > self.members]
        return passed[-1] if passed else None


def _doing(person: int, signs: Signs) -> Grasp | None:
    weeks = sorted(week for (who, week), how in signs.used.items() if who == person and how in _USED)
    if len(signs.weeks) >= ROUTINE_WEEKS and set(signs.weeks[-ROUTINE_WEEKS:]) <= set(weeks):
        return Grasp.ROUTINE
    if not weeks:
        return None
    changed = min(signs.adjusted_on, default=None)
    own_way = any((person, week) in signs.own_way for week in weeks)
    return Grasp.REFINED if own_way or (changed is not None and weeks[-1] >= changed) else Grasp.TRIED


def ladder_of(signs: Signs) -> Ladder:
    """Say how far the strategy came; whoever uses it stood on all steps below. A plan teaches nobody."""
    steps = list(Grasp)
    doing = {person: grasp for person in signs.members if (grasp := _doing(person, signs))}
    at = [steps.index(grasp) for grasp in doing.values()]
    counts = {step: sum(1 for where in at if where >= index) for index, step in enumerate(steps)}
    counts[Grasp.LEARNED] = len(doing.keys() | (set(signs.learned) & set(signs.members)))
    if signs.planned:
        counts[Grasp.PLANNED] = len(signs.members)
    last = max((week for (_who, week), how in signs.used.items() if how in _USED), default=None)
    still = [week for week in signs.weeks if last is None or week > last]
    routine = 2 * counts[Grasp.ROUTINE] > len(signs.members)
    stalled = len(still) >= STALLED_WEEKS and not routine
    return Ladder(len(signs.members), counts, len(still) if stalled else None)
