"""Organizations and who the token acts for."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ninja import Path, Query, Router, Schema

from trellis.api.door import TokenRequest, reading
from trellis.api.paging import One, Paging, page_of
from trellis.people.access.queries import open_organization, organizations_seen
from trellis.people.accounts.requests import Person
from trellis.people.tokens.words import ASKS_A_MINUTE, Read

if TYPE_CHECKING:  # doors never touch tables; only the type is known here
    from trellis.people.places.models import Organization as Place

router = Router()


class Me(Schema):
    """Whom the token reads for, and what it may."""

    id: str
    name: str
    language: str
    token: str
    scopes: list[str]
    expires_at: datetime
    requests_a_minute: int


class Organization(Schema):
    """A state, network, district, area, school or department."""

    id: str
    name: str
    kind: str
    time_zone: str
    parent: str | None


class Organizations(Schema):
    """One page of organizations."""

    items: list[Organization]
    next: str | None


def _as_answers(rows: "Sequence[Place]", by: Person) -> list[Organization]:
    parents = {row.parent_id for row in rows if row.parent_id}
    known = dict(organizations_seen(by=by).filter(pk__in=parents).values_list("pk", "public_id"))
    return [
        Organization(
            id=row.public_id,
            name=row.name,
            kind=row.kind,
            time_zone=row.time_zone,
            parent=known.get(row.parent_id or 0),
        )
        for row in rows
    ]


@reading(router, "/me", Read.ME, Me)
def me(request: TokenRequest) -> Me:
    """Say whom the token reads for, what it may read, until when, and how often."""
    bearer = request.auth
    return Me(
        id=bearer.person.public_id,
        name=bearer.person.full_name,
        language=bearer.person.language,
        token=bearer.token.name,
        scopes=sorted(bearer.scopes),
        expires_at=bearer.token.expires_at,
        requests_a_minute=ASKS_A_MINUTE,
    )


@reading(router, "/organizations", Read.ORGANIZATIONS, Organizations)
def organizations(request: TokenRequest, paging: Query[Paging]) -> Organizations:
    """List the organizations whose page the person may open.

    `parent` is empty where the person may not open that one.
    """
    by = request.auth.person
    page = page_of(organizations_seen(by=by), paging)
    return Organizations(items=_as_answers(page.rows, by), next=page.next)


@reading(router, "/organizations/{pk}", Read.ORGANIZATION, Organization)
def organization(request: TokenRequest, which: Path[One]) -> Organization:
    """Open one organization."""
    by = request.auth.person
    return _as_answers([open_organization(by=by, pk=which.pk)], by)[0]
