"""Agreement and reliability beside psych and irr (R), on the same sizes."""

import numpy as np

from bench.rows import Row, r_seconds, seconds
from trellis.stats.agreement import krippendorff_alpha, scale_reliability

_PSYCH = """
suppressMessages(library(psych))
timed <- function(name, code) cat(sprintf("@%s %.6f\\n", name, system.time(code)[["elapsed"]]))
set.seed(1)
x <- matrix(rnorm(20000 * 40), 20000) + rnorm(20000)
invisible(alpha(x[1:100, ]))
timed("alpha", alpha(x))
"""
_IRR = """
suppressMessages(library(irr))
timed <- function(name, code) cat(sprintf("@%s %.6f\\n", name, system.time(code)[["elapsed"]]))
set.seed(1)
m <- matrix(sample(c(1:4, NA), 8000, TRUE), 8)
invisible(kripp.alpha(m[, 1:50], 'ordinal'))
timed("kripp", kripp.alpha(m, 'ordinal'))
"""


def run() -> list[Row]:
    """The rows of the agreement module."""
    psych, irr = r_seconds(_PSYCH, ["psych"]) or {}, r_seconds(_IRR, ["irr"]) or {}
    rng = np.random.default_rng(1)
    answers = rng.standard_normal((20_000, 40)) + rng.standard_normal(20_000)[:, None]
    ratings = rng.integers(1, 5, (8, 1_000)).astype(float)
    ratings[rng.random(ratings.shape) < 0.2] = np.nan
    return [
        Row(
            "alpha, omega and item statistics, 20,000 x 40",
            seconds(lambda: scale_reliability(answers)),
            psych.get("alpha"),
            "psych",
            goal_times=30,
        ),
        Row(
            "Krippendorff's alpha, ordinal, 8 raters x 1,000 pieces, without interval",
            seconds(lambda: krippendorff_alpha(ratings, scale="ordinal", resamples=0)),
            irr.get("kripp"),
            "irr",
            goal_times=50,
        ),
        Row(
            "the same with a bootstrap interval of 1,000 resamples",
            seconds(lambda: krippendorff_alpha(ratings, scale="ordinal")),
            None,
            "peer",
        ),
    ]


if __name__ == "__main__":
    for row in run():
        print(row.line())
