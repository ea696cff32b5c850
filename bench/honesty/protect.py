"""How often a hidden small number falls to subtraction: small cells only, a rule of thumb, ours."""

import numpy as np

from bench.honesty.figures import Figure
from trellis.stats.inputs import BoolArray
from trellis.stats.protect import (
    CellTable,
    audit,
    flat,
    primary_cells,
    reach_threshold,
    suppress,
    table,
)
from trellis.stats.results import CannotTell

TABLES = 150


def _random_table(rng: np.random.Generator) -> CellTable:
    schools, groups = [f"s{i}" for i in range(6)], list("abcd")
    means = rng.choice([4, 12, 30, 80], len(groups))
    return table(
        [flat(schools), flat(groups)],
        {(s, g): int(rng.poisson(m)) for s in schools for g, m in zip(groups, means, strict=True)},
    )


def _next_smallest(cells: CellTable, hidden: BoolArray) -> BoolArray:
    """The rule of thumb: in a school with exactly one hidden group, hide the next smallest, too."""
    more, index = hidden.copy(), cells.index
    for school in {key[0] for key in cells.keys} - {"Total"}:
        row = [index[key] for key in cells.keys if key[0] == school and key[1] != "Total"]
        if sum(hidden[row]) == 1:
            shown = [cell for cell in row if not hidden[cell] and cells.counts[cell] > 0]
            if shown:
                more[min(shown, key=lambda cell: cells.counts[cell])] = True
    return more


def run() -> list[Figure]:
    """Share of hidden small cells a reader can bound below 10, per way of hiding."""
    rng = np.random.default_rng(30)
    small = open_plain = open_rule = open_ours = 0
    for _ in range(TABLES):
        cells = _random_table(rng)
        hidden = primary_cells(cells)
        wanted = reach_threshold(cells, np.nonzero(hidden)[0], 10)
        result = suppress(cells)
        if isinstance(result, CannotTell) or not hidden.any():
            continue
        small += int(hidden.sum())
        open_plain += int((~audit(cells, hidden, wanted).protected).sum())
        open_rule += int((~audit(cells, _next_smallest(cells, hidden), wanted).protected).sum())
        open_ours += int((~audit(cells, result.suppressed, wanted).protected).sum())
    return [
        Figure("small cells given away, only small cells hidden", open_plain / small, small),
        Figure("small cells given away, next smallest hidden too", open_rule / small, small),
        Figure("small cells given away, ours", open_ours / small, small, (0.0, 0.0)),
    ]


if __name__ == "__main__":
    for figure in run():
        print(figure.line())
