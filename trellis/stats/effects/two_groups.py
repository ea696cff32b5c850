"""Two independent groups: Hedges' g as the What Works Clearinghouse computes it, and its relatives.

Hedges (1981), WWC Procedures Handbook 4.0/5.0. Group 1 is the one that tried something, group 2 the
comparison; a positive g favours group 1.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from trellis.stats.inputs import FloatArray, as_counts, as_number, as_series, as_share, as_whole, same_length
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

MIN_N = 2
MAX_T = 1e6
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(80)


def set_checked(summary: object, name: str, value: float) -> None:
    """Put a checked value (a plain float or int) in its place while a frozen summary is being made."""
    object.__setattr__(summary, name, value)


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """Mean, standard deviation (n - 1) and number of students of one group, in score units."""

    mean: float
    sd: float
    n: int

    def __post_init__(self) -> None:
        set_checked(self, "mean", as_number(self.mean, name="mean"))
        set_checked(self, "sd", as_number(self.sd, name="standard deviation", least=0))
        set_checked(self, "n", as_whole(self.n, name="number of students", least=MIN_N))


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """Difference of means in score units with Welch's interval, and the pooled t test beside it."""

    estimate: float
    interval: Interval
    se: float
    t: float
    df: float
    p: float
    t_pooled: float
    p_pooled: float
    n: int
    method: str = "difference of means (Welch)"

    def say(self, language: Language = "en") -> str:
        """The difference in points; no claim when the range includes zero."""
        size, low, high = (plain_number(v) for v in (self.estimate, self.interval.low, self.interval.high))
        if 0.0 in self.interval:
            return in_language(
                language,
                en=f"The means differ by {size} points (plausible {low} to {high}), so we cannot tell "
                "whether the two groups differ.",
                es=f"Las medias difieren en {size} puntos (plausible de {low} a {high}): no se puede decir "
                "si los dos grupos difieren.",
            )
        return in_language(
            language,
            en=f"The means differ by {size} points (plausible {low} to {high}); this alone does not say why.",
            es=f"Las medias difieren en {size} puntos (plausible de {low} a {high}); esto solo no dice por "
            "qué.",
        )


@dataclass(frozen=True, slots=True)
class EffectSize:
    """A standardized difference: estimate (g), interval, variance, n, the kind, and what it means in
    percentiles.

    ``improvement_index`` is 100 (Phi(g) - 0.5), ``u3`` is 100 Phi(g).
    """

    estimate: float
    interval: Interval
    variance: float
    n: int
    improvement_index: float
    u3: float
    method: str
    notes: tuple[Note, ...] = ()

    def say(self, language: Language = "en") -> str:
        """Where an average comparison student would move to; no claim when the range includes zero."""
        return _effect_sentence(language, self.estimate, self.interval)


def small_sample_factor(df: ArrayLike) -> FloatArray:
    """Hedges' exact J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)); nan up to m = 1.

    Errors as ``as_series``.
    """
    m = as_series(np.ravel(np.asarray(df)), name="degrees of freedom").reshape(np.shape(df))
    safe = np.where(m > 1, m, 2.0)
    exact = np.exp(special.gammaln(safe / 2) - special.gammaln((safe - 1) / 2)) / np.sqrt(safe / 2)
    return np.asarray(np.where(m > 1, exact, np.nan))


def pooled_sd(sd1: ArrayLike, n1: ArrayLike, sd2: ArrayLike, n2: ArrayLike) -> FloatArray:
    """Square root of the mean variance weighted by n - 1."""
    s1, s2, a, b = (np.asarray(v, dtype=np.float64) for v in (sd1, sd2, n1, n2))
    return np.asarray(np.sqrt(((a - 1) * s1**2 + (b - 1) * s2**2) / (a + b - 2)))


def hedges_g_many(
    mean1: ArrayLike, sd1: ArrayLike, n1: ArrayLike, mean2: ArrayLike, sd2: ArrayLike, n2: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """g with the WWC factor 1 - 3/(4N-9), and its variance, for arrays of equal shape.

    nan where the pooled standard deviation is 0 or a group has fewer than 2 students, or where a value is
    missing. StatsError ``length_mismatch``, ``negative_n``, ``not_whole``, ``out_of_range`` for a standard
    deviation below 0, and those of ``as_series``.
    """
    shape = np.shape(mean1)
    mean1, mean2 = _column(mean1, "first means"), _column(mean2, "second means")
    sd1, sd2 = _column(sd1, "first spreads", least=0.0), _column(sd2, "second spreads", least=0.0)
    a, b = (as_counts(np.atleast_1d(n), name="numbers of students", allow_missing=True) for n in (n1, n2))
    same_length(mean1=mean1, sd1=sd1, n1=a, mean2=mean2, sd2=sd2, n2=b)
    total = a + b
    valid = (a >= MIN_N) & (b >= MIN_N)
    a, b, total = (np.where(valid, v, np.nan) for v in (a, b, total))
    spread = pooled_sd(sd1, a, sd2, b)
    spread = np.where(spread > 0, spread, np.nan)
    difference = mean1 - mean2
    g = (1 - 3 / (4 * total - 9)) * difference / spread
    return g.reshape(shape), (1 / a + 1 / b + g**2 / (2 * total)).reshape(shape)


def _column(values: ArrayLike, name: str, least: float | None = None) -> FloatArray:
    numbers = as_series(np.atleast_1d(np.asarray(values)), name=name, allow_missing=True)
    if least is not None and np.any(numbers < least):
        raise StatsError(
            "A standard deviation is 0 or more.",
            reason="out_of_range",
            es="Una desviación estándar es 0 o más.",
        )
    return numbers


def hedges_g(
    group: GroupSummary, comparison: GroupSummary, *, exact: bool = False, level: float = DEFAULT_LEVEL
) -> EffectSize | CannotTell:
    """Hedges' g with the WWC's approximate factor, or the exact one; variance 1/n1 + 1/n2 + g^2/(2N).

    The interval comes from the noncentral t distribution of Cohen's d, times the factor. CannotTell
    ``no_variation`` when nobody differs within the groups.
    """
    as_share(level)
    n1, n2 = group.n, comparison.n
    spread = float(pooled_sd(group.sd, n1, comparison.sd, n2))
    if not spread > 0:
        return no_variation(n1 + n2)
    total = n1 + n2
    factor = float(small_sample_factor(total - 2)) if exact else 1 - 3 / (4 * total - 9)
    d = (group.mean - comparison.mean) / spread
    limits = noncentral_interval(d * math.sqrt(n1 * n2 / total), n1, n2, level=level)
    g = factor * d
    return effect_size(
        g,
        Interval(factor * limits.low, factor * limits.high, level),
        1 / n1 + 1 / n2 + g * g / (2 * total),
        total,
        "Hedges g (exact)" if exact else "Hedges g (WWC)",
    )


def glass_delta(
    group: GroupSummary, comparison: GroupSummary, *, level: float = DEFAULT_LEVEL
) -> EffectSize | CannotTell:
    """Difference in standard deviations of the comparison group, J(n2 - 1); variance 1/n1 + 1/n2 +
    d^2/(2 n2).
    """
    as_share(level)
    if not comparison.sd > 0:
        return no_variation(group.n + comparison.n)
    if comparison.n < 3:
        return too_few(comparison.n)
    factor = float(small_sample_factor(comparison.n - 1))
    d = factor * (group.mean - comparison.mean) / comparison.sd
    variance = 1 / group.n + 1 / comparison.n + d * d / (2 * comparison.n)
    return _with_normal_limits(d, variance, group.n + comparison.n, "Glass delta", level)


def average_sd_effect(
    group: GroupSummary, comparison: GroupSummary, *, level: float = DEFAULT_LEVEL
) -> EffectSize | CannotTell:
    """Difference in average standard deviations, for groups with unequal spread (Bonett 2009; metafor
    SMDH).
    """
    as_share(level)
    v1, v2 = group.sd**2, comparison.sd**2
    if not v1 + v2 > 0:
        return no_variation(group.n + comparison.n)
    df1, df2 = group.n - 1, comparison.n - 1
    factor = float(small_sample_factor(df1 + df2))
    d = factor * (group.mean - comparison.mean) / math.sqrt((v1 + v2) / 2)
    variance = d * d * (v1**2 / df1 + v2**2 / df2) / (2 * (v1 + v2) ** 2)
    variance += (v1 / df1 + v2 / df2) / ((v1 + v2) / 2)
    return _with_normal_limits(d, variance, group.n + comparison.n, "average-SD effect size", level)


def unbiased_variance(g: float, n1: int, n2: int) -> float:
    """The unbiased variance of the exact g: 1/n1 + 1/n2 + (1 - (m-2)/(m J(m)^2)) g^2, m = n1 + n2 - 2."""
    g = as_number(g, name="effect")
    n1, n2 = (as_whole(n, name="number of students", least=MIN_N) for n in (n1, n2))
    m = n1 + n2 - 2
    return 1 / n1 + 1 / n2 + (1 - (m - 2) / (m * float(small_sample_factor(m)) ** 2)) * g * g


def mean_difference(
    group: GroupSummary, comparison: GroupSummary, *, level: float = DEFAULT_LEVEL
) -> MeanDifference | CannotTell:
    """Difference of means in score units; CannotTell ``no_variation`` when nobody differs within the
    groups.
    """
    as_share(level)
    a, b = group.sd**2 / group.n, comparison.sd**2 / comparison.n
    if not a + b > 0:
        return no_variation(group.n + comparison.n)
    estimate, se = group.mean - comparison.mean, math.sqrt(a + b)
    df = (a + b) ** 2 / (a**2 / (group.n - 1) + b**2 / (comparison.n - 1))
    half = float(special.stdtrit(df, 0.5 + level / 2)) * se
    spread = float(pooled_sd(group.sd, group.n, comparison.sd, comparison.n))
    t_pooled = estimate / (spread * math.sqrt(1 / group.n + 1 / comparison.n))
    return MeanDifference(
        estimate=estimate,
        interval=Interval(estimate - half, estimate + half, level),
        se=se,
        t=estimate / se,
        df=df,
        p=two_sided(estimate / se, df),
        t_pooled=t_pooled,
        p_pooled=two_sided(t_pooled, group.n + comparison.n - 2),
        n=group.n + comparison.n,
    )


def noncentral_interval(t: float, n1: int, n2: int, *, level: float = DEFAULT_LEVEL) -> Interval:
    """Limits of Cohen's d from a pooled t: the noncentralities that put t at the tails, over sqrt(n1
    n2 / N).

    StatsError for |t| above a million: no comparison of students gives one.
    """
    as_share(level)
    t = as_number(t, name="t", least=-MAX_T, greatest=MAX_T)
    n1, n2 = (as_whole(n, name="number of students", least=MIN_N) for n in (n1, n2))
    df = n1 + n2 - 2
    size = math.sqrt(n1 * n2 / (n1 + n2))
    tail = (1 - level) / 2
    return Interval(_noncentrality(t, df, 1 - tail) / size, _noncentrality(t, df, tail) / size, level)


def _noncentrality(t: float, df: float, probability: float) -> float:
    """The noncentrality at which P(T <= t) equals ``probability``."""
    # T = (Z + ncp) / s with s a chi variable over sqrt(df): integrate P(Z <= t s - ncp) over s.
    low, high = (math.sqrt(float(special.chdtri(df, q)) / df) for q in (1 - 1e-15, 1e-15))

    sharp = abs(t) > 1  # below, the integrand is smooth all over

    def excess(ncp: float) -> float:
        step = ncp / t if sharp else 0.0  # where P(Z <= t s - ncp) turns, within about 10 / |t|
        reach = 10 / abs(t) if sharp else 0.0
        edges = np.unique(np.clip([low, step - reach, step, step + reach, high], low, high))
        middle, half = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
        s = (middle[:, None] + half[:, None] * _NODES).ravel()
        log_density = (df - 1) * np.log(s) - df * s * s / 2
        weight = (half[:, None] * _WEIGHTS).ravel() * np.exp(log_density - log_density.max())
        return float(weight @ special.ndtr(t * s - ncp)) / float(weight.sum()) - probability

    ends = (t * low, t * high)
    return float(optimize.brentq(excess, min(ends) - 10, max(ends) + 10, xtol=1e-12))


def two_sided(t: float, df: float) -> float:
    """Two-sided p of Student's t."""
    return float(2 * special.stdtr(df, -abs(t)))


def effect_size(
    g: float, interval: Interval, variance: float, n: int, method: str, notes: tuple[Note, ...] = ()
) -> EffectSize:
    """An effect size with its percentile readings."""
    u3 = 100 * float(special.ndtr(g))
    return EffectSize(g, interval, variance, n, u3 - 50, u3, method, notes)


def _with_normal_limits(d: float, variance: float, n: int, method: str, level: float) -> EffectSize:
    half = float(special.ndtri(0.5 + level / 2)) * math.sqrt(variance)
    return effect_size(d, Interval(d - half, d + half, level), variance, n, method)


def _effect_sentence(language: Language, g: float, interval: Interval) -> str:
    if 0.0 in interval:
        return in_language(
            language,
            en=f"The difference is {plain_number(g, 2)} standard deviations (plausible "
            f"{plain_number(interval.low, 2)} to {plain_number(interval.high, 2)}), so we cannot tell "
            "whether "
            "the two groups differ.",
            es=f"La diferencia es de {plain_number(g, 2)} desviaciones estándar (plausible de "
            f"{plain_number(interval.low, 2)} a {plain_number(interval.high, 2)}): no se puede decir si "
            "los dos "
            "grupos difieren.",
        )
    middle, low, high = (percentile(v) for v in (g, interval.low, interval.high))
    return in_language(
        language,
        en=f"An average student of the comparison group would stand at percentile {middle} of it with the "
        f"scores of the other group (plausible {low} to {high}, 50 means no difference).",
        es="Un estudiante promedio del grupo de comparación estaría en el percentil "
        f"{middle} de ese grupo con las calificaciones del otro (plausible de {low} a {high}; 50 significa "
        "ninguna diferencia).",
    )


def percentile(g: float) -> str:
    """100 Phi(g) as a whole number, never 0 or 100."""
    value = min(max(round(100 * float(special.ndtr(g))), 1), 99)
    return str(value)


def no_variation(n: int) -> CannotTell:
    """The refusal where nothing varies."""
    return CannotTell(
        "no_variation",
        "There is no variation to analyse.",
        "No hay variación que analizar.",
        n,
    )


def too_few(n: int) -> CannotTell:
    """The refusal where there are too few observations."""
    return CannotTell(
        "too_few",
        f"{n} observations are too few to say anything.",
        f"{n} observaciones son muy pocas para decir algo.",
        n,
    )
