"""When a link or an invitation still opens a door. Plain functions over plain facts."""

import hashlib
import secrets
from datetime import datetime
from zoneinfo import available_timezones

from trellis.people.accounts.models import Invitation, SignInLink


def new_token() -> str:
    """Return a fresh secret for a link: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest_of_token(token: str) -> str:
    """Return what is stored of a secret: its SHA-256, 64 hex characters."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_open_invitation(invitation: Invitation, now: datetime) -> bool:
    """An invitation can be accepted until it was, or was withdrawn, or its time is over."""
    return (
        invitation.accepted_at is None
        and invitation.withdrawn_at is None
        and now < invitation.expires_at
        and invitation.person.is_active
    )


def is_open_link(link: SignInLink, now: datetime) -> bool:
    """A sign-in link works once, for half an hour, for a person who has not left."""
    return link.used_at is None and now < link.expires_at and link.person.is_active


def is_time_zone(name: str) -> bool:
    """Say whether a time zone of this name is known."""
    return name in available_timezones()
