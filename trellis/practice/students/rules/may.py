"""Who may do what with groups and supports, and when."""

from collections.abc import Collection
from datetime import date

from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View
from trellis.practice.students.words import RegroupingState


def may_read_groups(relations: Collection[Relation]) -> bool:
    """Members read the groups of their team; nobody else."""
    return view_of(ObjectKind.NEED_GROUP, relations) >= View.FULL


def may_move_student(relations: Collection[Relation], state: RegroupingState) -> bool:
    """Members move students as long as the groups have not ended; settled groups stay flexible."""
    return state != RegroupingState.ENDED and may(Action.UPDATE, ObjectKind.NEED_GROUP, relations)


def may_settle_groups(relations: Collection[Relation], state: RegroupingState) -> bool:
    """Members settle groups that are only proposed."""
    return state == RegroupingState.PROPOSED and may(Action.TRANSITION, ObjectKind.NEED_GROUP, relations)


def may_see_card(relations: Collection[Relation], *, is_ours: bool, has_right: bool) -> bool:
    """A student's card: members of a team that teaches the student, or somebody let in by name."""
    return has_right or (is_ours and view_of(ObjectKind.SUPPORT, relations) >= View.FULL)


def may_count_care(relations: Collection[Relation]) -> bool:
    """Leaders of school and district see counts and nothing more."""
    return view_of(ObjectKind.SUPPORT, relations) >= View.COUNT


def right_holds(ends_on: date, today: date) -> bool:
    """Say whether a right to open a card still holds; its last day counts."""
    return today <= ends_on
