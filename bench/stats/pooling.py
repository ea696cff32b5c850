"""Pooling beside metafor, clubSandwich and lme4 (R), on the same data sizes."""

import numpy as np

from bench.rows import Row, r_seconds, seconds
from trellis.stats.pooling import random_effects, random_intercept, three_level
from trellis.stats.robust import cluster_robust

_SCRIPT = """
suppressMessages({library(metafor); library(clubSandwich); library(lme4)})
timed <- function(name, code) cat(sprintf("@%s %.6f\\n", name, system.time(code)[["elapsed"]]))
set.seed(1)
v <- runif(500, .01, .1); y <- rnorm(500, .2, sqrt(.04 + v))
invisible(rma(y[1:20], v[1:20], test="knha"))
timed("k500", for (i in 1:20) rma(y, v, method="REML", test="knha"))
timed("k20", for (i in 1:500) rma(y[1:20], v[1:20], method="REML", test="knha"))
study <- rep(1:50, each=10); effect <- 1:500
y3 <- rnorm(50, .2, .15)[study] + rnorm(500, 0, sqrt(.01 + v))
d3 <- data.frame(y3, v, study, effect)
timed("three", {m <- rma.mv(y3, v, random=~1|study/effect, data=d3, test="t")
  robust(m, cluster=study, clubSandwich=TRUE)})
g <- sample(500, 50000, TRUE); x <- rnorm(50000); p <- .5*x + rnorm(500, 0, .4)[g] + rnorm(50000)
timed("lmer", lmer(p ~ x + (1|g)))
c5 <- rep(1:50, 100); t5 <- as.numeric(c5 <= 25); x5 <- rnorm(5000); y5 <- x5 + rnorm(50)[c5] + rnorm(5000)
f5 <- lm(y5 ~ t5 + x5)
timed("cr2", coef_test(f5, vcov="CR2", cluster=c5, test="Satterthwaite"))
"""


def run() -> list[Row]:
    """The rows of the pooling module."""
    peer = r_seconds(_SCRIPT, ["metafor", "clubSandwich", "lme4"]) or {}
    rng = np.random.default_rng(1)
    v = rng.uniform(0.01, 0.1, (20, 500))
    y = rng.normal(0.2, np.sqrt(0.04 + v))
    small_v = rng.uniform(0.01, 0.1, (500, 20))
    small_y = rng.normal(0.2, np.sqrt(0.04 + small_v))
    study = np.repeat(np.arange(50), 10)
    nested = rng.normal(0.2, 0.15, 50)[study] + rng.normal(0, np.sqrt(0.01 + v[0]))
    group, x = rng.integers(0, 500, 50_000), rng.normal(size=50_000)
    students = 0.5 * x + rng.normal(0, 0.4, 500)[group] + rng.normal(size=50_000)
    cluster = np.tile(np.arange(50), 100)
    design = np.column_stack([np.ones(5_000), cluster < 25, x[:5_000]])
    outcome = x[:5_000] + rng.normal(size=50)[cluster] + rng.normal(size=5_000)
    return [
        Row(
            "20 REML + Hartung-Knapp fits of 500 studies, one after the other",
            seconds(lambda: [random_effects(y[i], v[i], test="hk") for i in range(20)]),
            peer.get("k500"),
            "metafor",
            goal_times=200,
        ),
        Row(
            "500 REML + Hartung-Knapp fits of 20 studies, in one call",
            seconds(lambda: random_effects(small_y, small_v, test="hk")),
            peer.get("k20"),
            "metafor",
            goal_times=15,
        ),
        Row(
            "500 REML + Hartung-Knapp fits of 20 studies, one after the other",
            seconds(lambda: [random_effects(small_y[i], small_v[i], test="hk") for i in range(500)]),
            peer.get("k20"),
            "metafor",
        ),
        Row(
            "three-level with CR2, 500 effects in 50 studies",
            seconds(lambda: three_level(nested, v[0], study)),
            peer.get("three"),
            "metafor + clubSandwich",
            goal_times=20,
        ),
        Row(
            "random intercept, 50,000 students in 500 groups",
            seconds(lambda: random_intercept(students, group, x)),
            peer.get("lmer"),
            "lme4",
            goal_times=10,
        ),
        Row(
            "CR2 with Satterthwaite, 5,000 students in 50 clusters",
            seconds(lambda: cluster_robust(design, outcome, cluster).test(1)),
            peer.get("cr2"),
            "clubSandwich",
            goal_times=2,
        ),
    ]


if __name__ == "__main__":
    for row in run():
        print(row.line())
