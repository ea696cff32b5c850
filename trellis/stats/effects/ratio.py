"""Two means as a ratio, for measures with a true zero (counts, words a minute, minutes)."""

import math
from dataclasses import dataclass

from scipy import special

from trellis.stats.effects.two_groups import GroupSummary, no_variation
from trellis.stats.inputs import as_share
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Interval,
    Language,
    StatsError,
    in_language,
    plain_number,
)


@dataclass(frozen=True, slots=True)
class LogRatio:
    """ln(m1/m2) with its small-sample term, a normal interval and the variance."""

    estimate: float
    interval: Interval
    variance: float
    n: int
    method: str = "log ratio of means (Lajeunesse 2015)"

    def say(self, language: Language = "en") -> str:
        """One mean as a multiple of the other; no claim when the range includes one."""
        ratio, low, high = (
            plain_number(math.exp(min(v, 50.0)), 3)
            for v in (self.estimate, self.interval.low, self.interval.high)
        )
        unclear = 0.0 in self.interval
        return in_language(
            language,
            en=f"The first mean is {ratio} times the second (plausible {low} to {high} times)"
            + (", so we cannot tell whether they differ." if unclear else "; this alone does not say why."),
            es=f"La primera media es {ratio} veces la segunda (plausible de {low} a {high} veces)"
            + (": no se puede decir si difieren." if unclear else "; esto solo no dice por qué."),
        )


def log_ratio_of_means(
    group: GroupSummary, comparison: GroupSummary, *, level: float = DEFAULT_LEVEL
) -> LogRatio | CannotTell:
    """ln(m1/m2) with its small-sample term (Lajeunesse 2015); both means must be above 0.

    CannotTell ``no_variation`` when nobody differs within the groups. StatsError ``out_of_range``.
    """
    as_share(level)
    if not (group.mean > 0 and comparison.mean > 0):
        raise StatsError(
            "A ratio of means needs means above 0.",
            reason="out_of_range",
            es="Un cociente de medias necesita medias mayores que 0.",
        )
    one = group.sd**2 / (group.n * group.mean**2)
    two = comparison.sd**2 / (comparison.n * comparison.mean**2)
    if not one + two > 0:
        return no_variation(group.n + comparison.n)
    estimate, variance = math.log(group.mean) - math.log(comparison.mean) + (one - two) / 2, one + two
    half = float(special.ndtri(0.5 + level / 2)) * math.sqrt(variance)
    return LogRatio(
        estimate, Interval(estimate - half, estimate + half, level), variance, group.n + comparison.n
    )
