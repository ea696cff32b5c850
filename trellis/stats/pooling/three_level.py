"""Effects of several teams inside schools: three-level REML with a cluster-robust (CR2) interval.

Model y_ij = mu + c_j + u_ij + e_ij, Var(c) between clusters, Var(u) between effects within clusters,
Var(e) = v known. The likelihood needs only sums per cluster (Sherman and Morrison); CR2 and its degrees of
freedom follow Pustejovsky and Tipton (2018, JBES 36:672) with the model as working covariance.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from trellis.stats.inputs import FloatArray, IntArray, as_share
from trellis.stats.pooling.inputs import effects_and_variances
from trellis.stats.pooling.random_effects import quantile, typical_variance
from trellis.stats.pooling.sentences import pooled_sentence
from trellis.stats.results import DEFAULT_LEVEL, CannotTell, Interval, Language, Note
from trellis.stats.robust import cluster_codes, df_from_parts, robust_test

MIN_ROBUST_DF = 4.0


@dataclass(frozen=True, slots=True)
class ThreeLevel:
    """Pooled effect of n effects in ``clusters`` clusters.

    interval, se, df, p are cluster-robust (CR2, Satterthwaite); model_se and model_interval trust the model
    (t with n-1 df); cr1_se is the plain sandwich times sqrt(G/(G-1)). prediction is for a team in a new
    school (t with clusters-2 df, our choice). cluster_effects (G,) predict c_j, ordered as cluster_labels.
    """

    estimate: float
    interval: Interval
    prediction: Interval
    se: float
    df: float
    p: float
    model_se: float
    model_interval: Interval
    cr1_se: float
    between_clusters: float
    within_clusters: float
    log_likelihood: float
    q: float
    cluster_labels: NDArray[Any]
    cluster_effects: FloatArray
    n: int
    clusters: int
    notes: tuple[Note, ...]
    method: str = "three-level REML, CR2"

    def say(self, language: Language = "en") -> str:
        """The average, its range, and what to expect elsewhere."""
        return pooled_sentence(
            language, self.estimate, self.interval, self.prediction, self.n, schools=self.clusters
        )


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sufficient sums per cluster at given variances; d = v + within."""

    d: FloatArray
    ones: FloatArray  # sum 1/d
    stretch: FloatArray  # 1 + between * ones
    mean: float
    information: float  # sum 1'V^-1 1
    pulls: FloatArray  # sum (y - mean)/d
    q: float


def three_level(
    effects: ArrayLike, variances: ArrayLike, cluster: ArrayLike, *, level: float = DEFAULT_LEVEL
) -> ThreeLevel | CannotTell:
    """Pool effects (n,) with known variances (n,) that sit in clusters (n,), for example schools."""
    y, v = effects_and_variances(effects, variances)
    as_share(level, name="level")
    labels, codes = cluster_codes(cluster, len(y))
    n, groups = len(y), len(labels)
    if (refusal := _refusal(y, groups)) is not None:
        return refusal
    unit = float(typical_variance(v))
    scale = math.sqrt(unit)
    order = np.argsort(codes, kind="stable")
    ys, vs = y[order] / scale, v[order] / unit
    starts = np.searchsorted(codes[order], np.arange(groups))
    sizes = np.diff(np.append(starts, n))
    between, within = _maximum(ys, vs, starts, sizes)
    sums = _sums(ys, vs, starts, between, within)
    scores = sums.pulls / sums.stretch
    robust, a, b = _cr2(ys - sums.mean, sums, starts, sizes, between)
    df = df_from_parts(a, b[:, None])
    test = robust_test(sums.mean * scale, robust * scale, df, level=level)
    if math.isnan(test.p):
        return _no_spread(n)
    model_se = scale / float(np.sqrt(sums.information))
    cr1 = math.sqrt(float(np.sum(scores**2)) * groups / (groups - 1)) / sums.information * scale
    half = quantile(level, n - 1) * model_se
    reach = quantile(level, max(1, groups - 2)) * math.sqrt(unit * (robust**2 + between + within))
    objective = _objective(np.array([between, within]), ys, vs, starts, sizes)[0]
    likelihood = -0.5 * objective + 0.5 * np.log(n) - 0.5 * (n - 1) * np.log(2.0 * np.pi * unit)
    return ThreeLevel(
        estimate=test.estimate,
        interval=test.interval,
        prediction=_around(test.estimate, reach, level),
        se=test.se,
        df=df,
        p=test.p,
        model_se=model_se,
        model_interval=_around(test.estimate, half, level),
        cr1_se=cr1,
        between_clusters=between * unit,
        within_clusters=within * unit,
        log_likelihood=float(likelihood),
        q=_sums(ys, vs, starts, 0.0, 0.0).q,
        cluster_labels=labels,
        cluster_effects=between * scores * scale,
        n=n,
        clusters=groups,
        notes=_notes(df, groups),
    )


def _around(centre: float, reach: float, level: float) -> Interval:
    return Interval(centre - reach, centre + reach, level)


def _refusal(y: FloatArray, groups: int) -> CannotTell | None:
    n = len(y)
    if float(np.ptp(y)) <= 1e-12 * float(np.abs(y).max()):
        return _no_spread(n)
    if groups < 3:
        return CannotTell(
            "too_few",
            f"Results from {groups} school(s) cannot show what to expect in others.",
            f"Los resultados de {groups} escuela(s) no muestran qué esperar en otras.",
            n,
        )
    if groups == n:
        return CannotTell(
            "one_per_cluster",
            "Every school has one team, so schools and teams cannot be told apart; pool the teams instead.",
            "Cada escuela tiene un solo equipo: no se distinguen escuelas y equipos; combine los equipos.",
            n,
        )
    return None


def _no_spread(n: int) -> CannotTell:
    return CannotTell(
        "no_variation",
        "The results are all the same, so how far they spread cannot be judged.",
        "Los resultados son todos iguales; no se puede juzgar cuánto varían.",
        n,
    )


def _notes(df: float, groups: int) -> tuple[Note, ...]:
    notes = []
    if groups < 5:
        notes.append(
            Note(
                "too_few_to_generalise",
                f"{groups} schools are too few to generalise.",
                f"{groups} escuelas son muy pocas para generalizar.",
            )
        )
    if not df >= MIN_ROBUST_DF:
        notes.append(
            Note(
                "few_degrees_of_freedom",
                "A few schools carry most of the weight, so the range itself is uncertain.",
                "Unas pocas escuelas llevan casi todo el peso; el propio rango es inseguro.",
            )
        )
    return tuple(notes)


def _sums(y: FloatArray, v: FloatArray, starts: IntArray, between: float, within: float) -> _Sums:
    d = v + within
    w = 1.0 / d
    ones = np.add.reduceat(w, starts)
    stretch = 1.0 + between * ones
    information = float(np.sum(ones / stretch))
    mean = float(np.sum(np.add.reduceat(w * y, starts) / stretch)) / information
    residual = y - mean
    pulls = np.add.reduceat(w * residual, starts)
    q = float(np.sum(w * residual * residual) - between * np.sum(pulls * pulls / stretch))
    return _Sums(d, ones, stretch, mean, information, pulls, q)


def _objective(
    theta: FloatArray, y: FloatArray, v: FloatArray, starts: IntArray, sizes: IntArray
) -> tuple[float, FloatArray]:
    """-2 restricted log likelihood (without constants) and its gradient in (between, within)."""
    between, within = float(theta[0]), float(theta[1])
    s = _sums(y, v, starts, between, within)
    w = 1.0 / s.d
    squares = np.add.reduceat(w * w, starts)
    value = float(np.sum(np.log(s.d)) + np.sum(np.log(s.stretch)) + np.log(s.information) + s.q)
    part = s.ones / s.stretch
    u = w * ((y - s.mean) - np.repeat(between * s.pulls / s.stretch, sizes))
    by_between = np.sum(part) - np.sum(part * part) / s.information - np.sum((s.pulls / s.stretch) ** 2)
    by_within = (
        np.sum(w)
        - between * np.sum(squares / s.stretch)
        - np.sum(squares / s.stretch**2) / s.information
        - np.sum(u * u)
    )
    return value, np.array([by_between, by_within])


def _maximum(y: FloatArray, v: FloatArray, starts: IntArray, sizes: IntArray) -> tuple[float, float]:
    """The (between, within) >= 0 of highest restricted likelihood: grid, bounded descent, Newton."""
    spread = float(np.var(y)) + 1e-12
    steps = np.concatenate([[0.0], spread * np.array([0.003, 0.03, 0.15, 0.5, 1.0])])
    grid = [np.array([c, u]) for c in steps for u in steps]
    heights = np.array([_objective(theta, y, v, starts, sizes)[0] for theta in grid])
    found: list[tuple[float, FloatArray]] = []
    for index in np.argsort(heights)[:2]:
        result = optimize.minimize(
            _objective,
            grid[index] + 1e-6 * spread,
            args=(y, v, starts, sizes),
            jac=True,
            method="L-BFGS-B",
            bounds=[(0.0, None), (0.0, None)],
            options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500},
        )
        found.append((float(result.fun), np.asarray(result.x, dtype=np.float64)))
    best = min(found, key=lambda pair: pair[0])[1]
    best = _polished(best, y, v, starts, sizes, spread)
    return float(best[0]), float(best[1])


def _polished(
    theta: FloatArray, y: FloatArray, v: FloatArray, starts: IntArray, sizes: IntArray, spread: float
) -> FloatArray:
    """Newton steps on the components away from zero, kept only while they lower the objective."""
    value, gradient = _objective(theta, y, v, starts, sizes)
    for _ in range(20):
        free = np.nonzero((theta > 1e-7 * spread) | (gradient < 0.0))[0]
        if not len(free):
            break
        hessian = np.empty((len(free), len(free)))
        for column, index in enumerate(free):
            width = 1e-5 * max(float(theta[index]), 1e-3 * spread)
            above, below = theta.copy(), theta.copy()
            above[index] += width
            below[index] = max(0.0, below[index] - width)
            rise = _objective(above, y, v, starts, sizes)[1] - _objective(below, y, v, starts, sizes)[1]
            hessian[:, column] = rise[free] / (above[index] - below[index])
        if np.linalg.cond(hessian) > 1e12:
            break
        trial = theta.copy()
        trial[free] = np.maximum(0.0, theta[free] - np.linalg.solve(hessian, gradient[free]))
        new_value, new_gradient = _objective(trial, y, v, starts, sizes)
        if new_value > value + 1e-10 * abs(value):
            break
        moved = float(np.max(np.abs(trial - theta)))
        theta, value, gradient = trial, new_value, new_gradient
        if moved < 1e-12 * spread:
            break
    return theta


def _cr2(
    residual: FloatArray, sums: _Sums, starts: IntArray, sizes: IntArray, between: float
) -> tuple[float, FloatArray, FloatArray]:
    """CR2 standard error of the mean, and the parts (a, b) of its degrees of freedom, size by size.

    V_g is the working covariance, D'D = V_g, B = D (V_g - 11'/information) D', A_g = D' B^(-1/2) D.
    """
    variance = 1.0 / sums.information
    groups = len(starts)
    share, a, b = np.empty(groups), np.empty(groups), np.empty(groups)
    for size in np.unique(sizes):
        which = np.nonzero(sizes == size)[0]
        rows = starts[which][:, None] + np.arange(size)
        covariance = between + sums.d[rows][:, :, None] * np.eye(size)
        lower = np.linalg.cholesky(covariance)
        upper = np.swapaxes(lower, 1, 2)
        middle = upper @ (covariance - variance) @ lower
        values, vectors = np.linalg.eigh(middle)
        inside = values > 1e-10 * values[:, -1:]
        roots = np.where(inside, 1.0 / np.sqrt(np.where(inside, values, 1.0)), 0.0)
        adjust = lower @ np.einsum("gik,gk,gjk->gij", vectors, roots, vectors) @ upper
        z = variance / sums.d[rows] / sums.stretch[which][:, None]  # V_g^-1 1 / information
        moved = np.einsum("gij,gi->gj", adjust, z)  # A' z
        share[which] = np.einsum("gi,gi->g", moved, residual[rows])
        a[which] = np.einsum("gi,gij,gj->g", moved, covariance, moved)
        b[which] = moved.sum(axis=1) * np.sqrt(variance)
    return float(np.sqrt(np.sum(share * share))), a, b
