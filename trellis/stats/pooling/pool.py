"""What may be said about one strategy tried by several teams: the honest front of random-effects pooling."""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from trellis.stats.pooling.inputs import effects_and_variances
from trellis.stats.pooling.prediction import prediction_interval
from trellis.stats.pooling.random_effects import q_profile, random_effects
from trellis.stats.pooling.sentences import FEW, pooled_sentence
from trellis.stats.results import DEFAULT_LEVEL, CannotTell, Interval, Language, Note

_WIDE = 0.5  # I2 from which the teams' effects are said to differ


@dataclass(frozen=True, slots=True)
class Pooled:
    """The mean effect of n teams with its interval, and the range to expect in a new team.

    prediction is the usual interval, t(k-2) with the spread taken as known; prediction_wide also takes in how
    uncertain the spread is (the wider reach of prediction and of prediction.py). With few teams that differ
    the usual one holds too rarely (about 90 times in 100), so the sentence names both. i2 is the share of the
    differences between teams that is not sampling noise, i2_interval its Q-profile.
    """

    estimate: float
    interval: Interval
    prediction: Interval
    prediction_wide: Interval
    se: float
    p: float
    tau2: float
    i2: float
    i2_interval: Interval
    weights: tuple[float, ...]
    n: int
    notes: tuple[Note, ...]
    method: str = "REML, Hartung-Knapp max(1, q)"

    def say(self, language: Language = "en") -> str:
        """The average, its range, and what to expect elsewhere."""
        return pooled_sentence(
            language, self.estimate, self.interval, self.prediction, self.n, wide=self.prediction_wide
        )


def pool(effects: ArrayLike, variances: ArrayLike, *, level: float = DEFAULT_LEVEL) -> Pooled | CannotTell:
    """Pool the effects (k,) of k teams with squared standard errors (k,).

    One or two teams: cannot tell (an interval with one degree of freedom says nothing). Below five: a note.
    """
    y, v = effects_and_variances(effects, variances)
    k = len(y)
    if k < 3:
        return CannotTell(
            "too_few",
            f"Teams that tried it: {k}. An average needs at least three, so look at each result by itself.",
            f"Equipos que lo probaron: {k}. Una media necesita al menos tres; mire cada resultado aparte.",
            k,
        )
    fit = random_effects(y, v, level=level)
    profile = q_profile(y, v, level=level)
    usual = Interval(float(fit.prediction_low[0]), float(fit.prediction_high[0]), level)
    full = prediction_interval(y, v, level=level)
    i2 = float(fit.i2[0])
    notes = []
    if k < FEW:
        notes.append(
            Note(
                "too_few_to_generalise",
                f"{k} teams are too few to generalise: show every team's own result.",
                f"{k} equipos son muy pocos para generalizar: muestre el resultado de cada uno.",
            )
        )
    if i2 >= _WIDE:
        notes.append(
            Note(
                "effects_differ",
                "The effects differ from team to team by more than chance: ask what was different.",
                "Los efectos varían entre equipos más de lo que da el azar: pregunte qué fue distinto.",
            )
        )
    return Pooled(
        estimate=float(fit.estimate[0]),
        interval=Interval(float(fit.low[0]), float(fit.high[0]), level),
        prediction=usual,
        prediction_wide=Interval(min(usual.low, full.low), max(usual.high, full.high), level),
        se=float(fit.se[0]),
        p=float(fit.p[0]),
        tau2=float(fit.tau2[0]),
        i2=i2,
        i2_interval=profile.i2,
        weights=tuple(float(w) for w in fit.weights[0]),
        n=k,
        notes=tuple(notes),
    )
