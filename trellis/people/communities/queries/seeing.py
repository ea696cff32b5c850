"""How a person stands to a community, what they see of it, and lists that show exactly that."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.kit.one_read import once
from trellis.people.access.queries import (
    Reach,
    holding,
    open_organization,
    policy_profile_of,
    reached_by,
    reaches_of,
    relations_by_reaches,
    relations_to_place,
    roles_of,
    seen_by_place,
)
from trellis.people.access.rules import Standing, view_of
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.rules import may_create_community, may_find_community, may_guide_community
from trellis.people.communities.words import GUESTS, Discovery, Function
from trellis.people.places.models import Organization

ACCEPTED = Q(accepted_at__isnull=False)


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
    dated = Membership.objects.filter(community=community, person=person)
    rows = once(
        ("memberships", person.pk, community.pk),
        lambda: tuple(dated.values_list("function", "starts_on", "ends_on")),
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
    relations = by_roles | _membership_relations(person, community, day)
    return Standing(relations, policy_profile_of(community.organization, day))


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


def _member_filter(by: Person, relations: Collection[Relation], on: date) -> Q:
    condition = Q(pk__in=[])
    if not by.is_active:
        return condition
    rows = Membership.objects.filter(holding(on), person=by)
    if Relation.MEMBER in relations:
        condition |= Q(pk__in=rows.exclude(function__in=GUESTS).values("community_id"))
    if Relation.GUEST_MEMBER in relations:
        condition |= Q(pk__in=rows.filter(function__in=GUESTS).values("community_id"))
    return condition


def _discovery_filter(reaches: Sequence[Reach], relations: Collection[Relation]) -> Q:
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
    day = on or timezone.localdate()
    reaches = reaches_of(roles_of(by, day))

    def reached(relations: Collection[Relation]) -> Q:
        if kind == ObjectKind.COMMUNITY:
            by_place = _discovery_filter(reaches, relations)
        else:
            by_place = reached_by(reaches, relations, "organization__")
        return by_place | _member_filter(by, relations, day)

    seen = seen_by_place(kind, at_least, reached, prefix="organization__", on=day)
    return Community.objects.filter(ACCEPTED, seen).select_related("organization")


def open_community(*, by: Person, pk: str, on: date | None = None) -> Community:
    """Return one community by its public id.

    Raises:
        NotFound: when it does not exist or the person may not know of it: both look the same.
    """
    community = Community.objects.select_related("organization").filter(public_id=pk).first()
    if community is None or view_of_community(by, community, ObjectKind.COMMUNITY, on) < View.SUMMARY:
        raise NotFound(_("There is no such community, or it is not open to you."))
    return community


def open_guided_community(*, by: Person, pk: str, on: date | None = None) -> Community:
    """Return a community that the person guides.

    Raises:
        NotFound: for everybody but leads and facilitators.
    """
    community = open_community(by=by, pk=pk, on=on)
    if not may_guide_community(function_of(by, community, on)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return community


def place_to_found_in(*, by: Person, pk: str) -> Organization:
    """Return an organization in which the person may start a community.

    Raises:
        NotFound: when there is none, or the person may not.
    """
    organization = open_organization(by=by, pk=pk)
    if not may_create_community(relations_to_place(by, organization)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return organization
