"""From a judged run chart (`trellis.stats.spc`) to its picture: medians, rings, bracket, sentence and notes.

Nothing is judged here; every word follows from the verdict.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import get_language, gettext, ngettext

from trellis.stats.results import Language
from trellis.stats.spc import Phase, RunChart
from trellis.web.charts.pictures import Median, RunPicture, Signal
from trellis.web.charts.run import day_words


def judged(picture: RunPicture, chart: RunChart, *, verdict: str = "") -> RunPicture:
    """Return the picture with everything the verdict adds.

    ``picture``: points (one for every judged row, in the same order), goal, starts, prediction, notes.
    ``verdict``: a short bold sentence behind the one of the statistics, if the page has one.

    Raises:
        ValueError: if picture and chart do not have the same number of points.
    """
    if len(picture.points) != len(chart.sides):
        raise ValueError("A picture has exactly the points that were judged.")
    language: Language = "es" if (get_language() or "en").startswith("es") else "en"
    rows = _signal_rows(chart.current)
    return replace(
        picture,
        points=[replace(point, signal=index in rows) for index, point in enumerate(picture.points)],
        medians=_medians(picture, chart),
        signals=_signals(picture, chart.current, rows),
        sentence=chart.say(language, labels=[day_words(point.on) for point in picture.points]),
        verdict=verdict,
        notes=[*picture.notes, *(note.say(language) for note in chart.notes)],
    )


def value_words(value: float, unit: str) -> str:
    """Write a value as the chart does: at most one decimal, the unit behind it."""
    number = f"{value:.1f}".removesuffix(".0")
    return f"{number}\u00a0{unit}" if unit else number


def _signal_rows(phase: Phase) -> frozenset[int]:
    """Rows to ring: the long run, or the whole phase when the line was crossed too seldom."""
    if not phase.signal:
        return frozenset()
    if phase.long_run and phase.run is not None:
        return frozenset(range(phase.run.first, phase.run.last + 1))
    return frozenset(range(phase.first, phase.last + 1))


def _medians(picture: RunPicture, chart: RunChart) -> list[Median]:
    """One line a phase; a frozen one is solid over its baseline and dotted where it is carried on."""
    drawn = []
    for phase in chart.phases:
        if phase.centre is None:
            continue
        last = picture.points[phase.last].on
        settled, words = last, gettext("Median %(value)s")
        if phase.frozen and chart.baseline is not None:
            settled = picture.points[min(phase.first + chart.baseline - 1, phase.last)].on
            words = gettext("Earlier median %(value)s")
        ends = picture.ends_on if picture.ends_on and phase is chart.current else last
        drawn.append(
            Median(
                phase.centre,
                words % {"value": value_words(phase.centre, picture.unit)},
                picture.points[phase.first].on,
                settled,
                max(ends, last),
            )
        )
    return drawn


def _signals(picture: RunPicture, phase: Phase, rows: Sequence[int] | frozenset[int]) -> list[Signal]:
    if not rows:
        return []
    first, last = picture.points[min(rows)].on, picture.points[max(rows)].on
    if phase.long_run and phase.run is not None:
        side = gettext("above the median") if phase.run.side == "above" else gettext("below the median")
        words = gettext("%(count)d in a row %(side)s") % {"count": phase.run.length, "side": side}
    else:
        crossings = phase.crossings or 0
        words = ngettext(
            "crosses the median only %(count)d time", "crosses the median only %(count)d times", crossings
        ) % {"count": crossings}
    return [Signal(first, last, words)]
