"""Adds to the journal and proves that it was not changed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from trellis.people.journal.models import JournalEntry, JournalHead
from trellis.people.journal.words import GENESIS

if TYPE_CHECKING:  # the journal lies below accounts; only the type is known here
    from trellis.people.accounts.models import Person


def digest_of(
    *,
    previous_hash: str,
    at: datetime,
    actor_id: int | None,
    verb: str,
    object_kind: str,
    object_id: str,
    data: Mapping[str, object],
) -> str:
    """Return the SHA-256 over the previous hash and the canonical content, 64 hex characters."""
    content = json.dumps(
        [at.isoformat(), actor_id, verb, object_kind, object_id, data],
        cls=DjangoJSONEncoder,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(f"{previous_hash}\n{content}".encode()).hexdigest()


@transaction.atomic
def record(
    *,
    by: "Person | None",
    verb: str,
    object_kind: str,
    object_id: str,
    organization_id: int | None = None,
    community_id: int | None = None,
    data: Mapping[str, object] | None = None,
    at: datetime | None = None,
) -> JournalEntry:
    """Write one entry in the transaction of the change it tells of.

    The head row is locked until that transaction ends, so entries of all processes have one order. ``data``
    must be JSON-able and must not hold what was told in trust (texts of notes, names of students).
    """
    moment = at or timezone.now()
    content = json.loads(json.dumps(dict(data or {}), cls=DjangoJSONEncoder))
    JournalHead.objects.get_or_create(pk=1)
    head = JournalHead.objects.select_for_update().get(pk=1)
    entry = JournalEntry.objects.create(
        at=moment,
        actor=by,
        verb=verb,
        object_kind=object_kind,
        object_id=object_id,
        organization_id_seen=organization_id,
        community_id_seen=community_id,
        data=content,
        previous_hash=head.last_hash,
        hash=digest_of(
            previous_hash=head.last_hash,
            at=moment,
            actor_id=by.pk if by else None,
            verb=verb,
            object_kind=object_kind,
            object_id=object_id,
            data=content,
        ),
    )
    head.last_hash = entry.hash
    head.entries += 1
    head.save(update_fields=["last_hash", "entries"])
    return entry


def broken_link() -> JournalEntry | None:
    """Walk the whole chain; return the first entry that does not fit, or nothing when all is whole."""
    previous = GENESIS
    seen = 0
    for entry in JournalEntry.objects.order_by("id").iterator(chunk_size=2000):
        expected = digest_of(
            previous_hash=previous,
            at=entry.at,
            actor_id=entry.actor_id,
            verb=entry.verb,
            object_kind=entry.object_kind,
            object_id=entry.object_id,
            data=entry.data,
        )
        if entry.previous_hash != previous or entry.hash != expected:
            return entry
        previous = entry.hash
        seen += 1
    head = JournalHead.objects.filter(pk=1).first()
    if head is not None and (head.last_hash != previous or head.entries != seen):
        # the tail was cut off: the last entry that is left is where history stops being whole
        return JournalEntry.objects.order_by("id").last()
    return None
