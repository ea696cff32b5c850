"""Do neighbouring points move together? If so, signals are weaker evidence."""

from collections.abc import Sequence

import numpy as np

from trellis.stats.inputs import Numbers, as_series
from trellis.stats.results import Note, StatsError, plain_number

#: Above this the warning is shown: at 0.3 unchanged charts of 24 points already signal 16 % of the time.
WARN_ABOVE = 0.2
#: Fewer neighbouring pairs say nothing about autocorrelation (our choice).
MIN_PAIRS = 8


def lag1_autocorrelation(values: Numbers, segments: Sequence[tuple[int, int]] | None = None) -> float | None:
    """Lag-1 autocorrelation of a series with missing values (NaN); None with too few pairs or no spread.

    ``segments`` are (first, end) row ranges with a level of their own; each is centred on its own mean, so a
    step between them does not count as autocorrelation. Errors as ``as_series``.
    """
    series = as_series(values, allow_missing=True, min_n=0)
    if not series.size:
        raise StatsError("There are no values.", reason="empty", es="No hay valores.")
    ranges = list(segments) if segments else [(0, len(series))]
    products, squares, pairs, points, parts = 0.0, 0.0, 0, 0, 0
    scale = float(np.nanmax(np.abs(series))) if np.any(~np.isnan(series)) else 0.0
    if scale == 0.0:
        return None
    for first, end in ranges:
        part = series[first:end] / scale
        present = ~np.isnan(part)
        if not present.any():
            continue
        centred = part - part[present].mean()
        both = present[1:] & present[:-1]
        products += float(np.sum(centred[1:][both] * centred[:-1][both]))
        squares += float(np.sum(centred[present] ** 2))
        pairs += int(np.count_nonzero(both))
        points += int(np.count_nonzero(present))
        parts += 1
    if pairs < MIN_PAIRS or squares <= 1e-20 * points:
        return None
    # The usual sum over sum; gaps from missing points shrink the numerator, so it is put back in proportion.
    return products / squares * points / (pairs + parts)


def autocorrelation_note(r: float | None) -> Note | None:
    """The warning for r above 0.2; None otherwise."""
    if r is None or r <= WARN_ABOVE:
        return None
    shown = plain_number(r, 2)
    return Note(
        "autocorrelation",
        f"Neighbouring points move together (r = {shown}), so signals are weaker evidence than they look.",
        f"Los puntos vecinos se mueven juntos (r = {shown}), así que las señales son una prueba más débil de "
        "lo que parecen.",
    )
