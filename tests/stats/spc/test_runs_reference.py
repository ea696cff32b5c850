"""Against qicharts2 0.8.1 and crossrun 0.1.1 (set 01 of the reference results)."""

from typing import Any

import numpy as np
import pytest

from tests.stats.reference import Case, reference_cases
from trellis.stats.spc import false_alarm_rate, run_chart, run_charts, run_limits


def arguments(given: Case) -> dict[str, Any]:
    return {
        "centre": given["centre_line_given"],
        "baseline": given["freeze"],
        "phases": given["part_after"] or (),
        "excluded": [row - 1 for row in given["exclude_1based"] or ()],
    }


@pytest.mark.parametrize("case", reference_cases("01_runs_anhoej", "runs_[0-9]"))
def test_run_chart_equals_the_reference(case: Case) -> None:
    given = case["input"]
    chart = run_chart(given["y"], **arguments(given))
    assert len(chart.phases) == len(case["expected"]["parts"])
    for phase, expected in zip(chart.phases, case["expected"]["parts"], strict=True):
        assert phase.first + 1 == expected["first_row"]
        assert phase.last - phase.first + 1 == expected["n_points"]
        assert phase.centre == pytest.approx(expected["cl"], rel=1e-10, abs=1e-10)
        missing = [y for y in given["y"][phase.first : phase.last + 1] if y is None]
        assert phase.n_points + len(missing) == expected["n_obs"]  # qicharts2 counts missing rows as observed
        assert phase.n_useful == expected["n_useful"]
        assert phase.longest_run == expected["longest_run"]
        assert phase.crossings == expected["n_crossings"]
        if given["method"] == "anhoej":  # the box rules have other limits and are not offered
            assert phase.longest_run_limit == expected["longest_run_max"]
            assert phase.crossings_limit == expected["n_crossings_min"]
            assert (phase.long_run or phase.few_crossings) == expected["runs_signal"]


@pytest.mark.parametrize("case", reference_cases("01_runs_anhoej", "runs_[0-9]"))
def test_the_vectorised_form_equals_the_reference(case: Case) -> None:
    given = case["input"]
    table = np.array([given["y"]] * 2, dtype=float)
    options = arguments(given)
    mask = np.zeros(table.shape, dtype=bool)
    mask[:, options.pop("excluded")] = True
    charts = run_charts(table, excluded=mask, **options)
    for row in range(2):
        for i, expected in enumerate(case["expected"]["parts"]):
            assert charts.centre[row, i] == pytest.approx(expected["cl"], rel=1e-10, abs=1e-10)
            assert charts.n_useful[row, i] == expected["n_useful"]
            assert charts.longest_run[row, i] == (expected["longest_run"] or 0)
            assert charts.crossings[row, i] == (expected["n_crossings"] or 0)
            if given["method"] == "anhoej":
                assert charts.rule_fired[row, i] == expected["runs_signal"]


@pytest.mark.parametrize("case", reference_cases("01_runs_anhoej", "runs_limits_table"))
def test_limits_for_1_to_500_points(case: Case) -> None:
    rows = case["expected"]["table"]
    assert len(rows) == 500
    for row in rows:
        limits = run_limits(row["n_useful"])
        assert (limits.longest_run, limits.crossings) == (row["longest_run_max"], row["n_crossings_min"])


@pytest.mark.parametrize("case", reference_cases("01_runs_anhoej", "runs_exact_false_alarm"))
def test_exact_false_alarm_rates(case: Case) -> None:
    for row in case["expected"]["known_centre"]:
        assert false_alarm_rate(row["n"], known_centre=True) == pytest.approx(
            row["p_false_signal"], rel=1e-9, abs=1e-12
        )
    for row in case["expected"]["empirical_median_even_n"]:
        assert false_alarm_rate(row["n"]) == pytest.approx(row["p_false_signal"], rel=1e-9, abs=1e-12)
