"""What each answer option drew, from whom: shares, item-rest correlations, score groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trellis.stats.inputs import FloatArray, IntArray, as_whole
from trellis.stats.items.analysis import MIN_FOR_FLAGS
from trellis.stats.results import Language, Note, StatsError, in_language, percent

#: A wrong option chosen by fewer is not doing its work.
RARELY_CHOSEN = 0.02
_MAX_RESPONSES = 10_000_000


@dataclass(frozen=True, slots=True)
class Option:
    """One answer option. ``share``: of all students (omissions count). ``r_rest``: correlation of choosing it
    with the score on the other items, None where it does not vary. ``by_group``: share in each score group,
    lowest first, NaN for an empty group. ``gap``: highest minus lowest group. ``flags``: from 30 students on.
    """

    label: str
    is_key: bool
    n: int
    share: float
    r_rest: float | None
    by_group: tuple[float, ...]
    gap: float
    flags: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ItemOptions:
    """The options of one item, in alphabetical order, and how many students left it out."""

    position: int
    options: tuple[Option, ...]
    omitted: int


@dataclass(frozen=True, slots=True)
class Distractors:
    """All items. ``cuts``: the score cuts of the groups (quantiles); ``group_sizes``: students in each."""

    items: tuple[ItemOptions, ...]
    n: int
    cuts: tuple[float, ...]
    group_sizes: tuple[int, ...]
    notes: tuple[Note, ...]
    method: str = "Distractor analysis by item-rest correlation and score group"

    def say(self, language: Language = "en") -> str:
        """How many wrong options ask for a look."""
        if self.n < MIN_FOR_FLAGS:
            return in_language(
                language,
                en=f"{self.n} students: what they chose is shown, but with fewer than {MIN_FOR_FLAGS} no "
                "option is "
                "judged.",
                es=f"{self.n} estudiantes: se muestra lo que eligieron, pero con menos de {MIN_FOR_FLAGS} no "
                "se juzga "
                "ninguna opción.",
            )
        flagged = sum(1 for item in self.items for option in item.options if option.flags)
        wrong = sum(1 for item in self.items for option in item.options if not option.is_key)
        return in_language(
            language,
            en=f"{flagged} of {wrong} wrong options ask for a second look.",
            es=f"{flagged} de {wrong} opciones incorrectas piden una segunda mirada.",
        )


def distractor_analysis(
    responses: Sequence[Sequence[str | None]],
    key: Sequence[str],
    *,
    groups: int = 3,
    options: Sequence[str] | None = None,
) -> Distractors:
    """Analyse the chosen ``responses`` (students x items; None or "" where left out) against the ``key``.

    ``groups``: score groups cut at quantiles of the total, ties to the lower group. ``options``: every option
    there was; otherwise those that appear anywhere. A left-out answer scores 0. StatsError ``empty``,
    ``length_mismatch``, ``option``, ``too_large``. The published defect of CTT::distractorAnalysis
    (correlating with the total minus the option) is not copied.
    """
    groups = as_whole(groups, name="number of score groups")
    if not 2 <= groups <= 10:
        raise StatsError("Choose 2 to 10 score groups.", reason="option", es="Elija de 2 a 10 grupos.")
    labels, chosen = _coded(responses, [str(option) for option in key], options)
    right = np.array([labels.index(str(option)) for option in key])
    scores = (chosen == right).astype(np.float64)
    totals = scores.sum(axis=1)
    cuts = np.quantile(totals, np.linspace(0, 1, groups + 1))
    group = np.searchsorted(cuts[1:-1], totals, side="left")
    sizes = np.bincount(group, minlength=groups)
    counts, correlation, by_group = _by_option(
        chosen, len(labels), totals[:, np.newaxis] - scores, group, sizes
    )
    omitted = np.count_nonzero(chosen < 0, axis=0)
    items = tuple(
        ItemOptions(
            position=i,
            options=tuple(
                _option(
                    label, j == right[i], len(chosen), int(counts[j, i]), correlation[j, i], by_group[:, j, i]
                )
                for j, label in enumerate(labels)
            ),
            omitted=int(omitted[i]),
        )
        for i in range(len(key))
    )
    return Distractors(
        items=items,
        n=len(chosen),
        cuts=tuple(float(cut) for cut in cuts),
        group_sizes=tuple(int(size) for size in sizes),
        notes=(
            Note(
                "few_students",
                f"With {len(chosen)} students no option is flagged.",
                f"Con {len(chosen)} estudiantes no se marca ninguna opción.",
            ),
        )
        if len(chosen) < MIN_FOR_FLAGS
        else (),
    )


def _coded(
    responses: Sequence[Sequence[str | None]], key: Sequence[str], options: Sequence[str] | None
) -> tuple[list[str], IntArray]:
    """The option labels in alphabetical order and the responses as positions among them, -1 where left
    out.
    """
    if not len(responses) or not key:
        raise StatsError("There are no responses.", reason="empty", es="No hay respuestas.")
    if len(responses) * len(key) > _MAX_RESPONSES:
        raise StatsError("There are too many responses.", reason="too_large", es="Hay demasiadas respuestas.")
    if any(len(row) != len(key) for row in responses):
        raise StatsError(
            "Every student needs one response for each item of the key.",
            reason="length_mismatch",
            es="Cada estudiante necesita una respuesta por cada ítem de la clave.",
        )
    raw = {cell for row in responses for cell in row if cell is not None and cell != ""}
    seen = {str(cell) for cell in raw}
    labels = sorted(set(options) if options is not None else seen | set(key))
    if not (seen | set(key)) <= set(labels):
        raise StatsError(
            "A response or the key names an option that there was not.",
            reason="option",
            es="Una respuesta o la clave nombra una opción que no existía.",
        )
    # Cells are looked up as they came, so that a sheet's numbers work as well as its letters.
    position: dict[str | None, int] = {cell: labels.index(str(cell)) for cell in raw}
    position[None] = position[""] = -1
    coded = [[position[cell] for cell in row] for row in responses]
    return labels, np.array(coded, dtype=np.int64)


def _by_option(
    chosen: IntArray, n_options: int, rest: FloatArray, group: IntArray, sizes: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Per option and item: counts, correlation with the rest score, share in each score group (first
    axis).
    """
    n, k = chosen.shape
    centred = rest - rest.mean(axis=0)
    spread = (centred**2).sum(axis=0)
    member = (group == np.arange(len(sizes))[:, np.newaxis]).astype(np.float64)
    counts, correlation = np.zeros((n_options, k)), np.full((n_options, k), np.nan)
    by_group = np.full((len(sizes), n_options, k), np.nan)
    filled = sizes > 0
    for j in range(n_options):
        marks = (chosen == j).astype(np.float64)
        counts[j] = marks.sum(axis=0)
        share = counts[j] / n
        bottom = np.sqrt(spread * n * share * (1 - share))
        np.divide((marks * centred).sum(axis=0), bottom, out=correlation[j], where=bottom > 1e-12 * n)
        by_group[filled, j] = (member @ marks)[filled] / sizes[filled, np.newaxis]
    return counts, correlation, by_group


def _option(label: str, is_key: bool, n: int, count: int, correlation: float, by_group: FloatArray) -> Option:
    r = None if np.isnan(correlation) else float(correlation)
    return Option(
        label=label,
        is_key=bool(is_key),
        n=count,
        share=count / n,
        r_rest=r,
        by_group=tuple(float(value) for value in by_group),
        gap=float(by_group[-1] - by_group[0]),
        flags=_flags(count / n, r) if n >= MIN_FOR_FLAGS and not is_key else (),
    )


def _flags(share: float, r_rest: float | None) -> tuple[Note, ...]:
    flags = []
    if r_rest is not None and r_rest > 0:
        flags.append(
            Note(
                "draws_the_able",
                "Students who did well on the rest chose this wrong option more often.",
                "Los estudiantes con mejor resultado en el resto eligieron más esta opción incorrecta.",
            )
        )
    if share < RARELY_CHOSEN:
        flags.append(
            Note(
                "rarely_chosen",
                f"Only {percent(share)} chose this option.",
                f"Solo {percent(share, 'es')} eligió esta opción.",
            )
        )
    return tuple(flags)
