"""Lines of the school calendar on the road map: where terms, windows and initiatives begin and end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from trellis.people.places.models import CalendarMark, Organization
from trellis.people.places.queries import marks_between, school_days, terms_between
from trellis.people.places.words import MarkKind
from trellis.practice.meetings.rules.calendar_lines import Span, suggest_day
from trellis.practice.meetings.rules.road_map import SlotFact, StageFact

BEGINS, ENDS = -1, 1


@dataclass(frozen=True)
class CalendarLine:
    """One line: the day, what begins or ends, and whether it stands before or after meetings of the day."""

    on: date
    text: str
    side: int = BEGINS


@dataclass(frozen=True)
class MapCalendar:
    """What the calendar of a place says between two days."""

    lines: Sequence[CalendarLine]
    spans: Sequence[Span]
    days: Sequence[date]
    last_days: frozenset[date]

    def day_for(self, stage: StageFact, slots: Sequence[SlotFact], today: date) -> date | None:
        """Return a day for a meeting of a step, on the weekday on which the team meets if there is one."""
        usual = Counter(slot.on.weekday() for slot in slots).most_common(1)
        return suggest_day(
            stage,
            self.days,
            self.spans,
            weekday=usual[0][0] if usual else None,
            last_days=self.last_days,
            today=today,
        )


def map_calendar_of(place: Organization, first: date, last: date) -> MapCalendar:
    """Return lines, windows and days with school of a place between two days, inclusive."""
    marks, terms = marks_between(place, first, last), terms_between(place, first, last)
    lines = [line for mark in marks for line in _lines_of(mark)]
    for term in terms:
        lines.append(CalendarLine(term.starts_on, _("%(term)s begins") % {"term": term.name}))
        lines.append(CalendarLine(term.ends_on, _("%(term)s ends") % {"term": term.name}, ENDS))
    return MapCalendar(
        lines=sorted(
            (line for line in lines if first <= line.on <= last), key=lambda line: (line.on, line.side)
        ),
        spans=[
            Span(mark.name, mark.starts_on, mark.ends_on, mark.results_on)
            for mark in marks
            if mark.kind == MarkKind.ASSESSMENT
        ],
        days=school_days(place, first, last),
        last_days=frozenset(term.ends_on for term in terms),
    )


def _lines_of(mark: CalendarMark) -> list[CalendarLine]:
    name = {"name": mark.name}
    if mark.kind == MarkKind.INITIATIVE:
        return [
            CalendarLine(mark.starts_on, _("Initiative begins: %(name)s") % name),
            CalendarLine(mark.ends_on, _("Initiative ends: %(name)s") % name, ENDS),
        ]
    if mark.starts_on == mark.ends_on:
        lines = [CalendarLine(mark.starts_on, _("Assessment: %(name)s") % name)]
    else:
        lines = [
            CalendarLine(mark.starts_on, _("Assessment window opens: %(name)s") % name),
            CalendarLine(mark.ends_on, _("Assessment window closes: %(name)s") % name, ENDS),
        ]
    if mark.results_on:
        lines.append(CalendarLine(mark.results_on, _("Results can be read: %(name)s") % name))
    return lines
