"""Effects: published values typed in, properties and bad input, without the shared folder."""

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats.answers import refused, told
from trellis.stats import effects as e
from trellis.stats.results import CannotTell, StatsError

MEANS = st.floats(-1e3, 1e3)
SPREADS = st.floats(0.5, 200)
SIZES = st.integers(2, 500)


# Published values


def test_g_as_published_by_the_wwc() -> None:
    """WWC findings 119, 5585 and 419: g -0.051724393, 0.69514686, 0.63639784; index -2, 26, 24."""
    rows = [
        ((51.84, 6.8699999, 197), (52.18, 6.3400002, 282), -0.051724393, -2),
        ((2.28, 2.1600001, 24), (1.12, 0.85000002, 24), 0.69514686, 26),
        ((2.9200001, 3.3, 24), (1.28, 1.4, 24), 0.63639784, 24),
    ]
    for one, two, g, index in rows:
        ours = told(e.hedges_g(e.GroupSummary(*one), e.GroupSummary(*two)))
        assert ours.estimate == pytest.approx(g, abs=1e-5)
        assert round(ours.improvement_index) == index


def test_borenstein_worked_example() -> None:
    """Borenstein et al. 2009, chapter 4: d .5970, J .9923, g .5924."""
    ours = told(e.hedges_g(e.GroupSummary(103, 5.5, 50), e.GroupSummary(100, 4.5, 50)))
    assert ours.estimate == pytest.approx(0.5924, abs=1e-4)
    assert float(e.small_sample_factor(98)) == pytest.approx(0.9923, abs=1e-4)


def test_cluster_correction_as_published_by_the_wwc() -> None:
    """WWC findings 4394 (p .0122), 6093 (.854) and 15882 (.702)."""
    for g, n1, n2, clusters, icc, p in (
        (0.76999998, 48, 43, 8, 0.1, 0.012180189),
        (-0.0294099, 5719, 6110, 32, 0.2, 0.85433465),
        (0.17728436, 62, 43, 5, 0.2, 0.70247114),
    ):
        assert e.cluster_corrected_test(g, n1, n2, clusters, icc=icc).p == pytest.approx(p, abs=0.002)


def test_morris_2008_table_5() -> None:
    group, comparison = e.PrePost(30.6, 38.5, 15, 15, 20, 0.47), e.PrePost(23.1, 19.7, 13.8, 13.8, 20, 0.47)
    assert round(told(e.pre_post_comparison(group, comparison)).estimate, 2) == 0.77
    third = e.PrePost(0.5, 0.7, 0.1, 0.1, 9, 0.77), e.PrePost(0.6, 0.6, 0.2, 0.2, 9, 0.77)
    assert round(told(e.pre_post_comparison(*third)).estimate, 2) == 1.20
    assert round(told(e.difference_of_changes(*third)).estimate, 2) == 1.81


def test_wilson_and_newcombe_1998() -> None:
    """Newcombe 1998 (Statistics in Medicine 17:873), 56/70 against 48/80: .0524 to .3339."""
    ours = told(e.compare_shares(56, 70, 48, 80))
    assert (ours.interval.low, ours.interval.high) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    one = e.share(81, 263)
    assert (one.interval.low, one.interval.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_regression_to_the_mean_of_the_lowest_third() -> None:
    """Lowest third of a normal group, reliability .9/.8/.7/.6: .11/.22/.33/.44 standard deviations."""
    for reliability, rise in ((0.9, 0.11), (0.8, 0.22), (0.7, 0.33), (0.6, 0.44)):
        ours = e.expected_selection_rise(mean_of_chosen=-1.0908, mean_of_all=0, reliability=reliability)
        assert ours.points == pytest.approx(rise, abs=0.005)


def test_parker_2011_bob() -> None:
    """Parker et al. 2011: A 2 3 5 3, B 4 5 5 7 6; NAP .90, Tau .80."""
    ours = told(e.single_case([2, 3, 5, 3], [4, 5, 5, 7, 6]))
    assert ours.nap.estimate == pytest.approx(0.9)
    assert ours.tau.estimate == pytest.approx(0.8)
    assert ours.pnd.estimate == pytest.approx(0.4)


def test_benjamini_hochberg_1995() -> None:
    """Their 15 p-values: four stay at .05."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert e.adjust_p_values(p).rejected.sum() == 4
    assert e.adjust_p_values(p, method="bonferroni").rejected.sum() == 3


# Properties


@settings(max_examples=60, deadline=None)
@given(m1=MEANS, m2=MEANS, s1=SPREADS, s2=SPREADS, n1=SIZES, n2=SIZES, shift=MEANS, scale=st.floats(0.1, 10))
def test_g_ignores_units_and_turns_with_the_groups(
    m1: float, m2: float, s1: float, s2: float, n1: int, n2: int, shift: float, scale: float
) -> None:
    g, v = (float(x) for x in e.hedges_g_many(m1, s1, n1, m2, s2, n2))
    moved, _ = e.hedges_g_many(scale * m1 + shift, scale * s1, n1, scale * m2 + shift, scale * s2, n2)
    turned, w = e.hedges_g_many(m2, s2, n2, m1, s1, n1)
    assert float(moved) == pytest.approx(g, rel=1e-6, abs=1e-9)
    assert (float(turned), float(w)) == pytest.approx((-g, v), rel=1e-9, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(t=st.floats(-90, 90), n1=st.integers(2, 3000), n2=st.integers(2, 3000))
def test_noncentral_limits_contain_and_mirror(t: float, n1: int, n2: int) -> None:
    limits, mirrored = e.noncentral_interval(t, n1, n2), e.noncentral_interval(-t, n1, n2)
    assert limits.low <= t / math.sqrt(n1 * n2 / (n1 + n2)) <= limits.high
    assert (mirrored.low, mirrored.high) == pytest.approx((-limits.high, -limits.low), rel=1e-6, abs=1e-7)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_shares_lie_in_their_intervals(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 400))
    one = e.share(data.draw(st.integers(0, n)), n)
    assert 0 <= one.interval.low <= one.estimate <= one.interval.high <= 1
    assert one.exact.low <= one.estimate <= one.exact.high


@settings(max_examples=60, deadline=None)
@given(
    a=st.lists(st.integers(0, 20), min_size=3, max_size=12),
    b=st.lists(st.integers(0, 20), min_size=3, max_size=12),
)
def test_single_case_indices_stay_in_bounds_and_mirror(a: list[int], b: list[int]) -> None:
    up, down = told(e.single_case(a, b)), told(e.single_case(a, b, improvement="decrease"))
    assert up.nap.estimate + down.nap.estimate == pytest.approx(1)
    for index in (up.nap, up.pnd, up.pem, up.pand):
        assert 0 <= index.estimate <= 1
    assert -1 <= up.tau_bc.estimate <= 1
    assert up.interval.low <= up.estimate <= up.interval.high
    mixed = told(e.single_case(a, list(reversed(b))))
    assert mixed.nap.estimate == up.nap.estimate
    assert mixed.nap.se == pytest.approx(up.nap.se)


@settings(max_examples=60, deadline=None)
@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_never_shrinks(p: list[float]) -> None:
    for method in ("bh", "holm", "bonferroni", "by"):
        ours = e.adjust_p_values(p, method=method).p
        assert np.all(ours >= np.asarray(p) - 1e-15)
        assert np.all(ours <= 1)
    assert np.all(e.adjust_p_values(p).p <= e.adjust_p_values(p, method="bonferroni").p + 1e-12)


# What sentences may claim


def test_no_claim_when_the_range_includes_zero() -> None:
    weak = told(e.hedges_g(e.GroupSummary(50, 10, 10), e.GroupSummary(49, 10, 10)))
    assert "cannot tell" in weak.say()
    assert "no se puede decir" in weak.say("es")
    strong = told(e.hedges_g(e.GroupSummary(60, 10, 50), e.GroupSummary(49, 10, 50)))
    assert "percentile" in strong.say()
    assert "cannot" not in strong.say()
    assert "cannot tell" in e.compare_shares(5, 10, 4, 10).say()


def test_one_group_is_a_change_and_the_rise_is_subtracted() -> None:
    data = e.PrePost(40, 46, 10, 10, 60, 0.8)
    plain = told(e.pre_post_change(data))
    assert "Without a comparison group" in plain.say()
    assert "effect" not in plain.say()
    assert plain.notes[0].code == "no_comparison"
    rise = e.expected_selection_rise(mean_of_chosen=40, mean_of_all=60, reliability=0.7)
    chosen = told(e.pre_post_change(data, rise=rise))
    assert chosen.points_net == pytest.approx(0.0)
    assert "not clearly different from nothing" in chosen.say()
    assert "llegarían por sí solos" in chosen.say("es")


def _schools(effect: float, schools: int = 8, students: int = 20) -> dict[str, Any]:
    rng = np.random.default_rng(3)
    cluster = np.repeat(np.arange(schools), 2 * students)
    post = np.tile(np.repeat([0, 1], students), schools)
    treated = (cluster < schools // 2).astype(int)
    noise = rng.normal(0, 2, schools)[cluster] + rng.normal(0, 4, len(post))
    y = 60 + noise + 2 * post + effect * treated * post
    return {"outcome": y, "treated": treated, "post": post, "cluster": cluster}


def test_difference_in_differences_finds_what_was_put_in() -> None:
    found = told(e.difference_in_differences(**_schools(10.0)))
    assert 10.0 in found.interval
    assert found.permutation_p == pytest.approx(2 / 70)
    assert "more than in the other classes" in found.say()
    assert "cannot tell" in e.difference_in_differences(**_schools(0.0)).say()


def test_difference_in_differences_refuses() -> None:
    data = _schools(1.0)
    both = data | {"treated": data["post"]}
    with pytest.raises(StatsError, match="in both groups"):
        e.difference_in_differences(**both)
    nobody = data | {"treated": np.zeros(len(data["post"]))}
    assert refused(e.difference_in_differences(**nobody)).reason == "no_comparison"
    single = data | {"treated": (data["cluster"] == 0).astype(int)}
    assert refused(e.difference_in_differences(**single)).reason == "too_few"
    flat = data | {"outcome": np.full(len(data["post"]), 5.0)}
    assert refused(e.difference_in_differences(**flat)).reason == "no_variation"


def test_interrupted_series_says_when_it_cannot_tell() -> None:
    assert refused(e.interrupted_series([1.0] * 7 + [2.0] * 20, 7)).reason == "too_few"
    assert refused(e.interrupted_series(np.arange(30.0), 15)).reason == "no_variation"
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 1, 40)
    jumped = told(e.interrupted_series(noise + 8 * (np.arange(40) >= 20), 20))
    assert 8.0 in jumped.interval
    assert "cannot be ruled out" in jumped.say()
    assert "cannot tell" in e.interrupted_series(noise, 20).say()


def test_standards_follow_the_wwc() -> None:
    assert [e.baseline_equivalence(g).verdict for g in (0.05, -0.25, 0.26)] == [
        "fine", "adjust", "not_comparable",
    ]  # fmt: skip
    lost = e.attrition(100, 90, 100, 88)
    assert lost.zone == "low"
    assert lost.overall == pytest.approx(0.11)
    assert e.attrition(100, 90, 100, 80).zone == "depends"
    assert e.attrition(100, 40, 100, 42).zone == "high"


def test_tier_comes_from_the_design() -> None:
    assert e.evidence_tier(e.RecordedDesign("randomized", 400, 2)).tier == 1
    assert e.evidence_tier(e.RecordedDesign("randomized", 400, 2, attrition="high")).tier == 2
    assert e.evidence_tier(e.RecordedDesign("randomized", 400, 1)).tier == 3
    assert e.evidence_tier(e.RecordedDesign("matched", 900, 3, equivalence="adjust")).tier == 4
    assert e.evidence_tier(e.RecordedDesign("adjusted", 60, 1, equivalence="adjust")).tier == 3
    for design in ("pre_post", "time_series", "single_case", "description"):
        assert e.evidence_tier(e.RecordedDesign(design, 5000, 9)).tier == 4


# Bad input


@pytest.mark.parametrize("bad", [[], [1.0, math.inf], [1.0, math.nan, 2.0], ["x"]])
def test_bad_series_are_refused(bad: list[Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for call in (
            lambda: e.single_case(bad, bad),
            lambda: e.interrupted_series(bad, 1),
            lambda: e.adjust_p_values(bad),
            lambda: e.difference_in_differences(bad, bad, bad, bad),
            lambda: e.clustered_comparison(bad, bad, bad, bad),
        ):
            with pytest.raises(StatsError) as caught:
                call()
            assert caught.value.reason


def test_bad_numbers_are_refused() -> None:
    for call, reason in (
        (lambda: e.GroupSummary(1, 1, -3), "negative_n"),
        (lambda: e.GroupSummary(math.nan, 1, 5), "not_finite"),
        (lambda: e.GroupSummary(1, -1, 5), "out_of_range"),
        (lambda: e.share(3, 0), "empty"),
        (lambda: e.share(5, 3), "out_of_range"),
        (lambda: e.share(-1, 3), "negative_n"),
        (lambda: e.share(1.5, 3), "not_whole"),  # type: ignore[arg-type]
        (lambda: e.attrition(10, 11, 5, 5), "out_of_range"),
        (lambda: e.cluster_corrected_test(0.1, 10, 10, 2), "too_few"),
        (lambda: e.single_case(np.zeros(10_000), np.zeros(5)), "too_large"),
        (lambda: e.adjust_p_values([1.2]), "out_of_range"),
        (lambda: e.PrePost(1, 2, 1, 1, 10, 1.5), "out_of_range"),
    ):
        with pytest.raises(StatsError) as caught:
            call()
        assert caught.value.reason == reason


def test_nothing_varies() -> None:
    flat = e.GroupSummary(5, 0, 10)
    for result in (
        e.hedges_g(flat, flat),
        e.mean_difference(flat, flat),
        e.compare_shares(0, 10, 0, 10),
        e.pre_post_change(e.PrePost(5, 5, 0, 0, 10, 0)),
        e.pre_post_comparison(e.PrePost(5, 5, 0, 0, 10, 0), e.PrePost(5, 5, 0, 0, 10, 0)),
    ):
        assert isinstance(result, CannotTell)
        assert result.reason == "no_variation"
