"""Who may and when may, for communities: small yes-or-no functions over plain facts."""

from collections.abc import Collection
from datetime import date

from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind, Relation
from trellis.people.communities.words import GUESTS, GUIDING, TIME_LIMITED, Discovery, Function, JoinRule


def may_guide_community(function: Function | None) -> bool:
    """A lead or facilitator changes members, charter, norms and settings."""
    return function in GUIDING


def may_name_mentor(function: Function | None, *, is_own: bool) -> bool:
    """A lead or facilitator says who looks after a new member, or the new member does."""
    return is_own or may_guide_community(function)


def may_end_mentorship(function: Function | None, *, is_one_of_both: bool) -> bool:
    """Each of the two ends it without a reason; so does who guides the community."""
    return is_one_of_both or may_guide_community(function)


def may_edit_charter(function: Function | None) -> bool:
    """Every member writes the charter and norms; guests do not. The text is the whole community's."""
    return function is not None and function not in GUESTS


def may_create_community(relations: Collection[Relation]) -> bool:
    """Staff of the place, its leaders and administrators may start one."""
    return may(Action.CREATE, ObjectKind.COMMUNITY, relations)


def may_find_community(discovery: Discovery, relations: Collection[Relation]) -> bool:
    """Whether someone who is not a member may learn that the community exists.

    Leaders of the place and administrators always may, or there would be communities nobody answers for.
    """
    if {Relation.MEMBER, Relation.GUEST_MEMBER, Relation.ADMINISTRATOR} & set(relations):
        return True
    if {Relation.SCHOOL_LEADER, Relation.DISTRICT_LEADER} & set(relations):
        return True
    if discovery == Discovery.UNLISTED:
        return False
    if discovery == Discovery.SCHOOL:
        return bool({Relation.SCHOOL_STAFF, Relation.DEPARTMENT, Relation.STATE} & set(relations))
    wide = {Relation.SCHOOL_STAFF, Relation.DEPARTMENT, Relation.DISTRICT_STAFF, Relation.STATE}
    return bool(wide & set(relations))


def may_join_at_once(join_rule: JoinRule, discovery: Discovery, relations: Collection[Relation]) -> bool:
    """Whether someone may become a member without anybody's yes."""
    return join_rule == JoinRule.OPEN and _is_staff(relations) and may_find_community(discovery, relations)


def may_ask_to_join(join_rule: JoinRule, discovery: Discovery, relations: Collection[Relation]) -> bool:
    """Whether someone may ask; asking is possible where joining is open too."""
    return join_rule != JoinRule.INVITE and _is_staff(relations) and may_find_community(discovery, relations)


def _is_staff(relations: Collection[Relation]) -> bool:
    return bool({Relation.SCHOOL_STAFF, Relation.DEPARTMENT, Relation.DISTRICT_STAFF} & set(relations))


def needs_end_date(function: Function) -> bool:
    """Guests and external experts come for a time (S2-55)."""
    return function in TIME_LIMITED


def holds_on(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Whether a dated thing holds on a day; its last day counts."""
    return starts_on <= on and (ends_on is None or on <= ends_on)
