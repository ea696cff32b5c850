"""Against qicharts2 0.8.1 and qcc 2.7 (set 02 of the reference results)."""

from typing import Any

import numpy as np
import pytest

from tests.stats.reference import Case, reference_cases
from trellis.stats.inputs import FloatArray
from trellis.stats.spc import control_chart, control_lines_many, subgroup_chart

QCC = {"p": "p", "c": "c", "u": "u", "xbar.one": "i"}
CASES = reference_cases("02_control_charts")


def same(ours: FloatArray, expected: list[float | None]) -> None:
    theirs = np.array(expected, dtype=float)
    np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-10, equal_nan=True)


def of(tool: str) -> list[Any]:
    """The cases of one tool; the skipped stand-in where the reference results are absent."""

    def tool_of(case: Case) -> str:
        category = str(case["category"])
        return "qcc" if category.startswith("qcc") else "s" if category == "xbar_s" else "qic"

    return [case for case in CASES if not case.values[0] or tool_of(case.values[0]) == tool]


WITHOUT_PHASES = [c for c in of("qic") if not c.values[0] or not c.values[0]["input"]["part_after"]]


@pytest.mark.parametrize("case", of("qic"))
def test_control_chart_equals_qicharts2(case: Case) -> None:
    given, expected = case["input"], case["expected"]
    chart = control_chart(
        given["chart"],
        given["y"],
        n=given["n"],
        centre=given["centre_line_given"],
        baseline=given["freeze"],
        phases=given["part_after"] or (),
        excluded=[row - 1 for row in given["exclude_1based"] or ()],
        screened=given["screened_moving_range"],
    )
    same(chart.values, expected["y"])
    present = ~np.isnan(chart.values)
    for name, theirs in (
        ("centre", "cl"),
        ("lower", "lcl"),
        ("upper", "ucl"),
        ("lower95", "lcl95"),
        ("upper95", "ucl95"),
    ):
        wanted = np.array(expected[theirs], dtype=float)
        ours = getattr(chart, name)
        shown = present if given["n"] else np.ones(len(present), dtype=bool)
        np.testing.assert_allclose(ours[shown], wanted[shown], rtol=1e-8, atol=1e-10)
    assert chart.beyond.tolist() == [bool(flag) for flag in expected["sigma_signal"]]
    for i, phase in enumerate(chart.phases):
        row = phase.first
        assert expected["part"][row] == i + 1
        assert (phase.long_run or phase.few_crossings) == expected["runs_signal"][row]
        assert phase.longest_run == expected["longest_run"][row]
        assert phase.longest_run_limit == expected["longest_run_max"][row]
        assert phase.crossings == expected["n_crossings"][row]
        assert phase.crossings_limit == expected["n_crossings_min"][row]
    assert chart.say("en") != chart.say("es")


@pytest.mark.parametrize("case", WITHOUT_PHASES)
def test_many_series_at_once_have_the_same_lines(case: Case) -> None:
    given, expected = case["input"], case["expected"]
    table = np.array([given["y"]] * 3, dtype=float)
    sizes = None if given["n"] is None else np.array([given["n"]] * 3, dtype=float)
    lines = control_lines_many(
        given["chart"],
        table,
        n=sizes,
        centre=given["centre_line_given"],
        baseline=given["freeze"],
        screened=given["screened_moving_range"],
    )
    present = ~np.isnan(lines.values[0])
    for row in range(3):
        same(lines.upper[row][present], np.array(expected["ucl"], dtype=float)[present].tolist())
        same(lines.lower[row][present], np.array(expected["lcl"], dtype=float)[present].tolist())


@pytest.mark.parametrize("case", of("s"))
def test_s_charts_equal_qicharts2(case: Case) -> None:
    given, expected = case["input"], case["expected"]
    chart = subgroup_chart(given["chart"], given["subgroup"], given["y"])
    same(chart.values, expected["y"])
    same(np.full(len(chart.values), chart.centre), expected["cl"])
    same(chart.lower, expected["lcl"])
    same(chart.upper, expected["ucl"])
    assert chart.beyond.tolist() == expected["sigma_signal"]
    assert chart.runs_signal == expected["runs_signal"][0]


@pytest.mark.parametrize("case", of("qcc"))
def test_limits_equal_qcc(case: Case) -> None:
    given, expected = case["input"], case["expected"]
    if given["type"] == "xbar":
        rows = given["data"]
        labels = [i for i, row in enumerate(rows) for _ in row]
        chart = subgroup_chart("xbar", labels, [v for row in rows for v in row], spread="range")
        assert chart.sigma == pytest.approx(expected["std_dev"][0], rel=1e-8)
        centre, values, beyond = chart.centre, chart.values, chart.beyond
        lower, upper = chart.lower, chart.upper
    else:
        sizes = given["sizes"] if given["type"] in {"p", "u"} else None
        plain = control_chart(QCC[given["type"]], given["data"], n=sizes)  # type: ignore[arg-type]
        centre, values, beyond = plain.centre[0], plain.values, plain.beyond
        lower, upper = plain.lower, plain.upper
    assert centre == pytest.approx(expected["center"][0], rel=1e-8)
    same(values, expected["statistics"])
    same(lower, (expected["lcl"] * len(lower))[: len(lower)])
    same(upper, (expected["ucl"] * len(upper))[: len(upper)])
    assert {int(i) + 1 for i in np.flatnonzero(beyond)} == set(expected["beyond_limits_1based"])
