"""Krippendorff's alpha: any number of raters, missing ratings, four kinds of scale."""

from typing import Literal

import numpy as np

from trellis.stats.agreement.result import Agreement, no_variation, notes_for, pairs_agreed, too_few
from trellis.stats.inputs import FloatArray, NumberTable, as_share, as_table, as_whole
from trellis.stats.results import DEFAULT_LEVEL, CannotTell, Interval, StatsError

ScaleKind = Literal["nominal", "ordinal", "interval", "ratio"]

_SEED = 19700101


def _checked(ratings: NumberTable, scale: ScaleKind) -> FloatArray:
    """The ratings as a table, once the scale is known and fits them."""
    if scale not in ("nominal", "ordinal", "interval", "ratio"):
        raise StatsError(
            "The scale is nominal, ordinal, interval or ratio.",
            reason="option",
            es="La escala es nominal, ordinal, interval o ratio.",
        )
    table = as_table(ratings, name="ratings", allow_missing=True, max_values=2_000_000)
    if scale == "ratio" and np.any(table[~np.isnan(table)] < 0):
        raise StatsError(
            "A ratio scale has no negative values.",
            reason="out_of_range",
            es="Una escala de razón no tiene valores negativos.",
        )
    return table


def krippendorff_alpha(
    ratings: NumberTable,
    *,
    scale: ScaleKind,
    level: float = DEFAULT_LEVEL,
    resamples: int = 1000,
) -> Agreement | CannotTell:
    """Alpha of numbered ``ratings`` (raters x units, NaN where missing) by the coincidence matrix.

    ``scale``: how differences count. Units with fewer than two ratings are left out. The interval is the
    percentile bootstrap over units with a fixed seed; ``resamples=0`` leaves it out. CannotTell ``too_few``,
    ``no_variation``. StatsError ``option``, ``out_of_range`` (negative values on a ratio scale), those of
    ``as_table``. Source: Krippendorff 2011; his published example gives .743, .815, .849, .797.
    """
    as_share(level)
    resamples = as_whole(resamples, name="resamples", most=20_000)
    table = _checked(ratings, scale)
    present = ~np.isnan(table)
    twice = present.sum(axis=0) >= 2
    n = int(np.count_nonzero(twice))
    if n < 2:
        return too_few(n)
    kept = table[:, twice]
    values, codes = np.unique(kept[~np.isnan(kept)], return_inverse=True)
    if len(values) < 2:
        return no_variation(n)
    if len(values) > 500:
        raise StatsError(
            "There are more than 500 different values; use the intraclass correlation for measures.",
            reason="too_large",
            es="Hay más de 500 valores distintos; para medidas use la correlación intraclase.",
        )
    units = np.nonzero(~np.isnan(kept))[1]
    counts = np.bincount(units * len(values) + codes, minlength=n * len(values)).reshape(n, -1).astype(float)
    share = counts / (counts.sum(axis=1, keepdims=True) - 1)
    coincidences = share.T @ counts - np.diag(share.sum(axis=0))
    alpha = float(_alpha(coincidences[np.newaxis], values, scale)[0])
    return Agreement(
        coefficient=alpha,
        interval=_bootstrap(counts, share, values, scale, level, resamples) if resamples else None,
        standard_error=None,
        z=None,
        p=None,
        share_agreed=pairs_agreed(counts),
        n=n,
        raters=len(table),
        method=f"Krippendorff's alpha, {scale}",
        notes=notes_for(n, 0, 0, table.shape[1] - n),
    )


def _distances(margins: FloatArray, values: FloatArray, scale: ScaleKind) -> FloatArray:
    """Squared differences between levels, for each matrix of a stack (only ordinal depends on the
    margins).
    """
    if scale == "nominal":
        return np.asarray(1.0 - np.eye(len(values)))[np.newaxis]
    if scale == "interval":
        return np.asarray(np.subtract.outer(values, values) ** 2)[np.newaxis]
    if scale == "ratio":
        total = np.add.outer(values, values)
        out = np.zeros(total.shape)
        np.divide(np.subtract.outer(values, values), total, out=out, where=total > 0)
        return np.asarray(out**2)[np.newaxis]
    middle = np.cumsum(margins, axis=1) - margins / 2
    return np.asarray((middle[:, :, np.newaxis] - middle[:, np.newaxis, :]) ** 2)


def _alpha(coincidences: FloatArray, values: FloatArray, scale: ScaleKind) -> FloatArray:
    """Alpha for a stack of coincidence matrices; NaN where a matrix has one level only."""
    margins = coincidences.sum(axis=2)
    total = margins.sum(axis=1)
    distance = _distances(margins, values, scale)
    observed = (coincidences * distance).sum(axis=(1, 2))
    expected = np.einsum("bi,bij,bj->b", margins, np.broadcast_to(distance, coincidences.shape), margins)
    out = np.full(len(coincidences), np.nan)
    np.divide((total - 1) * observed, expected, out=out, where=expected > 1e-12 * total**2 * distance.max())
    return np.asarray(1 - out)


def _bootstrap(
    counts: FloatArray, share: FloatArray, values: FloatArray, scale: ScaleKind, level: float, resamples: int
) -> Interval | None:
    n, k = counts.shape
    rng = np.random.default_rng(_SEED)
    own = np.einsum("ui,uj->uij", share, counts)
    own[:, np.arange(k), np.arange(k)] -= share
    alphas = []
    batch = max(1, min(resamples, 4_000_000 // (k * k), 20_000_000 // n))
    for start in range(0, resamples, batch):
        draws = rng.multinomial(n, np.full(n, 1 / n), size=min(batch, resamples - start)).astype(np.float64)
        alphas.append(_alpha((draws @ own.reshape(n, k * k)).reshape(-1, k, k), values, scale))
    found = np.concatenate(alphas)
    found = found[~np.isnan(found)]
    if len(found) < resamples / 2:
        return None
    low, high = np.quantile(found, [(1 - level) / 2, 0.5 + level / 2])
    return Interval(float(low), float(high), level)
