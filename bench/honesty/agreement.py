"""Do the intervals for reliability, agreement and shares hold?"""

import numpy as np

from bench.honesty.figures import Figure
from trellis.stats.agreement import (
    Agreement,
    IntraclassCorrelation,
    Scale,
    cohen_kappa,
    gwet_ac,
    intraclass_correlation,
    scale_reliability,
)
from trellis.stats.shares import wilson_interval

RUNS = 2_000
HOLDS = (0.93, 0.97)


def shares() -> list[Figure]:
    """Wilson, averaged over true shares, because a single share steps up and down with n."""
    rng = np.random.default_rng(21)
    rows = []
    for n in (10, 20, 30):
        intervals = [wilson_interval(count, n) for count in range(n + 1)]
        truth = rng.uniform(0.1, 0.9, 10 * RUNS)
        counts = rng.binomial(n, truth)
        held = np.mean([t in intervals[c] for t, c in zip(truth, counts, strict=True)])
        rows.append(Figure(f"share mastering, n = {n}: Wilson interval holds", float(held), 10 * RUNS, HOLDS))
    return rows


def reliabilities() -> list[Figure]:
    """Feldt's interval for alpha and the limits of ICC(A,1) and ICC(C,1)."""
    rng = np.random.default_rng(22)
    held = {"alpha": 0, "A,1": 0, "C,1": 0}
    for _ in range(RUNS):
        true = rng.standard_normal((30, 1))
        scale = scale_reliability(true + rng.standard_normal((30, 5)))
        held["alpha"] += isinstance(scale, Scale) and 5 / 6 in scale.interval
        scores = true + rng.normal(0, 0.5, 4) + rng.normal(0, 0.8, (30, 4))
        for form, truth in (("A,1", 1 / (1 + 0.25 + 0.64)), ("C,1", 1 / (1 + 0.64))):
            icc = intraclass_correlation(scores, form=form)  # type: ignore[arg-type]
            held[form] += isinstance(icc, IntraclassCorrelation) and truth in icc.interval
    names = {"alpha": "alpha of 5 items, 30 answers", "A,1": "ICC(A,1), 30 x 4", "C,1": "ICC(C,1), 30 x 4"}
    return [Figure(f"{name}: interval holds", held[key] / RUNS, RUNS, HOLDS) for key, name in names.items()]


def agreements() -> list[Figure]:
    """Kappa and AC1 of two raters who agree for a reason seven times in ten, else by chance."""
    rng = np.random.default_rng(23)
    share = np.array([0.1, 0.3, 0.4, 0.2])
    chance = float(share @ share)
    observed = 0.7 + 0.3 * chance
    kappa = (observed - chance) / (1 - chance)
    spread = float((share * (1 - share)).sum()) / 3
    gwet = (observed - spread) / (1 - spread)
    held = {"kappa": 0, "gwet": 0}
    for _ in range(RUNS):
        first = rng.choice(4, 60, p=share)
        second = np.where(rng.random(60) < 0.7, first, rng.choice(4, 60, p=share))
        one = cohen_kappa(first.tolist(), second.tolist(), levels=range(4))
        other = gwet_ac(np.column_stack([first, second]).tolist(), levels=range(4))
        held["kappa"] += isinstance(one, Agreement) and one.interval is not None and kappa in one.interval
        held["gwet"] += isinstance(other, Agreement) and other.interval is not None and gwet in other.interval
    return [
        Figure("Cohen's kappa, 60 pieces: interval holds", held["kappa"] / RUNS, RUNS, HOLDS),
        Figure("Gwet's AC1, 60 pieces: interval holds", held["gwet"] / RUNS, RUNS, HOLDS),
    ]


def run() -> list[Figure]:
    """All figures of the agreement and items modules."""
    return [*shares(), *reliabilities(), *agreements()]


if __name__ == "__main__":
    for figure in run():
        print(figure.line())
