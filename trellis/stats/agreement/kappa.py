"""Chance-corrected agreement on rubric levels: Cohen, Fleiss, Conger, Gwet."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from trellis.stats.agreement.result import Agreement, no_variation, notes_for, pairs_agreed, too_few
from trellis.stats.agreement.weights import Rating, Weights, agreement_weights, coded, counts_of
from trellis.stats.inputs import FloatArray, as_share
from trellis.stats.results import DEFAULT_LEVEL, CannotTell, Interval, Language, StatsError

_TINY = 1e-12


def cohen_kappa(
    first: Sequence[Rating],
    second: Sequence[Rating],
    *,
    weights: Weights = "unweighted",
    levels: Sequence[Hashable] | None = None,
    level: float = DEFAULT_LEVEL,
) -> Agreement | CannotTell:
    """Cohen's kappa of two raters over the same units, with the large-sample interval of Fleiss et al. 1969.

    Units that one of them left out are dropped. ``levels``: the rubric's full scale in order; give it for
    weighted kappa, since unused levels count for the distances. ``z`` and ``p`` test kappa = 0. CannotTell
    ``too_few``, ``no_variation``. StatsError as ``coded``, ``length_mismatch``.
    Checked against irr 0.84.1 and psych 2.2.9.
    """
    as_share(level)
    if len(first) != len(second):
        raise StatsError(
            "Both raters need the same pieces.",
            reason="length_mismatch",
            es="Ambos evaluadores necesitan las mismas piezas.",
        )
    codes, scale = coded(list(zip(first, second, strict=True)), levels)
    w = agreement_weights(scale, weights)
    both = codes[(codes >= 0).all(axis=1)]
    n, k = len(both), len(scale)
    if n < 2:
        return too_few(n)
    table = np.bincount(both[:, 0] * k + both[:, 1], minlength=k * k).reshape(k, k) / n
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    observed, expected = float((w * table).sum()), float(rows @ w @ columns)
    if expected >= 1 - _TINY:
        return no_variation(n)
    kappa = (observed - expected) / (1 - expected)
    around = (w @ columns)[:, np.newaxis] + (rows @ w)[np.newaxis, :]
    spread = float((table * (w - around * (1 - kappa)) ** 2).sum()) - (kappa - expected * (1 - kappa)) ** 2
    error = float(np.sqrt(max(0.0, spread) / n)) / (1 - expected)
    null = float((np.outer(rows, columns) * (w - around) ** 2).sum()) - expected**2
    null_error = float(np.sqrt(max(0.0, null) / n)) / (1 - expected)
    z = kappa / null_error if null_error > _TINY else None
    half = float(stats.norm.ppf(0.5 + level / 2)) * error
    used = len(np.unique(both))
    return Agreement(
        coefficient=kappa,
        interval=Interval(max(-1.0, kappa - half), min(1.0, kappa + half), level),
        standard_error=error,
        z=z,
        p=None if z is None else 2 * float(stats.norm.sf(abs(z))),
        share_agreed=float(np.trace(table)),
        n=n,
        raters=2,
        method=f"Cohen's kappa, {weights}",
        notes=notes_for(n, k, used, len(codes) - n),
    )


@dataclass(frozen=True, slots=True)
class LevelAgreement:
    """Fleiss' kappa of one level against all others; None where the level was never or always given."""

    level: Hashable
    kappa: float | None


@dataclass(frozen=True, slots=True)
class FleissAgreement:
    """Fleiss' kappa for several raters, Conger's exact one beside it, and one kappa per level."""

    fleiss: Agreement
    conger: float
    by_level: tuple[LevelAgreement, ...]

    def say(self, language: Language = "en") -> str:
        """Plain agreement first, then Fleiss' kappa with its range."""
        return self.fleiss.say(language)


def fleiss_kappa(
    ratings: Sequence[Sequence[Rating]],
    *,
    levels: Sequence[Hashable] | None = None,
    level: float = DEFAULT_LEVEL,
) -> FleissAgreement | CannotTell:
    """Agreement of three or more raters (units x raters); units with a missing rating are left out.

    The test of zero agreement is Fleiss, Nee and Landis 1979; the interval is the jackknife over units.
    CannotTell and errors as ``cohen_kappa``; StatsError ``too_few`` below two raters.
    """
    as_share(level)
    codes, scale = coded(ratings, levels)
    raters = codes.shape[1]
    if raters < 2:
        raise StatsError(
            "Agreement needs two raters.", reason="too_few", es="El acuerdo necesita dos evaluadores."
        )
    complete = codes[(codes >= 0).all(axis=1)]
    n, k = len(complete), len(scale)
    if n < 2:
        return too_few(n)
    counts = counts_of(complete, k)
    share = counts.sum(axis=0) / (n * raters)
    if float(share @ share) >= 1 - _TINY:
        return no_variation(n)
    observed, kappa = pairs_agreed(counts), _fleiss(counts)
    varied = share * (1 - share)
    total = float(varied.sum())
    inner = total**2 - float((varied * (1 - 2 * share)).sum())
    error = float(np.sqrt(max(0.0, 2 * inner / (n * raters * (raters - 1))))) / total
    z = kappa / error if error > _TINY else None
    interval, jackknife = _jackknife(counts, kappa, level)
    by_rater = np.array([np.bincount(complete[:, r], minlength=k) / n for r in range(raters)])
    expected = float((by_rater.mean(axis=0) ** 2 - by_rater.var(axis=0, ddof=1) / raters).sum())
    disagreed = (counts * (raters - counts)).sum(axis=0)
    per_level = [
        None if varied[j] <= _TINY else float(1 - disagreed[j] / (n * raters * (raters - 1) * varied[j]))
        for j in range(k)
    ]
    return FleissAgreement(
        fleiss=Agreement(
            coefficient=kappa,
            interval=interval,
            standard_error=jackknife,
            z=z,
            p=None if z is None else 2 * float(stats.norm.sf(abs(z))),
            share_agreed=observed,
            n=n,
            raters=raters,
            method="Fleiss' kappa, jackknife interval",
            notes=notes_for(n, k, int(np.count_nonzero(share)), len(codes) - n),
        ),
        conger=(observed - expected) / (1 - expected) if expected < 1 - _TINY else float("nan"),
        by_level=tuple(LevelAgreement(scale[j], per_level[j]) for j in range(k)),
    )


def _fleiss(counts: FloatArray) -> float:
    share = counts.sum(axis=0) / counts.sum()
    expected = float(share @ share)
    return (pairs_agreed(counts) - expected) / (1 - expected) if expected < 1 - _TINY else float("nan")


def _jackknife(counts: FloatArray, kappa: float, level: float) -> tuple[Interval | None, float | None]:
    """Leave one unit out at a time; None where a unit alone carries the variation."""
    n = len(counts)
    ratings = counts.sum(axis=1)
    pairs = (counts * (counts - 1)).sum(axis=1) / (ratings * (ratings - 1))
    observed = (pairs.sum() - pairs) / (n - 1)
    share = (counts.sum(axis=0) - counts) / (counts.sum() - ratings)[:, np.newaxis]
    expected = (share**2).sum(axis=1)
    if n < 3 or np.any(expected >= 1 - _TINY):
        return None, None
    left = (observed - expected) / (1 - expected)
    error = float(np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum()))
    half = float(stats.t.ppf(0.5 + level / 2, n - 1)) * error
    return Interval(max(-1.0, kappa - half), min(1.0, kappa + half), level), error


def gwet_ac(
    ratings: Sequence[Sequence[Rating]],
    *,
    weights: Weights = "unweighted",
    levels: Sequence[Hashable] | None = None,
    level: float = DEFAULT_LEVEL,
) -> Agreement | CannotTell:
    """Gwet's AC1 (unweighted) or AC2 (weighted) of two or more raters (units x raters, None where missing).

    Stays sensible where nearly all ratings are one level, where kappa collapses; show it beside kappa for
    skewed rubrics. Interval by Gwet 2008 (t with units - 1). CannotTell ``too_few``, ``no_variation`` (a
    scale of one level). Errors as ``coded``. Checked against irrCAC.
    """
    as_share(level)
    codes, scale = coded(ratings, levels)
    k = len(scale)
    counts = counts_of(codes, k)
    rated = counts.sum(axis=1)
    counts = counts[rated > 0]
    rated = counts.sum(axis=1)
    twice = rated >= 2
    n, paired = len(counts), int(np.count_nonzero(twice))
    if paired < 2:
        return too_few(paired)
    if k < 2:
        return no_variation(paired)
    w = agreement_weights(scale, weights)
    share = counts / rated[:, np.newaxis]
    mean = share.mean(axis=0)
    factor = float(w.sum()) / (k * (k - 1))
    expected = factor * float((mean * (1 - mean)).sum())
    weighted = counts @ w
    own = np.zeros(n)
    np.divide((counts * (weighted - 1)).sum(axis=1), rated * (rated - 1), out=own, where=twice)
    observed = float(own[twice].mean())
    coefficient = (observed - expected) / (1 - expected)
    unit = np.where(twice, n / paired * (own - expected) / (1 - expected), 0.0)
    chance = factor * (share * (1 - mean)).sum(axis=1)
    unit = unit - 2 * (1 - coefficient) * (chance - expected) / (1 - expected)
    error = float(np.sqrt(((unit - coefficient) ** 2).sum() / (n * (n - 1))))
    half = float(stats.t.ppf(0.5 + level / 2, n - 1)) * error
    used = int(np.count_nonzero(counts.sum(axis=0)))
    return Agreement(
        coefficient=coefficient,
        interval=Interval(max(-1.0, coefficient - half), min(1.0, coefficient + half), level),
        standard_error=error,
        z=None,
        p=None,
        share_agreed=pairs_agreed(counts[twice]),
        n=paired,
        raters=codes.shape[1],
        method="Gwet's AC1" if weights == "unweighted" else f"Gwet's AC2, {weights}",
        notes=notes_for(paired, k, used, len(codes) - paired),
    )
