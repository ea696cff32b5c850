"""The demo's district, areas, schools and departments, and their calendar."""

from datetime import date, time, timedelta

from trellis.cli.demo.world import YEAR_WEEKS, World
from trellis.people.places.operations import (
    add_bell_period,
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
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
#: Key of the place, name of the period, when it begins and ends, on which weekdays (none: on all five).
#: The elementary schools go by the district's; Rivera has its own, with A days and B days.
BELLS: tuple[tuple[str, str, time, time, tuple[int, ...]], ...] = (
    ("district", "1", time(8, 15), time(9, 15), ()),
    ("district", "2", time(9, 20), time(10, 20), ()),
    ("district", "3", time(10, 40), time(11, 40), ()),
    ("district", "4", time(12, 25), time(13, 25), ()),
    ("district", "5", time(13, 30), time(14, 15), ()),
    ("district", "6", time(14, 20), time(15, 0), ()),
    *(
        ("rivera", f"{day}{number}", begins, ends, weekdays)
        for day, weekdays in (("A", (MONDAY, WEDNESDAY)), ("B", (TUESDAY, THURSDAY, FRIDAY)))
        for number, (begins, ends) in enumerate(
            (
                (time(8, 30), time(9, 40)),
                (time(9, 45), time(10, 55)),
                (time(11, 0), time(12, 10)),
                (time(12, 55), time(14, 5)),
                (time(14, 10), time(15, 20)),
            ),
            1,
        )
    ),
)
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
    ring_bells(world)


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


def ring_bells(world: World) -> None:
    """Write down when periods begin and end, under the names that the roster's classes use (S4-39)."""
    for place, name, begins, ends, weekdays in BELLS:
        add_bell_period(
            by=None,
            organization=world.places[place],
            name=name,
            begins=begins,
            ends=ends,
            weekdays=weekdays,
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
