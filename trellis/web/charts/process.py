"""Draws a process map: steps from the top down with who does each, and beside a step where it goes wrong.

As with causes, a full line stands around what has evidence and a broken one around an assumption, and words
say the same. The page has it as a table too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from trellis.web.charts.causes import INK, LINE, PAD, drawing, wrapped
from trellis.web.charts.svg import element, polyline, text

BOX, GAP, APART = 224.0, 36.0, 26.0
CHARACTERS = 28
#: How far the tip of an arrow reaches back.
TIP = 6.0


@dataclass(frozen=True, slots=True)
class MappedStep:
    """A step as it is drawn. ``note`` says in words how we know what goes wrong; empty where it works."""

    what: str
    who: str
    trouble: str = ""
    note: str = ""
    backed: bool = True


def _height(lines: int) -> float:
    return lines * LINE + 2 * PAD


def _rows(lines: Sequence[str], soft: Sequence[str], left: float, top: float) -> str:
    """Write lines, then soft ones below them."""
    ways = [*((line, "") for line in lines), *((line, "bone") for line in soft)]
    return "".join(
        text(line, left + 12, top + PAD + 13 + row * LINE, kind) for row, (line, kind) in enumerate(ways)
    )


def _frame(left: float, top: float, height: float, kind: str, *, broken: bool) -> str:
    return element(
        "rect",
        class_=f"box box-{kind}{' box-open' if broken else ''}",
        x=left,
        y=top,
        width=BOX,
        height=height,
        rx=6,
        fill="none",
        stroke=INK,
        stroke_width=1.25,
        stroke_dasharray="5 4" if broken else "",
    )


def _arrow(x: float, start: float, end: float) -> str:
    tip = [(x - TIP, end - TIP), (x, end), (x + TIP, end - TIP)]
    way = f"{polyline([(x, start), (x, end)])} {polyline(tip)}"
    return element("path", class_="link", d=way, fill="none", stroke=INK, stroke_width=1.25)


def process_svg(steps: Sequence[MappedStep], title: str) -> SafeString:
    """Draw the steps one below the other, numbered, each trouble at the right of its step."""
    left, right, top = 2.0, 2.0 + BOX + GAP, 2.0
    drawn: list[str] = []
    wide = any(step.trouble for step in steps)
    for place, step in enumerate(steps, start=1):
        what, who = wrapped(f"{place}. {step.what}", CHARACTERS), wrapped(step.who, CHARACTERS)
        wrong = wrapped(step.trouble, CHARACTERS) if step.trouble else []
        note = wrapped(step.note, CHARACTERS) if step.trouble else []
        height = _height(len(what) + len(who))
        beside = _height(len(wrong) + len(note)) if wrong else 0.0
        drawn += [_frame(left, top, height, "cause", broken=False), _rows(what, who, left, top)]
        if wrong:
            middle = top + min(height, beside) / 2
            drawn += [
                element("line", class_="link", x1=left + BOX, y1=middle, x2=right, y2=middle, stroke=INK),
                _frame(right, top, beside, "trouble", broken=not step.backed),
                _rows(wrong, note, right, top),
            ]
        bottom = top + max(height, beside)
        if place < len(steps):
            drawn.append(_arrow(left + BOX / 2, top + height, bottom + APART))
            bottom += APART
        top = bottom
    return drawing(drawn, (right if wide else left) + BOX + 2, top + 2, title)
