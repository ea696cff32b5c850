"""Single case designs: how far the points of phase B overlap those of phase A.

Parker & Vannest 2009 (NAP), Parker et al. 2011, Tarlow 2017 (baseline correction), Pustejovsky 2018 (log
response ratio). Tau-U is not offered: its definitions disagree, and it exceeds 1 on published data.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize, special

from trellis.stats.inputs import FloatArray, Numbers, as_series, as_share
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Interval,
    Language,
    Note,
    StatsError,
    in_language,
    percent,
)

Improvement = Literal["increase", "decrease"]
MIN_POINTS = 3
MAX_POINTS = 5_000  # pairs are compared one by one


@dataclass(frozen=True, slots=True)
class OverlapIndex:
    """An index with, where one is known, its standard error and interval (None otherwise)."""

    estimate: float
    se: float | None = None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class SingleCase:
    """All indices of one A/B comparison, oriented so that larger means improved.

    ``smd`` and the log response ratios are None where the first phase does not vary or a mean is not above 0.
    ``lrr_increase`` and ``lrr_decrease`` differ only in sign.
    """

    nap: OverlapIndex
    tau: OverlapIndex
    tau_bc: OverlapIndex
    pnd: OverlapIndex
    pem: OverlapIndex
    pand: OverlapIndex
    ird: OverlapIndex
    smd: OverlapIndex | None
    lrr_increase: OverlapIndex | None
    lrr_decrease: OverlapIndex | None
    n: int
    notes: tuple[Note, ...]
    method: str = "single case, nonoverlap of all pairs"

    @property
    def estimate(self) -> float:
        """NAP, the index the sentence speaks of."""
        return self.nap.estimate

    @property
    def interval(self) -> Interval:
        """The interval of NAP."""
        if self.nap.interval is None:
            raise AssertionError("NAP always has an interval")
        return self.nap.interval

    def say(self, language: Language = "en") -> str:
        """The share of pairs that improved; no claim when the range includes one half."""
        share = percent(self.estimate, language)
        low, high = percent(self.interval.low, language), percent(self.interval.high, language)
        if 0.5 in self.interval:
            en_end, es_end = (
                ", so we cannot tell whether anything changed.",
                ": no se puede decir si algo cambió.",
            )
        else:
            en_end, es_end = "; this does not show the cause.", "; esto no muestra la causa."
        return in_language(
            language,
            en=f"In {share} of all pairs the later point is better than the earlier one (plausible {low} to "
            f"{high}, 50 % means no difference){en_end}",
            es=f"En el {share} de todas las parejas el punto posterior es mejor que el anterior "
            "(plausible de "
            f"{low} a {high}; 50 % significa ninguna diferencia){es_end}",
        )


def single_case(
    phase_a: Numbers, phase_b: Numbers, *, improvement: Improvement = "increase", level: float = DEFAULT_LEVEL
) -> SingleCase | CannotTell:
    """The indices for the points of phases A (m,) and B (n,), in the order of time.

    CannotTell ``too_few`` below 3 points in a phase.
    """
    as_share(level)
    if improvement not in ("increase", "decrease"):
        raise StatsError(
            "Improvement is an increase or a decrease.",
            reason="option",
            es="La mejora es un aumento o una baja.",
        )
    a = as_series(phase_a, name="points of phase A", max_values=MAX_POINTS)
    b = as_series(phase_b, name="points of phase B", max_values=MAX_POINTS)
    if min(len(a), len(b)) < MIN_POINTS:
        return CannotTell(
            "too_few",
            f"{len(a)} and {len(b)} points are too few; {MIN_POINTS} in each phase are needed.",
            f"{len(a)} y {len(b)} puntos son muy pocos; se necesitan {MIN_POINTS} en cada fase.",
            len(a) + len(b),
        )
    sign = 1.0 if improvement == "increase" else -1.0
    up_a, up_b = sign * a, sign * b
    nap = _nap(up_a, up_b, level)
    corrected = _nap(*_baseline_corrected(up_a, up_b), level)
    pand = _pand(up_a, up_b)
    ratio = _log_response_ratio(a, b, sign, level)
    return SingleCase(
        nap=nap,
        tau=_as_tau(nap),
        tau_bc=_as_tau(corrected),
        pnd=OverlapIndex(float(np.mean(up_b > up_a.max()))),
        pem=OverlapIndex(_above(up_b, float(np.median(up_a)))),
        pand=OverlapIndex(pand),
        ird=OverlapIndex(_improvement_rate_difference(pand, len(a), len(b))),
        smd=_smd(up_a, up_b, level),
        lrr_increase=ratio,
        lrr_decrease=_negated(ratio),
        n=len(a) + len(b),
        notes=_few_points(min(len(a), len(b))),
    )


def _nap(a: FloatArray, b: FloatArray, level: float) -> OverlapIndex:
    """Share of pairs in which B is better, ties one half; unbiased variance (Mee 1990), Newcombe's
    interval.
    """
    m, n = len(a), len(b)
    wins = (b[None, :] > a[:, None]) + 0.5 * (b[None, :] == a[:, None])
    nap = float(wins.mean())
    rows, columns = float(np.mean(wins.mean(axis=1) ** 2)), float(np.mean(wins.mean(axis=0) ** 2))
    cells = float(np.mean(wins**2))
    variance = (nap - (m + n - 1) * nap**2 + n * rows + m * columns - 2 * cells) / ((m - 1) * (n - 1))
    least = 0.5 / (m * n)
    inner = min(max(nap, least), 1 - least)
    variance = max(variance, inner * (1 - inner) / ((m - 1) * (n - 1)) if nap in (0.0, 1.0) else 0.0)
    return OverlapIndex(nap, math.sqrt(variance), _nap_interval(nap, m, n, level))


def _nap_interval(nap: float, m: int, n: int, level: float) -> Interval:
    """Newcombe's method 5 (2006): the values whose own variance reaches the estimate."""
    z = float(special.ndtri(0.5 + level / 2))
    half = (m + n) / 2 - 1

    def reach(theta: float) -> float:
        spread = 1 + half * (1 - theta) / (2 - theta) + half * theta / (1 + theta)
        return (theta - nap) ** 2 - z * z * theta * (1 - theta) * spread / (m * n)

    # With complete separation the estimate itself is a trivial root; the limit is the other one.
    edge = 1e-9
    low = 0.0 if nap == 0.0 else float(optimize.brentq(reach, 0.0, min(nap, 1 - edge)))
    high = 1.0 if nap == 1.0 else float(optimize.brentq(reach, max(nap, edge), 1.0))
    return Interval(low, high, level)


def _as_tau(nap: OverlapIndex) -> OverlapIndex:
    """Tau = 2 NAP - 1."""
    interval = nap.interval
    return OverlapIndex(
        2 * nap.estimate - 1,
        None if nap.se is None else 2 * nap.se,
        None if interval is None else Interval(2 * interval.low - 1, 2 * interval.high - 1, interval.level),
    )


def _baseline_corrected(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Both phases without the Theil-Sen slope of phase A.

    Points that would tie after the correction are compared as computed, as SingleCaseES does.
    """
    t = np.arange(1.0, len(a) + len(b) + 1)
    first, second = np.triu_indices(len(a), k=1)
    slope = float(np.median((a[second] - a[first]) / (second - first)))
    whole = np.concatenate((a, b)) - slope * t
    return whole[: len(a)], whole[len(a) :]


def _above(values: FloatArray, middle: float) -> float:
    return float(np.mean((values > middle) + 0.5 * (values == middle)))


def _pand(a: FloatArray, b: FloatArray) -> float:
    """Largest share of points that can stay so that all of B lies above all of A."""
    low, high = np.sort(a), np.sort(b)
    above = len(b) - np.searchsorted(high, low, side="right")  # points of B above each kept top of A
    kept = max(int(np.max(np.arange(1, len(a) + 1) + above)), len(b))
    return kept / (len(a) + len(b))


def _improvement_rate_difference(pand: float, m: int, n: int) -> float:
    return ((m + n) ** 2 * pand - m * m - n * n) / (2 * m * n)


def _smd(a: FloatArray, b: FloatArray, level: float) -> OverlapIndex | None:
    """Difference in standard deviations of phase A, small-sample factor 1 - 3/(4(m-1) - 1)."""
    m, n = len(a), len(b)
    spread = float(a.std(ddof=1))
    if not spread > 1e-12 * max(1.0, float(np.abs(a).max())):
        return None
    factor = 1 - 3 / (4 * (m - 1) - 1)
    g = factor * (float(b.mean()) - float(a.mean())) / spread
    other = float(b.var(ddof=1)) / spread**2
    se = factor * math.sqrt(1 / m + other / n + g * g / (2 * (m - 1)))
    return _normal_index(g, se, level)


def _log_response_ratio(a: FloatArray, b: FloatArray, sign: float, level: float) -> OverlapIndex | None:
    """ln of the ratio of means with the small-sample term; positive means improved."""
    mean_a, mean_b = float(a.mean()), float(b.mean())
    if not (mean_a > 0 and mean_b > 0):
        return None
    part_a = float(a.var(ddof=1)) / (len(a) * mean_a**2)
    part_b = float(b.var(ddof=1)) / (len(b) * mean_b**2)
    return _normal_index(
        sign * (math.log(mean_b / mean_a) + (part_b - part_a) / 2), math.sqrt(part_a + part_b), level
    )


def _negated(index: OverlapIndex | None) -> OverlapIndex | None:
    if index is None or index.interval is None:
        return None
    interval = Interval(-index.interval.high, -index.interval.low, index.interval.level)
    return OverlapIndex(-index.estimate, index.se, interval)


def _normal_index(estimate: float, se: float, level: float) -> OverlapIndex:
    half = float(special.ndtri(0.5 + level / 2)) * se
    return OverlapIndex(estimate, se, Interval(estimate - half, estimate + half, level))


def _few_points(least: int) -> tuple[Note, ...]:
    if least >= 5:
        return ()
    return (
        Note(
            "few_points",
            f"Only {least} points in one phase; 5 or more are usual.",
            f"Solo {least} puntos en una fase; lo usual son 5 o más.",
        ),
    )
