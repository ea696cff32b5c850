"""Gain scores: simple, with the reliability of a difference; and with two forms in both orders."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from trellis.stats.growth.limits import ceiling_and_floor
from trellis.stats.inputs import FloatArray, Numbers, as_number, as_series, as_share, same_length
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Interval,
    Language,
    Note,
    in_language,
    plain_number,
)

UNRELIABLE = 0.5  # a gain below this reliability says little about a single student (our choice)


@dataclass(frozen=True, slots=True)
class Gains:
    """Mean gain in score units with its t interval; how the gain hangs together with the start.

    ``reliability`` is None unless the reliabilities of both tests were given.
    """

    estimate: float
    interval: Interval
    sd: float
    se: float
    t: float
    p: float
    r_pre_post: float
    r_pre_gain: float
    reliability: float | None
    n: int
    n_before: int
    ceiling_stops: bool
    notes: tuple[Note, ...]
    method: str = "mean gain with t interval"

    def say(self, language: Language = "en") -> str:
        """How much higher or lower; never that something worked."""
        if self.ceiling_stops and self.notes:
            return self.notes[0].say(language)
        return _gain_sentence(language, self.estimate, self.interval, self.n)


def gain_scores(
    pre: Numbers,
    post: Numbers,
    *,
    reliability_pre: float | None = None,
    reliability_post: float | None = None,
    level: float = DEFAULT_LEVEL,
) -> Gains | CannotTell:
    """Post minus pre of the same students (n,), in score units. NaN means missing; pairs are matched.

    Reliability of the gain: (rho1 s1^2 + rho2 s2^2 - 2 r s1 s2) / (s1^2 + s2^2 - 2 r s1 s2).
    CannotTell ``too_few`` below 3 pairs, ``no_variation`` when all gains are equal.
    """
    as_share(level)
    before = as_series(pre, name="first scores", allow_missing=True)
    after = as_series(post, name="second scores", allow_missing=True)
    same_length(pre=before, post=after)
    started = int(np.count_nonzero(~np.isnan(before)))
    both = ~np.isnan(before) & ~np.isnan(after)
    before, after = before[both], after[both]
    n = len(before)
    if n < 3:
        return _too_few(n)
    gain = after - before
    sd = float(gain.std(ddof=1))
    if sd <= 1e-12 * max(1.0, float(np.abs(gain).max())):
        return _all_equal(n)
    mean, se = float(gain.mean()), sd / math.sqrt(n)
    half = float(special.stdtrit(n - 1, 0.5 + level / 2)) * se
    r = _correlation(before, after)
    reliability = None
    if reliability_pre is not None and reliability_post is not None:
        both_known = [as_share(rho, name="reliability") for rho in (reliability_pre, reliability_post)]
        if not math.isnan(r):
            spreads = float(before.std(ddof=1)), float(after.std(ddof=1))
            reliability = gain_reliability(both_known[0], both_known[1], *spreads, r)
    top = ceiling_and_floor(after)
    notes = list(top.notes)
    if reliability is not None and reliability < UNRELIABLE:
        notes.append(_unreliable(reliability))
    t = mean / se
    return Gains(
        estimate=mean,
        interval=Interval(mean - half, mean + half, level),
        sd=sd,
        se=se,
        t=t,
        p=float(2 * special.stdtr(n - 1, -abs(t))),
        r_pre_post=r,
        r_pre_gain=_correlation(before, gain),
        reliability=reliability,
        n=n,
        n_before=started,
        ceiling_stops=top.stops,
        notes=tuple(notes),
    )


def gain_reliability(rho_pre: float, rho_post: float, sd_pre: float, sd_post: float, r: float) -> float:
    """Reliability of a difference of two scores; nan where the difference does not vary.

    Reliabilities lie from 0 to 1, the correlation from -1 to 1, spreads from 0 (StatsError as ``as_number``).
    """
    rho_pre = as_number(rho_pre, name="first reliability", least=0, greatest=1)
    rho_post = as_number(rho_post, name="second reliability", least=0, greatest=1)
    sd_pre = as_number(sd_pre, name="first spread", least=0)
    sd_post = as_number(sd_post, name="second spread", least=0)
    r = as_number(r, name="correlation", least=-1, greatest=1)
    both = sd_pre**2 + sd_post**2 - 2 * r * sd_pre * sd_post
    if not both > 0:
        return float("nan")
    return (rho_pre * sd_pre**2 + rho_post * sd_post**2 - 2 * r * sd_pre * sd_post) / both


@dataclass(frozen=True, slots=True)
class CounterbalancedGain:
    """Gain freed from the difficulty of two forms, and how much harder form B is than form A.

    ``form_difference`` > 0 means that form B gives higher scores (is easier) than form A.
    """

    estimate: float
    interval: Interval
    form_difference: float
    form_interval: Interval
    se: float
    df: float
    n: int
    notes: tuple[Note, ...] = ()
    method: str = "counterbalanced forms (Welch)"

    def say(self, language: Language = "en") -> str:
        """The gain without the forms; a change, never an effect."""
        return _gain_sentence(language, self.estimate, self.interval, self.n)


def counterbalanced_gain(
    a_first: Numbers, b_second: Numbers, b_first: Numbers, a_second: Numbers, *, level: float = DEFAULT_LEVEL
) -> CounterbalancedGain | CannotTell:
    """Half the class takes form A before and B after, the other half B before and A after.

    The gain is the mean of the two groups' gains, the form difference half of their difference; both have the
    standard error sqrt(s1^2/n1 + s2^2/n2) / 2 with Welch's degrees of freedom. It assumes that the halves
    were made by chance. NaN means missing. CannotTell ``too_few`` below 3 pairs in a half, ``no_variation``.
    """
    as_share(level)
    halves = [_half(a_first, b_second), _half(b_first, a_second)]
    sizes = [len(half) for half in halves]
    if min(sizes) < 3:
        return _too_few(min(sizes))
    variances = [float(half.var(ddof=1)) / len(half) for half in halves]
    if sum(variances) <= 0:
        return _all_equal(sum(sizes))
    first, second = (float(half.mean()) for half in halves)
    se = math.sqrt(sum(variances)) / 2
    df = sum(variances) ** 2 / sum(v**2 / (m - 1) for v, m in zip(variances, sizes, strict=True))
    half_width = float(special.stdtrit(df, 0.5 + level / 2)) * se
    gain, form = (first + second) / 2, (first - second) / 2
    return CounterbalancedGain(
        estimate=gain,
        interval=Interval(gain - half_width, gain + half_width, level),
        form_difference=form,
        form_interval=Interval(form - half_width, form + half_width, level),
        se=se,
        df=df,
        n=sum(sizes),
    )


def _half(first: Numbers, second: Numbers) -> FloatArray:
    before = as_series(first, name="first scores", allow_missing=True)
    after = as_series(second, name="second scores", allow_missing=True)
    same_length(first=before, second=after)
    gain = after - before
    return gain[~np.isnan(gain)]


def _correlation(a: FloatArray, b: FloatArray) -> float:
    da, db = a - a.mean(), b - b.mean()
    size = math.sqrt(float(da @ da) * float(db @ db))
    return min(1.0, max(-1.0, float(da @ db) / size)) if size > 0 else float("nan")


def _gain_sentence(language: Language, gain: float, interval: Interval, n: int) -> str:
    low, high = plain_number(interval.low), plain_number(interval.high)
    if 0.0 in interval:
        return in_language(
            language,
            en=f"{n} students changed by {plain_number(gain)} points on average (plausible {low} to {high}); "
            "this cannot be told apart from no change.",
            es=f"{n} estudiantes cambiaron {plain_number(gain)} puntos en promedio (plausible de {low} "
            f"a {high}); "
            "no se distingue de ningún cambio.",
        )
    up = gain > 0
    size = plain_number(abs(gain))
    return in_language(
        language,
        en=f"{n} students scored {size} points {'higher' if up else 'lower'} on average (plausible change "
        f"{low} to "
        f"{high}); without a comparison group this does not say what caused it.",
        es=f"{n} estudiantes obtuvieron en promedio {size} puntos {'más' if up else 'menos'} (cambio "
        "plausible de "
        f"{low} a {high}); sin grupo de comparación no se sabe qué lo causó.",
    )


def _unreliable(reliability: float) -> Note:
    value = plain_number(max(reliability, 0.0), 2)
    return Note(
        "unreliable_gain",
        f"The reliability of a single student's gain is only {value}: read the group, not the student.",
        f"La fiabilidad del avance de un solo estudiante es de apenas {value}: lea el grupo, no al "
        "estudiante.",
    )


def _too_few(n: int) -> CannotTell:
    return CannotTell(
        "too_few",
        f"{n} students with both scores are too few to describe a gain.",
        f"{n} estudiantes con ambas calificaciones son muy pocos para describir un avance.",
        n,
    )


def _all_equal(n: int) -> CannotTell:
    return CannotTell(
        "no_variation",
        "All gains are equal: there is no variation to analyse.",
        "Todos los avances son iguales: no hay variación que analizar.",
        n,
    )
