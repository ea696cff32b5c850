"""Turns the reading of a chart into the picture the page draws."""

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from trellis.evidence.measures.words import Unit
from trellis.practice.cycles.queries.chart import ChartReading
from trellis.practice.cycles.queries.facts import Work
from trellis.practice.goals.queries import number_words
from trellis.web.charts.pictures import Goal, Median, Point, Prediction, RunPicture, Signal, Start
from trellis.web.charts.run import day_words

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.measures.models import DataPoint


def value_words(value: float, unit: str) -> str:
    """Write a value: “55 %”, “3.5”."""
    # half goes up, as people round; a share in whole percent is never cut off
    rounded = math.floor(value + 0.5) if unit == Unit.PERCENT else round(value, 1)
    number = number_format(int(rounded) if rounded == int(rounded) else rounded)
    return f"{number} %" if unit == Unit.PERCENT else number


def detail_of(point: "DataPoint") -> str:
    """Say what stands behind a value: so many of so many, and whether classes are still to come."""
    pieces = []
    if point.part is not None and point.whole is not None:
        pieces.append(_("%(part)d of %(whole)d") % {"part": point.part, "whole": point.whole})
    if point.partial and point.classes_in is not None:
        pieces.append(_("%(n)d of %(all)d classes") % {"n": point.classes_in, "all": point.measure.classes})
    return ", ".join(pieces)


def _point(point: "DataPoint", unit: str, start: date | None, rings: tuple[date, date] | None) -> Point:
    of = _("%(part)d of %(whole)d") % {"part": point.part, "whole": point.whole} if point.whole else ""
    phase = _("Strategy in use") if start and point.on >= start else _("Before")
    return Point(
        on=point.on,
        value=float(point.value),
        words=value_words(float(point.value), unit),
        detail=detail_of(point),
        cells=(of, phase, point.note),
        partial=point.partial,
        signal=bool(rings and rings[0] <= point.on <= rings[1]),
    )


def _prediction(work: Work) -> Prediction | None:
    experiment = work.experiment
    if experiment is None or experiment.locked_at is None:
        return None
    return Prediction(
        on=experiment.by_on, low=float(experiment.low), high=float(experiment.high), words=_("Predicted")
    )


def starts_of(work: Work) -> list[Start]:
    """Mark the day of first use, and every day from which something was done differently (S3-37)."""
    if work.use_starts_on is None:
        return []
    day = day_words(work.use_starts_on)
    first = Start(
        work.use_starts_on, _("Strategy starts, %(day)s") % {"day": day}, _("Start %(day)s") % {"day": day}
    )
    days = sorted({row.adjusted_on for row in work.adjustments if row.adjusted_on > work.use_starts_on})
    changed = [
        Start(
            on,
            _("Adjusted, %(day)s") % {"day": day_words(on)},
            _("Adjusted %(day)s") % {"day": day_words(on)},
        )
        for on in days
    ]
    return [first, *changed]


def source_notes(points: Sequence["DataPoint"], source: str) -> list[str]:
    """Say what stands below the chart: how many students, and where the values come from."""
    totals = [point.whole for point in points if point.whole]
    notes = []
    if totals:
        least, most = min(totals), max(totals)
        many = _("n = %(least)d to %(most)d students") if least < most else _("n = %(most)d students")
        notes.append(many % {"least": least, "most": most})
    if source:
        notes.append(_("Source: %(source)s") % {"source": source})
    return notes


def run_picture(work: Work, reading: ChartReading) -> RunPicture:
    """Return the run chart of a cycle; its measure is known, or there would be no reading."""
    measure = work.points[0].measure
    unit, start, goal = measure.unit, work.use_starts_on, work.cycle.student_goal
    rings = (reading.run[0], reading.run[1]) if reading.run else None
    points = [_point(point, unit, start, rings) for point in reading.points]
    last, end = reading.points[-1].on, max(work.cycle.ends_on, reading.points[-1].on)
    medians = []
    if reading.median is not None:
        settled = reading.points[reading.baseline - 1].on if reading.baseline else last
        label = _("Earlier median %(value)s") if reading.baseline else _("Median %(value)s")
        words = label % {"value": value_words(reading.median, unit)}
        medians.append(Median(reading.median, words, reading.points[0].on, settled, end))
    on_chart = goal is not None and goal.measure_id == measure.pk
    return RunPicture(
        key="weekly",
        title=measure.name,
        short_title=measure.short_name or measure.name,
        points=points,
        columns=(_("Day"), _("Value"), _("Students"), _("Phase"), _("Note")),
        sentence=reading.sentence,
        verdict=reading.verdict,
        medians=medians,
        goal=Goal(
            float(goal.target),
            _("Goal %(value)s") % {"value": number_words(goal.target, goal.unit)},
            _("by %(day)s") % {"day": day_words(goal.due_on)},
            start,
        )
        if goal and on_chart
        else None,
        starts=starts_of(work),
        prediction=_prediction(work),
        signals=[Signal(*reading.run)] if reading.run else [],
        unit="%" if unit == Unit.PERCENT else "",
        low=0,
        high=100 if unit == Unit.PERCENT else None,
        ends_on=end,
        notes=source_notes(reading.points, measure.source),
    )
