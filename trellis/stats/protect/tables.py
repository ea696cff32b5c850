"""Tables of counts as a system of cells and additive relations: what a reader can add up and subtract.

A cell is one published number; a relation says "this cell is the sum of those". Tables that share a cell are
linked by giving the cell one key. Nothing here decides what to hide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from trellis.stats.inputs import FloatArray, as_counts, same_length
from trellis.stats.results import StatsError

Key = tuple[str, ...]

MAX_CELLS = 100_000


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """One dimension as a tree: every node with its parent (None for the one root, the total)."""

    parents: Mapping[str, str | None]

    @property
    def root(self) -> str:
        """The total of the dimension."""
        return next(name for name, parent in self.parents.items() if parent is None)

    @property
    def children(self) -> dict[str, list[str]]:
        """The direct parts of every node that has parts."""
        parts: dict[str, list[str]] = {}
        for name, parent in self.parents.items():
            if parent is not None:
                parts.setdefault(parent, []).append(name)
        return parts

    @property
    def leaves(self) -> list[str]:
        """The nodes without parts, in the order given."""
        inner = set(self.children)
        return [name for name in self.parents if name not in inner]

    def ancestors(self, name: str) -> list[str]:
        """The node itself and everything above it."""
        line = [name]
        while (parent := self.parents[line[-1]]) is not None:
            line.append(parent)
        return line


def flat(names: Iterable[str], *, total: str = "Total") -> Hierarchy:
    """A dimension of one level under its total."""
    return Hierarchy({total: None, **dict.fromkeys(names, total)})


def tree(parents: Mapping[str, str | None]) -> Hierarchy:
    """A checked dimension; StatsError ``shape`` unless it is one tree in which every parent is named."""
    roots = [name for name, parent in parents.items() if parent is None]
    known = all(parent is None or parent in parents for parent in parents.values())
    if len(roots) != 1 or not known or not _reaches_root(parents):
        raise StatsError(
            "The groups must form one tree below one total.",
            reason="shape",
            es="Los grupos deben formar un solo árbol bajo un total.",
        )
    return Hierarchy(dict(parents))


def _reaches_root(parents: Mapping[str, str | None]) -> bool:
    for name in parents:
        seen, at = set(), name
        while (parent := parents[at]) is not None:
            if at in seen:
                return False
            seen.add(at)
            at = parent
    return True


@dataclass(frozen=True, slots=True)
class CellTable:
    """Cells and relations: keys (n), counts (n,), relations (r, n) sparse with +1 total, -1 parts, M counts
    = 0.
    """

    keys: tuple[Key, ...]
    counts: FloatArray
    relations: sparse.csr_array

    @property
    def index(self) -> dict[Key, int]:
        """The position of every key."""
        return {key: position for position, key in enumerate(self.keys)}

    def positions(self, keys: Iterable[Key]) -> list[int]:
        """Positions of the given keys."""
        index = self.index
        return [index[key] for key in keys]


def table[K: Key](
    dimensions: Sequence[Hierarchy], leaves: Mapping[K, float] | Iterable[tuple[K, float]]
) -> CellTable:
    """All cells of the crossed dimensions from the counts of their leaves (missing leaves count 0).

    Raises StatsError: ``option`` for an unknown leaf, ``too_large``, ``negative_n``, ``not_whole``.
    """
    if not dimensions:
        raise StatsError(
            "The table needs a dimension.", reason="empty", es="La tabla necesita una dimensión."
        )
    size = 1
    for dimension in dimensions:
        size *= len(dimension.parents)
    if size > MAX_CELLS:
        raise StatsError(
            f"The table has {size:,} cells; at most {MAX_CELLS:,} are protected at once.",
            reason="too_large",
            es=f"La tabla tiene {size:,} celdas; se protegen {MAX_CELLS:,} como máximo a la vez.",
        )
    keys = tuple(product(*(dimension.parents for dimension in dimensions)))
    index = {key: position for position, key in enumerate(keys)}
    pairs = list(leaves.items() if isinstance(leaves, Mapping) else leaves)
    values = as_counts([value for _, value in pairs], name="counts") if pairs else np.zeros(0)
    allowed = [set(dimension.leaves) for dimension in dimensions]
    counts = np.zeros(len(keys))
    for (key, _), value in zip(pairs, values, strict=True):
        if len(key) != len(dimensions) or any(
            name not in names for name, names in zip(key, allowed, strict=True)
        ):
            raise StatsError(
                f"“{' / '.join(key)}” is not one of the lowest groups of the table.",
                reason="option",
                es=f"«{' / '.join(key)}» no es uno de los grupos más bajos de la tabla.",
            )
        lines = (dimension.ancestors(name) for dimension, name in zip(dimensions, key, strict=True))
        for above in product(*lines):
            counts[index[above]] += value
    sums = []
    for place, dimension in enumerate(dimensions):
        others = [list(d.parents) if at != place else [""] for at, d in enumerate(dimensions)]
        for total, parts in dimension.children.items():
            for rest in product(*others):
                sums.append(
                    (
                        index[_with(rest, place, total)],
                        [index[_with(rest, place, part)] for part in parts],
                    )
                )
    return CellTable(keys, counts, _relation_matrix(sums, len(keys)))


def _with(key: Key, place: int, name: str) -> Key:
    return (*key[:place], name, *key[place + 1 :])


def _relation_matrix(sums: Sequence[tuple[int, Sequence[int]]], n: int) -> sparse.csr_array:
    rows, columns, values = [], [], []
    for row, (total, parts) in enumerate(sums):
        rows += [row] * (1 + len(parts))
        columns += [total, *parts]
        values += [1.0] + [-1.0] * len(parts)
    return sparse.csr_array((values, (rows, columns)), shape=(len(sums), n))


def cell_system(
    keys: Sequence[Key], counts: ArrayLike, sums: Sequence[tuple[Key, Sequence[Key]]]
) -> CellTable:
    """Any linked cells: keys, counts and the relations (total, parts). StatsError ``not_additive`` if
    untrue.
    """
    values = as_counts(counts, name="counts", max_values=MAX_CELLS)
    same_length(keys=np.zeros(len(keys)), counts=values)
    index = {key: position for position, key in enumerate(keys)}
    if len(index) != len(keys):
        raise StatsError(
            "A cell is named twice; equal groups are one cell.",
            reason="option",
            es="Una celda aparece dos veces; los grupos iguales son una sola celda.",
        )
    relations = _relation_matrix(
        [(index[total], [index[part] for part in parts]) for total, parts in sums], len(keys)
    )
    return _additive(CellTable(tuple(keys), values, relations))


def linked(*tables: CellTable) -> CellTable:
    """Tables that share keys become one system; a shared cell must have one count (``not_additive``)."""
    index: dict[Key, int] = {}
    counts: list[float] = []
    blocks = []
    for part in tables:
        places = []
        for key, value in zip(part.keys, part.counts, strict=True):
            if key not in index:
                index[key] = len(counts)
                counts.append(float(value))
            elif counts[index[key]] != value:
                raise _not_additive()
            places.append(index[key])
        blocks.append((part.relations.tocoo(), np.array(places)))
    columns = len(counts)
    stacked = [
        sparse.csr_array((m.data, (m.row, places[m.col])), shape=(m.shape[0], columns))
        for m, places in blocks
    ]
    return _additive(CellTable(tuple(index), np.array(counts), sparse.csr_array(sparse.vstack(stacked))))


def _additive(cells: CellTable) -> CellTable:
    if cells.relations.shape[0] and np.any(np.abs(cells.relations @ cells.counts) > 1e-9):
        raise _not_additive()
    return cells


def _not_additive() -> StatsError:
    return StatsError(
        "The parts of a group do not add up to its total.",
        reason="not_additive",
        es="Las partes de un grupo no suman su total.",
    )
