"""Intervals for a share of students, used by every module that shows one."""

import math

from scipy import stats

from trellis.stats.inputs import as_share
from trellis.stats.results import DEFAULT_LEVEL, Interval, StatsError


def _check(count: int, n: int) -> None:
    if n < 1 or count < 0:
        raise StatsError(
            "A share needs at least one student and no negative counts.",
            reason="negative_n",
            es="Una proporción necesita al menos un estudiante y ningún recuento negativo.",
        )
    if count > n:
        raise StatsError(
            "More were counted than there were.",
            reason="out_of_range",
            es="Se contaron más de los que había.",
        )


def wilson_interval(count: int, n: int, level: float = DEFAULT_LEVEL) -> Interval:
    """Wilson's score interval for ``count`` out of ``n``, without continuity correction (Wilson 1927).

    StatsError ``negative_n``, ``out_of_range``.
    """
    _check(count, n)
    z = float(stats.norm.ppf(0.5 + as_share(level) / 2))
    share = count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if count == 0 else middle - half
    high = 1.0 if count == n else middle + half
    return Interval(low, high, level)


def exact_interval(count: int, n: int, level: float = DEFAULT_LEVEL) -> Interval:
    """Clopper and Pearson's exact interval for ``count`` out of ``n``; errors as ``wilson_interval``."""
    _check(count, n)
    tail = (1 - as_share(level)) / 2
    low = 0.0 if count == 0 else float(stats.beta.ppf(tail, count, n - count + 1))
    high = 1.0 if count == n else float(stats.beta.ppf(1 - tail, count + 1, n - count))
    return Interval(low, high, level)
