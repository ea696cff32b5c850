"""Control charts: is a point outside the limits, and do the points run on one side?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trellis.stats.inputs import BoolArray, FloatArray, Numbers, NumberTable, as_counts, as_series, as_table
from trellis.stats.results import Interval, Language, Note, StatsError
from trellis.stats.spc import sentences
from trellis.stats.spc.autocorrelation import autocorrelation_note, lag1_autocorrelation
from trellis.stats.spc.limits import D2, WITH_N, Kind, Lines, control_lines
from trellis.stats.spc.phases import MAX_POINTS, Layout, layout_of
from trellis.stats.spc.run_chart import Phase, judge_phase
from trellis.stats.spc.runs import MIN_USEFUL, sides

#: Fewer points in a phase: "trial limits", still moving with every new point.
TRIAL_BELOW = 13
#: Above this short-term over-dispersion a P or U chart flags ordinary points; the product takes P' or U'.
OVER_DISPERSED = 1.5
#: Share of points outside 3 sigma on a normal, unchanged measure.
_OUTSIDE = 0.0027
_ROUNDING = 1e-12

_NAMES: dict[str, str] = {
    "i": "I chart (XmR)", "mr": "MR chart", "ip": "I' chart", "p": "P chart", "pp": "P' chart (Laney)",
    "c": "C chart", "u": "U chart", "up": "U' chart (Laney)", "g": "G chart", "t": "T chart",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """One control chart. Arrays have one entry per row: plotted values, centre, limits (NaN where unknown).

    ``beyond``: rows outside the 3-sigma limits (excluded rows are never flagged). ``phases``: the Anhøj runs
    analysis about the centre, per phase. ``n``: points used. ``lower95``/``upper95`` stand at two sigma.
    """

    kind: str
    values: FloatArray
    centre: FloatArray
    lower: FloatArray
    upper: FloatArray
    lower95: FloatArray
    upper95: FloatArray
    beyond: BoolArray
    phases: tuple[Phase, ...]
    n: int
    lag1: float | None
    notes: tuple[Note, ...]
    method: str

    @property
    def current(self) -> Phase:
        """The runs analysis of the last phase."""
        return self.phases[-1]

    @property
    def too_early(self) -> bool:
        """Whether the last phase has too few useful points for a verdict."""
        return self.current.too_early

    @property
    def beyond_rows(self) -> tuple[int, ...]:
        """Rows (0-based) of the last phase outside the limits."""
        rows = np.flatnonzero(self.beyond[self.current.first : self.current.last + 1]) + self.current.first
        return tuple(int(row) for row in rows)

    @property
    def signal(self) -> bool:
        """A point outside the limits or a run, in the last phase, with at least 10 useful points."""
        return not self.too_early and (self.current.signal or bool(self.beyond_rows))

    @property
    def interval(self) -> Interval | None:
        """Limits of the last point: where nearly all (99.7 %) ordinary points of that size would fall."""
        low, high = float(self.lower[self.current.last]), float(self.upper[self.current.last])
        return Interval(low, high, 0.9973) if np.isfinite(low) and np.isfinite(high) else None

    def say(self, language: Language = "en", labels: Sequence[str] | None = None) -> str:
        """One or two plain sentences about the last phase; ``labels`` names the rows (dates), if given."""
        phase = self.current
        if phase.verdict == "no_points" or phase.centre is None:
            return sentences.no_points(language)
        if phase.verdict == "no_variation":
            return sentences.no_variation(language, phase.n_points)
        if phase.verdict == "too_early":
            return sentences.too_early(language, phase.n_useful, MIN_USEFUL)
        if self.beyond_rows:
            which = sentences.points(language, self.beyond_rows, labels)
            chance = 1 - (1 - _OUTSIDE) ** phase.n_points
            weaker = autocorrelation_note(self.lag1) is not None
            return sentences.beyond_limits(
                language, which, len(self.beyond_rows), chance=chance, weaker=weaker
            )
        if phase.signal and phase.run is not None:
            where = sentences.stretch(language, phase.run.first, phase.run.last, labels)
            return sentences.control_run(
                language,
                length=phase.run.length if phase.long_run else None,
                crossings=phase.crossings or 0,
                needed=phase.crossings_limit or 0,
                stretch=where,
            )
        return sentences.inside_limits(language)


def control_chart(
    kind: Kind,
    values: Numbers,
    *,
    n: Numbers | None = None,
    centre: float | None = None,
    baseline: int | None = None,
    phases: Sequence[int] = (),
    excluded: Iterable[int] = (),
    screened: bool = False,
) -> ControlChart:
    """Centre, limits and signals of one series in time order.

    ``kind``: ``i`` individuals, ``mr`` moving ranges, ``ip`` individuals with unequal n, ``p``/``pp`` shares
    x of n, ``c`` counts, ``u``/``up`` counts x per n, ``g`` opportunities between events, ``t`` time between
    events. ``values`` are x for the kinds with n. ``baseline``, ``phases``, ``excluded``, ``centre`` as in
    ``run_chart``; ranges next to a missing or excluded point are missing. ``screened`` (I, MR, T): drop
    moving ranges of 3.267 times their mean, once; off by default.

    A P chart of shares is right only where n counts students who mastered or did not independently of each
    other; ``proportion_chart`` chooses P or P' by the data. Raises StatsError: ``option`` (unknown kind, n
    missing or superfluous), ``negative_n``, ``out_of_range`` (x above n, rows outside) and those of
    ``run_chart``.
    """
    series, sizes = _checked(kind, values, n)
    layout = layout_of(len(series), phases=phases, baseline=baseline, excluded=excluded)
    given = None if centre is None else as_series([centre], name="centre").reshape(1, 1)
    parts = [
        control_lines(
            kind,
            series[np.newaxis, first:end],
            None if sizes is None else sizes[np.newaxis, first:end],
            layout.base[np.newaxis, first:end],
            centre=given,
            screened=screened,
        )
        for first, end in layout.ranges
    ]
    lines = Lines(*(np.hstack([getattr(part, name) for part in parts])[0] for name in Lines.__slots__))
    used = np.where(layout.used, lines.values, np.nan)
    judged = tuple(
        _judged(used, lines.centre, layout, index, known=centre is not None) for index in range(len(parts))
    )
    lag1 = lag1_autocorrelation(used, layout.levels)
    slack = _ROUNDING * np.abs(lines.centre)
    with np.errstate(invalid="ignore"):
        beyond = (used < lines.lower - slack) | (used > lines.upper + slack)
    return ControlChart(
        kind=kind,
        values=lines.values,
        centre=lines.centre,
        lower=lines.lower,
        upper=lines.upper,
        lower95=lines.lower95,
        upper95=lines.upper95,
        beyond=beyond,
        phases=judged,
        n=int(np.count_nonzero(~np.isnan(used))),
        lag1=lag1,
        notes=_notes(kind, series, sizes, layout, judged[-1], lag1),
        method=f"{_NAMES[kind]}, limits at 3 sigma" + (", screened moving ranges" if screened else ""),
    )


def proportion_chart(
    x: Numbers,
    n: Numbers,
    *,
    centre: float | None = None,
    baseline: int | None = None,
    phases: Sequence[int] = (),
    excluded: Iterable[int] = (),
) -> ControlChart:
    """A P chart of x students out of n, or Laney's P' where the shares vary far more than students would by
    chance.

    P' is taken when the short-term over-dispersion (``dispersion``) is above 1.5. Arguments and errors as
    ``control_chart``.
    """
    rows = list(excluded)
    series, sizes = _checked("p", x, n)
    layout = layout_of(len(series), phases=phases, baseline=baseline, excluded=rows)
    phi = _dispersion(series, sizes, layout.base, shares=True)
    kind: Kind = "pp" if phi is not None and phi > OVER_DISPERSED else "p"
    return control_chart(kind, x, n=n, centre=centre, baseline=baseline, phases=phases, excluded=rows)


def dispersion(x: Numbers, n: Numbers, *, shares: bool = True) -> float | None:
    """Short-term over-dispersion: Laney's sigma_z squared; 1 where students vary independently.

    From steps between neighbours, so a lasting change of level does not count. None below 10 points or
    without variation. ``shares``: binomial (x of n); otherwise Poisson (x per n).
    """
    series, sizes = _checked("p" if shares else "u", x, n)
    return _dispersion(series, sizes, np.ones(len(series), dtype=bool), shares=shares)


def control_lines_many(
    kind: Kind,
    values: NumberTable,
    *,
    n: NumberTable | None = None,
    centre: ArrayLike | None = None,
    baseline: int | None = None,
    screened: bool = False,
) -> Lines:
    """Centre and limits for every row of a table (series x points, NaN where missing), without phases.

    Together with ``run_charts(..., centre=...)`` this is the whole control chart for thousands of series.
    Errors as ``control_chart``.
    """
    table = as_table(values, allow_missing=True)
    sizes = None if n is None else as_table(n, name="n", allow_missing=True)
    _need_n(kind, sizes is not None)
    if sizes is not None and sizes.shape != table.shape:
        raise StatsError(
            "Values and n must have the same shape.",
            reason="shape",
            es="Los valores y n deben tener la misma forma.",
        )
    _check_range(kind, table, sizes)
    base = np.ones(table.shape, dtype=bool)
    if baseline is not None:
        layout_of(table.shape[1], baseline=baseline)
        base[:, baseline:] = False
    given = None
    if centre is not None:
        given = np.broadcast_to(as_series(np.ravel(np.asarray(centre)), name="centre"), (len(table),))[
            :, np.newaxis
        ]
    return control_lines(kind, table, sizes, base, centre=given, screened=screened)


def _checked(kind: Kind, values: Numbers, n: Numbers | None) -> tuple[FloatArray, FloatArray | None]:
    _need_n(kind, n is not None)
    series = as_series(values, allow_missing=True, min_n=0, max_values=MAX_POINTS)
    if not series.size:
        raise StatsError("There are no values.", reason="empty", es="No hay valores.")
    sizes = None
    if n is not None:
        if kind in {"p", "pp"}:
            sizes = as_counts(n, name="n", allow_missing=True, max_values=MAX_POINTS)
        else:
            sizes = as_series(n, name="n", allow_missing=True, max_values=MAX_POINTS)
        if sizes.shape != series.shape:
            raise StatsError(
                "Values and n must be equally long.",
                reason="length_mismatch",
                es="Los valores y n deben tener la misma longitud.",
            )
    _check_range(kind, series, sizes)
    return series, None if sizes is None else np.where(sizes > 0, sizes, np.nan)


def _need_n(kind: Kind, given: bool) -> None:
    if kind not in _NAMES:
        raise StatsError(
            f"There is no control chart “{kind}”.",
            reason="option",
            es=f"No hay un gráfico de control «{kind}».",
        )
    if given == (kind in WITH_N):
        return
    raise StatsError(
        f"A {_NAMES[kind]} {'takes no' if given else 'needs'} n.",
        reason="option",
        es=f"Un gráfico {kind.upper()} {'no lleva' if given else 'necesita'} n.",
    )


def _check_range(kind: Kind, values: FloatArray, sizes: FloatArray | None) -> None:
    with np.errstate(invalid="ignore"):
        if sizes is not None and np.any(sizes < 0):
            raise StatsError("n cannot be negative.", reason="negative_n", es="n no puede ser negativo.")
        if kind not in {"i", "mr", "ip"} and np.any(values < 0):
            raise StatsError(
                "A count cannot be negative.", reason="negative_n", es="Un recuento no puede ser negativo."
            )
        if kind in {"p", "pp"} and sizes is not None and np.any(values > sizes):
            raise StatsError(
                "There are more students counted than there were.",
                reason="out_of_range",
                es="Hay más estudiantes contados que estudiantes en total.",
            )


def _judged(used: FloatArray, centre: FloatArray, layout: Layout, index: int, *, known: bool) -> Phase:
    first, end = layout.ranges[index]
    line = float(centre[first])
    part = used[first:end]
    # A mean can be off by its last bit; a point that equals it up to rounding lies on the line.
    part = np.where(np.abs(part - line) <= _ROUNDING * abs(line), line, part)
    signs = sides(part[np.newaxis, :], np.array([line]))
    frozen = layout.baseline is not None and index == 0 and not known
    return judge_phase(used, signs, first, line, frozen=frozen, known=known, baseline=layout.baseline)


def _dispersion(x: FloatArray, n: FloatArray | None, base: BoolArray, *, shares: bool) -> float | None:
    if n is None:
        return None
    present = base & ~np.isnan(x) & ~np.isnan(n)
    if np.count_nonzero(present) < MIN_USEFUL:
        return None
    rate = float(x[present].sum() / n[present].sum())
    variance = rate * (1 - rate) if shares else rate
    if variance <= 0:
        return None
    z = np.where(present, (x - rate * n) / np.sqrt(variance * np.where(present, n, 1.0)), np.nan)
    steps = np.abs(np.diff(z))
    steps = steps[~np.isnan(steps)]
    return float((steps.mean() / D2) ** 2) if steps.size else None


def _notes(
    kind: Kind, x: FloatArray, n: FloatArray | None, layout: Layout, phase: Phase, lag1: float | None
) -> tuple[Note, ...]:
    notes = []
    related = autocorrelation_note(lag1)
    if related is not None:
        notes.append(related)
    behind = int(
        np.count_nonzero(
            layout.base[phase.first : phase.last + 1] & ~np.isnan(x[phase.first : phase.last + 1])
        )
    )
    if 0 < behind < TRIAL_BELOW:
        notes.append(sentences.trial_limits(behind))
    if kind in {"p", "u"}:
        phi = _dispersion(x, n, layout.base, shares=kind == "p")
        if phi is not None and phi > OVER_DISPERSED:
            notes.append(sentences.over_dispersed(phi, kind))
    return tuple(notes)
