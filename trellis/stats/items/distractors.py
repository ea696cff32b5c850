"""What each answer option drew, from whom: shares, item-rest correlations, score groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trellis.stats.inputs import BoolArray, FloatArray, IntArray
from trellis.stats.items.analysis import MIN_FOR_FLAGS
from trellis.stats.results import Language, Note, StatsError, in_language, percent

#: A wrong option chosen by fewer is not doing its work.
RARELY_CHOSEN = 0.02


@dataclass(frozen=True, slots=True)
class Option:
    """One answer option. ``share``: of all pupils (omissions count). ``r_rest``: correlation of choosing it
    with the score on the other items, None where it does not vary. ``by_group``: share in each score group,
    lowest first, NaN for an empty group. ``gap``: highest minus lowest group. ``flags``: from 30 pupils on.
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
    """The options of one item, in alphabetical order, and how many pupils left it out."""

    position: int
    options: tuple[Option, ...]
    omitted: int


@dataclass(frozen=True, slots=True)
class Distractors:
    """All items. ``cuts``: the score cuts of the groups (quantiles); ``group_sizes``: pupils in each."""

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
                en=f"{self.n} pupils: what they chose is shown, but with fewer than {MIN_FOR_FLAGS} no "
                "option is "
                "judged.",
                es=f"{self.n} alumnos: se muestra lo que eligieron, pero con menos de {MIN_FOR_FLAGS} no "
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
    """Analyse the chosen ``responses`` (pupils x items; None or "" where left out) against the ``key``.

    ``groups``: score groups cut at quantiles of the total, ties to the lower group. ``options``: every option
    there was; otherwise those that appear anywhere. A left-out answer scores 0. StatsError ``empty``,
    ``shape``, ``length_mismatch``, ``option``. The published defect of CTT::distractorAnalysis (correlating
    with the total minus the option) is not copied.
    """
    chosen = _as_grid(responses, len(key))
    if not 2 <= groups <= 10:
        raise StatsError("Choose 2 to 10 score groups.", reason="option", es="Elija de 2 a 10 grupos.")
    labels = sorted(set(options) if options is not None else {c for c in np.unique(chosen) if c} | set(key))
    right = chosen == np.array(list(key), dtype=chosen.dtype)
    totals = right.sum(axis=1).astype(np.float64)
    cuts = np.quantile(totals, np.linspace(0, 1, groups + 1))
    group = np.searchsorted(cuts[1:-1], totals, side="left")
    sizes = np.bincount(group, minlength=groups)
    member = (group[:, np.newaxis] == np.arange(groups)).astype(np.float64)
    items = tuple(
        _item(i, chosen[:, i], totals - right[:, i], labels, str(key[i]), member, sizes)
        for i in range(len(key))
    )
    return Distractors(
        items=items,
        n=len(chosen),
        cuts=tuple(float(cut) for cut in cuts),
        group_sizes=tuple(int(size) for size in sizes),
        notes=(
            Note(
                "few_pupils",
                f"With {len(chosen)} pupils no option is flagged.",
                f"Con {len(chosen)} alumnos no se marca ninguna opción.",
            ),
        )
        if len(chosen) < MIN_FOR_FLAGS
        else (),
    )


def _as_grid(
    responses: Sequence[Sequence[str | None]], k: int
) -> np.ndarray[tuple[int, int], np.dtype[np.str_]]:
    if not len(responses) or not k:
        raise StatsError("There are no responses.", reason="empty", es="No hay respuestas.")
    if any(len(row) != k for row in responses):
        raise StatsError(
            "Every pupil needs one response for each item of the key.",
            reason="length_mismatch",
            es="Cada alumno necesita una respuesta por cada ítem de la clave.",
        )
    return np.array([["" if cell is None else str(cell) for cell in row] for row in responses])


def _item(
    position: int,
    chosen: np.ndarray[tuple[int], np.dtype[np.str_]],
    rest: FloatArray,
    labels: Sequence[str],
    right: str,
    member: FloatArray,
    sizes: IntArray,
) -> ItemOptions:
    picked: BoolArray = chosen[:, np.newaxis] == np.array(labels)
    marks = picked.astype(np.float64)
    counts = picked.sum(axis=0)
    correlation = _correlations(marks, rest)
    by_group = np.full((len(sizes), len(labels)), np.nan)
    np.divide(member.T @ marks, sizes[:, np.newaxis], out=by_group, where=sizes[:, np.newaxis] > 0)
    n = len(chosen)
    options = []
    for j, label in enumerate(labels):
        r = None if np.isnan(correlation[j]) else float(correlation[j])
        share = float(counts[j] / n)
        is_key = label == right
        options.append(
            Option(
                label=label,
                is_key=is_key,
                n=int(counts[j]),
                share=share,
                r_rest=r,
                by_group=tuple(float(value) for value in by_group[:, j]),
                gap=float(by_group[-1, j] - by_group[0, j]),
                flags=_flags(share, r) if n >= MIN_FOR_FLAGS and not is_key else (),
            )
        )
    return ItemOptions(position, tuple(options), int(np.count_nonzero(chosen == "")))


def _correlations(marks: FloatArray, rest: FloatArray) -> FloatArray:
    centred = rest - rest.mean()
    mean = marks.mean(axis=0)
    top = marks.T @ centred
    bottom = np.sqrt(float(centred @ centred) * len(rest) * mean * (1 - mean))
    out = np.full(marks.shape[1], np.nan)
    np.divide(top, bottom, out=out, where=bottom > 1e-12 * len(rest))
    return out


def _flags(share: float, r_rest: float | None) -> tuple[Note, ...]:
    flags = []
    if r_rest is not None and r_rest > 0:
        flags.append(
            Note(
                "draws_the_able",
                "Pupils who did well on the rest chose this wrong option more often.",
                "Los alumnos con mejor resultado en el resto eligieron más esta opción incorrecta.",
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
