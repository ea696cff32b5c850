"""One group before and after: a change, never an effect; with the rise that low starters show by
themselves.
"""

import math
from dataclasses import dataclass
from typing import Literal

from scipy import special

from trellis.stats.effects.two_groups import no_variation, set_checked, small_sample_factor, too_few
from trellis.stats.inputs import as_number, as_share, as_whole
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Interval,
    Language,
    Note,
    StatsError,
    in_language,
    plain_number,
)

#: What the change is divided by: the first spread (SMCR, SMCRH with unequal variances), the spread of the
#: differences (SMCC), the average spread (SMCRP, SMCRPH), or nothing (MC, score units).
ChangeKind = Literal["SMCR", "SMCRH", "SMCC", "SMCRP", "SMCRPH", "MC"]


@dataclass(frozen=True, slots=True)
class PrePost:
    """Summary of the same students before and after: means, standard deviations, n, correlation r."""

    mean_pre: float
    mean_post: float
    sd_pre: float
    sd_post: float
    n: int
    r: float

    def __post_init__(self) -> None:
        for name in ("mean_pre", "mean_post"):
            set_checked(self, name, as_number(getattr(self, name), name="mean"))
        for name in ("sd_pre", "sd_post"):
            set_checked(self, name, as_number(getattr(self, name), name="standard deviation", least=0))
        set_checked(self, "n", as_whole(self.n, name="number of students", least=2))
        set_checked(self, "r", as_number(self.r, name="correlation", least=-1, greatest=1))


@dataclass(frozen=True, slots=True)
class SelectionRise:
    """The rise to expect when a group was chosen by a score: (1 - reliability) times its distance from
    all.
    """

    points: float
    reliability: float
    n: int = 0
    method: str = "regression to the mean"

    def say(self, language: Language = "en") -> str:
        """How much such a group moves by itself."""
        size = plain_number(abs(self.points))
        if self.points == 0:
            return in_language(
                language,
                en="This group starts at the mean of all, so no rise or fall comes by itself.",
                es="Este grupo empieza en la media de todos, así que nada sube ni baja por sí solo.",
            )
        up = self.points > 0
        return in_language(
            language,
            en=f"Students chosen by a score like this {'rise' if up else 'fall'} by about {size} points on a "
            "second test even if nothing is done.",
            es=f"Los estudiantes elegidos así {'suben' if up else 'bajan'} unos {size} puntos en una segunda "
            "prueba aunque no se haga nada.",
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A standardized (or raw) change with its interval; ``points`` is the change in score units.

    ``points_net`` has the expected rise of a group chosen by score taken away (equal to ``points`` without
    one).
    """

    estimate: float
    interval: Interval
    variance: float
    points: float
    points_interval: Interval
    points_net: float
    rise: SelectionRise | None
    n: int
    notes: tuple[Note, ...]
    method: str

    def say(self, language: Language = "en") -> str:
        """How much scores changed; the expected rise is subtracted in the sentence; never a cause."""
        if self.rise is not None:
            return self._say_net(language)
        low, high = plain_number(self.points_interval.low), plain_number(self.points_interval.high)
        if 0.0 in self.points_interval:
            return in_language(
                language,
                en=f"{self.n} students changed by {plain_number(self.points)} points (plausible {low} to "
                f"{high}), "
                "which cannot be told apart from no change.",
                es=f"{self.n} estudiantes cambiaron {plain_number(self.points)} puntos (plausible de {low} a "
                f"{high}); no se distingue de ningún cambio.",
            )
        up = self.points > 0
        size = plain_number(abs(self.points))
        return in_language(
            language,
            en=f"{self.n} students scored {size} points {'higher' if up else 'lower'} than before "
            "(plausible change "
            f"{low} to {high}). Without a comparison group we cannot say what caused it: "
            "students grow anyway.",
            es=f"{self.n} estudiantes obtuvieron {size} puntos {'más' if up else 'menos'} que antes (cambio "
            f"plausible de {low} a {high}). Sin grupo de comparación no sabemos la causa: los "
            "estudiantes crecen "
            "de todos modos.",
        )

    def _say_net(self, language: Language) -> str:
        rise = self.rise.points if self.rise is not None else 0.0
        half = self.points_interval.width / 2
        low, high = plain_number(self.points_net - half), plain_number(self.points_net + half)
        unclear = abs(self.points_net) <= half
        return in_language(
            language,
            en=f"{self.n} students chosen by their scores changed by {plain_number(self.points)} points; "
            "about "
            f"{plain_number(rise)} of them would come by themselves, which leaves "
            f"{plain_number(self.points_net)} (plausible {low} to {high})"
            + (", not clearly different from nothing." if unclear else ", whose cause we cannot tell."),
            es=f"{self.n} estudiantes elegidos por su calificación cambiaron "
            f"{plain_number(self.points)} puntos; "
            f"unos {plain_number(rise)} llegarían por sí solos y quedan {plain_number(self.points_net)} "
            f"(plausible de {low} a {high})"
            + (", que no se distingue de nada." if unclear else ", cuya causa no podemos saber."),
        )


def pre_post_change(
    data: PrePost,
    *,
    kind: ChangeKind = "SMCR",
    rise: SelectionRise | None = None,
    level: float = DEFAULT_LEVEL,
) -> Change | CannotTell:
    """The change of one group, standardized as ``kind`` says (Becker 1988; Morris 2008; Bonett 2008).

    Interval from t with n - 1 degrees of freedom. CannotTell ``no_variation`` when the divisor is 0,
    ``too_few`` below 3 students for a standardized kind.
    """
    as_share(level)
    if kind not in ("SMCR", "SMCRH", "SMCC", "SMCRP", "SMCRPH", "MC"):
        raise StatsError("This change is not known.", reason="option", es="Este cambio no se conoce.")
    if kind != "MC" and data.n < 3:
        return too_few(data.n)
    v1, v2 = data.sd_pre**2, data.sd_post**2
    difference = v1 + v2 - 2 * data.r * data.sd_pre * data.sd_post
    divisor = {"SMCR": v1, "SMCRH": v1, "SMCC": difference, "MC": 1.0}.get(kind, (v1 + v2) / 2)
    if not divisor > 1e-24 * (v1 + v2) or not difference > 1e-24 * (v1 + v2):
        return no_variation(data.n)
    points = data.mean_post - data.mean_pre
    estimate, variance = _standardized(data, kind, points, divisor, difference)
    quantile = float(special.stdtrit(data.n - 1, 0.5 + level / 2))
    half, half_points = quantile * math.sqrt(variance), quantile * math.sqrt(difference / data.n)
    return Change(
        estimate=estimate,
        interval=Interval(estimate - half, estimate + half, level),
        variance=variance,
        points=points,
        points_interval=Interval(points - half_points, points + half_points, level),
        points_net=points - (rise.points if rise else 0.0),
        rise=rise,
        n=data.n,
        notes=(_no_comparison(),),
        method=f"change in one group ({kind})",
    )


def _standardized(
    data: PrePost, kind: ChangeKind, points: float, divisor: float, difference: float
) -> tuple[float, float]:
    """Estimate and variance of one kind of change (metafor's definitions)."""
    n, r = data.n, data.r
    v1, v2 = data.sd_pre**2, data.sd_post**2
    if kind == "MC":
        return points, difference / n
    average = kind in ("SMCRP", "SMCRPH")
    df = 2 * (n - 1) / (1 + r * r) if average else n - 1
    estimate = float(small_sample_factor(df)) * points / math.sqrt(divisor)
    square = estimate * estimate
    if kind == "SMCC":
        return estimate, 1 / n + square / (2 * n)
    if kind == "SMCR":
        return estimate, 2 * (1 - r) / n + square / (2 * n)
    if kind == "SMCRP":
        return estimate, 2 * (1 - r) / n + square * (1 + r * r) / (4 * n)
    own = difference / (divisor * (n - 1))
    if kind == "SMCRH":
        return estimate, own + square / (2 * (n - 1))
    return estimate, own + square * (v1**2 + v2**2 + 2 * r * r * v1 * v2) / (8 * divisor**2 * (n - 1))


def expected_selection_rise(
    *, mean_of_chosen: float, mean_of_all: float, reliability: float, n: int = 0
) -> SelectionRise:
    """The rise of a group chosen by a low score when nothing is done: (1 - reliability)(mean of all - mean).

    Score units; negative for a group chosen by high scores. With normal scores the lowest third lies 1.09
    standard deviations below the mean, so reliability .8 gives 0.22 standard deviations.
    """
    as_share(reliability, name="reliability")
    mean_of_chosen = as_number(mean_of_chosen, name="mean of the chosen")
    mean_of_all = as_number(mean_of_all, name="mean of all")
    n = as_whole(n, name="number of students")
    return SelectionRise((1 - reliability) * (mean_of_all - mean_of_chosen), reliability, n)


def _no_comparison() -> Note:
    return Note(
        "no_comparison",
        "There was no comparison group: this is a change, not an effect.",
        "No hubo grupo de comparación: es un cambio, no un efecto.",
    )
