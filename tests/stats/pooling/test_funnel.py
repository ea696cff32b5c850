from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stats.answers import refused, told
from tests.stats.reference import close, reference_cases
from trellis.stats.pooling import funnel_limits, rank_intervals, shrunken_shares
from trellis.stats.results import CannotTell, StatsError


@pytest.mark.parametrize("case", reference_cases("12_team_comparison"))
def test_reference_funnel_shrunken_shares_and_ranks(case: Any) -> None:
    i, e, t = case["input"], case["expected"], case["tolerance"]

    def same(value: Any, expected: Any) -> None:
        assert value == close(expected, t, rel=1e-5)

    fit = told(funnel_limits(i["x"], i["n"]))
    same(fit.target, e["target"])
    for key, value in e["exact_binomial"].items():
        same(getattr(fit.exact, key.replace("lo", "low").replace("hi", "high")), value)
    arcsine = e["arcsine"]
    for key in ("z", "z_winsorised", "phi", "tau2"):
        same(getattr(fit, key), arcsine[key])
    for key in ("lo95", "hi95", "lo998", "hi998"):
        name = key.replace("lo", "low").replace("hi", "high")
        same(getattr(fit.arcsine, name), arcsine[key])
        same(getattr(fit.wide, name), arcsine[f"od_{key}"])
    assert fit.outside.tolist() == e["outside_998"]
    assert fit.outside_wide.tolist() == e["outside_998_od"]
    shrunken, expected = told(shrunken_shares(i["x"], i["n"])), e["shrunken_logit_REML"]
    same(shrunken.shares, expected["pred"])
    same(shrunken.low, expected["pi_lb"])
    same(shrunken.high, expected["pi_ub"])
    # enough draws that only the noise of the reference's 4,000 is left
    ranks = told(rank_intervals(shrunken.logit.estimate, shrunken.logit.se, draws=100_000))
    simulated = np.column_stack([ranks.low, ranks.middle, ranks.high])
    assert np.abs(simulated - np.array(e["rank_interval_95_simulated"])).max() <= 1.5


counts = st.lists(
    st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=30
)


@settings(max_examples=60, deadline=None)
@given(counts)
def test_limits_surround_the_target_and_keep_the_order_given(pairs: Any) -> None:
    x, n = np.array(pairs).T
    fit = funnel_limits(x, n)
    if isinstance(fit, CannotTell):
        assert x.sum() in (0, n.sum())
        return
    for band in (fit.arcsine, fit.wide):
        assert (band.low998 <= band.low95).all()
        assert (band.low95 <= fit.target + 1e-12).all()
        assert (fit.target - 1e-12 <= band.high95).all()
        assert (band.high95 <= band.high998).all()
    assert (fit.wide.low95 <= fit.arcsine.low95 + 1e-12).all()
    assert fit.shares == pytest.approx(x / n)
    turned = told(funnel_limits(x[::-1], n[::-1]))
    assert turned.outside.tolist() == fit.outside[::-1].tolist()
    shrunken = told(shrunken_shares(x, n))
    assert ((shrunken.low <= shrunken.shares) & (shrunken.shares <= shrunken.high)).all()


def test_binomial_limits_by_hand() -> None:
    # a share of one half at n = 10: P(R <= 2) = 56/1024 passes 2.5 %, P(R = 2) = 45/1024
    fit = told(funnel_limits([5, 5], [10, 10], target=0.5))
    assert fit.exact.low95[0] == pytest.approx((2 - (56 / 1024 - 0.025) / (45 / 1024)) / 10)


def test_sentences_count_but_never_rank() -> None:
    calm = told(funnel_limits([50, 52, 48, 51], [100, 100, 100, 100]))
    assert "All 4 teams" in calm.say()
    far = told(funnel_limits([50] * 19 + [95], [100] * 20))
    assert far.outside[-1]
    assert "20" in far.say("es")
    ranks = told(rank_intervals([0.0, 0.1, -0.1, 0.05], [1, 1, 1, 1]))
    assert "chance" in ranks.say()
    assert (ranks.low <= ranks.middle).all()
    assert (ranks.middle <= ranks.high).all()


def test_ties_share_their_places() -> None:
    ranks = told(rank_intervals(np.zeros(5), np.zeros(5)))
    assert ranks.low == pytest.approx(np.ones(5))
    assert ranks.high == pytest.approx(np.full(5, 5.0))


def test_ranks_repeat_and_sure_values_keep_their_place() -> None:
    first = told(rank_intervals([3.0, 2.0, 1.0], [1e-6] * 3))
    assert first.low.tolist() == first.high.tolist() == [1, 2, 3]
    assert (
        told(rank_intervals([0, 1, 2], [1, 1, 1])).low.tolist()
        == told(rank_intervals([0, 1, 2], [1, 1, 1])).low.tolist()
    )


@pytest.mark.parametrize(
    ("x", "n", "reason"),
    [
        ([3], [2, 5], "length_mismatch"),
        ([3, 4], [2, 5], "out_of_range"),
        ([-1, 4], [2, 5], "negative_n"),
        ([0, 4], [0, 5], "negative_n"),
        ([1.5, 4], [2, 5], "not_whole"),
        ([np.nan, 4], [2, 5], "not_finite"),
        ([], [], "empty"),
    ],
)
def test_bad_counts_are_refused(x: Any, n: Any, reason: Any) -> None:
    for method in (funnel_limits, shrunken_shares):
        with pytest.raises(StatsError) as refusal:
            method(x, n)
        assert refusal.value.reason == reason


def test_one_team_and_nothing_to_compare() -> None:
    assert isinstance(funnel_limits([3], [5]), CannotTell)
    assert isinstance(shrunken_shares([3], [5]), CannotTell)
    assert isinstance(rank_intervals([3], [1]), CannotTell)
    assert refused(funnel_limits([0, 0], [5, 6])).reason == "no_variation"
    with pytest.raises(StatsError):
        rank_intervals([1, 2], [1, -1])
    with pytest.raises(StatsError):
        rank_intervals([1, 2], [1, 1], draws=10)
