"""Run charts, control charts and flags beside qicharts2 (R), on the same sizes."""

import numpy as np

from bench.rows import Row, r_seconds, seconds
from trellis.stats.spc import control_lines_many, display_flags, run_chart, run_charts

_SCRIPT = """
suppressMessages(library(qicharts2))
timed <- function(name, code) cat(sprintf("@%s %.6f\\n", name, system.time(code)[["elapsed"]]))
set.seed(1)
y <- rnorm(500 * 24); g <- rep(1:500, each = 24); t <- rep(1:24, 500)
n <- sample(18:32, 500 * 24, TRUE); x <- rbinom(500 * 24, n, .7)
invisible(qic(t[1:24], y[1:24], chart = 'run', return.data = TRUE))
timed("run", qic(t, y, facets = ~ g, chart = 'run', return.data = TRUE))
timed("p", qic(t, x, n, facets = ~ g, chart = 'p', return.data = TRUE))
"""


def run() -> list[Row]:
    """The rows of the spc module; R draws 500 charts, so its seconds are taken ten times."""
    peer = r_seconds(_SCRIPT, ["qicharts2"]) or {}
    rng = np.random.default_rng(1)
    table = rng.standard_normal((5_000, 24))
    sizes = rng.integers(18, 33, (5_000, 24)).astype(float)
    counts = rng.binomial(sizes.astype(int), 0.7).astype(float)

    def p_charts() -> None:
        lines = control_lines_many("p", counts, n=sizes)
        run_charts(lines.values, centre=lines.centre[:, 0])

    return [
        Row(
            "5,000 run charts of 24 points",
            seconds(lambda: run_charts(table)),
            10 * peer["run"] if "run" in peer else None,
            "qicharts2",
            goal_times=1000,
        ),
        Row(
            "5,000 P charts of 24 points with the runs analysis",
            seconds(p_charts),
            10 * peer["p"] if "p" in peer else None,
            "qicharts2",
            goal_times=1000,
        ),
        Row(
            "one run chart with everything a page says",
            seconds(lambda: run_chart(table[0]).say("en")),
            None,
            "peer",
        ),
        Row(
            "500 charts with display flags, one after the other",
            seconds(lambda: [display_flags(row, direction="increase") for row in table[:500]]),
            None,
            "NHSRplotthedots",
        ),
    ]


if __name__ == "__main__":
    for row in run():
        print(row.line())
