"""Tokens of the links by which the cast of the demo comes in; they exist in development only."""

from django.conf import settings
from django.core import signing

SALT = "trellis.demo.enter"
DAYS = 30


def demo_token(public_id: str) -> str:
    """Return the token of one person, signed with the installation's secret."""
    return signing.TimestampSigner(salt=SALT).sign(public_id)


def read_demo_token(token: str) -> str | None:
    """Return the public id inside a token; nothing if forged, older than 30 days, or not in development."""
    if not settings.DEVELOPMENT:
        return None
    try:
        return signing.TimestampSigner(salt=SALT).unsign(token, max_age=DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
