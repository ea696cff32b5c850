"""Pooling results across teams: random effects, three levels, shrinkage, funnels. Nothing ranks a team."""

from trellis.stats.pooling.funnel import (
    Band,
    Funnel,
    RankIntervals,
    ShrunkenShares,
    funnel_limits,
    rank_intervals,
    shrunken_shares,
)
from trellis.stats.pooling.pool import Pooled, pool
from trellis.stats.pooling.prediction import prediction_interval
from trellis.stats.pooling.random_effects import (
    HeterogeneityInterval,
    RandomEffects,
    Shrunken,
    leave_one_out,
    q_profile,
    random_effects,
    shrunken_effects,
)
from trellis.stats.pooling.random_intercept import RandomIntercept, anova_icc, random_intercept
from trellis.stats.pooling.regression import Egger, MetaRegression, egger_test, meta_regression
from trellis.stats.pooling.three_level import ThreeLevel, three_level

__all__ = [
    "Band",
    "Egger",
    "Funnel",
    "HeterogeneityInterval",
    "MetaRegression",
    "Pooled",
    "RandomEffects",
    "RandomIntercept",
    "RankIntervals",
    "Shrunken",
    "ShrunkenShares",
    "ThreeLevel",
    "anova_icc",
    "egger_test",
    "funnel_limits",
    "leave_one_out",
    "meta_regression",
    "pool",
    "prediction_interval",
    "q_profile",
    "random_effects",
    "random_intercept",
    "rank_intervals",
    "shrunken_effects",
    "shrunken_shares",
    "three_level",
]
