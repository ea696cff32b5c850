"""The same run-chart verdicts for thousands of series at once, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trellis.stats.inputs import BoolArray, FloatArray, IntArray, NumberTable, as_series, as_table, as_whole
from trellis.stats.results import Language, StatsError, in_language
from trellis.stats.spc.runs import MIN_USEFUL, count_runs, limits_of, medians, sides


@dataclass(frozen=True, slots=True)
class RunCharts:
    """Verdicts of many series; every array has shape (series, phases).

    ``centre`` is NaN without points; counts and limits are 0 without useful points. ``signal`` is only true
    from 10 useful points on, ``rule_fired`` at any n. In the order of the input: nothing here sorts series.
    """

    centre: FloatArray
    n_useful: IntArray
    longest_run: IntArray
    longest_run_limit: IntArray
    crossings: IntArray
    crossings_limit: IntArray
    rule_fired: BoolArray
    signal: BoolArray
    too_early: BoolArray
    method: str = "Run charts, Anhøj rules (Anhøj & Olesen 2014)"

    @property
    def n(self) -> int:
        """Number of series looked at; a page that shows some of them says how many there were."""
        return len(self.signal)

    def say(self, language: Language = "en") -> str:
        """How many charts were looked at and how many signal in their last phase."""
        signals = int(np.count_nonzero(self.signal[:, -1]))
        early = int(np.count_nonzero(self.too_early[:, -1]))
        return in_language(
            language,
            en=f"{self.n} charts were looked at: {signals} show a signal and {early} have too few points to "
            "tell; with many charts, some signals come from chance alone.",
            es=f"Se miraron {self.n} gráficos: {signals} muestran una señal y {early} tienen pocos puntos; "
            "con muchos gráficos, algunas señales se deben solo al azar.",
        )


def run_charts(
    table: NumberTable,
    *,
    centre: ArrayLike | None = None,
    baseline: int | None = None,
    phases: Sequence[int] = (),
    excluded: ArrayLike | None = None,
) -> RunCharts:
    """Judge every row of ``table`` (series x points in time order, NaN where missing) as ``run_chart`` does.

    ``centre``: one number or one per series. ``baseline``: the first so many columns fix the centre of the
    first phase. ``phases``: columns where a new phase starts, shared by all series. ``excluded``: boolean
    table of the same shape. Up to 40 million values. Errors as ``run_chart``, and ``length_mismatch`` or
    ``shape`` where the shapes do not fit.
    """
    values = as_table(table, allow_missing=True)
    n_series, n_points = values.shape
    starts, ends, baseline = _division(n_points, phases, baseline)
    values = _without(values, excluded)
    given = None if centre is None else _centres(centre, n_series)
    columns: list[tuple[FloatArray, IntArray, IntArray, IntArray]] = []
    for index, (first, end) in enumerate(zip(starts, ends, strict=True)):
        until = baseline if baseline is not None and index == 0 else end
        middle = given if given is not None else medians(values[:, first:until])
        counts = count_runs(sides(values[:, first:end], middle))
        columns.append((middle, counts.n_useful, counts.longest_run, counts.crossings))
    line = np.column_stack([column[0] for column in columns])
    useful = np.column_stack([column[1] for column in columns])
    longest = np.column_stack([column[2] for column in columns])
    crossings = np.column_stack([column[3] for column in columns])
    longest_limit, crossings_limit = limits_of(useful)
    fired = (useful > 0) & ((longest > longest_limit) | (crossings < crossings_limit))
    enough = useful >= MIN_USEFUL
    return RunCharts(
        centre=line,
        n_useful=useful,
        longest_run=longest,
        longest_run_limit=longest_limit,
        crossings=crossings,
        crossings_limit=crossings_limit,
        rule_fired=fired,
        signal=fired & enough,
        too_early=~enough,
    )


def _division(
    n_points: int, phases: Sequence[int], baseline: int | None
) -> tuple[list[int], list[int], int | None]:
    """First and end columns of the phases, and the baseline, checked."""
    starts = sorted({0, *phases})
    if baseline is not None:
        baseline = as_whole(baseline, name="baseline", least=1, most=n_points)
    if starts[0] < 0 or starts[-1] >= n_points:
        raise StatsError(
            "Phases and baseline must lie inside the series.",
            reason="out_of_range",
            es="Las fases y la línea de base deben estar dentro de la serie.",
        )
    ends = [*starts[1:], n_points]
    if baseline is not None and baseline > ends[0]:
        raise StatsError(
            "The baseline must lie inside the first phase.",
            reason="out_of_range",
            es="La línea de base debe estar dentro de la primera fase.",
        )
    return starts, ends, baseline


def _without(values: FloatArray, excluded: ArrayLike | None) -> FloatArray:
    if excluded is None:
        return values
    mask = np.asarray(excluded, dtype=bool)
    if mask.shape != values.shape:
        raise StatsError(
            "The table of excluded points must have the shape of the values.",
            reason="shape",
            es="La tabla de puntos excluidos debe tener la forma de los valores.",
        )
    return np.where(mask, np.nan, values)


def _centres(centre: ArrayLike, n_series: int) -> FloatArray:
    line = as_series(np.ravel(np.asarray(centre)), name="centre").reshape(np.shape(centre))
    if line.ndim > 1 or (line.ndim == 1 and len(line) != n_series):
        raise StatsError(
            "Give one centre, or one for each series.",
            reason="length_mismatch",
            es="Indique un centro, o uno por serie.",
        )
    return np.broadcast_to(line, (n_series,)).astype(np.float64)
