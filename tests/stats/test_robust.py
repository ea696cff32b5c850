from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.linalg import eigh, inv

from tests.stats.reference import close, reference_cases
from trellis.stats.results import StatsError
from trellis.stats.robust import cluster_robust


def _design(case: Any) -> Any:
    i = case["input"]
    y = np.array(i["y"])
    if "post" in i:
        treated, post = np.array(i["treated"]), np.array(i["post"])
        return np.column_stack([np.ones(len(y)), treated, post, treated * post]), y, i["cluster"]
    return np.column_stack([np.ones(len(y)), i["treated"], i["pre"]]), y, i["cluster"]


@pytest.mark.parametrize(
    "case",
    [
        c
        for c in reference_cases("10_designs_its_did_sced")
        if not c.values[0] or "cluster" in c.values[0]["input"]
    ],
)
def test_reference_cr2_with_satterthwaite(case: Any) -> None:
    design, y, cluster = _design(case)
    fit = cluster_robust(design, y, cluster)
    expected, tolerance = case["expected"], case["tolerance"]
    if case["category"] == "did":
        test, cr2 = fit.test(3), expected["cr2"]
        assert test.estimate == close(expected["did"], tolerance, rel=1e-6)
        assert test.df == close(cr2["df_satterthwaite"], tolerance, rel=1e-6)
        assert test.t == close(cr2["t"], tolerance, rel=1e-6)
        assert np.sqrt(fit.covariance_classical[3, 3]) == close(expected["se_classical"], tolerance, rel=1e-6)
        assert np.sqrt(fit.covariance_cr1[3, 3]) == close(expected["se_cr1"], tolerance, rel=1e-6)
    else:
        test, cr2 = fit.test(1), expected["cr2_treated"]
        assert fit.coefficients == close(expected["ols_ancova"]["coef"], tolerance, rel=1e-6)
        assert np.sqrt(np.diag(fit.covariance_classical)) == close(
            expected["ols_ancova"]["se"], tolerance, rel=1e-6
        )
        assert test.df == close(cr2["df"], tolerance, rel=1e-6)
    assert test.se == close(cr2["se"], tolerance, rel=1e-6)
    assert test.p == close(cr2["p"], tolerance, rel=1e-6)


def _by_definition(x: Any, y: Any, g: Any, w: Any) -> Any:
    """CR2 and its degrees of freedom from the n x n matrices of the definition."""
    scale = np.sqrt(w)
    x, y = x * scale[:, None], y * scale
    m = inv(x.T @ x)
    maker = np.eye(len(y)) - x @ m @ x.T
    e = maker @ y
    meat = np.zeros((x.shape[1],) * 2)
    p_rows = []
    for label in np.unique(g):
        rows = g == label
        values, vectors = eigh(maker[np.ix_(rows, rows)])
        root = np.where(values > 1e-9, 1 / np.sqrt(np.maximum(values, 1e-9)), 0)
        a = vectors @ np.diag(root) @ vectors.T
        score = x[rows].T @ a @ e[rows]
        meat += np.outer(score, score)
        p_rows.append(maker[rows].T @ a @ x[rows] @ m[:, 1])
    p = np.array(p_rows)
    gram = p @ p.T
    return m @ meat @ m, np.trace(gram) ** 2 / np.sum(gram**2)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_block_form_equals_the_definition(seed: Any, weighted: Any) -> None:
    rng = np.random.default_rng(seed)
    g = np.concatenate([np.repeat(np.arange(5), rng.integers(1, 9, 5)), [5, 5, 5]])
    x = np.column_stack(
        [np.ones(len(g)), rng.integers(0, 2, 6)[g] + 0.1 * rng.normal(size=len(g)), rng.normal(size=len(g))]
    )
    y = rng.normal(size=len(g)) + rng.normal(size=6)[g]
    w = rng.uniform(0.5, 2, len(g)) if weighted else np.ones(len(g))
    fit = cluster_robust(x, y, g, weights=w if weighted else None)
    covariance, df = _by_definition(x, y, g, w)
    assert fit.covariance == pytest.approx(covariance, rel=1e-6, abs=1e-9)
    assert fit.test(1).df == pytest.approx(df, rel=1e-6)


def test_a_cluster_that_alone_decides_a_coefficient_uses_the_generalised_root() -> None:
    rng = np.random.default_rng(4)
    g = np.repeat(np.arange(5), 6)
    x = np.column_stack([np.ones(30), (g == 2).astype(float)])
    y = rng.normal(size=30)
    fit = cluster_robust(x, y, g)
    covariance, df = _by_definition(x, y, g, np.ones(30))
    assert fit.covariance == pytest.approx(covariance, rel=1e-7)
    assert fit.test(1).df == pytest.approx(df, rel=1e-7)


def test_scale_and_order_do_not_matter() -> None:
    rng = np.random.default_rng(8)
    g = np.repeat(["a", "b", "c", "d"], 7)
    x = np.column_stack([np.ones(28), rng.normal(size=28)])
    y = rng.normal(size=28)
    first = cluster_robust(x, y, g).test(1)
    order = rng.permutation(28)
    second = cluster_robust(x[order] * [1, 1e5], 1e3 * y[order], g[order]).test(1)
    assert second.t == pytest.approx(first.t, rel=1e-9)
    assert second.df == pytest.approx(first.df, rel=1e-9)
    assert first.interval.low < first.estimate < first.interval.high


@pytest.mark.parametrize(
    ("x", "y", "g", "w", "reason"),
    [
        ([[1.0]], [1.0], [1], None, "too_few"),
        ([[1.0], [1.0]], [1.0, np.nan], [1, 2], None, "not_finite"),
        ([[1.0], [1.0]], [1.0, 2.0], [1], None, "length_mismatch"),
        ([[1.0], [1.0]], [1.0, 2.0], [1.0, np.nan], None, "not_finite"),
        ([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]], [1.0, 2.0, 3.0], [1, 2, 3], None, "not_estimable"),
        ([[1.0], [1.0]], [1.0, 2.0], [1, 2], [1.0, 0.0], "out_of_range"),
        ([[1.0], [1.0]], [1.0, 2.0], [1, 2], [1.0], "length_mismatch"),
    ],
)
def test_bad_input_is_refused(x: Any, y: Any, g: Any, w: Any, reason: Any) -> None:
    with pytest.raises(StatsError) as refusal:
        cluster_robust(x, y, g, weights=w)
    assert refusal.value.reason == reason


def test_a_combination_of_the_wrong_length_is_refused() -> None:
    fit = cluster_robust([[1.0], [1.0], [1.0]], [1.0, 2.0, 4.0], [1, 2, 3])
    with pytest.raises(StatsError):
        fit.test([1.0, 1.0])


def test_equal_outcomes_give_no_test() -> None:
    fit = cluster_robust(np.ones((6, 1)), np.full(6, 3.0), [1, 1, 2, 2, 3, 3])
    assert fit.test(0).estimate == pytest.approx(3.0)
    assert fit.test(0).se < 1e-12
