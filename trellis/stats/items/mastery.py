"""Who has reached each standard, with the uncertainty and the number of items behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trellis.stats.inputs import BoolArray, FloatArray, NumberTable, as_share, as_table
from trellis.stats.results import DEFAULT_LEVEL, Interval, Language, Note, StatsError, in_language, percent
from trellis.stats.shares import wilson_interval

#: Fewer items than this say little about one student (our choice).
FEW_ITEMS = 6
#: No colour below this many students.
FEW_STUDENTS = 20


@dataclass(frozen=True, slots=True)
class StandardMastery:
    """One standard: ``mastered`` of ``n`` students at or above the cut, Wilson interval, ``n_items``.

    ``share`` and ``interval`` are None where nobody has a result. ``mean_share``: mean share of the points.
    """

    standard: str
    n_items: int
    n: int
    mastered: int
    share: float | None
    interval: Interval | None
    mean_share: float | None
    notes: tuple[Note, ...]
    method: str = "Share at or above the cut, Wilson interval"

    def say(self, language: Language = "en") -> str:
        """Counts first, then the plausible range and the number of items."""
        if self.interval is None:
            return in_language(
                language,
                en=f"{self.standard}: nobody has a result yet.",
                es=f"{self.standard}: nadie tiene todavía un resultado.",
            )
        low, high = percent(self.interval.low), percent(self.interval.high)
        items = "1 item" if self.n_items == 1 else f"{self.n_items} items"
        reactivos = "1 ítem" if self.n_items == 1 else f"{self.n_items} ítems"
        return in_language(
            language,
            en=f"{self.standard}: {self.mastered} of {self.n} students are there, on {items}; in a group "
            "like "
            f"this, {low} to {high} is plausible.",
            es=f"{self.standard}: {self.mastered} de {self.n} estudiantes lo han logrado, con {reactivos}; "
            "en un "
            f"grupo así es plausible del {percent(self.interval.low, 'es')} al "
            f"{percent(self.interval.high, 'es')}.",
        )


def standard_shares(
    scores: NumberTable, standards: Sequence[str], max_points: NumberTable | float | None = None
) -> tuple[tuple[str, ...], FloatArray, tuple[int, ...]]:
    """Share of the points per student and standard: (names as they appear, students x standards, items).

    NaN where a student sat no item of a standard. StatsError ``length_mismatch``, ``negative_n``,
    ``out_of_range``, and those of ``as_table``.
    """
    table = as_table(scores, name="scores", allow_missing=True)
    if len(standards) != table.shape[1]:
        raise StatsError(
            "Name one standard for each item.", reason="length_mismatch", es="Indique un estándar por ítem."
        )
    points = np.ones(table.shape[1]) if max_points is None else np.asarray(max_points, dtype=np.float64)
    if points.ndim > 1 or (points.ndim == 1 and len(points) != table.shape[1]) or not np.all(points > 0):
        raise StatsError(
            "Give points above 0, one number or one for each item.",
            reason="length_mismatch",
            es="Indique puntos mayores que 0, un número o uno por ítem.",
        )
    relative = table / points
    with np.errstate(invalid="ignore"):
        if np.any(relative < 0):
            raise StatsError(
                "Points cannot be negative.", reason="negative_n", es="Los puntos no pueden ser negativos."
            )
        if np.any(relative > 1):
            raise StatsError(
                "A score lies above the points an item can give.",
                reason="out_of_range",
                es="Una puntuación supera los puntos que da el ítem.",
            )
    names = tuple(dict.fromkeys(standards))
    weights = np.broadcast_to(points, (table.shape[1],))
    shares = np.full((len(table), len(names)), np.nan)
    present = ~np.isnan(table)
    for j, name in enumerate(names):
        columns = np.array([standard == name for standard in standards])
        possible = present[:, columns] @ weights[columns]
        got = np.where(present, table, 0.0)[:, columns].sum(axis=1)
        np.divide(got, possible, out=shares[:, j], where=possible > 0)
    return names, shares, tuple(sum(1 for s in standards if s == name) for name in names)


def reached(shares: FloatArray, cut: float) -> BoolArray:
    """Whether a share reaches the cut, forgiving the last bits of a division; NaN has not."""
    with np.errstate(invalid="ignore"):
        return np.asarray(shares >= cut - 1e-9)


def mastery_by_standard(
    scores: NumberTable,
    standards: Sequence[str],
    *,
    cut: float = 0.75,
    max_points: NumberTable | float | None = None,
    level: float = DEFAULT_LEVEL,
) -> tuple[StandardMastery, ...]:
    """Mastery of each standard from ``scores`` (students x items, NaN where not sat), in order of appearance.

    ``standards``: the standard of each item. ``cut``: share of the points that counts as mastered (0..1, 1
    included). A student counts for a standard with at least one of its items. Errors as ``standard_shares``,
    and ``out_of_range`` for the cut.
    """
    if cut != 1:
        as_share(cut, name="cut")
    names, shares, n_items = standard_shares(scores, standards, max_points)
    results = []
    for j, name in enumerate(names):
        present = shares[~np.isnan(shares[:, j]), j]
        n = len(present)
        mastered = int(np.count_nonzero(reached(present, cut)))
        results.append(
            StandardMastery(
                standard=name,
                n_items=n_items[j],
                n=n,
                mastered=mastered,
                share=mastered / n if n else None,
                interval=wilson_interval(mastered, n, level) if n else None,
                mean_share=float(present.mean()) if n else None,
                notes=_notes(n, n_items[j]),
            )
        )
    return tuple(results)


def few_items(n_items: int) -> Note | None:
    """The warning for a standard with fewer than six items behind it."""
    if n_items >= FEW_ITEMS:
        return None
    items, reactivos = ("1 item", "1 ítem") if n_items == 1 else (f"{n_items} items", f"{n_items} ítems")
    return Note(
        "few_items",
        f"This rests on {items}; one slip moves a student across the cut, so look at the work before "
        "deciding.",
        f"Esto se basa en {reactivos}; un descuido cambia el resultado de un estudiante, así que miren su "
        "trabajo "
        "antes de decidir.",
    )


def _notes(n: int, n_items: int) -> tuple[Note, ...]:
    notes = []
    few = few_items(n_items)
    if few is not None:
        notes.append(few)
    if n < FEW_STUDENTS:
        notes.append(
            Note(
                "few_students",
                f"With {n} students the plausible range is wide; show no colour for it.",
                f"Con {n} estudiantes el rango plausible es amplio; no se muestra con color.",
            )
        )
    return tuple(notes)
