"""Charts over time: is this more than the ordinary ups and downs?"""

from trellis.stats.spc.autocorrelation import lag1_autocorrelation
from trellis.stats.spc.control import (
    ControlChart,
    control_chart,
    control_lines_many,
    dispersion,
    proportion_chart,
)
from trellis.stats.spc.flags import DisplayFlags, any_flag_rate, display_flags
from trellis.stats.spc.limits import Lines
from trellis.stats.spc.many import RunCharts, run_charts
from trellis.stats.spc.power import signal_rate
from trellis.stats.spc.questions import FOUR_QUESTIONS, NewPhase, new_phase
from trellis.stats.spc.run_chart import Phase, Run, RunChart, run_chart
from trellis.stats.spc.runs import MIN_USEFUL, RunLimits, false_alarm_rate, run_limits
from trellis.stats.spc.subgroups import SubgroupChart, subgroup_chart

__all__ = [
    "FOUR_QUESTIONS",
    "MIN_USEFUL",
    "ControlChart",
    "DisplayFlags",
    "Lines",
    "NewPhase",
    "Phase",
    "Run",
    "RunChart",
    "RunCharts",
    "RunLimits",
    "SubgroupChart",
    "any_flag_rate",
    "control_chart",
    "control_lines_many",
    "dispersion",
    "display_flags",
    "false_alarm_rate",
    "lag1_autocorrelation",
    "new_phase",
    "proportion_chart",
    "run_chart",
    "run_charts",
    "run_limits",
    "signal_rate",
    "subgroup_chart",
]
