"""Reads tokens: one's own, and the one that a program shows at the door."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.queries import affected_by_policy, organization_to_set_up, roles_of
from trellis.people.accounts.models import Person
from trellis.people.accounts.rules import digest_of_token
from trellis.people.places.models import Organization
from trellis.people.tokens.models import ApiToken, TokenRead
from trellis.people.tokens.rules import is_open_token, known_scopes, may_have_token
from trellis.people.tokens.words import Scope


@dataclass(frozen=True)
class Bearer:
    """Who stands at the door: a person, through a token, with what the token may read."""

    person: Person
    token: ApiToken
    scopes: frozenset[Scope]


@dataclass(frozen=True)
class TokenLine:
    """One of a person's own tokens, as they see it."""

    token: ApiToken
    scopes: tuple[Scope, ...]
    is_open: bool
    reads: int


def may_have_tokens(by: Person) -> bool:
    """Say whether the person may have tokens today."""
    return may_have_token(assignment.role for assignment in roles_of(by))


def open_tokens(by: Person, now: datetime | None = None) -> QuerySet[ApiToken]:
    """Return the person's tokens that are neither revoked nor too old."""
    return ApiToken.objects.filter(person=by, revoked_at=None, expires_at__gt=now or timezone.now())


def tokens_of(by: Person, now: datetime | None = None) -> list[TokenLine]:
    """Return the person's own tokens, those that work first, then the newest."""
    moment = now or timezone.now()
    rows = (
        ApiToken.objects.filter(person=by)
        .select_related("person")
        .annotate(total=Sum("reads__times"))
        .order_by("-made_at", "-id")  # sums forget the order of the table
    )
    lines = [
        TokenLine(
            token=row,
            scopes=tuple(scope for scope in Scope if scope in known_scopes(row.scopes)),
            is_open=is_open_token(row, moment),
            reads=row.total or 0,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: not line.is_open)


def tokens_at(organization: Organization, *, by: Person, now: datetime | None = None) -> QuerySet[ApiToken]:
    """Return the tokens that work of people with a role at a place or below, by name of the person.

    Raises:
        NotFound: for everybody who does not look after the settings of this place.
    """
    organization_to_set_up(by=by, pk=organization.public_id)
    return (
        ApiToken.objects.filter(
            revoked_at=None, expires_at__gt=now or timezone.now(), person__in=affected_by_policy(organization)
        )
        .select_related("person")
        .order_by("person__family_name", "person__given_name", "person_id", "-made_at")
    )


def open_token(*, by: Person, pk: str) -> ApiToken:
    """Return one of the person's own tokens, ended or not.

    Raises:
        NotFound: when there is none, or it is somebody else's.
    """
    token = ApiToken.objects.filter(person=by, public_id=pk).select_related("person").first()
    if token is None:
        raise NotFound(_("There is no such token."))
    return token


def reads_of(token: ApiToken) -> QuerySet[TokenRead]:
    """Return what was read with a token, the newest first."""
    return TokenRead.objects.filter(token=token).order_by("-last_at", "-id")


def bearer_of(secret: str, now: datetime | None = None) -> Bearer | None:
    """Return who shows this secret, or nothing: unknown, revoked, too old, left, or no staff any more."""
    token = ApiToken.objects.filter(token_digest=digest_of_token(secret)).select_related("person").first()
    if token is None or not is_open_token(token, now or timezone.now()):
        return None
    if not may_have_tokens(token.person):
        return None
    return Bearer(token.person, token, known_scopes(token.scopes))
