"""What the weeks say: the run chart of a cycle, judged only when the strategy was used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import DataPoint, Measure
from trellis.kit.one_read import once
from trellis.people.places.models import Organization
from trellis.people.places.queries import ids_on_path, school_weeks
from trellis.practice.cycles.models import Cycle, StrategyInUse, UseFirst
from trellis.practice.cycles.queries.facts import Work
from trellis.practice.cycles.rules.use import (
    USE_FIRST_PERCENT,
    UseSummary,
    WeekOfUse,
    use_summary,
    weeks_of_use,
)
from trellis.practice.cycles.words import StudentsDid, Used
from trellis.stats.spc import RunChart, run_chart

#: Fewer points than this before the start are no baseline: the median of all points stands instead.
FEWEST_BEFORE = 4


@dataclass(frozen=True)
class ChartReading:
    """A run chart with its sentence. ``held_back`` says why no verdict is given, else it is empty."""

    points: Sequence[DataPoint]
    chart: RunChart
    baseline: int | None
    median: float | None
    verdict: str
    sentence: str
    held_back: str
    run: tuple[date, date, str] | None


def use_first_percent(place: Organization) -> int:
    """Return from which use on strategies are judged here: the nearest setting upward, else 60."""
    rows = UseFirst.objects.filter(organization_id__in=ids_on_path(place))
    found = once(("use first", place.path), lambda: dict(rows.values_list("organization_id", "percent")))
    return next((found[pk] for pk in reversed(ids_on_path(place)) if pk in found), USE_FIRST_PERCENT)


def starts_on_measure(measure: Measure) -> list[tuple[date, str]]:
    """Return when a strategy was first used in the cycles that watch a measure, with its name, in order."""
    rows = StrategyInUse.objects.filter(cycle__measure=measure).order_by("starts_on", "id")
    return [(row.starts_on, row.name) for row in rows if row.starts_on is not None]


def use_weeks(cycle: Cycle, use_starts_on: date | None, today: date | None = None) -> list[date]:
    """Return the Mondays of the school weeks from first use to the week before this one, or to the end."""
    if use_starts_on is None:
        return []
    day = today or timezone.localdate()
    last_sunday = day - timedelta(days=day.weekday() + 1)
    end = min(last_sunday, cycle.ends_on)
    if end < use_starts_on:
        return []
    return school_weeks(cycle.community.organization, use_starts_on, end)


def use_of(work: Work, today: date | None = None) -> UseSummary:
    """Return how far the strategy was used, over the members of now and the finished weeks."""
    return use_summary(
        members={person.pk for person in work.members},
        weeks=use_weeks(work.cycle, work.use_starts_on, today),
        used={(entry.person_id, entry.week): Used(entry.used) for entry in work.use_records},
    )


def practice_of(work: Work, today: date | None = None) -> list[WeekOfUse]:
    """Return the use of the strategy week by week, from first use on, with what students did (S0-35)."""
    return weeks_of_use(
        members={person.pk for person in work.members},
        weeks=use_weeks(work.cycle, work.use_starts_on, today),
        used={
            (entry.person_id, entry.week): (
                Used(entry.used),
                StudentsDid(entry.students_did) if entry.students_did else None,
            )
            for entry in work.use_records
        },
    )


def read_chart(work: Work, use: UseSummary, percent: int) -> ChartReading | None:
    """Read the chart of a cycle, or nothing while there are no points.

    The verdict is held back while less than ``percent`` of the planned use is recorded (use first).
    """
    points = work.points
    if not points:
        return None
    start = work.use_starts_on
    before = sum(1 for point in points if start and point.on < start)
    baseline = before if FEWEST_BEFORE <= before < len(points) else None
    chart = run_chart([point.value for point in points], baseline=baseline)
    median = chart.current.centre
    language: Literal["en", "es"] = "es" if (get_language() or "en").startswith("es") else "en"
    labels = [date_format(point.on, pgettext("short day", "M j")) for point in points]
    after = len(points) - before
    held_back = _held_back(use, percent) if start and after > 0 else ""
    if held_back:
        return ChartReading(points, chart, baseline, median, _("No verdict yet."), held_back, held_back, None)
    verdict = _("A signal.") if chart.signal else _("Too early to tell.")
    if not chart.signal and not chart.too_early:
        verdict = _("Not a signal so far.")
    run = _run(chart, points) if chart.signal else None
    return ChartReading(points, chart, baseline, median, verdict, chart.say(language, labels), "", run)


def _held_back(use: UseSummary, percent: int) -> str:
    if use.share is None or use.enough(percent):
        return ""
    return _(
        "The strategy is recorded as used for %(share)d %% of what you planned. Below %(limit)d %% the chart "
        "says nothing about the strategy: first use it, or find out what stands in the way."
    ) % {"share": int(use.share * 100), "limit": percent}


def _run(chart: RunChart, points: Sequence[DataPoint]) -> tuple[date, date, str] | None:
    run = chart.current.run
    if run is None or not chart.current.long_run:
        return None
    words = (
        _("%(n)d in a row above the median") if run.side == "above" else _("%(n)d in a row below the median")
    )
    return points[run.first].on, points[run.last].on, words % {"n": run.length}
