"""Ratings as counts on a scale, and how far apart two levels are held to be."""

from collections.abc import Hashable, Sequence
from typing import Literal

import numpy as np

from trellis.stats.inputs import MAX_VALUES, FloatArray, IntArray
from trellis.stats.results import StatsError

Weights = Literal["unweighted", "linear", "quadratic"]
#: One rating: a level of the rubric, or None where the rater gave none.
Rating = Hashable | None


def coded(
    ratings: Sequence[Sequence[Rating]], levels: Sequence[Hashable] | None
) -> tuple[IntArray, tuple[Hashable, ...]]:
    """Ratings (units x raters) as positions on the scale, -1 where missing, and the scale.

    ``levels``: the rubric's full scale in order; otherwise the levels that occur, sorted. StatsError
    ``empty``, ``length_mismatch`` (rows of unequal length), ``option`` (a rating that is not on the scale),
    ``too_large``.
    """
    if len(ratings) > MAX_VALUES:
        raise _too_large()
    rows = [list(row) for row in ratings]
    if not rows or not rows[0]:
        raise StatsError("There are no ratings.", reason="empty", es="No hay valoraciones.")
    width = len(rows[0])
    if any(len(row) != width for row in rows):
        raise StatsError(
            "Every unit needs one entry for each rater; leave it empty where there is none.",
            reason="length_mismatch",
            es="Cada unidad necesita una entrada por evaluador; déjela vacía si no la hay.",
        )
    if len(rows) * width > MAX_VALUES:
        raise _too_large()
    present = {rating for row in rows for rating in row if not _missing(rating)}
    scale = tuple(levels) if levels is not None else _sorted(present)
    position = {level: i for i, level in enumerate(scale)}
    if len(position) != len(scale) or not present <= position.keys():
        raise StatsError(
            "A rating is not on the scale, or the scale names a level twice.",
            reason="option",
            es="Una valoración no está en la escala, o la escala repite un nivel.",
        )
    codes = [[-1 if _missing(rating) else position[rating] for rating in row] for row in rows]
    return np.array(codes, dtype=np.int64), scale


def _too_large() -> StatsError:
    return StatsError("There are too many ratings.", reason="too_large", es="Hay demasiadas valoraciones.")


def _missing(rating: Rating) -> bool:
    return rating is None or rating != rating


def _sorted(present: set[Hashable]) -> tuple[Hashable, ...]:
    try:
        return tuple(sorted(present))  # type: ignore[type-var]
    except TypeError as error:
        raise StatsError(
            "The levels mix words and numbers; name the scale in order.",
            reason="option",
            es="Los niveles mezclan palabras y números; indique la escala en orden.",
        ) from error


def agreement_weights(scale: Sequence[Hashable], weights: Weights) -> FloatArray:
    """Full credit 1 on the diagonal, falling with distance on the scale (linear, quadratic) or at once."""
    k = len(scale)
    if weights not in ("unweighted", "linear", "quadratic"):
        raise StatsError(
            "Weights are unweighted, linear or quadratic.",
            reason="option",
            es="Los pesos son unweighted, linear o quadratic.",
        )
    if weights == "unweighted" or k < 2:
        return np.eye(k)
    distance = np.abs(np.subtract.outer(np.arange(k), np.arange(k))) / (k - 1)
    return np.asarray(1 - distance**2 if weights == "quadratic" else 1 - distance, dtype=np.float64)


def counts_of(codes: IntArray, k: int) -> FloatArray:
    """How many raters gave each level: units x levels."""
    units = np.repeat(np.arange(len(codes)), codes.shape[1])
    flat = codes.ravel()
    given = flat >= 0
    counted = np.bincount(units[given] * k + flat[given], minlength=len(codes) * k)
    return counted.reshape(len(codes), k).astype(np.float64)
