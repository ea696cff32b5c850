import numpy as np
import pytest

from tests.stats.reference import close, reference_cases
from trellis.stats.pooling import anova_icc, random_intercept

CASES = [
    case
    for case in reference_cases("10_designs_its_did_sced")
    if not case.values[0] or case.values[0]["category"] == "clustered"
]


@pytest.mark.parametrize("case", CASES)
def test_reference_random_intercept(case):
    i, e, t = case["input"], case["expected"], case["tolerance"]

    def same(value, expected):
        assert value == close(expected, t, rel=1e-4)

    fit = random_intercept(i["y"], i["cluster"], np.column_stack([i["treated"], i["pre"]]))
    lmer = e["lmer_reml"]
    same(fit.coefficients, lmer["fixef"])
    same(fit.se, lmer["se"])
    same(fit.variance_between, lmer["var_cluster"])
    same(fit.variance_within, lmer["var_residual"])
    same(fit.log_likelihood, lmer["loglik_reml"])
    same(fit.group_effects, lmer["blup"])
    same(fit.group_se, lmer["blup_sd"])
    null = random_intercept(i["y"], i["cluster"])
    same(anova_icc(i["y"], i["cluster"]), e["icc_anova"])
    same(null.icc, e["icc_reml"])
    same(null.design_effect, e["design_effect"])
    same(null.shrunken_means, e["null_model_shrunken_means"])
    same(null.reliability, e["reliability"])
