from typing import Any

import numpy as np
import pytest

from tests.stats.answers import told
from tests.stats.reference import reference_cases
from trellis.stats.protect import audit, reach_threshold, sliding, suppress, table, tree


def _reference_table(case: Any) -> Any:
    names = list(case["input"]["hierarchies"])
    dimensions = []
    for name in names:
        given = case["input"]["hierarchies"][name]
        parents: dict[str, str | None] = {}
        line: list[str] = []
        for level, node in zip(given["level"], given["name"], strict=True):
            line = line[: len(level) - 1]
            parents[node] = line[-1] if line else None
            line.append(node)
        dimensions.append(tree(parents))
    leaves = [
        (tuple(record[name] for name in names), record["n"]) for record in case["input"]["leaf_records"]
    ]
    cells = table(dimensions, leaves)
    index = cells.index
    return cells, {
        cell["id"]: index[tuple(cell[name] for name in names)] for cell in case["expected"]["cells"]
    }


def _wanted(case: Any, cells: Any, primary: Any) -> Any:
    if "reach the threshold" in case["input"]["protection"]:
        return reach_threshold(cells, primary, case["input"]["threshold_min_n"])
    return sliding(cells, primary, 1, 1)


@pytest.mark.parametrize("case", reference_cases("11_cell_suppression"))
def test_reference_attacks_and_cheapest_patterns(case: Any) -> None:
    cells, place = _reference_table(case)
    expected = case["expected"]
    for cell in expected["cells"]:
        assert cells.counts[place[cell["id"]]] == cell["freq"]
    threshold = case["input"]["threshold_min_n"]
    primary = np.array([place[cell] for cell in expected["primary_cells"]])
    assert set(primary) == set(np.nonzero((cells.counts > 0) & (cells.counts < threshold))[0])
    for method in expected["by_method"].values():
        attack = method["attacker_intervals"]
        hidden = np.zeros(len(cells.counts), dtype=bool)
        hidden[[place[cell] for cell in method["suppressed_cells"]]] = True
        wanted = _wanted(case, cells, np.array([place[cell] for cell in attack["cell"]]))
        found = audit(cells, hidden, wanted)
        assert found.low == pytest.approx(attack["lo"], abs=1e-6)
        assert found.high == pytest.approx(attack["hi"], abs=1e-6)
    wanted = _wanted(case, cells, primary)
    exact = told(suppress(cells, threshold=threshold, protection=wanted, insiders=False))
    assert exact.proved
    assert exact.audit.passed
    assert exact.cost == expected["verified_minimum"]["cost_sum_freq"]
    quick = told(suppress(cells, threshold=threshold, protection=wanted, insiders=False, exact_cells=0))
    assert quick.audit.passed
    assert not quick.proved
    assert exact.cost <= quick.cost <= 1.6 * exact.cost
    safe = told(suppress(cells, threshold=threshold))
    assert safe.audit.passed
    assert safe.audit.high.min() >= threshold
