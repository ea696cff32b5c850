"""Run charts judged by the Anhøj rules, one at a time with everything a page says about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Literal

import numpy as np

from trellis.stats.inputs import FloatArray, IntArray, Numbers, as_series
from trellis.stats.results import Language, Note, StatsError
from trellis.stats.spc import sentences
from trellis.stats.spc.autocorrelation import autocorrelation_note, lag1_autocorrelation
from trellis.stats.spc.phases import MAX_POINTS, layout_of
from trellis.stats.spc.power import signal_rate
from trellis.stats.spc.runs import MIN_USEFUL, count_runs, false_alarm_rate, medians, run_limits, sides

Verdict = Literal["signal", "no_signal", "too_early", "no_variation", "no_points", "no_baseline"]
Side = Literal["above", "below"]

#: A frozen baseline shorter than this is too shaky to judge by (our choice).
MIN_BASELINE = 10
#: Power is simulated up to this many points; a longer chart has at least the power of this one.
_POWER_POINTS = 500


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch on one side of the centre: rows ``first`` to ``last`` (0-based, inclusive).

    ``length`` counts the useful points in it.
    """

    first: int
    last: int
    length: int
    side: Side


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a run chart, rows ``first`` to ``last`` (0-based, inclusive).

    ``centre`` is None without points. ``longest_run``, ``crossings`` and their limits are None without useful
    points. ``long_run`` and ``few_crossings`` are the two rules as defined, at any n; ``signal`` is either of
    them with at least 10 useful points. ``chance`` is the probability that unchanged, independent data fire
    the rules on a chart like this. ``run`` is where the (latest) longest run stands.
    """

    first: int
    last: int
    centre: float | None
    frozen: bool
    n_points: int
    n_useful: int
    verdict: Verdict
    longest_run: int | None = None
    longest_run_limit: int | None = None
    crossings: int | None = None
    crossings_limit: int | None = None
    long_run: bool = False
    few_crossings: bool = False
    run: Run | None = None
    chance: float | None = None

    @property
    def signal(self) -> bool:
        """Whether a page may say "signal" (never below 10 useful points)."""
        return self.verdict == "signal"

    @property
    def too_early(self) -> bool:
        """Whether there are too few useful points for any verdict."""
        return self.verdict in {"too_early", "no_points", "no_baseline"}


@dataclass(frozen=True, slots=True)
class RunChart:
    """A run chart: its phases (each judged alone), what weakens the verdict, and one sentence about it.

    ``n`` counts the points used (present and not excluded). Verdict, centre and counts of the chart are those
    of its last phase, the one people are in. ``sides`` holds +1, 0, -1 for every row (0: on the line, missing
    or excluded).
    """

    phases: tuple[Phase, ...]
    n: int
    lag1: float | None
    baseline: int | None
    notes: tuple[Note, ...]
    sides: tuple[int, ...]
    method: str = "Run chart, Anhøj rules (Anhøj & Olesen 2014)"

    @property
    def current(self) -> Phase:
        """The last phase."""
        return self.phases[-1]

    @property
    def verdict(self) -> Verdict:
        """Verdict of the last phase."""
        return self.current.verdict

    @property
    def signal(self) -> bool:
        """Whether the last phase signals."""
        return self.current.signal

    @property
    def too_early(self) -> bool:
        """Whether the last phase has too few useful points."""
        return self.current.too_early

    @property
    def power(self) -> float | None:
        """Chance (0..1) that a chart like the last phase would show a rise of one standard deviation.

        Half-way, or right after the frozen baseline; None while no verdict is given. See ``signal_rate``.
        """
        phase = self.current
        if phase.verdict not in {"signal", "no_signal"}:
            return None
        n = min(phase.n_useful, _POWER_POINTS)
        baseline = self.baseline if phase.frozen else None
        return signal_rate(n, 1.0, baseline if baseline is not None and baseline < n else None)

    def say(self, language: Language = "en", labels: Sequence[str] | None = None) -> str:
        """One or two plain sentences about the last phase; ``labels`` names the rows (dates), if given."""
        phase = self.current
        if phase.verdict == "no_baseline":
            return sentences.no_baseline(language)
        if phase.verdict == "no_points" or phase.centre is None:
            return sentences.no_points(language)
        if phase.run is None or phase.chance is None:
            return sentences.no_variation(language, phase.n_points)
        if phase.verdict == "too_early":
            return sentences.too_early(language, phase.n_useful, MIN_USEFUL)
        if phase.verdict == "no_signal":
            return sentences.no_signal(language, self.power or 0.0)
        weaker = autocorrelation_note(self.lag1) is not None
        if phase.long_run:
            return sentences.long_run(
                language,
                length=phase.run.length,
                side=phase.run.side,
                centre=phase.centre,
                frozen=phase.frozen,
                stretch=sentences.stretch(language, phase.run.first, phase.run.last, labels),
                chance=phase.chance,
                weaker=weaker,
            )
        return sentences.few_crossings(
            language, phase.crossings or 0, phase.crossings_limit or 0, chance=phase.chance, weaker=weaker
        )


def run_chart(
    values: Numbers,
    *,
    centre: float | None = None,
    baseline: int | None = None,
    phases: Sequence[int] = (),
    excluded: Iterable[int] = (),
) -> RunChart:
    """Judge one series, in time order, by the Anhøj rules.

    ``values``: shape (n,), None or NaN where a point is missing. ``centre``: a centre line given beforehand;
    otherwise the median of each phase. ``baseline``: freeze the centre of the first phase on its first rows
    (all its points are still judged). ``phases``: 0-based rows where a new phase starts, judged by its
    own median; never chosen by this function. ``excluded``: 0-based rows shown but left out of everything.

    Points on the centre neither break nor extend a run (exact comparison; Decimals are averaged exactly).
    Raises StatsError with reason ``empty``, ``not_numbers``, ``not_finite``, ``too_extreme``, ``too_large``
    (above 10,000 points) or ``out_of_range`` (rows that do not exist). A series without present points gives
    the verdict ``no_points``.
    Source: Anhøj & Olesen 2014, doi:10.1371/journal.pone.0113825; checked against qicharts2 0.8.1.
    """
    series = as_series(values, allow_missing=True, min_n=0, max_values=MAX_POINTS)
    if not series.size:
        raise StatsError("There are no values.", reason="empty", es="No hay valores.")
    layout = layout_of(len(series), phases=phases, baseline=baseline, excluded=excluded)
    used = np.where(layout.used, series, np.nan)
    if centre is not None:
        centre = float(as_series([centre], name="centre")[0])
    exact = _decimals(values)
    judged: list[Phase] = []
    side_of: IntArray = np.zeros(len(series), dtype=np.int64)
    for index, (first, end) in enumerate(layout.ranges):
        frozen = baseline is not None and index == 0 and centre is None
        until = baseline if frozen and baseline is not None else end
        line = centre if centre is not None else _centre(used, exact, first, until)
        signs = sides(used[np.newaxis, first:end], np.array([line]))
        side_of[first:end] = signs[0]
        judged.append(
            judge_phase(used, signs, first, line, frozen=frozen, known=centre is not None, baseline=baseline)
        )
    lag1 = lag1_autocorrelation(used, layout.levels)
    return RunChart(
        phases=tuple(judged),
        n=int(np.count_nonzero(~np.isnan(used))),
        lag1=lag1,
        baseline=baseline if centre is None else None,
        notes=_notes(judged[-1], lag1, used, baseline if centre is None else None),
        sides=tuple(int(side) for side in side_of),
    )


def _decimals(values: Numbers) -> list[Decimal | None] | None:
    """The values as they came, when all present ones are Decimals (so that a median of two is exact)."""
    if not isinstance(values, Sequence) or not any(isinstance(value, Decimal) for value in values):
        return None
    if all(value is None or isinstance(value, Decimal) for value in values):
        return [value if isinstance(value, Decimal) and value.is_finite() else None for value in values]
    return None


def _centre(used: FloatArray, exact: list[Decimal | None] | None, first: int, end: int) -> float:
    if exact is not None:
        present = [
            v for v, u in zip(exact[first:end], used[first:end], strict=True) if v is not None and u == u
        ]
        return float(median(present)) if present else float("nan")
    return float(medians(used[np.newaxis, first:end])[0])


def _longest(signs: IntArray, first: int) -> Run | None:
    """The longest run of one phase, the latest where several are equally long."""
    useful = np.flatnonzero(signs)
    if not useful.size:
        return None
    side = signs[useful]
    starts = np.flatnonzero(np.concatenate(([True], side[1:] != side[:-1])))
    lengths = np.diff(starts, append=useful.size)
    best = int(len(lengths) - 1 - np.argmax(lengths[::-1]))
    begin, length = int(starts[best]), int(lengths[best])
    return Run(
        first=first + int(useful[begin]),
        last=first + int(useful[begin + length - 1]),
        length=length,
        side="above" if side[begin] > 0 else "below",
    )


def judge_phase(
    used: FloatArray,
    signs: IntArray,
    first: int,
    line: float,
    *,
    frozen: bool,
    known: bool,
    baseline: int | None,
) -> Phase:
    n_rows = signs.shape[1]
    n_points = int(np.count_nonzero(~np.isnan(used[first : first + n_rows])))
    counts = count_runs(signs)
    n_useful = int(counts.n_useful[0])
    last = first + n_rows - 1
    if n_useful == 0:
        no_line = line != line
        return Phase(
            first=first,
            last=last,
            centre=None if no_line else line,
            frozen=frozen,
            n_points=n_points,
            n_useful=0,
            verdict="no_points" if n_points == 0 else "no_baseline" if no_line else "no_variation",
        )
    limits = run_limits(n_useful)
    longest, crossings = int(counts.longest_run[0]), int(counts.crossings[0])
    long_run, few = longest > limits.longest_run, crossings < limits.crossings
    if n_useful < MIN_USEFUL:
        verdict: Verdict = "too_early"
    else:
        verdict = "signal" if long_run or few else "no_signal"
    return Phase(
        first=first,
        last=last,
        centre=line,
        frozen=frozen,
        n_points=n_points,
        n_useful=n_useful,
        longest_run=longest,
        longest_run_limit=limits.longest_run,
        crossings=crossings,
        crossings_limit=limits.crossings,
        long_run=long_run,
        few_crossings=few,
        run=_longest(signs[0], first),
        verdict=verdict,
        chance=_chance(n_useful, known=known, baseline=baseline if frozen else None),
    )


def _chance(n_useful: int, *, known: bool, baseline: int | None) -> float:
    """How often unchanged data signal on such a chart; exact where the centre is a median or given."""
    if baseline is not None and baseline < n_useful:
        return signal_rate(min(n_useful, _POWER_POINTS), 0.0, min(baseline, _POWER_POINTS))
    return false_alarm_rate(min(n_useful, _POWER_POINTS), known_centre=known)


def _notes(phase: Phase, lag1: float | None, used: FloatArray, baseline: int | None) -> tuple[Note, ...]:
    notes: list[Note] = []
    related = autocorrelation_note(lag1)
    if related is not None:
        notes.append(related)
    if baseline is not None:
        behind = int(np.count_nonzero(~np.isnan(used[:baseline])))
        if behind < MIN_BASELINE:
            notes.append(sentences.short_baseline(behind, MIN_BASELINE))
    if phase.n_points >= MIN_USEFUL and phase.n_useful * 2 <= phase.n_points:
        notes.append(sentences.many_on_line(phase.n_points - phase.n_useful, phase.n_points))
    return tuple(notes)
