"""What an organization is to one person: its teams, its year, what lies in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.people.access.queries import (
    WhoCanSee,
    organizations_seen,
    relations_to_place,
    who_can_see_place,
)
from trellis.people.access.rules import grantable_roles, may, sees
from trellis.people.access.words import Action, ObjectKind, Relation, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import directory_of, proposed_communities
from trellis.people.communities.rules import may_create_community
from trellis.people.places.models import Organization, SchoolYear
from trellis.people.places.queries import ancestors_of, holidays_between, school_year_of
from trellis.people.places.words import OrganizationKind


@dataclass(frozen=True)
class Crumb:
    """A place on the way here."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class DaysOff:
    """Days without school, in words."""

    name: str
    days: str


@dataclass(frozen=True)
class OrganizationBoard:
    """What an organization's page shows to one person."""

    lede: str
    crumbs: Sequence[Crumb]
    links: Sequence[Crumb]
    who: WhoCanSee
    may_found: bool
    sees_directory: bool
    directory_note: str
    directory_who: WhoCanSee
    communities: Sequence[Community]
    children: Sequence[Organization]
    year: SchoolYear | None
    year_note: str
    holidays: Sequence[DaysOff]


def _days_in_words(starts_on: date, ends_on: date) -> str:
    first, last = (
        formats.date_format(starts_on, "MONTH_DAY_FORMAT"),
        formats.date_format(ends_on, "MONTH_DAY_FORMAT"),
    )
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _links(organization: Organization, relations: frozenset[Relation]) -> list[Crumb]:
    found = []
    if sees(ObjectKind.HELP_ASK, relations):
        found.append(Crumb(_("Help wanted"), reverse("help-board", args=[organization.public_id])))
    if sees(ObjectKind.COVERAGE, relations):
        found.append(Crumb(_("Coverage"), reverse("coverage", args=[organization.public_id])))
    if sees(ObjectKind.ACADEMIC_STANDARD, relations):
        found.append(Crumb(_("Academic standards"), reverse("standards", args=[organization.public_id])))
    if sees(ObjectKind.RELEASE, relations):
        found.append(Crumb(_("Tables of results"), reverse("releases", args=[organization.public_id])))
    if sees(ObjectKind.SUPPORT, relations, View.COUNT):
        found.append(Crumb(_("Who is seen"), reverse("count-care", args=[organization.public_id])))
    if may(Action.UPDATE, ObjectKind.PUBLIC_PAGE, relations):
        found.append(Crumb(_("Public page"), reverse("write-public-page", args=[organization.public_id])))
    if may(Action.UPDATE, ObjectKind.SETTING, relations):
        found.append(Crumb(_("Calendar"), reverse("calendar", args=[organization.public_id])))
        found.append(Crumb(_("Use first"), reverse("set-use-first", args=[organization.public_id])))
        found.append(Crumb(_("API tokens"), reverse("tokens-of-place", args=[organization.public_id])))
    if may(Action.CREATE, ObjectKind.ORGANIZATION, relations):
        found.append(Crumb(_("Add a place"), reverse("add-place", args=[organization.public_id])))
    if grantable_roles(relations):
        found.append(Crumb(_("People"), reverse("people-of", args=[organization.public_id])))
    return found


def _crumbs(organization: Organization, by: Person) -> list[Crumb]:
    above = organizations_seen(by=by).filter(pk__in=ancestors_of(organization).values("pk"))
    return [
        *(Crumb(place.name, reverse("open-organization", args=[place.public_id])) for place in above),
        Crumb(organization.name),
    ]


def _lede(organization: Organization, communities: int, sees_directory: bool) -> str:
    kind = OrganizationKind(organization.kind).label
    if not sees_directory:
        return _("%(kind)s. Here you find how the year runs.") % {"kind": kind}
    if not communities:
        return _("%(kind)s. Here you find who works together and how the year runs.") % {"kind": kind}
    return ngettext(
        "%(kind)s with %(count)d community that learns together.",
        "%(kind)s with %(count)d communities that learn together.",
        communities,
    ) % {"kind": kind, "count": communities}


def organization_board(organization: Organization, *, by: Person) -> OrganizationBoard:
    """Return what the organization's page shows to this person."""
    today = timezone.localdate()
    relations = relations_to_place(by, organization)
    sees_directory = sees(ObjectKind.DIRECTORY, relations)
    communities = list(directory_of(organization, by=by)) if sees_directory else []
    year = school_year_of(organization)
    holidays = holidays_between(organization, today, year.ends_on) if year else []
    proposed = proposed_communities(organization).count() if sees(ObjectKind.COVERAGE, relations) else 0
    return OrganizationBoard(
        lede=_lede(organization, len(communities), sees_directory),
        crumbs=_crumbs(organization, by),
        links=_links(organization, relations),
        who=who_can_see_place(ObjectKind.ORGANIZATION, organization),
        may_found=may_create_community(relations),
        sees_directory=sees_directory,
        directory_note=ngettext("%(n)d proposed from the roster", "%(n)d proposed from the roster", proposed)
        % {"n": proposed}
        if proposed
        else "",
        directory_who=who_can_see_place(ObjectKind.DIRECTORY, organization),
        communities=communities,
        children=list(organizations_seen(by=by).filter(parent=organization).order_by("kind", "name")),
        year=year,
        year_note=_("%(name)s, until %(day)s")
        % {"name": year.name, "day": formats.date_format(year.ends_on, "DATE_FORMAT")}
        if year
        else "",
        holidays=[DaysOff(row.name, _days_in_words(row.starts_on, row.ends_on)) for row in holidays],
    )
