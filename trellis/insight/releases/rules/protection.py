"""How a table is made safe: all cells and both outcomes as one system, together with earlier releases.

A cell is a place, a grade and a group. Whether the result was reached is one more dimension of the same
table, so that a share is shown only where at least as many as the least size reached it and did not. The
attacker of `trellis.stats.protect` tries every hidden number before anything is kept, and then the groups of
all releases laid side by side. Groups that would give somebody away beside an earlier release are hidden too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from trellis.insight.releases.words import HiddenBecause
from trellis.stats.protect import (
    CellTable,
    Hierarchy,
    Population,
    ReleaseAudit,
    Suppression,
    audit_releases,
    flat,
    suppress,
    table,
    tree,
)
from trellis.stats.results import CannotTell

#: A table with more cells than this is refused: publish it by school year or by level of the district.
MAX_CELLS = 12_000
#: How often cells are hidden for the sake of earlier releases before the table is given up.
ROUNDS = 40
ALL = ""  # every grade, every group
_BOTH, _REACHED, _NOT = "both", "reached", "not"
#: place, grade, group
CellKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """One student who is counted: number, place, grade, group and whether the result was reached."""

    student: int
    place: str
    grade: str
    group: str
    reached: bool


@dataclass(frozen=True, slots=True)
class ShownCell:
    """What is shown of a cell: nothing (None), the number of students, or also how many reached it."""

    key: CellKey
    students: int | None
    reached: int | None


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """All cells in their order, and how many small numbers were attacked without success.

    ``beside_earlier``: whether cells are hidden because of what stands in earlier releases.
    """

    cells: tuple[ShownCell, ...]
    attacked: int
    beside_earlier: bool = False


def reasons_of(found: ProtectedTable) -> list[HiddenBecause]:
    """Which rules hide numbers in a table. Never which cell by which rule: that would narrow the number."""
    reasons = []
    if any(cell.students is None for cell in found.cells):
        reasons += [HiddenBecause.SMALL, HiddenBecause.GIVES_AWAY]
    if any(cell.students and cell.reached is None for cell in found.cells):
        reasons.append(HiddenBecause.ALIKE)
    return [*reasons, HiddenBecause.EARLIER] if found.beside_earlier else reasons


def cell_keys(place: str, grade: str, group: str, places: Mapping[str, str | None]) -> Iterable[CellKey]:
    """Every cell that counts a student: the place and all above it, the grade and all, the group and all."""
    return product(_line(place, places), sorted({grade, ALL}), sorted({group, ALL}))


def populations(
    people: Iterable[tuple[int, str, str, str]],
    places: Mapping[str, str | None],
    shown: Iterable[CellKey],
    number: int,
) -> list[Population]:
    """Who stands in which cell of one release; people are (student, place, grade, group)."""
    members: dict[CellKey, set[int]] = {}
    for student, place, grade, group in people:
        for key in cell_keys(place, grade, group, places):
            members.setdefault(key, set()).add(student)
    visible = set(shown)
    return [Population(key, number, frozenset(who), key in visible) for key, who in members.items()]


def protect(
    people: Sequence[Counted],
    places: Mapping[str, str | None],
    *,
    threshold: int,
    earlier: Sequence[Population] = (),
    number: int = 1,
) -> ProtectedTable | None:
    """Return the safe table, or nothing where the numbers are too small or too many to be shown safely.

    ``places`` names the parent of every place (None: the whole). ``earlier`` are the groups of all releases
    in which these students may stand already, ``number`` the one of this release.
    """
    people = single_parts_left_out(people)
    cells = _system(people, places)
    if cells is None:
        return None
    hide = _hidden_before(people, places, earlier)
    found = _suppressed(cells, hide, threshold)
    if found is None:
        return None
    rows = [(one.student, one.place, one.grade, one.group) for one in people]
    for _round in range(ROUNDS):
        # To hide more than the attacked pattern only widens what an attacker must allow for.
        shown = _shown(cells, found, hide)
        if not any(cell.students for cell in shown):
            return None
        visible = (cell.key for cell in shown if cell.students is not None)
        together = [*earlier, *populations(rows, places, visible, number)]
        audit = audit_releases(together, threshold=threshold)
        if audit.passed:
            return ProtectedTable(tuple(shown), int(found.audit.n) + audit.attacked, bool(hide))
        more = _to_hide(audit, together, number)
        if not more:
            return None
        hide |= more
    return None


def pruned(
    people: Sequence[Counted], places: Mapping[str, str | None]
) -> tuple[list[Counted], dict[str, str | None]]:
    """The places in which somebody is counted and those above them; people stand in the lowest ones.

    A place that has students of its own is not divided further: those below it count there.
    """
    own = {one.place for one in people}
    lines = {place: _line(place, places) for place in own}
    home = {place: next(above for above in reversed(line) if above in own) for place, line in lines.items()}
    kept = {above for place in home.values() for above in _line(place, places)}
    return (
        [replace(one, place=home[one.place]) for one in people],
        {place: above for place, above in places.items() if place in kept},
    )


def _line(place: str, places: Mapping[str, str | None]) -> list[str]:
    """The place and everything above it, the whole last."""
    line = [place]
    while (above := places[line[-1]]) is not None:
        line.append(above)
    return line


def single_parts_left_out(people: Sequence[Counted]) -> list[Counted]:
    """The same people; a grade or group that all of them share is "all" and no dimension of its own."""
    grades, groups = {one.grade for one in people}, {one.group for one in people}
    return [
        replace(
            one,
            grade=one.grade if len(grades) > 1 else ALL,
            group=one.group if len(groups) > 1 else ALL,
        )
        for one in people
    ]


def _system(people: Sequence[Counted], places: Mapping[str, str | None]) -> CellTable | None:
    """Places x grades x groups x outcome with all their sums; nothing where it is empty or too large."""
    grades, groups = sorted({one.grade for one in people}), sorted({one.group for one in people})
    dimensions = [tree(places), _dimension(grades), _dimension(groups), flat((_REACHED, _NOT), total=_BOTH)]
    size = 1
    for dimension in dimensions:
        size *= len(dimension.parents)
    if not people or size > MAX_CELLS:
        return None
    leaves: dict[tuple[str, str, str, str], float] = {}
    for one in people:
        key = (one.place, one.grade, one.group, _REACHED if one.reached else _NOT)
        leaves[key] = leaves.get(key, 0) + 1
    return table(dimensions, leaves)


def _dimension(names: Sequence[str]) -> Hierarchy:
    """The parts under their whole; a single part is the whole."""
    return flat(names, total=ALL) if len(names) > 1 else Hierarchy({ALL: None})


def _suppressed(cells: CellTable, hide: set[CellKey], threshold: int) -> Suppression | None:
    """The attacked pattern; cells that are hidden anyway cost nothing, so they are taken first."""
    index = cells.index
    also = [
        (place, grade, group, outcome)
        for place, grade, group, outcome in cells.keys
        if cells.counts[index[place, grade, group, outcome]] == 0
        and cells.counts[index[place, grade, group, _BOTH]] > 0  # "nobody reached it" tells of each of them
    ]
    free = [(key[0], key[1], key[2]) in hide for key in cells.keys]
    found = suppress(cells, threshold=threshold, also=also, costs=np.where(free, 0.0, cells.counts))
    return None if isinstance(found, CannotTell) else found


def _shown(cells: CellTable, found: Suppression, hide: set[CellKey]) -> list[ShownCell]:
    index = cells.index
    shown = []
    for key in cells.keys:
        if key[3] != _BOTH:
            continue
        at, reached, missed = (index[*key[:3], outcome] for outcome in (_BOTH, _REACHED, _NOT))
        visible = not found.suppressed[at] and (key[0], key[1], key[2]) not in hide
        both = visible and not found.suppressed[reached] and not found.suppressed[missed]
        shown.append(
            ShownCell(
                (key[0], key[1], key[2]),
                int(cells.counts[at]) if visible else None,
                int(cells.counts[reached]) if both else None,
            )
        )
    return shown


def _hidden_before(
    people: Sequence[Counted], places: Mapping[str, str | None], earlier: Sequence[Population]
) -> set[CellKey]:
    """Cells of the very people whom an earlier release hid: shown now, they would open what it protected."""
    hidden = {population.members for population in earlier if not population.shown}
    rows = ((one.student, one.place, one.grade, one.group) for one in people)
    return {_key(group) for group in populations(rows, places, (), 0) if group.members in hidden}


def _key(population: Population) -> CellKey:
    place, grade, group = population.key
    return place, grade, group


def _to_hide(audit: ReleaseAudit, all_groups: Sequence[Population], number: int) -> set[CellKey]:
    """The shown cells of this release that must go so that the leaks close: the smallest one for each."""
    members = {(population.key, population.release): population.members for population in all_groups}
    shown = {group.key: group.members for group in all_groups if group.release == number and group.shown}
    found: set[CellKey] = set()
    for leak in audit.leaks:
        if leak.kind == "hidden":
            inside = members[leak.key, leak.releases[0]]
            # what the reader subtracts holds these people, or stands beside them
            keys = [key for key, who in shown.items() if who & inside] or list(shown)
        else:
            keys = [key for key in (leak.key, leak.other) if key is not None and key in shown]
        if keys:
            place, grade, group = min(keys, key=lambda key: (len(shown[key]), key))
            found.add((place, grade, group))
    return found
