"""Who may publish a release and how exactly somebody may read one."""

from collections.abc import Iterable

from trellis.insight.releases.words import Audience
from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View


def may_publish_release(relations: Iterable[Relation]) -> bool:
    """Say whether someone in these relations to a place may publish a release there."""
    return may(Action.CREATE, ObjectKind.RELEASE, relations)


def may_withdraw_release(relations: Iterable[Relation]) -> bool:
    """Say whether someone in these relations to a place may take a release of it off the pages."""
    return may(Action.TRANSITION, ObjectKind.RELEASE, relations)


def may_open_release_to_everyone(relations: Iterable[Relation]) -> bool:
    """Say whether someone in these relations to a place may let everyone read a release of it."""
    return may(Action.SHARE, ObjectKind.RELEASE, relations)


def audience_of(relations: Iterable[Relation]) -> Audience | None:
    """Return how exactly these relations read a release; nothing where they do not read it."""
    view = view_of(ObjectKind.RELEASE, relations)
    if view == View.FULL:
        return Audience.STAFF
    return Audience.PUBLIC if view == View.SUMMARY else None
