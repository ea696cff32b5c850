"""The history of a community and of what belongs to it, as much as the policy shows."""

from dataclasses import dataclass

from django.db.models import QuerySet

from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries.seeing import view_of_community
from trellis.people.journal.models import JournalEntry
from trellis.people.journal.queries import HistoryLine, entries_of_community, entries_of_object, lines_of


def history_of_community(community: Community, *, by: Person, limit: int = 50) -> list[HistoryLine]:
    """Return what happened in a community: with names for its members, without for administrators."""
    view = view_of_community(by, community, ObjectKind.JOURNAL)
    if view < View.SUMMARY:
        return []
    return lines_of(entries_of_community(community.pk), with_names=view >= View.FULL, limit=limit)


@dataclass(frozen=True)
class Journal:
    """What somebody may read of the journal of a community.

    Attributes:
        entries: the entries, newest first; none for who sees nothing of it.
        with_names: whether who did it may be said.
    """

    entries: QuerySet[JournalEntry]
    with_names: bool


def journal_of_community(community: Community, *, by: Person) -> Journal:
    """Return the journal of a community as far as the person may read it; equals `history_of_community`."""
    view = view_of_community(by, community, ObjectKind.JOURNAL)
    entries = entries_of_community(community.pk).select_related("actor")
    return Journal(entries if view >= View.SUMMARY else entries.none(), view >= View.FULL)


def history_of_object(
    community: Community, object_kind: str, object_id: str, *, by: Person, limit: int = 50
) -> list[HistoryLine]:
    """Return what happened to one object of a community, under the same wall as the community's history."""
    view = view_of_community(by, community, ObjectKind.JOURNAL)
    if view < View.SUMMARY:
        return []
    entries = entries_of_object(object_kind, object_id).filter(community_id_seen=community.pk)
    return lines_of(entries, with_names=view >= View.FULL, limit=limit)
