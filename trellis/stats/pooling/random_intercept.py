"""Students inside classes or schools: the random-intercept model by restricted maximum likelihood.

Model y_gi = x_gi'b + u_g + e_gi. With lambda = Var(u)/Var(e) everything but lambda is profiled out:
crit = sum log(1 + m_g lambda) + log|X'V^-1X| + (n-p) log RSS. Only sums per group are needed, so the time
grows with n once and with the number of groups afterwards. Sources: Bates et al. (2015, JSS 67) for the
profile criterion; Raudenbush and Bryk (2002) for reliability and shrinkage.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from trellis.stats.inputs import FloatArray, as_series, as_share, same_length
from trellis.stats.pooling.inputs import columns_of
from trellis.stats.pooling.random_effects import quantile
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Interval,
    Language,
    Note,
    StatsError,
    in_language,
    percent,
    plain_number,
)
from trellis.stats.robust import cluster_codes

_MAX_DESIGN = 40_000_000
_MAX_COLUMNS = 30
_GRID = 40
_FEW_GROUPS = 10


@dataclass(frozen=True, slots=True)
class RandomIntercept:
    """Fit for n students in ``groups`` groups; arrays (p,) for coefficients, (G,) for groups in label order.

    icc is the share of the remaining differences that lies between groups; group_effects are predictions u_g
    with standard errors given the coefficients; reliability is how much of a group's own mean is signal;
    design_effect = 1 + (mean size - 1) icc. Intervals of coefficients use t with groups - p df (our choice).
    """

    coefficients: FloatArray
    se: FloatArray
    covariance: FloatArray
    low: FloatArray
    high: FloatArray
    variance_between: float
    variance_within: float
    icc: float
    design_effect: float
    log_likelihood: float
    labels: NDArray[Any]
    sizes: FloatArray
    group_effects: FloatArray
    group_se: FloatArray
    reliability: FloatArray
    n: int
    groups: int
    level: float
    notes: tuple[Note, ...]
    method: str = "random intercept, REML"

    @property
    def estimate(self) -> float:
        """The first coefficient: the overall mean where no covariates were given."""
        return float(self.coefficients[0])

    @property
    def interval(self) -> Interval:
        """The interval of the first coefficient."""
        return Interval(float(self.low[0]), float(self.high[0]), self.level)

    @property
    def shrunken_means(self) -> FloatArray:
        """Group means pulled to the overall mean (G,), for a model without covariates."""
        if len(self.coefficients) != 1:
            raise StatsError(
                "Shrunken means need a model without covariates.",
                reason="option",
                es="Las medias ajustadas necesitan un modelo sin covariables.",
            )
        return np.asarray(self.coefficients[0] + self.group_effects)

    def say(self, language: Language = "en") -> str:
        """How much of the differences lies between groups."""
        share = percent(self.icc, language)
        worth = plain_number(max(1.0, round(self.n / max(1.0, self.design_effect))), 3)
        return in_language(
            language,
            en=(
                f"About {share} of the differences between {self.n:,} students lie between their "
                f"{self.groups} "
                f"groups; together they tell about as much as {worth} students without groups."
            ),
            es=(
                f"Cerca del {share} de las diferencias entre {self.n:,} estudiantes está entre los "
                f"{self.groups} "
                f"grupos; juntos dicen tanto como unos {worth} estudiantes sin grupos."
            ),
        )


@dataclass(frozen=True, slots=True)
class _Sums:
    """Everything the criterion needs: totals over students and per group."""

    xx: FloatArray  # (p, p)
    xy: FloatArray  # (p,)
    yy: float
    sizes: FloatArray  # (G,)
    sx: FloatArray  # (G, p)
    sy: FloatArray  # (G,)
    spare: int


def random_intercept(
    outcome: ArrayLike,
    group: ArrayLike,
    covariates: ArrayLike | None = None,
    *,
    level: float = DEFAULT_LEVEL,
) -> RandomIntercept | CannotTell:
    """Fit outcome (n,) by group (n,) with covariates (n,) or (n, m); the intercept is added as first column.

    Cannot tell below 2 groups, without a group of two or more, or where nothing is left to vary.
    """
    y = as_series(outcome, name="outcomes")
    as_share(level, name="level")
    labels, codes = cluster_codes(group, len(y))
    x = _design(y, covariates)
    n, p = x.shape
    groups = len(labels)
    if groups < 2 or groups == n or n < p + 2:
        return CannotTell(
            "too_few",
            "Telling groups from students needs at least two groups and more students than groups.",
            "Para distinguir grupos y estudiantes hacen falta al menos dos grupos y más estudiantes "
            "que grupos.",
            n,
        )
    centre, width = float(y.mean()), float(y.std())
    if width <= 1e-12 * (abs(centre) + 1e-300):
        return _no_variation(n)
    basis, back = _orthonormal(x)
    sums = _summarised(basis, (y - centre) / width, codes, groups, n - p)
    if sums.yy - float(sums.xy @ sums.xy) <= 1e-12 * sums.yy:
        return _no_variation(n)
    ratio = _best_ratio(sums)
    return _result(sums, ratio, back, centre, width, labels, level)


def _result(
    sums: _Sums,
    ratio: float,
    back: FloatArray,
    centre: float,
    width: float,
    labels: NDArray[Any],
    level: float,
) -> RandomIntercept:
    matrix, beta, rss = _at(sums, ratio)
    n, p, groups = sums.spare + len(beta), len(beta), len(labels)
    within = rss / sums.spare
    residual = sums.sy - sums.sx @ beta
    keep = ratio / (1.0 + sums.sizes * ratio)
    covariance = back @ np.linalg.inv(matrix) @ back.T * (within * width * width)
    coefficients = back @ beta * width
    coefficients[0] += centre
    se = np.sqrt(np.diagonal(covariance))
    half = quantile(level, max(1, groups - p)) * se
    icc = ratio / (1.0 + ratio)
    scale = n * np.log(width) - float(np.linalg.slogdet(back)[1]) - p * np.log(width)
    likelihood = -0.5 * (_criterion(sums, ratio) + sums.spare * (1.0 + np.log(2.0 * np.pi / sums.spare)))
    return RandomIntercept(
        coefficients=coefficients,
        se=se,
        covariance=covariance,
        low=coefficients - half,
        high=coefficients + half,
        variance_between=ratio * within * width * width,
        variance_within=within * width * width,
        icc=icc,
        design_effect=1.0 + (n / groups - 1.0) * icc,
        log_likelihood=float(likelihood - scale),
        labels=labels,
        sizes=sums.sizes,
        group_effects=keep * residual * width,
        group_se=np.sqrt(keep * within) * width,
        reliability=sums.sizes * keep,
        n=n,
        groups=groups,
        level=level,
        notes=(_few_groups(groups),) if groups < _FEW_GROUPS else (),
    )


def _few_groups(groups: int) -> Note:
    return Note(
        "few_groups",
        f"With {groups} groups the share between groups is itself very uncertain.",
        f"Con {groups} grupos, la parte entre grupos es muy incierta.",
    )


def anova_icc(outcome: ArrayLike, group: ArrayLike) -> float | CannotTell:
    """One-way analysis-of-variance intraclass correlation; may be below 0 in a sample."""
    y = as_series(outcome, name="outcomes")
    labels, codes = cluster_codes(group, len(y))
    n, groups = len(y), len(labels)
    if groups < 2 or groups == n:
        return CannotTell(
            "too_few",
            "Comparing groups needs at least two groups and more students than groups.",
            "Para comparar grupos hacen falta al menos dos grupos y más estudiantes que grupos.",
            n,
        )
    centred = y - y.mean()
    sizes = np.bincount(codes).astype(np.float64)
    sums = np.bincount(codes, weights=centred)
    between = float(np.sum(sums * sums / sizes)) / (groups - 1)
    within = float(np.sum((centred - (sums / sizes)[codes]) ** 2)) / (n - groups)
    typical = (n - float(np.sum(sizes**2)) / n) / (groups - 1)
    total = between + (typical - 1.0) * within
    if total <= 0.0:
        return _no_variation(n)
    return (between - within) / total


def _no_variation(n: int) -> CannotTell:
    return CannotTell(
        "no_variation", "There are no differences left to explain.", "No quedan diferencias que explicar.", n
    )


def _design(y: FloatArray, covariates: ArrayLike | None) -> FloatArray:
    ones = np.ones((len(y), 1))
    if covariates is None:
        return ones
    z = columns_of(covariates, name="covariates", max_values=_MAX_DESIGN)
    same_length(outcomes=y, covariates=z)
    if z.shape[1] > _MAX_COLUMNS:
        raise StatsError(
            f"At most {_MAX_COLUMNS} covariates can be used.",
            reason="too_large",
            es=f"Se pueden usar {_MAX_COLUMNS} covariables como máximo.",
        )
    return np.hstack([ones, z])


def _orthonormal(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """An orthonormal basis of the columns of x, and the matrix that maps its coefficients to those of x."""
    basis, triangle = np.linalg.qr(x)
    diagonal = np.abs(np.diagonal(triangle))
    if np.any(diagonal <= 1e-9 * np.sqrt(np.einsum("ij,ij->j", x, x))):
        raise StatsError(
            "Some covariates say the same thing or do not vary, so their effects cannot be told apart.",
            reason="not_estimable",
            es="Algunas covariables dicen lo mismo o no varían; sus efectos no se pueden separar.",
        )
    return basis, np.asarray(np.linalg.inv(triangle), dtype=np.float64)


def _summarised(x: FloatArray, y: FloatArray, codes: NDArray[np.intp], groups: int, spare: int) -> _Sums:
    sx = np.column_stack([_group_sums(codes, column, groups) for column in x.T])
    return _Sums(
        xx=x.T @ x,
        xy=x.T @ y,
        yy=float(y @ y),
        sizes=np.bincount(codes, minlength=groups).astype(np.float64),
        sx=sx,
        sy=_group_sums(codes, y, groups),
        spare=spare,
    )


def _group_sums(codes: NDArray[np.intp], values: FloatArray, groups: int) -> FloatArray:
    return np.asarray(np.bincount(codes, weights=values, minlength=groups), dtype=np.float64)


def _at(sums: _Sums, ratio: float) -> tuple[FloatArray, FloatArray, float]:
    """X'V^-1X, the coefficients and the weighted residual sum of squares at a variance ratio."""
    weight = ratio / (1.0 + sums.sizes * ratio)
    weighted = sums.sx * weight[:, None]
    matrix = sums.xx - weighted.T @ sums.sx
    vector = sums.xy - weighted.T @ sums.sy
    beta: FloatArray = np.asarray(np.linalg.solve(matrix, vector), dtype=np.float64)
    rss = sums.yy - float(np.sum(weight * sums.sy**2)) - float(beta @ vector)
    return matrix, beta, max(rss, 1e-300)


def _criterion(sums: _Sums, ratio: float) -> float:
    matrix, _beta, rss = _at(sums, ratio)
    logs = float(np.sum(np.log1p(sums.sizes * ratio)))
    return logs + float(np.linalg.slogdet(matrix)[1]) + sums.spare * float(np.log(rss))


def _slope(sums: _Sums, ratio: float) -> float:
    """Derivative of the criterion in the variance ratio."""
    matrix, beta, rss = _at(sums, ratio)
    stretch = 1.0 + sums.sizes * ratio
    per_group = sums.sx / stretch[:, None]
    residual = (sums.sy - sums.sx @ beta) / stretch
    return (
        float(np.sum(sums.sizes / stretch))
        - float(np.sum(np.linalg.solve(matrix, per_group.T @ per_group).diagonal()))
        - sums.spare * float(residual @ residual) / rss
    )


def _best_ratio(sums: _Sums) -> float:
    """The variance ratio >= 0 of lowest criterion: a grid over ICC 0..1, then the root of the slope."""
    icc = np.linspace(0.0, 1.0, _GRID, endpoint=False) ** 2
    grid = np.append(icc / (1.0 - icc), np.array([1e2, 1e4, 1e6]))
    heights = np.array([_criterion(sums, float(ratio)) for ratio in grid])
    best = int(np.argmin(heights))
    low, high = float(grid[max(0, best - 1)]), float(grid[min(best + 1, len(grid) - 1)])
    if best == 0 and _slope(sums, 0.0) >= 0.0:
        return 0.0
    if _slope(sums, high) <= 0.0:
        return high
    if _slope(sums, low) >= 0.0:
        return low
    return float(optimize.brentq(lambda ratio: _slope(sums, ratio), low, high, xtol=1e-14, rtol=1e-13))
