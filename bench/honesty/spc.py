"""How often unchanged measures show a signal, how often real shifts do, with and without autocorrelation."""

import numpy as np

from bench.honesty.figures import Figure
from trellis.stats.inputs import FloatArray
from trellis.stats.spc import any_flag_rate, control_lines_many, false_alarm_rate, run_charts

RUNS = 20_000


def moving_together(rng: np.random.Generator, n: int, phi: float, runs: int = RUNS) -> FloatArray:
    """Stationary AR(1) series: runs x n."""
    noise = rng.standard_normal((runs, n))
    series = np.empty((runs, n))
    series[:, 0] = noise[:, 0] / np.sqrt(1 - phi**2)
    for i in range(1, n):
        series[:, i] = phi * series[:, i - 1] + noise[:, i]
    return series


def beyond_limits(table: FloatArray) -> FloatArray:
    """Whether any point of a series lies outside the 3-sigma limits of its own I chart."""
    lines = control_lines_many("i", table)
    return np.asarray(((table > lines.upper) | (table < lines.lower)).any(axis=1), dtype=np.float64)


def false_alarms() -> list[Figure]:
    """Unchanged measures; the wanted ranges are the figures of the design, two points either way."""
    rng = np.random.default_rng(11)
    rows = []
    wanted = {(24, 0.0): (3, 5.7), (24, 0.3): (16, 20), (24, 0.6): (47, 54), (36, 0.6): (69, 73)}
    for (n, phi), (runs_rule, sigma_rule) in wanted.items():
        table = moving_together(rng, n, phi)
        fired = float(run_charts(table).signal.mean())
        beyond = float(beyond_limits(table).mean())
        for what, rate, goal in (("Anhøj rules", fired, runs_rule), ("3-sigma limits", beyond, sigma_rule)):
            near = (max(0.0, goal / 100 - 0.02), goal / 100 + 0.02)
            rows.append(Figure(f"unchanged, n = {n}, lag-1 r = {phi:g}: {what}", rate, RUNS, near))
    rows.append(
        Figure("unchanged, n = 24, lag-1 r = 0: any display flag", any_flag_rate(24), 3000, (0.188, 0.228))
    )
    many = 10 * RUNS
    frozen = float(run_charts(rng.standard_normal((many, 24)), baseline=12).signal.mean())
    rows.append(Figure("unchanged, n = 24, baseline of 12 frozen: Anhøj rules", frozen, many, (0.071, 0.101)))
    exact = false_alarm_rate(24)
    plain = float(run_charts(rng.standard_normal((RUNS, 24))).signal.mean())
    rows.append(Figure("unchanged, n = 24: simulated beside exact counting", plain, RUNS, (exact, exact)))
    return rows


def power() -> list[Figure]:
    """Real shifts half-way; the wanted ranges are the figures of the design, two points either way."""
    rng = np.random.default_rng(12)
    rows = []
    for n, shifts in ((12, {0.5: 3, 1.0: 7, 2.0: 32}), (24, {0.5: 5, 1.0: 16, 2.0: 62})):
        for shift, goal in shifts.items():
            table = rng.standard_normal((RUNS, n))
            table[:, n // 2 :] += shift
            rate = float(run_charts(table).signal.mean())
            near = (max(0.0, goal / 100 - 0.02), goal / 100 + 0.02)
            rows.append(Figure(f"shift of {shift:g} SD half-way, n = {n}: seen", rate, RUNS, near))
    for shift, goal in {0.5: 16, 1.0: 42, 2.0: 88}.items():
        table = rng.standard_normal((RUNS, 24))
        table[:, 12:] += shift
        rate = float(run_charts(table, baseline=12).signal.mean())
        near = (goal / 100 - 0.02, goal / 100 + 0.02)
        rows.append(
            Figure(f"shift of {shift:g} SD after a frozen baseline of 12, n = 24: seen", rate, RUNS, near)
        )
    return rows


def run() -> list[Figure]:
    """All figures of the spc module."""
    return [*false_alarms(), *power()]


if __name__ == "__main__":
    for figure in run():
        print(figure.line())
