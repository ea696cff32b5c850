"""What every method of `trellis.stats` hands back or raises, besides its own numbers.

Results are frozen dataclasses with an estimate, an interval, n, a method and notes; each has
``say(language)``: one plain sentence whose claims follow from the numbers.
"""

import math
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "es"]

DEFAULT_LEVEL = 0.95


class StatsError(ValueError):
    """Bad input. The message is for a reader who teaches; ``reason`` is a stable code for programs.

    Codes in use: ``empty``, ``too_few``, ``too_large``, ``too_extreme``, ``not_numbers``, ``not_finite``,
    ``negative_n``, ``not_whole``, ``out_of_range``, ``length_mismatch``, ``shape``, ``option``,
    ``no_variation``, ``not_estimable``, ``not_additive``, ``not_solved``.
    """

    def __init__(self, message: str, *, reason: str, es: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self._es = es

    def say(self, language: Language = "en") -> str:
        """The refusal in the reader's language; English where no Spanish was given."""
        if language == "es" and self._es is not None:
            return self._es
        return str(self)


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of plausible values; ``level`` is its nominal coverage (0.95 = 95 %)."""

    low: float
    high: float
    level: float = DEFAULT_LEVEL

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    @property
    def width(self) -> float:
        """High minus low, in the units of the estimate."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Note:
    """A warning that travels with a result: a stable code and one sentence in both languages."""

    code: str
    en: str
    es: str

    def say(self, language: Language = "en") -> str:
        """The sentence in the asked language."""
        return in_language(language, en=self.en, es=self.es)


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The honest non-result: the data or the design cannot answer, and why.

    ``reason`` is a stable code (``too_few``, ``no_variation``, ``no_comparison`` ...), ``n`` the number of
    observations there were.
    """

    reason: str
    en: str
    es: str
    n: int = 0

    def say(self, language: Language = "en") -> str:
        """Why no answer is given, in one sentence."""
        return in_language(language, en=self.en, es=self.es)


def in_language(language: Language, *, en: str, es: str) -> str:
    """Pick the sentence; an unknown language is an error, never silently English."""
    if language == "en":
        return en
    if language == "es":
        return es
    raise StatsError(f"There are no sentences in “{language}”; use “en” or “es”.", reason="option")


def plain_number(value: float, digits: int = 3) -> str:
    """A number as a sentence shows it: ``digits`` significant digits, no exponent, no trailing zeros.

    Whole numbers are never rounded to tens (1234.5 is "1,234", not "1,230"). The Spanish of the Americas
    uses the same decimal point, so one form serves both languages.
    """
    if not math.isfinite(value):
        return "—"
    if value == 0:
        return "0"
    decimals = min(max(0, digits - 1 - math.floor(math.log10(abs(value)))), 10)
    text = f"{value:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def percent(share: float, language: Language = "en") -> str:
    """A share (0..1) as whole percent, never rounding a possibility to 0 or a doubt to 100."""
    value = 100 * share
    if 0 < value < 0.5:
        return in_language(language, en="under 1 %", es="menos del 1 %")
    if 99.5 < value < 100:
        return in_language(language, en="over 99 %", es="más del 99 %")
    return f"{round(value)} %"
