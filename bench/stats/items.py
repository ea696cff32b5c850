"""Item analysis beside CTT (R), on the same sizes."""

import numpy as np

from bench.rows import Row, r_seconds, seconds
from trellis.stats.items import distractor_analysis, item_analysis

_SCRIPT = """
suppressMessages(library(CTT))
timed <- function(name, code) cat(sprintf("@%s %.6f\\n", name, system.time(code)[["elapsed"]]))
set.seed(1)
scores <- matrix(rbinom(5000 * 40, 1, .6), 5000)
responses <- matrix(sample(c('A', 'B', 'C', 'D'), 5000 * 40, TRUE), 5000)
key <- sample(c('A', 'B', 'C', 'D'), 40, TRUE)
invisible(itemAnalysis(scores[1:100, ]))
timed("items", itemAnalysis(scores))
timed("options", distractorAnalysis(responses, key, nGroups = 3))
"""


def run() -> list[Row]:
    """The rows of the items module."""
    peer = r_seconds(_SCRIPT, ["CTT"]) or {}
    rng = np.random.default_rng(1)
    able = rng.standard_normal(5_000)
    scores = (able[:, None] + rng.standard_normal((5_000, 40)) > 0).astype(float)
    responses = rng.choice(list("ABCD"), (5_000, 40)).tolist()
    key = rng.choice(list("ABCD"), 40).tolist()
    return [
        Row(
            "item analysis, 5,000 students x 40 items",
            seconds(lambda: item_analysis(scores)),
            peer.get("items"),
            "CTT",
            goal_times=15,
        ),
        Row(
            "distractors, 5,000 students x 40 items",
            seconds(lambda: distractor_analysis(responses, key)),
            peer.get("options"),
            "CTT",
        ),
    ]


if __name__ == "__main__":
    for row in run():
        print(row.line())
