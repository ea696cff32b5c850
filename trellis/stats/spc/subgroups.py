"""Xbar and S charts: the mean and the spread of several values taken at each time."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from trellis.stats.inputs import BoolArray, FloatArray, IntArray, Numbers, as_series, same_length
from trellis.stats.results import Language, StatsError, in_language
from trellis.stats.spc import sentences
from trellis.stats.spc.runs import MIN_USEFUL, count_runs, runs_fire, sides

#: Mean range of 2 to 10 normal values in standard deviations, rounded as all tables print it.
_D2 = {2: 1.128, 3: 1.693, 4: 2.059, 5: 2.326, 6: 2.534, 7: 2.704, 8: 2.847, 9: 2.970, 10: 3.078}


@dataclass(frozen=True, slots=True, eq=False)
class SubgroupChart:
    """An Xbar or S chart; arrays have one entry per subgroup, in order of first appearance.

    ``sigma``: the spread inside subgroups that the limits rest on. ``runs_signal``: an Anhøj signal about the
    centre line at any number of points; ``signal`` needs at least 10 useful ones.
    """

    kind: Literal["xbar", "s"]
    values: FloatArray
    sizes: IntArray
    centre: float
    sigma: float
    lower: FloatArray
    upper: FloatArray
    beyond: BoolArray
    runs_signal: bool
    n: int
    n_useful: int
    method: str

    @property
    def too_early(self) -> bool:
        """Whether there are too few useful subgroups for a verdict."""
        return self.n_useful < MIN_USEFUL

    @property
    def signal(self) -> bool:
        """A subgroup outside the limits or a run, with at least 10 useful subgroups."""
        return not self.too_early and (self.runs_signal or bool(self.beyond.any()))

    def say(self, language: Language = "en") -> str:
        """One or two plain sentences."""
        if self.too_early:
            return sentences.too_early(language, self.n_useful, MIN_USEFUL)
        if self.beyond.any():
            rows = [int(row) for row in np.flatnonzero(self.beyond)]
            chance = 1 - 0.9973 ** len(self.values)
            which = sentences.points(language, rows, None)
            return sentences.beyond_limits(language, which, len(rows), chance=chance, weaker=False)
        if self.runs_signal:
            return in_language(
                language,
                en="No point lies outside the limits, but the points stay on one side of the middle for "
                "longer "
                "than chance usually gives. What else happened then?",
                es="Ningún punto está fuera de los límites, pero los puntos siguen de un mismo lado más "
                "tiempo "
                "de lo que suele dar el azar. ¿Qué más ocurrió en ese momento?",
            )
        return sentences.inside_limits(language)


def c4(n: ArrayLike) -> FloatArray:
    """Expected standard deviation of n normal values in units of the true one (exact, by gamma functions)."""
    size = np.asarray(n, dtype=np.float64)
    return np.asarray(
        np.sqrt(2 / (size - 1)) * np.exp(special.gammaln(size / 2) - special.gammaln((size - 1) / 2))
    )


def subgroup_chart(
    kind: Literal["xbar", "s"],
    subgroup: Numbers,
    values: Numbers,
    *,
    spread: Literal["s", "range"] = "s",
) -> SubgroupChart:
    """Chart the means (``xbar``) or the standard deviations (``s``) of subgroups.

    ``subgroup`` and ``values``: equally long, one entry per single value; subgroups of one value are dropped
    from an S chart and have no part in the spread. Spread inside subgroups: mean s with equal sizes, pooled s
    with unequal ones, or the mean range over d2 (``range``, sizes 2 to 10, equal). StatsError: ``option``,
    ``length_mismatch``, ``too_few`` (no subgroup of two values), those of ``as_series``.
    """
    if kind not in ("xbar", "s") or spread not in ("s", "range"):
        raise StatsError("Choose xbar or s.", reason="option", es="Elija xbar o s.")
    labels = as_series(subgroup, name="subgroups")
    series = as_series(values)
    same_length(subgroups=labels, values=series)
    _, first_seen, codes = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first_seen))
    group = order[codes]
    sizes = np.bincount(group).astype(np.int64)
    means: FloatArray = np.bincount(group, series) / sizes
    squares = np.bincount(group, (series - means[group]) ** 2).astype(np.float64)
    several = sizes > 1
    if not several.any():
        raise StatsError(
            "A subgroup chart needs at least one subgroup with two values.",
            reason="too_few",
            es="Hace falta al menos un subgrupo con dos valores.",
        )
    deviations: FloatArray = np.sqrt(squares[several] / (sizes[several] - 1))
    s_bar, sigma = _spread(series, group, sizes, squares, deviations, spread)
    if kind == "xbar":
        plotted, n = np.asarray(means), sizes
        centre = float(series.mean())
        half = 3 * _sigma_for(sigma, s_bar, n, spread) / np.sqrt(n)
        lower, upper = centre - half, centre + half
    else:
        plotted, n = np.asarray(deviations), sizes[several]
        centre = s_bar
        ratio = 3 * np.sqrt(1 - c4(n) ** 2) / c4(n)
        lower, upper = np.maximum(0.0, centre * (1 - ratio)), centre * (1 + ratio)
    slack = 1e-12 * abs(centre)
    on_line = np.where(np.abs(plotted - centre) <= slack, centre, plotted)
    counts = count_runs(sides(on_line[np.newaxis, :], np.array([centre])))
    return SubgroupChart(
        kind=kind,
        values=plotted,
        sizes=n.astype(np.int64),
        centre=centre,
        sigma=sigma,
        lower=lower,
        upper=upper,
        beyond=(plotted < lower - slack) | (plotted > upper + slack),
        runs_signal=bool(runs_fire(counts)[0]),
        n=int(series.size),
        n_useful=int(counts.n_useful[0]),
        method=f"{'Xbar' if kind == 'xbar' else 'S'} chart, limits at 3 sigma",
    )


def _spread(
    series: FloatArray,
    group: IntArray,
    sizes: IntArray,
    squares: FloatArray,
    deviations: FloatArray,
    spread: Literal["s", "range"],
) -> tuple[float, float]:
    """(mean or pooled s, sigma inside subgroups)."""
    several = sizes > 1
    equal = len(set(sizes[several].tolist())) == 1
    if spread == "range":
        size = int(sizes[0])
        if not (equal and several.all() and size in _D2):
            raise StatsError(
                "Ranges need subgroups of one size from 2 to 10.",
                reason="option",
                es="Los rangos necesitan subgrupos de un mismo tamaño, de 2 a 10.",
            )
        high, low = np.full(len(sizes), -np.inf), np.full(len(sizes), np.inf)
        np.maximum.at(high, group, series)
        np.minimum.at(low, group, series)
        return float(deviations.mean()), float((high - low).mean() / _D2[size])
    if equal:
        s_bar = float(deviations.mean())
        return s_bar, s_bar / float(c4(sizes[several][0]))
    pooled = float(np.sqrt(squares[several].sum() / (sizes[several] - 1).sum()))
    return pooled, pooled


def _sigma_for(sigma: float, s_bar: float, sizes: IntArray, spread: Literal["s", "range"]) -> FloatArray:
    """Spread for each subgroup's mean: A3 uses s / c4(n_i); a range-based one is the same for all."""
    if spread == "range":
        return np.full(len(sizes), sigma)
    correction = np.ones(len(sizes))
    several = sizes > 1
    correction[several] = c4(sizes[several])
    return s_bar / correction
