"""Complementary suppression of large tables: one cheapest move per open cell, then unhide what was not
needed.

For a sensitive cell that a reader could still work out, a linear programme finds the cheapest way to move
it as far as it must move while every sum stays true; the cells it moves are hidden too. The search looks
first at the cells within two sums of the cell, and at the whole table only when that neighbourhood offers
no way. Each solution found is kept as a witness, so that later cells are often protected for nothing. At
the end every complementary cell, the dearest first, is shown again where new witnesses can be found without
it.
"""

from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from scipy import linalg, sparse
from scipy.sparse import csgraph

from trellis.stats.inputs import BoolArray, FloatArray, IntArray
from trellis.stats.protect.audit import TOLERANCE, Protection, hidden_blocks
from trellis.stats.protect.programmes import least
from trellis.stats.protect.tables import CellTable

_HOPS = 2
_SMALL = 1e-7


@dataclass(frozen=True, slots=True)
class _Need:
    """One cell must be able to move by ``by`` in ``direction`` (+1 or -1), even with ``known`` (or -1)
    fixed.
    """

    cell: int
    direction: float
    by: float
    known: int = -1


@dataclass(slots=True)
class _Witness:
    """A consistent move that meets a need: the cells it touches and by how much."""

    need: _Need
    cells: IntArray
    change: FloatArray


@dataclass(slots=True)
class _Search:
    table: CellTable
    costs: FloatArray
    allowed: BoolArray
    hidden: BoolArray
    top: float
    witnesses: list[_Witness] = field(default_factory=list)
    met: dict[tuple[int, float], _Witness] = field(default_factory=dict)
    _regions: dict[int, tuple[IntArray, sparse.csc_array]] = field(default_factory=dict)

    def region(self, cell: int, whole: bool) -> tuple[IntArray, sparse.csc_array]:
        """The cells within two sums of a cell (or all cells), and their part of the relations."""
        name = -1 if whole else cell
        if name not in self._regions:
            relations = self.table.relations
            if whole:
                self._regions[name] = np.arange(relations.shape[1]), sparse.csc_array(relations)
            else:
                cells = _neighbourhood(relations, cell)
                self._regions[name] = cells, _without_empty_rows(relations, cells)
        return self._regions[name]

    def move(self, need: _Need, usable: BoolArray, *, whole: bool) -> _Witness | None:
        """The cheapest move that meets the need with usable cells, or None."""
        cells, relations = self.region(need.cell, whole)
        open_cells = usable[cells] & (cells != need.known)
        cells, relations = cells[open_cells], relations[:, np.nonzero(open_cells)[0]]
        counts = self.table.counts[cells]
        price = np.where(self.hidden[cells], 0.0, self.costs[cells] + _SMALL)
        up = np.maximum(self.top - counts, 0.0)
        m, place = len(cells), int(np.searchsorted(cells, need.cell))
        low, high = np.zeros(2 * m), np.concatenate([up, counts])
        # y = plus - minus; the sensitive cell moves exactly as far as it must
        wanted, other = (place, m + place) if need.direction > 0 else (m + place, place)
        if high[wanted] < need.by - TOLERANCE:
            return None
        low[wanted] = high[wanted] = min(need.by, high[wanted])
        high[other] = 0.0
        # a cell is paid for in full once it moves as far as the sensitive cell, or as far as it can
        solved = least(
            np.concatenate([price / np.clip(up, 1.0, need.by), price / np.clip(counts, 1.0, need.by)]),
            sparse.csc_array(sparse.hstack([relations, -relations])),
            np.zeros(relations.shape[0]),
            np.column_stack([low, high]),
        )
        if solved is None:
            return None
        change = solved.x[:m] - solved.x[m:]
        touched = np.abs(change) > _SMALL
        return _Witness(need, cells[touched], change[touched])

    def keep(self, witness: _Witness) -> None:
        """Hide what a witness touches and remember the farthest move seen of every cell."""
        self.hidden[witness.cells] = True
        for cell, change in zip(witness.cells.tolist(), witness.change.tolist(), strict=True):
            name = (cell, 1.0 if change > 0.0 else -1.0)
            known = self.met.get(name)
            if known is None or abs(change) > abs(_change_at(known, cell)):
                self.met[name] = witness

    def known(self, need: _Need) -> _Witness | None:
        """A move found earlier that also meets this need."""
        witness = self.met.get((need.cell, need.direction))
        if witness is None or abs(_change_at(witness, need.cell)) < need.by - TOLERANCE:
            return None
        return _Witness(need, witness.cells, witness.change)


def greedy(
    table: CellTable,
    protection: Protection,
    fixed: BoolArray,
    allowed: BoolArray,
    costs: FloatArray,
    *,
    top: float,
    seconds: float,
) -> BoolArray | None:
    """A pattern (n,) that protects every sensitive cell, not always the cheapest; None if there is no way.

    ``seconds`` bounds the unhiding at the end, not the search for protection.
    """
    search = _Search(table, costs, allowed, fixed.copy(), top)
    usable = allowed | fixed
    for need in _needs(table, protection):
        witness = search.known(need) or search.move(need, usable, whole=False)
        witness = witness or search.move(need, usable, whole=True)
        if witness is None:
            return None
        search.keep(witness)
        search.witnesses.append(witness)
    _unhide(search, fixed, seconds)
    return search.hidden


def guarded(
    table: CellTable,
    protection: Protection,
    hidden: BoolArray,
    allowed: BoolArray,
    costs: FloatArray,
    *,
    top: float,
) -> BoolArray | None:
    """Hide more until nobody who is alone in a cell can subtract themselves and read another small number.

    Adds to a pattern that already passes; None if there is no way.
    """
    search = _Search(table, costs, allowed, hidden.copy(), top)
    while pairs := insider_pairs(table, search.hidden, protection.cells):
        knower, cell = pairs[0]
        count = float(table.counts[cell])
        need = _Need(cell, 1.0, max(1.0, min(count, top - count)), knower)
        usable = allowed | search.hidden
        witness = search.move(need, usable, whole=False) or search.move(need, usable, whole=True)
        if witness is None:
            return None
        search.hidden[witness.cells] = True
    return search.hidden


def insider_pairs(table: CellTable, hidden: BoolArray, sensitive: IntArray) -> list[tuple[int, int]]:
    """(cell of one person, other sensitive cell that person can work out exactly), from linear algebra.

    In the null space of the sums a cell is known to whoever knows cell s when their rows are proportional.
    A cell that holds the very same person under another name is no other cell.
    """
    pairs = []
    people = same_people(table)
    small = set(sensitive.tolist())
    for block in hidden_blocks(table, hidden):
        singles = [
            at for at, cell in enumerate(block.cells) if block.counts[at] == 1.0 and int(cell) in small
        ]
        others = [at for at, cell in enumerate(block.cells) if int(cell) in small]
        if not singles or len(others) < 2:
            continue
        free = linalg.null_space(block.relations.toarray(), rcond=1e-10)
        length = np.linalg.norm(free, axis=1)
        free = free / np.where(length > 1e-9, length, 1.0)[:, None]
        alike = np.abs(free[singles] @ free[others].T) > 1.0 - 1e-9
        for row, column in zip(*np.nonzero(alike), strict=True):
            knower, known = int(block.cells[singles[row]]), int(block.cells[others[column]])
            if people[knower] != people[known]:
                pairs.append((knower, known))
    return pairs


def same_people(table: CellTable) -> IntArray:
    """A number (n,) for every cell, equal where the cells hold the same people: a total with one part."""
    n = len(table.counts)
    parts = (table.relations < 0).astype(np.int64).multiply((table.counts > 0.0)[None, :]).tocsr()
    parts.eliminate_zeros()
    alone = np.nonzero(np.asarray(parts.sum(axis=1)).ravel() == 1)[0]
    totals = (table.relations > 0).astype(np.int64).tocsr()
    part = parts[alone].indices
    total = totals[alone].indices
    links = sparse.csr_array((np.ones(len(part)), (part, total)), shape=(n, n))
    return np.asarray(csgraph.connected_components(links, directed=False)[1], dtype=np.int64)


def _needs(table: CellTable, protection: Protection) -> list[_Need]:
    """Every move that must be possible, the shortest first (the cheaper order in trials)."""
    counts = table.counts[protection.cells]
    needs = []
    for cell, count, low, high in zip(protection.cells, counts, protection.low, protection.high, strict=True):
        if high - count > TOLERANCE:
            needs.append(_Need(int(cell), 1.0, float(high - count)))
        if count - low > TOLERANCE:
            needs.append(_Need(int(cell), -1.0, float(count - low)))
    return sorted(needs, key=lambda need: need.by)


def _unhide(search: _Search, fixed: BoolArray, seconds: float) -> None:
    """Show complementary cells again, the dearest first, where every need keeps a witness without them."""
    deadline = perf_counter() + seconds
    extra = np.nonzero(search.hidden & ~fixed)[0]
    for cell in extra[np.argsort(-search.costs[extra], kind="stable")]:
        if perf_counter() > deadline:
            return
        without = search.hidden.copy()
        without[cell] = False
        replaced: list[tuple[_Witness, _Witness]] = []
        for witness in search.witnesses:
            if cell not in witness.cells:
                continue
            other = search.move(witness.need, without, whole=False)
            if other is None:
                break
            replaced.append((witness, other))
        else:
            search.hidden = without
            for witness, other in replaced:
                witness.cells, witness.change = other.cells, other.change


def _change_at(witness: _Witness, cell: int) -> float:
    return float(witness.change[np.searchsorted(witness.cells, cell)])


def _neighbourhood(relations: sparse.csr_array, cell: int) -> IntArray:
    """Cells that share a sum with the cell, or with such a cell."""
    columns = sparse.csc_array(relations)
    cells = np.array([cell])
    for _ in range(_HOPS):
        rows = np.unique(columns[:, cells].indices)
        cells = np.unique(relations[rows].indices)
    return np.unique(np.append(cells, cell)).astype(np.int64)


def _without_empty_rows(relations: sparse.csr_array, cells: IntArray) -> sparse.csc_array:
    part = sparse.csr_array(relations[:, cells])
    return sparse.csc_array(part[np.nonzero(np.diff(part.indptr))[0]])
