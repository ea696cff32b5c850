from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from tests.stats.answers import refused, told
from trellis.stats.pooling import (
    egger_test,
    leave_one_out,
    meta_regression,
    pool,
    prediction_interval,
    q_profile,
    random_effects,
    shrunken_effects,
    three_level,
)
from trellis.stats.pooling.heterogeneity import estimate_tau2, log_likelihood
from trellis.stats.results import CannotTell, StatsError

# Eight schools (Rubin 1981): coaching effects in SAT points and their standard errors
SCHOOLS = np.array([28, 8, -3, 7, -1, 1, 18, 12], dtype=float)
SCHOOLS_SE = np.array([15, 10, 16, 11, 9, 11, 10, 18], dtype=float)
# Thirteen vaccine trials (Colditz et al. 1994): cases and others, treated and control
TRIALS = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    dtype=float,
)


def _log_risk_ratios() -> Any:
    a, b, c, d = TRIALS.T
    return np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


studies = st.integers(3, 12).flatmap(
    lambda k: st.tuples(
        st.lists(st.floats(-2, 2).map(lambda x: round(x, 3)), min_size=k, max_size=k),
        st.lists(st.floats(0.01, 1).map(lambda x: round(x, 3)), min_size=k, max_size=k),
    )
)


def test_published_eight_schools() -> None:
    fit = random_effects(SCHOOLS, SCHOOLS_SE**2, test="z")
    assert fit.tau2[0] == pytest.approx(0.0, abs=1e-9)
    assert fit.estimate[0] == pytest.approx(7.69, abs=0.005)
    assert fit.se[0] == pytest.approx(4.07, abs=0.005)


def test_published_vaccine_trials() -> None:
    y, v = _log_risk_ratios()
    fit = random_effects(y, v, test="z")
    assert fit.estimate[0] == pytest.approx(-0.7145, abs=5e-5)
    assert fit.se[0] == pytest.approx(0.1798, abs=5e-5)
    assert fit.tau2[0] == pytest.approx(0.3132, abs=5e-5)
    assert fit.q[0] == pytest.approx(152.2330, abs=5e-5)
    assert fit.i2[0] == pytest.approx(0.9222, abs=5e-5)
    assert random_effects(y, v, method="DL").tau2[0] == pytest.approx(0.3088, abs=5e-5)


def test_dl_is_cut_at_zero_where_another_library_goes_below() -> None:
    # equal effects of unequal precision: Q far below its degrees of freedom
    fit = random_effects([0.10, 0.11, 0.09, 0.10], [0.2, 0.3, 0.1, 0.4], method="DL", test="z")
    assert fit.tau2[0] == 0.0
    assert fit.estimate[0] == pytest.approx(0.0968)


@settings(max_examples=60, deadline=None)
@given(studies, st.floats(-3, 3), st.floats(0.1, 10), st.randoms())
def test_shift_scale_and_order(data: Any, shift: Any, scale: Any, random: Any) -> None:
    y, v = np.array(data[0]), np.array(data[1])
    first = random_effects(y, v)
    order = list(range(len(y)))
    random.shuffle(order)
    moved = random_effects((scale * y + shift)[order], (scale**2 * v)[order])
    assert moved.estimate[0] == pytest.approx(scale * first.estimate[0] + shift, abs=1e-6, rel=1e-6)
    assert moved.se[0] == pytest.approx(scale * first.se[0], rel=1e-6)
    assert moved.tau2[0] == pytest.approx(scale**2 * first.tau2[0], abs=1e-7, rel=1e-5)
    assert moved.weights[0] == pytest.approx(first.weights[0][order], abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(studies)
def test_limits_contain_and_widen(data: Any) -> None:
    y, v = np.array(data[0]), np.array(data[1])
    fit, plain = random_effects(y, v), random_effects(y, v, test="hk")
    assert y.min() - 1e-9 <= fit.estimate[0] <= y.max() + 1e-9
    assert fit.low[0] <= fit.estimate[0] <= fit.high[0]
    assert fit.prediction_low[0] <= fit.low[0] + 1e-12
    assert fit.high[0] <= fit.prediction_high[0] + 1e-12
    assert fit.se[0] >= plain.se[0] - 1e-12
    assert fit.weights[0].sum() == pytest.approx(1.0)
    assert 0 <= fit.i2[0] <= 1
    profile = q_profile(y, v)
    assert 0 <= profile.tau2.low <= profile.tau2.high
    blup = shrunken_effects(y, v)
    between = np.sort(np.column_stack([y, np.full(len(y), fit.estimate[0])]), axis=1)
    assert (blup.estimate >= between[:, 0] - 1e-9).all()
    assert (blup.estimate <= between[:, 1] + 1e-9).all()


@settings(max_examples=60, deadline=None)
@given(studies)
def test_reml_is_the_highest_point_of_its_likelihood(data: Any) -> None:
    y, v = np.array([data[0]]), np.array([data[1]])
    x = np.ones((y.shape[1], 1))
    best = estimate_tau2(y, v, x, "REML")
    grid = np.concatenate([[0.0], np.geomspace(1e-4, 20, 200)])
    rows = np.ones((len(grid), 1))
    assert (
        log_likelihood(y, v, x, best, True)[0]
        >= log_likelihood(rows * y, rows * v, x, grid, True).max() - 1e-9
    )


def test_many_data_sets_at_once_equal_one_by_one() -> None:
    rng = np.random.default_rng(3)
    y, v = rng.normal(0.1, 0.4, (40, 9)), rng.uniform(0.01, 0.3, (40, 9))
    together = random_effects(y, v)
    for row in range(40):
        alone = random_effects(y[row], v[row])
        assert together.tau2[row] == pytest.approx(alone.tau2[0], abs=1e-10)
        assert together.high[row] == pytest.approx(alone.high[0])


def test_every_study_twice_keeps_the_mean_and_narrows_it() -> None:
    y, v = _log_risk_ratios()
    once, twice = random_effects(y, v), random_effects(np.tile(y, 2), np.tile(v, 2))
    assert twice.estimate[0] == pytest.approx(once.estimate[0], abs=0.01)
    assert twice.se[0] < once.se[0]


@pytest.mark.parametrize("k", [1, 2])
def test_one_or_two_teams_get_no_pooled_interval(k: Any) -> None:
    result = pool([0.2, 0.4][:k], [0.02, 0.03][:k])
    assert isinstance(result, CannotTell)
    assert result.reason == "too_few"
    assert str(k) in result.say("es")


def test_few_teams_are_told_as_too_few() -> None:
    result = told(pool([0.2, 0.4, 0.3, 0.25], [0.002, 0.003, 0.004, 0.002]))
    assert "too_few_to_generalise" in {note.code for note in result.notes}
    assert "too few to generalise" in result.say()
    assert "muy pocos para generalizar" in result.say("es")


def test_a_range_with_zero_claims_nothing() -> None:
    result = told(pool([0.3, -0.4, 0.2, -0.1, 0.1, 0.05], [0.05] * 6))
    assert 0 in result.interval
    for text in (result.say(), result.say("es")):
        assert "worked" not in text
    assert "cannot tell" in result.say()
    assert "no se puede decir" in result.say("es")


def test_a_clear_effect_is_told_with_both_ranges() -> None:
    result = told(pool([0.30, 0.28, 0.33, 0.29, 0.31, 0.27], [0.002] * 6))
    assert result.interval.low > 0
    assert "In a new team, expect between" in result.say()
    assert result.n == 6
    assert len(result.weights) == 6


def test_different_effects_are_noted() -> None:
    result = told(pool([0.9, -0.5, 0.4, 1.2, -0.1, 0.3], [0.01] * 6))
    assert "effects_differ" in {note.code for note in result.notes}
    assert result.i2_interval.low <= result.i2 <= result.i2_interval.high


def test_egger_needs_ten_studies() -> None:
    y, v = _log_risk_ratios()
    assert isinstance(egger_test(y[:9], v[:9]), CannotTell)
    assert 0 <= told(egger_test(y, v)).p <= 1
    assert isinstance(egger_test(np.arange(12.0), np.ones(12)), CannotTell)
    assert "p = " in egger_test(y, v).say("es")


def test_leave_one_out_and_three_levels_refuse_too_little() -> None:
    assert isinstance(leave_one_out([0.1, 0.2], [0.1, 0.1]), CannotTell)
    assert isinstance(three_level([0.1, 0.2, 0.3], [0.1] * 3, ["a", "a", "b"]), CannotTell)
    assert refused(three_level([0.1, 0.2, 0.3], [0.1] * 3, ["a", "b", "c"])).reason == "one_per_cluster"
    assert refused(three_level([0.3] * 6, [0.1] * 6, list("aabbcc"))).reason == "no_variation"


def test_meta_regression_finds_a_planted_slope_and_survives_scale() -> None:
    rng = np.random.default_rng(11)
    z = np.linspace(1000, 2000, 30)
    y = 0.1 + 0.0005 * z + rng.normal(0, 0.05, 30)
    fit = told(meta_regression(y, np.full(30, 0.0025), z))
    assert abs(fit.estimate[1] - 0.0005) < 4 * fit.se[1]
    assert fit.qm_p < 0.001
    assert "does not show what causes" in fit.say()
    assert isinstance(meta_regression(y[:3], np.full(3, 0.0025), z[:3]), CannotTell)
    with pytest.raises(StatsError) as refusal:
        meta_regression(y, np.full(30, 0.0025), np.column_stack([z, 2 * z]))
    assert refusal.value.reason == "not_estimable"


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_three_level_is_the_highest_point_and_ignores_order(seed: Any) -> None:
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(6), rng.integers(1, 5, 6))
    assume(len(cluster) > 7)
    v = rng.uniform(0.02, 0.2, len(cluster))
    y = rng.normal(0, 0.3, 6)[cluster] + rng.normal(0, 0.2, len(v)) + rng.normal(0, np.sqrt(v))
    fit = told(three_level(y, v, cluster))
    order = rng.permutation(len(y))
    again = told(three_level(10 * y[order], 100 * v[order], cluster[order]))
    assert again.estimate == pytest.approx(10 * fit.estimate, abs=1e-4)
    assert again.se == pytest.approx(10 * fit.se, rel=1e-4)
    for between in (0, 0.5, 0.9, 1.1, 2):
        for within in (0, 0.5, 0.9, 1.1, 2):
            other = _likelihood(
                y,
                v,
                cluster,
                between * (fit.between_clusters or 0.01),
                within * (fit.within_clusters or 0.01),
            )
            assert fit.log_likelihood >= other - 1e-6


def _likelihood(y: Any, v: Any, cluster: Any, between: Any, within: Any) -> Any:
    """The restricted log likelihood from the full covariance matrix."""
    covariance = np.diag(v + within) + between * (cluster[:, None] == cluster[None, :])
    inverse = np.linalg.inv(covariance)
    information = inverse.sum()
    mean = (inverse @ y).sum() / information
    n = len(y)
    return -0.5 * (
        (n - 1) * np.log(2 * np.pi)
        - np.log(n)
        + np.linalg.slogdet(covariance)[1]
        + np.log(information)
        + (y - mean) @ inverse @ (y - mean)
    )


@pytest.mark.parametrize(
    ("y", "v", "reason"),
    [
        ([], [], "empty"),
        ([0.1, np.nan, 0.2], [0.1, 0.1, 0.1], "not_finite"),
        ([0.1, np.inf, 0.2], [0.1, 0.1, 0.1], "not_finite"),
        ([0.1, 0.2], [0.1], "length_mismatch"),
        ([0.1, 0.2], [0.1, 0.0], "out_of_range"),
        ([0.1, 0.2], [0.1, -1.0], "out_of_range"),
        ([1e20, 0.2], [0.1, 0.1], "too_extreme"),
        ([0.1, 0.2], [1e-12, 1.0], "too_extreme"),
        (np.zeros(10_000_000), np.ones(10_000_000), "too_large"),
        (["a", "b"], [0.1, 0.1], "not_numbers"),
    ],
)
@pytest.mark.parametrize(
    "method", [pool, random_effects, q_profile, leave_one_out, shrunken_effects, egger_test]
)
def test_bad_input_is_refused(method: Any, y: Any, v: Any, reason: Any) -> None:
    with pytest.raises(StatsError) as refusal:
        method(y, v)
    assert refusal.value.reason == reason


@settings(max_examples=30, deadline=None)
@given(studies, st.floats(0.2, 5), st.floats(-2, 2))
def test_the_full_prediction_shifts_and_scales(data: Any, scale: Any, shift: Any) -> None:
    y, v = np.array(data[0]), np.array(data[1])
    first, moved = prediction_interval(y, v), prediction_interval(scale * y + shift, scale**2 * v)
    assert moved.low == pytest.approx(scale * first.low + shift, rel=1e-6, abs=1e-6)
    assert moved.high == pytest.approx(scale * first.high + shift, rel=1e-6, abs=1e-6)
    if len(y) >= 3:
        result = told(pool(y, v))
        assert result.prediction_wide.low <= min(first.low, result.prediction.low) + 1e-12
        assert result.prediction_wide.high >= max(first.high, result.prediction.high) - 1e-12


def test_the_shown_prediction_is_the_usual_one_and_the_sentence_names_the_wider_one() -> None:
    y, v = _log_risk_ratios()
    shown, fit = told(pool(y, v)), random_effects(y, v)
    reach = stats.t.ppf(0.975, len(y) - 2) * np.sqrt(fit.se[0] ** 2 + fit.tau2[0])
    assert shown.prediction.low == pytest.approx(shown.estimate - reach)
    assert shown.prediction.high == pytest.approx(shown.estimate + reach)
    assert "to be on the safe side" in shown.say("en")
    assert "para mayor seguridad" in shown.say("es")
    alike = told(pool([0.3] * 40, [0.0001] * 40))
    assert "expect between" in alike.say("en")
    assert "safe side" not in alike.say("en")


def test_the_full_prediction_is_the_mixture_it_says() -> None:
    # checked against simulation: draw tau2 from its confidence distribution, then a new effect
    y, v = _log_risk_ratios()
    interval = prediction_interval(y, v)
    rng = np.random.default_rng(6)
    draws = []
    for target in rng.chisquare(len(y) - 1, 2000):
        at = optimize.brentq(lambda t, goal=target: _q(y, v, t) - goal, -v.min() * 0.999, 1e3)
        tau2 = max(0.0, at)
        w = 1 / (v + tau2)
        mean = (w @ y) / w.sum()
        scale = np.sqrt(tau2 + _q(y, v, tau2) / (len(y) - 1) / w.sum())
        draws.append(mean + scale * rng.standard_t(len(y) - 1))
    assert interval.low == pytest.approx(np.quantile(draws, 0.025), abs=0.25)
    assert interval.high == pytest.approx(np.quantile(draws, 0.975), abs=0.25)
    assert prediction_interval([0.3] * 6, [0.02] * 6).low == pytest.approx(0.3)


def _q(y: Any, v: Any, tau2: Any) -> Any:
    w = 1 / (v + tau2)
    return w @ (y - (w @ y) / w.sum()) ** 2


def test_equal_effects_do_not_break_anything() -> None:
    result = told(pool([0.3] * 6, [0.02, 0.03, 0.05, 0.01, 0.04, 0.02]))
    assert result.estimate == pytest.approx(0.3)
    assert result.tau2 == 0
    assert result.interval.low == pytest.approx(0.1459, abs=1e-4)
