"""Bars of the same students before and after: every student is counted once in each row."""

from hypothesis import given
from hypothesis import strategies as st

from trellis.web.charts.before_after import BARS, BeforeAfter, before_after_svg, counted

VALUES = st.lists(st.floats(-500, 3000).map(lambda value: round(value, 1)), min_size=3, max_size=60)


@given(VALUES, VALUES)
def test_nobody_is_lost_between_the_steps(before: list[float], after: list[float]) -> None:
    bins = counted(before, after)
    assert sum(one.before for one in bins) == len(before)
    assert sum(one.after for one in bins) == len(after)
    assert all(one.low < one.high for one in bins)
    assert len(bins) <= BARS + 2
    assert len({one.words for one in bins}) == len(bins)


def test_every_score_stands_under_one_name() -> None:
    whole = counted([0, 10, 95, 119], [20, 60, 120])
    assert [one.words for one in whole[:2]] == ["0–9", "10–19"]
    assert (whole[-1].words, whole[-1].after) == ("120–129", 1)
    tenths = counted([0.0, 10.5, 95], [20, 60, 120])
    assert [one.words for one in tenths[:2]] == ["0.0–9.9", "10.0–19.9"]
    single = counted([1, 2, 3], [4, 8, 11])
    assert (single[0].words, single[-1].words) == ("1", "11")
    assert [one.words for one in counted([7, 7, 7], [7, 7, 7])] == ["7"]


def test_the_picture_is_drawn_twice_and_says_its_sentence() -> None:
    picture = BeforeAfter("Reading", "They rose <b>.", "Fall", "Winter", ("", "", ""), [1, 2, 3], [2, 3, 4])
    drawn = before_after_svg(picture)
    assert drawn.count("<svg") == 2
    assert drawn.count('class="dot"') == 4
    assert "They rose &lt;b&gt;." in drawn
