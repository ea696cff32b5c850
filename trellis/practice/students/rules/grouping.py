"""Proposes need groups from a sheet. Everybody stands in exactly one group, extension and unseen included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trellis.evidence.measures.queries.sheets import Sheet
from trellis.practice.students.rules.answers import judged_items, shares_of
from trellis.practice.students.words import GroupKind
from trellis.stats.items import NeedGroup, need_groups

#: A standard counts as reached from this share of its points on.
REACHED = 0.75
MOST_GROUPS, SMALLEST = 4, 3


@dataclass(frozen=True)
class Proposed:
    """A group to begin with: its kind, the needs behind it, its students by id, who is one answer away."""

    kind: GroupKind
    needs: tuple[str, ...]
    students: tuple[int, ...]
    borderline: frozenset[int] = frozenset()


def labels_of(sheet: Sheet) -> list[str]:
    """Return what each item is grouped by: its standard where it has one, else the item itself."""
    return [item.standard or item.label for item in sheet.items]


def _telling(group: NeedGroup, ids: Sequence[int]) -> frozenset[int]:
    """Return who is one answer away, unless that is true of half the group: then it says nothing."""
    few = 2 * len(group.borderline) < len(group.students)
    return frozenset(ids[row] for row in group.borderline) if few else frozenset()


def propose_groups_of(sheet: Sheet) -> list[Proposed]:
    """Propose groups for all students of a sheet: needs first, then extension, then those not yet seen.

    Every student of ``sheet.students`` and ``sheet.unseen`` is in exactly one of them.
    """
    unseen = [student.pk for student in sheet.unseen]
    columns = judged_items(sheet)
    if not columns:
        unseen = [student.pk for student in sheet.students] + unseen
        return [Proposed(GroupKind.UNSEEN, (), tuple(unseen))] if unseen else []
    labels = labels_of(sheet)
    found = need_groups(
        shares_of(sheet)[:, columns],
        [labels[at] for at in columns],
        cut=REACHED,
        max_groups=MOST_GROUPS,
        min_size=SMALLEST,
    )
    ids = [student.pk for student in sheet.students]
    groups = [
        Proposed(
            kind=GroupKind.NEED if group.needs else GroupKind.EXTENSION,
            needs=group.needs,
            students=tuple(ids[row] for row in group.students),
            borderline=_telling(group, ids),
        )
        for group in found.groups
    ]
    unseen = [ids[row] for row in found.not_yet_seen] + unseen
    if not any(group.kind == GroupKind.EXTENSION for group in groups):
        # the place for those who are ready is there even before anybody is
        groups.append(Proposed(GroupKind.EXTENSION, (), ()))
    if unseen:
        groups.append(Proposed(GroupKind.UNSEEN, (), tuple(unseen)))
    return groups


def without_a_place(students: Sequence[int], places: Mapping[int, int]) -> list[int]:
    """Return the students of a team whom no group holds: the list that must be empty (S0-17, S3-10)."""
    return [pk for pk in students if pk not in places]
