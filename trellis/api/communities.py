"""Communities, who is in them, and what happened there, as much as the person sees on the pages."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema

from trellis.api.door import TokenRequest, reading
from trellis.api.paging import One, Paging, page_of
from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind, View
from trellis.people.communities.queries import (
    communities_seen,
    journal_of_community,
    members_of,
    open_community,
    view_of_community,
)
from trellis.people.journal.queries import words_of
from trellis.people.tokens.words import Read

if TYPE_CHECKING:  # doors never touch tables; only the type is known here
    from trellis.people.communities.models import Community as Row

router = Router()


class Named(Schema):
    """Something by its id and name."""

    id: str
    name: str


class Community(Schema):
    """Any group that learns together."""

    id: str
    name: str
    type: str
    purpose: str
    organization: Named
    starts_on: date
    ends_on: date | None


class Communities(Schema):
    """One page of communities."""

    items: list[Community]
    next: str | None


class Member(Schema):
    """A person in a community, today."""

    id: str
    person: Named
    function: str
    since: date


class Members(Schema):
    """One page of members."""

    items: list[Member]
    next: str | None


class Event(Schema):
    """One thing that happened. `who` is empty where it is not shown, or the system did it."""

    at: datetime
    who: str
    what: str
    verb: str


class History(Schema):
    """One page of what happened, the newest first."""

    items: list[Event]
    next: str | None


class CommunityFilter(Paging):
    """Which communities."""

    organization: str = Field("", pattern=r"^([0-9a-z-]{1,64})?$", description="Only of this organization.")


def _as_answers(rows: "Sequence[Row]") -> list[Community]:
    return [
        Community(
            id=row.public_id,
            name=row.name,
            type=row.type,
            purpose=row.purpose,
            organization=Named(id=row.organization.public_id, name=row.organization.name),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    ]


@reading(router, "/communities", Read.COMMUNITIES, Communities)
def communities(request: TokenRequest, wanted: Query[CommunityFilter]) -> Communities:
    """List the communities the person may open, ended ones too."""
    rows = communities_seen(by=request.auth.person)
    if wanted.organization:
        rows = rows.filter(organization__public_id=wanted.organization)
    page = page_of(rows, wanted)
    return Communities(items=_as_answers(page.rows), next=page.next)


@reading(router, "/communities/{pk}", Read.COMMUNITY, Community)
def community(request: TokenRequest, which: Path[One]) -> Community:
    """Open one community."""
    return _as_answers([open_community(by=request.auth.person, pk=which.pk)])[0]


@reading(router, "/communities/{pk}/members", Read.MEMBERS, Members)
def members(request: TokenRequest, which: Path[One], paging: Query[Paging]) -> Members:
    """List who is in a community today; only where the person sees all of it, as on its page."""
    by = request.auth.person
    found = open_community(by=by, pk=which.pk)
    if view_of_community(by, found, ObjectKind.COMMUNITY) < View.FULL:
        raise NotFound(_("There is no such page, or it is not open to you."))
    page = page_of(members_of(found), paging)
    items = [
        Member(
            id=row.public_id,
            person=Named(id=row.person.public_id, name=row.person.full_name),
            function=row.function,
            since=row.starts_on,
        )
        for row in page.rows
    ]
    return Members(items=items, next=page.next)


@reading(router, "/communities/{pk}/history", Read.HISTORY, History)
def history(request: TokenRequest, which: Path[One], paging: Query[Paging]) -> History:
    """List what happened in a community, the newest first: with names for its members, else without."""
    by = request.auth.person
    journal = journal_of_community(open_community(by=by, pk=which.pk), by=by)
    page = page_of(journal.entries, paging, mark="hash", newest_first=True)
    items = [
        Event(
            at=entry.at,
            who=entry.actor.full_name if journal.with_names and entry.actor else "",
            what=words_of(entry.verb),
            verb=entry.verb,
        )
        for entry in page.rows
    ]
    return History(items=items, next=page.next)
