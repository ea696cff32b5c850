"""Adds to the journal and proves that it was not changed."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
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
        [at.astimezone(UTC).isoformat(), actor_id, verb, object_kind, object_id, data],
        cls=DjangoJSONEncoder,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(f"{previous_hash}\n{content}".encode()).hexdigest()


#: The escaped sign zero in JSON, but not a written backslash before the letters u0000.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def _plain(data: Mapping[str, object]) -> dict[str, object]:
    """Return the content as every database gives it back.

    A database may write a large float as a whole number and refuses NaN and the sign zero, so that the hash
    would no longer fit: fractions are kept as text, and sign zero is dropped.
    """
    text = _NUL.sub(r"\1", json.dumps(dict(data), cls=DjangoJSONEncoder))
    content: dict[str, object] = json.loads(text, parse_float=str, parse_constant=str)
    return content


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
    content = _plain(data or {})
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


@dataclass(frozen=True)
class ChainReport:
    """What a walk over the whole chain found.

    Attributes:
        entries: how many entries fit, from the first on.
        whole: every entry fits, and the head knows of exactly these.
        broken_at: the first entry that does not fit, or the last one before a cut tail; nothing is left to
            name when all entries or the head are gone.
        knows_hash: the hash that was written down before is one of the chain.
        last_hash: the hash to write down outside the database, e.g. with a backup.
    """

    entries: int
    whole: bool
    broken_at: JournalEntry | None
    last_hash: str
    knows_hash: bool = False


def check_chain(*, known_hash: str = "") -> ChainReport:
    """Walk the whole chain in constant memory and say whether it was changed, cut, or put in another order.

    Whoever can write the tables and knows this code can make a new chain that fits. Against that, write
    the last hash down outside and give it here the next time.
    """
    previous, seen, knows = GENESIS, 0, known_hash == GENESIS
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
            return ChainReport(seen, False, entry, previous, knows)
        previous = entry.hash
        knows = knows or previous == known_hash
        seen += 1
    head = JournalHead.objects.filter(pk=1).first()
    known = (head.last_hash, head.entries) if head else (GENESIS, 0)
    if known != (previous, seen):
        return ChainReport(seen, False, JournalEntry.objects.order_by("id").last(), previous, knows)
    return ChainReport(seen, True, None, previous, knows)


def broken_link() -> JournalEntry | None:
    """Return the first entry that does not fit, or nothing when all is whole; see `check_chain`."""
    return check_chain().broken_at
