"""The attacker of released tables: everything a reader can add up, written without the product's own audit.

Two linear programmes (HiGHS) for every number that is not shown: the least and the greatest it can be, given
every shown number, every sum over places, grades, groups and outcomes, and that nobody is counted below 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, sparse

from trellis.insight.releases.rules.protection import Counted, ProtectedTable

Atom = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Secret:
    """A number that is not shown, and between what a reader can place it."""

    what: tuple[object, ...]
    count: int
    low: float
    high: float


def attack(
    table: ProtectedTable, people: Sequence[Counted], places: Mapping[str, str | None], *, below: int
) -> list[Secret]:
    """The ranges of all hidden numbers of 1 to ``below`` - 1 people (and of "nobody" or "all" reached)."""
    atoms: dict[Atom, int] = {}
    for one in people:
        atom = (one.place, one.grade, one.group, one.reached)
        atoms[atom] = atoms.get(atom, 0) + 1
    keys = list(dict.fromkeys((*atom[:3], outcome) for atom in atoms for outcome in (True, False)))
    column = {key: i for i, key in enumerate(keys)}

    def inside(cell: tuple[str, str, str], outcome: bool | None) -> np.ndarray:
        place, grade, group = cell
        row = np.zeros(len(keys))
        for (own, own_grade, own_group, reached), i in column.items():
            at = own
            while at != place and places[at] is not None:
                at = str(places[at])
            if at == place and grade in ("", own_grade) and group in ("", own_group):
                row[i] = outcome is None or reached == outcome
        return row

    rows: list[Any] = []
    totals: list[float] = []
    secrets: list[tuple[tuple[object, ...], Any]] = []
    counts = np.array([atoms.get(key, 0) for key in keys], dtype=float)
    for cell in table.cells:
        whole = inside(cell.key, None)
        if cell.students is not None:
            rows.append(whole)
            totals.append(whole @ counts)
        elif 0 < whole @ counts < below:
            secrets.append((cell.key, whole))
        for outcome in (True, False):
            part = inside(cell.key, outcome)
            if cell.reached is not None:
                rows.append(part)
                totals.append(part @ counts)
            elif whole @ counts > 0 and part @ counts < below:
                secrets.append(((*cell.key, outcome), part))
    known: Any = {"A_eq": sparse.csr_array(np.array(rows)), "b_eq": np.array(totals)} if rows else {}
    found = []
    for what, row in secrets:
        ends: list[float] = []
        for sign in (1.0, -1.0):
            solved: Any = optimize.linprog(sign * row, bounds=(0, counts.sum()), method="highs", **known)
            assert solved.status == 0, solved.message
            ends.append(sign * float(solved.fun))
        found.append(Secret(what, int(row @ counts), ends[0], ends[1]))
    return found


def given_away(secrets: Sequence[Secret], *, below: int) -> list[Secret]:
    """Those a reader can place below the least size, or more closely than it."""
    return [s for s in secrets if s.high < below - 1e-6 or s.high - s.low < below - 1e-6]
