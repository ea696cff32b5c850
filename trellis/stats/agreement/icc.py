"""Intraclass correlation of measured scores, in the forms of McGraw and Wong."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from trellis.stats.agreement.scale import complete_rows
from trellis.stats.inputs import FloatArray, NumberTable, as_share
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

Form = Literal["1", "A,1", "C,1", "1,k", "A,k", "C,k"]
_FORMS = ("1", "A,1", "C,1", "1,k", "A,k", "C,k")


@dataclass(frozen=True, slots=True)
class IntraclassCorrelation:
    """Share of the variance that belongs to the pieces rated. ``n`` units by ``raters``; F test of zero."""

    form: Form
    coefficient: float
    interval: Interval
    f: float
    df1: float
    df2: float
    p: float
    n: int
    raters: int
    left_out: int
    notes: tuple[Note, ...]
    method: str

    def say(self, language: Language = "en") -> str:
        """The coefficient with its range and what it is about."""
        value = plain_number(self.coefficient, 2)
        low, high = plain_number(self.interval.low, 2), plain_number(self.interval.high, 2)
        single = not self.form.endswith("k")
        what = "one rater's scores" if single else f"the mean of {self.raters} raters"
        que = "las puntuaciones de un evaluador" if single else f"la media de {self.raters} evaluadores"
        return in_language(
            language,
            en=f"The reliability of {what} is {value} (plausible {low} to {high}, {self.n} pieces).",
            es=f"La fiabilidad de {que} es {value} (plausible de {low} a {high}, {self.n} piezas).",
        )


def intraclass_correlation(
    scores: NumberTable, *, form: Form = "A,1", level: float = DEFAULT_LEVEL
) -> IntraclassCorrelation | CannotTell:
    """ICC of ``scores`` (units x raters; units with a missing score are left out).

    ``form``: ``1`` raters differ from unit to unit; ``A,1`` the same raters, absolute agreement; ``C,1`` the
    same raters, consistency; with ``k`` the mean of all raters. Limits: McGraw and Wong 1996; for ``A,k`` the
    single-rater limits stepped up with Spearman-Brown (as psych does; irr prints others). CannotTell
    ``too_few``, ``no_variation``. Reproduces Shrout and Fleiss 1979: .17 .29 .71 .44 .62 .91.
    """
    as_share(level)
    if form not in _FORMS:
        raise StatsError(
            "The form is 1, A,1, C,1 or one of them with k.",
            reason="option",
            es="La forma es 1, A,1, C,1 o una de ellas con k.",
        )
    table, left_out = complete_rows(scores, name="scores")
    n, k = table.shape
    if n < 2 or k < 2:
        return CannotTell(
            "too_few",
            "A reliability of raters needs at least two pieces and two raters.",
            "La fiabilidad entre evaluadores necesita al menos dos piezas y dos evaluadores.",
            n=n,
        )
    rows, columns, error, within = _mean_squares(table)
    tiny = 1e-20 * float(np.abs(table).max()) ** 2 + 1e-300
    kind = form[0]
    residual = within if kind == "1" else error
    if rows <= tiny and residual <= tiny:
        return CannotTell(
            "no_variation",
            "The pieces all got the same scores, so the reliability cannot be told.",
            "Todas las piezas recibieron las mismas puntuaciones, así que no se puede conocer la fiabilidad.",
            n=n,
        )
    if kind == "A" and rows + (k - 1) * error + k / n * (columns - error) <= tiny:
        return _undefined(n)
    if residual <= tiny and not (kind == "A" and columns > tiny):
        return _result(
            form, 1.0, Interval(1.0, 1.0, level), float("inf"), n - 1, (n - 1) * (k - 1), table, left_out
        )
    if kind == "A":
        single, limits, f, df2 = _absolute(rows, columns, error, n, k, level)
    else:
        df2 = float(n * (k - 1) if kind == "1" else (n - 1) * (k - 1))
        single, limits, f = _ratio(rows, residual, n, k, df2, level)
    if form.endswith("k"):
        if 1 + (k - 1) * single <= 1e-12:
            return _undefined(n)
        single, limits = _stepped(single, k), (_stepped(limits[0], k), _stepped(limits[1], k))
    return _result(form, single, Interval(*limits, level), f, n - 1, df2, table, left_out)


def _undefined(n: int) -> CannotTell:
    return CannotTell(
        "undefined",
        "These few scores contradict each other, so the reliability cannot be computed.",
        "Estas pocas puntuaciones se contradicen, así que no se puede calcular la fiabilidad.",
        n=n,
    )


def _mean_squares(table: FloatArray) -> tuple[float, float, float, float]:
    """(between units, between raters, residual, within units)."""
    n, k = table.shape
    centred = table - table.mean()
    unit, rater = centred.mean(axis=1), centred.mean(axis=0)
    rows = k * float(unit @ unit) / (n - 1)
    columns = n * float(rater @ rater) / (k - 1)
    left = centred - unit[:, np.newaxis] - rater
    error = float((left**2).sum()) / ((n - 1) * (k - 1))
    within = float(((centred - unit[:, np.newaxis]) ** 2).sum()) / (n * (k - 1))
    return rows, columns, error, within


def _ratio(
    rows: float, residual: float, n: int, k: int, df2: float, level: float
) -> tuple[float, tuple[float, float], float]:
    f, tail = rows / residual, (1 - level) / 2
    low = f / float(stats.f.ppf(1 - tail, n - 1, df2))
    high = f * float(stats.f.ppf(1 - tail, df2, n - 1))
    return (f - 1) / (f + k - 1), ((low - 1) / (low + k - 1), (high - 1) / (high + k - 1)), f


def _absolute(
    rows: float, columns: float, error: float, n: int, k: int, level: float
) -> tuple[float, tuple[float, float], float, float]:
    icc = (rows - error) / (rows + (k - 1) * error + k / n * (columns - error))
    f = rows / error if error > 0 else float("inf")
    tail = (1 - level) / 2
    a = k * icc / (n * (1 - icc))
    b = 1 + k * icc * (n - 1) / (n * (1 - icc))
    bottom = (a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    v = max(1.0, (a * columns + b * error) ** 2 / bottom) if bottom > 0 else 1.0
    up = float(stats.f.ppf(1 - tail, n - 1, v))
    down = float(stats.f.ppf(1 - tail, v, n - 1))
    both = k * columns + (k * n - k - n) * error
    low = n * (rows - up * error) / (up * both + n * rows)
    high = n * (down * rows - error) / (both + n * down * rows)
    return icc, (low, high), f, v


def _stepped(single: float, k: int) -> float:
    """Spearman-Brown: from one rater to the mean of k."""
    below = 1 + (k - 1) * single
    return k * single / below if below > 1e-12 else float("-inf")


def _result(
    form: Form,
    icc: float,
    interval: Interval,
    f: float,
    df1: float,
    df2: float,
    table: FloatArray,
    left_out: int,
) -> IntraclassCorrelation:
    n, k = table.shape
    notes = []
    if n < 20:
        notes.append(
            Note(
                "few_units",
                f"{n} pieces are few for a reliability; read the range, not the single number.",
                f"{n} piezas son pocas para una fiabilidad; lean el rango, no el número.",
            )
        )
    return IntraclassCorrelation(
        form=form,
        coefficient=icc,
        interval=interval,
        f=f,
        df1=df1,
        df2=df2,
        p=float(stats.f.sf(f, df1, df2)) if np.isfinite(f) else 0.0,
        n=n,
        raters=k,
        left_out=left_out,
        notes=tuple(notes),
        method=f"Intraclass correlation, ICC({form})",
    )
