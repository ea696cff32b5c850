"""What the worker does for tokens. Each piece may run twice without harm."""

from datetime import datetime, timedelta

from django.db.models import Q

from trellis.people.tokens.models import ApiToken, TokenRead
from trellis.people.tokens.words import KEPT_DAYS


def forget_old_tokens(now: datetime) -> int:
    """Delete tokens that ended a year ago and reads that are older; return how many rows."""
    before = now - timedelta(days=KEPT_DAYS)
    reads, _tables = TokenRead.objects.filter(last_at__lt=before).delete()
    ended = Q(revoked_at__lt=before) | Q(expires_at__lt=before)
    tokens, _tables = ApiToken.objects.filter(ended).delete()
    return reads + tokens
