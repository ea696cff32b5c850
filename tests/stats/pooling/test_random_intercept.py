from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats.answers import refused, told
from tests.stats.reference import close, reference_cases
from trellis.stats.pooling import anova_icc, random_intercept
from trellis.stats.results import StatsError

CASES = [
    case
    for case in reference_cases("10_designs_its_did_sced")
    if not case.values[0] or case.values[0]["category"] == "clustered"
]


@pytest.mark.parametrize("case", CASES)
def test_reference_random_intercept(case: Any) -> None:
    i, e, t = case["input"], case["expected"], case["tolerance"]

    def same(value: Any, expected: Any) -> None:
        assert value == close(expected, t, rel=1e-4)

    fit = told(random_intercept(i["y"], i["cluster"], np.column_stack([i["treated"], i["pre"]])))
    lmer = e["lmer_reml"]
    same(fit.coefficients, lmer["fixef"])
    same(fit.se, lmer["se"])
    same(fit.variance_between, lmer["var_cluster"])
    same(fit.variance_within, lmer["var_residual"])
    same(fit.log_likelihood, lmer["loglik_reml"])
    same(fit.group_effects, lmer["blup"])
    same(fit.group_se, lmer["blup_sd"])
    null = told(random_intercept(i["y"], i["cluster"]))
    same(anova_icc(i["y"], i["cluster"]), e["icc_anova"])
    same(null.icc, e["icc_reml"])
    same(null.design_effect, e["design_effect"])
    same(null.shrunken_means, e["null_model_shrunken_means"])
    same(null.reliability, e["reliability"])


# Yields of dyestuff from six batches (Davies 1949), the textbook example of a random intercept
DYESTUFF = [
    [1545, 1440, 1440, 1520, 1580],
    [1540, 1555, 1490, 1560, 1495],
    [1595, 1550, 1605, 1510, 1560],
    [1445, 1440, 1595, 1465, 1545],
    [1595, 1630, 1515, 1635, 1625],
    [1520, 1455, 1450, 1480, 1445],
]


def test_published_dyestuff() -> None:
    fit = told(random_intercept(np.ravel(DYESTUFF), np.repeat(list("ABCDEF"), 5)))
    assert fit.estimate == pytest.approx(1527.5)
    assert fit.se[0] == pytest.approx(19.3834, abs=1e-3)
    assert fit.variance_between == pytest.approx(1764.05, abs=0.01)
    assert fit.variance_within == pytest.approx(2451.25, abs=0.01)
    assert -2 * fit.log_likelihood == pytest.approx(319.6543, abs=1e-3)
    assert "few_groups" in {note.code for note in fit.notes}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.01, 100))
def test_shift_scale_and_order_change_nothing_else(seed: Any, shift: Any, scale: Any) -> None:
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 7, 60)
    x = rng.normal(size=60)
    y = x + rng.normal(size=7)[group] + rng.normal(size=60)
    first = told(random_intercept(y, group, x))
    order = rng.permutation(60)
    moved = told(random_intercept((scale * y + shift)[order], group[order], x[order]))
    assert moved.icc == pytest.approx(first.icc, abs=1e-6)
    assert moved.coefficients[1] == pytest.approx(scale * first.coefficients[1], rel=1e-6)
    assert moved.group_effects == pytest.approx(scale * first.group_effects, abs=1e-5 * scale)
    assert 0 <= first.icc < 1
    assert (first.reliability >= 0).all()
    assert (first.reliability < 1).all()
    assert np.abs(told(random_intercept(y, group)).group_effects).max() <= np.ptp(y)


def test_balanced_groups_agree_with_the_analysis_of_variance() -> None:
    rng = np.random.default_rng(2)
    group = np.repeat(np.arange(10), 8)
    y = 2 * rng.normal(size=10)[group] + rng.normal(size=80)
    assert told(random_intercept(y, group)).icc == pytest.approx(anova_icc(y, group), abs=1e-8)


def test_what_cannot_be_told_and_what_is_refused() -> None:
    assert refused(random_intercept([1, 2, 3], [1, 2, 3])).reason == "too_few"
    assert refused(random_intercept([1, 2, 3], [1, 1, 1])).reason == "too_few"
    assert refused(random_intercept([5, 5, 5, 5], [1, 1, 2, 2])).reason == "no_variation"
    assert refused(anova_icc([1, 2, 3], [1, 2, 3])).reason == "too_few"
    assert refused(anova_icc([5, 5, 5, 5], [1, 1, 2, 2])).reason == "no_variation"
    assert (
        refused(random_intercept([1, 2, 3, 4, 5.0], [1, 1, 2, 2, 2], [1, 2, 3, 4, 5])).reason
        == "no_variation"
    )
    cases: list[tuple[Any, str]] = [
        (([1, 2, np.nan, 4], [1, 1, 2, 2]), "not_finite"),
        (([1, 2, 3, 4], [1, 1, 2]), "length_mismatch"),
        (([1, 2, 3, 4, 7], [1, 1, 2, 2, 2], [3, 3, 3, 3, 3]), "not_estimable"),
        ((np.zeros(10_000_000), np.zeros(10_000_000)), "too_large"),
    ]
    for bad, reason in cases:
        with pytest.raises(StatsError) as refusal:
            random_intercept(*bad)
        assert refusal.value.reason == reason


def test_the_sentence_names_groups_and_worth() -> None:
    rng = np.random.default_rng(5)
    group = np.repeat(np.arange(20), 25)
    y = rng.normal(size=20)[group] + 2 * rng.normal(size=500)
    fit = told(random_intercept(y, group))
    assert "20 groups" in fit.say()
    assert "20 grupos" in fit.say("es")
    assert fit.shrunken_means.shape == (20,)
    with pytest.raises(StatsError):
        _ = told(random_intercept(y, group, rng.normal(size=500))).shrunken_means
