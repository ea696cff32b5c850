"""Who reads academic standards and who brings them in. Small booleans without the database."""

from collections.abc import Iterable

from trellis.people.access.rules import may, sees
from trellis.people.access.words import Action, ObjectKind, Relation


def may_read_standards(relations: Iterable[Relation]) -> bool:
    """Say whether somebody may read the frameworks of a place: its staff and that of its district."""
    return sees(ObjectKind.ACADEMIC_STANDARD, relations)


def may_bring_framework(relations: Iterable[Relation]) -> bool:
    """Say whether somebody may bring in a framework."""
    return may(Action.CREATE, ObjectKind.ACADEMIC_STANDARD, relations)


def may_retire_framework(relations: Iterable[Relation]) -> bool:
    """Say whether somebody may take a framework out of use."""
    return may(Action.UPDATE, ObjectKind.ACADEMIC_STANDARD, relations)


def deepest_shown(sizes: list[int], most: int) -> int:
    """Return down to which level of a tree fits on one page, given how many stand on each; 0 at least."""
    total = 0
    for depth, size in enumerate(sizes):
        total += size
        if total > most:
            return max(depth - 1, 0)
    return max(len(sizes) - 1, 0)
