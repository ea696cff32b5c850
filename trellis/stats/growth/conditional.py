"""Growth for small cohorts (least squares on prior scores) and against published norms."""

from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.stats import rankdata

from trellis.stats.growth.limits import Ceiling, ceiling_and_floor
from trellis.stats.inputs import (
    BoolArray,
    FloatArray,
    Numbers,
    NumberTable,
    as_series,
    as_share,
    as_table,
    same_length,
)
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

SPARE_ROWS = 10  # students beyond the coefficients of the regression, at least
NORM_STUDENTS = 10  # students a mean against norms needs at least


@dataclass(frozen=True, slots=True)
class ConditionalGrowth:
    """Residual growth given prior scores. All arrays are (n,), NaN for students with a missing score.

    ``percentile`` is 100 (rank - 0.5) / n of the residual, ``z`` the residual in residual standard
    deviations, ``studentized`` corrects for leverage. ``coefficients`` start with the intercept.
    """

    coefficients: FloatArray
    residual: FloatArray
    z: FloatArray
    studentized: FloatArray
    percentile: FloatArray
    sigma: float
    r2: float
    n: int
    ceiling: Ceiling
    notes: tuple[Note, ...]
    method: str = "least squares on prior scores"

    def say(self, language: Language = "en") -> str:
        """What conditional growth says, or the ceiling that forbids it."""
        if self.ceiling.stops:
            return self.ceiling.say(language)
        share = plain_number(100 * self.r2, 2)
        return in_language(
            language,
            en=f"Each of {self.n} students is compared with the score expected from earlier scores, which "
            "explain "
            f"{share} % of the differences; it does not say why a student grew.",
            es=f"Cada uno de {self.n} estudiantes se compara con la calificación esperada por las "
            "anteriores, que "
            f"explican el {share} % de las diferencias; no dice por qué creció.",
        )


def conditional_growth(current: Numbers, priors: NumberTable) -> ConditionalGrowth | CannotTell:
    """Least squares of current (n,) on priors (n, k), columns in the order of the coefficients.

    Castellano & Ho 2013 (doi:10.3102/1076998611435413). NaN means missing. CannotTell ``too_few`` with fewer
    than 10 students beyond the coefficients, ``no_variation`` when priors repeat each other or fit exactly.
    """
    y = as_series(current, name="current scores", allow_missing=True)
    x = as_table(priors, name="prior scores", allow_missing=True)
    if len(x) != len(y):
        raise StatsError(
            f"There are {len(y)} current scores but {len(x)} rows of prior scores.",
            reason="length_mismatch",
            es=f"Hay {len(y)} calificaciones actuales pero {len(x)} filas de calificaciones previas.",
        )
    present = ~np.isnan(y) & ~np.isnan(x).any(axis=1)
    n, columns = int(present.sum()), x.shape[1] + 1
    if n < columns + SPARE_ROWS:
        return _too_few(n, columns + SPARE_ROWS)
    outcome, history = y[present], x[present]
    centre, spread = history.mean(axis=0), history.std(axis=0)
    if np.any(spread <= 1e-12 * (1.0 + np.abs(centre))):
        return _no_variation(n)
    design = np.column_stack((np.ones(n), (history - centre) / spread))
    q, r = np.linalg.qr(design)
    if np.min(np.abs(np.diag(r))) < 1e-8 * np.sqrt(n):
        return _no_variation(n)
    scaled = np.linalg.solve(r, q.T @ outcome)
    residual = outcome - design @ scaled
    total = float(np.sum((outcome - outcome.mean()) ** 2))
    unexplained = float(residual @ residual)
    if unexplained <= 1e-18 * max(total, 1e-300) or total == 0.0:
        return _no_variation(n)
    sigma = float(np.sqrt(unexplained / (n - columns)))
    leverage = np.einsum("ij,ij->i", q, q)
    slopes = scaled[1:] / spread
    own = np.sqrt(np.maximum(1.0 - leverage, 1e-12))
    return ConditionalGrowth(
        coefficients=np.concatenate(([scaled[0] - slopes @ centre], slopes)),
        residual=_spread_out(present, residual),
        z=_spread_out(present, residual / sigma),
        studentized=_spread_out(present, residual / (sigma * own)),
        percentile=_spread_out(present, 100.0 * (rankdata(residual) - 0.5) / n),
        sigma=sigma,
        r2=1.0 - unexplained / total,
        n=n,
        ceiling=(limits := ceiling_and_floor(outcome)),
        notes=limits.notes,
    )


@dataclass(frozen=True, slots=True)
class NormGrowth:
    """Growth against a published norm: z and percentile of each student (n,), and the mean z of the group.

    Percentiles are never averaged: ``group_percentile`` is the percentile of the mean z.
    """

    z: FloatArray
    percentile: FloatArray
    estimate: float
    interval: Interval
    group_percentile: float
    n: int
    notes: tuple[Note, ...] = ()
    method: str = "published growth norms"

    def say(self, language: Language = "en") -> str:
        """Mean growth against the norm; above or below only where the interval says so."""
        mean, low, high = (plain_number(v, 2) for v in (self.estimate, self.interval.low, self.interval.high))
        if 0.0 in self.interval:
            verdict = ("not clearly different from the norm", "sin diferencia clara con la norma")
        elif self.estimate > 0:
            verdict = ("above the norm, for whatever reason", "por encima de la norma, por la razón que sea")
        else:
            verdict = ("below the norm, for whatever reason", "por debajo de la norma, por la razón que sea")
        return in_language(
            language,
            en=f"{self.n} students grew {mean} standard deviations from the published norm (plausible {low} "
            "to "
            f"{high}): {verdict[0]}.",
            es=f"{self.n} estudiantes crecieron {mean} desviaciones estándar respecto a la norma publicada "
            f"(plausible de {low} a {high}): {verdict[1]}.",
        )


def norm_growth(
    start: Numbers, end: Numbers, expected_gain: Numbers, sd_gain: Numbers, *, level: float = DEFAULT_LEVEL
) -> NormGrowth | CannotTell:
    """z = (gain - expected gain given the start) / sd of that gain; percentile = 100 Phi(z).

    ``expected_gain`` and ``sd_gain`` (n,) come from the publisher's norm table at each student's start score.
    NaN in start or end means missing. CannotTell ``too_few`` below 10 students.
    """
    as_share(level)
    first = as_series(start, name="start scores", allow_missing=True)
    last = as_series(end, name="end scores", allow_missing=True)
    expected = as_series(expected_gain, name="expected gains")
    spread = as_series(sd_gain, name="standard deviations of gains")
    same_length(start=first, end=last, expected=expected, sd=spread)
    if np.any(spread <= 0):
        raise StatsError(
            "A standard deviation of a norm must be above 0.",
            reason="out_of_range",
            es="La desviación estándar de una norma debe ser mayor que 0.",
        )
    z = (last - first - expected) / spread
    present = z[~np.isnan(z)]
    n = len(present)
    if n < NORM_STUDENTS:
        return _too_few(n, NORM_STUDENTS)
    mean = float(present.mean())
    half = float(special.stdtrit(n - 1, 0.5 + level / 2) * present.std(ddof=1) / np.sqrt(n))
    return NormGrowth(
        z=z,
        percentile=100.0 * special.ndtr(z),
        estimate=mean,
        interval=Interval(mean - half, mean + half, level),
        group_percentile=float(100.0 * special.ndtr(mean)),
        n=n,
    )


def _spread_out(present: BoolArray, values: FloatArray) -> FloatArray:
    whole = np.full(len(present), np.nan)
    whole[present] = values
    return whole


def _too_few(n: int, needed: int) -> CannotTell:
    return CannotTell(
        "too_few",
        f"{n} students with all scores are too few; {needed} are needed.",
        f"{n} estudiantes con todas las calificaciones son muy pocos; se necesitan {needed}.",
        n,
    )


def _no_variation(n: int) -> CannotTell:
    return CannotTell(
        "no_variation",
        "The earlier scores do not differ enough, or the current ones follow from them exactly.",
        "Las calificaciones previas no se diferencian lo suficiente, o las actuales se deducen de ellas.",
        n,
    )
