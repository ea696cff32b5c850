from typing import Any

import numpy as np
import pytest

from tests.stats.answers import refused, told
from trellis.stats.protect import (
    audit,
    cell_system,
    coded_shares,
    flat,
    insider_pairs,
    linked,
    may_pool,
    primary_cells,
    reach_threshold,
    sensitive_rates,
    suppress,
    table,
    tree,
)
from trellis.stats.protect.heuristic import same_people
from trellis.stats.results import CannotTell, StatsError


def _one_way(*values: int) -> Any:
    return table([flat(f"g{i}" for i in range(len(values)))], {(f"g{i}",): v for i, v in enumerate(values)})


def test_totals_and_relations() -> None:
    units = tree({"all": None, "d": "all", "s1": "d", "s2": "d", "s3": "all"})
    cells = table([units, flat("ab")], {("s1", "a"): 3, ("s2", "b"): 4, ("s3", "a"): 5})
    index = cells.index
    assert cells.counts[index["all", "Total"]] == 12
    assert cells.counts[index["d", "a"]] == 3
    assert np.abs(cells.relations @ cells.counts).max() == 0
    assert cells.relations.shape == (2 * 3 + 5, 15)


def test_two_groups_of_one_student_are_not_safe_behind_each_other() -> None:
    result = told(suppress(_one_way(1, 1, 27, 18, 40)))
    assert result.secondary.sum() == 1
    assert result.cost == 18
    assert result.audit.high.min() >= 10
    assert "2 stand for fewer than 10" in result.say()
    assert "3 de 6" in result.say("es")


def test_who_is_alone_in_a_cell_cannot_subtract_themselves() -> None:
    cells = _one_way(1, 9, 30, 50)
    open_to_insider = told(suppress(cells, insiders=False))
    assert open_to_insider.secondary.sum() == 0
    assert insider_pairs(cells, open_to_insider.suppressed, np.nonzero(open_to_insider.primary)[0])
    guarded = told(suppress(cells))
    assert guarded.secondary.sum() == 1
    assert not insider_pairs(cells, guarded.suppressed, np.nonzero(guarded.primary)[0])


def test_one_student_under_two_names_is_no_insider_problem() -> None:
    """A school's only student of a group is also the only one in that grade: the same person."""
    units, grades = flat(["s1", "s2", "s3"]), flat(["4", "5"])
    leaves = {
        (unit, grade, group): 20 for unit in ("s1", "s2", "s3") for grade in "45" for group in ("a", "b")
    }
    cells = table([units, grades, flat("abc")], leaves | {("s1", "4", "c"): 1, ("s2", "5", "c"): 30})
    result = told(suppress(cells))
    assert result.audit.passed
    assert result.suppressed[cells.index["s1", "4", "c"]]
    assert result.suppressed[cells.index["s1", "Total", "c"]]
    people = same_people(cells)
    assert people[cells.index["s1", "4", "c"]] == people[cells.index["s1", "Total", "c"]]
    assert people[cells.index["s1", "4", "c"]] != people[cells.index["Total", "Total", "c"]]


def test_one_hidden_cell_is_always_found_out() -> None:
    cells = _one_way(4, 30, 50)
    hidden = np.array([False, True, False, False])
    found = audit(cells, hidden, reach_threshold(cells, np.array([1]), 10))
    assert (found.low[0], found.high[0]) == (4, 4)
    assert not found.passed
    assert "do not publish" in found.say()
    assert "no publique" in found.say("es")
    shown = audit(cells, np.zeros(4, dtype=bool), reach_threshold(cells, np.array([1]), 10))
    assert not shown.passed


def test_nothing_small_means_nothing_hidden() -> None:
    result = told(suppress(_one_way(20, 30, 0)))
    assert not result.suppressed.any()
    assert result.audit.passed
    assert "All 4 numbers" in result.say()


def test_a_table_too_small_to_show_is_refused() -> None:
    result = suppress(_one_way(2, 3, 0))
    assert isinstance(result, CannotTell)
    assert result.reason == "not_protectable"


def test_a_hidden_total_is_told() -> None:
    units = tree({"all": None, "d": "all", "e": "all", "a": "d", "b": "d", "c": "d"})
    cells = table([units], {("a",): 4, ("b",): 30, ("c",): 50, ("e",): 200})
    result = told(suppress(cells, never=[("b",), ("c",)]))
    hidden = {cells.keys[cell][0] for cell in result.suppressed.nonzero()[0]}
    assert hidden == {"a", "d", "e"}
    assert [note.code for note in result.notes] == ["total_hidden"]
    assert "d" in result.notes[0].say("es")
    assert refused(suppress(cells, never=[("b",), ("c",), ("d",)])).reason == "not_protectable"


def test_further_cells_can_be_asked_for() -> None:
    cells = _one_way(40, 30, 50)
    result = told(suppress(cells, also=[("g0",)]))
    assert result.primary[cells.index[("g0",)]]
    assert result.suppressed.sum() == 2
    with pytest.raises(StatsError) as refusal:
        suppress(cells, also=[("zz",)])
    assert refusal.value.reason == "option"


def test_costs_choose_what_is_hidden() -> None:
    cells = _one_way(4, 30, 31)
    dear = np.ones(4)
    dear[cells.index[("g1",)]] = 100
    assert told(suppress(cells, costs=dear)).suppressed[cells.index[("g2",)]]
    assert told(suppress(cells)).suppressed[cells.index[("g1",)]]


def test_rates_about_few_people() -> None:
    marks = sensitive_rates([5, 50, 95, 0, 20], [100, 100, 100, 100, 9 + 20])
    assert marks.tolist() == [True, False, True, True, True]


@pytest.mark.parametrize(
    ("x", "n", "text"),
    [
        (1, 10, "20 % or fewer."),
        (10, 19, "40 to 59 %."),
        (4, 15, "21 to 39 %."),
        (19, 19, "80 % or more."),
        (2, 20, "10 % or fewer."),
        (3, 20, "11 to 19 %."),
        (30, 39, "70 to 79 %."),
        (2, 40, "5 % or fewer."),
        (20, 40, "50 %."),
        (38, 40, "95 % or more."),
        (3, 100, "3 %."),
        (98, 100, "98 % or more."),
        (3, 300, "1 % or fewer."),
        (299, 300, "99 % or more."),
        (150, 301, "50 %."),
        (5, 9, "Too few to show."),
        (0, 0, "No students."),
    ],
)
def test_shares_are_coded_by_size(x: Any, n: Any, text: Any) -> None:
    coded: Any = coded_shares([x], [n])[0]
    assert coded.say() == text
    assert coded.say("es")
    if not coded.hidden and n:
        assert coded.low - 1 <= 100 * x / n <= coded.high + 1


def test_every_share_falls_into_its_band() -> None:
    for n in range(10, 400, 7):
        everyone: Any = coded_shares(list(range(n + 1)), [n] * (n + 1))
        for x, coded in enumerate(everyone):
            share = 100 * x / n
            assert 0 <= coded.low <= coded.high <= 100
            assert coded.low - 1 <= share <= coded.high + 1, (x, n, coded)
        assert coded_shares([0], [n])[0].low == 0
        assert coded_shares([n], [n])[0].high == 100


def test_pooled_results_need_five_teams_of_enough_students() -> None:
    assert may_pool([10, 12, 30, 25, 14])
    assert not may_pool([10, 12, 30, 25])
    assert not may_pool([10, 12, 30, 25, 9])


def test_bad_tables_are_refused() -> None:
    cases: list[tuple[Any, str]] = [
        (lambda: tree({"a": None, "b": None}), "shape"),
        (lambda: tree({"a": None, "b": "zz"}), "shape"),
        (lambda: tree({"a": None, "b": "c", "c": "b"}), "shape"),
        (lambda: table([], {}), "empty"),
        (lambda: table([flat("ab")], {("zz",): 1}), "option"),
        (lambda: table([flat("ab")], {("Total",): 1}), "option"),
        (lambda: table([flat("ab")], {("a", "b"): 1}), "option"),
        (lambda: table([flat("ab")], {("a",): -1}), "negative_n"),
        (lambda: table([flat("ab")], {("a",): 1.5}), "not_whole"),
        (lambda: table([flat("ab")], {("a",): float("nan")}), "not_finite"),
        (
            lambda: table([flat(str(i) for i in range(400)), flat(str(i) for i in range(400))], {}),
            "too_large",
        ),
        (lambda: cell_system([("t",), ("a",)], [5, 4], [(("t",), [("a",)])]), "not_additive"),
        (lambda: cell_system([("t",), ("t",)], [5, 5], []), "option"),
        (lambda: linked(_one_way(4, 5), _one_way(4, 6)), "not_additive"),
        (lambda: suppress(_one_way(4, 30), threshold=2), "out_of_range"),
        (lambda: suppress(_one_way(4, 30), costs=[1, 2]), "length_mismatch"),
        (lambda: suppress(_one_way(4, 30), costs=[1, -2, 3]), "out_of_range"),
        (lambda: primary_cells(_one_way(4, 30), 1), "out_of_range"),
        (lambda: sensitive_rates([5], [4]), "out_of_range"),
        (lambda: coded_shares([5], [4]), "out_of_range"),
        (
            lambda: audit(_one_way(4, 30), np.array([True]), reach_threshold(_one_way(4), np.array([1]), 10)),
            "length_mismatch",
        ),
    ]
    for make, reason in cases:
        with pytest.raises(StatsError) as refusal:
            make()
        assert refusal.value.reason == reason
        assert refusal.value.say("es")
