"""Runs about a centre line: limits, counting over many series at once, exact false-alarm rates.

The rules are those of Anhøj & Olesen 2014 (doi:10.1371/journal.pone.0113825): a signal is a longest run above
round(log2 n) + 3 (Schilling 2012) or fewer crossings than the 5 % point of binomial(n - 1, 1/2) (Chen 2010),
where n counts the useful points, those not on the centre line.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

from trellis.stats.inputs import FloatArray, IntArray, as_whole
from trellis.stats.results import Language, StatsError, in_language

#: Below this many useful points a chart gives no verdict (our choice: power is under 7 % there).
MIN_USEFUL = 10


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What chance allows for ``n_useful`` points: runs up to ``longest_run``, at least ``crossings``."""

    n_useful: int
    longest_run: int
    crossings: int

    def say(self, language: Language = "en") -> str:
        """What chance alone allows."""
        return in_language(
            language,
            en=f"With {self.n_useful} usable points chance alone gives runs of up to {self.longest_run} and "
            f"at least {self.crossings} crossings of the middle.",
            es=f"Con {self.n_useful} puntos útiles el azar solo da rachas de hasta {self.longest_run} y al "
            f"menos {self.crossings} cruces del centro.",
        )


@dataclass(frozen=True, slots=True)
class RunCounts:
    """Counts per series (arrays of one length); all 0 without useful points."""

    n_useful: IntArray
    longest_run: IntArray
    crossings: IntArray


@lru_cache(maxsize=4096)
def run_limits(n_useful: int) -> RunLimits:
    """The critical values for ``n_useful`` >= 1 points; StatsError as ``as_whole``."""
    n_useful = as_whole(n_useful, name="number of useful points", least=1)
    longest = round(math.log2(n_useful)) + 3
    crossings = int(stats.binom.ppf(0.05, n_useful - 1, 0.5)) if n_useful > 1 else 0
    return RunLimits(n_useful, longest, max(0, crossings))


def limits_of(n_useful: IntArray) -> tuple[IntArray, IntArray]:
    """Limits for many counts: (longest run allowed, crossings needed); 0 where a count is 0."""
    distinct, where = np.unique(n_useful, return_inverse=True)
    limits = [run_limits(int(n)) if n > 0 else RunLimits(0, 0, 0) for n in distinct]
    longest = np.array([limit.longest_run for limit in limits], dtype=np.int64)
    crossings = np.array([limit.crossings for limit in limits], dtype=np.int64)
    return longest[where].reshape(n_useful.shape), crossings[where].reshape(n_useful.shape)


def medians(table: FloatArray) -> FloatArray:
    """Median of each row, missing values (NaN) left out; NaN for a row without values."""
    ordered = np.sort(table, axis=1)
    present = np.count_nonzero(~np.isnan(table), axis=1)
    rows = np.arange(table.shape[0])
    low = ordered[rows, np.maximum(present - 1, 0) // 2]
    high = ordered[rows, np.minimum(present // 2, table.shape[1] - 1)]
    return np.where(present > 0, (low + high) / 2, np.nan)


def sides(table: FloatArray, centre: FloatArray) -> IntArray:
    """+1 above, -1 below, 0 on the centre or missing; ``centre`` has one value per row."""
    with np.errstate(invalid="ignore"):
        difference = table - centre[:, np.newaxis]
        signs = np.sign(difference)
    return np.nan_to_num(signs, nan=0.0).astype(np.int64)


def count_runs(signs: IntArray) -> RunCounts:
    """Longest run and crossings of every row of a table of sides; zeros neither break nor extend a run."""
    n_rows = signs.shape[0]
    rows, columns = np.nonzero(signs)
    if rows.size == 0:
        zero = np.zeros(n_rows, dtype=np.int64)
        return RunCounts(zero, zero.copy(), zero.copy())
    side = signs[rows, columns]
    fresh = np.ones(rows.size, dtype=bool)
    fresh[1:] = (rows[1:] != rows[:-1]) | (side[1:] != side[:-1])
    starts = np.flatnonzero(fresh)
    lengths = np.diff(starts, append=rows.size)
    row_of_run = rows[starts]
    longest = np.zeros(n_rows, dtype=np.int64)
    np.maximum.at(longest, row_of_run, lengths)
    runs = np.bincount(row_of_run, minlength=n_rows)
    useful = np.bincount(rows, minlength=n_rows)
    return RunCounts(useful.astype(np.int64), longest, np.maximum(runs - 1, 0).astype(np.int64))


def runs_fire(counts: RunCounts) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether either rule fires, per series, whatever the number of points."""
    longest, crossings = limits_of(counts.n_useful)
    return (counts.n_useful > 0) & ((counts.longest_run > longest) | (counts.crossings < crossings))


def _compositions(total: int, parts: int, largest: int) -> int:
    """Ways to write ``total`` as an ordered sum of ``parts`` whole numbers from 1 to ``largest``."""
    if parts == 0:
        return int(total == 0)
    return sum(
        (-1) ** j * math.comb(parts, j) * math.comb(total - j * largest - 1, parts - 1)
        for j in range(parts + 1)
        if total - j * largest >= parts
    )


@lru_cache(maxsize=1024)
def false_alarm_rate(n_useful: int, *, known_centre: bool = False) -> float:
    """Exact probability that unchanged, independent data fire the rules with ``n_useful`` points.

    ``known_centre=True``: the centre was given beforehand, so each side is a fair coin. Otherwise the centre
    is the median of the same points, so half of them lie on each side. Counted by compositions into runs in
    whole numbers (no simulation). StatsError as :func:`run_limits`, and ``too_large`` above 1,000.
    """
    limits = run_limits(n_useful)
    if n_useful > 1000:
        raise StatsError(
            "Exact counting stops at 1,000 points.",
            reason="too_large",
            es="El cálculo llega hasta 1.000 puntos.",
        )
    n, longest = n_useful, limits.longest_run
    quiet = 0
    upper, lower = (n + 1) // 2, n // 2
    for runs in range(limits.crossings + 1, n + 1):
        if known_centre:
            quiet += 2 * _compositions(n, runs, longest)
            continue
        more, fewer = (runs + 1) // 2, runs // 2
        quiet += _compositions(upper, more, longest) * _compositions(lower, fewer, longest)
        quiet += _compositions(upper, fewer, longest) * _compositions(lower, more, longest)
    total = 2**n if known_centre else math.comb(n, lower)
    return (total - quiet) / total
