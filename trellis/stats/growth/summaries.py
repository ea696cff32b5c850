"""The growth of a group: a median with its n and interval, never a bare number."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from trellis.stats.inputs import Numbers, as_series, as_share
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

SHOWN_FROM = 10  # students: below, nothing is shown
STEADY_FROM = 20  # students: below, marked as unstable (Colorado shows medians from 20)
TYPICAL = 50.0


@dataclass(frozen=True, slots=True)
class GroupGrowth:
    """The median growth percentile of a group, its sign-test interval (order statistics) and n."""

    estimate: float
    interval: Interval
    n: int
    notes: tuple[Note, ...]
    method: str = "median with sign-test interval"

    @property
    def differs_from_typical(self) -> bool:
        """Whether the interval leaves out 50."""
        return TYPICAL not in self.interval

    def say(self, language: Language = "en") -> str:
        """The median and its range; higher or lower than typical only where the range leaves out 50."""
        middle = plain_number(self.estimate)
        low, high = plain_number(self.interval.low), plain_number(self.interval.high)
        if not self.differs_from_typical:
            return in_language(
                language,
                en=f"The middle growth percentile of {self.n} students is {middle} (plausible {low} to "
                f"{high}), "
                "which cannot be told apart from typical growth (50).",
                es=f"El percentil de crecimiento mediano de {self.n} estudiantes es {middle} (plausible "
                f"de {low} "
                f"a {high}); no se distingue del crecimiento típico (50).",
            )
        more = self.estimate > TYPICAL
        return in_language(
            language,
            en=f"The middle growth percentile of {self.n} students is {middle} (plausible {low} to {high}): "
            f"{'higher' if more else 'lower'} than typical growth, for whatever reason.",
            es=f"El percentil de crecimiento mediano de {self.n} estudiantes es {middle} (plausible de "
            f"{low} a "
            f"{high}): {'mayor' if more else 'menor'} que el crecimiento típico, por la razón que sea.",
        )


def median_growth(percentiles: Numbers, *, level: float = DEFAULT_LEVEL) -> GroupGrowth | CannotTell:
    """The median of growth percentiles (1..99) with an interval of at least ``level`` (binomial sign test).

    NaN means missing. CannotTell ``too_few`` below 10 students; a note ``unstable`` below 20.
    """
    as_share(level)
    values = as_series(percentiles, name="growth percentiles", allow_missing=True, min_n=0)
    values = np.sort(values[~np.isnan(values)])
    if values.size and (values[0] < 0 or values[-1] > 100):
        raise StatsError(
            "Growth percentiles lie between 0 and 100.",
            reason="out_of_range",
            es="Los percentiles de crecimiento están entre 0 y 100.",
        )
    n = len(values)
    if n < SHOWN_FROM:
        return CannotTell(
            "too_few",
            f"{n} students are too few to show the growth of a group; {SHOWN_FROM} are needed.",
            f"{n} estudiantes son muy pocos para mostrar el crecimiento de un grupo; se necesitan "
            f"{SHOWN_FROM}.",
            n,
        )
    depth = int(stats.binom.ppf((1.0 - level) / 2.0, n, 0.5))
    if stats.binom.cdf(depth, n, 0.5) > (1.0 - level) / 2.0:
        depth -= 1
    depth = max(depth, 0)
    interval = Interval(float(values[depth]), float(values[n - 1 - depth]), level)
    notes: tuple[Note, ...] = ()
    if n < STEADY_FROM:
        notes = (
            Note(
                "unstable",
                f"With {n} students the middle moves a lot from year to year.",
                f"Con {n} estudiantes, la mediana cambia mucho de un año a otro.",
            ),
        )
    return GroupGrowth(float(np.median(values)), interval, n, notes)
