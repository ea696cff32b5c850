"""Random-effects pooling of independent effects: Hartung-Knapp, prediction, shrinkage, leave one out.

Model y_i = mu + u_i + e_i, Var(u_i) = tau2, Var(e_i) = v_i. mu = sum(w y)/sum(w), w = 1/(v + tau2).
Sources: Hartung and Knapp (2001, Stat Med 20:3875); Roever, Knapp and Friede (2015,
doi:10.1186/s12874-015-0091-1) for max(1, q); Higgins, Thompson and Spiegelhalter (2009) for prediction;
Viechtbauer (2007, Stat Med 26:37) for the Q profile; Raudenbush and Bryk (1985) for shrinkage.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from trellis.stats.inputs import FloatArray, as_share
from trellis.stats.pooling.heterogeneity import (
    Estimator,
    Weighted,
    estimate_tau2,
    profile_q,
    tau2_se,
    weighted,
)
from trellis.stats.pooling.inputs import effect_tables, effects_and_variances
from trellis.stats.pooling.sentences import pooled_sentence
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Interval,
    Language,
    StatsError,
    in_language,
    percent,
)

IntervalTest = Literal["hk-adhoc", "hk", "z"]
PredictionRule = Literal["k-2", "test"]


@dataclass(frozen=True, slots=True)
class RandomEffects:
    """Pooled effects of s data sets of k studies each, as arrays (s,) in the order given.

    low/high: interval of the mean effect; prediction_low/high: interval for the true effect in a new study;
    weights (s, k) sum to 1. i2 is a share (0..1). tau2 has the square of the unit of the effect.
    """

    estimate: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    statistic: FloatArray
    df: int | None
    p: FloatArray
    tau2: FloatArray
    tau2_se: FloatArray
    i2: FloatArray
    h2: FloatArray
    q: FloatArray
    q_p: FloatArray
    prediction_low: FloatArray
    prediction_high: FloatArray
    weights: FloatArray
    k: int
    level: float
    method: Estimator
    test: IntervalTest

    def say(self, language: Language = "en") -> str:
        """What the (one) data set says; for many, only how many there are."""
        if len(self.estimate) != 1:
            return in_language(
                language,
                en=f"{len(self.estimate)} sets of {self.k} effects were pooled; read each by itself.",
                es=f"Se combinaron {len(self.estimate)} series de {self.k} efectos; lea cada una aparte.",
            )
        if self.k < 3:
            return in_language(
                language,
                en="Two teams are too few for an average; look at each result by itself.",
                es="Dos equipos son muy pocos para una media; mire cada resultado por separado.",
            )
        return pooled_sentence(
            language,
            float(self.estimate[0]),
            Interval(float(self.low[0]), float(self.high[0]), self.level),
            Interval(float(self.prediction_low[0]), float(self.prediction_high[0]), self.level),
            self.k,
        )


def random_effects(
    effects: ArrayLike,
    variances: ArrayLike,
    *,
    method: Estimator = "REML",
    test: IntervalTest = "hk-adhoc",
    level: float = DEFAULT_LEVEL,
    prediction: PredictionRule = "k-2",
) -> RandomEffects:
    """Fit one data set, effects (k,), or many of one size, (s, k); k >= 2. :func:`pool` adds the words."""
    as_share(level, name="level")
    known_test(test)
    if prediction not in get_args(PredictionRule):
        raise StatsError("Choose “k-2” or “test”.", reason="option", es="Elija «k-2» o «test».")
    y, v = _data_sets(effects, variances)
    k = y.shape[1]
    x = np.ones((k, 1))
    tau2 = estimate_tau2(y, v, x, method)
    fit = weighted(y, v, x, tau2)
    estimate, variance = fit.beta[:, 0], fit.inverse[:, 0, 0]
    se = np.sqrt(variance * _test_scale(fit, k - 1, test))
    fixed = weighted(y, v, x, np.zeros(len(y)))
    df = None if test == "z" else k - 1
    i2, h2 = _heterogeneity(fixed, v, tau2, method)
    half = quantile(level, df) * se
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / se
    p = 2.0 * (special.ndtr(-np.abs(statistic)) if df is None else special.stdtr(df, -np.abs(statistic)))
    reach = quantile(level, max(1, k - 2) if prediction == "k-2" else df) * np.sqrt(se * se + tau2)
    return RandomEffects(
        estimate=estimate,
        se=se,
        low=estimate - half,
        high=estimate + half,
        statistic=statistic,
        df=df,
        p=p,
        tau2=tau2,
        tau2_se=tau2_se(y, v, x, tau2, method),
        i2=i2,
        h2=h2,
        q=fixed.q,
        q_p=special.chdtrc(k - 1, fixed.q),
        prediction_low=estimate - reach,
        prediction_high=estimate + reach,
        weights=fit.weight * variance[:, None],
        k=k,
        level=level,
        method=method,
        test=test,
    )


def known_test(test: str) -> None:
    """StatsError ``option`` for a test that does not exist."""
    if test not in get_args(IntervalTest):
        raise StatsError(f"There is no test “{test}”.", reason="option", es=f"No hay una prueba «{test}».")


def _data_sets(effects: ArrayLike, variances: ArrayLike) -> tuple[FloatArray, FloatArray]:
    if np.ndim(effects) == 2:
        y, v = effect_tables(effects, variances)
    else:
        y1, v1 = effects_and_variances(effects, variances)
        y, v = y1[None, :], v1[None, :]
    if y.shape[1] < 2:
        raise StatsError(
            "At least two effects are needed to pool.",
            reason="too_few",
            es="Se necesitan al menos dos efectos para combinarlos.",
        )
    return y, v


def quantile(level: float, df: float | None) -> float:
    """Two-sided critical value: normal where df is None, else t."""
    upper = 0.5 + level / 2.0
    return float(special.ndtri(upper) if df is None else special.stdtrit(df, upper))


def _test_scale(fit: Weighted, df: int, test: IntervalTest) -> FloatArray:
    """Hartung and Knapp's q, at least 1 in the ad-hoc form; 1 for the normal test."""
    if test == "z":
        return np.ones(len(fit.q))
    q = fit.q / df
    return np.maximum(1.0, q) if test == "hk-adhoc" else q


def typical_variance(v: FloatArray) -> FloatArray:
    """Higgins and Thompson's typical sampling variance (k-1) sum w / ((sum w)^2 - sum w^2), per data set."""
    w = 1.0 / v
    total = w.sum(axis=-1)
    return np.asarray((v.shape[-1] - 1) * total / (total * total - (w * w).sum(axis=-1)))


def _heterogeneity(
    fixed: Weighted, v: FloatArray, tau2: FloatArray, method: Estimator
) -> tuple[FloatArray, FloatArray]:
    if method == "EE":
        h2 = fixed.q / (v.shape[1] - 1)
        return np.maximum(0.0, 1.0 - 1.0 / np.maximum(h2, 1.0)), h2
    typical = typical_variance(v)
    return tau2 / (tau2 + typical), tau2 / typical + 1.0


@dataclass(frozen=True, slots=True)
class HeterogeneityInterval:
    """Q-profile limits of tau2 and of I2 (a share)."""

    tau2: Interval
    i2: Interval
    k: int
    method: str = "Q profile"

    def say(self, language: Language = "en") -> str:
        """How much of the differences between teams may be more than chance."""
        low, high = percent(self.i2.low, language), percent(self.i2.high, language)
        return in_language(
            language,
            en=f"Of the differences between {self.k} teams, from {low} to {high} may be more than chance.",
            es=f"De las diferencias entre {self.k} equipos, entre {low} y {high} pueden ser más que azar.",
        )


def q_profile(
    effects: ArrayLike, variances: ArrayLike, *, level: float = DEFAULT_LEVEL
) -> HeterogeneityInterval:
    """How far tau2 and I2 can plausibly reach: the tau2 at which Q meets its chi-squared quantiles."""
    y, v = effects_and_variances(effects, variances)
    as_share(level, name="level")
    k = len(y)
    if k < 2:
        raise StatsError(
            "At least two effects are needed to compare them.",
            reason="too_few",
            es="Se necesitan al menos dos efectos para compararlos.",
        )
    tail = (1.0 - level) / 2.0
    targets = special.chdtri(k - 1, np.array([tail, 1.0 - tail]))  # upper quantile gives the lower limit
    pair = np.ones((2, 1))
    low, high = profile_q(pair * y, pair * v, np.ones((k, 1)), targets)
    typical = float(typical_variance(v))
    return HeterogeneityInterval(
        Interval(float(low), float(high), level),
        Interval(float(low / (low + typical)), float(high / (high + typical)), level),
        k,
    )


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Best linear unbiased predictions of each true effect, in the order given: arrays (k,)."""

    estimate: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    pull: FloatArray
    k: int
    level: float
    method: str = "BLUP"

    def say(self, language: Language = "en") -> str:
        """How far results were pulled to the average."""
        least, most = percent(float(self.pull.min()), language), percent(float(self.pull.max()), language)
        return in_language(
            language,
            en=f"Each of {self.k} results was pulled to the average by {least} to {most}, unsure ones most.",
            es=f"Cada uno de {self.k} resultados se acercó a la media ({least} a {most}), más los inseguros.",
        )


def shrunken_effects(
    effects: ArrayLike,
    variances: ArrayLike,
    *,
    method: Estimator = "REML",
    test: IntervalTest = "hk-adhoc",
    level: float = DEFAULT_LEVEL,
) -> Shrunken:
    """Each effect pulled to the mean by 1 - tau2/(tau2 + v): less sure effects are pulled more.

    se^2 = lambda v + (1-lambda)^2 se_mu^2. ``pull`` is 1 - lambda. The order is the order given.
    """
    y, v = effects_and_variances(effects, variances)
    fit = random_effects(y, v, method=method, test=test, level=level)
    tau2, mean, se_mean = fit.tau2[0], fit.estimate[0], fit.se[0]
    keep = tau2 / (tau2 + v)
    estimate = keep * y + (1.0 - keep) * mean
    se = np.sqrt(keep * v + (1.0 - keep) ** 2 * se_mean**2)
    half = quantile(level, fit.df) * se
    return Shrunken(estimate, se, estimate - half, estimate + half, 1.0 - keep, fit.k, level)


def leave_one_out(
    effects: ArrayLike,
    variances: ArrayLike,
    *,
    method: Estimator = "REML",
    test: IntervalTest = "hk-adhoc",
    level: float = DEFAULT_LEVEL,
) -> RandomEffects | CannotTell:
    """The pooled effect without each study in turn: entry i leaves out study i. Needs k >= 3."""
    y, v = effects_and_variances(effects, variances)
    k = len(y)
    if k < 3:
        return CannotTell(
            "too_few",
            "With fewer than three teams, leaving one out leaves nothing to pool.",
            "Con menos de tres equipos, al quitar uno no queda nada que combinar.",
            k,
        )
    if k > _MAX_LEAVE_ONE_OUT:
        raise StatsError(
            f"Leaving one out is done for at most {_MAX_LEAVE_ONE_OUT:,} studies.",
            reason="too_large",
            es=f"Quitar uno cada vez se hace con {_MAX_LEAVE_ONE_OUT:,} estudios como máximo.",
        )
    others = ~np.eye(k, dtype=bool)
    left_y = np.broadcast_to(y, (k, k))[others].reshape(k, k - 1)
    left_v = np.broadcast_to(v, (k, k))[others].reshape(k, k - 1)
    return random_effects(left_y, left_v, method=method, test=test, level=level)


_MAX_LEAVE_ONE_OUT = 2_000
