"""The calendar of an organization, written by those who set it up."""

from collections.abc import Collection
from datetime import date, time

from django.utils.translation import gettext as _

from trellis.kit.errors import Invalid, NotFound, Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.places import operations
from trellis.people.places.models import BellPeriod, CalendarMark, Holiday, Organization, SchoolYear, Term
from trellis.people.places.words import MarkKind, TermKind


def _check_may(by: Person, organization: Organization) -> None:
    if not may(Action.UPDATE, ObjectKind.SETTING, relations_to_place(by, organization)):
        raise Refused(_("Only administrators and district leaders change the calendar."))


def plan_school_year(
    *, by: Person, organization: Organization, name: str, starts_on: date, ends_on: date
) -> SchoolYear:
    """Add a school year.

    Raises:
        Refused: for everybody whom the policy does not let change settings.
        Invalid: when it ends before it starts or overlaps another.
    """
    _check_may(by, organization)
    return operations.open_school_year(
        by=by, organization=organization, name=name, starts_on=starts_on, ends_on=ends_on
    )


def plan_term(
    *,
    by: Person,
    organization: Organization,
    year: str,
    kind: TermKind,
    name: str,
    starts_on: date,
    ends_on: date,
) -> Term:
    """Add a term to one of the organization's own school years (by public id).

    Raises:
        Refused: for everybody whom the policy does not let change settings.
        Invalid: when the year is another's, or the term does not lie inside it.
    """
    _check_may(by, organization)
    school_year = organization.school_years.filter(public_id=year).first()
    if school_year is None:
        raise Invalid(_("Choose a school year of this organization."), {"year": _("Choose a school year.")})
    return operations.add_term(
        by=by, year=school_year, kind=kind, name=name, starts_on=starts_on, ends_on=ends_on
    )


def plan_holiday(
    *, by: Person, organization: Organization, name: str, starts_on: date, ends_on: date
) -> Holiday:
    """Add days without school for the organization and everything below it.

    Raises:
        Refused: for everybody whom the policy does not let change settings.
        Invalid: when they end before they start.
    """
    _check_may(by, organization)
    return operations.add_holiday(
        by=by, organization=organization, name=name, starts_on=starts_on, ends_on=ends_on
    )


def plan_calendar_mark(
    *,
    by: Person,
    organization: Organization,
    kind: MarkKind,
    name: str,
    starts_on: date,
    ends_on: date,
    results_on: date | None = None,
) -> CalendarMark:
    """Write an assessment window or an initiative on the calendar, for everything below too.

    Raises:
        Refused: for everybody whom the policy does not let change settings.
        Invalid: when it ends before it starts, or its results are there before it.
    """
    _check_may(by, organization)
    return operations.add_calendar_mark(
        by=by,
        organization=organization,
        kind=kind,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        results_on=results_on,
    )


def drop_calendar_mark(*, by: Person, organization: Organization, mark: str) -> None:
    """Take an assessment window or an initiative (by public id) off the organization's own calendar.

    Raises:
        Refused: for everybody whom the policy does not let change settings.
        NotFound: when it has no such line.
    """
    _check_may(by, organization)
    row = organization.calendar_marks.filter(public_id=mark).first()
    if row is None:
        raise NotFound(_("There is no such line on this calendar."))
    operations.remove_calendar_mark(by=by, mark=row)


def plan_bell_period(
    *,
    by: Person,
    organization: Organization,
    name: str,
    begins: time,
    ends: time,
    weekdays: Collection[int] = (),
) -> BellPeriod:
    """Add a period to the bell schedule of the organization.

    Raises:
        Refused: for everybody whom the policy does not let change settings.
        Invalid: when it ends before it begins.
    """
    _check_may(by, organization)
    return operations.add_bell_period(
        by=by, organization=organization, name=name, begins=begins, ends=ends, weekdays=weekdays
    )


def drop_bell_period(*, by: Person, organization: Organization, period: str) -> None:
    """Take a period (by public id) off the organization's own bell schedule.

    Raises:
        Refused: for everybody whom the policy does not let change settings.
        NotFound: when it has no such period.
    """
    _check_may(by, organization)
    row = organization.bell_periods.filter(public_id=period).first()
    if row is None:
        raise NotFound(_("There is no such period in this bell schedule."))
    operations.remove_bell_period(by=by, period=row)
