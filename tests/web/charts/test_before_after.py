"""Bars of the same students before and after: every student is counted once in each row."""

from hypothesis import given
from hypothesis import strategies as st

from trellis.web.charts.before_after import BeforeAfter, before_after_svg, counted

VALUES = st.lists(st.floats(-500, 3000).map(lambda value: round(value, 1)), min_size=3, max_size=60)


@given(VALUES, VALUES)
def test_nobody_is_lost_between_the_steps(before: list[float], after: list[float]) -> None:
    bins = counted(before, after)
    assert sum(one.before for one in bins) == len(before)
    assert sum(one.after for one in bins) == len(after)
    assert all(one.low < one.high for one in bins)


def test_the_picture_is_drawn_twice_and_says_its_sentence() -> None:
    picture = BeforeAfter("Reading", "They rose <b>.", "Fall", "Winter", ("", "", ""), [1, 2, 3], [2, 3, 4])
    drawn = before_after_svg(picture)
    assert drawn.count("<svg") == 2
    assert drawn.count('class="dot"') == 4
    assert "They rose &lt;b&gt;." in drawn
