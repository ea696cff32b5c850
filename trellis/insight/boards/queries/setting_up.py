"""What a new installation still needs, for those who set it up; gone when it is done (S4-01)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.people.access.models import RoleAssignment
from trellis.people.access.queries import relations_to_place, roles_of
from trellis.people.access.rules import grantable_roles, may, sees
from trellis.people.access.words import (
    DISTRICT_LEADER_ROLES,
    SCHOOL_LEADER_ROLES,
    Action,
    ObjectKind,
    Relation,
    Role,
)
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.places.models import Organization
from trellis.people.places.queries import below, school_year_of
from trellis.people.places.words import OrganizationKind

_SETTERS = (Role.SITE_ADMINISTRATOR, Role.DATA_STEWARD)


@dataclass(frozen=True)
class SetupStep:
    """One thing a district needs before its first meeting. ``url`` is empty for who cannot do it."""

    text: str
    met: bool
    found: str
    label: str
    url: str


def setting_up_of(by: Person) -> Sequence[SetupStep]:
    """Return the steps for an administrator or data steward of a whole tree; nothing when all are done."""
    tops = [
        row.organization
        for row in roles_of(by)
        if row.role in _SETTERS and row.organization.parent_id is None
    ]
    if not tops:
        return ()
    steps = _steps(by, tops[0])
    return () if all(step.met for step in steps) else steps


def _held(place: Organization) -> frozenset[str]:
    rows = RoleAssignment.objects.filter(organization__in=below(place), person__is_active=True, ends_on=None)
    return frozenset(rows.order_by().values_list("role", flat=True).distinct())


def _steps(by: Person, place: Organization) -> list[SetupStep]:
    relations = relations_to_place(by, place)
    year, steward, leader, principal = _people_steps(place, relations)
    schools, team = _roster_steps(place, relations)
    return [year, steward, leader, schools, principal, team]


def _people_steps(place: Organization, relations: Collection[Relation]) -> list[SetupStep]:
    """Return the year and who looks after what."""
    pk, roles, year = place.public_id, _held(place), school_year_of(place)
    people = reverse("people-of", args=[pk]) if grantable_roles(relations) else ""
    calendar = reverse("calendar", args=[pk]) if may(Action.UPDATE, ObjectKind.SETTING, relations) else ""

    def somebody(text: str, wanted: Collection[str], there: str, otherwise: str) -> SetupStep:
        met = bool(roles.intersection(wanted))
        return SetupStep(text, met, there if met else otherwise, _("People"), people)

    return [
        SetupStep(
            _("A school year with its holidays."),
            year is not None,
            year.name if year else _("Cycles and meetings count only days with school."),
            _("Calendar"),
            calendar,
        ),
        somebody(
            _("Somebody who brings in rosters and results."),
            {Role.DATA_STEWARD},
            _("There is a data steward."),
            _("Nobody yet."),
        ),
        somebody(
            _("Somebody who leads the district."),
            DISTRICT_LEADER_ROLES,
            _("There is a district leader."),
            _("Nobody yet."),
        ),
        somebody(
            _("A principal who says yes to teams."),
            SCHOOL_LEADER_ROLES,
            _("There is one."),
            _("Give the role under People of a school."),
        ),
    ]


def _roster_steps(place: Organization, relations: Collection[Relation]) -> list[SetupStep]:
    """Return what comes with the roster, or by hand."""
    pk, inside = place.public_id, below(place)
    imports = reverse("imports") if may(Action.CREATE, ObjectKind.IMPORT_RUN, relations) else ""
    places = reverse("add-place", args=[pk]) if may(Action.CREATE, ObjectKind.ORGANIZATION, relations) else ""
    schools = inside.filter(kind=OrganizationKind.SCHOOL).count()
    teams = Community.objects.filter(organization__in=inside, accepted_at__isnull=False, ends_on=None).count()
    return [
        SetupStep(
            _("Schools, staff and classes."),
            schools > 0,
            ngettext("%(n)d school.", "%(n)d schools.", schools) % {"n": schools}
            if schools
            else _("The roster brings them; without one you add them by hand."),
            _("Import") if imports else _("Add a place"),
            imports or places,
        ),
        SetupStep(
            _("A first team."),
            teams > 0,
            ngettext("%(n)d team or community.", "%(n)d teams and communities.", teams) % {"n": teams}
            if teams
            else _("The roster proposes teams; a principal says yes."),
            _("Coverage"),
            reverse("coverage", args=[pk]) if sees(ObjectKind.COVERAGE, relations) else "",
        ),
    ]
