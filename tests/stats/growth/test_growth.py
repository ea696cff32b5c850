"""Growth: facts, properties and bad input, without the shared folder."""

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.stats.answers import refused, told
from trellis.stats.growth import (
    CatchUp,
    CounterbalancedGain,
    GroupGrowth,
    catch_up,
    ceiling_and_floor,
    conditional_growth,
    counterbalanced_gain,
    gain_reliability,
    gain_scores,
    growth_projections,
    interior,
    median_growth,
    norm_growth,
    panel_growth_percentiles,
    quantile_regressions,
    spline_basis,
    spline_knots,
    student_growth_percentiles,
    value_table_growth,
)
from trellis.stats.growth.quantreg import check_loss
from trellis.stats.results import CannotTell, StatsError


def cohort(n: int, seed: int = 1, priors: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    able = rng.normal(0, 1, n)
    scores = [np.round(500 + 60 * (0.9 * able + 0.44 * rng.normal(size=n))) for _ in range(priors + 1)]
    return scores[0], np.column_stack(scores[1:])


# Quantile regression


def test_engel_median_line_as_published() -> None:
    """Koenker & Bassett's check loss on a case with a known answer: medians of two groups."""
    x = np.column_stack((np.ones(6), [0, 0, 0, 1, 1, 1]))
    fits = quantile_regressions(x, np.array([1.0, 2.0, 9.0, 4.0, 6.0, 7.0]), [0.5])
    assert fits.coefficients[0] == pytest.approx([2.0, 4.0])
    assert fits.objectives[0] == pytest.approx(0.5 * (1 + 7 + 2 + 1))


@pytest.mark.parametrize("n", [60, 900, 4000])
def test_fits_are_optimal_on_all_rows(n: int) -> None:
    """However small the reduced programme was, HiGHS on all rows finds nothing better."""
    y, priors = cohort(n, seed=n, priors=1)
    x = np.column_stack((np.ones(n), spline_basis(priors[:, 0], spline_knots(priors[:, 0]))))
    taus = [0.005, 0.3, 0.5, 0.995]
    fits = quantile_regressions(x, y, taus)
    for tau, loss in zip(taus, fits.objectives, strict=True):
        beta, gap = interior._highs(x, y, tau)
        assert gap <= 1e-6 * loss
        assert loss == pytest.approx(check_loss(y - x @ beta, tau), rel=1e-7)


def test_repeating_column_gets_zero() -> None:
    x = np.column_stack((np.ones(50), np.arange(50.0), np.arange(50.0), np.zeros(50)))
    fits = quantile_regressions(x, np.arange(50.0) ** 1.5, [0.5])
    assert np.count_nonzero(fits.coefficients[0] == 0.0) >= 2
    alone = quantile_regressions(x[:, :2], np.arange(50.0) ** 1.5, [0.5])
    assert fits.objectives == pytest.approx(alone.objectives)


def test_weights_are_repetitions() -> None:
    rng = np.random.default_rng(5)
    x = np.column_stack((np.ones(80), rng.normal(size=80)))
    y, times = rng.normal(size=80), rng.integers(1, 5, 80)
    once = quantile_regressions(x, y, [0.2, 0.5, 0.8], weights=times.astype(float))
    spelled = quantile_regressions(np.repeat(x, times, axis=0), np.repeat(y, times), [0.2, 0.5, 0.8])
    assert once.objectives == pytest.approx(spelled.objectives, rel=1e-9)


def test_highs_takes_over_when_the_interior_point_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    y, priors = cohort(200, priors=1)
    x = np.column_stack((np.ones(200), priors))
    normal = quantile_regressions(x, y, [0.25, 0.5])
    monkeypatch.setattr(interior, "MAX_ITERATIONS", 1)
    rescued = quantile_regressions(x, y, [0.25, 0.5])
    assert rescued.fallbacks == 2
    assert rescued.objectives == pytest.approx(normal.objectives, rel=1e-7)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    shift=st.floats(-500, 500),
    scale=st.floats(0.1, 20),
    tau=st.floats(0.05, 0.95),
)
def test_quantile_lines_follow_shift_and_scale(seed: int, shift: float, scale: float, tau: float) -> None:
    rng = np.random.default_rng(seed)
    x = np.column_stack((np.ones(40), rng.normal(size=40)))
    y = rng.normal(size=40)
    base = quantile_regressions(x, y, [tau]).objectives[0]
    moved = quantile_regressions(x, scale * y + shift, [tau]).objectives[0]
    assert moved == pytest.approx(scale * base, rel=1e-6, abs=1e-9)
    below = np.mean(y < x @ quantile_regressions(x, y, [tau]).coefficients[0] - 1e-9)
    assert below <= tau + 1e-9


# Splines


def test_knots_are_quantiles_and_boundaries_reach_out() -> None:
    knots = spline_knots(np.arange(0.0, 101.0))
    assert knots.knots == (20.0, 40.0, 60.0, 80.0)
    assert knots.boundaries == (-10.0, 110.0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(200, 800), min_size=3, max_size=60).filter(lambda v: len(set(v)) > 1))
def test_basis_is_a_partition_within_the_boundaries(values: list[int]) -> None:
    knots = spline_knots(values)
    basis = spline_basis(values, knots)
    assert basis.shape == (len(values), knots.columns)
    assert np.all(basis >= -1e-12)
    assert np.all(basis.sum(axis=1) <= 1 + 1e-12)


# Growth percentiles


def test_percentiles_rank_students_with_the_same_history() -> None:
    """With a single bivariate normal cohort the percentile is nearly the conditional rank."""
    current, priors = cohort(3000)
    result = told(student_growth_percentiles(current, priors))
    assert result.n == 3000
    assert abs(float(np.median(result.sgp)) - 50) <= 1.5
    assert 1 <= result.sgp.min() <= result.sgp.max() <= 99
    assert abs(np.corrcoef(result.sgp, priors[:, 0])[0, 1]) < 0.05
    share = np.bincount(result.sgp, minlength=100)[1:] / 3000
    assert share[10:90].mean() == pytest.approx(0.01, abs=0.002)


def test_order_of_students_does_not_matter_and_more_is_never_less() -> None:
    current, priors = cohort(800, priors=1)
    result = told(student_growth_percentiles(current, priors))
    mixed = np.random.default_rng(2).permutation(800)
    again = told(student_growth_percentiles(current[mixed], priors[mixed]))
    assert np.mean(again.sgp == result.sgp[mixed]) >= 0.99
    for prior in np.unique(priors[:, 0]):
        same = np.flatnonzero(priors[:, 0] == prior)
        ordered = result.sgp[same][np.argsort(current[same])]
        assert np.all(np.diff(ordered) >= 0)


@settings(max_examples=5, deadline=None)
@given(shift=st.integers(-300, 300), factor=st.integers(1, 4))
def test_percentiles_ignore_the_units_of_the_test(shift: int, factor: int) -> None:
    current, priors = cohort(400, priors=1)
    base = told(student_growth_percentiles(current, priors))
    moved = told(student_growth_percentiles(factor * current + shift, priors))
    assert np.mean(moved.sgp == base.sgp) >= 0.97
    assert np.max(np.abs(moved.sgp - base.sgp)) <= 2


def test_longest_history_counts_and_missing_has_none() -> None:
    current, priors = cohort(1200)
    current, priors = current.copy(), priors.copy()
    current[0] = np.nan
    priors[1, 1] = np.nan
    priors[2, 0] = np.nan
    result = told(student_growth_percentiles(current, priors))
    assert result.sgp[0] == 0
    assert result.order_used[:4].tolist() == [0, 1, 0, 2]
    assert result.sgp[1] == result.by_order[1, 0]
    assert result.n == 1198


def test_panel_counts_a_year_only_in_the_grade_of_the_history() -> None:
    current, priors = cohort(400, priors=1)
    grades = np.tile([3.0, 4.0], (400, 1))
    grades[0, 0] = 4.0  # repeats grade 4: the earlier year is not grade 3
    result = told(
        panel_growth_percentiles(np.column_stack((priors[:, 0], current)), grades, progression=(3, 4))
    )
    assert result.sgp[0] == 0
    assert result.n == 399


def test_duplicate_students_change_nothing() -> None:
    current, priors = cohort(500, priors=1)
    base = told(student_growth_percentiles(current, priors))
    twice = told(student_growth_percentiles(np.tile(current, 2), np.tile(priors, (2, 1))))
    assert np.mean(twice.sgp[:500] == base.sgp) >= 0.97
    assert np.array_equal(twice.sgp[:500], twice.sgp[500:])


def test_small_cohort_is_said_and_too_small_refused() -> None:
    current, priors = cohort(200, priors=1)
    assert "small_cohort" in [note.code for note in told(student_growth_percentiles(current, priors)).notes]
    refused = student_growth_percentiles(current[:30], priors[:30])
    assert isinstance(refused, CannotTell)
    assert refused.reason == "too_few"


def test_scores_that_follow_from_the_prior_tell_nothing() -> None:
    current, priors = cohort(300, priors=1)
    for scores in (np.full(300, 5.0), priors[:, 0], 2 * priors[:, 0] - 7):
        refused = student_growth_percentiles(scores, priors)
        assert isinstance(refused, CannotTell)
        assert refused.reason == "no_variation"
    twice = told(student_growth_percentiles(current, np.column_stack((priors[:, 0], current))))
    assert len(twice.models) == 1  # the second "prior" is the score itself and is left out


def test_coarse_scores_are_counted_not_repeated() -> None:
    """Marks of 0 to 10 in 20,000 students: few different rows, and still the optimum."""
    current, priors = cohort(20_000)
    marks, before = np.clip(np.round(current / 50) - 5, 0, 10), np.clip(np.round(priors / 50) - 5, 0, 10)
    result = told(student_growth_percentiles(marks, before))
    assert result.n == 20_000
    assert max(model.gap for model in result.models) <= 1e-7


def test_ceiling_hides_growth_of_groups() -> None:
    current, priors = cohort(600, priors=1)
    capped = np.minimum(current, np.quantile(current, 0.6))
    result = told(student_growth_percentiles(capped, priors))
    assert result.ceiling.stops
    group = result.of_group(range(50))
    assert isinstance(group, CannotTell)
    assert group.reason == "ceiling"
    assert "cannot be read" in result.say()
    assert "no permite" in result.say("es")


def test_projection_keeps_the_percentile() -> None:
    current, priors = cohort(1500)
    result = told(student_growth_percentiles(current, priors))
    history = np.column_stack((current, priors[:, 0]))[:20]
    projection = growth_projections(history, [result.models, result.models])
    assert projection.scores.shape == (20, 2, 99)
    assert np.all(np.diff(projection.scores[:, 0, :], axis=1) >= 0)
    low, high = projection.at(10), projection.at(90)
    assert np.all(low < high)
    needed = projection.percentile_needed(float(np.median(projection.at(50)[:, 0])), year=1)
    assert 0 < np.median(needed) < 99
    assert projection.percentile_needed(10_000, year=2).tolist() == [0] * 20
    assert "not a forecast" in projection.say()
    with pytest.raises(StatsError, match="between 1 and 99"):
        projection.at(100)


# Medians of groups


def test_median_interval_is_the_sign_test() -> None:
    """n = 10: the interval runs from the 2nd to the 9th of the ordered values (coverage 97.9 %)."""
    result = told(median_growth(np.arange(10.0, 101.0, 10.0)))
    assert (result.interval.low, result.interval.high) == (20.0, 90.0)
    assert [note.code for note in result.notes] == ["unstable"]
    assert "cannot be told apart" in result.say()


def test_median_below_ten_is_not_shown() -> None:
    assert isinstance(median_growth([50.0] * 9), CannotTell)
    assert told(median_growth([80.0] * 30)).differs_from_typical
    assert "higher" in median_growth([80.0] * 30).say()
    assert "menor" in median_growth([20.0] * 30).say("es")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 99), min_size=10, max_size=80))
def test_median_lies_in_its_interval(values: list[int]) -> None:
    result = median_growth(values)
    assert isinstance(result, GroupGrowth)
    assert result.interval.low <= result.estimate <= result.interval.high


# Conditional and norm growth


def test_norm_growth_averages_z_not_percentiles() -> None:
    start = np.full(12, 200.0)
    end = start + np.tile([10.0, 14.0], 6)
    result = told(norm_growth(start, end, np.full(12, 10.0), np.full(12, 4.0)))
    assert result.estimate == pytest.approx(0.5)
    assert result.group_percentile == pytest.approx(69.146246)
    assert result.percentile[:2] == pytest.approx([50.0, 84.134475])


def test_conditional_growth_refuses_what_it_cannot_tell() -> None:
    current, priors = cohort(60)
    assert refused(conditional_growth(current[:8], priors[:8])).reason == "too_few"
    same = np.column_stack((priors[:, 0], priors[:, 0]))
    assert refused(conditional_growth(current, same)).reason == "no_variation"
    assert refused(conditional_growth(priors[:, 0], priors)).reason == "no_variation"
    assert "does not say why" in conditional_growth(current, priors).say()


# Gains


def test_gain_reliability_as_published() -> None:
    """Equal spreads: (mean reliability - r) / (1 - r); .9, .9 and r = .8 give .5."""
    assert gain_reliability(0.9, 0.9, 10, 10, 0.8) == pytest.approx(0.5)
    assert math.isnan(gain_reliability(0.9, 0.9, 10, 10, 1.0))


def test_gain_is_called_a_change_and_matched() -> None:
    result = told(gain_scores([1, 2, 3, 4, np.nan, 9], [3, 5, 4, 7, 8, np.nan]))
    assert (result.n, result.n_before) == (4, 5)
    assert result.estimate == pytest.approx(2.25)
    assert "worked" not in result.say()
    assert "without a comparison group" in result.say()
    assert refused(gain_scores([1, 2, 3], [2, 3, 4])).reason == "no_variation"


def test_counterbalanced_forms_cancel() -> None:
    """Form B is 5 points easier, everybody gains 3: the gain is 3, the form 5."""
    noise = np.array([-1.0, 0.0, 1.0, 0.0])
    result = counterbalanced_gain(
        a_first=[10, 20, 30, 40],
        b_second=np.array([18, 28, 38, 48]) + noise,
        b_first=[10, 20, 30, 40],
        a_second=np.array([8, 18, 28, 38]) + noise,
    )
    assert isinstance(result, CounterbalancedGain)
    assert result.estimate == pytest.approx(3.0)
    assert result.form_difference == pytest.approx(5.0)
    assert 3.0 in result.interval


# Value tables and ceilings


def test_value_table_is_the_mean_of_the_cells() -> None:
    table = [[0, 100, 150], [-50, 100, 200], [-100, 0, 100]]
    result = told(value_table_growth([0, 1, 2] * 4, [1, 1, 0] * 4, table))
    assert result.estimate == pytest.approx((100 + 100 - 100) / 3)
    assert result.moves.tolist() == [[0, 4, 0], [0, 4, 0], [4, 0, 0]]
    with pytest.raises(StatsError, match="outside the table"):
        value_table_growth([0, 3], [1, 1], table)
    with pytest.raises(StatsError, match="as many rows"):
        value_table_growth([0], [1], [[1, 2]])


def test_ceiling_warns_and_stops() -> None:
    assert not ceiling_and_floor(np.arange(100.0)).notes
    warned = ceiling_and_floor(np.r_[np.arange(85.0), np.full(15, 100.0)])
    assert [note.code for note in warned.notes] == ["ceiling"]
    assert not warned.stops
    assert ceiling_and_floor(np.r_[np.arange(70.0), np.full(30, 100.0)]).stops
    assert ceiling_and_floor(np.r_[np.zeros(30), np.arange(1.0, 71.0)]).notes[0].code == "floor"


# Bad input

BAD = [[], [1.0, np.inf], ["a", "b"], [[1.0], [2.0]]]


@pytest.mark.parametrize("bad", BAD)
def test_bad_input_is_refused_with_a_reason(bad: list[Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for call in (
            lambda: gain_scores(bad, bad),
            lambda: spline_knots(bad),
            lambda: ceiling_and_floor(bad),
            lambda: student_growth_percentiles(bad, [[1.0]]),
            lambda: conditional_growth(bad, [[1.0]]),
            lambda: norm_growth(bad, bad, bad, bad),
        ):
            with pytest.raises(StatsError) as caught:
                call()
            assert caught.value.reason


def test_lengths_and_sizes_are_checked() -> None:
    with pytest.raises(StatsError, match="rows of prior scores"):
        student_growth_percentiles([1.0, 2.0], [[1.0]])
    with pytest.raises(StatsError, match="equal"):
        spline_knots([5.0] * 20)
    with pytest.raises(StatsError) as caught:
        ceiling_and_floor(np.zeros(10_000_000))
    assert caught.value.reason == "too_large"
    with pytest.raises(StatsError, match="between 0 and 100"):
        median_growth([120.0] * 20)


def test_S3_29_the_closing_of_a_gap_equals_the_t_interval_of_scipy() -> None:
    rng = np.random.default_rng(29)
    before = rng.normal(200, 10, 80)
    after = before + rng.normal(6, 5, 80)
    found = catch_up(before, after, target=205, months=4, target_post=208)
    assert isinstance(found, CatchUp)
    below = before < 205
    closing = ((205 - before[below]) - (208 - after[below])) / 4
    expected = stats.ttest_1samp(closing, 0).confidence_interval()
    assert (found.n, found.n_all) == (int(below.sum()), 80)
    assert found.estimate == pytest.approx(closing.mean(), abs=1e-12)
    assert (found.interval.low, found.interval.high) == pytest.approx((expected.low, expected.high))
    assert found.gap_before == pytest.approx(205 - before[below].mean())
    assert found.gap_after == pytest.approx(208 - after[below].mean())
    assert found.reached == int((after[below] >= 208).sum())
    wilson = stats.binomtest(found.reached, found.n).proportion_ci(method="wilson")
    assert (found.reached_interval.low, found.reached_interval.high) == pytest.approx(
        (wilson.low, wilson.high)
    )
    assert "points a month closer" in found.say("en")
    assert "puntos al mes" in found.say("es")


def test_S3_29_what_low_scores_do_by_themselves_is_known_from_the_reliability() -> None:
    """Nobody learns anything: the whole closing is chance, and is told as such."""
    rng = np.random.default_rng(30)
    rates, chances = [], []
    for _trial in range(60):
        true = rng.normal(200, 10, 400)
        before, after = true + rng.normal(0, 5, 400), true + rng.normal(0, 5, 400)
        found = catch_up(before, after, target=195, months=1, reliability_pre=100 / 125)
        assert isinstance(found, CatchUp)
        assert found.by_chance is not None
        rates.append(found.estimate)
        chances.append(found.by_chance)
    assert np.mean(rates) == pytest.approx(np.mean(chances), abs=0.2)
    assert np.mean(rates) > 1.5


def test_S3_29_a_pace_that_may_be_nothing_and_one_backward_are_said_as_such() -> None:
    rng = np.random.default_rng(31)
    before = rng.normal(190, 4, 40)
    words = {}
    for shift in (0.0, -8.0, 8.0):
        found = catch_up(before, before + shift + rng.normal(0, 6, 40), target=210, months=2)
        assert isinstance(found, CatchUp)
        words[shift] = found.say("en")
        assert (found.months_left is not None) == (shift > 0)
    assert "cannot be told" in words[0.0]
    assert "further behind" in words[-8.0]
    assert "closer" in words[8.0]


@pytest.mark.parametrize(
    ("target", "take", "reason"), [(100.0, 40, "nobody_below"), (300.0, 9, "too_few"), (300.0, 40, "")]
)
def test_S3_29_too_few_below_and_nobody_below_are_refused(target: float, take: int, reason: str) -> None:
    rng = np.random.default_rng(32)
    before = rng.normal(200, 5, 40)[:take]
    found = catch_up(before, before + rng.normal(3, 2, take), target=target, months=3)
    assert (found.reason if isinstance(found, CannotTell) else "") == reason
    alike = catch_up(before, before + 3, target=300, months=3)
    assert isinstance(alike, CannotTell)
    assert alike.reason == ("no_variation" if take >= 10 else "too_few")
