"""Against irr 0.84.1, psych 2.2.9, irrCAC and Krippendorff's definition (set 08 of the reference results)."""

from typing import Any

import numpy as np
import pytest

from tests.stats.reference import Case, reference_cases
from trellis.stats.agreement import (
    Agreement,
    FleissAgreement,
    IntraclassCorrelation,
    Scale,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    intraclass_correlation,
    krippendorff_alpha,
    scale_reliability,
)

CASES = reference_cases("08_agreement_reliability")
FORMS = {
    ("oneway", "consistency", "single"): "1",
    ("twoway", "consistency", "single"): "C,1",
    ("twoway", "agreement", "single"): "A,1",
    ("oneway", "consistency", "average"): "1,k",
    ("twoway", "consistency", "average"): "C,k",
    ("twoway", "agreement", "average"): "A,k",
}


def of(category: str) -> list[Any]:
    return [c for c in CASES if not c.values[0] or c.values[0]["category"].startswith(category)]


def same(ours: Any, expected: Any, rel: float = 1e-7, absolute: float = 1e-9) -> None:
    np.testing.assert_allclose(
        np.array(ours, dtype=float), np.array(expected, dtype=float), rtol=rel, atol=absolute, equal_nan=True
    )


@pytest.mark.parametrize("case", of("kappa2"))
def test_cohen_and_gwet(case: Case) -> None:
    given, expected = case["input"], case["expected"]
    for name, weights in (
        ("cohen_unweighted", "unweighted"),
        ("linear", "linear"),
        ("quadratic", "quadratic"),
    ):
        if expected[name] is None:
            continue
        ours = cohen_kappa(given["rater1"], given["rater2"], weights=weights)  # type: ignore[arg-type]
        assert isinstance(ours, Agreement)
        same(ours.coefficient, expected[name]["kappa"])
        same(ours.z, expected[name]["z"])
        same(ours.p, expected[name]["p"], absolute=1e-12)
        assert ours.n == expected["n"]
        same(100 * ours.share_agreed, expected["percent_agreement"])
    plain = cohen_kappa(given["rater1"], given["rater2"])
    assert isinstance(plain, Agreement)
    assert plain.interval is not None
    assert plain.standard_error is not None
    same(plain.standard_error**2, expected["psych_kappa"]["var"])
    same([plain.interval.low, plain.interval.high], np.clip(expected["psych_kappa"]["ci95"], -1, 1))
    gwet = gwet_ac(list(zip(given["rater1"], given["rater2"], strict=True)))
    assert isinstance(gwet, Agreement)
    same(gwet.coefficient, expected["gwet_ac1"]["coef"], absolute=6e-6)  # printed with five digits
    same(gwet.standard_error, expected["gwet_ac1"]["se"], absolute=6e-6)


@pytest.mark.parametrize("case", of("fleiss"))
def test_fleiss_and_conger(case: Case) -> None:
    expected = case["expected"]
    ours = fleiss_kappa(case["input"]["ratings"])
    assert isinstance(ours, FleissAgreement)
    same(ours.fleiss.coefficient, expected["fleiss_kappa"])
    same(ours.fleiss.z, expected["z"])
    same(ours.fleiss.p, expected["p"], absolute=1e-12)
    same(ours.conger, expected["conger_exact_kappa"])
    same([level.kappa for level in ours.by_level], expected["by_category"], absolute=6e-4)  # three digits
    assert (ours.fleiss.n, ours.fleiss.raters) == (expected["subjects"], expected["raters"])


@pytest.mark.parametrize("case", of("krippendorff"))
def test_krippendorff(case: Case) -> None:
    table = np.array(case["input"]["ratings_raters_by_units"], dtype=float)
    for scale in ("nominal", "ordinal", "interval", "ratio"):
        ours = krippendorff_alpha(table, scale=scale, resamples=200)
        assert isinstance(ours, Agreement)
        same(ours.coefficient, case["expected"][scale])
        assert ours.interval is not None
        assert ours.interval.low <= ours.interval.high


@pytest.mark.parametrize("case", of("icc"))
def test_intraclass_correlations(case: Case) -> None:
    table = case["input"]["ratings_subjects_by_raters"]
    for wanted in case["expected"]["results"]:
        form = FORMS[wanted["model"], wanted["type"], wanted["unit"]]
        ours = intraclass_correlation(table, form=form)  # type: ignore[arg-type]
        assert isinstance(ours, IntraclassCorrelation)
        same(ours.coefficient, wanted["icc"])
        same(ours.f, wanted["F"])
        same([ours.interval.low, ours.interval.high], wanted.get("ci95_psych", wanted["ci95"]))
        if form == "A,k":
            # irr puts the stepped-up coefficient where McGraw and Wong have the single rater's.
            single = ours.coefficient / (ours.raters - (ours.raters - 1) * ours.coefficient)
            same(wanted["df2"], absolute_df(table, ours.coefficient))
            same(ours.df2, absolute_df(table, single))
        else:
            test = [ours.df1, ours.df2, ours.p]
            same(test, [wanted["df1"], wanted["df2"], wanted["p"]], rel=1e-6, absolute=1e-60)


def absolute_df(table: list[list[float]], coefficient: float) -> float:
    """McGraw and Wong's (1996) v of ICC(A,1), table 7, with whatever coefficient is put in."""
    x = np.array(table, dtype=float)
    n, k = x.shape
    raters = n * float(((x.mean(axis=0) - x.mean()) ** 2).sum()) / (k - 1)
    left = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0) + x.mean()
    error = float((left**2).sum()) / ((n - 1) * (k - 1))
    a = k * coefficient / (n * (1 - coefficient))
    b = 1 + k * coefficient * (n - 1) / (n * (1 - coefficient))
    parts = (a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    return float((a * raters + b * error) ** 2 / parts)


@pytest.mark.parametrize("case", of("alpha"))
def test_alpha_and_omega(case: Case) -> None:
    expected = case["expected"]
    ours = scale_reliability(case["input"]["items"])
    assert isinstance(ours, Scale)
    same(ours.alpha, expected["alpha_raw"])
    same(ours.standardised, expected["alpha_std"])
    same(ours.lambda6, expected["guttman_lambda6"])
    same(ours.average_r, expected["average_r"])
    same(ours.standard_error, expected["ase"])
    same([ours.interval.low, ours.interval.high], expected["ci95_feldt"])
    if ours.n_items > 2:  # one item left has no alpha; psych prints a ratio of variances there
        same(ours.alpha_if_dropped, expected["alpha_if_dropped"])
    same(ours.r_corrected, expected["r_cor"])
    same(ours.r_rest, expected["r_drop"])
    same(ours.r_total, expected["r_total_raw"])
    same(ours.item_mean, expected["item_mean"])
    same(ours.item_sd, expected["item_sd"])
    if expected["omega_total_one_factor_minres"] is None:
        assert ours.omega is None
    else:
        assert ours.omega == pytest.approx(expected["omega_total_one_factor_minres"], abs=1e-3)
