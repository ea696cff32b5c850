"""Student growth percentiles: where a student stands among students with the same score history.

Betebenner (2009, doi:10.1111/j.1745-3992.2009.00161.x), as the R package SGP 2.2 computes them: quantile
regressions of the current score on cubic B-splines of the prior scores at 100 quantiles (0.005 to 0.995), for
one prior, two priors and so on; a student's percentile is the number of quantiles strictly below the
score, kept within 1 to 99, from the longest history the student has.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trellis.stats.growth.limits import Ceiling, ceiling_and_floor
from trellis.stats.growth.quantreg import quantile_regressions
from trellis.stats.growth.splines import SplineKnots, spline_basis, spline_knots
from trellis.stats.growth.summaries import GroupGrowth, median_growth
from trellis.stats.inputs import FloatArray, Numbers, NumberTable, as_series, as_table
from trellis.stats.results import CannotTell, Language, Note, StatsError

TAUS = (np.arange(1, 101) - 0.5) / 100
#: Rows each column of a model needs at least; an order with fewer students is left out.
ROWS_PER_COLUMN = 5
#: Students in a cohort and grade from which percentiles are the default (below: conditional growth).
DEFAULT_COHORT = 500
#: Predicted quantiles are compared as if rounded to five decimals.
HALF_DIGIT = 5e-6
AGGREGATE_BELOW = 0.8  # identical rows are counted when at most this share of them is different
CHUNK = 20_000
EXACT = 1e-7  # residual spread, relative, below which the priors determine the score

Percentiles = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class OrderModel:
    """The quantile regressions on the ``order`` most recent priors.

    ``coefficients`` is (100, 1 + columns): intercept, then the basis of the most recent prior, then of the
    one before. ``gap`` is the largest duality gap relative to the check loss.
    """

    order: int
    knots: tuple[SplineKnots, ...]
    coefficients: FloatArray
    n: int
    gap: float
    fallbacks: int

    def quantiles(self, priors: NumberTable) -> FloatArray:
        """Predicted quantiles (n, 100) for priors (n, order), most recent first; sorted, so they never
        cross.
        """
        table = as_table(priors, name="prior scores", min_rows=0)
        if table.shape[1] != self.order:
            raise _wrong_priors(self.order, table.shape[1])
        return np.sort(design_matrix(table, self.knots) @ self.coefficients.T, axis=1)


@dataclass(frozen=True, slots=True)
class GrowthPercentiles:
    """Percentiles of a cohort. ``sgp`` (n,) and ``by_order`` (n, orders) hold 0 where there is none.

    ``order_used`` (n,) is the number of priors behind each percentile. ``ceiling`` describes the current
    test.
    """

    sgp: Percentiles
    by_order: Percentiles
    order_used: Percentiles
    models: tuple[OrderModel, ...]
    n: int
    ceiling: Ceiling
    notes: tuple[Note, ...]
    method: str = "student growth percentiles (B-spline quantile regression)"

    def of_group(self, members: npt.NDArray[np.intp] | Sequence[int]) -> "GroupGrowth | CannotTell":
        """The median percentile of some students (by position), with n and a 95 % interval.

        CannotTell ``ceiling`` where the test cannot show growth, ``too_few`` below 10 students.
        """
        if self.ceiling.stops:
            return CannotTell("ceiling", self.ceiling.say("en"), self.ceiling.say("es"), self.n)
        chosen = self.sgp[np.asarray(members, dtype=np.intp)]
        return median_growth(chosen[chosen > 0].astype(np.float64))

    def say(self, language: Language = "en") -> str:
        """The percentiles and how many students have one; where the test hides growth, that alone."""
        if self.ceiling.stops:
            return self.ceiling.say(language)
        if language == "es":
            return (
                f"{self.n:,} estudiantes tienen un percentil de crecimiento: compara a cada uno solo "
                "con quienes "
                "tenían calificaciones previas parecidas y no dice por qué creció."
            )
        return (
            f"{self.n:,} students have a growth percentile: it compares each one only with students who had "
            "similar "
            "earlier scores, and does not say why they grew."
        )


def student_growth_percentiles(
    current: Numbers,
    priors: NumberTable,
    *,
    knots: Sequence[SplineKnots] | None = None,
    max_order: int | None = None,
    threads: int | None = None,
) -> GrowthPercentiles | CannotTell:
    """Percentiles for current scores (n,) given prior scores (n, k), most recent prior first.

    NaN means missing. ``knots`` gives one SplineKnots for each prior (default: from that column).
    CannotTell ``too_few`` when even one prior has fewer than 5 students for each column of its model,
    ``no_variation`` when the scores are all equal or follow exactly from the prior. Where
    more than a quarter of the students stand at the highest or lowest score, ``ceiling.stops`` is true and no
    sentence or group median is given.
    """
    y = as_series(current, name="current scores", allow_missing=True)
    x = as_table(priors, name="prior scores", allow_missing=True)
    if len(x) != len(y):
        raise _wrong_rows(len(y), len(x))
    orders = x.shape[1] if max_order is None else min(max_order, x.shape[1])
    marks = tuple(knots) if knots is not None else _column_knots(x, orders)
    orders = min(orders, len(marks))
    by_order = np.zeros((len(y), orders), dtype=np.int16)
    models: list[OrderModel] = []
    for order in range(1, orders + 1):
        rows = np.flatnonzero(~np.isnan(y) & ~np.isnan(x[:, :order]).any(axis=1))
        columns = 1 + sum(mark.columns for mark in marks[:order])
        if len(rows) < ROWS_PER_COLUMN * columns:
            break
        fitted = _fit_order(y[rows], x[rows, :order], marks[:order], threads)
        if fitted is None:
            if order == 1:
                return _no_variation(len(rows))
            break
        model, percentiles = fitted
        models.append(model)
        by_order[rows, order - 1] = percentiles
    if not models:
        return _too_few(int(np.count_nonzero(~np.isnan(y) & ~np.isnan(x[:, 0]))))
    return _result(y, by_order, models)


def panel_growth_percentiles(
    scores: NumberTable,
    grades: NumberTable,
    *,
    progression: Sequence[int],
    threads: int | None = None,
) -> GrowthPercentiles | CannotTell:
    """Percentiles from a panel: scores and grades (n, years), oldest year first, the last year is current.

    ``progression`` names the grades of the history, e.g. (3, 4, 5) for grade 5. A year counts for a student
    only in the grade of the progression; knots come from all scores in that grade in the earlier
    years of the history.
    """
    values = as_table(scores, name="scores", allow_missing=True)
    years = as_table(grades, name="grades", allow_missing=True)
    if values.shape != years.shape or not 2 <= len(progression) <= values.shape[1]:
        raise StatsError(
            "Scores and grades need the same students and years, and a year for every grade of the history.",
            reason="length_mismatch",
            es="Calificaciones y grados necesitan los mismos estudiantes y años, y un año por cada grado.",
        )
    span = len(progression)
    matched = np.where(
        years[:, -span:] == np.asarray(progression, dtype=np.float64), values[:, -span:], np.nan
    )
    earlier, earlier_grades = values[:, -span:-1], years[:, -span:-1]
    knots = [spline_knots(earlier[earlier_grades == grade]) for grade in progression[-2::-1]]
    return student_growth_percentiles(matched[:, -1], matched[:, -2::-1], knots=knots, threads=threads)


def design_matrix(priors: FloatArray, knots: Sequence[SplineKnots]) -> FloatArray:
    """Intercept and bases (n, 1 + columns) for priors (n, k), most recent first."""
    parts = [np.ones((len(priors), 1))]
    parts += [spline_basis(priors[:, k], mark) for k, mark in enumerate(knots)]
    return np.hstack(parts)


def _column_knots(x: FloatArray, orders: int) -> tuple[SplineKnots, ...]:
    marks: list[SplineKnots] = []
    for k in range(orders):
        present = x[~np.isnan(x[:, k]), k]
        if k > 0 and len(np.unique(present)) < 2:
            break  # a longer history without differences adds nothing
        marks.append(spline_knots(present))
    return tuple(marks)


def _fit_order(
    y: FloatArray, x: FloatArray, knots: tuple[SplineKnots, ...], threads: int | None
) -> tuple[OrderModel, Percentiles] | None:
    """The model of one order and its students' percentiles; None when the priors determine the score."""
    design_y, design_x, weights = _counted(y, x)
    design = design_matrix(design_x, knots)
    if _follows_exactly(design_y, design):
        return None
    fits = quantile_regressions(design, design_y, TAUS, weights=weights, threads=threads)
    model = OrderModel(
        order=x.shape[1],
        knots=knots,
        coefficients=fits.coefficients,
        n=len(y),
        gap=float(fits.gaps.max()),
        fallbacks=fits.fallbacks,
    )
    return model, _percentiles(y, x, model, threads)


def _counted(y: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray | None]:
    """Identical students once, with their number; the data as they are when that saves little."""
    table = np.column_stack((y, x))
    codes = np.zeros(len(y), dtype=np.int64)
    for column in table.T:
        values, places = np.unique(column, return_inverse=True)
        _, first, codes, counts = np.unique(
            codes * len(values) + places, return_index=True, return_inverse=True, return_counts=True
        )
        if len(first) > AGGREGATE_BELOW * len(y):
            return y, x, None
    return y[first], x[first], counts.astype(np.float64)


def _follows_exactly(y: FloatArray, design: FloatArray) -> bool:
    """Whether the columns leave nothing of the scores unexplained, so that nobody differs from the
    expected.
    """
    spread = float(y.std())
    if spread <= EXACT * max(1.0, float(np.abs(y).max())):
        return True
    scale = np.sqrt(np.mean(design**2, axis=0))
    columns = design[:, scale > 0] / scale[scale > 0]
    beta = np.linalg.lstsq(columns.T @ columns, columns.T @ y, rcond=None)[0]
    return float(np.std(y - columns @ beta)) <= EXACT * spread


def _percentiles(y: FloatArray, x: FloatArray, model: OrderModel, threads: int | None) -> Percentiles:
    result = np.empty(len(y), dtype=np.int16)

    def score(start: int) -> None:
        part = slice(start, start + CHUNK)
        predicted = design_matrix(x[part], model.knots) @ model.coefficients.T
        below = np.count_nonzero(predicted < (y[part] - HALF_DIGIT)[:, None], axis=1)
        result[part] = np.clip(below, 1, 99)

    starts = range(0, len(y), CHUNK)
    with ThreadPoolExecutor(max_workers=threads or os.cpu_count()) as pool:
        list(pool.map(score, starts))
    return result


def _result(y: FloatArray, by_order: Percentiles, models: list[OrderModel]) -> GrowthPercentiles | CannotTell:
    by_order = by_order[:, : len(models)]
    available = by_order > 0
    order_used = (available * np.arange(1, len(models) + 1)).max(axis=1).astype(np.int16)
    sgp = np.where(order_used > 0, by_order[np.arange(len(y)), np.maximum(order_used - 1, 0)], 0).astype(
        np.int16
    )
    ceiling = ceiling_and_floor(y[~np.isnan(y)])
    notes = list(ceiling.notes)
    if models[0].n < DEFAULT_COHORT:
        notes.append(
            Note(
                "small_cohort",
                f"Only {models[0].n} students stand behind these percentiles; below {DEFAULT_COHORT} "
                "conditional growth is steadier.",
                f"Solo {models[0].n} estudiantes respaldan estos percentiles; con menos de {DEFAULT_COHORT} "
                "el crecimiento condicional es más estable.",
            )
        )
    return GrowthPercentiles(
        sgp=sgp,
        by_order=by_order,
        order_used=order_used,
        models=tuple(models),
        n=int(np.count_nonzero(sgp)),
        ceiling=ceiling,
        notes=tuple(notes),
    )


def _too_few(n: int) -> CannotTell:
    return CannotTell(
        "too_few",
        f"{n} students with an earlier score are too few for growth percentiles.",
        f"{n} estudiantes con una calificación previa son muy pocos para percentiles de crecimiento.",
        n,
    )


def _no_variation(n: int) -> CannotTell:
    return CannotTell(
        "no_variation",
        "The current scores are all equal or follow exactly from the earlier ones: nobody grew unlike "
        "others.",
        "Las calificaciones actuales son iguales o se deducen de las previas: nadie creció distinto.",
        n,
    )


def _wrong_rows(students: int, rows: int) -> StatsError:
    return StatsError(
        f"There are {students} current scores but {rows} rows of prior scores.",
        reason="length_mismatch",
        es=f"Hay {students} calificaciones actuales pero {rows} filas de calificaciones previas.",
    )


def _wrong_priors(order: int, given: int) -> StatsError:
    return StatsError(
        f"This model needs {order} earlier scores for each student; {given} were given.",
        reason="length_mismatch",
        es=f"Este modelo necesita {order} calificaciones previas por estudiante; se dieron {given}.",
    )
