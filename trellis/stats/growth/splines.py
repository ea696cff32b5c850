"""Cubic B-splines of prior scores, as the SGP package builds them (Betebenner 2009)."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import BSpline

from trellis.stats.inputs import FloatArray, Numbers, as_series
from trellis.stats.results import StatsError

KNOT_SHARES = (0.2, 0.4, 0.6, 0.8)
BOUNDARY_EXTENSION = 0.1
DEGREE = 3
DIGITS = 3  # decimals of knots and boundaries


@dataclass(frozen=True, slots=True)
class SplineKnots:
    """Interior knots, boundaries, and the lowest and highest score seen (units of the score)."""

    knots: tuple[float, ...]
    boundaries: tuple[float, float]
    lowest: float
    highest: float

    @property
    def columns(self) -> int:
        """Columns of the basis without its first one."""
        return len(self.knots) + DEGREE


def spline_knots(scores: Numbers) -> SplineKnots:
    """Knots at the 20/40/60/80 % type-7 quantiles of all scores, boundaries 10 % beyond the range.

    NaN means missing. Equal knots (few different scores) are kept once. Raises StatsError
    ``no_variation`` when all scores are equal, and the reasons of as_series.
    """
    values = as_series(scores, name="prior scores", allow_missing=True, min_n=2)
    present = values[~np.isnan(values)]
    low, high = float(present.min()), float(present.max())
    if low == high:
        raise StatsError(
            "All prior scores are equal, so they cannot tell students apart.",
            reason="no_variation",
            es="Todas las calificaciones previas son iguales y no distinguen a los estudiantes.",
        )
    reach = BOUNDARY_EXTENSION * (high - low)
    left, right = round(low - reach, DIGITS), round(high + reach, DIGITS)
    knots = np.unique(np.round(np.quantile(present, KNOT_SHARES), DIGITS))
    inner = tuple(float(knot) for knot in knots if left < knot < right)
    if not left < right or not inner:
        # Scores that differ by less than the rounding: the boundaries are kept as they are.
        left, right, inner = low - reach, high + reach, ((low + high) / 2,)
    return SplineKnots(inner, (left, right), low, high)


def spline_basis(scores: Numbers, knots: SplineKnots) -> FloatArray:
    """The basis (n, columns) without its first column; cubic pieces continue beyond the boundaries."""
    x = as_series(scores, name="scores")
    left, right = knots.boundaries
    places = np.concatenate(([left] * (DEGREE + 1), knots.knots, [right] * (DEGREE + 1)))
    basis = BSpline(places, np.eye(knots.columns + 1), DEGREE, extrapolate=True)(x)
    return np.asarray(basis[:, 1:], dtype=np.float64)
