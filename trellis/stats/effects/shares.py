"""Shares of students who reached something: each with its interval, and two compared."""

import math
from dataclasses import dataclass

from scipy import special, stats

from trellis.stats.effects.two_groups import EffectSize, effect_size, no_variation, too_few
from trellis.stats.inputs import as_share, as_whole
from trellis.stats.results import (
    DEFAULT_LEVEL,
    CannotTell,
    Interval,
    Language,
    StatsError,
    in_language,
    percent,
    plain_number,
)

COX = 1.65  # the WWC's divisor of the log odds ratio
COLOURED_FROM = 10  # students in each group; below, a comparison of shares says nothing


@dataclass(frozen=True, slots=True)
class Share:
    """Reached out of n, with Wilson's interval (and the exact one beside it)."""

    estimate: float
    interval: Interval
    exact: Interval
    reached: int
    n: int
    method: str = "Wilson interval"

    def say(self, language: Language = "en") -> str:
        """The share with its range and n."""
        low, high = percent(self.interval.low, language), percent(self.interval.high, language)
        return in_language(
            language,
            en=f"{self.reached} of {self.n} students reached it ({percent(self.estimate)}, plausible {low} "
            "to "
            f"{high}).",
            es=f"Lo alcanzaron {self.reached} de {self.n} estudiantes ({percent(self.estimate, 'es')}, "
            "plausible "
            f"de {low} a {high}).",
        )


@dataclass(frozen=True, slots=True)
class ShareComparison:
    """Two shares: difference with Newcombe's interval, ratios on the log scale with variances, tests, Cox
    index.

    Odds and risk ratios add 1/2 to every cell when one is empty.
    """

    estimate: float
    interval: Interval
    variance: float
    log_odds_ratio: float
    log_odds_ratio_variance: float
    log_risk_ratio: float
    log_risk_ratio_variance: float
    chi_square: float
    chi_square_p: float
    fisher_p: float
    effect: EffectSize
    n: int
    method: str = "difference of shares (Newcombe)"

    def say(self, language: Language = "en") -> str:
        """The difference in percentage points; no claim when the range includes zero."""
        points, low, high = (
            plain_number(100 * v, 2) for v in (self.estimate, self.interval.low, self.interval.high)
        )
        if 0.0 in self.interval:
            return in_language(
                language,
                en=f"The shares differ by {points} percentage points (plausible {low} to {high}), so we "
                "cannot "
                "tell whether the groups differ.",
                es=f"Las proporciones difieren en {points} puntos porcentuales (plausible de {low} a "
                f"{high}): no "
                "se puede decir si los grupos difieren.",
            )
        return in_language(
            language,
            en=f"The shares differ by {points} percentage points (plausible {low} to {high}).",
            es=f"Las proporciones difieren en {points} puntos porcentuales (plausible de {low} a {high}).",
        )


def share(reached: int, n: int, *, level: float = DEFAULT_LEVEL) -> Share:
    """reached / n with Wilson's interval. StatsError: ``empty``, ``negative_n``, ``out_of_range``,
    ``not_whole``.
    """
    as_share(level)
    reached, n = _checked(reached, n)
    p = reached / n
    z = float(special.ndtri(0.5 + level / 2))
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = 0.0 if reached == 0 else centre - half
    high = 1.0 if reached == n else centre + half
    tail = (1 - level) / 2
    exact_low = 0.0 if reached == 0 else float(special.betaincinv(reached, n - reached + 1, tail))
    exact_high = 1.0 if reached == n else float(special.betaincinv(reached + 1, n - reached, 1 - tail))
    return Share(p, Interval(low, high, level), Interval(exact_low, exact_high, level), reached, n)


def compare_shares(
    reached: int, n: int, reached_comparison: int, n_comparison: int, *, level: float = DEFAULT_LEVEL
) -> ShareComparison | CannotTell:
    """The group's share minus the comparison group's.

    CannotTell ``no_variation`` when all or nobody reached it in both groups, ``too_few`` below 2 in a group.
    """
    one, two = share(reached, n, level=level), share(reached_comparison, n_comparison, level=level)
    reached, n, reached_comparison, n_comparison = one.reached, one.n, two.reached, two.n
    if min(n, n_comparison) < 2:
        return too_few(min(n, n_comparison))
    together = reached + reached_comparison
    if together in (0, n + n_comparison):
        return no_variation(n + n_comparison)
    a, b, c, d = _cells(one, two)
    log_or = math.log(a * d / (b * c))
    log_or_variance = 1 / a + 1 / b + 1 / c + 1 / d
    total = n + n_comparison
    p1, p2 = one.estimate, two.estimate
    variance = a * b / (a + b) ** 3 + c * d / (c + d) ** 3
    low = (p1 - p2) - math.hypot(p1 - one.interval.low, two.interval.high - p2)
    high = (p1 - p2) + math.hypot(one.interval.high - p1, p2 - two.interval.low)
    pooled = together / total
    chi = (p1 - p2) ** 2 / (pooled * (1 - pooled) * (1 / n + 1 / n_comparison))
    table = [[reached, n - reached], [reached_comparison, n_comparison - reached_comparison]]
    return ShareComparison(
        estimate=p1 - p2,
        interval=Interval(low, high, level),
        variance=variance,
        log_odds_ratio=log_or,
        log_odds_ratio_variance=log_or_variance,
        log_risk_ratio=math.log(a / (a + b)) - math.log(c / (c + d)),
        log_risk_ratio_variance=1 / a - 1 / (a + b) + 1 / c - 1 / (c + d),
        chi_square=chi,
        chi_square_p=float(special.chdtrc(1, chi)),
        fisher_p=float(stats.fisher_exact(table).pvalue),
        effect=_cox(log_or, log_or_variance, total, level),
        n=total,
    )


def _cox(log_or: float, variance: float, n: int, level: float) -> EffectSize:
    """The WWC's Cox index: omega ln(OR) / 1.65, its variance omega^2 var / 1.65^2."""
    omega = 1 - 3 / (4 * n - 9)
    g, spread = omega * log_or / COX, omega**2 * variance / COX**2
    half = float(special.ndtri(0.5 + level / 2)) * math.sqrt(spread)
    return effect_size(g, Interval(g - half, g + half, level), spread, n, "Cox index (WWC)")


def _cells(one: Share, two: Share) -> tuple[float, float, float, float]:
    cells = (one.reached, one.n - one.reached, two.reached, two.n - two.reached)
    extra = 0.5 if min(cells) == 0 else 0.0
    a, b, c, d = (cell + extra for cell in cells)
    return a, b, c, d


def _checked(reached: int, n: int) -> tuple[int, int]:
    reached, n = as_whole(reached, name="number who reached it"), as_whole(n, name="number of students")
    if n == 0:
        raise StatsError("There are no students.", reason="empty", es="No hay estudiantes.")
    if reached > n:
        raise StatsError(
            f"{reached} of {n} students cannot have reached it.",
            reason="out_of_range",
            es=f"No pueden haberlo alcanzado {reached} de {n} estudiantes.",
        )
    return reached, n
