"""Who reads that a team asks for help, and who answers."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View
from trellis.practice.support.words import Reach

R = Relation
#: Whom the team asks -> the relations that are asked.
READERS: Mapping[str, frozenset[Relation]] = MappingProxyType(
    {
        Reach.SCHOOL: frozenset({R.SCHOOL_STAFF}),
        Reach.DISTRICT: frozenset({R.SCHOOL_STAFF, R.DISTRICT_STAFF, R.DEPARTMENT}),
    }
)
#: They read it only when the team says so, whatever else they are.
LEADERS = frozenset({R.SCHOOL_LEADER, R.DISTRICT_LEADER})


def may_read_ask(relations: Collection[Relation], *, reach: Reach, to_leaders: bool) -> bool:
    """Members always; those who are asked; leaders only when the team says so (never as a report on it)."""
    if R.MEMBER in relations:
        return True
    if LEADERS.intersection(relations) and not to_leaders:
        return False
    asked = bool(READERS[reach].intersection(relations))
    return asked and view_of(ObjectKind.HELP_ASK, relations) >= View.SUMMARY


def may_ask_for_help(relations: Collection[Relation]) -> bool:
    """Members ask for their team."""
    return may(Action.CREATE, ObjectKind.HELP_ASK, relations)


def may_answer(*, reads: bool, is_member: bool, in_own_team: bool, is_closed: bool) -> bool:
    """Whoever reads it answers for a team they work in, as long as it is open; not the team that asks."""
    return reads and in_own_team and not is_member and not is_closed
