"""How a series is divided: phases, frozen baseline, excluded rows. People decide these, never the program."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from trellis.stats.inputs import BoolArray, as_whole
from trellis.stats.results import StatsError

#: Charts longer than this are refused; a daily measure over 25 years fits.
MAX_POINTS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Row ranges (first, end) of the phases; rows used at all; rows that set centre and spread.

    ``levels`` are the ranges with a level of their own: the phases, the first one cut where its frozen
    baseline ends.
    """

    ranges: tuple[tuple[int, int], ...]
    levels: tuple[tuple[int, int], ...]
    used: BoolArray
    base: BoolArray
    baseline: int | None


def layout_of(
    n: int,
    *,
    phases: Sequence[int] = (),
    baseline: int | None = None,
    excluded: Iterable[int] = (),
) -> Layout:
    """Check and lay out the division of ``n`` rows; StatsError ``out_of_range`` for rows that do not
    exist.
    """
    starts = sorted({0, *_rows(n, phases, "phase starts")})
    ends = [*starts[1:], n]
    if baseline is not None:
        baseline = as_whole(baseline, name="baseline", least=1, most=ends[0])
    used = np.ones(n, dtype=bool)
    used[_rows(n, excluded, "excluded points")] = False
    base = used.copy()
    ranges = list(zip(starts, ends, strict=True))
    levels = list(ranges)
    if baseline is not None:
        base[baseline : ends[0]] = False
        if baseline < ends[0]:
            levels[0:1] = [(0, baseline), (baseline, ends[0])]
    return Layout(tuple(ranges), tuple(levels), used, base, baseline)


def _outside(name: str) -> StatsError:
    return StatsError(
        f"The {name} must lie inside the series.",
        reason="out_of_range",
        es=f"«{name}» debe estar dentro de la serie.",
    )


def _rows(n: int, rows: Iterable[int], name: str) -> list[int]:
    listed = [int(row) for row in rows]
    if any(not 0 <= row < n for row in listed):
        raise _outside(name)
    return listed
