"""When a link or an invitation still opens a door. Plain functions over plain facts."""

import hashlib
import secrets
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

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


_ROWS = (
    "0123456789" * 4,
    "9876543210" * 4,
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "qwertyuiopasdfghjklzxcvbnm" * 2,
)


@cache
def _common_words() -> frozenset[str]:
    return frozenset({*CommonPasswordValidator().passwords, "trellis", "school", "district"})


def is_obvious(password: str) -> bool:
    """Say whether a long password is one of those that are tried first.

    Obvious are: few different signs, a row of the keyboard or alphabet, a short piece said again and again,
    and a common password with figures or signs around it.
    """
    letters = "".join(sign for sign in password.lower() if sign.isalnum())
    if len(set(letters)) < 5:
        return True
    if any(letters in row for row in _ROWS):
        return True
    if letters in (letters + letters)[1:-1]:
        return True
    return letters.strip("0123456789") in _common_words()


class ObviousPassword:
    """Password validator: refuses what is long but obvious (see `is_obvious`)."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse an obvious password.

        Raises:
            ValidationError: with a sentence for the person.
        """
        if is_obvious(password):
            raise ValidationError(_("Strangers try this one early. A few unrelated words are safer."))

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("Not one that is easy to guess.")
