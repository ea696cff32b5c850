from typing import Any, cast

import numpy as np
import pytest

from tests.stats.answers import refused, told
from tests.stats.reference import close, reference_cases
from trellis.stats.pooling import (
    egger_test,
    leave_one_out,
    meta_regression,
    pool,
    q_profile,
    random_effects,
    shrunken_effects,
)

CASES = reference_cases("04_meta_analysis")
TESTS: dict[str, Any] = {"knha": "hk", "adhoc": "hk-adhoc", "z": "z"}


@pytest.mark.parametrize("case", CASES)
def test_reference_models(case: Any) -> None:
    tolerance = case["tolerance"]
    y, v = case["input"]["yi"], case["input"]["vi"]
    for name, expected in case["expected"]["models"].items():
        method, test = name.split("_")
        riley = random_effects(y, v, method=method, test=TESTS[test])
        metafor = random_effects(y, v, method=method, test=TESTS[test], prediction="test")

        def same(value: Any, key: Any, name: Any = name, expected: Any = expected) -> None:
            wanted = [expected[k] for k in key] if isinstance(key, list) else expected[key]
            if wanted is not None and wanted != [None, None]:
                assert value == close(cast(Any, wanted), tolerance, rel=1e-5), (name, key)

        for key in ("estimate", "se", "p", "tau2", "tau2_se", "h2", "q", "q_p"):
            same(getattr(riley, key)[0], {"h2": "H2", "q": "Q", "q_p": "Q_p"}.get(key, key))
        same(riley.statistic[0], "stat")
        same(riley.df, "df")
        same(riley.low[0], "ci_lb")
        same(riley.high[0], "ci_ub")
        same(100 * riley.i2[0], "I2_percent")
        same(riley.prediction_low[0], "pi_riley_lb")
        same(riley.prediction_high[0], "pi_riley_ub")
        same(metafor.prediction_low[0], "pi_lb")
        same(metafor.prediction_high[0], "pi_ub")
        same(100 * riley.weights[0], "weights_percent")
        if name == "REML_adhoc" and len(y) >= 3:  # what the product shows
            shown = told(pool(y, v))
            same(shown.estimate, "estimate")
            same([shown.interval.low, shown.interval.high], ["ci_lb", "ci_ub"])
            same([shown.prediction.low, shown.prediction.high], ["pi_riley_lb", "pi_riley_ub"])


@pytest.mark.parametrize("case", CASES)
def test_reference_shrinkage_leave_one_out_and_profile(case: Any) -> None:
    tolerance, expected = case["tolerance"], case["expected"]
    y, v = case["input"]["yi"], case["input"]["vi"]
    blup = shrunken_effects(y, v, test="hk")
    for key, value in {"pred": blup.estimate, "se": blup.se, "pi_lb": blup.low, "pi_ub": blup.high}.items():
        assert value == close(expected["blup_REML_knha"][key], tolerance, rel=1e-5)
    normal = shrunken_effects(y, v, test="z")
    assert normal.se == close(expected["blup_REML_z"]["se"], tolerance, rel=1e-5)
    profile = q_profile(y, v)
    limits = expected["qprofile_ci"]
    assert profile.tau2.low == close(limits["tau2_lb"], tolerance, rel=1e-5)
    assert profile.tau2.high == close(limits["tau2_ub"], tolerance, rel=1e-5)
    assert 100 * profile.i2.low == close(limits["I2_lb"], tolerance, rel=1e-5)
    assert 100 * profile.i2.high == close(limits["I2_ub"], tolerance, rel=1e-5)
    if len(y) < 3:
        assert refused(leave_one_out(y, v, test="hk")).reason == "too_few"
        return
    left = told(leave_one_out(y, v, test="hk"))
    given = expected["leave_one_out_REML_knha"]
    for key, value in {
        "estimate": left.estimate,
        "ci_lb": left.low,
        "ci_ub": left.high,
        "tau2": left.tau2,
        "I2": 100 * left.i2,
    }.items():
        assert value == close(given[key], tolerance, rel=1e-5), key


@pytest.mark.parametrize("case", CASES)
def test_reference_egger_and_meta_regression(case: Any) -> None:
    tolerance, expected = case["tolerance"], case["expected"]
    y, v = case["input"]["yi"], case["input"]["vi"]
    if "egger_lm" in expected:
        if np.ptp(y) == 0:
            # Equal effects lie on a line exactly: the reference divides rounding noise by rounding noise.
            assert refused(egger_test(y, v, min_studies=3)).reason == "no_variation"
            weights = 1 / np.array(v)
            assert np.sum(weights * (np.array(y) - np.average(y, weights=weights)) ** 2) < 1e-20
        else:
            egger = told(egger_test(y, v, min_studies=3))
            assert egger.t == close(expected["egger_lm"]["t"], tolerance, rel=1e-5)
            assert egger.df == expected["egger_lm"]["df"]
            assert egger.p == close(expected["egger_lm"]["p"], tolerance, rel=1e-5)
    if "meta_regression_REML_knha" in expected:
        given = expected["meta_regression_REML_knha"]
        fit = told(meta_regression(y, v, case["input"]["moderator"], test="hk"))
        for key, value in {
            "coefficients": fit.estimate,
            "se": fit.se,
            "ci_lb": fit.low,
            "ci_ub": fit.high,
            "p": fit.p,
            "tau2": fit.tau2,
            "R2_percent": 100 * fit.r2,
            "QE": fit.qe,
            "QM": fit.qm,
            "QMp": fit.qm_p,
        }.items():
            assert value == close(given[key], tolerance, rel=1e-5), key
