"""Checks at the gate: what comes in becomes a clean array or a typed refusal, never a wrong number.

NaN (or None) means "missing" only where a function says so (``allow_missing=True``).
"""

import math
from collections.abc import Sequence, Sized
from typing import Any, SupportsFloat

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trellis.stats.results import StatsError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
#: What a list of numbers may be when it comes in; None stands for a missing one.
Numbers = ArrayLike | Sequence[SupportsFloat | None]
#: What a table of numbers may be when it comes in.
NumberTable = ArrayLike | Sequence[Sequence[SupportsFloat | None]]

#: More values than this in one call are refused (a million students fit twice).
MAX_VALUES = 2_000_000
#: Larger magnitudes would overflow when raised to the fourth power and summed; no school measure comes near.
MAX_MAGNITUDE = 1e30
#: Smaller magnitudes are rounding and count as 0: dividing by them would overflow.
MIN_MAGNITUDE = 1e-60


def _as_floats(values: Numbers | NumberTable, name: str, max_values: int) -> FloatArray:
    if isinstance(values, Sized) and not isinstance(values, np.ndarray) and len(values) > max_values:
        raise _too_large(name, len(values), max_values)
    try:
        raw: NDArray[Any] = np.asarray(values)
    except ValueError as error:
        raise StatsError(
            f"The {name} are not a regular list or table of numbers.",
            reason="shape",
            es=f"«{name}» no es una lista o tabla regular de números.",
        ) from error
    if raw.size > max_values:
        raise _too_large(name, raw.size, max_values)
    if raw.dtype.kind not in "biufO" or (
        raw.dtype.kind == "O" and any(isinstance(v, str | bytes) for v in raw.flat)
    ):
        raise _not_numbers(name)
    try:
        floats = raw.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise _not_numbers(name) from error
    floats[np.abs(floats) < MIN_MAGNITUDE] = 0.0
    return floats


def _too_large(name: str, size: int, max_values: int) -> StatsError:
    return StatsError(
        f"There are {size:,} values in the {name}; at most {max_values:,} are worked on at once.",
        reason="too_large",
        es=f"Hay {size:,} valores en «{name}»; se trabaja con {max_values:,} como máximo a la vez.",
    )


def _not_numbers(name: str) -> StatsError:
    return StatsError(
        f"The {name} hold something that is not a number.",
        reason="not_numbers",
        es=f"«{name}» contiene algo que no es un número.",
    )


def _check_values(floats: FloatArray, name: str, allow_missing: bool) -> None:
    # Two passes without a temporary array settle the usual case: NaN makes both comparisons false.
    if floats.size and floats.max() <= MAX_MAGNITUDE and floats.min() >= -MAX_MAGNITUDE:
        return
    bad = np.isinf(floats) if allow_missing else ~np.isfinite(floats)
    if bad.any():
        what = "an infinite number" if allow_missing else "a missing or infinite number"
        que = "un número infinito" if allow_missing else "un número ausente o infinito"
        raise StatsError(
            f"The {name} hold {what}; every value must be an ordinary number.",
            reason="not_finite",
            es=f"«{name}» contiene {que}; todos los valores deben ser números normales.",
        )
    if floats.size and np.any(np.abs(floats) > MAX_MAGNITUDE):
        raise StatsError(
            f"The {name} hold a number too large to work with.",
            reason="too_extreme",
            es=f"«{name}» contiene un número demasiado grande para trabajar con él.",
        )


def as_series(
    values: Numbers,
    *,
    name: str = "values",
    allow_missing: bool = False,
    min_n: int = 1,
    max_values: int = MAX_VALUES,
) -> FloatArray:
    """A one-dimensional float array from a list of numbers (int, float, Decimal, None where missing).

    ``min_n`` counts the values that are present. Raises StatsError with reason ``empty``, ``too_few``,
    ``too_large``, ``too_extreme``, ``not_numbers``, ``not_finite`` or ``shape``.
    """
    floats = _as_floats(values, name, max_values)
    if floats.ndim != 1:
        raise StatsError(
            f"The {name} must be one list of numbers.",
            reason="shape",
            es=f"«{name}» debe ser una sola lista de números.",
        )
    _check_values(floats, name, allow_missing)
    present = int(np.count_nonzero(~np.isnan(floats)))
    if present < min_n:
        raise _too_few(name, present, min_n)
    return floats


def as_table(
    values: NumberTable,
    *,
    name: str = "table",
    allow_missing: bool = False,
    min_rows: int = 1,
    min_columns: int = 1,
    max_values: int = 20 * MAX_VALUES,
) -> FloatArray:
    """A two-dimensional float array (rows x columns); the errors are those of :func:`as_series`."""
    floats = _as_floats(values, name, max_values)
    if floats.ndim == 1 and floats.size == 0:
        raise _too_few(name, 0, max(1, min_rows))
    if floats.ndim != 2:
        raise StatsError(
            f"The {name} must be a table with rows and columns.",
            reason="shape",
            es=f"«{name}» debe ser una tabla con filas y columnas.",
        )
    _check_values(floats, name, allow_missing)
    if floats.shape[0] < min_rows:
        raise _too_few(f"rows of the {name}", floats.shape[0], min_rows)
    if floats.shape[1] < min_columns:
        raise _too_few(f"columns of the {name}", floats.shape[1], min_columns)
    return floats


def as_counts(
    values: Numbers,
    *,
    name: str = "counts",
    allow_missing: bool = False,
    minimum: int = 0,
    max_values: int = MAX_VALUES,
) -> FloatArray:
    """A list of whole numbers >= ``minimum``, kept as floats so that NaN can stand for missing.

    Raises StatsError with reason ``negative_n`` below the minimum, ``not_whole`` for fractions, and the
    reasons of :func:`as_series`.
    """
    floats = as_series(values, name=name, allow_missing=allow_missing, max_values=max_values)
    present = floats[~np.isnan(floats)]
    if np.any(present < minimum):
        raise StatsError(
            f"The {name} hold a number below {minimum}; a count cannot be that small.",
            reason="negative_n",
            es=f"«{name}» contiene un número menor que {minimum}; un recuento no puede ser tan pequeño.",
        )
    if np.any(present != np.floor(present)):
        raise StatsError(
            f"The {name} must be whole numbers.",
            reason="not_whole",
            es=f"«{name}» deben ser números enteros.",
        )
    return floats


def same_length(**arrays: FloatArray | IntArray | BoolArray) -> int:
    """The common length of the named arrays; StatsError ``length_mismatch`` where they differ."""
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise StatsError(
            f"These lists must be equally long: {listed}.",
            reason="length_mismatch",
            es=f"Estas listas deben tener la misma longitud: {listed}.",
        )
    return next(iter(lengths.values()))


def as_number(
    value: SupportsFloat,
    *,
    name: str,
    least: float = -MAX_MAGNITUDE,
    greatest: float = MAX_MAGNITUDE,
) -> float:
    """One ordinary number from ``least`` to ``greatest``, both inside.

    Raises StatsError ``not_numbers``, ``not_finite``, ``out_of_range``; ``too_extreme`` beyond 1e30.
    """
    if isinstance(value, str | bytes):
        raise _not_numbers(name)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise _not_numbers(name) from error
    if not math.isfinite(number):
        raise StatsError(
            f"The {name} must be an ordinary number.",
            reason="not_finite",
            es=f"«{name}» debe ser un número normal.",
        )
    if not least <= number <= greatest:
        extreme = abs(number) > MAX_MAGNITUDE
        raise StatsError(
            f"The {name} is outside what is possible here.",
            reason="too_extreme" if extreme else "out_of_range",
            es=f"«{name}» está fuera de lo posible aquí.",
        )
    return 0.0 if abs(number) < MIN_MAGNITUDE else number


def as_whole(value: SupportsFloat, *, name: str, least: int = 0, most: int | None = None) -> int:
    """One whole number from ``least`` to ``most``, both inside.

    Raises StatsError ``not_whole``, ``negative_n`` below 0, ``too_few`` below the least and ``out_of_range``
    above the most, and the reasons of :func:`as_number`.
    """
    number = as_number(value, name=name)
    if number != math.floor(number):
        raise StatsError(
            f"The {name} must be a whole number.",
            reason="not_whole",
            es=f"«{name}» debe ser un número entero.",
        )
    if number < least:
        raise StatsError(
            f"The {name} must be at least {least}.",
            reason="negative_n" if number < 0 else "too_few",
            es=f"«{name}» debe ser al menos {least}.",
        )
    if most is not None and number > most:
        raise StatsError(
            f"The {name} must be at most {most:,}.",
            reason="out_of_range",
            es=f"«{name}» debe ser {most:,} como máximo.",
        )
    return int(number)


def as_share(value: SupportsFloat, *, name: str = "level") -> float:
    """A number strictly between 0 and 1 (a confidence level, a reliability); reason ``out_of_range``."""
    number = as_number(value, name=name)
    if not 0 < number < 1:
        raise StatsError(
            f"The {name} must lie between 0 and 1.",
            reason="out_of_range",
            es=f"«{name}» debe estar entre 0 y 1.",
        )
    return number


def as_positive(value: SupportsFloat, *, name: str) -> float:
    """A finite number above 0; reason ``out_of_range``."""
    number = as_number(value, name=name)
    if not number > 0:
        raise StatsError(
            f"The {name} must be a number above 0.",
            reason="out_of_range",
            es=f"«{name}» debe ser un número mayor que 0.",
        )
    return number


def _too_few(name: str, present: int, needed: int) -> StatsError:
    if present == 0:
        return StatsError(f"There are no {name}.", reason="empty", es=f"No hay datos en «{name}».")
    return StatsError(
        f"There are only {present} {name}; at least {needed} are needed.",
        reason="too_few",
        es=f"Solo hay {present} en «{name}»; se necesitan al menos {needed}.",
    )
