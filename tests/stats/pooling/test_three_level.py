from typing import Any

import pytest

from tests.stats.answers import told
from tests.stats.reference import close, reference_cases
from trellis.stats.pooling import three_level


@pytest.mark.parametrize("case", reference_cases("05_meta_multilevel"))
def test_reference_three_level(case: Any) -> None:
    i, e, t = case["input"], case["expected"], case["tolerance"]
    fit = told(three_level(i["yi"], i["vi"], i["cluster"]))

    def same(value: Any, expected: Any) -> None:
        assert value == close(expected, t, rel=1e-4)

    same(fit.estimate, e["estimate"])
    same(fit.model_se, e["se_model"])
    same([fit.model_interval.low, fit.model_interval.high], e["ci_model"])
    same(fit.between_clusters, e["sigma2_cluster"])
    same(fit.within_clusters, e["sigma2_unit"])
    same(fit.log_likelihood, e["loglik_reml"])
    same(fit.q, e["Q"])
    cr2 = e["cr2_satterthwaite"]
    same(fit.se, cr2["se"])
    same(fit.df, cr2["df"])
    same(fit.p, cr2["p"])
    same([fit.interval.low, fit.interval.high], cr2["ci"])
    same(fit.cr1_se, e["cr1_like"]["se"])
    blup = dict(zip(fit.cluster_labels.tolist(), fit.cluster_effects, strict=True))
    same([blup[label] for label in e["cluster_blup"]["cluster"]], e["cluster_blup"]["value"])
