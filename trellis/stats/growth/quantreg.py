"""Linear quantile regression, exact and fast, for many quantiles of the same data.

The check-loss problem is a linear programme. Its dual has one bounded variable for each row:
maximise ``y'a`` subject to ``X'a = (1 - tau) X'1`` and ``0 <= a <= 1``.

* A small programme is solved by a primal-dual interior point with Mehrotra's corrector
  (Portnoy & Koenker 1997, doi:10.1214/ss/1030037960), then moved to a vertex, which interpolates as many
  rows as there are columns.
* A large one is first made small: rows that surely lie above or below the fitted line are summed into two
  rows, the small programme is solved, and the signs of *all* residuals are checked. Wrong signs are put back
  and the programme is solved again, so the result is the optimum of the full data and not an approximation.
* Neighbouring quantiles start from each other (Chernozhukov, Fernandez-Val & Melly 2019,
  doi:10.1007/s00181-020-01898-0).
* The duality gap of every fit is checked; where it is too wide, HiGHS solves the same dual programme.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack, solve_triangular

from trellis.stats.growth.interior import reduced_fit
from trellis.stats.inputs import BoolArray, FloatArray, Numbers, NumberTable, as_series, as_table, same_length
from trellis.stats.results import Language, StatsError, in_language

Indices = npt.NDArray[np.intp]

THREADED = 20_000  # rows from which a second thread pays: below, the interpreter itself is the bottleneck
SMALL = 700  # rows; below this the whole programme is as quick as a reduced one
BAND_GROWTH = 2.0
MENDS = 6  # how often rows with a wrong sign are put back before the band is widened
TOO_WRONG = 0.25  # share of the band from which putting back single rows is hopeless
ANCHORS = 6  # most extreme rows on either side of each column
RANK_TOLERANCE = 1e-11  # on the unit-diagonal Gram matrix


@dataclass(frozen=True, slots=True)
class QuantileFits:
    """Fits of one design matrix at several quantiles.

    ``coefficients`` is (taus, columns); a column that repeats others (a spline piece without students) gets
    zero. ``objectives`` are the sums of the check loss, ``gaps`` the duality gaps relative to them, and
    ``fallbacks`` counts the fits that HiGHS had to finish.
    """

    taus: FloatArray
    coefficients: FloatArray
    objectives: FloatArray
    gaps: FloatArray
    fallbacks: int

    def say(self, language: Language = "en") -> str:
        """How many lines there are, and that they describe."""
        return in_language(
            language,
            en=f"{len(self.taus)} lines through the data, each with a given share of the points below it; "
            "they describe, and say nothing about causes.",
            es=f"{len(self.taus)} líneas a través de los datos, cada una con una proporción dada de puntos "
            "por debajo; describen y no dicen nada de causas.",
        )


@dataclass(slots=True)
class _Design:
    """The whitened data shared by all quantiles: ``rows @ rows.T`` has unit scale."""

    rows: FloatArray  # (n, p), orthonormal columns times sqrt(n), times the weight of the row
    y: FloatArray  # times the weight of the row
    anchors: Indices  # rows kept in every reduced programme, so that it always spans all columns
    total: FloatArray  # column sums of rows
    weights: FloatArray
    mass: float  # sum of the weights
    weighted: bool
    stretch: FloatArray  # 1 / leverage of each row: residuals are compared on this scale
    root: FloatArray  # upper triangular: original kept columns = rows @ root
    kept: Indices
    columns: int


@dataclass(slots=True)
class _Fit:
    beta: FloatArray
    objective: float
    gap: float
    fallback: bool


def check_loss(residuals: FloatArray, tau: float) -> float:
    """Sum of ``r * (tau - 1[r < 0])``."""
    return float(tau * residuals.sum() - np.minimum(residuals, 0.0).sum())


def quantile_regressions(
    X: NumberTable,
    y: Numbers,
    taus: Numbers,
    *,
    weights: Numbers | None = None,
    threads: int | None = None,
) -> QuantileFits:
    """Fit ``y ~ X`` at every tau (each strictly between 0 and 1, ascending).

    ``X`` is (n, p) with its own intercept column, ``y`` is (n,), ``weights`` (n,) counts how often each row
    stands for itself (identical rows are best given once). StatsError: those of ``as_series`` and
    ``as_table``, ``length_mismatch``, ``out_of_range`` for taus or weights, ``no_variation`` where every
    column is 0.
    """
    table, outcome = as_table(X, name="columns"), as_series(y, name="outcomes")
    levels = _ascending(taus)
    times = np.ones(len(outcome)) if weights is None else as_series(weights, name="weights")
    same_length(columns=table, outcomes=outcome, weights=times)
    if np.any(times <= 0.0):
        raise StatsError(
            "Weights must be above zero.",
            reason="out_of_range",
            es="Los pesos deben ser mayores que cero.",
        )
    if not table.any():
        raise StatsError(
            "The columns hold nothing to fit with.",
            reason="no_variation",
            es="Las columnas no contienen nada con que ajustar.",
        )
    design = _whitened(np.ascontiguousarray(table), outcome, times)
    middle = int(np.argmin(np.abs(levels - 0.5)))
    fits: list[_Fit | None] = [None] * len(levels)
    fits[middle] = first = _first_fit(design, float(levels[middle]))

    def walk(order: range) -> None:
        before: _Fit | None = None
        latest, latest_tau, step_before = first, float(levels[middle]), 0.0
        for position in order:
            tau = float(levels[position])
            step = tau - latest_tau
            guess = latest.beta
            if before is not None:
                guess = latest.beta + (latest.beta - before.beta) * (step / step_before)
            fit = _fit_from(design, tau, guess, _width(design, step))
            fits[position] = fit
            before, latest, latest_tau, step_before = latest, fit, tau, step

    both = (range(middle + 1, len(levels)), range(middle - 1, -1, -1))
    if (threads or os.cpu_count() or 1) > 1 and len(design.y) >= THREADED:
        with ThreadPoolExecutor(max_workers=2) as pool:
            list(pool.map(walk, both))
    else:
        for order in both:
            walk(order)
    return _collected(design, levels, [fit for fit in fits if fit is not None])


def _ascending(taus: Numbers) -> FloatArray:
    """The quantiles, each strictly between 0 and 1 and above the one before."""
    levels = as_series(taus, name="quantiles", max_values=10_000)
    if np.any(levels <= 0.0) or np.any(levels >= 1.0) or np.any(np.diff(levels) <= 0.0):
        raise StatsError(
            "Quantiles lie between 0 and 1, each above the one before.",
            reason="out_of_range",
            es="Los cuantiles están entre 0 y 1, cada uno mayor que el anterior.",
        )
    return levels


def _width(design: _Design, step: float) -> int:
    """Rows a band needs when the next quantile is ``step`` away: a few standard errors of the increment."""
    n, p = design.rows.shape
    return int(4.0 * np.sqrt(n * p * max(abs(step), 0.01)) + 20 * p)


def _collected(design: _Design, levels: FloatArray, fits: list[_Fit]) -> QuantileFits:
    coefficients = np.zeros((len(levels), design.columns))
    whitened = np.array([fit.beta for fit in fits])
    coefficients[:, design.kept] = solve_triangular(design.root, whitened.T, lower=False).T
    return QuantileFits(
        taus=levels,
        coefficients=coefficients,
        objectives=np.array([fit.objective for fit in fits]),
        gaps=np.array([fit.gap for fit in fits]),
        fallbacks=sum(fit.fallback for fit in fits),
    )


def _whitened(X: FloatArray, y: FloatArray, weights: FloatArray) -> _Design:
    """Drop repeating columns and make the rest orthonormal, which keeps every later system well
    conditioned.
    """
    columns = X.shape[1]
    gram = (X * weights[:, None]).T @ X / weights.sum()
    scale = np.sqrt(np.diag(gram))
    used = np.flatnonzero(scale > 0.0)
    unit = gram[np.ix_(used, used)] / np.outer(scale[used], scale[used])
    _, pivots, rank, _ = lapack.dpstrf(unit, tol=RANK_TOLERANCE)
    kept = np.sort(used[pivots[:rank] - 1])
    root = np.linalg.cholesky(gram[np.ix_(kept, kept)]).T
    rows = X[:, kept] @ np.ascontiguousarray(solve_triangular(root, np.eye(len(kept)), lower=False))
    leverage = np.sqrt(np.maximum(np.einsum("ij,ij->i", rows, rows), 1e-12))
    anchors = _anchors(rows)
    # A row that counts w times is the row times w: the check loss is positively homogeneous.
    rows *= weights[:, None]
    return _Design(
        rows=rows,
        y=y * weights,
        anchors=anchors,
        total=rows.sum(axis=0),
        weights=weights,
        mass=float(weights.sum()),
        weighted=bool(np.any(weights != 1.0)),
        stretch=1.0 / (leverage * weights),
        root=root,
        kept=kept,
        columns=columns,
    )


def _anchors(rows: FloatArray) -> Indices:
    n = len(rows)
    if n <= SMALL:
        return np.arange(n)
    ends = [np.argpartition(column, (ANCHORS, n - ANCHORS)) for column in rows.T]
    return np.unique(np.concatenate([np.r_[end[:ANCHORS], end[-ANCHORS:]] for end in ends]))


def _first_fit(design: _Design, tau: float) -> _Fit:
    """The first quantile: from a sample of the rows, or from all of them where they are few."""
    n, p = design.rows.shape
    if n <= SMALL:
        return _whole_fit(design, tau)
    take = min(n, max(SMALL, int((n * p) ** (2 / 3))))
    chosen = np.union1d(np.linspace(0, n - 1, take).astype(np.intp), design.anchors)
    start = reduced_fit(design.rows[chosen], design.y[chosen], tau, np.zeros((0, p)), np.zeros(0))
    return _fit_from(design, tau, start.beta, 2 * take)


def _whole_fit(design: _Design, tau: float) -> _Fit:
    p = design.rows.shape[1]
    solution = reduced_fit(design.rows, design.y, tau, np.zeros((0, p)), np.zeros(0))
    loss = check_loss(design.y - design.rows @ solution.beta, tau)
    return _Fit(solution.beta, loss, solution.gap / max(loss, 1e-300), solution.fallback)


def _fit_from(design: _Design, tau: float, guess: FloatArray, width: int) -> _Fit:
    """The exact fit at ``tau`` from a guess: solve inside a band around the guess, check every sign
    outside.
    """
    n = len(design.y)
    if n <= SMALL:
        return _whole_fit(design, tau)
    best = design.y - design.rows @ guess
    best_loss = check_loss(best, tau)
    while width < 0.8 * n:
        lower, upper = _outside(design, best, tau, width)
        for _ in range(MENDS):
            below = np.flatnonzero(lower)
            inside = np.flatnonzero(~(upper | lower))
            globs, glob_y = _globs(design, inside, below, n - len(inside) - len(below))
            solution = reduced_fit(design.rows[inside], design.y[inside], tau, globs, glob_y)
            residuals = design.y - design.rows @ solution.beta
            wrong_upper = upper & (residuals < 0.0)
            wrong_lower = lower & (residuals > 0.0)
            wrong = int(np.count_nonzero(wrong_upper)) + int(np.count_nonzero(wrong_lower))
            loss = check_loss(residuals, tau)
            if wrong == 0:
                return _Fit(solution.beta, loss, solution.gap / max(loss, 1e-300), solution.fallback)
            if loss < best_loss:
                best, best_loss = residuals, loss
            if wrong > TOO_WRONG * len(inside):
                break
            upper &= ~wrong_upper
            lower &= ~wrong_lower
        width = int(BAND_GROWTH * width)
    return _whole_fit(design, tau)


def _outside(design: _Design, residuals: FloatArray, tau: float, width: int) -> tuple[BoolArray, BoolArray]:
    """Rows clearly below and clearly above the guess: all but ``width`` rows around its tau-quantile."""
    n = len(residuals)
    scaled = residuals * design.stretch
    centre = tau * n
    if design.weighted:
        negative = scaled < 0.0
        missing = tau * design.mass - float(design.weights[negative].sum())
        centre = float(np.count_nonzero(negative)) + missing * n / design.mass
    low = int(np.clip(centre - width / 2, 0, n - 1))
    high = int(np.clip(centre + width / 2, 0, n - 1))
    part = np.partition(scaled, (low, high))
    lower, upper = scaled < part[low], scaled > part[high]
    lower[design.anchors] = False
    upper[design.anchors] = False
    return lower, upper


def _globs(design: _Design, inside: Indices, below: Indices, above: int) -> tuple[FloatArray, FloatArray]:
    """The rows outside the band as summed rows: one below, one above, none where a side is empty."""
    lower_x = design.rows[below].sum(axis=0)
    lower_y = design.y[below].sum()
    upper_x = design.total - lower_x - design.rows[inside].sum(axis=0)
    upper_y = design.y.sum() - lower_y - design.y[inside].sum()
    present = np.array([len(below) > 0, above > 0])
    return np.array([lower_x, upper_x])[present], np.array([lower_y, upper_y])[present]
