"""Who may have a token, when it opens the door, and for what."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from trellis.people.access.words import STAFF_ROLES
from trellis.people.tokens.models import ApiToken
from trellis.people.tokens.words import ASKS_A_MINUTE, DAYS, MINUTE_SECONDS, Scope


def may_have_token(roles: Iterable[str]) -> bool:
    """Staff may; families, partners and guests may not."""
    return any(role in STAFF_ROLES for role in roles)


def is_open_token(token: ApiToken, now: datetime) -> bool:
    """Say whether a token is neither revoked nor too old, and its person is still here."""
    return token.revoked_at is None and now < token.expires_at and token.person.is_active


def known_scopes(scopes: Iterable[str]) -> frozenset[Scope]:
    """Return those of the scopes that exist; one that was given up opens nothing."""
    return frozenset(Scope(scope) for scope in scopes if scope in Scope.values)


def is_length(days: int) -> bool:
    """Say whether a token may hold so many days."""
    return days in DAYS


def is_same_minute(token: ApiToken, now: datetime) -> bool:
    """Say whether a token's current minute of asking is not over yet."""
    began = token.minute_began_at
    return began is not None and began <= now < began + timedelta(seconds=MINUTE_SECONDS)


def seconds_to_wait(token: ApiToken, now: datetime) -> int:
    """Return how long a token must wait before it may ask again; 0 when it need not."""
    if not is_same_minute(token, now) or token.asks_this_minute < ASKS_A_MINUTE:
        return 0
    assert token.minute_began_at is not None
    left = token.minute_began_at + timedelta(seconds=MINUTE_SECONDS) - now
    return max(1, ceil(left.total_seconds()))
