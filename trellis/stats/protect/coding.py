"""Percentages coarse enough that they do not give single students away: end bands and bands by group size.

The ends follow the practice of several states (Utah: 300+ 1/99, 100-299 2/98, 40-99 5/95; smaller groups
coarser, 10/90 and 20/80); bands below 40 as in the federal school files. See docs/statistics/protect.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trellis.stats.inputs import as_counts, as_whole, same_length
from trellis.stats.protect.audit import LARGEST_THRESHOLD
from trellis.stats.results import Language, StatsError, in_language

POOLED_TEAMS = 5
#: (least size, end in percent, width of a band in percent; 1 = whole percent)
SIZES = ((300, 1, 1), (100, 2, 1), (40, 5, 1), (20, 10, 10), (10, 20, 20))


@dataclass(frozen=True, slots=True)
class CodedShare:
    """What may be shown of a share: from low to high percent, both inside; hidden where neither is given."""

    low: int | None
    high: int | None
    n: int
    method: str = "end bands and bands by group size"

    @property
    def hidden(self) -> bool:
        """Whether nothing may be shown."""
        return self.low is None

    def say(self, language: Language = "en") -> str:
        """The share as a reader sees it."""
        if self.low is None or self.high is None:
            return in_language(language, en="Too few to show.", es="Muy pocos para mostrarlo.")
        if self.n == 0:
            return in_language(language, en="No students.", es="Sin estudiantes.")
        if self.low == 0:
            return in_language(language, en=f"{self.high} % or fewer.", es=f"{self.high} % o menos.")
        if self.high == 100:
            return in_language(language, en=f"{self.low} % or more.", es=f"{self.low} % o más.")
        if self.low == self.high:
            return in_language(language, en=f"{self.low} %.", es=f"{self.low} %.")
        return in_language(
            language, en=f"{self.low} to {self.high} %.", es=f"Del {self.low} al {self.high} %."
        )


def coded_shares(
    numerators: ArrayLike, denominators: ArrayLike, *, threshold: int = 10
) -> tuple[CodedShare, ...]:
    """Shares numerators/denominators (k,) as bands that depend on the size of the group only.

    Groups below the threshold (at least 10 here) are hidden, groups of 0 said to be empty.
    """
    threshold = as_whole(threshold, name="least size", most=LARGEST_THRESHOLD)
    x = as_counts(numerators, name="numerators")
    n = as_counts(denominators, name="denominators")
    same_length(numerators=x, denominators=n)
    if np.any(x > n):
        raise StatsError(
            "A part is larger than its group.",
            reason="out_of_range",
            es="Una parte es mayor que su grupo.",
        )
    least = max(threshold, SIZES[-1][0])
    return tuple(_coded(int(a), int(b), least) for a, b in zip(x, n, strict=True))


def _coded(x: int, n: int, least: int) -> CodedShare:
    if n == 0:
        return CodedShare(0, 0, 0)
    if n < least:
        return CodedShare(None, None, n)
    end, width = next((end, width) for size, end, width in SIZES if n >= size)
    # compared as whole numbers: 100 x <= end n
    if 100 * x <= end * n:
        return CodedShare(0, end, n)
    if 100 * x >= (100 - end) * n:
        return CodedShare(100 - end, 100, n)
    if width == 1:
        whole = min(max((200 * x + n) // (2 * n), end + 1), 99 - end)
        return CodedShare(whole, whole, n)
    step = (100 * x) // (width * n)  # bands start at multiples of the width
    low = width * step
    return CodedShare(low + 1 if low == end else low, low + width - 1, n)


def may_pool(sizes: ArrayLike, *, threshold: int = 10, teams: int = POOLED_TEAMS) -> bool:
    """Whether a pooled effect of teams with these numbers of students may be shown to others.

    Errors as ``as_counts``.
    """
    threshold = as_whole(threshold, name="least size", most=LARGEST_THRESHOLD)
    teams = as_whole(teams, name="number of teams", most=LARGEST_THRESHOLD)
    n = as_counts(sizes, name="sizes")
    return bool(len(n) >= teams and (n >= threshold).all())
