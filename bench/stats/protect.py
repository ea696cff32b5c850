"""Cell suppression of small and large tables; the audit is part of the time."""

import numpy as np

from bench.rows import Row, seconds
from trellis.stats.protect import CellTable, Hierarchy, flat, suppress, table, tree
from trellis.stats.results import CannotTell

_MEANS = {"a": 60, "b": 40, "c": 25, "d": 15, "e": 8, "f": 5}


def _hierarchy(districts: int, schools: int) -> Hierarchy:
    parents: dict[str, str | None] = {"all": None}
    for district in range(districts):
        parents[f"d{district}"] = "all"
        parents |= {f"d{district}s{school}": f"d{district}" for school in range(schools)}
    return tree(parents)


def _table(units: Hierarchy, rng: np.random.Generator) -> CellTable:
    """Skewed counts as of school groups: many small ones, a few large."""
    return table(
        [units, flat(_MEANS)],
        {
            (unit, group): int(rng.negative_binomial(1.2, 1.2 / (1.2 + mean)))
            for unit in units.leaves
            for group, mean in _MEANS.items()
        },
    )


def _row(what: str, cells: CellTable, goal: float) -> Row:
    result = suppress(cells)
    if isinstance(result, CannotTell):
        raise RuntimeError(result.say())
    note = f"{int(result.primary.sum())} small, {int(result.secondary.sum())} more, cost {result.cost:g}, "
    note += "audit passed, " if result.audit.passed else "audit FAILED, "
    note += "proved cheapest" if result.proved else "not proved cheapest"
    return Row(what, seconds(lambda: suppress(cells), repeats=2), None, "peer in Debian", None, goal, note)


def run() -> list[Row]:
    """The rows of the protect module."""
    rng = np.random.default_rng(5)
    large = _table(_hierarchy(10, 20), rng)
    small = _table(flat([f"s{i}" for i in range(9)]), rng)
    return [
        _row("suppression and audit, 10 districts x 20 schools x 6 groups", large, 5.0),
        _row("suppression and audit, 9 schools x 6 groups, proved cheapest", small, 1.2),
    ]


if __name__ == "__main__":
    for row in run():
        print(row.line())
