"""Reads who is what, and turns roles into relations to a place."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.kit.one_read import once
from trellis.people.access.models import PolicyChange, RoleAssignment
from trellis.people.access.rules import DEFAULT_PROFILE, Standing, line_of, may, relations_seeing, sees
from trellis.people.access.words import (
    DISTRICT_LEADER_ROLES,
    SCHOOL_LEADER_ROLES,
    STAFF_ROLES,
    Action,
    ObjectKind,
    Relation,
    Role,
    View,
)
from trellis.people.accounts.models import Person
from trellis.people.places.models import Organization, PublicPage
from trellis.people.places.queries import ids_on_path
from trellis.people.places.words import OrganizationKind, PolicyProfile


def holding(on: date) -> Q:
    """Return the filter for dated rows that hold on a day; the last day counts."""
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))


def roles_of(person: Person, on: date | None = None) -> list[RoleAssignment]:
    """Return the roles a person holds on a day, with their organizations. Someone who left holds none."""
    if not person.is_active:
        return []
    day = on or timezone.localdate()
    held = RoleAssignment.objects.filter(holding(day), person=person).select_related("organization")
    found = once(("roles", person.pk, day), lambda: tuple(held.order_by("organization__path", "role")))
    return list(found)


@dataclass(frozen=True)
class Reach:
    """One relation that a role gives to one place, or to a place and everything below it.

    The same reaches answer "how does this person stand to that place?" and filter lists, so a list can never
    show more or less than the single page would.
    """

    relation: Relation
    path: str
    exact: bool

    def covers(self, path: str) -> bool:
        """Say whether a place with this path is reached."""
        return path == self.path if self.exact else path.startswith(self.path)


def _base_paths(homes: Iterable[Organization]) -> dict[int, str]:
    """For each organization: the path of the district it lies in, else its own path."""
    places = list(homes)
    ids = frozenset(part for place in places for part in ids_on_path(place))
    above = Organization.objects.filter(pk__in=ids, kind=OrganizationKind.DISTRICT)
    districts = once(("districts", ids), lambda: frozenset(above.values_list("path", flat=True)))
    return {
        place.pk: next((path for path in districts if place.path.startswith(path)), place.path)
        for place in places
    }


def _staff_reaches(role: str, home: Organization, base: str) -> Iterable[Reach]:
    yield Reach(Relation.SCHOOL_STAFF, home.path, exact=True)
    # staff of one place are staff of the district for every other place in it
    yield Reach(Relation.DISTRICT_STAFF, base, exact=False)
    if role == Role.SITE_ADMINISTRATOR:
        yield Reach(Relation.ADMINISTRATOR, home.path, exact=False)
    if role == Role.DATA_STEWARD:
        yield Reach(Relation.DATA_STEWARD, home.path, exact=False)
    if role in DISTRICT_LEADER_ROLES:
        yield Reach(Relation.DISTRICT_LEADER, home.path, exact=False)
    if role in SCHOOL_LEADER_ROLES:
        yield Reach(Relation.SCHOOL_LEADER, home.path, exact=True)
    if home.kind == OrganizationKind.DEPARTMENT or role in (Role.DEPARTMENT_LEAD, Role.DEPARTMENT_STAFF):
        # a department serves the whole district it lies in
        yield Reach(Relation.DEPARTMENT, base, exact=False)


def reaches_of(roles: Iterable[RoleAssignment]) -> list[Reach]:
    """Return everything these roles reach."""
    held = list(roles)
    bases = _base_paths({assignment.organization_id: assignment.organization for assignment in held}.values())
    found: list[Reach] = []
    for assignment in held:
        home = assignment.organization
        if assignment.role in STAFF_ROLES:
            found.extend(_staff_reaches(assignment.role, home, bases[home.pk]))
            continue
        relation = Relation.FAMILY if assignment.role == Role.FAMILY else Relation.PARTNER
        found.append(Reach(relation, home.path, exact=False))
        if assignment.role == Role.STATE_CONSULTANT:
            found.append(Reach(Relation.STATE, home.path, exact=False))
        # and they may know of what their school lies in, up to the district
        found.extend(
            Reach(relation, path, exact=True)
            for path in _paths_above(home.path)
            if path.startswith(bases[home.pk])
        )
    return found


def _paths_above(path: str) -> list[str]:
    parts = [part for part in path.split("/") if part][:-1]
    return ["/" + "/".join(parts[: end + 1]) + "/" for end in range(len(parts))]


def relations_by_reaches(reaches: Iterable[Reach], path: str) -> frozenset[Relation]:
    """Return the relations that reaches give to the place with this path."""
    covered = {reach.relation for reach in reaches if reach.covers(path)}
    if not covered:
        covered = {Relation.OTHER_DISTRICT}
    return frozenset(covered | {Relation.ANYONE})


def relations_to_place(
    person: Person | None, organization: Organization, on: date | None = None
) -> frozenset[Relation]:
    """Return how a person (or a visitor without sign-in) stands to an organization on a day."""
    if person is None or not person.is_active:
        return frozenset({Relation.ANYONE})
    relations = relations_by_reaches(reaches_of(roles_of(person, on)), organization.path)
    return Standing(relations, policy_profile_of(organization, on))


def reached_by(reaches: Iterable[Reach], relations: Collection[Relation], prefix: str = "") -> Q:
    """Return the filter for rows whose organization is reached in one of these relations.

    Args:
        prefix: the way from the row to its organization, e.g. ``"organization__"``; empty for organizations.
    """
    if Relation.ANYONE in relations:
        return Q(pk__isnull=False)  # not Q(): "nothing asked" or-ed with something is that something
    condition = Q(pk__in=[])
    for reach in reaches:
        if reach.relation in relations:
            lookup = f"{prefix}path" if reach.exact else f"{prefix}path__startswith"
            condition |= Q(**{lookup: reach.path})
    return condition


def seen_by_place(
    kind: ObjectKind,
    at_least: View,
    condition: Callable[[Collection[Relation]], Q],
    *,
    prefix: str = "",
    on: date | None = None,
) -> Q:
    """Return a list filter that asks, at every place, for the relations that its policy profile names.

    Args:
        condition: the filter for rows that one of these relations reaches.
        prefix: the way from the row to its organization, as in `reached_by`.
    """
    zones = profile_zones(on)
    if not zones:
        return condition(relations_seeing(kind, at_least))
    found = Q(pk__in=[])
    for profile in {DEFAULT_PROFILE, *zones.values()}:
        under = _under_profile(zones, profile, prefix)
        found |= under & condition(relations_seeing(kind, at_least, profile))
    return found


def organizations_seen(*, by: Person, on: date | None = None) -> QuerySet[Organization]:
    """Return the organizations whose page the person may open."""
    reaches = reaches_of(roles_of(by, on))
    seen = seen_by_place(
        ObjectKind.ORGANIZATION, View.SUMMARY, lambda relations: reached_by(reaches, relations), on=on
    )
    return Organization.objects.filter(seen).order_by("path")


def open_organization(*, by: Person, pk: str, at_least: View = View.SUMMARY) -> Organization:
    """Return one organization by its public id.

    Raises:
        NotFound: when it does not exist or the person may not open it.
    """
    organization = Organization.objects.select_related("parent").filter(public_id=pk).first()
    if organization is None or not sees(
        ObjectKind.ORGANIZATION, relations_to_place(by, organization), at_least
    ):
        raise NotFound(_("There is no such place, or it is not open to you."))
    return organization


def people_with_role(
    organization: Organization, roles: Iterable[str] | None = None, on: date | None = None
) -> QuerySet[Person]:
    """Return the active persons who hold one of the roles at exactly this organization on a day."""
    assignments = RoleAssignment.objects.filter(
        holding(on or timezone.localdate()), organization=organization
    )
    if roles is not None:
        assignments = assignments.filter(role__in=list(roles))
    return Person.objects.filter(is_active=True, pk__in=assignments.values("person_id"))


def places_with_role(role: str, on: date | None = None) -> set[int]:
    """Return the ids of the organizations where an active person holds a role on a day."""
    held = RoleAssignment.objects.filter(
        holding(on or timezone.localdate()), role=role, person__is_active=True
    )
    return set(held.values_list("organization_id", flat=True))


def roles_by_person(
    organizations: QuerySet[Organization], on: date | None = None
) -> dict[int, list[RoleAssignment]]:
    """Return, for each person id, the roles held on a day at any of these organizations."""
    found: dict[int, list[RoleAssignment]] = defaultdict(list)
    for assignment in (
        RoleAssignment.objects.filter(
            holding(on or timezone.localdate()), organization__in=organizations, person__is_active=True
        )
        .select_related("person", "organization")
        .order_by("person__family_name", "person__given_name", "person_id", "role")
    ):
        found[assignment.person_id].append(assignment)
    return dict(found)


def profile_zones(on: date | None = None) -> Mapping[str, PolicyProfile]:
    """Return the places that have a policy profile of their own on a day, by path; it holds below them too.

    Of several announcements for one place the last one made counts as soon as its day has come, so that a
    loosening which was announced can still be called off.
    """
    day = on or timezone.localdate()
    changes = PolicyChange.objects.filter(effective_on__lte=day).order_by("id")
    rows = changes.values_list("organization__path", "profile")
    return once(("zones", day), lambda: {path: PolicyProfile(profile) for path, profile in rows})


def policy_profile_of(organization: Organization, on: date | None = None) -> PolicyProfile:
    """Return the policy profile in force: that of the place itself or of the nearest one above it."""
    above = [
        (path, profile) for path, profile in profile_zones(on).items() if organization.path.startswith(path)
    ]
    return max(above, key=lambda zone: len(zone[0]), default=("", DEFAULT_PROFILE))[1]


def _under_profile(zones: Mapping[str, PolicyProfile], profile: PolicyProfile, prefix: str) -> Q:
    """Return the filter for rows at places where a profile holds."""

    def below(path: str) -> Q:
        return Q(**{f"{prefix}path__startswith": path})

    condition = Q(pk__in=[])
    if profile == DEFAULT_PROFILE:
        outside = Q(pk__isnull=False)
        for path in zones:
            outside &= ~below(path)
        condition |= outside
    for path, own in zones.items():
        if own == profile:
            inside = below(path)
            for other in zones:
                if other != path and other.startswith(path):
                    inside &= ~below(other)
            condition |= inside
    return condition


@dataclass(frozen=True)
class WhoCanSee:
    """The answer to "who can see this?" for one object.

    Attributes:
        kind: what the object is.
        sentence: a short plain sentence for the chip.
        people: names or groups that can open it, one a line, with how much they see.
        never: groups that cannot open it, for the second paragraph.
    """

    kind: ObjectKind
    sentence: str
    people: tuple[str, ...]
    never: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The sentences behind the chip: who can open it, then who cannot."""
        if not self.never:
            return self.people
        return (
            *self.people,
            _("Cannot open it: %(groups)s.") % {"groups": "; ".join(self.never)},
        )

    @property
    def reach(self) -> str:
        """How far it is seen, for the sign: ``self``, ``team`` or ``many``."""
        return "team" if self.never else "many"


def who_can_see_place(kind: ObjectKind, organization: Organization) -> WhoCanSee:
    """Say who can open objects of this kind that belong to an organization, from the policy table."""
    line = line_of(kind, policy_profile_of(organization))
    seeing = [relation for relation in Relation if line.get(relation, View.NOTHING) > View.NOTHING]
    asked = (
        Relation.SCHOOL_STAFF,
        Relation.DISTRICT_STAFF,
        Relation.FAMILY,
        Relation.PARTNER,
        Relation.ANYONE,
    )
    if Relation.ANYONE in seeing:
        sentence = _("Open to everyone")
    elif Relation.DISTRICT_STAFF in seeing:
        sentence = _("Seen by the staff of the district")
    elif Relation.SCHOOL_STAFF in seeing:
        sentence = _("Seen by all staff of %(place)s") % {"place": organization.name}
    elif Relation.SCHOOL_LEADER in seeing or Relation.DISTRICT_LEADER in seeing:
        sentence = _("Seen by the leaders of %(place)s") % {"place": organization.name}
    else:
        sentence = _("Seen by data stewards and administrators")
    return WhoCanSee(
        kind=kind,
        sentence=sentence,
        people=tuple(f"{relation.label}: {View(line[relation]).label}" for relation in seeing),
        never=()
        if Relation.ANYONE in seeing
        else tuple(str(relation.label) for relation in asked if relation not in seeing),
    )


def public_page_to_write(*, by: Person, pk: str) -> tuple[Organization, PublicPage | None]:
    """Return an organization whose public face the person may write, with what stands there now.

    Raises:
        NotFound: when there is no such organization or the person may not write its page.
    """
    organization = open_organization(by=by, pk=pk)
    if not may(Action.UPDATE, ObjectKind.PUBLIC_PAGE, relations_to_place(by, organization)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return organization, PublicPage.objects.filter(organization=organization).first()


def organization_to_set_up(*, by: Person, pk: str) -> Organization:
    """Return an organization whose settings the person may change.

    Raises:
        NotFound: when there is no such organization or the person may not.
    """
    organization = open_organization(by=by, pk=pk)
    if not may(Action.UPDATE, ObjectKind.SETTING, relations_to_place(by, organization)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return organization
