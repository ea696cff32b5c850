import numpy as np
import pytest

from tests.stats.reference import close, reference_cases
from trellis.stats.pooling import funnel_limits, rank_intervals, shrunken_shares


@pytest.mark.parametrize("case", reference_cases("12_team_comparison"))
def test_reference_funnel_shrunken_shares_and_ranks(case):
    i, e, t = case["input"], case["expected"], case["tolerance"]

    def same(value, expected):
        assert value == close(expected, t, rel=1e-5)

    fit = funnel_limits(i["x"], i["n"])
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
    shrunken, expected = shrunken_shares(i["x"], i["n"]), e["shrunken_logit_REML"]
    same(shrunken.shares, expected["pred"])
    same(shrunken.low, expected["pi_lb"])
    same(shrunken.high, expected["pi_ub"])
    ranks = rank_intervals(shrunken.logit.estimate, shrunken.logit.se)
    simulated = np.column_stack([ranks.low, ranks.middle, ranks.high])
    assert np.abs(simulated - np.array(e["rank_interval_95_simulated"])).max() <= 1.5
