"""The history of a community and of what belongs to it, as much as the policy shows."""

from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries.seeing import view_of_community
from trellis.people.journal.queries import HistoryLine, entries_of_community, entries_of_object, lines_of


def history_of_community(community: Community, *, by: Person, limit: int = 50) -> list[HistoryLine]:
    """Return what happened in a community: with names for its members, without for administrators."""
    view = view_of_community(by, community, ObjectKind.JOURNAL)
    if view < View.SUMMARY:
        return []
    return lines_of(entries_of_community(community.pk), with_names=view >= View.FULL, limit=limit)


def history_of_object(
    community: Community, object_kind: str, object_id: str, *, by: Person, limit: int = 50
) -> list[HistoryLine]:
    """Return what happened to one object of a community, under the same wall as the community's history."""
    view = view_of_community(by, community, ObjectKind.JOURNAL)
    if view < View.SUMMARY:
        return []
    entries = entries_of_object(object_kind, object_id).filter(community_id_seen=community.pk)
    return lines_of(entries, with_names=view >= View.FULL, limit=limit)
