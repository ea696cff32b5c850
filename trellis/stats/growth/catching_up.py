"""Catching up: how fast students below a target come closer to it, with what low scores do by themselves."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from trellis.stats.inputs import FloatArray, Numbers, as_number, as_positive, as_series, as_share, same_length
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Interval,
    Language,
    Note,
    in_language,
    plain_number,
)
from trellis.stats.shares import wilson_interval

FEWEST = 10  # fewer students below the target say nothing about a pace


@dataclass(frozen=True, slots=True)
class CatchUp:
    """How much of the gap to the target closed per month, over the students who began below it.

    ``by_chance`` is what of the monthly closing is expected without any learning, because scores that are
    low partly by bad luck rise by themselves; None unless the reliability of the first test was given.
    ``months_left`` is how long the rest of the gap would take at this pace; None unless the pace is surely
    above 0 and a gap is left.
    """

    estimate: float
    interval: Interval
    gap_before: float
    gap_after: float
    reached: int
    reached_interval: Interval
    by_chance: float | None
    months_left: Interval | None
    sd: float
    n: int
    n_all: int
    target: float
    notes: tuple[Note, ...]
    method: str = "closing of the gap per month with t interval"

    def say(self, language: Language = "en") -> str:
        """Whether they came closer, with range and n; never that something worked."""
        low, high = plain_number(self.interval.low), plain_number(self.interval.high)
        words = {"n": self.n, "target": plain_number(self.target), "low": low, "high": high}
        if 0.0 in self.interval:
            en = (
                "It cannot be told whether the {n} students who began below {target} came closer to it: "
                "between {low} and {high} points a month."
            )
            es = (
                "No se puede decir si los {n} estudiantes que empezaron por debajo de {target} se acercaron: "
                "entre {low} y {high} puntos al mes."
            )
        elif self.estimate > 0:
            en = (
                "The {n} students who began below {target} came {pace} points a month closer to it "
                "(between {low} and {high})."
            )
            es = (
                "Los {n} estudiantes que empezaron por debajo de {target} se acercaron {pace} puntos al mes "
                "(entre {low} y {high})."
            )
        else:
            en = (
                "The {n} students who began below {target} fell {pace} points a month further behind it "
                "(between {back_high} and {back_low})."
            )
            es = (
                "Los {n} estudiantes que empezaron por debajo de {target} se alejaron {pace} puntos al mes "
                "(entre {back_high} y {back_low})."
            )
        words |= {
            "pace": plain_number(abs(self.estimate)),
            "back_low": plain_number(-self.interval.low),
            "back_high": plain_number(-self.interval.high),
        }
        return in_language(language, en=en.format(**words), es=es.format(**words))


def catch_up(
    pre: Numbers,
    post: Numbers,
    *,
    target: float,
    months: float,
    target_post: float | None = None,
    reliability_pre: float | None = None,
    level: float = DEFAULT_LEVEL,
) -> CatchUp | CannotTell:
    """How fast the students below ``target`` at first came closer to it. NaN means missing.

    Each one's closing is (target - pre) - (target_post - post), divided by the months between the tests; the
    mean has a t interval. What low scores do by themselves is (1 - reliability)(mean of all - mean of those
    below)/months. ``target_post`` is the target of the second test where it moves on, else the same one.

    CannotTell ``nobody_below`` when all began at the target or above, ``too_few`` below 10 students,
    ``no_variation`` when all closed alike.
    """
    as_share(level)
    before, after = _pairs(pre, post)
    goal = as_number(target, name="target")
    goal_post = goal if target_post is None else as_number(target_post, name="second target")
    span = as_positive(months, name="months")
    below = before < goal
    n = int(below.sum())
    if len(before) and not n:
        return _nobody_below(len(before))
    if n < FEWEST:
        return _too_few(n)
    closing = ((goal - before[below]) - (goal_post - after[below])) / span
    sd = float(closing.std(ddof=1))
    if sd <= 1e-12 * max(1.0, float(np.abs(closing).max())):
        return _all_alike(n)
    mean = float(closing.mean())
    half = float(special.stdtrit(n - 1, 0.5 + level / 2)) * sd / math.sqrt(n)
    interval = Interval(mean - half, mean + half, level)
    chance = None
    if reliability_pre is not None:
        error_share = 1.0 - as_share(reliability_pre, name="reliability")
        chance = error_share * float(before.mean() - before[below].mean()) / span
    gap_after = goal_post - float(after[below].mean())
    reached = int((after[below] >= goal_post).sum())
    left = _months_left(gap_after, interval)
    return CatchUp(
        estimate=mean,
        interval=interval,
        gap_before=goal - float(before[below].mean()),
        gap_after=gap_after,
        reached=reached,
        reached_interval=wilson_interval(reached, n, level),
        by_chance=chance,
        months_left=left,
        sd=sd,
        n=n,
        n_all=len(before),
        target=goal,
        notes=_notes(chance, left, reached, n),
    )


def _months_left(gap: float, pace: Interval) -> Interval | None:
    """How long a gap takes at both ends of a pace; nothing unless the pace is surely above 0."""
    if pace.low <= 0 or gap <= 0:
        return None
    return Interval(gap / pace.high, gap / pace.low, pace.level)


def _pairs(pre: Numbers, post: Numbers) -> tuple[FloatArray, FloatArray]:
    before = as_series(pre, name="first scores", allow_missing=True)
    after = as_series(post, name="second scores", allow_missing=True)
    same_length(pre=before, post=after)
    both = ~np.isnan(before) & ~np.isnan(after)
    return before[both], after[both]


def _notes(chance: float | None, left: Interval | None, reached: int, n: int) -> tuple[Note, ...]:
    found = [
        Note(
            "reached",
            f"{reached} of {n} of them stand at the target or above now.",
            f"{reached} de {n} están ahora en el objetivo o por encima.",
        )
    ]
    if left is not None:
        low, high = plain_number(left.low), plain_number(left.high)
        found.append(
            Note(
                "months_left",
                f"If they went on at this pace, the rest of their gap would take {low} to {high} months.",
                f"Si siguieran a este ritmo, el resto de la distancia llevaría de {low} a {high} meses.",
            )
        )
    found.append(_by_chance(chance))
    return tuple(found)


def _by_chance(chance: float | None) -> Note:
    if chance is None:
        return Note(
            "by_chance",
            "Low scores rise a little by themselves, as some were bad luck; how much is not known here.",
            "Las puntuaciones bajas suben un poco por sí solas, pues en parte fueron mala suerte; aquí no se "
            "sabe cuánto.",
        )
    size = plain_number(chance)
    return Note(
        "by_chance",
        f"About {size} points a month of it are what low scores do by themselves, as some were bad luck.",
        f"Unos {size} puntos al mes son lo que las puntuaciones bajas hacen por sí solas, porque en parte "
        "fueron mala suerte.",
    )


def _nobody_below(n: int) -> CannotTell:
    return CannotTell(
        "nobody_below",
        "Nobody began below the target, so there is no gap to close.",
        "Nadie empezó por debajo del objetivo, así que no hay distancia que acortar.",
        n,
    )


def _too_few(n: int) -> CannotTell:
    return CannotTell(
        "too_few",
        f"Fewer than {FEWEST} students with both scores began below the target; that is too few for a pace.",
        f"Menos de {FEWEST} estudiantes con ambas puntuaciones empezaron por debajo del objetivo; son muy "
        "pocos para hablar de un ritmo.",
        n,
    )


def _all_alike(n: int) -> CannotTell:
    return CannotTell(
        "no_variation",
        "All of them closed exactly the same gap, so no range can be given. Please check the numbers.",
        "Todos acortaron exactamente la misma distancia, así que no hay margen que dar. Revise los números.",
        n,
    )
