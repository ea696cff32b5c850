"""The run chart of a measure, and its small line in a list."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trellis.evidence.measures.words import Unit
from trellis.stats.spc import run_chart
from trellis.web.charts.judged import judged
from trellis.web.charts.pictures import Point, RunPicture, Spark, Start
from trellis.web.charts.run import day_words
from trellis.web.cycles.picture import detail_of, source_notes, value_words

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.measures.models import DataPoint, Measure


def measure_picture(
    measure: "Measure", points: Sequence["DataPoint"], starts: Sequence[tuple[date, str]]
) -> RunPicture | None:
    """Return the run chart of all points with the starts of strategies; nothing without points."""
    if not points:
        return None
    unit = measure.unit
    picture = RunPicture(
        key="measure",
        title=measure.name,
        short_title=measure.short_name or measure.name,
        points=[
            Point(
                on=point.on,
                value=float(point.value),
                words=value_words(float(point.value), unit),
                detail=detail_of(point),
                cells=(detail_of(point), point.note),
                partial=point.partial,
            )
            for point in points
        ],
        columns=(_("Day"), _("Value"), _("Students"), _("Note")),
        sentence="",
        starts=[
            Start(
                day,
                _("%(strategy)s, %(day)s") % {"strategy": name, "day": day_words(day)},
                _("Start %(day)s") % {"day": day_words(day)},
            )
            for day, name in starts
        ],
        unit="%" if unit == Unit.PERCENT else "",
        low=0,
        high=100 if unit == Unit.PERCENT else None,
        notes=source_notes(points, measure.source),
    )
    return judged(picture, run_chart([float(point.value) for point in points]))


def measure_spark(measure: "Measure", points: Sequence["DataPoint"]) -> Spark | None:
    """Return the small line of a measure with its last value in words; nothing without points."""
    if not points:
        return None
    last = points[-1]
    return Spark(
        values=[float(point.value) for point in points],
        words=_("%(value)s, %(day)s")
        % {"value": value_words(float(last.value), measure.unit), "day": day_words(last.on)},
        label=_("Last value"),
        partial=last.partial,
    )
