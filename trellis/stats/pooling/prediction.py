"""Where the true effect in a new team may lie, with the uncertainty of the spread itself taken in.

The usual interval mu +- t(k-2) sqrt(se^2 + tau2) treats tau2 as known. In simulations with 5 to 20 teams it
held 86 to 92 times in 100 where teams truly differ (bench/honesty/pooling.py). Here tau2 runs through its
exact confidence distribution (the Q profile: Q at the true tau2 is chi-squared with k-1 df), and the
predictions at each value are mixed. In the spirit of Nagashima, Noma and Furukawa (2019, Stat Methods Med
Res 28:1689), with t(k-1) and Hartung-Knapp's scale at each value; it held 94 to 98 times in 100 in the same
simulations.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from trellis.stats.inputs import FloatArray, as_share
from trellis.stats.pooling.heterogeneity import profile_q, weighted
from trellis.stats.pooling.inputs import effects_and_variances
from trellis.stats.results import DEFAULT_LEVEL, Interval, StatsError

_POINTS = 120  # values of tau2, equally likely
_CHUNK = 4_000_000
_HALVINGS = 80


def prediction_interval(
    effects: ArrayLike, variances: ArrayLike, *, level: float = DEFAULT_LEVEL
) -> Interval:
    """Interval for the true effect in a new team from effects (k,) and variances (k,), k >= 3; repeatable."""
    y, v = effects_and_variances(effects, variances)
    as_share(level, name="level")
    k = len(y)
    if k < 3:
        raise StatsError(
            "At least three effects are needed to say what to expect in a new team.",
            reason="too_few",
            es="Se necesitan al menos tres efectos para decir qué esperar en un equipo nuevo.",
        )
    centre, scale = _spread_of_predictions(y, v)
    tail = (1.0 - level) / 2.0
    return Interval(
        _mixture_quantile(tail, centre, scale, k - 1),
        _mixture_quantile(1.0 - tail, centre, scale, k - 1),
        level,
    )


def _spread_of_predictions(y: FloatArray, v: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and scale of the prediction at equally likely values of tau2."""
    k = len(y)
    targets = special.chdtri(k - 1, (np.arange(_POINTS) + 0.5) / _POINTS)
    x = np.ones((k, 1))
    rows = max(1, _CHUNK // k)
    centres, scales = [], []
    for start in range(0, _POINTS, rows):
        part = targets[start : start + rows]
        many_y, many_v = np.tile(y, (len(part), 1)), np.tile(v, (len(part), 1))
        tau2 = profile_q(many_y, many_v, x, part)
        fit = weighted(many_y, many_v, x, tau2)
        centres.append(fit.beta[:, 0])
        scales.append(np.sqrt(tau2 + fit.inverse[:, 0, 0] * fit.q / (k - 1)))
    return np.concatenate(centres), np.concatenate(scales)


def _mixture_quantile(probability: float, centre: FloatArray, scale: FloatArray, df: int) -> float:
    """The quantile of an equal mixture of shifted and scaled t distributions, by bisection."""
    each = centre + special.stdtrit(df, probability) * scale
    low, high = float(each.min()), float(each.max())
    safe = np.where(scale > 0.0, scale, 1e-300)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        steps = np.clip((middle - centre) / safe, -1e300, 1e300)
        if float(special.stdtr(df, steps).mean()) < probability:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
