"""Linear programmes by HiGHS through scipy, in the one form the protection of tables needs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, sparse

from trellis.stats.inputs import FloatArray
from trellis.stats.results import StatsError

_linprog: Any = optimize.linprog  # its types do not know that sparse relations are allowed
_INFEASIBLE = 2


@dataclass(frozen=True, slots=True)
class Solved:
    """The least value, where it is reached (m,), and the dual price of every relation (r,)."""

    value: float
    x: FloatArray
    prices: FloatArray


def least(
    cost: FloatArray, relations: sparse.csc_array, totals: FloatArray, bounds: FloatArray
) -> Solved | None:
    """Minimise cost @ x with relations @ x = totals and bounds (m, 2); None where nothing satisfies both.

    StatsError ``not_solved`` where the solver gives up: a failure is never read as an answer.
    """
    solved = _linprog(cost, A_eq=relations, b_eq=totals, bounds=bounds, method="highs")
    if solved.status == _INFEASIBLE:
        return None
    if solved.status != 0:
        raise not_solved()
    return Solved(
        float(solved.fun),
        np.asarray(solved.x, dtype=np.float64),
        np.asarray(solved.eqlin.marginals, dtype=np.float64),
    )


def least_of_true_table(
    cost: FloatArray, relations: sparse.csc_array, totals: FloatArray, bounds: FloatArray
) -> Solved:
    """:func:`least` where the true table is itself a solution, so that there must be one."""
    solved = least(cost, relations, totals, bounds)
    if solved is None:
        raise not_solved()
    return solved


def not_solved() -> StatsError:
    """The refusal when a programme could not be solved."""
    return StatsError(
        "The check of the table could not be finished, so it must not be published.",
        reason="not_solved",
        es="La comprobación de la tabla no terminó; no debe publicarse.",
    )
