"""A first proposal of need groups from the pattern of standards not yet reached; the team decides."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trellis.stats.inputs import NumberTable, as_share, as_whole
from trellis.stats.items.mastery import few_items, reached, standard_shares
from trellis.stats.results import Language, Note, in_language


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """Students (row numbers, in the order of the input) who have not yet reached the same standards.

    ``needs`` is empty for students ready to extend. ``joined``: those whose own pattern differs, placed here
    because their pattern was too rare for a group. ``borderline``: one item away from another pattern.
    """

    needs: tuple[str, ...]
    students: tuple[int, ...]
    joined: tuple[int, ...]
    borderline: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NeedGroups:
    """The proposal: every row stands in exactly one group or in ``not_yet_seen`` (no result at all)."""

    groups: tuple[NeedGroup, ...]
    not_yet_seen: tuple[int, ...]
    standards: tuple[str, ...]
    items_behind: tuple[int, ...]
    n: int
    notes: tuple[Note, ...]
    method: str = "Groups by pattern of standards below the cut"

    def say(self, language: Language = "en") -> str:
        """Sizes of the groups, as a proposal."""
        if not self.groups:
            return in_language(
                language,
                en="Nobody has a result yet, so there is no group to propose.",
                es="Nadie tiene todavía un resultado, así que no hay grupos que proponer.",
            )
        parts = [
            f"{' + '.join(group.needs)}: {len(group.students)}"
            if group.needs
            else f"ready to extend: {len(group.students)}"
            for group in self.groups
        ]
        partes = [
            f"{' + '.join(group.needs)}: {len(group.students)}"
            if group.needs
            else f"listos para ampliar: {len(group.students)}"
            for group in self.groups
        ]
        unseen, sin = "", ""
        if self.not_yet_seen:
            unseen = f" {len(self.not_yet_seen)} not yet seen."
            sin = f" {len(self.not_yet_seen)} aún sin resultado."
        return in_language(
            language,
            en=f"A proposal to change as you see fit: {'; '.join(parts)}.{unseen}",
            es=f"Una propuesta para cambiar como vean mejor: {'; '.join(partes)}.{sin}",
        )


def need_groups(
    scores: NumberTable,
    standards: Sequence[str],
    *,
    cut: float = 0.75,
    max_points: NumberTable | float | None = None,
    max_groups: int = 4,
    min_size: int = 3,
) -> NeedGroups:
    """Propose groups from ``scores`` (students x items, NaN where not sat) and the standard of each item.

    Students with the same standards below ``cut`` form a group; a standard without a result is left open, not
    counted as a need. Patterns of fewer than ``min_size`` students, and the rarest beyond ``max_groups`` (the
    group ready to extend not counted), join the group whose needs differ least; who has a need is never
    put with those ready to extend unless nobody else has one. Groups come in the order of the standards,
    students in the order of the input: nothing is ranked. Errors as ``standard_shares``; ``option`` for the
    sizes.
    """
    if cut != 1:
        as_share(cut, name="cut")
    max_groups = as_whole(max_groups, name="number of groups", least=1)
    min_size = as_whole(min_size, name="size of a group", least=1)
    names, shares, behind = standard_shares(scores, standards, max_points)
    seen = ~np.isnan(shares).all(axis=1)
    missed = ~np.isnan(shares) & ~reached(shares, cut)
    patterns: dict[tuple[int, ...], list[int]] = {}
    for row in np.flatnonzero(seen):
        patterns.setdefault(tuple(int(j) for j in np.flatnonzero(missed[row])), []).append(int(row))
    joined = _join_rare(patterns, max_groups, min_size)
    step = 1 / np.array(behind, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        near = (reached(shares + step, cut) & missed) | (reached(shares, cut) & ~reached(shares - step, cut))
    groups = tuple(
        NeedGroup(
            needs=tuple(names[j] for j in pattern),
            students=tuple(sorted(rows)),
            joined=tuple(sorted(set(rows) & joined)),
            borderline=tuple(row for row in sorted(rows) if near[row].any()),
        )
        for pattern, rows in sorted(patterns.items(), key=lambda pair: (not pair[0], len(pair[0]), pair[0]))
    )
    notes = {note.code: note for note in map(few_items, behind) if note is not None}
    return NeedGroups(
        groups=groups,
        not_yet_seen=tuple(int(row) for row in np.flatnonzero(~seen)),
        standards=names,
        items_behind=behind,
        n=int(np.count_nonzero(seen)),
        notes=tuple(notes.values()),
    )


def _join_rare(patterns: dict[tuple[int, ...], list[int]], max_groups: int, min_size: int) -> set[int]:
    """Merge rare patterns into near ones, in place; the rows that were moved."""
    moved: set[int] = set()
    while True:
        needy = [pattern for pattern in patterns if pattern]
        if len(needy) < 2:
            return moved
        rarest = min(needy, key=lambda pattern: (len(patterns[pattern]), -len(pattern), pattern))
        if len(patterns[rarest]) >= min_size and len(needy) <= max_groups:
            return moved
        others = [pattern for pattern in needy if pattern != rarest]
        own = set(rarest)
        target = min(others, key=lambda other: (len(own ^ set(other)), -len(patterns[other]), other))
        rows = patterns.pop(rarest)
        patterns[target].extend(rows)
        moved.update(rows)
