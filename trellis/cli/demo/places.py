"""The demo's district, areas, schools and departments, and their calendar."""

from datetime import date, timedelta

from trellis.cli.demo.world import YEAR_WEEKS, World
from trellis.people.places.operations import (
    add_calendar_mark,
    add_holiday,
    add_term,
    found_organization,
    open_school_year,
)
from trellis.people.places.words import MarkKind, OrganizationKind, TermKind

DISTRICT = "Riverbend Unified School District"
#: key, kind, name, key of the parent, local code
PLACES = (
    ("north", OrganizationKind.AREA, "North Area", "district", "N"),
    ("south", OrganizationKind.AREA, "South Area", "district", "S"),
    ("lincoln", OrganizationKind.SCHOOL, "Lincoln Elementary", "north", "101"),
    ("washington", OrganizationKind.SCHOOL, "Washington Elementary", "south", "102"),
    ("rivera", OrganizationKind.SCHOOL, "Rivera Middle School", "south", "201"),
    ("teaching", OrganizationKind.DEPARTMENT, "Teaching and Learning", "district", "TL"),
    ("students", OrganizationKind.DEPARTMENT, "Student Services", "district", "SS"),
    ("families", OrganizationKind.DEPARTMENT, "Family and Community Partnerships", "district", "FC"),
)
MONDAY, THURSDAY = 0, 3
#: kind, name, week of the year it begins in, how many weeks it takes
MARKS = (
    (MarkKind.ASSESSMENT, "Fall screening", 3, 2),
    (MarkKind.INITIATIVE, "Math talk in every classroom", 6, 12),
    (MarkKind.ASSESSMENT, "Winter screening", 18, 2),
    (MarkKind.ASSESSMENT, "Spring screening", 34, 2),
)


def make(world: World) -> None:
    """Found the tree and open the school year that holds today."""
    world.places["district"] = found_organization(
        by=None, kind=OrganizationKind.DISTRICT, name=DISTRICT, local_code="RUSD"
    )
    for key, kind, name, parent, code in PLACES:
        world.places[key] = found_organization(
            by=None, kind=kind, name=name, parent=world.places[parent], local_code=code
        )
    make_calendar(world)


def make_calendar(world: World) -> None:
    """Open the school year with two semesters, four grading periods and the usual holidays."""
    start, end = world.year_starts_on, world.year_ends_on
    name = f"{start.year}–{end.year % 100:02d}" if end.year > start.year else str(start.year)
    year = open_school_year(by=None, organization=world.district, name=name, starts_on=start, ends_on=end)
    world.years.append(year)
    for kind, count in ((TermKind.SEMESTER, 2), (TermKind.GRADING_PERIOD, 4)):
        weeks = YEAR_WEEKS // count
        for number in range(count):
            first = start + timedelta(weeks=weeks * number)
            add_term(
                by=None,
                year=year,
                kind=kind,
                name=f"{kind.label} {number + 1}",
                starts_on=first,
                ends_on=first + timedelta(weeks=weeks, days=-3),
            )
    for name, first, last in holidays_between(start, end):
        add_holiday(by=None, organization=world.district, name=name, starts_on=first, ends_on=last)
    mark_calendar(world)


def mark_calendar(world: World) -> None:
    """Write the district's windows and its initiative on the calendar."""
    for kind, name, week, weeks in MARKS:
        first = world.year_starts_on + timedelta(weeks=week)
        last = first + timedelta(weeks=weeks, days=-3)
        add_calendar_mark(
            by=None,
            organization=world.district,
            kind=kind,
            name=name,
            starts_on=first,
            ends_on=last,
            results_on=last + timedelta(weeks=1),
        )


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """Return the n-th given weekday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=n - 1)


def holidays_between(start: date, end: date) -> list[tuple[str, date, date]]:
    """Return the days without school wholly between two days: name, first and last day of each, in order."""
    found: list[tuple[str, date, date]] = []
    for year in range(start.year, end.year + 1):
        labor = nth_weekday(year, 9, MONDAY, 1)
        thanksgiving = nth_weekday(year, 11, THURSDAY, 4)
        king = nth_weekday(year, 1, MONDAY, 3)
        presidents = nth_weekday(year, 2, MONDAY, 3)
        spring = nth_weekday(year, 4, MONDAY, 1)
        found += [
            ("Martin Luther King Jr. Day", king, king),
            ("Presidents' Day", presidents, presidents),
            ("Spring break", spring, spring + timedelta(days=4)),
            ("Juneteenth", date(year, 6, 19), date(year, 6, 19)),
            ("Labor Day", labor, labor),
            ("Thanksgiving", thanksgiving, thanksgiving + timedelta(days=1)),
            ("Winter break", date(year, 12, 21), date(year + 1, 1, 1)),
        ]
    return sorted((day for day in found if start <= day[1] and day[2] <= end), key=lambda day: day[1])
