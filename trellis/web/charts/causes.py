"""Draws causes: as a tree from the aim to what is tried (driver diagram), and as a fishbone.

A full line stands around a cause with evidence, a broken one around an assumption; a heavy edge marks what
the team can change. Shape says it, not colour. The page has the same as a nested list.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from trellis.web.charts.svg import element, number, text

type Kind = Literal["aim", "cause", "try"]

LINE = 17.0
PAD = 9.0
BOX, GAP, APART = 196.0, 44.0, 14.0
CHARACTERS = 25
#: Half the distance between two ribs of a fishbone, and how far a rib leans.
RIB, LEAN = 236.0, 60.0
INK = "#1d1c18"


@dataclass(frozen=True, slots=True)
class CauseNode:
    """A cause with what lies below it. ``note`` says in words how it is backed."""

    words: str
    note: str = ""
    backed: bool = True
    ours: bool = False
    kind: Kind = "cause"
    below: Sequence["CauseNode"] = field(default_factory=tuple)


@dataclass(slots=True)
class _Placed:
    node: CauseNode
    depth: int
    top: float
    lines: list[str]

    @property
    def height(self) -> float:
        return len(self.lines) * LINE + 2 * PAD

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def wrapped(words: str, width: int = CHARACTERS) -> list[str]:
    """Break words into lines; what is empty becomes a dash, so that a box is never empty."""
    return textwrap.wrap(words, width, break_long_words=True) or ["–"]


def drawing(drawn: Sequence[str], width: float, height: float, title: str) -> SafeString:
    """Put a drawing together; presentation attributes let it stand alone as a file, a style sheet may win."""
    return mark_safe(
        element(
            "svg",
            element("title", escape(title)) + "".join(drawn),
            xmlns="http://www.w3.org/2000/svg",
            class_="causes",
            viewBox=f"0 0 {number(width)} {number(height)}",
            role="img",
            font_family="Atkinson Hyperlegible Next, Arial, sans-serif",
            font_size="13.5px",
            width=number(width),
        )
    )


def _box(at: _Placed, left: float) -> str:
    node = at.node
    shape = element(
        "rect",
        class_=f"box box-{node.kind}{'' if node.backed else ' box-open'}",
        x=left,
        y=at.top,
        width=BOX,
        height=at.height,
        rx=6,
        fill="none",
        stroke=INK,
        stroke_width=2.5 if node.kind == "aim" else 1.25,
        stroke_dasharray="" if node.backed else "5 4",
    )
    mark = (
        element("rect", class_="box-ours", x=left, y=at.top, width=5, height=at.height, fill=INK)
        if node.ours
        else ""
    )
    words = "".join(
        text(line, left + 14, at.top + PAD + 13 + row * LINE) for row, line in enumerate(at.lines)
    )
    return shape + mark + words


def tree_svg(aim: CauseNode, title: str) -> SafeString:
    """Draw the aim at the left, what stands in the way in the middle, what is tried at the right."""
    placed: list[_Placed] = []
    links: list[tuple[_Placed, _Placed]] = []
    bottom = 2.0

    def place(node: CauseNode, depth: int) -> _Placed:
        nonlocal bottom
        here = _Placed(node, depth, bottom, wrapped(node.words))
        placed.append(here)
        children = [place(child, depth + 1) for child in node.below]
        if children:
            middle = (children[0].middle + children[-1].middle) / 2
            here.top = max(children[0].top, middle - here.height / 2)
            bottom = max(bottom, here.top + here.height + APART)
        else:
            bottom = here.top + here.height + APART
        links.extend((here, child) for child in children)
        return here

    place(aim, 0)
    lefts = [depth * (BOX + GAP) + 2 for depth in range(max(one.depth for one in placed) + 1)]
    drawn = []
    for above, below in links:
        x1, x2 = lefts[above.depth] + BOX, lefts[below.depth]
        bend = (x1 + x2) / 2
        way = (
            f"M{number(x1)} {number(above.middle)} C{number(bend)} {number(above.middle)} "
            f"{number(bend)} {number(below.middle)} {number(x2)} {number(below.middle)}"
        )
        drawn.append(element("path", class_="link", d=way, fill="none", stroke=INK, stroke_width=1))
    drawn += [_box(one, lefts[one.depth]) for one in placed]
    height = max(one.top + one.height for one in placed) + 2
    return drawing(drawn, lefts[-1] + BOX + 2, height, title)


def _deep(node: CauseNode) -> list[CauseNode]:
    return [found for child in node.below for found in (child, *_deep(child)) if child.kind == "cause"]


def _rib(node: CauseNode, root: float, spine: float, up: bool) -> tuple[list[str], float]:
    """Draw one rib with its head and the whys along it; return how far it reaches from the spine."""
    head = _Placed(node, 0, 0, wrapped(node.words))
    rows = [line for deep in _deep(node) for line in _dashed(deep)]
    reach = max(70.0, len(rows) * LINE + 34)
    head.top = spine - reach - head.height if up else spine + reach
    tip = root - LEAN
    end = spine - reach if up else spine + reach
    drawn = [
        element("line", class_="link", x1=tip, y1=end, x2=root, y2=spine, stroke=INK, stroke_width=1.5),
        _box(head, tip - BOX / 2),
    ]
    for row, line in enumerate(rows):
        y = end + 22 + row * LINE if up else end - 14 - (len(rows) - 1 - row) * LINE
        share = abs(y - end) / reach
        drawn.append(text(line, tip + LEAN * share + 9, y, "bone"))
    return drawn, reach + head.height


def _dashed(node: CauseNode) -> list[str]:
    """Return the lines of a why along a rib; a question mark says that it is an assumption."""
    words = node.words if node.backed else f"{node.words} (?)"
    return [f"{'–' if at == 0 else ' '} {line}" for at, line in enumerate(wrapped(words, 22))]


def fishbone_svg(problem: CauseNode, title: str) -> SafeString:
    """Draw the problem as the head and each first why as a rib, with the whys below it along the rib."""
    ribs = [node for node in problem.below if node.kind == "cause"]
    pairs = max(1, (len(ribs) + 1) // 2)
    head = _Placed(problem, 0, 0, wrapped(problem.words))
    width = pairs * RIB + BOX + 70
    parts: list[str] = []
    reaches = [_rib(node, 0, 0, up=index % 2 == 0)[1] for index, node in enumerate(ribs)]
    spine = max([head.height / 2, *reaches[0::2]]) + 4
    below = max([head.height / 2, *reaches[1::2]])
    for index, node in enumerate(ribs):
        root = (index // 2 + 1) * RIB - 40
        parts += _rib(node, root, spine, up=index % 2 == 0)[0]
    end = pairs * RIB + 24
    head.top = spine - head.height / 2
    parts += [
        element("line", class_="spine", x1=20, y1=spine, x2=end, y2=spine, stroke=INK, stroke_width=2.5),
        _box(head, end),
    ]
    return drawing(parts, width, spine + below + 4, title)
