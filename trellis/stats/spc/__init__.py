"""Charts over time: is this more than the ordinary ups and downs?"""

from trellis.stats.spc.autocorrelation import lag1_autocorrelation
from trellis.stats.spc.many import RunCharts, run_charts
from trellis.stats.spc.power import signal_rate
from trellis.stats.spc.run_chart import Phase, Run, RunChart, run_chart
from trellis.stats.spc.runs import MIN_USEFUL, RunLimits, false_alarm_rate, run_limits

__all__ = [
    "MIN_USEFUL",
    "Phase",
    "Run",
    "RunChart",
    "RunCharts",
    "RunLimits",
    "false_alarm_rate",
    "lag1_autocorrelation",
    "run_chart",
    "run_charts",
    "run_limits",
    "signal_rate",
]
