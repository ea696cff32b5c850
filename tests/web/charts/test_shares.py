"""The bar of answers: to scale around one middle, told in words too."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.web.charts.shares import WIDTH, left_of_middle, shares_svg

LABELS = ("Not at all", "Rather not", "Partly", "Rather yes", "Fully")
BARS = st.lists(st.integers(0, 200), min_size=5, max_size=5).filter(any)


def parts(svg: str) -> list[tuple[float, float]]:
    return [
        (float(x), float(width))
        for x, width in re.findall(r'<rect[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"', svg)
    ]


@given(BARS, st.lists(BARS, max_size=4))
def test_parts_are_to_scale_inside_the_picture_and_follow_each_other(
    counts: list[int], others: list[list[int]]
) -> None:
    drawn = parts(shares_svg(counts, LABELS, "A question", others))
    shown = [count for count in counts if count]
    assert len(drawn) == len(shown)
    whole = sum(width for _x, width in drawn)
    for (_x, width), count in zip(drawn, shown, strict=True):
        assert width == pytest.approx(whole * count / sum(counts), abs=0.4)
    assert drawn[0][0] >= -0.1
    assert drawn[-1][0] + drawn[-1][1] <= WIDTH + 0.5


@given(BARS)
def test_the_middle_lies_between_the_low_and_the_high_end(counts: list[int]) -> None:
    share = left_of_middle(counts)
    assert share + left_of_middle(counts[::-1]) == pytest.approx(1)


def test_it_speaks_and_escapes() -> None:
    svg = shares_svg([1, 0, 2, 3, 4], LABELS, "<b>Why?</b>", [])
    assert "&lt;b&gt;Why?&lt;/b&gt;. Not at all: 1, Rather not: 0, Partly: 2" in svg
    assert 'role="img"' in svg
