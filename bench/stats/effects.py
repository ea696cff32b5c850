"""Effect sizes beside metafor, and single-case indices on their own (SingleCaseES is not in Debian)."""

import numpy as np

from bench.rows import Row, r_seconds, seconds
from trellis.stats.effects import hedges_g_many, single_case

ROWS = 100_000

_SCRIPT = """
suppressMessages(library(metafor))
timed <- function(name, code) cat(sprintf("@%s %.6f\\n", name, system.time(code)[["elapsed"]]))
n <- 100000; m1 <- rnorm(n); m2 <- rnorm(n); s1 <- runif(n, .5, 2); s2 <- runif(n, .5, 2)
n1 <- sample(5:200, n, TRUE); n2 <- sample(5:200, n, TRUE)
invisible(escalc("SMD", m1i=m1[1:9], sd1i=s1[1:9], n1i=n1[1:9], m2i=m2[1:9], sd2i=s2[1:9], n2i=n2[1:9]))
timed("g", escalc("SMD", m1i=m1, sd1i=s1, n1i=n1, m2i=m2, sd2i=s2, n2i=n2))
"""


def run() -> list[Row]:
    """The rows of the effects module."""
    peer = r_seconds(_SCRIPT, ["metafor"]) or {}
    rng = np.random.default_rng(1)
    means, spreads = rng.normal(size=(2, ROWS)), rng.uniform(0.5, 2, (2, ROWS))
    sizes = rng.integers(5, 200, (2, ROWS))
    pairs = [(rng.integers(0, 50, 8), rng.integers(0, 50, 10)) for _ in range(500)]
    return [
        Row(
            "Hedges g with variance, 100,000 rows",
            seconds(
                lambda: hedges_g_many(means[0], spreads[0], sizes[0], means[1], spreads[1], sizes[1]),
                repeats=10,
            ),
            peer.get("g"),
            "metafor escalc",
            goal_times=30,
        ),
        Row(
            "ten single-case indices with intervals, 500 pairs of phases",
            seconds(lambda: [single_case(a, b) for a, b in pairs]),
            None,
            "SingleCaseES",
        ),
    ]


if __name__ == "__main__":
    for row in run():
        print(row.line())
