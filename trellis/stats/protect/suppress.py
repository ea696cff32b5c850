"""Which cells of a table to hide so that no small number can be worked out, and the proof that it worked."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trellis.stats.inputs import BoolArray, FloatArray, as_counts, as_number, as_series, as_whole, same_length
from trellis.stats.protect.audit import LARGEST_THRESHOLD, Audit, Protection, audit, reach_threshold
from trellis.stats.protect.exact import cheapest
from trellis.stats.protect.heuristic import greedy, guarded
from trellis.stats.protect.tables import CellTable, Key
from trellis.stats.results import CannotTell, Language, Note, StatsError, in_language

DEFAULT_THRESHOLD = 10
LEAST_THRESHOLD = 3
EXACT_CELLS = 120  # up to here the cheapest pattern is proved


@dataclass(frozen=True, slots=True)
class Suppression:
    """A table made safe: arrays (n,) in the order of the table's cells.

    primary: small cells; secondary: hidden to protect them; cost: the sum of the costs of the secondary
    cells; proved: whether no cheaper pattern exists; audit: the attack on the finished table, always run
    and passed.
    """

    suppressed: BoolArray
    primary: BoolArray
    secondary: BoolArray
    shown_counts: FloatArray
    cost: float
    proved: bool
    threshold: int
    audit: Audit
    method: str
    notes: tuple[Note, ...]

    @property
    def n(self) -> int:
        """The number of cells."""
        return len(self.suppressed)

    def say(self, language: Language = "en") -> str:
        """How many numbers are hidden and why."""
        small, more = int(self.primary.sum()), int(self.secondary.sum())
        if small == 0:
            return in_language(
                language,
                en=f"All {self.n} numbers can be shown; none stands for 1 to {self.threshold - 1} people.",
                es=f"Se pueden mostrar los {self.n}; ninguno es de 1 a {self.threshold - 1} personas.",
            )
        return in_language(
            language,
            en=(
                f"{small + more} of {self.n} numbers are hidden: {small} stand for fewer than "
                f"{self.threshold} people, and {more} more would give those away."
            ),
            es=(
                f"Se ocultan {small + more} de {self.n} números: {small} son de menos de "
                f"{self.threshold} personas y {more} más permitirían deducirlos."
            ),
        )


def primary_cells(table: CellTable, threshold: int = DEFAULT_THRESHOLD) -> BoolArray:
    """Cells (n,) of 1 to threshold - 1 people. Zeros are shown as "no students"."""
    return np.asarray((table.counts > 0.0) & (table.counts < _threshold(threshold)))


def sensitive_rates(
    numerators: ArrayLike, denominators: ArrayLike, threshold: int = DEFAULT_THRESHOLD
) -> BoolArray:
    """Rates (n,) that say something about fewer than threshold people: a small group, or few with or
    without.
    """
    x = as_counts(numerators, name="numerators")
    n = as_counts(denominators, name="denominators")
    same_length(numerators=x, denominators=n)
    if np.any(x > n):
        raise StatsError(
            "A part is larger than its group.",
            reason="out_of_range",
            es="Una parte es mayor que su grupo.",
        )
    least = _threshold(threshold)
    return np.asarray((n > 0.0) & ((n < least) | (x < least) | (n - x < least)))


def _threshold(threshold: int) -> int:
    threshold = as_whole(threshold, name="least size", most=LARGEST_THRESHOLD)
    if threshold < LEAST_THRESHOLD:
        raise StatsError(
            f"Groups of fewer than {LEAST_THRESHOLD} are never shown; choose a higher least size.",
            reason="out_of_range",
            es=f"Los grupos de menos de {LEAST_THRESHOLD} nunca se muestran; elija un mínimo mayor.",
        )
    return threshold


def suppress(
    table: CellTable,
    *,
    threshold: int = DEFAULT_THRESHOLD,
    also: Iterable[Key] = (),
    never: Iterable[Key] = (),
    costs: ArrayLike | None = None,
    protection: Protection | None = None,
    insiders: bool = True,
    exact_cells: int = EXACT_CELLS,
    seconds: float = 10.0,
) -> Suppression | CannotTell:
    """Hide the small cells and the fewest others (by cost) so that no range falls short of the threshold.

    also: further cells to hide whatever their size; never: cells that must stay shown; costs (n,), at least
    0, default the counts; protection: other ranges than "reaches the threshold, a threshold wide";
    insiders: guard against a student who is alone in a cell and subtracts themselves. Tables of up to
    ``exact_cells`` cells get the proved cheapest pattern if found in ``seconds``; larger ones a good one.
    Cells of 0 stay shown. CannotTell ``not_protectable`` where even hiding everything allowed is not
    enough: then publish nothing.
    """
    threshold = _threshold(threshold)
    seconds = as_number(seconds, name="seconds", least=0)
    primary = primary_cells(table, threshold)
    primary[table.positions(_known(table, also))] = True
    if protection is not None:
        primary[protection.cells] = True
    price = _prices(table, costs)
    allowed = (table.counts > 0.0) & ~primary
    allowed[table.positions(_known(table, never))] = False
    goal = reach_threshold(table, np.nonzero(primary)[0], threshold) if protection is None else protection
    top = float(table.counts.max(initial=0.0))
    found, proved = _pattern(table, goal, primary, allowed, price, top, exact_cells, seconds)
    if found is None:
        return _not_protectable(table)
    if insiders and protection is None:
        wider = guarded(table, goal, found, allowed, price, top=top)
        if wider is None:
            return _not_protectable(table)
        proved = proved and bool((wider == found).all())
        found = wider
    checked = audit(table, found, goal, ceiling=top)
    if not checked.passed:
        return _not_protectable(table)
    return _finished(table, found, primary, price, proved, threshold, checked)


def _prices(table: CellTable, costs: ArrayLike | None) -> FloatArray:
    price = table.counts.copy() if costs is None else as_series(costs, name="costs")
    same_length(cells=table.counts, costs=price)
    if np.any(price < 0.0):
        raise StatsError("A cost is below zero.", reason="out_of_range", es="Un coste es menor que cero.")
    return price


def _finished(
    table: CellTable,
    found: BoolArray,
    primary: BoolArray,
    price: FloatArray,
    proved: bool,
    threshold: int,
    checked: Audit,
) -> Suppression:
    secondary = found & ~primary
    return Suppression(
        suppressed=found,
        primary=primary,
        secondary=secondary,
        shown_counts=np.where(found, np.nan, table.counts),
        cost=float(price[secondary].sum()),
        proved=proved,
        threshold=threshold,
        audit=checked,
        method="cheapest pattern, cuts and HiGHS" if proved else "one cheapest move per cell, HiGHS",
        notes=_notes(secondary, table),
    )


def _pattern(
    table: CellTable,
    goal: Protection,
    primary: BoolArray,
    allowed: BoolArray,
    price: FloatArray,
    top: float,
    exact_cells: int,
    seconds: float,
) -> tuple[BoolArray | None, bool]:
    if len(table.counts) <= exact_cells:
        best = cheapest(table, goal, primary, allowed, price, top=top, seconds=seconds)
        if best is not None:
            return best.suppressed, best.optimal
    return greedy(table, goal, primary, allowed, price, top=top, seconds=seconds), False


def _known(table: CellTable, keys: Iterable[Key]) -> list[Key]:
    wanted, index = list(keys), table.index
    unknown = [key for key in wanted if key not in index]
    if unknown:
        raise StatsError(
            f"The table has no cell “{' / '.join(unknown[0])}”.",
            reason="option",
            es=f"La tabla no tiene la celda «{' / '.join(unknown[0])}».",
        )
    return wanted


def _not_protectable(table: CellTable) -> CannotTell:
    return CannotTell(
        "not_protectable",
        "The groups are so small that nothing of this table can be shown safely.",
        "Los grupos son tan pequeños que nada de esta tabla se puede mostrar con seguridad.",
        len(table.counts),
    )


def _notes(secondary: BoolArray, table: CellTable) -> tuple[Note, ...]:
    totals = set(table.relations.indices[table.relations.data > 0.0].tolist())
    hidden_totals = [cell for cell in np.nonzero(secondary)[0].tolist() if cell in totals]
    if not hidden_totals:
        return ()
    names = ", ".join(" / ".join(table.keys[cell]) for cell in hidden_totals[:5])
    return (
        Note(
            "total_hidden",
            f"Some totals had to be hidden because their parts are too few: {names}.",
            f"Hubo que ocultar totales porque sus partes son muy pocas: {names}.",
        ),
    )
