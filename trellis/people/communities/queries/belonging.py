"""Who belongs to a community, what they agreed, and who asks to come in."""

from collections.abc import Collection
from datetime import date

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Invalid, NotFound
from trellis.kit.one_read import once
from trellis.people.access.models import RoleAssignment
from trellis.people.access.queries import holding
from trellis.people.accounts.models import Person
from trellis.people.communities.models import (
    Charter,
    Community,
    JoinRequest,
    Membership,
    Mentorship,
    Norm,
    NormsVersion,
)
from trellis.people.communities.queries.seeing import ACCEPTED, communities_seen
from trellis.people.communities.words import GUESTS, GUIDING
from trellis.people.places.models import Organization
from trellis.people.places.queries import below

_BY_NAME = ("person__family_name", "person__given_name", "id")


def members_of(community: Community, on: date | None = None) -> QuerySet[Membership]:
    """Return the memberships that hold on a day, by name."""
    return (
        Membership.objects.filter(
            holding(on or timezone.localdate()), community=community, person__is_active=True
        )
        .select_related("person")
        .order_by(*_BY_NAME)
    )


def members_to_show(community: Community, words: str = "") -> QuerySet[Membership]:
    """Return the memberships of today, guides first, then by name; with words those of such a name.

    To be shown a page at a time: a community has two members or five thousand (S2-50).
    """
    guides = Case(When(function__in=GUIDING, then=0), default=1, output_field=IntegerField())
    named = named_like(words, "person__")
    return members_of(community).filter(named).annotate(after=guides).order_by("after", *_BY_NAME)


def named_like(words: str, prefix: str = "") -> Q:
    """Return the filter for people whose given or family name has each of these words."""
    found = Q()
    for word in words.split()[:5]:
        found &= Q(**{f"{prefix}given_name__icontains": word}) | Q(
            **{f"{prefix}family_name__icontains": word}
        )
    return found


def working_members_of(community: Community, on: date | None = None) -> list[Person]:
    """Return the members who do the community's work: all but guests and representatives."""
    day = on or timezone.localdate()
    rows = members_of(community, day).exclude(function__in=GUESTS)
    people = once(("working members", community.pk, day), lambda: tuple(row.person for row in rows))
    return list(people)


def working_memberships_of(community: Community, on: date | None = None) -> QuerySet[Membership]:
    """Return the memberships of those who do the community's work, by name."""
    return members_of(community, on).exclude(function__in=GUESTS)


def mentors_of(memberships: Collection[int], on: date | None = None) -> dict[int, Person]:
    """Return who looks after whom: the mentor by the membership (id) of the member.

    A mentor who has left the community looks after nobody. To be shown to members of the community alone.
    """
    day = on or timezone.localdate()
    here = Membership.objects.filter(holding(day), person__is_active=True).exclude(function__in=GUESTS)
    rows = Mentorship.objects.filter(ends_on=None, member__in=memberships, mentor__in=here)
    return {row.member_id: row.mentor.person for row in rows.select_related("mentor__person")}


def my_communities(by: Person, on: date | None = None) -> QuerySet[Community]:
    """Return the communities a person belongs to on a day, guests included."""
    rows = Membership.objects.filter(holding(on or timezone.localdate()), person=by)
    return (
        Community.objects.filter(ACCEPTED, pk__in=rows.values("community_id"))
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
        .filter(ACCEPTED, Q(ends_on=None) | Q(ends_on__gte=day), organization__in=below(organization))
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
    newest = Charter.objects.filter(community=community).select_related("written_by")
    return once(("charter", community.pk), newest.first)


def charter_versions(community: Community) -> QuerySet[Charter]:
    """Return all versions of the charter, newest first."""
    return Charter.objects.filter(community=community).select_related("written_by")


def norms_of(community: Community) -> QuerySet[Norm]:
    """Return the norms in force, in their order."""
    return Norm.objects.filter(community=community, retired_on=None)


def norms_versions(community: Community) -> QuerySet[NormsVersion]:
    """Return the norms as they were agreed, newest first."""
    return NormsVersion.objects.filter(community=community).select_related("written_by")


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


def candidates_for(community: Community, on: date | None = None) -> QuerySet[Person]:
    """Return the people of the community's place and below who could become members, by name."""
    day = on or timezone.localdate()
    roles = RoleAssignment.objects.filter(holding(day), organization__in=below(community.organization))
    current = Membership.objects.filter(holding(day), community=community)
    return Person.objects.filter(is_active=True, pk__in=roles.values("person_id")).exclude(
        pk__in=current.values("person_id")
    )


def open_membership(community: Community, pk: str) -> Membership:
    """Return one running membership of the community by its public id.

    Raises:
        NotFound: when there is none.
    """
    membership = members_of(community).filter(public_id=pk).select_related("community__organization").first()
    if membership is None:
        raise NotFound(_("There is no such member."))
    return membership


def open_join_request(community: Community, pk: str) -> JoinRequest:
    """Return one request to join the community by its public id, answered or not.

    Raises:
        NotFound: when there is none.
    """
    request = (
        JoinRequest.objects.filter(community=community, public_id=pk)
        .select_related("person", "community__organization")
        .first()
    )
    if request is None:
        raise NotFound(_("There is no such request."))
    return request


def open_proposal(organization: Organization, pk: str) -> Community:
    """Return one proposed community of a place or below that waits for an answer, by its public id.

    Raises:
        NotFound: when there is none.
    """
    community = proposed_communities(organization).filter(public_id=pk).first()
    if community is None:
        raise NotFound(_("There is no such proposal, or it was answered already."))
    return community


def proposed_member(community: Community, pk: str) -> Person:
    """Return one of the people proposed for a team, by public id: the one who is to facilitate it.

    Raises:
        Invalid: when nobody, or nobody of them, is named: a team without a guide cannot change itself.
    """
    row = (
        Membership.objects.filter(community=community, person__public_id=pk).select_related("person").first()
    )
    if row is None:
        raise Invalid(
            _("Choose who facilitates this team; its members can change that later."),
            {"lead": _("Choose one of the people of this team.")},
        )
    return row.person
