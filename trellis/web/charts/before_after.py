"""The same students before and after: two rows of bars on one scale, and a table that says the same."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from trellis.web.charts.scale import STEPS, tick_words
from trellis.web.charts.svg import element, text

#: Room for one row of bars with its name above it, and for the axis below both.
ROW, NAME, AXIS = 92.0, 30.0, 32.0
INSET = 14.0
#: About so many bars stand side by side.
BARS = 12


@dataclass(frozen=True, slots=True)
class Bin:
    """One step of the scale: how many students stood in it before and after."""

    low: float
    high: float
    words: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Scores of the same students in two windows, counted by steps; nobody can be found in it by name.

    ``sentence`` is its reading; ``columns`` are the headings of the table: score, before, after.
    """

    title: str
    sentence: str
    before_words: str
    after_words: str
    columns: Sequence[str]
    before: Sequence[float]
    after: Sequence[float]
    notes: Sequence[str] = ()
    bins: tuple[Bin, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bins", counted(self.before, self.after))


def counted(before: Sequence[float], after: Sequence[float]) -> tuple[Bin, ...]:
    """Count both rows in steps of equal width; every score stands under one name, a step begins where the
    one before has ended.
    """
    grain = _grain([*before, *after])
    step, first, last = _steps([*before, *after], grain)

    def words(at: int) -> str:
        low, top = tick_words(at * step, grain), tick_words((at + 1) * step - grain, grain)
        return low if low == top else f"{low}–{top}"

    def count(values: Sequence[float]) -> Counter[int]:
        return Counter(math.floor(value / step + 1e-9) for value in values)

    rows = count(before), count(after)
    return tuple(
        Bin(round(at * step, 10), round((at + 1) * step, 10), words(at), rows[0][at], rows[1][at])
        for at in range(first, last + 1)
    )


def _steps(values: Sequence[float], grain: float) -> tuple[float, int, int]:
    """Return a round width, never below the grain, and the first and last step that are needed."""
    rough = max((max(values) - min(values)) / BARS, grain)
    magnitude = 10.0 ** math.floor(math.log10(rough) + 1e-9)
    step = next(factor * magnitude for factor in STEPS if factor * magnitude >= rough * 0.999)
    return step, math.floor(min(values) / step + 1e-9), math.floor(max(values) / step + 1e-9)


def _grain(values: Sequence[float]) -> float:
    """Return the finest step in which these scores are given: 1, 0.1, 0.01 or 0.001."""
    for places in range(3):
        if all(abs(value - round(value, places)) < 1e-9 for value in values):
            return 10.0**-places
    return 0.001


def before_after_svg(picture: BeforeAfter) -> SafeString:
    """Draw both variants; the style sheet shows the one that fits."""
    return mark_safe(_drawn(picture, "wide", 760.0, 2) + _drawn(picture, "narrow", 350.0, 4))


def _drawn(picture: BeforeAfter, name: str, width: float, name_every: int) -> str:
    bins = picture.bins
    unit = (width - 2 * INSET) / len(bins)
    most = max(max(one.before, one.after) for one in bins)
    rows = (
        (picture.before_words, [one.before for one in bins], picture.before, "dot-part"),
        (picture.after_words, [one.after for one in bins], picture.after, "start-flag"),
    )
    parts: list[str] = []
    for place, (words, counts, values, class_) in enumerate(rows):
        floor = (place + 1) * (ROW + NAME)
        parts.append(text(words, INSET, floor - ROW - 6, "t-strong"))
        parts.append(element("line", class_="axis", x1=INSET, x2=width - INSET, y1=floor, y2=floor))
        for at, count in enumerate(counts):
            if not count:
                continue
            height, x = count / most * (ROW - 24), INSET + at * unit
            parts.append(
                element(
                    "rect", class_=class_, x=x + 1, y=floor - height, width=max(unit - 2, 1), height=height
                )
            )
            parts.append(text(str(count), x + unit / 2, floor - height - 4, "", "middle"))
        parts.append(_mean(picture, values, floor, unit))
    floor = 2 * (ROW + NAME)
    edges = [*(one.low for one in bins), bins[-1].high]
    for at in range(0, len(edges), name_every):
        low = tick_words(edges[at], edges[1] - edges[0])
        anchor = "start" if at == 0 else "end" if at == len(bins) else "middle"
        parts.append(text(low, INSET + at * unit, floor + 24, "", anchor))
    said = f"{picture.title}. {picture.sentence}"
    return element(
        "svg",
        f"<title>{escape(said)}</title>" + "".join(parts),
        class_=name,
        viewBox=f"0 0 {width:.0f} {floor + AXIS:.0f}",
        role="img",
    )


def _mean(picture: BeforeAfter, values: Sequence[float], floor: float, unit: float) -> str:
    """A wedge below the axis at the mean: a shape, so that it needs no colour."""
    first, last = picture.bins[0].low, picture.bins[-1].high
    x = INSET + (sum(values) / len(values) - first) / (last - first) * unit * len(picture.bins)
    return element("path", class_="dot", d=f"M{x:.1f} {floor:.1f} l-6 9 h12 z")
