"""Where a student would be in coming years if growth kept one percentile: a range to plan for, not a
forecast.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trellis.stats.growth.sgp import TAUS, OrderModel, design_matrix
from trellis.stats.inputs import FloatArray, IntArray, NumberTable, as_table
from trellis.stats.results import Language, StatsError, in_language

PERCENTILES = np.arange(1, 100)


@dataclass(frozen=True, slots=True)
class Projection:
    """Projected scores (n, years, 99): student, year ahead, growth percentile 1..99 held each year."""

    scores: FloatArray
    n: int
    method: str = "growth percentile trajectories"

    def at(self, percentile: int) -> FloatArray:
        """Scores (n, years) under one percentile (1..99)."""
        if not 1 <= percentile <= 99:
            raise StatsError(
                "A growth percentile lies between 1 and 99.",
                reason="out_of_range",
                es="Un percentil de crecimiento está entre 1 y 99.",
            )
        return np.asarray(self.scores[:, :, percentile - 1])

    def percentile_needed(self, target: float, *, year: int) -> IntArray:
        """The lowest percentile (n,) that reaches ``target`` after ``year`` years (1 = next); 0 where
        none does.
        """
        if not 1 <= year <= self.scores.shape[1]:
            raise StatsError(
                f"The projection reaches {self.scores.shape[1]} years ahead.",
                reason="out_of_range",
                es=f"La proyección llega a {self.scores.shape[1]} años.",
            )
        reached = self.scores[:, year - 1, :] >= target
        return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, 0).astype(np.int64)

    def say(self, language: Language = "en") -> str:
        """What a projection is and is not."""
        return in_language(
            language,
            en=f"For {self.n:,} students this shows where each growth percentile would lead if it were "
            "kept every "
            "year and the tests stayed the same; it is not a forecast.",
            es=f"Para {self.n:,} estudiantes muestra adónde llevaría cada percentil de crecimiento si "
            "se mantuviera "
            "todos los años y las pruebas no cambiaran; no es un pronóstico.",
        )


def growth_projections(history: NumberTable, models: Sequence[Sequence[OrderModel]]) -> Projection:
    """Trajectories for scores ``history`` (n, k), most recent first, no gaps.

    ``models[j]`` are the models (any order) that predict the grade ``j + 1`` years ahead, fitted on an
    earlier cohort. In each year the longest model is used that the history and the projected scores can
    fill; a percentile's score is the mean of the two fitted quantiles around it (0.005 apart on either side).
    """
    past = as_table(history, name="score history", min_columns=1)
    if not models or any(not years for years in models):
        raise StatsError(
            "There is no growth model for one of the years ahead.",
            reason="empty",
            es="Falta el modelo de crecimiento de uno de los años siguientes.",
        )
    n = len(past)
    ahead = np.empty((n, len(models), len(PERCENTILES)))
    for step, available in enumerate(models):
        known = past.shape[1] + step
        usable = [model for model in available if model.order <= known]
        if not usable:
            raise StatsError(
                "The history is too short for every growth model of that year.",
                reason="too_few",
                es="El historial es demasiado corto para los modelos de crecimiento de ese año.",
            )
        model = max(usable, key=lambda candidate: candidate.order)
        ahead[:, step, :] = _next_scores(past, ahead[:, :step, :], model)
    return Projection(ahead, n)


def _next_scores(past: FloatArray, ahead: FloatArray, model: OrderModel) -> FloatArray:
    """Scores (n, 99) of the next year; column j goes on from the scores projected under the same
    percentile.
    """
    steps = ahead.shape[1]
    if steps == 0:
        return _between(model.quantiles(past[:, : model.order]))
    result = np.empty((len(past), len(PERCENTILES)))
    for position in range(len(PERCENTILES)):
        recent = ahead[:, ::-1, position]
        priors = np.hstack((recent, past))[:, : model.order]
        quantiles = np.sort(design_matrix(priors, model.knots) @ model.coefficients.T, axis=1)
        result[:, position] = _between(quantiles)[:, position]
    return result


def _between(quantiles: FloatArray) -> FloatArray:
    """Percentiles 1..99 from the 100 fitted quantiles at 0.005, 0.015 ... 0.995."""
    if quantiles.shape[1] != len(TAUS):
        raise StatsError(
            "A model needs 100 quantiles.", reason="shape", es="El modelo necesita 100 cuantiles."
        )
    return np.asarray((quantiles[:, :-1] + quantiles[:, 1:]) / 2)
