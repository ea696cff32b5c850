"""Finds a free place for each label of a chart, so that words never lie on the line they speak of."""

from dataclasses import dataclass, field
from itertools import pairwise

#: Average width of a character of the chart's text (13.5 px), generous so that a wide word still fits.
CHARACTER = 7.1
LINE = 16.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in chart units."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """Return the shared area."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for words: where the text stands and how it is anchored."""

    x: float
    y: float
    anchor: str = ""

    def box(self, words: str) -> Box:
        """Return the room the words would take here."""
        width = len(words) * CHARACTER
        left = {"": self.x, "start": self.x, "middle": self.x - width / 2, "end": self.x - width}[self.anchor]
        return Box(left, self.y - 12, left + width, self.y + 4)


@dataclass(slots=True)
class Room:
    """The free room of a chart; every placed label takes its part."""

    whole: Box
    taken: list[Box] = field(default_factory=list)

    def take_line(self, points: list[tuple[float, float]], reach: float = 5.0) -> None:
        """Take the room along a line of points."""
        for (x0, y0), (x1, y1) in pairwise(points):
            # a level or upright piece is one box; a slanted one is a chain of short ones
            steps = max(1, int(min(abs(x1 - x0), abs(y1 - y0)) // 6))
            for step in range(steps):
                xs = sorted(x0 + share * (x1 - x0) for share in (step / steps, (step + 1) / steps))
                ys = sorted(y0 + share * (y1 - y0) for share in (step / steps, (step + 1) / steps))
                self.taken.append(Box(xs[0] - reach, ys[0] - reach, xs[1] + reach, ys[1] + reach))

    def take_point(self, x: float, y: float, reach: float = 8.0) -> None:
        """Take the room around a point."""
        self.taken.append(Box(x - reach, y - reach, x + reach, y + reach))

    def place(self, words: str, spots: list[Spot]) -> Spot:
        """Return the best of these places (earlier ones win a tie) and take it."""
        best = min(spots, key=lambda spot: self.cost(spot.box(words)))
        self.taken.append(best.box(words))
        return best

    def cost(self, box: Box) -> float:
        """Return how badly a box lies here: what it covers, and four times what stands outside."""
        inside = self.whole.overlap(box)
        area = (box.right - box.left) * (box.bottom - box.top)
        outside = area - inside
        covered = sum(
            box.overlap(other)
            for other in self.taken
            if other.left < box.right
            and other.right > box.left
            and other.top < box.bottom
            and other.bottom > box.top
        )
        return round(covered + 4 * outside, 1)


def spread(wanted: list[float], gap: float, top: float, bottom: float) -> list[float]:
    """Move heights apart until each has its gap, each as near as possible to where it wanted to be."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    moved = list(wanted)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + gap)
    if order and moved[order[-1]] > bottom:
        moved[order[-1]] = bottom
        for after, before in pairwise(reversed(order)):
            moved[before] = min(moved[before], moved[after] - gap)
    return [max(height, top) for height in moved]


def wrap(words: str, characters: int) -> list[str]:
    """Break words into lines of at most so many characters (a longer word stands alone, “42 %” too)."""
    lines: list[str] = []
    for word in words.replace(" %", "\u00a0%").split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= characters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
