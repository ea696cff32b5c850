"""Every public function of the statistics engine with one good call, argument by argument.

A function that is not here fails ``test_every_public_function_is_in_the_table``. Arguments that are left
out of a call keep their defaults; what is wrong with each kind of argument stands in ``kinds``.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.stats.gate.kinds import (
    Count,
    Given,
    Labels,
    Level,
    Made,
    Number,
    Option,
    Ratings,
    Series,
    Table,
    made,
)
from trellis.stats import agreement, effects, growth, items, pooling, protect, spc

Arguments = dict[str, Given]

_rng = np.random.default_rng(7)
POINTS = [52, 54, 50, 47, 49, 46, 52, 60, 49, 48, 55, 54, 53, 46, 52, 56, 44, 49, 41, 44]
OTHERS = [value + 3 for value in POINTS[::-1]]
X = [17, 20, 15, 18, 21, 16, 17, 19, 20, 22, 18, 17]
N = [25, 26, 24, 25, 28, 22, 25, 27, 25, 26, 25, 24]
SERIES_TABLE = _rng.normal(50, 5, (4, 14)).round(1).tolist()
BEFORE = _rng.normal(500, 50, 60).round().tolist()
AFTER = [
    round(0.8 * score + 120 + noise) for score, noise in zip(BEFORE, _rng.normal(0, 20, 60), strict=True)
]
HISTORY = [
    [score, round(score * 0.9 + 40 + noise)]
    for score, noise in zip(BEFORE, _rng.normal(0, 9, 60), strict=True)
]
EFFECTS = [0.1, 0.3, -0.05, 0.22, 0.4, 0.15, 0.02, 0.31, 0.12, 0.2, 0.5, 0.05]
VARIANCES = [0.02, 0.03, 0.01, 0.05, 0.04, 0.02, 0.03, 0.02, 0.06, 0.01, 0.08, 0.02]
FEATURE = [[i % 3] for i in range(12)]
SCHOOLS = [f"s{i // 3}" for i in range(12)]
CLASSES = [f"c{i // 10}" for i in range(60)]
ARM = [1 if i < 30 else 0 for i in range(60)]
WHEN = [i % 2 for i in range(60)]
RATED = [[1, 1, 2], [2, 2, 2], [3, 2, 3], [4, 4, 4], [1, 2, 1], [3, 3, 2]]
MEASURED = [[float(v) for v in row] for row in RATED]
ANSWERS = [[int(_rng.random() < 0.3 + 0.1 * j) for j in range(5)] for _ in range(40)]
LETTERS = [["ABCD"[int(_rng.integers(4))] for _ in range(5)] for _ in range(40)]
STANDARDS = ["A", "A", "B", "B", "C"]
COUNTS = protect.table(
    [protect.flat("abc"), protect.flat("xy")],
    {("a", "x"): 4, ("a", "y"): 30, ("b", "x"): 25, ("b", "y"): 40, ("c", "x"): 33, ("c", "y"): 28},
)
KNOTS = growth.spline_knots(BEFORE)
MODELS = getattr(growth.student_growth_percentiles(AFTER, [row[:1] for row in HISTORY]), "models")  # noqa: B009
DESIGN = np.column_stack([np.ones(60), BEFORE])
CORRELATION = np.array([[1.0, 0.5, 0.4], [0.5, 1.0, 0.6], [0.4, 0.6, 1.0]])
PROTECTION = protect.reach_threshold(COUNTS, np.array([COUNTS.index["a", "x"]]), 10)
HIDDEN = np.isin(
    np.arange(len(COUNTS.counts)),
    [COUNTS.index[key] for key in (("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"))],
)


def group(mean: float, sd: float, n: int) -> Made:
    """The summary of one group."""
    return made(effects.GroupSummary, mean=Number(mean), sd=Number(sd, least=0), n=Count(n, least=2))


def pre_post(post: float) -> Made:
    """The summary of one group at two times."""
    return made(
        effects.PrePost,
        mean_pre=Number(50.0),
        mean_post=Number(post),
        sd_pre=Number(9.0, least=0),
        sd_post=Number(10.0, least=0),
        n=Count(25, least=2),
        r=Number(0.6, least=-1, greatest=1),
    )


TWO: Arguments = {"group": group(55, 10, 30), "comparison": group(50, 9, 28)}
BOTH: Arguments = {"group": pre_post(56.0), "comparison": pre_post(53.0)}
LEVEL: Arguments = {"level": Level()}
POOLED: Arguments = {"effects": Series(EFFECTS), "variances": Series(VARIANCES)}
METHODS: Arguments = {"method": Option("REML"), "test": Option("hk")}
SHARES: Arguments = {"successes": Series(X, counts=True), "sizes": Series(N, counts=True)}
CLUSTERED: Arguments = {
    "n_group": Count(100, least=1),
    "n_comparison": Count(100, least=1),
    "clusters": Count(8, least=3),
    "icc": Number(0.2, least=0, greatest=1),
}
INTERRUPTED: Arguments = {"values": Series(POINTS, mates=False), "n_before": Count(10, most=20)}
BASELINE: Arguments = {"baseline": Count(8, least=1, most=20)}
LEVELS: Arguments = {"levels": Given([1, 2, 3, 4])}

CALLS: dict[Callable[..., Any], Arguments] = {
    # charts over time
    spc.any_flag_rate: {"n_points": Count(24)},
    spc.control_chart: {
        "kind": Option("p"),
        "values": Series(X, counts=False, missing=True),
        "n": Series(N, counts=True, missing=True),
    },
    spc.control_lines_many: {"kind": Option("i"), "values": Table(SERIES_TABLE, missing=True)},
    spc.dispersion: {"x": Series(X, missing=True), "n": Series(N, counts=True, missing=True)},
    spc.display_flags: {
        "values": Series(POINTS, mates=False, missing=True),
        "direction": Option("increase"),
        "target": Number(55),
    },
    spc.false_alarm_rate: {"n_useful": Count(24, least=1, most=1000)},
    spc.lag1_autocorrelation: {"values": Series(POINTS, mates=False, missing=True)},
    spc.new_phase: {"answers": Given({question.code: True for question in spc.FOUR_QUESTIONS})},
    spc.proportion_chart: {"x": Series(X, missing=True), "n": Series(N, counts=True, missing=True)},
    spc.run_chart: {"values": Series(POINTS, mates=False, missing=True), **BASELINE, "centre": Number(50)},
    spc.run_charts: {"table": Table(SERIES_TABLE, missing=True), "centre": Number(50)},
    spc.run_limits: {"n_useful": Count(24, least=1)},
    spc.signal_rate: {
        "n_points": Count(24, least=2),
        "shift": Number(1.0),
        "baseline": Count(12, least=1, most=24),
    },
    spc.subgroup_chart: {
        "kind": Option("xbar"),
        "subgroup": Series([i // 4 for i in range(20)]),
        "values": Series(POINTS),
        "spread": Option("s"),
    },
    # growth
    growth.catch_up: {
        "pre": Series(BEFORE, missing=True),
        "post": Series(AFTER, missing=True),
        "target": Number(510.0),
        "months": Number(3.0, least=0.0),
        "target_post": Number(512.0),
        "reliability_pre": Level(0.9),
        **LEVEL,
    },
    growth.ceiling_and_floor: {
        "scores": Series(BEFORE, mates=False, missing=True),
        "lowest": Number(300),
        "highest": Number(700),
    },
    growth.conditional_growth: {
        "current": Series(AFTER, missing=True),
        "priors": Table(HISTORY, mates=True, missing=True),
    },
    growth.counterbalanced_gain: {
        "a_first": Series(BEFORE[:20], missing=True),
        "b_second": Series(AFTER[:20], missing=True),
        "b_first": Series(BEFORE[20:40], missing=True),
        "a_second": Series(AFTER[20:40], missing=True),
        **LEVEL,
    },
    growth.gain_reliability: {
        "rho_pre": Number(0.9, least=0, greatest=1),
        "rho_post": Number(0.9, least=0, greatest=1),
        "sd_pre": Number(10.0, least=0),
        "sd_post": Number(9.0, least=0),
        "r": Number(0.7, least=-1, greatest=1),
    },
    growth.gain_scores: {
        "pre": Series(BEFORE, missing=True),
        "post": Series(AFTER, missing=True),
        "reliability_pre": Level(0.9),
        "reliability_post": Level(0.9),
        **LEVEL,
    },
    growth.growth_projections: {"history": Table(HISTORY), "models": Given([MODELS])},
    growth.median_growth: {
        "percentiles": Series([30, 40, 55, 60, 70, 20, 80, 45, 50, 65, 35, 52], mates=False, missing=True),
        **LEVEL,
    },
    growth.norm_growth: {
        "start": Series(BEFORE, missing=True),
        "end": Series(AFTER, missing=True),
        "expected_gain": Series([8.0] * 60),
        "sd_gain": Series([6.0] * 60),
        **LEVEL,
    },
    growth.panel_growth_percentiles: {
        "scores": Table([[b, a] for b, a in zip(BEFORE, AFTER, strict=True)], mates=True, missing=True),
        "grades": Table([[4, 5]] * 60, mates=True, missing=True),
        "progression": Given([4, 5]),
    },
    growth.quantile_regressions: {
        "X": Table(DESIGN.tolist(), mates=True),
        "y": Series(AFTER),
        "taus": Series([0.25, 0.5, 0.75], mates=False),
    },
    growth.spline_basis: {"scores": Series(BEFORE, mates=False), "knots": Given(KNOTS)},
    growth.spline_knots: {"scores": Series(BEFORE, mates=False, missing=True)},
    growth.student_growth_percentiles: {
        "current": Series(AFTER, missing=True),
        "priors": Table([row[:1] for row in HISTORY], mates=True, missing=True),
    },
    growth.value_table_growth: {
        "before": Series([0, 1, 2] * 5, counts=True, missing=True),
        "after": Series([1, 1, 2] * 5, counts=True, missing=True),
        "points": Table([[0, 50, 100], [-50, 25, 75], [-100, 0, 50]]),
        **LEVEL,
    },
    # effects
    effects.adjust_p_values: {
        "p_values": Series([0.01, 0.04, 0.2], mates=False),
        "method": Option("bh"),
        "alpha": Level(0.05),
    },
    effects.attrition: {
        "start_group": Count(100, least=1),
        "end_group": Count(90, most=100),
        "start_comparison": Count(100, least=1),
        "end_comparison": Count(95, most=100),
    },
    effects.attrition_zone: {
        "overall_percent": Number(20, least=0, greatest=100),
        "differential_points": Number(4, least=0, greatest=100),
    },
    effects.autoregressive_fit: INTERRUPTED,
    effects.average_sd_effect: TWO | LEVEL,
    effects.baseline_equivalence: {"g": Number(0.1)},
    effects.breusch_godfrey: INTERRUPTED,
    effects.cluster_corrected_test: {"g": Number(0.3), **CLUSTERED},
    effects.clustered_comparison: {
        "outcome": Series(AFTER),
        "treated": Series(ARM),
        "pre": Series(BEFORE),
        "cluster": Labels(CLASSES),
        **LEVEL,
    },
    effects.clustered_effect_size: {"d": Number(0.3), **CLUSTERED, **LEVEL},
    effects.compare_shares: {
        "reached": Count(18, most=25),
        "n": Count(25, least=1),
        "reached_comparison": Count(12, most=24),
        "n_comparison": Count(24, least=1),
        **LEVEL,
    },
    effects.design_effect: {"size": Number(25, least=1), "icc": Number(0.2, least=0, greatest=1)},
    effects.difference_in_differences: {
        "outcome": Series(AFTER),
        "treated": Series(ARM),
        "post": Series(WHEN),
        "cluster": Labels(CLASSES),
        **LEVEL,
    },
    effects.difference_of_changes: BOTH | LEVEL,
    effects.durbin_watson: {"residuals": Series([1.0, -2.0, 0.5, 0.5], mates=False)},
    effects.durbin_watson_p: INTERRUPTED,
    effects.evidence_tier: {
        "recorded": made(
            effects.RecordedDesign,
            design=Option("matched"),
            students=Count(400),
            sites=Count(3),
            attrition=Option("low"),
            equivalence=Option("fine"),
        )
    },
    effects.expected_selection_rise: {
        "mean_of_chosen": Number(40.0),
        "mean_of_all": Number(50.0),
        "reliability": Level(0.8),
        "n": Count(20),
    },
    effects.glass_delta: TWO | LEVEL,
    effects.hedges_g: TWO | LEVEL,
    effects.hedges_g_many: {
        "mean1": Series([5.0, 6.0, 7.0], missing=True),
        "sd1": Series([2.0, 2.5, 3.0], missing=True),
        "n1": Series([20, 30, 25], counts=True, missing=True),
        "mean2": Series([4.0, 6.5, 6.0], missing=True),
        "sd2": Series([2.0, 2.2, 2.8], missing=True),
        "n2": Series([22, 28, 25], counts=True, missing=True),
    },
    effects.interrupted_series: INTERRUPTED | LEVEL,
    effects.log_ratio_of_means: TWO | LEVEL,
    effects.mean_difference: TWO | LEVEL,
    effects.noncentral_interval: {
        "t": Number(2.0),
        "n1": Count(20, least=2),
        "n2": Count(20, least=2),
        **LEVEL,
    },
    effects.pre_post_change: {"data": pre_post(55.0), "kind": Option("SMCR"), **LEVEL},
    effects.pre_post_comparison: BOTH | LEVEL,
    effects.segmented_fit: INTERRUPTED,
    effects.share: {"reached": Count(18, most=25), "n": Count(25, least=1), **LEVEL},
    effects.single_case: {
        "phase_a": Series(POINTS[:6], mates=False),
        "phase_b": Series(OTHERS[:8], mates=False),
        "improvement": Option("increase"),
        **LEVEL,
    },
    effects.small_sample_factor: {"df": Series([3, 10, 40], mates=False, shapes=True)},
    effects.unbiased_variance: {"g": Number(0.4), "n1": Count(20, least=2), "n2": Count(20, least=2)},
    # pooling
    pooling.anova_icc: {"outcome": Series(AFTER), "group": Labels(CLASSES)},
    pooling.egger_test: {**POOLED, "min_studies": Count(10, least=3)},
    pooling.funnel_limits: {**SHARES, "target": Number(0.7, least=0, greatest=1)},
    pooling.leave_one_out: POOLED | METHODS | LEVEL,
    pooling.meta_regression: {**POOLED, "features": Table(FEATURE, mates=True), **METHODS, **LEVEL},
    pooling.pool: POOLED | LEVEL,
    pooling.prediction_interval: POOLED | LEVEL,
    pooling.q_profile: POOLED | LEVEL,
    pooling.random_effects: POOLED | METHODS | LEVEL | {"prediction": Option("k-2")},
    pooling.random_intercept: {
        "outcome": Series(AFTER),
        "group": Labels(CLASSES),
        "covariates": Table([[b] for b in BEFORE], mates=True),
        **LEVEL,
    },
    pooling.rank_intervals: {"estimates": Series(EFFECTS), "ses": Series(VARIANCES), **LEVEL},
    pooling.shrunken_effects: POOLED | METHODS | LEVEL,
    pooling.shrunken_shares: SHARES | LEVEL,
    pooling.three_level: {**POOLED, "cluster": Labels(SCHOOLS), **LEVEL},
    # agreement
    agreement.cohen_kappa: {
        "first": Given([row[0] for row in RATED]),
        "second": Given([row[1] for row in RATED]),
        "weights": Option("linear"),
        **LEVELS,
        **LEVEL,
    },
    agreement.fleiss_kappa: {"ratings": Ratings(RATED), **LEVELS, **LEVEL},
    agreement.gwet_ac: {"ratings": Ratings(RATED), "weights": Option("quadratic"), **LEVELS, **LEVEL},
    agreement.intraclass_correlation: {
        "scores": Table(MEASURED, missing=True),
        "form": Option("A,1"),
        **LEVEL,
    },
    agreement.krippendorff_alpha: {
        "ratings": Table(MEASURED, missing=True),
        "scale": Option("ordinal"),
        **LEVEL,
        "resamples": Count(50),
    },
    agreement.omega_total: {"correlation": Table(CORRELATION.tolist())},
    agreement.scale_reliability: {"answers": Table(MEASURED, missing=True), **LEVEL},
    agreement.spread_before_consensus: {"ratings": Ratings(RATED), **LEVELS},
    # items
    items.distractor_analysis: {
        "responses": Given(LETTERS),
        "key": Given(list("ABCDA")),
        "groups": Count(3, least=2, most=10),
    },
    items.item_analysis: {"scores": Table(ANSWERS, missing=True)},
    items.mastery_by_standard: {
        "scores": Table(ANSWERS, missing=True),
        "standards": Given(STANDARDS),
        "cut": Number(0.75, least=0, greatest=1),
        **LEVEL,
    },
    items.need_groups: {
        "scores": Table(ANSWERS, missing=True),
        "standards": Given(STANDARDS),
        "cut": Number(0.75, least=0, greatest=1),
        "max_groups": Count(4, least=1),
        "min_size": Count(3, least=1),
    },
    # protect
    protect.audit: {
        "table": Given(COUNTS),
        "suppressed": Given(HIDDEN),
        "protection": Given(PROTECTION),
        "ceiling": Number(500.0),
    },
    protect.audit_releases: {
        "populations": Given([protect.Population(("a",), 1, frozenset(range(20)), True)]),
        "threshold": Count(10, least=2),
    },
    protect.cell_system: {
        "keys": Given([("t",), ("a",), ("b",)]),
        "counts": Series([30, 10, 20], counts=True),
        "sums": Given([(("t",), [("a",), ("b",)])]),
    },
    protect.coded_shares: {
        "numerators": Series(X, counts=True),
        "denominators": Series(N, counts=True),
        "threshold": Count(10),
    },
    protect.flat: {"names": Given(["a", "b"])},
    protect.insider_pairs: {
        "table": Given(COUNTS),
        "hidden": Given(HIDDEN),
        "sensitive": Given(np.array([COUNTS.index["a", "x"]])),
    },
    protect.may_pool: {
        "sizes": Series(N, mates=False, counts=True),
        "threshold": Count(10),
        "teams": Count(5),
    },
    protect.primary_cells: {"table": Given(COUNTS), "threshold": Count(10, least=3)},
    protect.reach_threshold: {
        "table": Given(COUNTS),
        "cells": Given(np.array([1])),
        "threshold": Count(10, least=2),
    },
    protect.sensitive_rates: {
        "numerators": Series(X, counts=True),
        "denominators": Series(N, counts=True),
        "threshold": Count(10, least=3),
    },
    protect.sliding: {
        "table": Given(COUNTS),
        "cells": Given(np.array([1])),
        "below": Number(3.0, least=0),
        "above": Number(3.0, least=0),
    },
    protect.suppress: {
        "table": Given(COUNTS),
        "threshold": Count(10, least=3),
        "seconds": Number(10.0, least=0),
    },
    protect.table: {"dimensions": Given([protect.flat("ab")]), "leaves": Given({("a",): 4, ("b",): 30})},
    protect.tree: {"parents": Given({"all": None, "a": "all"})},
}
