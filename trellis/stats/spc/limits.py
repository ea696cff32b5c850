"""Centre and 3-sigma limits of the control charts, computed for many series at once.

Definitions: Montgomery (Introduction to Statistical Quality Control); moving range screening Nelson 1982;
P' and U' Laney 2002; I' as in qicharts2. Checked against qicharts2 0.8.1 and qcc 2.7.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from trellis.stats.inputs import BoolArray, FloatArray
from trellis.stats.results import Language, in_language
from trellis.stats.spc.runs import medians

Kind = Literal["i", "mr", "ip", "p", "pp", "c", "u", "up", "g", "t"]

#: Charts whose values are x out of n (or x per n).
WITH_N: frozenset[str] = frozenset({"ip", "p", "pp", "u", "up"})
#: Mean range of two normal values in standard deviations, rounded as all tables print it.
D2 = 1.128
#: Upper limit of a moving range: D4 for two points.
D4 = 3.267
#: The power that makes exponential waiting times roughly normal (Nelson 1994).
_WAITING_POWER = 1 / 3.6


@dataclass(frozen=True, slots=True)
class Lines:
    """Plotted values, centre and limits, each of shape (series, points).

    The ones ending in 95 stand at two sigma instead of three (MR chart: at two thirds of the upper limit).
    """

    values: FloatArray
    centre: FloatArray
    lower: FloatArray
    upper: FloatArray
    lower95: FloatArray
    upper95: FloatArray

    def say(self, language: Language = "en") -> str:
        """How many charts; lines alone judge nothing."""
        charts, points = self.values.shape if self.values.ndim == 2 else (1, len(self.values))
        return in_language(
            language,
            en=f"Limits of ordinary variation for {charts:,} charts of {points:,} points: lines alone say "
            "nothing about a change.",
            es=f"Límites de la variación normal de {charts:,} gráficos de {points:,} puntos: las líneas "
            "solas no dicen nada de un cambio.",
        )


def _ratio(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Top over bottom, NaN where there is nothing to divide by."""
    out = np.full(np.broadcast(top, bottom).shape, np.nan)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out


def _sum(values: FloatArray, mask: BoolArray) -> FloatArray:
    kept: FloatArray = np.where(mask, values, 0.0)
    return np.asarray(kept.sum(axis=1, keepdims=True))


def _mean(values: FloatArray, mask: BoolArray) -> FloatArray:
    return _ratio(_sum(values, mask), mask.sum(axis=1, keepdims=True).astype(np.float64))


def _steps(values: FloatArray, base: BoolArray, screened: bool) -> FloatArray:
    """Mean absolute step between neighbours inside the base; a step next to a missing point is missing."""
    steps = np.abs(np.diff(values, axis=1))
    mask = base[:, 1:] & base[:, :-1] & ~np.isnan(steps)
    mean = _mean(steps, mask)
    if not screened:
        return mean
    with np.errstate(invalid="ignore"):
        return _mean(steps, mask & (steps < D4 * mean))


def _around(
    values: FloatArray,
    centre: FloatArray,
    sigma: FloatArray,
    low: float = -np.inf,
    high: float = np.inf,
    spread_about: FloatArray | None = None,
) -> Lines:
    about = centre if spread_about is None else spread_about
    shape = values.shape
    lines = [np.broadcast_to(np.clip(about + k * sigma, low, high), shape) for k in (-3, 3, -2, 2)]
    return Lines(values, np.broadcast_to(centre, shape).astype(np.float64), *lines)


def _individuals(values: FloatArray, base: BoolArray, centre: FloatArray | None, screened: bool) -> Lines:
    middle = _mean(values, base) if centre is None else centre
    return _around(values, middle, _steps(values, base, screened) / D2)


def _moving_ranges(values: FloatArray, base: BoolArray, centre: FloatArray | None, screened: bool) -> Lines:
    gap = np.full((len(values), 1), np.nan)
    ranges = np.hstack([gap, np.abs(np.diff(values, axis=1))])
    inside = np.hstack([np.zeros((len(values), 1), dtype=bool), base[:, 1:] & base[:, :-1]]) & ~np.isnan(
        ranges
    )
    middle = _mean(ranges, inside) if centre is None else centre
    shape = ranges.shape
    zero, upper = np.zeros(shape), np.broadcast_to(D4 * middle, shape)
    return Lines(ranges, np.broadcast_to(middle, shape).astype(np.float64), zero, upper, zero, upper * 2 / 3)


def _weighted_centre(x: FloatArray, n: FloatArray, base: BoolArray, centre: FloatArray | None) -> FloatArray:
    return _ratio(_sum(x, base), _sum(n, base)) if centre is None else centre


def _individuals_weighted(x: FloatArray, n: FloatArray, base: BoolArray, centre: FloatArray | None) -> Lines:
    y = _ratio(x, n)
    middle = _weighted_centre(x, n, base, centre)
    inverse = _ratio(np.ones_like(n), n)
    steps = np.sqrt(np.pi / 2) * np.abs(np.diff(y, axis=1)) / np.sqrt(inverse[:, 1:] + inverse[:, :-1])
    mask = base[:, 1:] & base[:, :-1] & ~np.isnan(steps)
    return _around(y, middle, _mean(steps, mask) * np.sqrt(inverse))


def _counted(
    x: FloatArray, n: FloatArray, base: BoolArray, centre: FloatArray | None, *, shares: bool, laney: bool
) -> Lines:
    y = _ratio(x, n)
    middle = _weighted_centre(x, n, base, centre)
    variance = middle * (1 - middle) if shares else middle
    sigma = np.sqrt(_ratio(np.maximum(variance, 0.0), n))
    if laney:
        z = _ratio(y - middle, sigma)
        spread = sigma * _steps(z, base & ~np.isnan(z), screened=False) / D2
        sigma = np.where(sigma == 0, 0.0, spread)
    return _around(y, middle, sigma, low=0.0, high=1.0 if shares else np.inf)


def _counts(values: FloatArray, base: BoolArray, centre: FloatArray | None) -> Lines:
    middle = _mean(values, base) if centre is None else centre
    return _around(values, middle, np.sqrt(np.maximum(middle, 0.0)), low=0.0)


def _between_events(values: FloatArray, base: BoolArray, centre: FloatArray | None) -> Lines:
    mean = _mean(values, base) if centre is None else centre
    shown = medians(np.where(base, values, np.nan))[:, np.newaxis] if centre is None else centre
    return _around(values, shown, np.sqrt(mean * (mean + 1)), low=0.0, spread_about=mean)


def _waiting_times(values: FloatArray, base: BoolArray, centre: FloatArray | None, screened: bool) -> Lines:
    lines = _individuals(
        values**_WAITING_POWER, base, None if centre is None else centre**_WAITING_POWER, screened
    )
    back = [
        np.maximum(line, 0.0) ** (1 / _WAITING_POWER)
        for line in (lines.centre, lines.lower, lines.upper, lines.lower95, lines.upper95)
    ]
    return Lines(values, *back)


def control_lines(
    kind: Kind,
    values: FloatArray,
    n: FloatArray | None,
    base: BoolArray,
    *,
    centre: FloatArray | None = None,
    screened: bool = False,
) -> Lines:
    """Lines of one phase of many series.

    ``values`` and ``n``: shape (series, points), NaN where missing; ``base``: the points that set centre and
    spread; ``centre``: given centres of shape (series, 1). ``screened`` drops moving ranges of 3.267 times
    their mean once (I, MR and T charts). NaN lines where there is nothing to compute from.
    """
    base = base & ~np.isnan(values)
    if n is not None:
        base = base & ~np.isnan(n)
        values = np.where(np.isnan(n), np.nan, values)
        if kind == "ip":
            return _individuals_weighted(values, n, base, centre)
        return _counted(values, n, base, centre, shares=kind in {"p", "pp"}, laney=kind in {"pp", "up"})
    if kind == "i":
        return _individuals(values, base, centre, screened)
    if kind == "mr":
        return _moving_ranges(values, base, centre, screened)
    if kind == "c":
        return _counts(values, base, centre)
    if kind == "g":
        return _between_events(values, base, centre)
    return _waiting_times(values, base, centre, screened)
