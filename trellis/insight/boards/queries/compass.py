"""Where a person's work is: what the navigation needs, in two queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.people.access.queries import roles_of
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import my_communities
from trellis.people.places.models import Organization


@dataclass(frozen=True)
class Compass:
    """The person's communities, own place and roles of today.

    Attributes:
        communities: where the person belongs, by name.
        place: the lowest organization the person has a role in: a teacher's school, a leader's district.
        roles: the roles held today, wherever.
    """

    communities: Sequence[Community]
    place: Organization | None
    roles: frozenset[Role]


def compass_of(*, by: Person) -> Compass:
    """Return where this person's work is."""
    roles = roles_of(by)
    lowest = max(roles, key=lambda row: row.organization.path.count("/"), default=None)
    return Compass(
        communities=list(my_communities(by)),
        place=lowest.organization if lowest else None,
        roles=frozenset(Role(row.role) for row in roles),
    )
