"""Two groups measured before and after: Morris' effect size, and difference in differences by cluster."""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from trellis.stats.effects.change import PrePost, pre_post_change
from trellis.stats.effects.two_groups import (
    EffectSize,
    effect_size,
    no_variation,
    pooled_sd,
    small_sample_factor,
    too_few,
)
from trellis.stats.inputs import FloatArray, IntArray, Numbers, as_series, as_share, same_length
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Interval,
    Language,
    Note,
    StatsError,
    in_language,
    plain_number,
)
from trellis.stats.robust import RobustTest, cluster_codes, cluster_robust, robust_test

MAX_ASSIGNMENTS = 20_000
FEW_CLUSTERS = 4  # fewer in one arm: a warning (our choice)


def pre_post_comparison(
    group: PrePost, comparison: PrePost, *, level: float = DEFAULT_LEVEL
) -> EffectSize | CannotTell:
    """Difference of the changes in pooled first standard deviations, J(nT + nC - 2) (Morris 2008, d_ppc2).

    Variance 2(1 - r)(1/nT + 1/nC) + d^2/(2(nT + nC)) with r the mean correlation weighted by n.
    CannotTell ``no_variation`` when nobody differed at the start.
    """
    as_share(level)
    n1, n2 = group.n, comparison.n
    spread = float(pooled_sd(group.sd_pre, n1, comparison.sd_pre, n2))
    if not spread > 0:
        return no_variation(n1 + n2)
    gains = (group.mean_post - group.mean_pre) - (comparison.mean_post - comparison.mean_pre)
    d = float(small_sample_factor(n1 + n2 - 2)) * gains / spread
    r = (n1 * group.r + n2 * comparison.r) / (n1 + n2)
    variance = 2 * (1 - r) * (1 / n1 + 1 / n2) + d * d / (2 * (n1 + n2))
    half = float(special.stdtrit(n1 + n2 - 2, 0.5 + level / 2)) * math.sqrt(variance)
    return effect_size(
        d, Interval(d - half, d + half, level), variance, n1 + n2, "pre/post with comparison (Morris 2008)"
    )


def difference_of_changes(
    group: PrePost, comparison: PrePost, *, level: float = DEFAULT_LEVEL
) -> EffectSize | CannotTell:
    """Each group's change in its own first standard deviation, subtracted (Morris 2008, d_ppc1).

    For groups whose first spreads differ. CannotTell as ``pre_post_change``.
    """
    as_share(level)
    one, two = pre_post_change(group), pre_post_change(comparison)
    if isinstance(one, CannotTell):
        return one
    if isinstance(two, CannotTell):
        return two
    d, variance, n = one.estimate - two.estimate, one.variance + two.variance, group.n + comparison.n
    half = float(special.stdtrit(n - 2, 0.5 + level / 2)) * math.sqrt(variance)
    return effect_size(
        d, Interval(d - half, d + half, level), variance, n, "difference of two changes (Morris 2008)"
    )


@dataclass(frozen=True, slots=True)
class FourMeans:
    """Mean scores by arm and time."""

    control_pre: float
    control_post: float
    treated_pre: float
    treated_post: float


@dataclass(frozen=True, slots=True)
class DifferenceInDifferences:
    """The extra change of the treated clusters in score units, tested with CR2 and Satterthwaite's df.

    ``cluster_means`` is the t test on cluster changes (None unless every cluster has both times);
    ``permutation_p`` is exact over all assignments, None above 20,000 of them.
    """

    estimate: float
    interval: Interval
    test: RobustTest
    se_classical: float
    se_cr1: float
    means: FourMeans
    cluster_means: RobustTest | None
    permutation_p: float | None
    assignments: int
    n: int
    clusters: int
    notes: tuple[Note, ...]
    method: str = "difference in differences, CR2 with Satterthwaite df"

    def say(self, language: Language = "en") -> str:
        """The extra change with its range; no claim when the range includes zero."""
        size, low, high = (plain_number(v) for v in (self.estimate, self.interval.low, self.interval.high))
        if 0.0 in self.interval:
            return in_language(
                language,
                en=f"Compared with the other classes the change differs by {size} points (plausible {low} to "
                f"{high}, {self.clusters} classes or schools), so we cannot tell whether it made a "
                "difference.",
                es=f"Frente a las otras clases el cambio difiere en {size} puntos (plausible de {low} a "
                f"{high}, "
                f"{self.clusters} clases o escuelas): no se puede decir si hubo una diferencia.",
            )
        more = self.estimate > 0
        amount = plain_number(abs(self.estimate))
        return in_language(
            language,
            en=f"Scores changed by {amount} points {'more' if more else 'less'} than in the other classes "
            f"(plausible {low} to {high}, {self.clusters} classes or schools), if both would otherwise have "
            "changed alike.",
            es=f"Las calificaciones cambiaron {amount} puntos {'más' if more else 'menos'} que en las "
            "otras clases "
            f"(plausible de {low} a {high}, {self.clusters} clases o escuelas), si ambas hubieran "
            "cambiado igual.",
        )


def difference_in_differences(
    outcome: Numbers, treated: Numbers, post: Numbers, cluster: ArrayLike, *, level: float = DEFAULT_LEVEL
) -> DifferenceInDifferences | CannotTell:
    """Least squares of outcome on treated * post; all (n,), treated and post 0/1, treated fixed in a cluster.

    Bell & McCaffrey 2002; Pustejovsky & Tipton 2018. CannotTell ``too_few`` below two clusters in an arm,
    ``no_comparison`` when an arm or a time is empty, ``no_variation`` when the fit is exact. StatsError
    ``option`` when a cluster is in both arms.
    """
    as_share(level)
    y = as_series(outcome, name="outcomes")
    arm, time = _zero_one(treated, "treated"), _zero_one(post, "post")
    same_length(outcome=y, treated=arm, post=time)
    _, codes = cluster_codes(cluster, len(y))
    count = int(codes.max()) + 1
    arms = _arm_of_clusters(arm, codes, count)
    cells = [(arm == a) & (time == t) for a in (0, 1) for t in (0, 1)]
    if not all(cell.any() for cell in cells):
        return _no_comparison(len(y))
    if min(int(arms.sum()), count - int(arms.sum())) < 2:
        return too_few(count)
    fit = cluster_robust(np.column_stack((np.ones(len(y)), arm, time, arm * time)), y, codes)
    test = fit.test(3, level=level)
    if not test.se > 1e-12 * max(1.0, float(np.abs(y).max())) or not math.isfinite(test.t):
        return no_variation(len(y))
    changes = _cluster_changes(y, time, codes, count)
    permutation, assignments = _permutation(changes, arms) if changes is not None else (None, 0)
    return DifferenceInDifferences(
        estimate=test.estimate,
        interval=test.interval,
        test=test,
        se_classical=math.sqrt(float(fit.covariance_classical[3, 3])),
        se_cr1=math.sqrt(float(fit.covariance_cr1[3, 3])),
        means=FourMeans(*(float(y[cell].mean()) for cell in cells)),
        cluster_means=_cluster_test(changes, arms, level) if changes is not None else None,
        permutation_p=permutation,
        assignments=assignments,
        n=len(y),
        clusters=count,
        notes=_few_clusters(min(int(arms.sum()), count - int(arms.sum()))),
    )


@dataclass(frozen=True, slots=True)
class ClusteredComparison:
    """The treated clusters' lead in score units at equal start, tested with CR2 and Satterthwaite's df."""

    estimate: float
    interval: Interval
    test: RobustTest
    coefficients: FloatArray
    se_classical: FloatArray
    n: int
    clusters: int
    notes: tuple[Note, ...]
    method: str = "analysis of covariance, CR2 with Satterthwaite df"

    def say(self, language: Language = "en") -> str:
        """The adjusted difference; no claim when the range includes zero."""
        size, low, high = (plain_number(v) for v in (self.estimate, self.interval.low, self.interval.high))
        unclear = 0.0 in self.interval
        return in_language(
            language,
            en=f"At equal starting scores the groups differ by {size} points (plausible {low} to {high}, "
            f"{self.clusters} classes or schools)"
            + (", so we cannot tell whether it made a difference." if unclear else "."),
            es=f"Con calificaciones iniciales iguales los grupos difieren en {size} puntos (plausible "
            f"de {low} a "
            f"{high}, {self.clusters} clases o escuelas)"
            + (": no se puede decir si hubo una diferencia." if unclear else "."),
        )


def clustered_comparison(
    outcome: Numbers, treated: Numbers, pre: Numbers, cluster: ArrayLike, *, level: float = DEFAULT_LEVEL
) -> ClusteredComparison | CannotTell:
    """Least squares of outcome on treated (0/1) and the earlier score ``pre``; all (n,)."""
    as_share(level)
    y, before = as_series(outcome, name="outcomes"), as_series(pre, name="earlier scores")
    arm = _zero_one(treated, "treated")
    same_length(outcome=y, treated=arm, pre=before)
    _, codes = cluster_codes(cluster, len(y))
    count = int(codes.max()) + 1
    arms = _arm_of_clusters(arm, codes, count)
    smaller = min(int(arms.sum()), count - int(arms.sum()))
    if smaller < 1:
        return _no_comparison(len(y))
    if smaller < 2:
        return too_few(count)
    if float(np.ptp(before)) == 0.0:
        return no_variation(len(y))
    fit = cluster_robust(np.column_stack((np.ones(len(y)), arm, before)), y, codes)
    test = fit.test(1, level=level)
    if not math.isfinite(test.t):
        return no_variation(len(y))
    return ClusteredComparison(
        estimate=test.estimate,
        interval=test.interval,
        test=test,
        coefficients=fit.coefficients,
        se_classical=np.sqrt(np.diag(fit.covariance_classical)),
        n=len(y),
        clusters=count,
        notes=_few_clusters(smaller),
    )


def _zero_one(values: Numbers, name: str) -> FloatArray:
    flags = as_series(values, name=name)
    if not np.all((flags == 0) | (flags == 1)):
        raise StatsError(
            f"“{name}” must be 0 or 1 for everybody.",
            reason="out_of_range",
            es=f"«{name}» debe ser 0 o 1 para todos.",
        )
    return flags


def _arm_of_clusters(arm: FloatArray, codes: IntArray, count: int) -> IntArray:
    sizes = np.bincount(codes, minlength=count)
    treated = np.bincount(codes, weights=arm, minlength=count)
    if np.any((treated != 0) & (treated != sizes)):
        raise StatsError(
            "A class or school is in both groups; whole classes must belong to one.",
            reason="option",
            es="Una clase o escuela está en ambos grupos; cada una debe pertenecer a uno solo.",
        )
    return np.asarray(treated > 0, dtype=np.int64)


def _cluster_changes(y: FloatArray, time: FloatArray, codes: IntArray, count: int) -> FloatArray | None:
    """Mean after minus mean before for every cluster; None when one lacks a time."""
    after = np.bincount(codes, weights=time, minlength=count)
    before = np.bincount(codes, weights=1 - time, minlength=count)
    if np.any(after == 0) or np.any(before == 0):
        return None
    sums_after = np.bincount(codes, weights=y * time, minlength=count)
    sums_before = np.bincount(codes, weights=y * (1 - time), minlength=count)
    return np.asarray(sums_after / after - sums_before / before)


def _cluster_test(changes: FloatArray, arms: IntArray, level: float) -> RobustTest:
    """The pooled t test of the treated clusters' changes against the others'."""
    one, two = changes[arms == 1], changes[arms == 0]
    df = len(changes) - 2
    pooled = (float(one.var()) * len(one) + float(two.var()) * len(two)) / df
    se = math.sqrt(pooled * (1 / len(one) + 1 / len(two)))
    return robust_test(float(one.mean() - two.mean()), se, df, level=level)


def _permutation(changes: FloatArray, arms: IntArray) -> tuple[float | None, int]:
    """Share of all assignments with a difference at least as large; None above 20,000 of them."""
    count, treated = len(changes), int(arms.sum())
    assignments = math.comb(count, treated)
    if assignments > MAX_ASSIGNMENTS:
        return None, assignments
    chosen = np.array(list(combinations(range(count), treated)))
    sums = changes[chosen].sum(axis=1)
    total = changes.sum()
    differences = sums / treated - (total - sums) / (count - treated)
    observed = abs(float(changes[arms == 1].mean() - changes[arms == 0].mean()))
    tolerance = 1e-9 * max(1.0, float(np.abs(changes).max()))
    return float(np.mean(np.abs(differences) >= observed - tolerance)), assignments


def _few_clusters(smaller: int) -> tuple[Note, ...]:
    if smaller >= FEW_CLUSTERS:
        return ()
    return (
        Note(
            "few_clusters",
            f"Only {smaller} classes or schools on one side: the range is wide and rests on assumptions.",
            f"Solo {smaller} clases o escuelas de un lado: el intervalo es amplio y descansa en supuestos.",
        ),
    )


def _no_comparison(n: int) -> CannotTell:
    return CannotTell(
        "no_comparison",
        "There is no comparison: a group or a time has no data.",
        "No hay comparación: falta un grupo o un momento.",
        n,
    )
