"""Which questions worked: difficulty, item-rest correlation, KR-20 and what an item may be told for."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from trellis.stats.agreement.scale import (
    alpha_of,
    alpha_without_each,
    complete_rows,
    covariances,
    item_correlations,
)
from trellis.stats.inputs import FloatArray, NumberTable, as_positive
from trellis.stats.results import CannotTell, Language, Note, StatsError, in_language, plain_number

#: No item is flagged on fewer students: below it a "bad" item is mostly chance.
MIN_FOR_FLAGS = 30
TOO_HARD, TOO_EASY, WEAK = 0.2, 0.95, 0.1


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``difficulty``: mean share of the points (0..1; higher is easier).

    ``r_rest``: correlation with the rest of the test (point-biserial for right/wrong); ``biserial``: the same
    on the normal scale, None for items with part marks. None where nothing varies. ``flags``: only from 30
    students on.
    """

    position: int
    difficulty: float
    r_rest: float | None
    r_total: float | None
    biserial: float | None
    alpha_if_dropped: float | None
    flags: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """A whole test. ``alpha`` is KR-20 where every item is right or wrong; None where totals do not vary.

    ``kr21``: its bound from mean and spread alone (right/wrong only). ``sem``: standard error of measurement
    in points. ``doubled``: reliability to expect from a test twice as long (Spearman-Brown). ``n``: students
    with every item; ``left_out``: the others.
    """

    items: tuple[Item, ...]
    n: int
    left_out: int
    alpha: float | None
    kr21: float | None
    doubled: float | None
    mean: float
    sd: float
    sem: float | None
    dichotomous: bool
    notes: tuple[Note, ...]
    method: str = "Classical item analysis"

    def say(self, language: Language = "en") -> str:
        """How exactly the total is measured and how many items ask for a look."""
        flagged = sum(1 for item in self.items if item.flags)
        if self.n < MIN_FOR_FLAGS:
            return in_language(
                language,
                en=f"{self.n} students answered all {len(self.items)} items; with fewer than "
                f"{MIN_FOR_FLAGS}, no "
                "item is judged.",
                es=f"{self.n} estudiantes contestaron los {len(self.items)} ítems; con menos de "
                f"{MIN_FOR_FLAGS} no se "
                "juzga ningún ítem.",
            )
        if self.sem is None:
            return in_language(
                language,
                en="The totals do not vary, so the items cannot be judged.",
                es="Los totales no varían, así que no se pueden juzgar los ítems.",
            )
        points = plain_number(self.sem, 2)
        return in_language(
            language,
            en=f"A student's total is uncertain by about {points} points either way; {flagged} of "
            f"{len(self.items)} items ask for a second look.",
            es=f"El total de un estudiante tiene una incertidumbre de unos {points} puntos arriba o abajo; "
            f"{flagged} "
            f"de {len(self.items)} ítems piden una segunda mirada.",
        )


def item_analysis(
    scores: NumberTable, *, max_points: NumberTable | float | None = None
) -> ItemAnalysis | CannotTell:
    """Analyse ``scores`` (students x items, points; NaN where a student did not sit the item).

    An omitted answer is 0 points, not NaN; students with a NaN are left out. ``max_points``: a number or one
    per item; 1 where not given. CannotTell ``too_few`` below two complete students or two items. StatsError
    ``negative_n`` for points below 0, ``out_of_range`` above the maximum, ``length_mismatch``, and those of
    ``as_table``. Checked against CTT 2.3.3 and psych 2.2.9.
    """
    table, left_out = complete_rows(scores, name="scores")
    n, k = table.shape
    points = _maxima(max_points, k)
    if np.any(table < 0):
        raise StatsError(
            "Points cannot be negative.", reason="negative_n", es="Los puntos no pueden ser negativos."
        )
    if np.any(table > points):
        raise StatsError(
            "A score lies above the points an item can give.",
            reason="out_of_range",
            es="Una puntuación supera los puntos que da el ítem.",
        )
    if n < 2 or k < 2:
        return CannotTell(
            "too_few",
            "An item analysis needs at least two items and two students who answered all of them.",
            "El análisis necesita al menos dos ítems y dos estudiantes que los contestaran todos.",
            n=n,
        )
    cov = covariances(table)
    dichotomous = bool(np.all((table == 0) | (table == points)))
    alpha = alpha_of(cov)
    totals = table.sum(axis=1)
    sd = float(np.sqrt(max(0.0, float(cov.sum())))) if np.ptp(totals) > 0 else 0.0
    known = not np.isnan(alpha)
    return ItemAnalysis(
        items=_items(table, cov, points, dichotomous),
        n=n,
        left_out=left_out,
        alpha=alpha if known else None,
        kr21=_kr21(totals / points[0], k) if dichotomous and np.all(points == points[0]) and sd > 0 else None,
        doubled=2 * alpha / (1 + alpha) if known and alpha > -1 else None,
        mean=float(totals.mean()),
        sd=sd,
        sem=sd * float(np.sqrt(max(0.0, 1 - alpha))) if known else None,
        dichotomous=dichotomous,
        notes=_notes(n, left_out),
    )


def _maxima(max_points: NumberTable | float | None, k: int) -> FloatArray:
    if max_points is None:
        return np.ones(k)
    given = np.atleast_1d(np.asarray(max_points, dtype=np.float64))
    if given.ndim != 1 or len(given) not in (1, k):
        raise StatsError(
            "Give one maximum, or one for each item.",
            reason="length_mismatch",
            es="Indique un máximo, o uno por ítem.",
        )
    for value in given:
        as_positive(float(value), name="points of an item")
    return np.broadcast_to(given, (k,)).astype(np.float64)


def _items(table: FloatArray, cov: FloatArray, points: FloatArray, dichotomous: bool) -> tuple[Item, ...]:
    difficulty = table.mean(axis=0) / points
    r_total, r_rest = item_correlations(cov)
    dropped = alpha_without_each(cov)
    biserial = _biserial(r_rest, difficulty) if dichotomous else np.full(len(points), np.nan)
    judge = len(table) >= MIN_FOR_FLAGS
    return tuple(
        Item(
            position=i,
            difficulty=float(difficulty[i]),
            r_rest=_known(r_rest[i]),
            r_total=_known(r_total[i]),
            biserial=_known(biserial[i]),
            alpha_if_dropped=_known(dropped[i]),
            flags=_flags(float(difficulty[i]), _known(r_rest[i])) if judge else (),
        )
        for i in range(len(points))
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _biserial(r: FloatArray, p: FloatArray) -> FloatArray:
    inside = (p > 0) & (p < 1)
    out = np.full(len(p), np.nan)
    q = np.where(inside, p, 0.5)
    out[inside] = (r * np.sqrt(q * (1 - q)) / stats.norm.pdf(stats.norm.ppf(q)))[inside]
    return out


def _kr21(totals: FloatArray, k: int) -> float:
    mean, variance = float(totals.mean()), float(totals.var())
    return k / (k - 1) * (1 - mean * (k - mean) / (k * variance))


def _flags(difficulty: float, r_rest: float | None) -> tuple[Note, ...]:
    flags = []
    if difficulty < TOO_HARD:
        flags.append(Note("too_hard", "Few students got this right.", "Pocos estudiantes acertaron esto."))
    if difficulty > TOO_EASY:
        flags.append(Note("too_easy", "Nearly everyone got this right.", "Casi todos acertaron esto."))
    if r_rest is not None and r_rest < 0:
        flags.append(
            Note(
                "negative",
                "Students who did well on the rest did worse here; check the key and the wording.",
                "Los estudiantes con mejor resultado en el resto fallaron más aquí; revisen la clave y el "
                "enunciado.",
            )
        )
    elif r_rest is not None and r_rest < WEAK:
        flags.append(
            Note(
                "weak",
                "This item says little about what the rest of the test measures.",
                "Este ítem dice poco sobre lo que mide el resto de la prueba.",
            )
        )
    return tuple(flags)


def _notes(n: int, left_out: int) -> tuple[Note, ...]:
    notes = []
    if n < MIN_FOR_FLAGS:
        notes.append(
            Note(
                "few_students",
                f"With {n} students, differences between items are mostly chance; none is flagged.",
                f"Con {n} estudiantes, las diferencias entre ítems se deben sobre todo al azar; no se marca "
                "ninguno.",
            )
        )
    if left_out:
        notes.append(
            Note(
                "left_out",
                f"{left_out} students who did not sit every item were left out.",
                f"Se dejaron fuera {left_out} estudiantes que no hicieron todos los ítems.",
            )
        )
    return tuple(notes)
