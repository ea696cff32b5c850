"""Value tables: points for moving between levels, as a district sets them. There is no default table."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from trellis.stats.inputs import IntArray, Numbers, NumberTable, as_counts, as_share, as_table, same_length
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

SHOWN_FROM = 10


@dataclass(frozen=True, slots=True)
class ValueTableResult:
    """Mean points with their t interval; ``moves`` (levels, levels) counts students from row to column."""

    estimate: float
    interval: Interval
    moves: IntArray
    n: int
    notes: tuple[Note, ...] = ()
    method: str = "value table"

    def say(self, language: Language = "en") -> str:
        """The mean with its range; it compares with nothing."""
        mean, low, high = (plain_number(v) for v in (self.estimate, self.interval.low, self.interval.high))
        return in_language(
            language,
            en=f"{self.n} students earned {mean} points on average in this value table (plausible {low} "
            f"to {high}).",
            es=f"{self.n} estudiantes obtuvieron {mean} puntos en promedio en esta tabla de valor "
            "(plausible de "
            f"{low} a {high}).",
        )


def value_table_growth(
    before: Numbers, after: Numbers, points: NumberTable, *, level: float = DEFAULT_LEVEL
) -> ValueTableResult | CannotTell:
    """Mean of points[level before, level after] over students; levels (n,) are 0, 1, 2 ... of a square table.

    NaN means missing. CannotTell ``too_few`` below 10 students. StatsError ``shape`` when the table is not
    square, ``out_of_range`` when a level is not in the table.
    """
    as_share(level)
    table = as_table(points, name="value table")
    if table.shape[0] != table.shape[1]:
        raise StatsError(
            "A value table has as many rows as columns.",
            reason="shape",
            es="Una tabla de valor tiene tantas filas como columnas.",
        )
    start = as_counts(before, name="levels before", allow_missing=True)
    end = as_counts(after, name="levels after", allow_missing=True)
    same_length(before=start, after=end)
    both = ~np.isnan(start) & ~np.isnan(end)
    rows, columns = start[both].astype(np.int64), end[both].astype(np.int64)
    size = len(table)
    if rows.size and max(rows.max(), columns.max()) >= size:
        raise StatsError(
            f"A level is outside the table of {size} levels.",
            reason="out_of_range",
            es=f"Hay un nivel fuera de la tabla de {size} niveles.",
        )
    n = len(rows)
    if n < SHOWN_FROM:
        return CannotTell(
            "too_few",
            f"{n} students with both levels are too few; {SHOWN_FROM} are needed.",
            f"{n} estudiantes con ambos niveles son muy pocos; se necesitan {SHOWN_FROM}.",
            n,
        )
    earned = table[rows, columns]
    mean = float(earned.mean())
    half = float(special.stdtrit(n - 1, 0.5 + level / 2)) * float(earned.std(ddof=1)) / math.sqrt(n)
    moves = np.zeros(table.shape, dtype=np.int64)
    np.add.at(moves, (rows, columns), 1)
    return ValueTableResult(mean, Interval(mean - half, mean + half, level), moves, n)
