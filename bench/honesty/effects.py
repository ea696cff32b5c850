"""Do the intervals of effects hold with few students, few schools, autocorrelation; how often is noise a
signal?
"""

import math

import numpy as np

from bench.honesty.figures import Figure
from trellis.stats import effects
from trellis.stats.effects.two_groups import two_sided
from trellis.stats.inputs import FloatArray, IntArray
from trellis.stats.results import CannotTell

RUNS = 2000
SERIES_RUNS = 600
HOLDS = (0.93, 0.97)


def two_group_intervals() -> list[Figure]:
    """Coverage of g (true 0.4) by size of the groups."""
    rng = np.random.default_rng(21)
    figures = []
    for n in (5, 15, 50):
        held = 0
        for _ in range(RUNS):
            a, b = rng.normal(0.4, 1, n), rng.normal(0, 1, n)
            ours = effects.hedges_g(_summary(a), _summary(b), exact=True)
            held += not isinstance(ours, CannotTell) and 0.4 in ours.interval
        figures.append(Figure(f"g of two groups of {n}", held / RUNS, RUNS, HOLDS))
    return figures


def clustered_tests() -> list[Figure]:
    """No effect, 8 schools of 25 students: the naive t test, the WWC's correction, CR2 over two times."""
    rng = np.random.default_rng(22)
    schools, students = 8, 25
    cluster = np.repeat(np.arange(schools), students)
    arm = (cluster < schools // 2).astype(float)
    figures = []
    for icc in (0.05, 0.10, 0.20):
        naive = corrected = did = 0
        for _ in range(RUNS):
            y = rng.normal(0, math.sqrt(icc), schools)[cluster] + rng.normal(0, math.sqrt(1 - icc), len(arm))
            g, _ = effects.hedges_g_many(*_arms(y, arm))
            test = effects.cluster_corrected_test(float(g), 100, 100, schools, icc=icc)
            naive += abs(test.t_uncorrected) > 1.972
            corrected += test.p < 0.05
        for _ in range(SERIES_RUNS):
            did += _did_signal(rng, cluster, arm, icc)
        figures += [
            Figure(f"8 schools, ICC {icc}: naive t test signals", naive / RUNS, RUNS),
            Figure(f"8 schools, ICC {icc}: WWC correction signals", corrected / RUNS, RUNS),
            Figure(
                f"8 schools, ICC {icc}: difference in differences signals",
                did / SERIES_RUNS,
                SERIES_RUNS,
                (0.03, 0.07),
            ),
        ]
    return figures


def _did_signal(rng: np.random.Generator, cluster: IntArray, arm: FloatArray, icc: float) -> bool:
    """Schools differ, and change differently, by chance; nothing was done."""
    twice = np.concatenate((cluster, cluster))
    post = np.repeat([0.0, 1.0], len(cluster))
    level, drift = rng.normal(0, math.sqrt(icc), (2, 8))
    y = level[twice] + drift[twice] * post + rng.normal(0, math.sqrt(1 - icc), len(post))
    ours = effects.difference_in_differences(y, np.concatenate((arm, arm)), post, twice)
    return not isinstance(ours, CannotTell) and 0.0 not in ours.interval


def interrupted_series_signals() -> list[Figure]:
    """How often a jump is claimed in a series without one, by autocorrelation."""
    rng = np.random.default_rng(23)
    figures = []
    for phi in (0.0, 0.3, 0.6):
        for n in (24, 60):
            signals = noted = plain = 0
            for _ in range(SERIES_RUNS):
                noise = rng.normal(size=n + 50)
                for i in range(1, len(noise)):
                    noise[i] += phi * noise[i - 1]
                ours = effects.interrupted_series(noise[50:], n // 2)
                if isinstance(ours, CannotTell):
                    continue
                signals += 0.0 not in ours.interval
                noted += bool(ours.notes)
                plain += two_sided(ours.estimate / float(ours.fit.newey_west_se[2]), n - 4) < 0.05
            what = f"series of {n}, autocorrelation {phi}"
            figures.append(
                Figure(f"{what}: a jump is claimed", signals / SERIES_RUNS, SERIES_RUNS, (0.0, 0.07))
            )
            figures.append(Figure(f"{what}: Newey-West alone claims one", plain / SERIES_RUNS, SERIES_RUNS))
            figures.append(Figure(f"{what}: the warning shows", noted / SERIES_RUNS, SERIES_RUNS))
    return figures


def other_intervals() -> list[Figure]:
    """Coverage of shares, of the change in one group and of NAP."""
    rng = np.random.default_rng(24)
    held = {
        "share of 25, true 60 %": 0,
        "difference of shares of 25": 0,
        "change of 20 students": 0,
        "NAP 8 / 12": 0,
    }
    true_nap = 0.5 * math.erfc(-1 / 2)
    for _ in range(RUNS):
        x1, x2 = (int(v) for v in rng.binomial(25, [0.6, 0.4]))
        held["share of 25, true 60 %"] += 0.6 in effects.share(x1, 25).interval
        both = effects.compare_shares(x1, 25, x2, 25)
        held["difference of shares of 25"] += not isinstance(both, CannotTell) and 0.2 in both.interval
        able = rng.normal(0, 1, 20)
        pre, post = able + rng.normal(0, 0.5, 20), able + 0.5 + rng.normal(0, 0.5, 20)
        r = float(np.corrcoef(pre, post)[0, 1])
        data = effects.PrePost(pre.mean(), post.mean(), pre.std(ddof=1), post.std(ddof=1), 20, r)
        change = effects.pre_post_change(data, kind="MC")
        held["change of 20 students"] += not isinstance(change, CannotTell) and 0.5 in change.interval
        case = effects.single_case(rng.normal(0, 1, 8), rng.normal(1, 1, 12))
        held["NAP 8 / 12"] += not isinstance(case, CannotTell) and true_nap in case.interval
    return [Figure(what, count / RUNS, RUNS, HOLDS) for what, count in held.items()]


def _summary(values: FloatArray) -> effects.GroupSummary:
    return effects.GroupSummary(float(values.mean()), float(values.std(ddof=1)), len(values))


def _arms(y: FloatArray, arm: FloatArray) -> tuple[float, float, int, float, float, int]:
    one, two = _summary(y[arm == 1]), _summary(y[arm == 0])
    return one.mean, one.sd, one.n, two.mean, two.sd, two.n


def run() -> list[Figure]:
    """All figures of the effects module."""
    return [
        *two_group_intervals(),
        *clustered_tests(),
        *interrupted_series_signals(),
        *other_intervals(),
    ]


if __name__ == "__main__":
    for figure in run():
        print(figure.line())
