"""Against NHSRplotthedots 0.2.2 (set 03 of the reference results)."""

import numpy as np
import pytest

from tests.stats.reference import Case, reference_cases
from trellis.stats.spc import display_flags

CAUSES = {
    "Common Cause": "common_cause",
    "Above UCL": "above_upper_limit",
    "Below LCL": "below_lower_limit",
    "7 Point Trend (Increasing)": "rising_trend",
    "7 Point Trend (Decreasing)": "falling_trend",
    "2 in 3 Above CL": "two_of_three_above",
    "2 in 3 Below CL": "two_of_three_below",
    "7 Points Above CL": "seven_above",
    "7 Points Below CL": "seven_below",
}
ASSURANCE = {
    None: None,
    "inconsistent": "hit_or_miss",
    "consistent_fail": "consistently_fails",
    "consistent_pass": "consistently_passes",
}


def type_of(name: str) -> str:
    return name.removeprefix("special_cause_")


@pytest.mark.parametrize("case", reference_cases("03_nhs_special_cause"))
def test_flags_and_icons_equal_the_reference(case: Case) -> None:
    given, expected = case["input"], case["expected"]
    assert given["fix_after_n_points"] is None
    flags = display_flags(
        given["y"],
        direction=given["improvement_direction"],
        target=given["target"],
        phases=[row - 1 for row in given["rebase_first_point_1based"] or ()],
        screened=given["screen_outliers"],
    )
    for ours, theirs in ((flags.mean, "mean"), (flags.lower, "lpl"), (flags.upper, "upl")):
        np.testing.assert_allclose(ours, expected[theirs], rtol=1e-8, atol=1e-10)
    assert list(flags.causes) == [CAUSES[name] for name in expected["special_cause_type"]]
    assert list(flags.types) == [type_of(name) for name in expected["point_type"]]
    assert flags.trial.tolist() == expected["short_group_warning"]
    assert flags.variation == type_of(expected["variation_icon_last_point"])
    assert flags.assurance == ASSURANCE[expected["assurance"]]
