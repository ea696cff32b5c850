"""Secret addresses for calendars: made, shown once, revoked."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import my_communities
from trellis.people.journal.operations import record
from trellis.practice.meetings.models import CalendarFeed

TOKEN_BYTES = 32


def digest_of_token(token: str) -> str:
    """Return the digest under which a secret address is known."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class NewFeed:
    """A feed and its secret, which is shown once and kept nowhere."""

    feed: CalendarFeed
    token: str


@transaction.atomic
def make_calendar_feed(
    *, by: Person, community: Community | None = None, now: datetime | None = None
) -> NewFeed:
    """Make a secret address for one's own meetings, of one community or of all.

    Raises:
        NotFound: for a community that one does not belong to.
    """
    if community is not None and not my_communities(by).filter(pk=community.pk).exists():
        raise NotFound(_("There is no such community, or it is not open to you."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(
        person=by, community=community, token_digest=digest_of_token(token), made_at=now or timezone.now()
    )
    record(by=by, verb="calendar_feed.made", object_kind="person", object_id=by.public_id)
    return NewFeed(feed, token)


@transaction.atomic
def revoke_calendar_feed(*, by: Person, feed: str, now: datetime | None = None) -> CalendarFeed:
    """Close one of one's own addresses for good.

    Raises:
        NotFound: when there is none, or it is somebody else's.
    """
    row = CalendarFeed.objects.select_for_update(of=("self",)).filter(person=by, public_id=feed).first()
    if row is None:
        raise NotFound(_("There is no such address."))
    if row.revoked_at is None:
        row.revoked_at = now or timezone.now()
        row.save(update_fields=["revoked_at"])
        record(by=by, verb="calendar_feed.revoked", object_kind="person", object_id=by.public_id)
    return row
