"""Who works with somebody, and who with nobody yet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from trellis.people.access.queries import (
    holding,
    roles_by_person,
)
from trellis.people.access.words import EDUCATOR_ROLES, Role
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.words import GUESTS
from trellis.people.places.models import Organization
from trellis.people.places.queries import below


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
