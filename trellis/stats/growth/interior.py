"""One quantile regression of moderate size: interior point, vertex, duality gap, HiGHS where needed."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack
from scipy.optimize import linprog

from trellis.stats.inputs import FloatArray

MAX_ITERATIONS = 60
STEP_BACK = 0.99995
TRY_VERTEX = 1e-4  # relative gap from which a vertex is worth trying
CLOSE_ENOUGH = 1e-10  # relative gap at which the interior point stops
RIDGE = 1e-12
ACCEPTED_GAP = 1e-7  # relative gap above which HiGHS takes over


@dataclass(frozen=True, slots=True)
class Solution:
    """``beta`` (p,), the duality gap in units of the check loss, and whether HiGHS had to finish."""

    beta: FloatArray
    gap: float
    fallback: bool


def reduced_fit(X: FloatArray, y: FloatArray, tau: float, globs: FloatArray, glob_y: FloatArray) -> Solution:
    """Minimise the check loss of ``y - X b`` plus the summed rows ``globs`` (at most two)."""
    if len(globs):
        X = np.concatenate((X, globs))
        y = np.concatenate((y, glob_y))
    beta, gap, scale = _interior_point(X, y, tau)
    if gap <= ACCEPTED_GAP * scale:
        return Solution(beta, max(gap, 0.0), False)
    beta, gap = _highs(X, y, tau)
    return Solution(beta, gap, True)


def _interior_point(X: FloatArray, y: FloatArray, tau: float) -> tuple[FloatArray, float, float]:
    """Primal-dual path following on ``max y'a, X'a = (1 - tau) X'1, 0 <= a <= 1``.

    ``a`` starts at 1 - tau, which satisfies the equalities exactly, and every step keeps them; ``w - z``
    stays equal to the residuals. So the complementarity ``a'z + s'w`` is the duality gap itself.
    """
    rows, _ = X.shape
    target = (1.0 - tau) * X.sum(axis=0)
    beta = _normal(X, np.ones(rows), X.T @ y)
    residual = y - X @ beta
    spread = float(np.mean(np.abs(residual))) or 1.0
    a = np.full(rows, 1.0 - tau)
    s = 1.0 - a
    w = np.maximum(residual, 0.0) + spread * 0.1
    z = w - residual
    scale = spread * rows
    for _ in range(MAX_ITERATIONS):
        gap = float(a @ z + s @ w)
        loss = float(tau * residual.sum() - np.minimum(residual, 0.0).sum())
        scale = max(loss, 1e-9 * spread * rows, 1e-300)
        if gap < TRY_VERTEX * scale:
            vertex = _vertex(X, y, tau, a, target, residual)
            if vertex is not None:
                return vertex, 0.0, scale
            if gap < CLOSE_ENOUGH * scale:
                break
        d = z / a + w / s
        q = 1.0 / d
        XQ = X * q[:, None]
        M = XQ.T @ X
        factor, info = lapack.dpotrf(M)
        if info != 0:
            # Decided rows weigh almost nothing; a whisper of a ridge keeps the step defined.
            factor, info = lapack.dpotrf(M + np.diag(RIDGE * np.diag(M) + 1e-300))
            if info != 0:
                break
        step, _ = lapack.dpotrs(factor, XQ.T @ residual)
        da = q * (residual - X @ step)
        dz = -z - z * da / a
        dw = -w + w * da / s
        primal, dual = _lengths(a, s, da), _dual_length(z, w, dz, dw)
        mu = gap / (2 * rows)
        after = float((a + primal * da) @ (z + dual * dz) + (s - primal * da) @ (w + dual * dw)) / (2 * rows)
        sigma_mu = mu * (after / mu) ** 3
        # Mehrotra's corrector: the same matrix, a right-hand side with the second-order terms.
        cz = (sigma_mu - da * dz) / a
        cw = (sigma_mu + da * dw) / s
        xi = cw - w - cz + z
        step, _ = lapack.dpotrs(factor, -(XQ.T @ xi))
        Xstep = X @ step
        da = -q * (xi + Xstep)
        dz = cz - z - z * da / a
        dw = cw - w + w * da / s
        primal, dual = _lengths(a, s, da), _dual_length(z, w, dz, dw)
        a += primal * da
        s -= primal * da
        z += dual * dz
        w += dual * dw
        beta = beta + dual * step
        residual = residual - dual * Xstep
    gap = float(a @ z + s @ w)
    return beta, gap, scale


def _lengths(a: FloatArray, s: FloatArray, da: FloatArray) -> float:
    """The longest step that keeps ``0 < a < 1``."""
    worst = max(float(np.max(-da / a)), float(np.max(da / s)))
    return min(1.0, STEP_BACK / worst) if worst > 0 else 1.0


def _dual_length(z: FloatArray, w: FloatArray, dz: FloatArray, dw: FloatArray) -> float:
    worst = max(float(np.max(-dz / z)), float(np.max(-dw / w)))
    return min(1.0, STEP_BACK / worst) if worst > 0 else 1.0


def _normal(X: FloatArray, weights: FloatArray, rhs: FloatArray) -> FloatArray:
    """Solve ``X' W X b = rhs``, minimum norm where the matrix is singular."""
    M = (X * weights[:, None]).T @ X
    factor, info = lapack.dpotrf(M)
    if info == 0:
        solution, _ = lapack.dpotrs(factor, rhs)
        return np.asarray(solution)
    return np.asarray(np.linalg.lstsq(M, rhs, rcond=None)[0])


def _vertex(
    X: FloatArray, y: FloatArray, tau: float, a: FloatArray, target: FloatArray, residual: FloatArray
) -> FloatArray | None:
    """The vertex the interior point is heading for, if it is exactly optimal; else None.

    The basis are the rows whose ``a`` is furthest from its bounds. The vertex is optimal when, with all other
    rows at the bound their residual asks for, the basis rows have ``a`` in [0, 1].
    """
    p = X.shape[1]
    rows = len(y)
    if rows <= p:
        return None
    inner = np.minimum(a, 1.0 - a)
    basis = np.argpartition(-inner, p - 1)[:p]
    square = X[basis]
    lu, pivots, info = lapack.dgetrf(square)
    if info != 0 or float(np.min(np.abs(np.diag(lu)))) < 1e-9 * float(np.max(np.abs(np.diag(lu)))):
        return None
    beta, _ = lapack.dgetrs(lu, pivots, y[basis])
    exact = y - X @ beta
    exact[basis] = 0.0
    size = float(np.mean(np.abs(residual))) + 1e-300
    ups = exact > 0.0
    rest = target - X.T @ ups
    inside, _ = lapack.dgetrs(lu, pivots, rest, trans=1)
    ties = np.abs(exact) < 1e-9 * size
    if np.count_nonzero(ties) > p:
        return None
    if float(np.min(inside)) < -1e-9 or float(np.max(inside)) > 1.0 + 1e-9:
        return None
    return np.asarray(beta)


def _highs(X: FloatArray, y: FloatArray, tau: float) -> tuple[FloatArray, float]:
    """The same dual programme by HiGHS; the coefficients are the multipliers of its equalities."""
    target = (1.0 - tau) * X.sum(axis=0)
    # A summed row is brought to the size of the others; its variable may then run up to the factor.
    factor = np.maximum(np.max(np.abs(X), axis=1) / 10.0, 1.0)
    bounds = [(0.0, float(most)) for most in factor]
    result = linprog(-y / factor, A_eq=(X / factor[:, None]).T, b_eq=target, bounds=bounds, method="highs")
    if result.x is None:
        return np.zeros(X.shape[1]), np.inf
    beta = -np.asarray(result.eqlin.marginals, dtype=np.float64)
    residual = y - X @ beta
    loss = float(tau * residual.sum() - np.minimum(residual, 0.0).sum())
    dual = float((y / factor) @ result.x) - (1.0 - tau) * float(y.sum())
    return beta, max(loss - dual, 0.0)
