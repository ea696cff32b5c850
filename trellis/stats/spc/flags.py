"""Colours and icons in the manner of Making Data Count: they display, they never decide.

On unchanged data some flag appears on about one chart in five with 24 points; ``any_flag_rate`` says how
often for any n, and every sentence here carries it. Rules and precedence checked against NHSRplotthedots
0.2.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from trellis.stats.inputs import BoolArray, FloatArray, Numbers, as_series, as_whole
from trellis.stats.results import Language, Note, StatsError, in_language
from trellis.stats.spc import sentences
from trellis.stats.spc.control import TRIAL_BELOW
from trellis.stats.spc.limits import D4
from trellis.stats.spc.phases import MAX_POINTS, layout_of

Direction = Literal["increase", "decrease", "neutral"]
Cause = Literal[
    "common_cause",
    "above_upper_limit",
    "below_lower_limit",
    "rising_trend",
    "falling_trend",
    "two_of_three_above",
    "two_of_three_below",
    "seven_above",
    "seven_below",
]
PointType = Literal["common_cause", "improvement", "concern", "neutral_high", "neutral_low"]
Assurance = Literal["consistently_passes", "consistently_fails", "hit_or_miss"]

#: The limits stand at 2.66 mean moving ranges (3 / 1.128, as the published tables round it).
_LIMIT = 2.66
_LARGEST_DRAW = 1_500_000
_HIGH: frozenset[Cause] = frozenset(
    {"above_upper_limit", "rising_trend", "two_of_three_above", "seven_above"}
)


@dataclass(frozen=True, slots=True, eq=False)
class DisplayFlags:
    """What to colour on one chart; arrays and tuples have one entry per row (NaN lines where missing).

    ``variation``: the icon, the type of the last point. ``assurance``: whether a target would be met by
    ordinary variation; None without target or direction. ``any_flag_rate``: how often unchanged data of this
    length show some flag. ``trial``: rows whose limits rest on fewer than 13 points.
    """

    mean: FloatArray
    lower: FloatArray
    upper: FloatArray
    causes: tuple[Cause, ...]
    types: tuple[PointType, ...]
    trial: BoolArray
    variation: PointType
    assurance: Assurance | None
    any_flag_rate: float
    n: int
    notes: tuple[Note, ...]
    method: str = "XmR flags and icons, Making Data Count (display only)"

    def say(self, language: Language = "en") -> str:
        """What the icon shows, and how often chance alone would show some flag."""
        often = sentences.in_100_charts(language, self.any_flag_rate)
        what = _ICONS[self.variation].say(language)
        return in_language(
            language,
            en=f"{what} Chance alone puts some flag on {often} of this length, so the run chart decides.",
            es=f"{what} Solo por azar aparece alguna marca en {often} de esta longitud, así que decide el "
            "gráfico de rachas.",
        )


_ICONS: dict[PointType, Note] = {
    "common_cause": Note(
        "common_cause",
        "The last point carries no flag.",
        "El último punto no lleva marca.",
    ),
    "improvement": Note(
        "improvement",
        "The last point is flagged on the hoped-for side.",
        "El último punto está marcado del lado deseado.",
    ),
    "concern": Note(
        "concern",
        "The last point is flagged on the other side from the one hoped for.",
        "El último punto está marcado del lado contrario al deseado.",
    ),
    "neutral_high": Note(
        "neutral_high",
        "The last point is flagged as unusually high.",
        "El último punto está marcado como inusualmente alto.",
    ),
    "neutral_low": Note(
        "neutral_low",
        "The last point is flagged as unusually low.",
        "El último punto está marcado como inusualmente bajo.",
    ),
}


def display_flags(
    values: Numbers,
    *,
    direction: Direction,
    target: float | None = None,
    phases: Sequence[int] = (),
    screened: bool = True,
) -> DisplayFlags:
    """Flags, icons and XmR limits of one series in time order, for display beside the run chart.

    In order: a point outside the limits; six steps in one direction (seven points); two of three neighbours
    beyond two sigma with all three on one side; seven neighbours on one side of the mean. ``phases``: 0-based
    rows where limits start anew (a decision of people). ``screened``: drop large moving ranges once. Missing
    points are left out and never flagged. StatsError as ``run_chart``, and ``option`` for the direction.
    """
    if direction not in ("increase", "decrease", "neutral"):
        raise StatsError(
            "The direction is increase, decrease or neutral.",
            reason="option",
            es="La dirección es increase, decrease o neutral.",
        )
    series = as_series(values, allow_missing=True, max_values=MAX_POINTS)
    goal = None if target is None else float(as_series([target], name="target")[0])
    layout = layout_of(len(series), phases=phases)
    mean, lower, upper = (np.full(len(series), np.nan) for _ in range(3))
    trial = np.zeros(len(series), dtype=bool)
    causes: list[Cause] = ["common_cause"] * len(series)
    for first, end in layout.ranges:
        rows = first + np.flatnonzero(~np.isnan(series[first:end]))
        if not rows.size:
            continue
        trial[first:end] = rows.size < TRIAL_BELOW
        found = _flags(series[np.newaxis, rows], screened)
        mean[first:end], lower[first:end], upper[first:end] = (float(line[0]) for line in found.lines)
        for cause, mask in reversed(found.masks):
            for row in rows[mask[0]]:
                causes[row] = cause
    last = int(np.flatnonzero(~np.isnan(series))[-1])
    types = tuple(_type_of(cause, direction) for cause in causes)
    n = int(np.count_nonzero(~np.isnan(series)))
    behind = int(np.count_nonzero(~np.isnan(series[layout.ranges[-1][0] :])))
    return DisplayFlags(
        mean=mean,
        lower=lower,
        upper=upper,
        causes=tuple(causes),
        types=types,
        trial=trial,
        variation=types[last],
        assurance=_assurance(goal, direction, float(lower[last]), float(upper[last])),
        any_flag_rate=any_flag_rate(min(n, 400)),
        n=n,
        notes=(sentences.trial_limits(behind),) if 0 < behind < TRIAL_BELOW else (),
    )


@lru_cache(maxsize=512)
def any_flag_rate(n_points: int) -> float:
    """Share of unchanged, independent normal series of ``n_points`` that carry at least one flag.

    Simulated with a fixed seed (3,000 series up to 500 points, standard error below 1 percentage point;
    fewer beyond, down to 200). StatsError ``too_few``, ``negative_n``, ``not_whole``, ``out_of_range``
    above 10,000 points.
    """
    n_points = as_whole(n_points, name="number of points", least=1, most=MAX_POINTS)
    charts = max(200, min(3_000, _LARGEST_DRAW // n_points))
    table = np.random.default_rng(20200357).standard_normal((charts, n_points))
    flagged = np.zeros(len(table), dtype=bool)
    for _, mask in _flags(table, screened=True).masks:
        flagged |= mask.any(axis=1)
    return float(flagged.mean())


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    lines: tuple[FloatArray, FloatArray, FloatArray]
    masks: list[tuple[Cause, BoolArray]]


def _flags(table: FloatArray, screened: bool) -> _Found:
    """Limits and flags of complete series (series x points); masks in order of precedence."""
    mean = table.mean(axis=1)
    steps = np.diff(table, axis=1)
    spread = _mean_range(np.abs(steps), screened)
    lower, upper = mean - _LIMIT * spread, mean + _LIMIT * spread
    centred = table - mean[:, np.newaxis]
    # A constant series must not be flagged because its mean is off by the last bit.
    centred[np.abs(centred) <= 1e-12 * np.abs(table).max(axis=1, keepdims=True)] = 0.0
    side = np.sign(centred).astype(np.int64)
    outside = np.abs(centred) > (_LIMIT * spread)[:, np.newaxis]
    outside &= side != 0
    near = ~outside & (np.abs(centred) > (_LIMIT * 2 / 3 * spread)[:, np.newaxis])
    rising, falling = np.sign(steps) == 1, np.sign(steps) == -1
    above, below = side == 1, side == -1
    masks: list[tuple[Cause, BoolArray]] = [
        ("above_upper_limit", outside & above),
        ("below_lower_limit", outside & below),
        ("rising_trend", _spread_runs(rising, 6, extra=1)),
        ("falling_trend", _spread_runs(falling, 6, extra=1)),
        ("two_of_three_above", _two_of_three(near, above)),
        ("two_of_three_below", _two_of_three(near, below)),
        ("seven_above", _spread_runs(above, 7)),
        ("seven_below", _spread_runs(below, 7)),
    ]
    return _Found((mean, lower, upper), masks)


def _mean_range(ranges: FloatArray, screened: bool) -> FloatArray:
    if not ranges.shape[1]:
        return np.zeros(len(ranges))
    mean: FloatArray = ranges.mean(axis=1)
    if not screened:
        return mean
    kept = ranges < D4 * mean[:, np.newaxis]
    count = kept.sum(axis=1)
    return np.where(count > 0, np.where(kept, ranges, 0.0).sum(axis=1) / np.maximum(count, 1), mean)


def _spread_runs(true: BoolArray, length: int, extra: int = 0) -> BoolArray:
    """Mark every entry of stretches of at least ``length`` trues; ``extra`` marks so many entries after
    each.
    """
    out = np.zeros((len(true), true.shape[1] + extra), dtype=bool)
    if true.shape[1] < length:
        return out
    width = true.shape[1] - length + 1
    whole = true[:, :width].copy()
    for offset in range(1, length):
        whole &= true[:, offset : offset + width]
    if not whole.any():
        return out
    for offset in range(length + extra):
        out[:, offset : offset + whole.shape[1]] |= whole
    return out


def _two_of_three(near: BoolArray, on_side: BoolArray) -> BoolArray:
    out = np.zeros(near.shape, dtype=bool)
    if near.shape[1] < 3:
        return out
    close = near & on_side
    width = near.shape[1] - 2
    first, second, third = (close[:, i : i + width] for i in range(3))
    hit = (first & second) | (first & third) | (second & third)
    hit &= on_side[:, :width] & on_side[:, 1 : 1 + width] & on_side[:, 2:]
    for offset in range(3):
        out[:, offset : offset + hit.shape[1]] |= hit
    return out & close


def _type_of(cause: Cause, direction: Direction) -> PointType:
    if cause == "common_cause":
        return "common_cause"
    high = cause in _HIGH
    if direction == "neutral":
        return "neutral_high" if high else "neutral_low"
    return "improvement" if high == (direction == "increase") else "concern"


def _assurance(target: float | None, direction: Direction, lower: float, upper: float) -> Assurance | None:
    if target is None or direction == "neutral":
        return None
    above, below = target > upper, target < lower
    if not above and not below:
        return "hit_or_miss"
    return "consistently_fails" if above == (direction == "increase") else "consistently_passes"
