"""Whole classes or schools were assigned: the WWC's correction of t, g and degrees of freedom.

Hedges (2007, doi:10.3102/1076998606298043); WWC Procedures Handbook 5.0, appendix E. Where whole groups were
assigned the correction is not optional: eight schools of 25 students, intraclass correlation 0.1, give
30 % false positives without it.
"""

import math
from dataclasses import dataclass

from scipy import special

from trellis.stats.effects.two_groups import EffectSize, effect_size, two_sided
from trellis.stats.inputs import as_number, as_share, as_whole
from trellis.stats.results import DEFAULT_LEVEL, Interval, Language, StatsError, in_language, plain_number

#: The WWC's intraclass correlations where none is known.
ACHIEVEMENT_ICC = 0.20
BEHAVIOUR_ICC = 0.10
MAX_EFFECT = 1e6


@dataclass(frozen=True, slots=True)
class ClusterCorrectedTest:
    """t before and after the correction, its degrees of freedom h and the two-sided p."""

    t_uncorrected: float
    t: float
    df: float
    p: float
    n: int
    clusters: int
    icc: float
    method: str = "WWC cluster correction (Hedges 2007)"

    def say(self, language: Language = "en") -> str:
        """What the test says once whole classes or schools are counted; never a cause."""
        p = plain_number(self.p, 2) if self.p >= 0.001 else "0.001"
        below, menos = ("about", "alrededor de") if self.p >= 0.001 else ("below", "menos de")
        if self.p >= 0.05:
            return in_language(
                language,
                en=f"With {self.clusters} classes or schools assigned as a whole, a difference like this "
                f"comes by chance too often ({below} {p}) to tell whether the groups differ.",
                es=f"Con {self.clusters} clases o escuelas asignadas enteras, una diferencia así aparece por "
                f"azar demasiado a menudo ({menos} {p}) para decir si los grupos difieren.",
            )
        return in_language(
            language,
            en=f"With {self.clusters} classes or schools assigned as a whole, chance alone seldom gives a "
            f"difference like this ({below} {p}); what else differed cannot be ruled out.",
            es=f"Con {self.clusters} clases o escuelas asignadas enteras, el azar rara vez da una diferencia "
            f"así ({menos} {p}); no se descarta qué más era distinto.",
        )


def cluster_corrected_test(
    g: float, n_group: int, n_comparison: int, clusters: int, *, icc: float = ACHIEVEMENT_ICC
) -> ClusterCorrectedTest:
    """The test of g when ``clusters`` groups (both arms together) were assigned; n = N / clusters students
    each.

    StatsError ``too_few`` below 3 clusters, ``out_of_range`` for an icc outside 0..1 or more clusters than
    students.
    """
    g = as_number(g, name="effect", least=-MAX_EFFECT, greatest=MAX_EFFECT)
    n_group, n_comparison, clusters, icc = _checked(n_group, n_comparison, clusters, icc)
    total = n_group + n_comparison
    size = total / clusters
    spare = (total - 2) - 2 * (size - 1) * icc
    t = g * math.sqrt(n_group * n_comparison / total)
    corrected = t * math.sqrt(spare / ((total - 2) * (1 + (size - 1) * icc)))
    df = _df(total, size, icc)
    return ClusterCorrectedTest(t, corrected, df, two_sided(corrected, df), total, clusters, icc)


def clustered_effect_size(
    d: float,
    n_group: int,
    n_comparison: int,
    clusters: int,
    *,
    icc: float = ACHIEVEMENT_ICC,
    level: float = DEFAULT_LEVEL,
) -> EffectSize:
    """g of a clustered study from Cohen's d: d sqrt(1 - 2(n-1) rho/(N-2)), factor with h degrees of freedom.

    Variance: (1/nT + 1/nC)(1 + (n-1) rho) + g^2/(2h) (WWC supplement 4.1, after Hedges 2007). The interval
    uses t with h degrees of freedom.
    """
    as_share(level)
    d = as_number(d, name="effect", least=-MAX_EFFECT, greatest=MAX_EFFECT)
    n_group, n_comparison, clusters, icc = _checked(n_group, n_comparison, clusters, icc)
    total = n_group + n_comparison
    size = total / clusters
    df = _df(total, size, icc)
    g = d * math.sqrt(1 - 2 * (size - 1) * icc / (total - 2)) * (1 - 3 / (4 * df - 1))
    variance = (1 / n_group + 1 / n_comparison) * (1 + (size - 1) * icc) + g * g / (2 * df)
    half = float(special.stdtrit(df, 0.5 + level / 2)) * math.sqrt(variance)
    return effect_size(
        g, Interval(g - half, g + half, level), variance, total, "Hedges g, clusters assigned (WWC)"
    )


def design_effect(size: float, icc: float) -> float:
    """How many times larger the variance of a mean is: 1 + (n - 1) rho. Errors as ``as_number``."""
    size = as_number(size, name="students in a class", least=1)
    icc = as_number(icc, name="intraclass correlation", least=0, greatest=1)
    return 1 + (size - 1) * icc


def _df(total: int, size: float, icc: float) -> float:
    spare = (total - 2) - 2 * (size - 1) * icc
    other = total - 2 * size
    return spare**2 / ((total - 2) * (1 - icc) ** 2 + size * other * icc**2 + 2 * other * icc * (1 - icc))


def _checked(n_group: int, n_comparison: int, clusters: int, icc: float) -> tuple[int, int, int, float]:
    n_group = as_whole(n_group, name="number of students", least=1)
    n_comparison = as_whole(n_comparison, name="number of students of the comparison", least=1)
    clusters = as_whole(clusters, name="number of classes or schools", least=3)
    icc = as_number(icc, name="intraclass correlation")
    if not 0 <= icc < 1 or clusters > n_group + n_comparison:
        raise StatsError(
            "The intraclass correlation lies from 0 to below 1, with no more classes than students.",
            reason="out_of_range",
            es="La correlación intraclase va de 0 a menos de 1, y no hay más clases que estudiantes.",
        )
    if n_group + n_comparison < 4:
        raise StatsError(
            "At least 4 students are needed.", reason="too_few", es="Se necesitan al menos 4 estudiantes."
        )
    return n_group, n_comparison, clusters, icc
