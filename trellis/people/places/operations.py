"""Changes to organizations, their calendars and public pages. Who may is asked in `access.operations`."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trellis.kit.errors import Invalid
from trellis.people.journal.operations import record
from trellis.people.places.models import (
    BellPeriod,
    CalendarMark,
    Holiday,
    Organization,
    PublicPage,
    SchoolYear,
    Term,
)
from trellis.people.places.rules import logo_type_of, may_lie_in
from trellis.people.places.signals import calendar_changed
from trellis.people.places.words import Accent, MarkKind, OrganizationKind, TermKind

if TYPE_CHECKING:  # places lie below accounts; only the type is known here
    from trellis.people.accounts.models import Person

LOGO_BYTES = 256 * 1024


@transaction.atomic
def found_organization(
    *,
    by: "Person | None",
    kind: OrganizationKind,
    name: str,
    parent: Organization | None = None,
    local_code: str = "",
    opened_on: date | None = None,
) -> Organization:
    """Make an organization under its parent, or the top of a new tree.

    Raises:
        Invalid: without a name, or in a place where this kind cannot lie.
    """
    if not name.strip():
        raise Invalid(_("Give the organization a name."), {"name": _("Give it a name.")})
    if parent is not None and not may_lie_in(kind, OrganizationKind(parent.kind)):
        raise Invalid(
            _("%(child)s cannot lie in %(parent)s.")
            % {"child": kind.label, "parent": OrganizationKind(parent.kind).label}
        )
    organization = Organization.objects.create(
        kind=kind,
        name=name.strip(),
        parent=parent,
        local_code=local_code,
        opened_on=opened_on,
        time_zone=parent.time_zone if parent else Organization._meta.get_field("time_zone").get_default(),
        language=parent.language if parent else "en",
    )
    organization.path = f"{parent.path if parent else '/'}{organization.pk}/"
    organization.save(update_fields=["path"])
    record(
        by=by,
        verb="organization.founded",
        object_kind="organization",
        object_id=organization.public_id,
        organization_id=organization.pk,
        data={"kind": str(kind), "name": organization.name},
    )
    return organization


@transaction.atomic
def open_school_year(
    *, by: "Person | None", organization: Organization, name: str, starts_on: date, ends_on: date
) -> SchoolYear:
    """Give an organization a school year.

    Raises:
        Invalid: when it ends before it starts or overlaps another one of the same organization.
    """
    if ends_on <= starts_on:
        raise Invalid(_("A school year ends after it starts."), {"ends_on": _("Choose a later day.")})
    if organization.school_years.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Invalid(_("Another school year already covers some of these days."))
    year = SchoolYear.objects.create(
        organization=organization, name=name, starts_on=starts_on, ends_on=ends_on
    )
    record(
        by=by,
        verb="school_year.opened",
        object_kind="organization",
        object_id=organization.public_id,
        organization_id=organization.pk,
        data={"name": name, "starts_on": starts_on, "ends_on": ends_on},
    )
    return year


@transaction.atomic
def add_term(
    *, by: "Person | None", year: SchoolYear, kind: TermKind, name: str, starts_on: date, ends_on: date
) -> Term:
    """Add a term inside a school year.

    Raises:
        Invalid: when it does not lie inside the year.
    """
    if not year.starts_on <= starts_on <= ends_on <= year.ends_on:
        raise Invalid(_("A term lies inside its school year and ends after it starts."))
    term = Term.objects.create(school_year=year, kind=kind, name=name, starts_on=starts_on, ends_on=ends_on)
    record(
        by=by,
        verb="term.added",
        object_kind="organization",
        object_id=year.organization.public_id,
        organization_id=year.organization_id,
        data={"name": name, "starts_on": starts_on, "ends_on": ends_on},
    )
    return term


@transaction.atomic
def add_holiday(
    *, by: "Person | None", organization: Organization, name: str, starts_on: date, ends_on: date
) -> Holiday:
    """Add days without school for an organization and everything below it.

    Raises:
        Invalid: when they end before they start.
    """
    if ends_on < starts_on:
        raise Invalid(_("A holiday ends on or after the day it starts."))
    holiday = Holiday.objects.create(
        organization=organization, name=name, starts_on=starts_on, ends_on=ends_on
    )
    record(
        by=by,
        verb="holiday.added",
        object_kind="organization",
        object_id=organization.public_id,
        organization_id=organization.pk,
        data={"name": name, "starts_on": starts_on, "ends_on": ends_on},
    )
    calendar_changed.send(sender=Holiday, organization=organization)
    return holiday


@transaction.atomic
def add_calendar_mark(
    *,
    by: "Person | None",
    organization: Organization,
    kind: MarkKind,
    name: str,
    starts_on: date,
    ends_on: date,
    results_on: date | None = None,
) -> CalendarMark:
    """Add an assessment window or an initiative for an organization and everything below it.

    Raises:
        Invalid: when it ends before it starts, or its results are there before it.
    """
    if ends_on < starts_on:
        raise Invalid(_("It ends on or after the day it starts."), {"ends_on": _("Choose a later day.")})
    if results_on is not None and results_on < starts_on:
        raise Invalid(_("Results come in after the first day."), {"results_on": _("Choose a later day.")})
    mark = CalendarMark.objects.create(
        organization=organization,
        kind=kind,
        name=name.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        results_on=results_on if kind == MarkKind.ASSESSMENT else None,
    )
    _record_mark(by, "calendar_mark.added", mark)
    return mark


@transaction.atomic
def remove_calendar_mark(*, by: "Person | None", mark: CalendarMark) -> None:
    """Take an assessment window or an initiative off the calendar."""
    _record_mark(by, "calendar_mark.removed", mark)
    mark.delete()


def _record_mark(by: "Person | None", verb: str, mark: CalendarMark) -> None:
    record(
        by=by,
        verb=verb,
        object_kind="organization",
        object_id=mark.organization.public_id,
        organization_id=mark.organization_id,
        data={"name": mark.name, "kind": mark.kind, "starts_on": mark.starts_on, "ends_on": mark.ends_on},
    )


@transaction.atomic
def add_bell_period(
    *,
    by: "Person | None",
    organization: Organization,
    name: str,
    begins: time,
    ends: time,
    weekdays: Collection[int] = (),
) -> BellPeriod:
    """Add a period to the bell schedule of an organization.

    Raises:
        Invalid: when it ends before it begins, or a weekday is none.
    """
    if ends <= begins:
        raise Invalid(_("A period ends after it begins."), {"ends": _("Choose a later time.")})
    if not set(weekdays) <= set(range(5)):
        raise Invalid(_("Choose days from Monday to Friday."))
    period = BellPeriod.objects.create(
        organization=organization,
        name=name.strip(),
        begins=begins,
        ends=ends,
        weekdays=sorted(set(weekdays)),
    )
    record(
        by=by,
        verb="bell_period.added",
        object_kind="organization",
        object_id=organization.public_id,
        organization_id=organization.pk,
        data={"name": period.name},
    )
    return period


@transaction.atomic
def remove_bell_period(*, by: "Person | None", period: BellPeriod) -> None:
    """Take a period off the bell schedule."""
    record(
        by=by,
        verb="bell_period.removed",
        object_kind="organization",
        object_id=period.organization.public_id,
        organization_id=period.organization_id,
        data={"name": period.name},
    )
    period.delete()


@transaction.atomic
def write_public_page(
    *,
    by: "Person",
    organization: Organization,
    model_name: Mapping[str, str],
    welcome: Mapping[str, str],
    accent: Accent = Accent.LEAF,
    publish: bool = True,
    now: datetime | None = None,
) -> PublicPage:
    """Write the public face of an organization in English and Spanish (S0-01).

    Raises:
        Invalid: without an English and a Spanish name of the model and welcome.
    """
    missing = {
        f"{field}_{language}": _("Write this in both languages: families read it.")
        for field, texts in (("model_name", model_name), ("welcome", welcome))
        for language in ("en", "es")
        if not texts.get(language, "").strip()
    }
    if missing and publish:
        raise Invalid(_("The public page needs its name and welcome in English and in Spanish."), missing)
    page = PublicPage.objects.filter(organization=organization).first() or PublicPage(
        organization=organization, slug=_free_slug(organization)
    )
    page.model_name = {language: text.strip() for language, text in model_name.items()}
    page.welcome = {language: text.strip() for language, text in welcome.items()}
    page.accent = accent
    if publish and page.published_at is None:
        page.published_at = now or timezone.now()
    if not publish:
        page.published_at = None
    page.save()
    record(
        by=by,
        verb="public_page.written",
        object_kind="public_page",
        object_id=organization.public_id,
        organization_id=organization.pk,
        data={"published": publish, "model_name": page.model_name},
    )
    return page


def _free_slug(organization: Organization) -> str:
    base = slugify(organization.name)[:70] or "home"
    slug, number = base, 1
    while PublicPage.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def change_logo(*, by: "Person", page: PublicPage, content: bytes, alt: Mapping[str, str]) -> PublicPage:
    """Replace the logo with a PNG, JPEG or WebP picture, typed by its content.

    Raises:
        Invalid: for another kind of file, one over 256 kB, or one without a description.
    """
    kind = logo_type_of(content)
    if kind is None:
        raise Invalid(
            _("The logo was not changed: it must be a PNG, JPEG or WebP picture of ordinary size."),
            {"logo": _("Choose a PNG, JPEG or WebP picture.")},
        )
    if len(content) > LOGO_BYTES:
        raise Invalid(
            _("The logo was not changed: the picture is larger than 256 kB."),
            {"logo": _("Choose a smaller picture, at most 256 kB.")},
        )
    if not alt.get("en", "").strip():
        raise Invalid(
            _("The logo was not changed: say in a few words what it shows."),
            {"logo_alt_en": _("Describe the picture for people who cannot see it.")},
        )
    page.logo, page.logo_type = content, kind
    page.logo_alt = {language: text.strip() for language, text in alt.items()}
    page.save()
    record(
        by=by,
        verb="public_page.logo_changed",
        object_kind="public_page",
        object_id=page.organization.public_id,
        organization_id=page.organization_id,
        data={"type": kind, "bytes": len(content)},
    )
    return page
