"""Do growth percentiles mean what they say: medians of groups, ceilings, gains, counterbalanced forms."""

import numpy as np

from bench.honesty.figures import Figure
from bench.stats.growth import cohort
from trellis.stats.growth import (
    conditional_growth,
    counterbalanced_gain,
    gain_scores,
    median_growth,
    student_growth_percentiles,
)
from trellis.stats.results import CannotTell

RUNS = 2000
HOLDS = (0.93, 0.97)


def median_intervals() -> list[Figure]:
    """Coverage of the median's interval for groups drawn without any difference (percentiles uniform)."""
    rng = np.random.default_rng(11)
    figures = []
    for n in (10, 20, 30, 100):
        held = 0
        for _ in range(RUNS):
            group = median_growth(rng.integers(1, 100, n))
            held += not isinstance(group, CannotTell) and 50.0 in group.interval
        # The sign test is exact: it holds at least 95 %, more for few students.
        figures.append(Figure(f"median growth percentile, {n} students", held / RUNS, RUNS, (0.95, 1.0)))
    return figures


def group_false_signals() -> list[Figure]:
    """How often a class of 25 formed by chance is told apart from typical growth, cohorts of 3,000."""
    signals = groups = 0
    for seed in range(10):
        current, priors = cohort(3_000, seed)
        result = student_growth_percentiles(current, priors)
        if isinstance(result, CannotTell):
            continue
        for start in range(0, 3_000, 25):
            group = result.of_group(range(start, start + 25))
            signals += not isinstance(group, CannotTell) and group.differs_from_typical
            groups += 1
    return [Figure("class of 25 by chance called different", signals / groups, groups, (0.0, 0.05))]


def gain_intervals() -> list[Figure]:
    """Coverage of gains (true gain 5) with few students, and of counterbalanced unequal forms."""
    rng = np.random.default_rng(12)
    figures = []
    for n in (8, 25, 100):
        held = balanced = 0
        for _ in range(RUNS):
            able = rng.normal(500, 50, n)
            gain = gain_scores(able + rng.normal(0, 20, n), able + 5 + rng.normal(0, 20, n))
            held += not isinstance(gain, CannotTell) and 5.0 in gain.interval
            half = rng.normal(5, 25, (2, n)) + np.array([[12.0], [-12.0]])
            zero = np.zeros(n)
            forms = counterbalanced_gain(zero, half[0], zero, half[1])
            balanced += not isinstance(forms, CannotTell) and 5.0 in forms.interval
        figures.append(Figure(f"mean gain, {n} students", held / RUNS, RUNS, HOLDS))
        figures.append(Figure(f"counterbalanced gain, {n} students a half", balanced / RUNS, RUNS, HOLDS))
    return figures


def ceilings() -> list[Figure]:
    """Both tests end at the score of the top third: the median of the whole cohort falls, and it is
    noticed.
    """
    moved = warned = 0
    runs = 10
    for seed in range(runs):
        current, priors = cohort(1_000, seed)
        top = np.quantile(current, 0.67)
        result = student_growth_percentiles(np.minimum(current, top), np.minimum(priors[:, :1], top))
        if isinstance(result, CannotTell):
            continue
        moved += float(np.median(result.sgp)) < 40
        warned += result.ceiling.stops
    return [
        Figure("ceiling at the top third: median of the cohort below 40", moved / runs, runs),
        Figure("ceiling at the top third: growth is not shown", warned / runs, runs, (1.0, 1.0)),
    ]


def small_cohorts() -> list[Figure]:
    """Percentiles of 60 students by least squares: share within 10 points of those from the true model."""
    near = []
    for seed in range(200):
        current, priors = cohort(60, seed)
        ours = conditional_growth(current, priors)
        if isinstance(ours, CannotTell):
            continue
        # All three scores are equally correlated: the best prediction weighs the priors alike.
        true = current - (priors - 500).sum(axis=1) * _SLOPE
        rank = 100 * (np.argsort(np.argsort(true)) + 0.5) / 60
        near.append(float(np.mean(np.abs(rank - ours.percentile) <= 10)))
    return [
        Figure("60 students: conditional percentile within 10 of the true model's", float(np.mean(near)), 200)
    ]


_R = 0.81 / (0.81 + 0.44**2)
_SLOPE = _R / (1 + _R)


def run() -> list[Figure]:
    """All figures of the growth module."""
    return [*median_intervals(), *group_false_signals(), *gain_intervals(), *ceilings(), *small_cohorts()]


if __name__ == "__main__":
    for figure in run():
        print(figure.line())
