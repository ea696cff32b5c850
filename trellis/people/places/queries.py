"""Reads the tree of organizations and its calendars. Calendar functions take and return plain dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from trellis.kit.one_read import once
from trellis.people.places.models import (
    BellPeriod,
    CalendarMark,
    Holiday,
    Organization,
    PublicPage,
    SchoolYear,
    Term,
)
from trellis.people.places.words import OrganizationKind, TermKind


def ids_on_path(organization: Organization) -> list[int]:
    """Return the ids from the root down to the organization itself."""
    return [int(part) for part in organization.path.split("/") if part]


def ancestors_of(organization: Organization) -> QuerySet[Organization]:
    """Return what the organization lies in, from the root down, without itself."""
    return Organization.objects.filter(pk__in=ids_on_path(organization)[:-1]).order_by("path")


def below(organization: Organization) -> QuerySet[Organization]:
    """Return the organization and everything under it."""
    return Organization.objects.filter(path__startswith=organization.path)


def open_now(on: date | None = None) -> Q:
    """Return the filter for organizations that are open on a day."""
    day = on or timezone.localdate()
    return (Q(opened_on=None) | Q(opened_on__lte=day)) & (Q(closed_on=None) | Q(closed_on__gte=day))


def district_of(organization: Organization) -> Organization:
    """Return the district the organization is or lies in; the root where there is no district."""
    line = [*ancestors_of(organization), organization]
    for place in line:
        if place.kind == OrganizationKind.DISTRICT:
            return place
    return line[0]


def owner_of_students(organization: Organization) -> Organization | None:
    """Return the district whose students people of this place work with, or the school that has no district.

    Networks and states have no students of their own.
    """
    line = {place.kind: place for place in [*ancestors_of(organization), organization]}
    return line.get(OrganizationKind.DISTRICT) or line.get(OrganizationKind.SCHOOL)


def root_organizations() -> QuerySet[Organization]:
    """Return the tops of the trees of this installation."""
    return Organization.objects.filter(parent=None)


def public_page(slug: str) -> PublicPage | None:
    """Return the published public page with this name, or nothing."""
    return (
        PublicPage.objects.select_related("organization")
        .filter(slug=slug, published_at__isnull=False)
        .first()
    )


def first_public_page() -> PublicPage | None:
    """Return the published page of the highest organization, for visitors of the bare address."""
    return (
        PublicPage.objects.select_related("organization")
        .filter(published_at__isnull=False)
        .order_by("organization__path")
        .first()
    )


def school_year_of(organization: Organization, on: date | None = None) -> SchoolYear | None:
    """Return the school year that holds on a day: the organization's own, else the nearest above it."""
    day = on or timezone.localdate()
    years = {
        year.organization_id: year
        for year in SchoolYear.objects.filter(
            organization_id__in=ids_on_path(organization), starts_on__lte=day, ends_on__gte=day
        ).order_by("starts_on")
    }
    for place_id in reversed(ids_on_path(organization)):
        if place_id in years:
            return years[place_id]
    return None


@dataclass(frozen=True)
class Calendar:
    """An organization's own years with their terms, days without school and bell schedule."""

    years: tuple[SchoolYear, ...]
    holidays: tuple[Holiday, ...]
    marks: tuple[CalendarMark, ...]
    bells: tuple[BellPeriod, ...]


def calendar_of(organization: Organization) -> Calendar:
    """Return what the organization itself has written down; what it inherits stands above it."""
    return Calendar(
        years=tuple(organization.school_years.prefetch_related("terms").order_by("-starts_on")),
        holidays=tuple(organization.holidays.order_by("starts_on", "id")),
        marks=tuple(organization.calendar_marks.all()),
        bells=tuple(organization.bell_periods.all()),
    )


def term_starts(organization: Organization, start: date, end: date) -> list[date]:
    """Return the days on which terms begin between two days; a year without any begins one."""
    days: set[date] = set()
    for year, terms in _terms_by_year(organization, start, end):
        days |= {term.starts_on for term in terms} or {year.starts_on}
    return sorted(day for day in days if start <= day <= end)


def terms_between(organization: Organization, start: date, end: date) -> list[Term]:
    """Return the terms that begin or end between two days, inclusive."""
    terms = [term for _year, own in _terms_by_year(organization, start, end) for term in own]
    found = [term for term in terms if start <= term.starts_on <= end or start <= term.ends_on <= end]
    return sorted(found, key=lambda term: term.starts_on)


def _terms_by_year(organization: Organization, start: date, end: date) -> list[tuple[SchoolYear, list[Term]]]:
    """Return the years that touch two days with their terms, as the place or the nearest above it has them.

    Semesters and terms count; where a year has only grading periods, these do.
    """
    years = SchoolYear.objects.filter(
        organization_id__in=ids_on_path(organization), starts_on__lte=end, ends_on__gte=start
    ).prefetch_related("terms")
    path = ids_on_path(organization)
    nearest = max((path.index(year.organization_id) for year in years), default=-1)
    own = [year for year in years if path.index(year.organization_id) == nearest]
    found = []
    for year in own:
        terms = list(year.terms.all())
        found.append((year, [term for term in terms if term.kind != TermKind.GRADING_PERIOD] or terms))
    return found


def holidays_between(organization: Organization, start: date, end: date) -> list[Holiday]:
    """Return the holidays of the organization and of what it lies in that touch the days, inclusive."""
    return [row for row in _holidays_of(organization) if row.starts_on <= end and row.ends_on >= start]


def _holidays_of(organization: Organization) -> tuple[Holiday, ...]:
    """Return all holidays that hold at an organization; a page asks for many stretches of days."""
    rows = Holiday.objects.filter(organization_id__in=ids_on_path(organization)).order_by("starts_on", "id")
    return once(("holidays", organization.path), lambda: tuple(rows))


def marks_between(organization: Organization, start: date, end: date) -> list[CalendarMark]:
    """Return assessment windows and initiatives that touch the days, of the organization and what it lies in.

    A window whose results come in between the days counts too.
    """
    touches = Q(starts_on__lte=end, ends_on__gte=start) | Q(results_on__gte=start, results_on__lte=end)
    return list(CalendarMark.objects.filter(touches, organization_id__in=ids_on_path(organization)))


def bell_schedule_of(organization: Organization) -> list[BellPeriod]:
    """Return the bell schedule that holds at an organization: its own, else the nearest above it."""
    line = ids_on_path(organization)
    rows = list(BellPeriod.objects.filter(organization_id__in=line))
    for place_id in reversed(line):
        own = [row for row in rows if row.organization_id == place_id]
        if own:
            return own
    return []


def _days(start: date, end: date) -> Iterable[date]:
    for offset in range((end - start).days + 1):
        yield start + timedelta(days=offset)


def closed_days(organization: Organization, start: date, end: date) -> set[date]:
    """Return the weekdays without school between two days, inclusive."""
    closed: set[date] = set()
    for holiday in holidays_between(organization, start, end):
        closed.update(_days(max(holiday.starts_on, start), min(holiday.ends_on, end)))
    return {day for day in closed if day.weekday() < 5}


def school_days(organization: Organization, start: date, end: date) -> list[date]:
    """Return the weekdays with school between two days, inclusive; empty when they are in the wrong order."""
    if end < start:
        return []
    closed = closed_days(organization, start, end)
    return [day for day in _days(start, end) if day.weekday() < 5 and day not in closed]


def school_weeks(organization: Organization, start: date, end: date) -> list[date]:
    """Return the Mondays of the weeks between two days that have at least two school days.

    A week of which a holiday leaves one day or none does not count as a week of work (S4-34).
    """
    per_week: dict[date, int] = {}
    for day in school_days(organization, start, end):
        monday = day - timedelta(days=day.weekday())
        per_week[monday] = per_week.get(monday, 0) + 1
    first_monday = start - timedelta(days=start.weekday())
    # the first and last week may be cut by the two days themselves: one school day is enough there
    last_monday = end - timedelta(days=end.weekday())
    return [
        monday
        for monday, days in sorted(per_week.items())
        if days >= 2 or monday in (first_monday, last_monday)
    ]


def add_school_weeks(organization: Organization, start: date, weeks: int) -> date:
    """Return the last school day of the n-th school week counted from the week of ``start``.

    Weeks of which holidays leave less than two school days are skipped, at most 60 weeks ahead.

    Raises:
        ValueError: for less than one week.
    """
    if weeks < 1:
        raise ValueError("A stretch of work has at least one week.")
    horizon = start + timedelta(weeks=weeks + 60)
    days = [day for day in school_days(organization, start, horizon)]
    by_week: dict[date, list[date]] = {}
    for day in days:
        by_week.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    first_monday = start - timedelta(days=start.weekday())
    counted = [
        in_week for monday, in_week in sorted(by_week.items()) if len(in_week) >= 2 or monday == first_monday
    ]
    if len(counted) < weeks:
        return start + timedelta(weeks=weeks) - timedelta(days=1)
    return counted[weeks - 1][-1]
