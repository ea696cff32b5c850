"""Cluster-robust inference for linear models with few clusters: CR2 with Satterthwaite degrees of freedom.

Bell and McCaffrey (2002, Survey Methodology 28:169) and Pustejovsky and Tipton (2018, JBES 36:672).
The residuals of cluster g are multiplied by A_g = (I - H_gg)^(-1/2), so that the variance estimator is
unbiased when errors are independent with equal variance. No n x n matrix is ever formed: with M = (X'X)^-1,
M = LL' and T_g = L' X_g'X_g L (p x p, eigenvalues in [0, 1]), every function of H_gg needed here follows from
f(H_gg) X_g L = X_g L f(T_g). The cost is O(n p^2 + G p^3), whatever the size of the clusters.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, special

from trellis.stats.inputs import FloatArray, as_series, as_table, same_length
from trellis.stats.results import (
    DEFAULT_LEVEL,
    Interval,
    Language,
    StatsError,
    in_language,
    plain_number,
)

_MAX_MODEL_VALUES = 40_000_000
_FULL_LEVERAGE = 1e-9  # 1 - leverage below this is a direction the cluster determines alone


@dataclass(frozen=True, slots=True)
class RobustTest:
    """One combination of coefficients: estimate, CR2 standard error, Satterthwaite df, t, two-sided p."""

    estimate: float
    se: float
    df: float
    t: float
    p: float
    interval: Interval

    def say(self, language: Language = "en") -> str:
        """The difference with its range, or that it cannot be told; never that something worked."""
        shown = plain_number(self.estimate, 2)
        low, high = plain_number(self.interval.low, 2), plain_number(self.interval.high, 2)
        if math.isnan(self.p):
            return in_language(
                language,
                en="There are too few different groups to judge this difference.",
                es="Hay muy pocos grupos distintos para juzgar esta diferencia.",
            )
        if 0.0 in self.interval:
            return in_language(
                language,
                en=(
                    f"The difference is {shown}, but anything from {low} to {high} is plausible, "
                    "so we cannot tell."
                ),
                es=(
                    f"La diferencia es {shown}, pero todo entre {low} y {high} es plausible: "
                    "no se puede decir."
                ),
            )
        return in_language(
            language,
            en=f"The difference is {shown} (plausible {low} to {high}), counting groups, "
            "not single students.",
            es=f"La diferencia es {shown} (plausible de {low} a {high}), contando grupos, no estudiantes.",
        )


@dataclass(frozen=True, slots=True)
class ClusterRobust:
    """A least-squares fit with cluster-robust covariances.

    coefficients (p,); covariance (p, p) is CR2; covariance_cr1 (p, p) is the usual sandwich times
    G/(G-1) (n-1)/(n-p), kept for comparison; covariance_classical (p, p) ignores the clusters.
    """

    coefficients: FloatArray
    covariance: FloatArray
    covariance_cr1: FloatArray
    covariance_classical: FloatArray
    residuals: FloatArray
    n: int
    clusters: int
    root: FloatArray
    shares: FloatArray

    def test(self, contrast: ArrayLike | int, *, level: float = DEFAULT_LEVEL) -> RobustTest:
        """Test one coefficient (by position) or one linear combination (p,) against zero."""
        p = len(self.coefficients)
        if isinstance(contrast, int):
            weights = np.zeros(p)
            weights[contrast] = 1.0
        else:
            weights = np.asarray(contrast, dtype=np.float64)
        if weights.shape != (p,):
            raise StatsError(
                "The combination needs one weight for every coefficient of the model.",
                reason="length_mismatch",
                es="La combinación necesita un peso por cada coeficiente del modelo.",
            )
        estimate = float(weights @ self.coefficients)
        se = math.sqrt(max(0.0, float(weights @ self.covariance @ weights)))
        df = satterthwaite_df(self.root.T @ weights, self.shares)
        return robust_test(estimate, se, df, level=level)


def robust_test(estimate: float, se: float, df: float, *, level: float = DEFAULT_LEVEL) -> RobustTest:
    """t test and interval of an estimate with a given standard error and (fractional) degrees of freedom."""
    if not (se > 0.0 and df > 0.0):
        nan = float("nan")
        return RobustTest(estimate, se, df, nan, nan, Interval(nan, nan, level))
    t = estimate / se
    p = float(2.0 * special.stdtr(df, -abs(t)))
    half = float(special.stdtrit(df, 0.5 + level / 2.0)) * se
    return RobustTest(estimate, se, df, t, p, Interval(estimate - half, estimate + half, level))


def cluster_robust(
    design: ArrayLike, outcome: ArrayLike, cluster: ArrayLike, *, weights: ArrayLike | None = None
) -> ClusterRobust:
    """Least squares of outcome (n,) on design (n, p) with CR2 covariance by cluster (n,).

    weights (n,) are precisions (inverse variances): rows are scaled by their square roots and the adjustment
    is taken in the scaled model, which equals clubSandwich where weights are equal within a cluster.
    A constant column is not added. Raises StatsError: ``not_estimable`` (columns that depend on each other),
    ``too_few`` (below 2 clusters), ``out_of_range`` (a weight not above 0) and the reasons of as_series.
    """
    x, y, codes, groups = _checked(design, outcome, cluster, weights)
    n, p = x.shape
    orthonormal, triangle = np.linalg.qr(x)
    diagonal = np.abs(np.diagonal(triangle))
    size = np.sqrt(np.einsum("ij,ij->j", x, x))
    if n < p or np.any(diagonal <= 1e-9 * size):
        raise _not_estimable()
    root = linalg.solve_triangular(triangle, np.eye(p))  # L = R^-1, so X L is the orthonormal factor
    inverse = root @ root.T
    projected = orthonormal.T @ y
    beta = root @ projected
    residual = y - orthonormal @ projected

    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(groups))
    whitened = orthonormal[order]  # rows of X L
    shares = _segment_grams(whitened, starts)
    scores = np.add.reduceat(whitened * residual[order, None], starts, axis=0)  # L' X_g' e_g
    adjusted = np.einsum("gij,gj->gi", _adjustment(shares), scores)
    covariance = root @ (adjusted.T @ adjusted) @ root.T
    sandwich = root @ (scores.T @ scores) @ root.T
    spare = n - p
    cr1 = (
        sandwich * (groups / (groups - 1)) * ((n - 1) / spare)
        if spare > 0
        else np.full_like(sandwich, np.nan)
    )
    classical = inverse * (float(residual @ residual) / spare) if spare > 0 else np.full_like(inverse, np.nan)
    return ClusterRobust(beta, covariance, cr1, classical, residual, n, groups, root, shares)


def satterthwaite_df(direction: FloatArray, shares: FloatArray) -> float:
    """Degrees of freedom of a CR2 variance: (tr P)^2 / tr(P^2), P_gh = [g=h] a_g - b_g'b_h.

    direction (p,) is L'c for the combination c; shares (G, p, p) are the T_g of the clusters.
    """
    moved = np.einsum("gij,j->gi", _adjustment(shares), direction)  # f(T_g) L'c
    b = np.einsum("gij,gj->gi", shares, moved)
    return df_from_parts(np.einsum("gi,gi->g", moved, b), b)


def df_from_parts(a: FloatArray, b: FloatArray) -> float:
    """Satterthwaite degrees of freedom from a (G,) and b (G, p); nan where the variance is not estimable."""
    own = np.einsum("gi,gi->g", b, b)
    trace = float(np.sum(a - own))
    gram = b.T @ b
    squares = float(np.sum(a * a) - 2.0 * np.sum(a * own) + np.sum(gram * gram))
    if trace <= 0.0 or squares <= 1e-300:
        return float("nan")
    return trace * trace / squares


def _adjustment(shares: FloatArray) -> FloatArray:
    """(I - T_g)^(-1/2) per cluster; the Moore-Penrose root where a cluster alone determines a direction."""
    values, vectors = np.linalg.eigh(shares)
    room = 1.0 - values
    inside = room > _FULL_LEVERAGE
    scale = np.where(inside, 1.0 / np.sqrt(np.where(inside, room, 1.0)), 0.0)
    return np.asarray(np.einsum("gik,gk,gjk->gij", vectors, scale, vectors))


def _segment_grams(rows: FloatArray, starts: NDArray[np.intp]) -> FloatArray:
    """X_g'X_g for rows sorted by cluster, column pair by column pair (p is small)."""
    p = rows.shape[1]
    grams = np.empty((len(starts), p, p))
    for i in range(p):
        for j in range(i + 1):
            grams[:, i, j] = grams[:, j, i] = np.add.reduceat(rows[:, i] * rows[:, j], starts)
    return grams


def _not_estimable() -> StatsError:
    return StatsError(
        "Some columns of the model say the same thing, so their effects cannot be told apart.",
        reason="not_estimable",
        es="Algunas columnas del modelo dicen lo mismo y sus efectos no se pueden separar.",
    )


def _checked(
    design: ArrayLike, outcome: ArrayLike, cluster: ArrayLike, weights: ArrayLike | None
) -> tuple[FloatArray, FloatArray, NDArray[np.intp], int]:
    x = as_table(design, name="model", max_values=_MAX_MODEL_VALUES)
    y = as_series(outcome, name="outcome")
    values, codes = cluster_codes(cluster, len(y))
    same_length(model=x, outcome=y)
    if weights is not None:
        w = as_series(weights, name="weights")
        same_length(weights=w, outcome=y)
        if np.any(w <= 0.0):
            raise StatsError(
                "Weights must be above zero.",
                reason="out_of_range",
                es="Los pesos deben ser mayores que cero.",
            )
        scale = np.sqrt(w)
        x, y = x * scale[:, None], y * scale
    if len(values) < 2:
        raise StatsError(
            "At least two classes or schools are needed.",
            reason="too_few",
            es="Se necesitan al menos dos clases o escuelas.",
        )
    return x, y, codes, len(values)


def cluster_codes(cluster: ArrayLike, n: int) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """The distinct labels (any kind that sorts) and the position (n,) of each row's label among them."""
    labels = np.asarray(cluster)
    if labels.shape != (n,):
        raise StatsError(
            f"There are {n} values but {labels.size} group labels; every value needs its group.",
            reason="length_mismatch",
            es=f"Hay {n} valores y {labels.size} etiquetas de grupo; cada valor necesita su grupo.",
        )
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise StatsError(
            "A group label is missing.", reason="not_finite", es="Falta la etiqueta de un grupo."
        )
    values, codes = np.unique(labels, return_inverse=True)
    return values, codes.reshape(-1).astype(np.intp)
