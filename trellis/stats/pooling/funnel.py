"""Comparing shares between teams without a league table: funnel limits, shrunken shares, rank intervals.

Everything is returned in the order given; nothing here sorts teams. Sources: Spiegelhalter (2005, Stat Med
24:1185) for funnel limits and overdispersion; Goldstein and Spiegelhalter (1996) and Leckie and Goldstein
(2011) for rank intervals.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from trellis.stats.inputs import BoolArray, FloatArray, as_counts, as_series, as_share, as_whole, same_length
from trellis.stats.pooling.random_effects import Shrunken, shrunken_effects
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Language,
    Note,
    StatsError,
    in_language,
    percent,
)

WINSORISED = 0.10  # share of z scores pulled in at each end before overdispersion is judged
_FEW = 10
_MAX_TEAMS = 20_000
_MAX_DRAWS = 40_000_000


@dataclass(frozen=True, slots=True)
class Band:
    """Limits of the share for each team (k,), at 95 % and at 99.8 %."""

    low95: FloatArray
    high95: FloatArray
    low998: FloatArray
    high998: FloatArray


@dataclass(frozen=True, slots=True)
class Funnel:
    """Funnel limits around a target share for k teams, in the order given.

    exact: binomial limits with interpolation; arcsine: the same by transformation; wide: arcsine limits
    widened by tau2 where teams differ by more than chance (phi, mean squared winsorised z, above 1).
    outside and outside_wide (k,) mark shares beyond the 99.8 % limits of ``exact`` and ``wide``.
    """

    target: float
    shares: FloatArray
    z: FloatArray
    z_winsorised: FloatArray
    exact: Band
    arcsine: Band
    wide: Band
    phi: float
    tau2: float
    outside: BoolArray
    outside_wide: BoolArray
    n: int
    notes: tuple[Note, ...]
    method: str = "funnel, exact binomial and arcsine with overdispersion"

    @property
    def estimate(self) -> float:
        """The target share the limits are drawn around."""
        return self.target

    def say(self, language: Language = "en") -> str:
        """How many teams lie outside what chance allows; never which one is better."""
        count, share = int(np.count_nonzero(self.outside_wide)), percent(self.target, language)
        if count == 0:
            return in_language(
                language,
                en=f"All {self.n} teams lie within what chance allows around {share}; do not order them.",
                es=f"Los {self.n} equipos están dentro de lo que da el azar ({share}); no los ordene.",
            )
        return in_language(
            language,
            en=(
                f"{count} of {self.n} teams lie further from {share} than chance and the usual differences "
                "explain; look for what is different there before judging."
            ),
            es=(
                f"{count} de {self.n} equipos se alejan del {share} más de lo que explican el azar y las "
                "diferencias usuales; busque qué es distinto allí antes de juzgar."
            ),
        )


def funnel_limits(
    successes: ArrayLike, sizes: ArrayLike, *, target: float | None = None
) -> Funnel | CannotTell:
    """Limits for shares successes/sizes of k teams around the common share, or a given target (0..1)."""
    x, n = _counts(successes, sizes)
    k = len(x)
    if k < 2:
        return CannotTell(
            "too_few", "One team alone has nothing to be compared with.", "Un solo equipo no se compara.", k
        )
    centre = float(x.sum() / n.sum()) if target is None else as_share(target, name="target")
    if not 0.0 < centre < 1.0:
        return CannotTell(
            "no_variation",
            "All teams reached all, or none: there is nothing to compare.",
            "Todos los equipos lo lograron, o ninguno: no hay nada que comparar.",
            k,
        )
    shares = x / n
    middle, spread = float(np.arcsin(np.sqrt(centre))), 0.5 / np.sqrt(n)
    z = (np.arcsin(np.sqrt(shares)) - middle) / spread
    low, high = np.quantile(z, [WINSORISED, 1.0 - WINSORISED])
    pulled = np.clip(z, low, high)
    phi = float(np.mean(pulled * pulled))
    w = 1.0 / (spread * spread)
    total = float(w.sum())
    tau2 = max(0.0, (k * phi - (k - 1)) / (total - float((w * w).sum()) / total))
    exact = Band(*(_exact_limit(q, n, centre) for q in (0.025, 0.975, 0.001, 0.999)))
    wide = _arcsine_band(middle, np.sqrt(spread * spread + tau2))
    notes = (_few_teams(k),) if k < _FEW else ()
    return Funnel(
        target=centre,
        shares=shares,
        z=z,
        z_winsorised=pulled,
        exact=exact,
        arcsine=_arcsine_band(middle, spread),
        wide=wide,
        phi=phi,
        tau2=tau2,
        outside=(shares < exact.low998) | (shares > exact.high998),
        outside_wide=(shares < wide.low998) | (shares > wide.high998),
        n=k,
        notes=notes,
    )


def _few_teams(k: int) -> Note:
    return Note(
        "few_teams",
        f"With {k} teams the usual differences between teams can hardly be judged.",
        f"Con {k} equipos apenas se pueden juzgar las diferencias usuales entre equipos.",
    )


def _counts(successes: ArrayLike, sizes: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x = as_counts(successes, name="successes", max_values=_MAX_TEAMS)
    n = as_counts(sizes, name="sizes", minimum=1, max_values=_MAX_TEAMS)
    same_length(successes=x, sizes=n)
    if np.any(x > n):
        raise StatsError(
            "A team has more successes than students.",
            reason="out_of_range",
            es="Un equipo tiene más aciertos que estudiantes.",
        )
    return x, n


def _exact_limit(probability: float, n: FloatArray, share: float) -> FloatArray:
    """The binomial quantile, interpolated so that the limit moves smoothly with n (Spiegelhalter 2005)."""
    r = stats.binom.ppf(probability, n, share)
    over = stats.binom.cdf(r, n, share) - probability
    at = stats.binom.pmf(r, n, share)
    part = np.where(at > 0.0, over / np.where(at > 0.0, at, 1.0), 0.0)
    return np.asarray((r - part) / n, dtype=np.float64)


def _arcsine_band(middle: float, spread: FloatArray) -> Band:
    inner, outer = special.ndtri(0.975), special.ndtri(0.999)

    def limit(steps: float) -> FloatArray:
        return np.asarray(np.sin(np.clip(middle + steps * spread, 0.0, np.pi / 2.0)) ** 2)

    return Band(limit(-inner), limit(inner), limit(-outer), limit(outer))


@dataclass(frozen=True, slots=True)
class ShrunkenShares:
    """Shares pulled to the common share on the logit scale (k,), in the order given."""

    shares: FloatArray
    low: FloatArray
    high: FloatArray
    logit: Shrunken
    n: int
    method: str = "BLUP of logits, REML"

    def say(self, language: Language = "en") -> str:
        """How far shares were pulled to the common share."""
        return self.logit.say(language)


def shrunken_shares(
    successes: ArrayLike, sizes: ArrayLike, *, level: float = DEFAULT_LEVEL
) -> ShrunkenShares | CannotTell:
    """What each team's true share plausibly is, using all teams. A team at 0 or 100 % gets 1/2 added."""
    x, n = _counts(successes, sizes)
    as_share(level, name="level")
    k = len(x)
    if k < 2:
        return CannotTell(
            "too_few", "One team alone has nothing to be pulled to.", "Un solo equipo no se puede ajustar.", k
        )
    extra = np.where((x == 0.0) | (x == n), 0.5, 0.0)
    yes, no = x + extra, n - x + extra
    blup = shrunken_effects(np.log(yes / no), 1.0 / yes + 1.0 / no, test="z", level=level)
    return ShrunkenShares(
        special.expit(blup.estimate), special.expit(blup.low), special.expit(blup.high), blup, k
    )


@dataclass(frozen=True, slots=True)
class RankIntervals:
    """Where each team would plausibly stand (1 = highest) if the truth were known, in the order given."""

    low: FloatArray
    middle: FloatArray
    high: FloatArray
    level: float
    n: int
    draws: int
    method: str = "simulated ranks of shrunken values"

    def say(self, language: Language = "en") -> str:
        """How little a place in a list would mean."""
        width = round(float(np.mean(self.high - self.low)) + 1.0)
        return in_language(
            language,
            en=(
                f"A typical team could stand anywhere within {width} of the {self.n} places, "
                "so a ranking would mostly show chance."
                if width > self.n / 4
                else f"A typical team's place is known only to within {width} of {self.n} places."
            ),
            es=(
                f"Un equipo típico podría estar en cualquiera de {width} de los {self.n} puestos; "
                "una clasificación mostraría sobre todo azar."
                if width > self.n / 4
                else f"El puesto de un equipo típico solo se conoce dentro de {width} de {self.n} puestos."
            ),
        )


def rank_intervals(
    estimates: ArrayLike,
    ses: ArrayLike,
    *,
    level: float = DEFAULT_LEVEL,
    draws: int = 10_000,
    seed: int = 20140101,
) -> RankIntervals | CannotTell:
    """Simulated rank intervals from (shrunken) values (k,) and errors (k,); the same seed repeats."""
    mean = as_series(estimates, name="estimates", max_values=_MAX_TEAMS)
    se = as_series(ses, name="standard errors", max_values=_MAX_TEAMS)
    k = same_length(estimates=mean, standard_errors=se)
    as_share(level, name="level")
    if np.any(se < 0.0):
        raise StatsError(
            "A standard error is below zero.",
            reason="out_of_range",
            es="Un error estándar es menor que cero.",
        )
    draws, seed = as_whole(draws, name="draws"), as_whole(seed, name="seed")
    if draws < 100 or draws * k > _MAX_DRAWS:
        raise StatsError(
            "Ask for at least 100 draws, and for fewer when there are many teams.",
            reason="option",
            es="Pida al menos 100 simulaciones, y menos cuando hay muchos equipos.",
        )
    if k < 2:
        return CannotTell("too_few", "One team alone has no rank.", "Un solo equipo no tiene puesto.", k)
    rng = np.random.default_rng(seed)
    values = mean + se * rng.standard_normal((draws, k))
    # a second random key so that exact ties fall either way instead of by position
    order = np.lexsort((rng.random((draws, k)), -values), axis=1)
    ranks = np.empty((draws, k))
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(1.0, k + 1.0), (draws, k)), axis=1)
    tail = (1.0 - level) / 2.0
    low, middle, high = np.quantile(ranks, [tail, 0.5, 1.0 - tail], axis=0)
    return RankIntervals(low, middle, high, level, k, draws)
