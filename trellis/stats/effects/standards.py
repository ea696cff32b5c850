"""What a result may be called: baseline equivalence, attrition, many outcomes at once, evidence tier.

Rules of the What Works Clearinghouse (WWC Standards Handbook 4.0; ies.ed.gov/ncee/wwc/Document/256 and
/essa).
"""

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from trellis.stats.effects.two_groups import set_checked
from trellis.stats.inputs import BoolArray, FloatArray, Numbers, as_number, as_series, as_share, as_whole
from trellis.stats.results import Language, StatsError, in_language, percent

FINE, ADJUSTABLE = 0.05, 0.25
TIER_STUDENTS, TIER_SITES = 350, 2

#: Highest differential attrition (percentage points) that is still low, by overall attrition 0..57 %
#: (WWC Standards Handbook 4.0, table II.1).
CAUTIOUS = (
    5.7, 5.8, 5.9, 5.9, 6.0, 6.1, 6.2, 6.3, 6.3, 6.3, 6.3, 6.2, 6.2, 6.1, 6.0, 5.9, 5.9, 5.8, 5.7, 5.5,
    5.4, 5.3, 5.2, 5.1, 4.9, 4.8, 4.7, 4.5, 4.4, 4.3, 4.1, 4.0, 3.8, 3.6, 3.5, 3.3, 3.2, 3.1, 2.9, 2.8,
    2.6, 2.5, 2.3, 2.1, 2.0, 1.8, 1.6, 1.5, 1.3, 1.2, 1.0, 0.9, 0.7, 0.6, 0.4, 0.3, 0.2, 0.0,
)  # fmt: skip
OPTIMISTIC = (
    10.0, 10.1, 10.2, 10.3, 10.4, 10.5, 10.7, 10.8, 10.9, 10.9, 10.9, 10.9, 10.9, 10.9, 10.8, 10.8, 10.7,
    10.6, 10.5, 10.3, 10.2, 10.0, 9.9, 9.7, 9.5, 9.4, 9.2, 9.0, 8.8, 8.6, 8.4, 8.2, 8.0, 7.8, 7.6, 7.4,
    7.2, 7.0, 6.7, 6.5, 6.3, 6.0, 5.8, 5.6, 5.3, 5.1, 4.9, 4.6, 4.4, 4.2, 3.9, 3.7, 3.5, 3.2, 3.0, 2.8,
    2.6, 2.3,
)  # fmt: skip

Zone = Literal["low", "depends", "high"]
Equivalence = Literal["fine", "adjust", "not_comparable"]
Adjustment = Literal["bh", "holm", "bonferroni", "by"]
Design = Literal["randomized", "matched", "adjusted", "pre_post", "time_series", "single_case", "description"]


@dataclass(frozen=True, slots=True)
class BaselineEquivalence:
    """How alike two groups started: |g| <= .05 fine, to .25 adjust, above not comparable."""

    g: float
    verdict: Equivalence

    def say(self, language: Language = "en") -> str:
        """The verdict as a sentence."""
        texts = {
            "fine": ("The two groups started alike.", "Los dos grupos empezaron parejos."),
            "adjust": (
                "The two groups started somewhat apart: the comparison must take the starting scores "
                "into account.",
                "Los dos grupos empezaron algo distintos: la comparación debe tener en cuenta el punto "
                "de partida.",
            ),
            "not_comparable": (
                "The two groups started too far apart to be compared.",
                "Los dos grupos empezaron demasiado distintos para compararlos.",
            ),
        }
        en, es = texts[self.verdict]
        return in_language(language, en=en, es=es)


def baseline_equivalence(g: float) -> BaselineEquivalence:
    """The WWC's verdict for a difference g (standard deviations) of the starting scores."""
    g = as_number(g, name="difference at the start")
    size = abs(g)
    verdict: Equivalence = "not_comparable"
    if size <= FINE:
        verdict = "fine"
    elif size <= ADJUSTABLE:
        verdict = "adjust"
    return BaselineEquivalence(g, verdict)


@dataclass(frozen=True, slots=True)
class Attrition:
    """Shares lost overall and the difference between the groups (0..1); ``depends`` means low only under the
    optimistic boundary (the intervention cannot have caused the loss).
    """

    overall: float
    differential: float
    zone: Zone
    n_start: int
    n_end: int

    def say(self, language: Language = "en") -> str:
        """How many were lost and what it means."""
        lost = percent(self.overall, language)
        means = {
            "low": ("few enough to trust the comparison", "lo bastante pocos para confiar en la comparación"),
            "depends": (
                "few enough only if leaving had nothing to do with what was tried",
                "aceptable solo si irse no tuvo que ver con lo que se probó",
            ),
            "high": (
                "too many, or too unevenly, to trust the comparison",
                "demasiados, o demasiado desiguales, para confiar en la comparación",
            ),
        }[self.zone]
        return in_language(
            language,
            en=f"{self.n_end} of {self.n_start} students have a result ({lost} lost): {means[0]}.",
            es=f"{self.n_end} de {self.n_start} estudiantes tienen resultado (se perdió el {lost}): "
            f"{means[1]}.",
        )


def attrition(start_group: int, end_group: int, start_comparison: int, end_comparison: int) -> Attrition:
    """Students assigned and measured in both groups. StatsError ``negative_n``, ``out_of_range``."""
    start_group, start_comparison = (
        as_whole(n, name="number of students at the start", least=1) for n in (start_group, start_comparison)
    )
    end_group, end_comparison = (
        as_whole(n, name="number of students at the end") for n in (end_group, end_comparison)
    )
    for start, end in ((start_group, end_group), (start_comparison, end_comparison)):
        if end > start:
            raise StatsError(
                "There cannot be more students at the end than at the start.",
                reason="out_of_range",
                es="No puede haber más estudiantes al final que al inicio.",
            )
    start, end = start_group + start_comparison, end_group + end_comparison
    differential = abs(end_group / start_group - end_comparison / start_comparison)
    overall = 1 - end / start
    return Attrition(overall, differential, attrition_zone(100 * overall, 100 * differential), start, end)


def attrition_zone(overall_percent: float, differential_points: float) -> Zone:
    """Low, high, or low only under the optimistic boundary; overall is read at its nearest whole percent.

    58 % and more is high for any difference.
    """
    overall_percent = as_number(overall_percent, name="overall attrition", least=0, greatest=100)
    differential_points = as_number(differential_points, name="differential attrition", least=0, greatest=100)
    row = math.floor(overall_percent + 0.5)
    if row >= len(CAUTIOUS) or differential_points > OPTIMISTIC[row]:
        return "high"
    return "low" if differential_points <= CAUTIOUS[row] else "depends"


@dataclass(frozen=True, slots=True)
class AdjustedTests:
    """p-values (k,) after adjustment, in the order given, and which stay below ``alpha``."""

    p: FloatArray
    rejected: BoolArray
    alpha: float
    n: int
    method: str

    def say(self, language: Language = "en") -> str:
        """How many of the comparisons remain."""
        kept = int(self.rejected.sum())
        return in_language(
            language,
            en=f"Of {self.n} comparisons in this domain {kept} remain after allowing for having looked "
            "at all.",
            es=f"De {self.n} comparaciones de este dominio quedan {kept} al tener en cuenta que se "
            "miraron todas.",
        )


def adjust_p_values(p_values: Numbers, *, method: Adjustment = "bh", alpha: float = 0.05) -> AdjustedTests:
    """Adjusted p-values of the outcomes of one domain: Benjamini-Hochberg, Holm, Bonferroni,
    Benjamini-Yekutieli.
    """
    as_share(alpha, name="alpha")
    p = as_series(p_values, name="p-values")
    if np.any((p < 0) | (p > 1)):
        raise StatsError(
            "A p-value lies between 0 and 1.", reason="out_of_range", es="Un valor p está entre 0 y 1."
        )
    k = len(p)
    order = np.argsort(p, kind="stable")
    ranked, ranks = p[order], np.arange(1, k + 1)
    if method == "bonferroni":
        adjusted = ranked * k
    elif method == "holm":
        adjusted = np.maximum.accumulate(ranked * (k - ranks + 1))
    elif method in ("bh", "by"):
        factor = k * (float(np.sum(1 / ranks)) if method == "by" else 1.0)
        adjusted = np.minimum.accumulate((ranked * factor / ranks)[::-1])[::-1]
    else:
        raise StatsError("This adjustment is not known.", reason="option", es="Este ajuste no se conoce.")
    result = np.empty(k)
    result[order] = np.minimum(adjusted, 1.0)
    return AdjustedTests(result, result <= alpha, alpha, k, f"adjusted p-values ({method})")


@dataclass(frozen=True, slots=True)
class RecordedDesign:
    """What was recorded of a study before its result: the design, students, sites and its baseline and
    attrition.

    ``matched`` means a comparison group that started alike, ``adjusted`` one whose start was taken into
    account.
    """

    design: Design
    students: int
    sites: int
    attrition: Zone = "low"
    equivalence: Equivalence = "fine"

    def __post_init__(self) -> None:
        set_checked(self, "students", as_whole(self.students, name="number of students"))
        set_checked(self, "sites", as_whole(self.sites, name="number of sites"))
        for value, known in (
            (self.design, get_args(Design)),
            (self.attrition, get_args(Zone)),
            (self.equivalence, get_args(Equivalence)),
        ):
            if value not in known:
                raise StatsError(
                    f"“{value}” is not one of {', '.join(known)}.",
                    reason="option",
                    es=f"«{value}» no es una de estas opciones: {', '.join(known)}.",
                )


@dataclass(frozen=True, slots=True)
class EvidenceTier:
    """The highest ESSA tier (1 strongest to 4) the design can reach, and what it rests on.

    A tier from 1 to 3 also needs a significant positive effect; the label never comes from the p-value.
    """

    tier: int
    en: str
    es: str

    def say(self, language: Language = "en") -> str:
        """The tier and its reason."""
        return in_language(language, en=self.en, es=self.es)


def evidence_tier(recorded: RecordedDesign) -> EvidenceTier:
    """The highest tier the recorded design can support (ies.ed.gov/ncee/wwc/essa)."""
    large = recorded.students >= TIER_STUDENTS and recorded.sites >= TIER_SITES
    strong = recorded.design == "randomized" and recorded.attrition == "low"
    compared = recorded.design in ("randomized", "matched", "adjusted")
    alike = recorded.equivalence != "not_comparable" and (
        recorded.equivalence == "fine" or recorded.design != "matched"
    )
    if strong and large:
        return EvidenceTier(
            1,
            "The design can reach tier 1 (strong): assigned by chance, few lost, 350 students and two sites.",
            "El diseño puede llegar al nivel 1 (fuerte): al azar, pocas pérdidas, 350 estudiantes y dos "
            "sedes.",
        )
    if compared and alike and large:
        return EvidenceTier(
            2,
            "The design can reach tier 2 (moderate): a comparison group that started alike, 350 students, "
            "two sites.",
            "El diseño puede llegar al nivel 2 (moderado): grupo de comparación parejo, 350 "
            "estudiantes, dos sedes.",
        )
    if compared and (alike or strong):
        return EvidenceTier(
            3,
            "The design can reach tier 3 (promising): a comparison that takes the start into account.",
            "El diseño puede llegar al nivel 3 (prometedor): una comparación que tiene en cuenta el inicio.",
        )
    return EvidenceTier(
        4,
        "This is tier 4 (a rationale and the team's own study): there is no comparison that could show "
        "a cause.",
        "Es nivel 4 (una razón y el estudio propio del equipo): no hay comparación que pueda mostrar "
        "una causa.",
    )
