"""The calendar of an organization: school years, terms, days without school."""

from collections.abc import Callable, Collection

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trellis.kit.errors import DomainError
from trellis.people.access import operations
from trellis.people.access.queries import organization_to_set_up, who_can_see_place
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.places.queries import calendar_of
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.places.forms import BellPeriodForm, HolidayForm, MarkForm, SchoolYearForm, TermForm
from trellis.web.ui import Link


def _show_calendar(request: SignedIn, pk: str, **bound: forms.Form) -> HttpResponse:
    organization = organization_to_set_up(by=request.user, pk=pk)
    years = calendar_of(organization)
    context = {
        "organization": organization,
        "calendar": years,
        "year_form": bound.get("year_form") or SchoolYearForm(prefix="year"),
        "term_form": bound.get("term_form") or TermForm(prefix="term", years=years.years),
        "holiday_form": bound.get("holiday_form") or HolidayForm(prefix="holiday"),
        "mark_form": bound.get("mark_form") or MarkForm(prefix="mark"),
        "bell_form": bound.get("bell_form") or BellPeriodForm(prefix="bell"),
        "bells": [(period, _weekday_words(period.weekdays)) for period in years.bells],
        "crumbs": [Link(organization.name, reverse("open-organization", args=[pk])), Link(_("Calendar"))],
        "who": who_can_see_place(ObjectKind.ORGANIZATION, organization),
    }
    return show(request, "places/calendar.html", context, status=422 if bound else 200)


def _weekday_words(weekdays: Collection[int]) -> str:
    return ", ".join(str(WEEKDAYS_ABBR[day]) for day in weekdays) or _("every day")


def _add(
    request: SignedIn, pk: str, name: str, form: forms.Form, add: Callable[..., object], done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            add(by=request.user, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, done)
            return go(request, reverse("calendar", args=[pk]))
    return _show_calendar(request, pk, **{name: form})


@require_GET
def calendar(request: SignedIn, pk: str) -> HttpResponse:
    """When there is school; cycles count only these days."""
    return _show_calendar(request, pk)


@require_POST
def open_school_year(request: SignedIn, pk: str) -> HttpResponse:
    """Add a school year."""
    organization = organization_to_set_up(by=request.user, pk=pk)

    def add(**fields: object) -> object:
        return operations.plan_school_year(organization=organization, **fields)  # type: ignore[arg-type]

    form = SchoolYearForm(request.POST, prefix="year")
    return _add(request, pk, "year_form", form, add, _("The school year was added."))


@require_POST
def add_term(request: SignedIn, pk: str) -> HttpResponse:
    """Add a term to a school year of this organization."""
    organization = organization_to_set_up(by=request.user, pk=pk)

    def add(**fields: object) -> object:
        return operations.plan_term(organization=organization, **fields)  # type: ignore[arg-type]

    form = TermForm(request.POST, prefix="term", years=calendar_of(organization).years)
    return _add(request, pk, "term_form", form, add, _("The term was added."))


@require_POST
def add_holiday(request: SignedIn, pk: str) -> HttpResponse:
    """Add days without school."""
    organization = organization_to_set_up(by=request.user, pk=pk)

    def add(**fields: object) -> object:
        return operations.plan_holiday(organization=organization, **fields)  # type: ignore[arg-type]

    form = HolidayForm(request.POST, prefix="holiday")
    return _add(request, pk, "holiday_form", form, add, _("The days without school were added."))


@require_POST
def add_calendar_mark(request: SignedIn, pk: str) -> HttpResponse:
    """Add an assessment window or an initiative."""
    organization = organization_to_set_up(by=request.user, pk=pk)

    def add(**fields: object) -> object:
        return operations.plan_calendar_mark(organization=organization, **fields)  # type: ignore[arg-type]

    form = MarkForm(request.POST, prefix="mark")
    return _add(
        request, pk, "mark_form", form, add, _("It stands on the calendar and on the road maps of teams.")
    )


@require_POST
def remove_calendar_mark(request: SignedIn, pk: str, mark: str) -> HttpResponse:
    """Take an assessment window or an initiative off the calendar."""
    organization = organization_to_set_up(by=request.user, pk=pk)
    operations.drop_calendar_mark(by=request.user, organization=organization, mark=mark)
    tell(request, _("It was taken off the calendar."))
    return go(request, reverse("calendar", args=[pk]))


@require_POST
def add_bell_period(request: SignedIn, pk: str) -> HttpResponse:
    """Add a period to the bell schedule."""
    organization = organization_to_set_up(by=request.user, pk=pk)

    def add(**fields: object) -> object:
        return operations.plan_bell_period(organization=organization, **fields)  # type: ignore[arg-type]

    form = BellPeriodForm(request.POST, prefix="bell")
    return _add(request, pk, "bell_form", form, add, _("The period was added."))


@require_POST
def remove_bell_period(request: SignedIn, pk: str, period: str) -> HttpResponse:
    """Take a period off the bell schedule."""
    organization = organization_to_set_up(by=request.user, pk=pk)
    operations.drop_bell_period(by=request.user, organization=organization, period=period)
    tell(request, _("The period was taken off."))
    return go(request, reverse("calendar", args=[pk]))
