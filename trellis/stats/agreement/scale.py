"""Do the items of one scale hang together: alpha with Feldt's interval, omega total."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from trellis.stats.inputs import FloatArray, NumberTable, as_share, as_table
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Interval,
    Language,
    Note,
    StatsError,
    in_language,
    plain_number,
)

#: Below this many answers an interval for alpha is too wide to use (our choice).
FEW = 30
_BLOCK = 128


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Internal consistency of one scale; arrays have one entry per item (NaN where it cannot be computed).

    ``alpha``: Cronbach's; ``standardised``: from the correlations (NaN with a constant item); ``lambda6``:
    Guttman's; ``omega``: omega total from one minres factor, None below three items or with a constant one.
    ``interval``: Feldt's for alpha; ``standard_error``: Duhachek and Iacobucci's. ``r_rest``: item with the
    rest of the scale; ``r_corrected``: item with the scale, overlap replaced by the squared multiple
    correlation. ``n``: complete rows used; ``left_out``: rows with a missing answer.
    """

    alpha: float
    interval: Interval
    standard_error: float
    standardised: float
    average_r: float
    lambda6: float
    omega: float | None
    alpha_if_dropped: FloatArray
    r_rest: FloatArray
    r_total: FloatArray
    r_corrected: FloatArray
    item_mean: FloatArray
    item_sd: FloatArray
    n: int
    n_items: int
    left_out: int
    notes: tuple[Note, ...]
    method: str = "Cronbach's alpha, Feldt interval; omega total, one minres factor"

    def say(self, language: Language = "en") -> str:
        """Alpha with its range."""
        a, low, high = (plain_number(v, 2) for v in (self.alpha, self.interval.low, self.interval.high))
        return in_language(
            language,
            en=f"The {self.n_items} items hang together with alpha {a} (plausible {low} to {high}, "
            f"{self.n} answers).",
            es=f"Los {self.n_items} ítems concuerdan entre sí con alfa {a} (plausible de {low} a {high}, "
            f"{self.n} respuestas).",
        )


def complete_rows(values: NumberTable, *, name: str) -> tuple[FloatArray, int]:
    """The rows without a missing value and how many were left out; errors as ``as_table``."""
    table = as_table(values, name=name, allow_missing=True)
    if not np.isnan(table).any():
        return table, 0
    complete = ~np.isnan(table).any(axis=1)
    return table[complete], int(np.count_nonzero(~complete))


def covariances(table: FloatArray) -> FloatArray:
    """Sample covariance matrix of the columns; a constant column has exactly zero variance."""
    mean = table.mean(axis=0)
    cov = np.zeros((table.shape[1], table.shape[1]))
    # In small blocks the linear algebra stays on one core: handing this out to all of them costs far more
    # than it saves where other work runs too (measured 0.28 s against 0.0025 s for 20,000 x 40).
    for first in range(0, len(table), _BLOCK):
        block = table[first : first + _BLOCK] - mean
        cov += block.T @ block
    cov /= len(table) - 1
    # A mean is off by its last bits, so equal values leave a trace of variance that is only rounding.
    constant = np.diag(cov) <= (1e-13 * mean) ** 2
    cov[constant, :] = cov[:, constant] = 0.0
    return cov


def alpha_of(cov: FloatArray) -> float:
    """Cronbach's alpha from a covariance matrix; NaN without spread in the total or below two items."""
    k, total = len(cov), float(cov.sum())
    if k < 2 or total <= 1e-12 * float(np.trace(cov)) or float(np.trace(cov)) == 0:
        return float("nan")
    return k / (k - 1) * (1 - float(np.trace(cov)) / total)


def alpha_without_each(cov: FloatArray) -> FloatArray:
    """Alpha of the scale without each item in turn; NaN with fewer than three items."""
    k = len(cov)
    out = np.full(k, np.nan)
    if k < 3:
        return out
    diagonal = np.diag(cov)
    trace = diagonal.sum() - diagonal
    total = cov.sum() - 2 * cov.sum(axis=0) + diagonal
    enough = (total > 1e-12 * trace) & (trace > 0)
    np.divide(trace, total, out=out, where=enough)
    return np.asarray((k - 1) / (k - 2) * (1 - out))


def item_correlations(cov: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(item with total, item with rest) for every item; NaN where either does not vary."""
    variance, with_total, total = np.diag(cov), cov.sum(axis=0), float(cov.sum())
    rest = total - 2 * with_total + variance
    tiny = 1e-12 * max(total, float(variance.sum()))
    r_total, r_rest = np.full(len(cov), np.nan), np.full(len(cov), np.nan)
    np.divide(
        with_total,
        np.sqrt(np.maximum(variance * total, 0)),
        out=r_total,
        where=(variance > 0) & (total > tiny),
    )
    spread = np.sqrt(np.maximum(variance * rest, 0))
    np.divide(with_total - variance, spread, out=r_rest, where=(variance > 0) & (rest > tiny))
    return r_total, r_rest


def scale_reliability(answers: NumberTable, *, level: float = DEFAULT_LEVEL) -> Scale | CannotTell:
    """Alpha, omega and item statistics of ``answers`` (respondents x items, NaN where missing).

    Rows with a missing answer are left out. CannotTell ``too_few`` below two complete rows or two items,
    ``no_variation`` where totals do not vary. Sources: Cronbach 1951; Feldt 1965; McDonald 1999; checked
    against psych 2.2.9.
    """
    as_share(level)
    table, left_out = complete_rows(answers, name="answers")
    n, k = table.shape
    if n < 2 or k < 2:
        return CannotTell(
            "too_few",
            "Alpha needs at least two items and two people who answered all of them.",
            "El alfa necesita al menos dos ítems y dos personas que los contestaran todos.",
            n=n,
        )
    cov = covariances(table)
    alpha = alpha_of(cov)
    if np.isnan(alpha):
        return CannotTell(
            "no_variation",
            "The totals do not vary, so it cannot be told whether the items hang together.",
            "Los totales no varían, así que no se puede saber si los ítems concuerdan entre sí.",
            n=n,
        )
    r_total, r_rest = item_correlations(cov)
    standardised, average_r, lambda6, corrected, omega = _from_correlations(cov)
    df1, df2 = n - 1, (n - 1) * (k - 1)
    tail = (1 - level) / 2
    interval = Interval(
        1 - (1 - alpha) * float(stats.f.ppf(1 - tail, df1, df2)),
        1 - (1 - alpha) * float(stats.f.ppf(tail, df1, df2)),
        level,
    )
    return Scale(
        alpha=alpha,
        interval=interval,
        standard_error=_standard_error(cov, n),
        standardised=standardised,
        average_r=average_r,
        lambda6=lambda6,
        omega=omega,
        alpha_if_dropped=alpha_without_each(cov),
        r_rest=r_rest,
        r_total=r_total,
        r_corrected=corrected,
        item_mean=np.asarray(table.mean(axis=0)),
        item_sd=np.sqrt(np.diag(cov)),
        n=n,
        n_items=k,
        left_out=left_out,
        notes=_notes(n, left_out, r_rest),
    )


def _from_correlations(cov: FloatArray) -> tuple[float, float, float, FloatArray, float | None]:
    """Standardised alpha, mean correlation, lambda 6, corrected item correlations, omega."""
    k, sd = len(cov), np.sqrt(np.diag(cov))
    nan = np.full(k, np.nan)
    if np.any(sd == 0):
        return float("nan"), float("nan"), float("nan"), nan, None
    correlation = cov / np.outer(sd, sd)
    off = float(correlation.sum() - k)
    average = off / (k * (k - 1))
    bottom = 1 + (k - 1) * average
    standardised = k * average / bottom if bottom > 1e-12 else float("nan")
    omega = _omega(correlation) if k >= 3 else None
    if np.linalg.cond(correlation) > 1e12:
        return standardised, average, float("nan"), nan, omega
    smc = 1 - 1 / np.diag(np.linalg.inv(correlation))
    lambda6 = 1 - float(np.sum(1 - smc)) / float(correlation.sum())
    without = correlation.copy()
    np.fill_diagonal(without, smc)
    spread = float(without.sum())
    corrected = without.sum(axis=0) / np.sqrt(spread) if spread > 0 else nan
    return standardised, average, lambda6, corrected, omega


def omega_total(correlation: NumberTable) -> float:
    """Omega total of one factor fitted by least squares on the off-diagonal correlations (minres).

    Raises StatsError ``shape`` for a table that is not square and symmetric with ones on its diagonal,
    ``out_of_range`` for a correlation beyond 1, and the reasons of ``as_table``.
    """
    table = as_table(correlation, name="correlations", max_values=1_000_000)
    if table.shape[0] != table.shape[1] or not np.allclose(table, table.T, rtol=0, atol=1e-8):
        raise StatsError(
            "A table of correlations is square and symmetric.",
            reason="shape",
            es="Una tabla de correlaciones es cuadrada y simétrica.",
        )
    if np.any(np.abs(table) > 1 + 1e-8) or np.any(np.abs(np.diag(table) - 1) > 1e-8):
        raise StatsError(
            "Correlations lie between -1 and 1, and each item goes fully with itself.",
            reason="out_of_range",
            es="Las correlaciones están entre -1 y 1, y cada ítem coincide consigo mismo.",
        )
    return _omega(table)


def _omega(correlation: FloatArray) -> float:
    # A start near the largest component, by powers: on a busy machine a full eigendecomposition is slower.
    loadings = correlation[np.argmax((correlation**2).sum(axis=0))].copy()
    for _ in range(30):
        loadings = correlation @ loadings
        loadings /= math.sqrt(float(loadings @ loadings))
    loadings *= math.sqrt(float(loadings @ correlation @ loadings))
    off = correlation - np.eye(len(correlation))
    bound = math.sqrt(0.995)  # a uniqueness below 0.005 is a Heywood case, as in psych
    for _ in range(2000):
        before = loadings.copy()
        for i in range(len(loadings)):
            weight = float(loadings @ loadings - loadings[i] ** 2)
            if weight > 1e-12:
                loadings[i] = min(bound, max(-bound, float(off[i] @ loadings) / weight))
        if np.max(np.abs(loadings - before)) < 1e-9:
            break
    common = float(loadings.sum()) ** 2
    return common / (common + float(np.sum(1 - loadings**2)))


def _standard_error(cov: FloatArray, n: int) -> float:
    """Duhachek & Iacobucci 2004."""
    k, total, trace = len(cov), float(cov.sum()), float(np.trace(cov))
    square = cov @ cov
    inside = total * (float(np.trace(square)) + trace**2) - 2 * trace * float(square.sum())
    return float(np.sqrt(max(0.0, 2 * k**2 / ((k - 1) ** 2 * total**3) * inside / n)))


def _notes(n: int, left_out: int, r_rest: FloatArray) -> tuple[Note, ...]:
    notes = []
    if n < FEW:
        notes.append(
            Note(
                "few_answers",
                f"Only {n} people answered everything; read the range, not the single number.",
                f"Solo {n} personas contestaron todo; lean el rango, no el número.",
            )
        )
    if left_out:
        notes.append(
            Note(
                "left_out",
                f"{left_out} people with a missing answer were left out.",
                f"Se dejaron fuera {left_out} personas con alguna respuesta ausente.",
            )
        )
    with np.errstate(invalid="ignore"):
        if np.any(r_rest < 0):
            notes.append(
                Note(
                    "reversed_item",
                    "An item runs against the others; check whether it is worded the other way round.",
                    "Un ítem va en contra de los demás; revisen si está redactado al revés.",
                )
            )
    return tuple(notes)
