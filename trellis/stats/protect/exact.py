"""The cheapest complementary suppression of a small table, by cuts (Fischetti and Salazar 2001).

Choose z in {0, 1} of least cost such that, for every sensitive cell and direction, an alternative table y
with M y = 0 and -a_i z_i <= y_i <= (U - a_i) z_i moves the cell far enough. Instead of carrying two
alternative tables per sensitive cell, a small integer programme over z is solved again and again; each time
the attacker's linear programme falls short, its dual gives an inequality that every good pattern must meet.
"""

from dataclasses import dataclass
from time import perf_counter

import numpy as np
from scipy import optimize, sparse

from trellis.stats.inputs import BoolArray, FloatArray
from trellis.stats.protect.audit import TOLERANCE, Protection
from trellis.stats.protect.programmes import Solved, least_of_true_table
from trellis.stats.protect.tables import CellTable

_INSIDE = 1e-3  # hidden cells count fully, others this much: gives cuts that look beyond the present pattern
_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Exact:
    """The pattern (n,) found, its cost, and whether it is proved the cheapest."""

    suppressed: BoolArray
    cost: float
    optimal: bool


def cheapest(
    table: CellTable,
    protection: Protection,
    fixed: BoolArray,
    allowed: BoolArray,
    costs: FloatArray,
    *,
    top: float,
    seconds: float,
) -> Exact | None:
    """The cheapest pattern that contains ``fixed`` and hides only ``allowed`` cells; None if there is none.

    After ``seconds`` the search stops and None is returned: the caller takes another way.
    """
    deadline = perf_counter() + seconds
    master = _Master(table, fixed, allowed, costs)
    pattern = fixed.copy()
    for _ in range(_ROUNDS):
        cuts = _violated(table, protection, pattern, top)
        if not cuts:
            return Exact(pattern, float(costs[pattern & ~fixed].sum()), True)
        for weights, need in cuts:
            if not master.add(weights, need):
                return None
        found = master.solve(deadline - perf_counter())
        if found is None:
            return None
        pattern = found
    return None


def _violated(
    table: CellTable, protection: Protection, pattern: BoolArray, top: float
) -> list[tuple[FloatArray, float]]:
    """Cuts weights @ z >= need for every sensitive cell and direction the pattern does not protect."""
    counts = table.counts
    room_up, room_down = np.maximum(top - counts, 0.0), counts
    open_share = np.where(pattern, 1.0, 0.0)
    eased = np.where(pattern, 1.0, _INSIDE)
    relations = sparse.csc_array(table.relations)
    zero = np.zeros(relations.shape[0])
    up_need = protection.high - counts[protection.cells]
    down_need = counts[protection.cells] - protection.low
    best_up, best_down = np.zeros(len(counts)), np.zeros(len(counts))
    cuts = []
    for cell, need_up, need_down in zip(protection.cells, up_need, down_need, strict=True):
        for direction, need in ((1.0, need_up), (-1.0, need_down)):
            reached = best_up[cell] if direction > 0 else best_down[cell]
            if need <= TOLERANCE or reached >= need - TOLERANCE:
                continue
            cost = np.zeros(len(counts))
            cost[cell] = -direction
            bounds = np.column_stack([-room_down * open_share, room_up * open_share])
            solved = least_of_true_table(cost, relations, zero, bounds)
            best_up = np.maximum(best_up, solved.x)
            best_down = np.maximum(best_down, -solved.x)
            if -solved.value >= need - TOLERANCE:
                continue
            weights = _weights(solved, cost, relations, room_up, room_down)
            bounds = np.column_stack([-room_down * eased, room_up * eased])
            wider = _weights(
                least_of_true_table(cost, relations, zero, bounds), cost, relations, room_up, room_down
            )
            for candidate in (weights, wider):
                if candidate @ open_share < need - TOLERANCE:
                    cuts.append((np.minimum(candidate, need), need))
    return cuts


def _weights(
    solved: Solved,
    cost: FloatArray,
    relations: sparse.csc_array,
    room_up: FloatArray,
    room_down: FloatArray,
) -> FloatArray:
    """How far each cell, if hidden, can let the sensitive cell move: an upper bound from the dual."""
    reduced = cost - np.asarray(relations.T @ solved.prices)
    reduced[np.abs(reduced) < 1e-9] = 0.0
    weights: FloatArray = np.maximum(reduced, 0.0) * room_down + np.maximum(-reduced, 0.0) * room_up
    return weights


class _Master:
    """The integer programme over the pattern with the cuts found so far."""

    def __init__(self, table: CellTable, fixed: BoolArray, allowed: BoolArray, costs: FloatArray) -> None:
        self._n = len(fixed)
        self._fixed = fixed
        self._free = np.nonzero(allowed & ~fixed)[0]
        self._costs = costs
        self._rows: list[FloatArray] = []
        self._needs: list[float] = []
        self._seen: set[bytes] = set()
        self._never_alone(table, fixed | allowed)

    def _never_alone(self, table: CellTable, possible: BoolArray) -> None:
        """A hidden cell alone in a relation is exactly known: hide another there, or (if free) do not hide
        it.
        """
        for row in range(table.relations.shape[0]):
            members = table.relations.indices[table.relations.indptr[row] : table.relations.indptr[row + 1]]
            members = members[possible[members]]
            for cell in members:
                line = np.zeros(self._n)
                line[members] = 1.0
                line[cell] = 0.0 if self._fixed[cell] else -1.0
                if self._fixed[cell] or self._costs[cell] > 0.0:
                    self.add(line, 1.0 if self._fixed[cell] else 0.0)

    def add(self, weights: FloatArray, need: float) -> bool:
        """Add weights @ z >= need; False when no pattern can meet it."""
        left = need - float(weights[self._fixed].sum())
        line = weights[self._free]
        if left <= TOLERANCE and (line >= 0.0).all():
            return True
        if float(np.maximum(line, 0.0).sum()) < left - TOLERANCE:
            return False
        if left > 0.0 and (line >= 0.0).all():
            line = np.minimum(line / left, 1.0)
            line[line < 1e-7] = 0.0
            left = 1.0
        name = np.append(np.round(line, 9), left).tobytes()
        if name not in self._seen:
            self._seen.add(name)
            self._rows.append(line)
            self._needs.append(left)
        return True

    def solve(self, seconds: float) -> BoolArray | None:
        """The cheapest pattern under the cuts; None when there is none or time is up."""
        if seconds <= 0.0:
            return None
        if not self._rows:
            return self._fixed.copy()
        solved = optimize.milp(
            self._costs[self._free],
            integrality=np.ones(len(self._free), dtype=np.int64),
            bounds=optimize.Bounds(0.0, 1.0),
            constraints=optimize.LinearConstraint(
                sparse.csr_array(np.vstack(self._rows)), np.array(self._needs) - 1e-7, np.inf
            ),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        if solved.status != 0 or solved.x is None:
            return None
        pattern = self._fixed.copy()
        pattern[self._free[np.asarray(solved.x) > 0.5]] = True
        return pattern
