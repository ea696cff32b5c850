"""Checks of effects and their variances, shared by every pooling method."""

import numpy as np
from numpy.typing import ArrayLike

from trellis.stats.inputs import MAX_VALUES, FloatArray, as_series, as_table, same_length
from trellis.stats.results import StatsError

MAX_STUDIES = 200_000
_MAX_EFFECT = 1e8
_VARIANCE_RANGE = (1e-16, 1e16)
_MAX_RATIO = 1e6  # of the largest to the smallest variance of a data set


def effects_and_variances(effects: ArrayLike, variances: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Effects (k,) and their squared standard errors (k,), finite and in a workable range.

    Raises StatsError with reason ``out_of_range`` (a variance not above 0), ``too_extreme``, or the reasons
    of as_series.
    """
    y = as_series(effects, name="effects", max_values=MAX_STUDIES)
    v = as_series(variances, name="variances", max_values=MAX_STUDIES)
    same_length(effects=y, variances=v)
    _check_range(y, v)
    return y, v


def columns_of(values: ArrayLike, *, name: str, max_values: int = 20 * MAX_VALUES) -> FloatArray:
    """A table (n, m) from a table or from one column (n,); the errors are those of ``as_table``."""
    try:
        one = np.ndim(values) == 1
    except ValueError:  # rows of unequal length: as_table says so
        one = False
    return as_table(np.asarray(values)[:, None] if one else values, name=name, max_values=max_values)


def effect_tables(effects: ArrayLike, variances: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Many data sets of equal size: effects and variances of shape (s, k)."""
    y = as_table(effects, name="effects")
    v = as_table(variances, name="variances")
    if y.shape != v.shape:
        raise StatsError(
            "Every effect needs its variance: the two tables must have the same shape.",
            reason="length_mismatch",
            es="Cada efecto necesita su varianza: las dos tablas deben tener la misma forma.",
        )
    _check_range(y, v)
    return y, v


def _check_range(y: FloatArray, v: FloatArray) -> None:
    if np.any(v <= 0.0):
        raise StatsError(
            "Every effect needs a variance above zero; without it nobody knows how far to trust the effect.",
            reason="out_of_range",
            es="Cada efecto necesita una varianza mayor que cero; sin ella no se sabe cuánto fiarse.",
        )
    if np.any(np.abs(y) > _MAX_EFFECT) or np.any((v < _VARIANCE_RANGE[0]) | (v > _VARIANCE_RANGE[1])):
        raise StatsError(
            "An effect or a variance is far outside anything a school measure can give.",
            reason="too_extreme",
            es="Un efecto o una varianza está muy fuera de lo que puede dar una medida escolar.",
        )
    if np.any(v.max(axis=-1) > _MAX_RATIO * v.min(axis=-1)):
        raise StatsError(
            "One effect is said to be over a thousand times as exact as another; check the variances.",
            reason="too_extreme",
            es="Un efecto sería más de mil veces más exacto que otro; revise las varianzas.",
        )
