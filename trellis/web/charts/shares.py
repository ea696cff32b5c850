"""Answers to a closed question as one bar: the low end left of the middle, the high end right of it.

The parts carry their counts as words, so that the bar needs no colour and no legend; a hatch marks the low
end. How wide a part is says how many of those who answered chose it.
"""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from trellis.web.charts.svg import element, text

WIDTH, HEIGHT = 400.0, 40.0
BAR, TOP = 24.0, 4.0
#: A part narrower than this holds no figure; its count stands in the table.
HOLDS_FIGURE = 16.0


def left_of_middle(counts: Sequence[int]) -> float:
    """Return the share of a bar that lies left of its middle: the low answers and half of the middle one."""
    middle = len(counts) // 2
    between = counts[middle] if len(counts) % 2 else 0
    return (sum(counts[:middle]) + between / 2) / sum(counts)


def shares_svg(
    counts: Sequence[int], labels: Sequence[str], name: str, others: Sequence[Sequence[int]] = ()
) -> SafeString:
    """Draw one bar.

    Args:
        counts: how many chose each answer, from the low end to the high end; at least one is above zero.
        labels: the answers in words, for those who hear the picture.
        name: what the bar is, for those who hear it.
        others: the bars it stands with, so that all of them have one middle and one scale.
    """
    total = sum(counts)
    shares = [left_of_middle(bar) for bar in (counts, *others)]
    unit = WIDTH / ((max(shares) + 1 - min(shares)) * total)
    middle = max(shares) * total * unit
    x = middle - left_of_middle(counts) * total * unit
    parts = []
    for place, count in enumerate(counts):
        width = count * unit
        if count:
            parts.append(element("rect", class_=f"share-{place + 1}", x=x, y=TOP, width=width, height=BAR))
        if width >= HOLDS_FIGURE:
            parts.append(text(str(count), x + width / 2, TOP + 17, f"share-n share-n-{place + 1}", "middle"))
        x += width
    parts.append(element("line", class_="axis", x1=middle, x2=middle, y1=0, y2=HEIGHT - 6))
    said = ", ".join(f"{label}: {count}" for label, count in zip(labels, counts, strict=True))
    title = f"<title>{escape(f'{name}. {said}')}</title>"
    return mark_safe(
        element(
            "svg",
            title + "".join(parts),
            class_="shares",
            viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
            role="img",
        )
    )
