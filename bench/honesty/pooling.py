"""Do the intervals of pooled results hold, with few teams, unequal teams and clustered students?"""

import numpy as np

from bench.honesty.figures import Figure
from trellis.stats.inputs import FloatArray
from trellis.stats.pooling import (
    funnel_limits,
    prediction_interval,
    random_effects,
    random_intercept,
    three_level,
)
from trellis.stats.results import CannotTell
from trellis.stats.robust import cluster_robust

RUNS = 4000
SLOW_RUNS = 600
HOLDS = (0.93, 0.97)


def _studies(rng: np.random.Generator, k: int, tau: float) -> tuple[FloatArray, FloatArray]:
    """Effects and variances of RUNS sets of k teams of 15 to 60 students a side, mean effect 0.2."""
    n = rng.integers(15, 61, (RUNS, k))
    variance = 2.0 / n
    true = rng.normal(0.2, tau, (RUNS, k)) if tau else np.full((RUNS, k), 0.2)
    return rng.normal(true, np.sqrt(variance)), variance


def pooled_intervals() -> list[Figure]:
    """Coverage of the mean and of the prediction interval by number of teams and true spread."""
    rng = np.random.default_rng(20)
    figures = []
    for k in (3, 5, 10, 20):
        for tau in (0.0, 0.1, 0.3):
            y, v = _studies(rng, k, tau)
            fit = random_effects(y, v)
            new = rng.normal(0.2, tau, RUNS)
            full = [prediction_interval(y[i], v[i]) for i in range(SLOW_RUNS)]
            held_full = np.mean([float(new[i]) in both for i, both in enumerate(full)])
            covered = np.mean((fit.low <= 0.2) & (fit.high >= 0.2))
            ahead = np.mean((fit.prediction_low <= new) & (fit.prediction_high >= new))
            # max(1, q) is meant to be cautious where teams agree or are few: more than 97 % is accepted there
            wanted = HOLDS if tau >= 0.3 and k >= 5 else (HOLDS[0], 1.0)
            figures += [
                Figure(f"mean, Hartung-Knapp max(1, q), {k} teams, tau {tau}", float(covered), RUNS, wanted),
                Figure(f"new team, usual t(k-2), {k} teams, tau {tau}", float(ahead), RUNS),
                Figure(
                    f"new team, spread uncertain, {k} teams, tau {tau}",
                    float(held_full),
                    SLOW_RUNS,
                    (HOLDS[0], 1.0),
                ),
            ]
            plain = random_effects(y, v, method="DL", test="z")
            held = np.mean((plain.low <= 0.2) & (plain.high >= 0.2))
            figures.append(
                Figure(f"for comparison, DerSimonian-Laird, {k} teams, tau {tau}", float(held), RUNS)
            )
    return figures


def schools_of_teams() -> list[Figure]:
    """Coverage of the three-level mean by number of schools."""
    rng = np.random.default_rng(21)
    figures = []
    for schools in (5, 10, 30):
        held = ahead = 0
        for _ in range(SLOW_RUNS):
            school = np.repeat(np.arange(schools), rng.integers(1, 6, schools))
            if len(school) == schools:
                school = np.append(school, 0)
            variance = 2.0 / rng.integers(15, 61, len(school))
            y = 0.2 + rng.normal(0, 0.2, schools)[school] + rng.normal(0, np.sqrt(0.01 + variance))
            fit = three_level(y, variance, school)
            new = rng.normal(0.2, np.sqrt(0.05))
            held += not isinstance(fit, CannotTell) and 0.2 in fit.interval
            ahead += not isinstance(fit, CannotTell) and float(new) in fit.prediction
        figures += [
            Figure(f"three-level mean, CR2, {schools} schools", held / SLOW_RUNS, SLOW_RUNS, HOLDS),
            Figure(f"new team in a new school, {schools} schools", ahead / SLOW_RUNS, SLOW_RUNS),
        ]
    return figures


def whole_schools() -> list[Figure]:
    """False positives when 4 of 8 schools of 25 students try something that does nothing."""
    rng = np.random.default_rng(22)
    school = np.repeat(np.arange(8), 25)
    design = np.column_stack([np.ones(200), school < 4])
    figures = []
    for icc in (0.05, 0.10, 0.20):
        naive = robust = mixed = 0
        for _ in range(SLOW_RUNS * 2):
            y = rng.normal(0, np.sqrt(icc), 8)[school] + rng.normal(0, np.sqrt(1 - icc), 200)
            fit = cluster_robust(design, y, school)
            naive += abs(fit.coefficients[1]) > 1.972 * np.sqrt(fit.covariance_classical[1, 1])
            robust += fit.test(1).p < 0.05
            model = random_intercept(y, school, design[:, 1])
            mixed += not isinstance(model, CannotTell) and not model.low[1] <= 0.0 <= model.high[1]
        runs = SLOW_RUNS * 2
        figures += [
            Figure(f"8 schools, ICC {icc}: students counted one by one", naive / runs, runs),
            Figure(f"8 schools, ICC {icc}: CR2 with Satterthwaite", robust / runs, runs, (0.03, 0.07)),
            Figure(f"8 schools, ICC {icc}: random intercept, t", mixed / runs, runs, (0.0, 0.07)),
        ]
    return figures


def funnels() -> list[Figure]:
    """Share of teams outside the 99.8 % limits when teams do not differ, and when all differ a little."""
    rng = np.random.default_rng(23)
    figures = []
    for spread, name in ((0.0, "equal teams"), (0.4, "teams that differ (logit SD 0.4)")):
        exact = wide = teams = 0
        for _ in range(1000):
            n = rng.integers(15, 90, 20)
            logit = rng.normal(0.4, spread, 20) if spread else np.full(20, 0.4)
            fit = funnel_limits(rng.binomial(n, 1 / (1 + np.exp(-logit))), n)
            if isinstance(fit, CannotTell):
                continue
            exact += int(fit.outside.sum())
            wide += int(fit.outside_wide.sum())
            teams += 20
        wanted = (0.0, 0.005) if spread == 0.0 else None  # an alarm where nothing differs is a false one
        figures += [
            Figure(f"outside exact 99.8 % limits, {name}", exact / teams, teams, wanted),
            Figure(f"outside widened limits, {name}", wide / teams, teams, wanted),
        ]
    return figures


def run() -> list[Figure]:
    """All figures of pooling."""
    return pooled_intervals() + schools_of_teams() + whole_schools() + funnels()


if __name__ == "__main__":
    for figure in run():
        print(figure.line())
