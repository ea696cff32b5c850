"""Growth percentiles beside R's quantreg, which does the work inside the R package SGP.

SGP itself is not in Debian. Its time is dominated by the quantile regressions, so R is given just those (100
quantiles on one and on two priors, B-spline columns ready made): it saves R the rest of SGP's work.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from bench.rows import Row, r_seconds, seconds
from trellis.stats.growth import spline_knots, student_growth_percentiles
from trellis.stats.growth.sgp import design_matrix
from trellis.stats.inputs import FloatArray
from trellis.stats.results import CannotTell

STUDENTS = 50_000
LARGE = 1_000_000
BR_EVERY = 10  # R's default method is timed at every tenth quantile and multiplied

_SCRIPT = """
suppressMessages(library(quantreg))
timed <- function(name, times, code) cat(sprintf("@%s %.6f\\n", name, times * system.time(code)[["elapsed"]]))
n <- {n}; taus <- (1:100 - 0.5) / 100
read <- function(path, columns) matrix(readBin(path, "double", n * columns), nrow=n)
y <- read("{y}", 1)[, 1]; one <- read("{one}", 8); two <- read("{two}", 15)
fits <- function(method, taus) for (x in list(one, two)) for (tau in taus)
  suppressWarnings(rq.fit(x, y, tau=tau, method=method))
timed("fn", 1, fits("fn", taus))
timed("br", {every}, fits("br", taus[seq({every} %/% 2, 100, by={every})]))
"""


def cohort(n: int, seed: int = 1) -> tuple[FloatArray, FloatArray]:
    """Whole-number scores of a cohort: current (n,) and two priors (n, 2), most recent first."""
    rng = np.random.default_rng(seed)
    able = rng.normal(0, 1, n)
    scores = [np.round(500 + 60 * (0.9 * able + 0.44 * rng.normal(size=n))) for _ in range(3)]
    return scores[0], np.column_stack(scores[1:])


def run(*, large: bool = False) -> list[Row]:
    """The rows of the growth module; ``large`` adds the million students."""
    current, priors = cohort(STUDENTS)
    peer = _peer(current, priors)
    result = student_growth_percentiles(current, priors)
    if isinstance(result, CannotTell):
        raise SystemExit(result.say())
    ours = seconds(lambda: student_growth_percentiles(current, priors), repeats=2)
    note = f"largest duality gap {max(model.gap for model in result.models):.1e}"
    sample = f"{note}; R's time is that of every {BR_EVERY}th quantile times {BR_EVERY}"
    rows = [
        Row("SGP, 50,000 students, orders 1 and 2", ours, peer.get("br"), "quantreg br", 20, note=sample),
        Row("SGP, 50,000 students, orders 1 and 2", ours, peer.get("fn"), "quantreg fn", 3, note=note),
    ]
    if large:
        many, history = cohort(LARGE)
        start = perf_counter()
        student_growth_percentiles(many, history)
        time = perf_counter() - start
        growth = time / ours / (LARGE / STUDENTS)
        rows.append(
            Row(
                "SGP, 1,000,000 students, orders 1 and 2",
                time,
                None,
                "peer at this size",
                goal_seconds=1.5 * ours * LARGE / STUDENTS,
                note=f"{growth:.2f} times the time a student took at 50,000 (1 is linear)",
            )
        )
    return rows


def _peer(current: FloatArray, priors: FloatArray) -> dict[str, float]:
    knots = [spline_knots(priors[:, k]) for k in range(2)]
    with TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{name}.bin" for name in ("y", "one", "two")}
        np.asarray(current, dtype="<f8").tofile(paths["y"])
        for order, name in ((1, "one"), (2, "two")):
            design_matrix(priors[:, :order], knots[:order]).T.astype("<f8").tofile(paths[name])
        script = _SCRIPT.replace("{n}", str(len(current))).replace("{every}", str(BR_EVERY))
        for name, path in paths.items():
            script = script.replace("{" + name + "}", str(path))
        return r_seconds(script, ["quantreg"]) or {}


if __name__ == "__main__":
    for row in run(large="--large" in sys.argv):
        print(row.line())
