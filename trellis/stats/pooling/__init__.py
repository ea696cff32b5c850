"""Pooling results across teams: random effects, three levels, shrinkage, funnels. Nothing ranks a team."""

from trellis.stats.pooling.pool import Pooled, pool
from trellis.stats.pooling.random_effects import (
    leave_one_out,
    q_profile,
    random_effects,
    shrunken_effects,
)
from trellis.stats.pooling.regression import egger_test, meta_regression
from trellis.stats.pooling.three_level import ThreeLevel, three_level

__all__ = [
    "Pooled",
    "ThreeLevel",
    "egger_test",
    "leave_one_out",
    "meta_regression",
    "pool",
    "q_profile",
    "random_effects",
    "shrunken_effects",
    "three_level",
]
