"""Releases over time: what the difference of two published groups, or of two dates, gives away.

Every published number is the count of a set of people. The sets cut each other into atoms (people who
belong to exactly the same sets); each shown number is a sum of atoms. An attacker who knows which atoms
exist bounds every hidden or implied small group by linear programmes over all releases at once.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from trellis.stats.inputs import FloatArray, as_whole
from trellis.stats.protect.audit import LARGEST_THRESHOLD, TOLERANCE
from trellis.stats.protect.programmes import least_of_true_table
from trellis.stats.protect.tables import Key
from trellis.stats.results import Language, StatsError, in_language

MAX_POPULATIONS = 5_000


@dataclass(frozen=True, slots=True)
class Population:
    """One cell of one release: its key, the release's number, its people, and whether its count is shown."""

    key: Key
    release: int
    members: frozenset[Hashable]
    shown: bool


@dataclass(frozen=True, slots=True)
class Leak:
    """A small group that the releases give away: its size lies between low and high.

    kind: "hidden" (a hidden cell), "difference" (one shown group less another inside it), "left" or "joined"
    (people who left or joined a group between two releases).
    """

    kind: str
    key: Key
    other: Key | None
    releases: tuple[int, ...]
    size: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReleaseAudit:
    """All leaks of a sequence of releases taken together; ``n`` populations were looked at."""

    leaks: tuple[Leak, ...]
    attacked: int
    n: int
    threshold: int
    method: str = "atoms and linear programmes (HiGHS)"

    @property
    def passed(self) -> bool:
        """Whether the releases together give no small group away."""
        return not self.leaks

    def say(self, language: Language = "en") -> str:
        """Whether the new release may stand beside the old ones."""
        if self.passed:
            return in_language(
                language,
                en=f"Taken together, the {self.n} groups give no group below {self.threshold} away.",
                es=f"Juntos, los {self.n} grupos no revelan ningún grupo menor que {self.threshold}.",
            )
        return in_language(
            language,
            en=(
                f"Compared with what was shown before, {len(self.leaks)} group(s) below {self.threshold} "
                "could be worked out; do not publish this release."
            ),
            es=(
                f"Comparado con lo ya mostrado, {len(self.leaks)} grupo(s) de menos de {self.threshold} "
                "se podrían deducir; no publique esta entrega."
            ),
        )


def audit_releases(populations: Sequence[Population], *, threshold: int = 10) -> ReleaseAudit:
    """Attack all releases at once. A group is given away when its range stays below the threshold,
    or is narrower than it.

    Looked at: every hidden group of 1 to threshold-1 people; every difference of two nested shown groups;
    those who left or joined a group of the same key between two releases. Raises StatsError ``too_large``,
    ``option``.
    """
    threshold = as_whole(threshold, name="least size", least=2, most=LARGEST_THRESHOLD)
    if len(populations) > MAX_POPULATIONS:
        raise StatsError(
            f"At most {MAX_POPULATIONS:,} groups are compared at once.",
            reason="too_large",
            es=f"Se comparan {MAX_POPULATIONS:,} grupos como máximo a la vez.",
        )
    named = {(p.key, p.release) for p in populations}
    if len(named) != len(populations):
        raise StatsError(
            "A release names a group twice.", reason="option", es="Una entrega nombra un grupo dos veces."
        )
    if not populations:
        return ReleaseAudit((), 0, 0, threshold)
    atoms = _atoms(populations)
    targets = _hidden_targets(populations, atoms, threshold) + _pair_targets(populations, atoms, threshold)
    shown = np.array([p.shown for p in populations])
    attacker = _Attacker(atoms.membership[np.nonzero(shown)[0]], atoms.sizes)
    leaks = []
    for leak, inside in targets:
        low, high = attacker.bounds(inside)
        if high < threshold - TOLERANCE or high - low < threshold - TOLERANCE:
            leaks.append(Leak(leak.kind, leak.key, leak.other, leak.releases, leak.size, low, high))
    return ReleaseAudit(tuple(leaks), len(targets), len(populations), threshold)


@dataclass(frozen=True, slots=True)
class _Atoms:
    """membership (populations, atoms) 0/1 and sizes (atoms,)."""

    membership: sparse.csr_array
    sizes: FloatArray


def _atoms(populations: Sequence[Population]) -> _Atoms:
    sets_of: dict[Hashable, list[int]] = {}
    for position, population in enumerate(populations):
        for person in population.members:
            sets_of.setdefault(person, []).append(position)
    sizes: dict[tuple[int, ...], int] = {}
    for sets in sets_of.values():
        sizes[tuple(sets)] = sizes.get(tuple(sets), 0) + 1
    rows = [row for sets in sizes for row in sets]
    columns = [column for column, sets in enumerate(sizes) for _ in sets]
    membership = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(populations), len(sizes)))
    return _Atoms(membership, np.array(list(sizes.values()), dtype=np.float64))


_Target = tuple[Leak, FloatArray]


def _hidden_targets(populations: Sequence[Population], atoms: _Atoms, threshold: int) -> list[_Target]:
    targets = []
    for position, population in enumerate(populations):
        size = len(population.members)
        if not population.shown and 0 < size < threshold:
            inside = atoms.membership[[position]].toarray()[0]
            leak = Leak("hidden", population.key, None, (population.release,), size, 0.0, 0.0)
            targets.append((leak, inside))
    return targets


def _pair_targets(populations: Sequence[Population], atoms: _Atoms, threshold: int) -> list[_Target]:
    """Differences of 1 to threshold-1 people between nested shown groups, or one group at two dates."""
    weighted = atoms.membership.multiply(atoms.sizes[None, :]).tocsr()
    overlap = (weighted @ atoms.membership.T).tocoo()
    size = np.array([len(p.members) for p in populations])
    targets = []
    for a, b, common in zip(overlap.row, overlap.col, overlap.data, strict=True):
        first, second = populations[a], populations[b]
        rest = int(size[a] - common)
        if a == b or not 0 < rest < threshold or not (first.shown and second.shown):
            continue
        same_line = first.key == second.key
        if not same_line and int(common) != size[b]:
            continue
        kind = "difference"
        if same_line:
            kind = "left" if first.release < second.release else "joined"
        inside = atoms.membership[[a]].toarray()[0] * (1.0 - atoms.membership[[b]].toarray()[0])
        releases = tuple(sorted({first.release, second.release}))
        targets.append((Leak(kind, first.key, second.key, releases, rest, 0.0, 0.0), inside))
    return targets


class _Attacker:
    """Bounds on sums of atoms given every shown count."""

    def __init__(self, shown: sparse.csr_array, sizes: FloatArray) -> None:
        self._relations = sparse.csc_array(shown)
        self._totals = shown @ sizes
        self._bounds = np.column_stack([np.zeros(len(sizes)), np.full(len(sizes), np.inf)])
        self._covered = np.asarray(shown.sum(axis=0)).ravel() > 0.0

    def bounds(self, inside: FloatArray) -> tuple[float, float]:
        """Least and greatest number of people in the union of the marked atoms."""
        low = least_of_true_table(inside, self._relations, self._totals, self._bounds).value
        if np.any((inside > 0.0) & ~self._covered):
            return low, float("inf")
        return low, -least_of_true_table(-inside, self._relations, self._totals, self._bounds).value
