"""Reads communities, their members and agreements, limited to what a person may see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.queries import (
    Reach,
    holding,
    reached_by,
    reaches_of,
    relations_by_reaches,
    roles_by_person,
    roles_of,
)
from trellis.people.access.rules import VIEWS, view_of
from trellis.people.access.words import EDUCATOR_ROLES, ObjectKind, Relation, Role, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Charter, Community, JoinRequest, Membership, Norm
from trellis.people.communities.rules import may_find_community
from trellis.people.communities.words import GUESTS, Discovery, Function
from trellis.people.places.models import Organization
from trellis.people.places.queries import below

_OPEN = Q(accepted_at__isnull=False)


def function_of(person: Person, community: Community, on: date | None = None) -> Function | None:
    """Return the person's function in the community on a day, or nothing when they are no member."""
    if not person.is_active:
        return None
    function = (
        Membership.objects.filter(holding(on or timezone.localdate()), community=community, person=person)
        .values_list("function", flat=True)
        .first()
    )
    return Function(function) if function else None


def _membership_relations(person: Person, community: Community, on: date) -> set[Relation]:
    rows = list(
        Membership.objects.filter(community=community, person=person).values_list(
            "function", "starts_on", "ends_on"
        )
    )
    found: set[Relation] = set()
    for function, starts_on, ends_on in rows:
        if starts_on <= on and (ends_on is None or on <= ends_on):
            found.add(Relation.GUEST_MEMBER if function in GUESTS else Relation.MEMBER)
    if rows and not found:
        found.add(Relation.FORMER_MEMBER)
    return found


def relations_to_community(
    person: Person | None, community: Community, on: date | None = None
) -> frozenset[Relation]:
    """Return how a person stands to a community on a day: by membership and by roles at its place."""
    if person is None or not person.is_active:
        return frozenset({Relation.ANYONE})
    day = on or timezone.localdate()
    by_roles = relations_by_reaches(reaches_of(roles_of(person, day)), community.organization.path)
    return by_roles | _membership_relations(person, community, day)


def view_of_community(
    by: Person | None, community: Community, kind: ObjectKind, on: date | None = None
) -> View:
    """Return how much the person sees of an object of this kind that belongs to the community.

    For the community itself the discovery rule is asked as well: an unlisted one shows to members and to
    those who answer for the place. One that is only proposed is nobody's yet.
    """
    if community.accepted_at is None:
        return View.NOTHING
    relations = relations_to_community(by, community, on)
    view = view_of(kind, relations)
    if kind == ObjectKind.COMMUNITY and not may_find_community(Discovery(community.discovery), relations):
        return View.NOTHING
    return view


def _member_filter(by: Person, relations: set[Relation], on: date) -> Q:
    condition = Q(pk__in=[])
    rows = Membership.objects.filter(holding(on), person=by)
    if Relation.MEMBER in relations:
        condition |= Q(pk__in=rows.exclude(function__in=GUESTS).values("community_id"))
    if Relation.GUEST_MEMBER in relations:
        condition |= Q(pk__in=rows.filter(function__in=GUESTS).values("community_id"))
    return condition


def _discovery_filter(reaches: Sequence[Reach], relations: set[Relation]) -> Q:
    """The places' part of the list filter for communities themselves, relation by relation."""
    condition = Q(pk__in=[])
    for discovery in Discovery:
        admitted = {relation for relation in relations if may_find_community(discovery, {relation})}
        condition |= Q(discovery=discovery) & reached_by(reaches, admitted, "organization__")
    return condition


def communities_seen(
    *,
    by: Person,
    kind: ObjectKind = ObjectKind.COMMUNITY,
    at_least: View = View.SUMMARY,
    on: date | None = None,
) -> QuerySet[Community]:
    """Return the communities of which the person sees at least this much of this kind of object.

    Equals ``{c : view_of_community(by, c, kind) >= at_least}``; a property test compares both.
    """
    if not by.is_active:
        return Community.objects.none()
    day = on or timezone.localdate()
    relations = {relation for relation, view in VIEWS.get(kind, {}).items() if view >= at_least}
    reaches = reaches_of(roles_of(by, day))
    if kind == ObjectKind.COMMUNITY:
        by_place = _discovery_filter(reaches, relations)
    else:
        by_place = reached_by(reaches, relations, "organization__")
    return Community.objects.filter(_OPEN, by_place | _member_filter(by, relations, day)).select_related(
        "organization"
    )


def open_community(*, by: Person, pk: str, on: date | None = None) -> Community:
    """Return one community by its public id.

    Raises:
        NotFound: when it does not exist or the person may not know of it: both look the same.
    """
    community = Community.objects.select_related("organization").filter(public_id=pk).first()
    if community is None or view_of_community(by, community, ObjectKind.COMMUNITY, on) < View.SUMMARY:
        raise NotFound(_("There is no such community, or it is not open to you."))
    return community


def members_of(community: Community, on: date | None = None) -> QuerySet[Membership]:
    """Return the memberships that hold on a day, guides first, then by name."""
    return (
        Membership.objects.filter(
            holding(on or timezone.localdate()), community=community, person__is_active=True
        )
        .select_related("person")
        .order_by("person__family_name", "person__given_name", "id")
    )


def working_members_of(community: Community, on: date | None = None) -> list[Person]:
    """Return the members who do the community's work: all but guests and representatives."""
    return [
        membership.person for membership in members_of(community, on) if membership.function not in GUESTS
    ]


def my_communities(by: Person, on: date | None = None) -> QuerySet[Community]:
    """Return the communities a person belongs to on a day, guests included."""
    rows = Membership.objects.filter(holding(on or timezone.localdate()), person=by)
    return (
        Community.objects.filter(_OPEN, pk__in=rows.values("community_id"))
        .filter(Q(ends_on=None) | Q(ends_on__gte=on or timezone.localdate()))
        .select_related("organization")
        .order_by("name", "id")
    )


def directory_of(organization: Organization, *, by: Person, on: date | None = None) -> QuerySet[Community]:
    """Return the open communities of a place and below that the person may find, with member counts."""
    day = on or timezone.localdate()
    current = Q(memberships__starts_on__lte=day) & (
        Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=day)
    )
    return (
        communities_seen(by=by, on=day)
        .filter(_OPEN, Q(ends_on=None) | Q(ends_on__gte=day), organization__in=below(organization))
        .annotate(member_count=Count("memberships", filter=current, distinct=True))
        .order_by("organization__name", "name", "id")
    )


def proposed_communities(organization: Organization) -> QuerySet[Community]:
    """Return the communities proposed from a roster that wait for a yes, with their proposed members."""
    return (
        Community.objects.filter(
            organization__in=below(organization), proposed_at__isnull=False, accepted_at=None, ends_on=None
        )
        .select_related("organization")
        .prefetch_related(Prefetch("memberships", Membership.objects.select_related("person").order_by("id")))
        .order_by("organization__name", "name", "id")
    )


def charter_of(community: Community) -> Charter | None:
    """Return the charter in force: its newest version."""
    return Charter.objects.filter(community=community).select_related("written_by").first()


def charter_versions(community: Community) -> QuerySet[Charter]:
    """Return all versions of the charter, newest first."""
    return Charter.objects.filter(community=community).select_related("written_by")


def norms_of(community: Community) -> QuerySet[Norm]:
    """Return the norms in force, in their order."""
    return Norm.objects.filter(community=community, retired_on=None)


def open_join_requests(community: Community) -> QuerySet[JoinRequest]:
    """Return the requests that wait for an answer, oldest first."""
    return (
        JoinRequest.objects.filter(community=community, answered_at=None)
        .select_related("person")
        .order_by("asked_at", "id")
    )


def own_join_request(by: Person, community: Community) -> JoinRequest | None:
    """Return the person's own open request, or nothing."""
    return JoinRequest.objects.filter(community=community, person=by, answered_at=None).first()


@dataclass(frozen=True)
class CoverageRow:
    """One educator of a place and the teams they are in.

    Attributes:
        person: who.
        roles: what they are there, in words.
        place: the organization of the (first) role.
        communities: names of the communities they are a working member of on that day.
        alone: in no community, or only in ones with nobody else.
    """

    person: Person
    roles: tuple[str, ...]
    place: Organization
    communities: tuple[Community, ...]
    alone: bool


@dataclass(frozen=True)
class Coverage:
    """Who is in a team and who is not (S0-12, S4-06). Counts only, no ranking of anybody."""

    educators: int
    covered: int
    rows: tuple[CoverageRow, ...]

    @property
    def missing(self) -> tuple[CoverageRow, ...]:
        """Educators nobody works with yet."""
        return tuple(row for row in self.rows if row.alone)


def coverage_of(organization: Organization, on: date | None = None) -> Coverage:
    """Return the coverage of a place and everything below: every educator is in a team, or is listed."""
    day = on or timezone.localdate()
    educators = {
        person_id: [row for row in roles if row.role in EDUCATOR_ROLES]
        for person_id, roles in roles_by_person(below(organization), day).items()
        if any(row.role in EDUCATOR_ROLES for row in roles)
    }
    by_person: dict[int, list[Community]] = defaultdict(list)
    sizes: dict[int, int] = defaultdict(int)
    running = (
        Membership.objects.filter(holding(day), community__accepted_at__isnull=False, person__is_active=True)
        .filter(Q(community__ends_on=None) | Q(community__ends_on__gte=day))
        .exclude(function__in=GUESTS)
    )
    for community_id, count in (
        running.values("community_id").annotate(n=Count("id")).values_list("community_id", "n")
    ):
        sizes[community_id] = count
    for membership in (
        running.filter(person_id__in=educators).select_related("community").order_by("community__name")
    ):
        by_person[membership.person_id].append(membership.community)
    rows = tuple(
        CoverageRow(
            person=roles[0].person,
            roles=tuple(sorted({str(Role(row.role).label) for row in roles})),
            place=roles[0].organization,
            communities=tuple(by_person[person_id]),
            alone=not any(sizes[community.pk] > 1 for community in by_person[person_id]),
        )
        for person_id, roles in educators.items()
    )
    return Coverage(educators=len(rows), covered=sum(1 for row in rows if not row.alone), rows=rows)
