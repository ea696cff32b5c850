"""How far students have come, compared with students who started alike."""

from trellis.stats.growth.catching_up import CatchUp, catch_up
from trellis.stats.growth.conditional import ConditionalGrowth, NormGrowth, conditional_growth, norm_growth
from trellis.stats.growth.gains import (
    CounterbalancedGain,
    Gains,
    counterbalanced_gain,
    gain_reliability,
    gain_scores,
)
from trellis.stats.growth.limits import Ceiling, ceiling_and_floor
from trellis.stats.growth.projections import Projection, growth_projections
from trellis.stats.growth.quantreg import QuantileFits, quantile_regressions
from trellis.stats.growth.sgp import (
    DEFAULT_COHORT,
    GrowthPercentiles,
    OrderModel,
    panel_growth_percentiles,
    student_growth_percentiles,
)
from trellis.stats.growth.splines import SplineKnots, spline_basis, spline_knots
from trellis.stats.growth.summaries import GroupGrowth, median_growth
from trellis.stats.growth.value_table import ValueTableResult, value_table_growth

__all__ = [
    "DEFAULT_COHORT",
    "CatchUp",
    "Ceiling",
    "ConditionalGrowth",
    "CounterbalancedGain",
    "Gains",
    "GroupGrowth",
    "GrowthPercentiles",
    "NormGrowth",
    "OrderModel",
    "Projection",
    "QuantileFits",
    "SplineKnots",
    "ValueTableResult",
    "catch_up",
    "ceiling_and_floor",
    "conditional_growth",
    "counterbalanced_gain",
    "gain_reliability",
    "gain_scores",
    "growth_projections",
    "median_growth",
    "norm_growth",
    "panel_growth_percentiles",
    "quantile_regressions",
    "spline_basis",
    "spline_knots",
    "student_growth_percentiles",
    "value_table_growth",
]
