"""The attacker: what the smallest and largest value of every hidden count can be, given all that is shown.

For each hidden small cell two linear programmes find the least and greatest count consistent with every shown
cell and every sum, counts being at least 0. A table passes when each such range reaches the threshold and is
wide enough. HiGHS through scipy; the system falls apart into connected blocks, solved one by one.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from trellis.stats.inputs import BoolArray, FloatArray, IntArray, as_number, as_whole
from trellis.stats.protect.programmes import least_of_true_table
from trellis.stats.protect.tables import CellTable, Key
from trellis.stats.results import Language, StatsError, in_language

TOLERANCE = 1e-6
_ZERO = 1e-9
MAX_CEILING = 1e9  # no school system counts more people, and linear programmes stay exact
LARGEST_THRESHOLD = 100_000


@dataclass(frozen=True, slots=True)
class Protection:
    """What each sensitive cell's range must contain: cells (m,) positions, at most low, at least high."""

    cells: IntArray
    low: FloatArray
    high: FloatArray


def reach_threshold(
    table: CellTable, cells: IntArray, threshold: int, *, width: int | None = None
) -> Protection:
    """The range must reach the threshold and start ``width`` (default the threshold) below the count, or at
    0.
    """
    threshold = as_whole(threshold, name="least size", least=2, most=LARGEST_THRESHOLD)
    counts = table.counts[cells]
    low = np.maximum(0.0, counts - (threshold if width is None else width))
    return Protection(cells, low, np.full(len(cells), float(threshold)))


def sliding(table: CellTable, cells: IntArray, below: float, above: float) -> Protection:
    """The range must contain count - below (not under 0) and count + above."""
    below, above = (as_number(v, name="width", least=0, greatest=MAX_CEILING) for v in (below, above))
    counts = table.counts[cells]
    return Protection(cells, np.maximum(0.0, counts - below), counts + above)


@dataclass(frozen=True, slots=True)
class Audit:
    """The attacker's ranges for the sensitive cells, in the order of ``cells``, and whether each is
    protected.
    """

    cells: IntArray
    keys: tuple[Key, ...]
    low: FloatArray
    high: FloatArray
    protected: BoolArray
    shown: int
    method: str = "linear programmes (HiGHS)"

    @property
    def passed(self) -> bool:
        """Whether every sensitive cell is protected."""
        return bool(self.protected.all())

    @property
    def n(self) -> int:
        """How many sensitive cells were attacked."""
        return len(self.cells)

    def say(self, language: Language = "en") -> str:
        """Whether a reader could work out a hidden small number."""
        open_cells = int(np.count_nonzero(~self.protected))
        if self.n == 0:
            return in_language(
                language,
                en="No small number had to be hidden, so there was nothing to work out.",
                es="No hubo que ocultar ningún número pequeño, así que no había nada que deducir.",
            )
        if open_cells == 0:
            return in_language(
                language,
                en=f"No hidden small number ({self.n} in all) can be worked out closely from what is shown.",
                es=f"Ningún número pequeño oculto ({self.n} en total) se puede deducir de lo que se muestra.",
            )
        return in_language(
            language,
            en=f"{open_cells} of {self.n} hidden small numbers could be worked out; do not publish this.",
            es=f"{open_cells} de {self.n} números pequeños ocultos se podrían deducir; no publique esto.",
        )


def audit(
    table: CellTable, suppressed: BoolArray, protection: Protection, *, ceiling: float | None = None
) -> Audit:
    """Attack the finished table. suppressed (n,) marks hidden cells; a shown sensitive cell is never
    protected.

    ceiling is the most a reader would believe any hidden cell to hold (default: the largest count of the
    table).
    """
    hidden = _hidden(table, suppressed)
    largest = float(table.counts.max(initial=0.0))
    top = largest
    if ceiling is not None:
        top = as_number(ceiling, name="largest count", least=largest, greatest=MAX_CEILING)
    low, high = table.counts[protection.cells].copy(), table.counts[protection.cells].copy()
    for block in hidden_blocks(table, hidden):
        inside = np.nonzero(np.isin(protection.cells, block.cells))[0]
        if not len(inside):
            continue
        place = np.searchsorted(block.cells, protection.cells[inside])
        high[inside], low[inside] = _ranges(block, place, top)
    protected = (
        hidden[protection.cells] & (low <= protection.low + TOLERANCE) & (high >= protection.high - TOLERANCE)
    )
    keys = tuple(table.keys[cell] for cell in protection.cells)
    return Audit(protection.cells, keys, low, high, protected, int(np.count_nonzero(~hidden)))


def _hidden(table: CellTable, suppressed: BoolArray) -> BoolArray:
    hidden = np.asarray(suppressed)
    if hidden.shape != table.counts.shape or hidden.dtype != np.bool_:
        raise StatsError(
            "Every cell needs a mark: hidden or shown.",
            reason="length_mismatch",
            es="Cada celda necesita una marca: oculta o visible.",
        )
    return hidden


@dataclass(frozen=True, slots=True)
class Block:
    """Hidden cells that hang together: positions (m,) ascending, their counts and relations (r, m)."""

    cells: IntArray
    counts: FloatArray
    relations: sparse.csc_array

    def reach(self, position: int, direction: float, top: float) -> FloatArray:
        """A consistent filling (m,) of the block with the greatest (+1) or least (-1) value at a position."""
        m = len(self.cells)
        if self.relations.shape[0] == 0:
            filling = self.counts.copy()
            filling[position] = max(top, filling[position]) if direction > 0 else 0.0
            return filling
        cost = np.zeros(m)
        cost[position] = -direction
        bounds = np.column_stack([np.zeros(m), np.maximum(self.counts, top)])
        totals = np.asarray(self.relations @ self.counts)
        return least_of_true_table(cost, self.relations, totals, bounds).x


def hidden_blocks(table: CellTable, hidden: BoolArray) -> list[Block]:
    """The connected blocks of hidden cells: cells are joined when a relation holds both."""
    cells = np.nonzero(hidden)[0]
    if not len(cells):
        return []
    part = table.relations[:, cells].tocsr()
    used = np.diff(part.indptr) > 0
    part = part[np.nonzero(used)[0]]
    rows, m = part.shape
    if rows == 0:
        return [Block(cells[[i]], table.counts[cells[[i]]], sparse.csc_array((0, 1))) for i in range(m)]
    links = part.tocoo()
    joined = sparse.csr_array((np.ones(links.nnz), (links.row, rows + links.col)), shape=(rows + m, rows + m))
    _, label = csgraph.connected_components(joined, directed=False)
    row_label, cell_label = label[:rows], label[rows:]
    blocks = []
    for value in np.unique(cell_label):
        inside = np.nonzero(cell_label == value)[0]
        lines = np.nonzero(row_label == value)[0]
        blocks.append(
            Block(cells[inside], table.counts[cells[inside]], sparse.csc_array(part[lines][:, inside]))
        )
    return blocks


def _ranges(block: Block, places: IntArray, top: float) -> tuple[FloatArray, FloatArray]:
    """Greatest and least value at each place; a filling that shows 0 somewhere settles the least there."""
    high, low = np.empty(len(places)), np.empty(len(places))
    smallest = block.counts.copy()
    for at, place in enumerate(places.tolist()):
        filling = block.reach(place, 1.0, top)
        high[at] = filling[place]
        smallest = np.minimum(smallest, filling)
    for at, place in enumerate(places.tolist()):
        if smallest[place] > _ZERO:
            filling = block.reach(place, -1.0, top)
            smallest = np.minimum(smallest, filling)
        low[at] = max(0.0, smallest[place])
    return high, low
