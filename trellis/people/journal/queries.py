"""Reads the journal as history. Who may read it is asked where the object is known."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trellis.people.journal.models import JournalEntry
from trellis.people.journal.words import HAPPENED


@dataclass(frozen=True)
class HistoryLine:
    """One line of a history: when, who (empty where it is not shown, or the system did it), and what."""

    at: datetime
    who: str
    what: str


def words_of(verb: str) -> str:
    """Return a verb of the journal as words: ``cycle.closed`` -> “A cycle was closed”."""
    return _(HAPPENED[verb]) if verb in HAPPENED else verb.replace(".", " ").replace("_", " ").capitalize()


def entries_of_object(object_kind: str, object_id: str) -> QuerySet[JournalEntry]:
    """Return what happened to one object, newest first."""
    return JournalEntry.objects.filter(object_kind=object_kind, object_id=object_id).order_by("-id")


def entries_of_community(community_id: int) -> QuerySet[JournalEntry]:
    """Return what happened in one community, newest first."""
    return JournalEntry.objects.filter(community_id_seen=community_id).order_by("-id")


def lines_of(entries: QuerySet[JournalEntry], *, with_names: bool, limit: int = 50) -> list[HistoryLine]:
    """Return entries as lines for people; without names where only a summary may be seen."""
    return [
        HistoryLine(
            at=entry.at,
            who=entry.actor.full_name if with_names and entry.actor is not None else "",
            what=words_of(entry.verb),
        )
        for entry in entries.select_related("actor")[:limit]
    ]
