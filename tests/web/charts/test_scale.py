"""Scales: round numbers that enclose the data, days that are named without crowding."""

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trellis.web.charts.scale import day_ticks, round_ticks, tick_words


@given(values=st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=20))
def test_ticks_are_few_even_and_enclose_the_values(values: list[float]) -> None:
    ticks = round_ticks(values, None, None)
    assert 2 <= len(ticks) <= 8
    assert ticks[0] <= min(values) + 1e-6 * abs(min(values))
    assert ticks[-1] >= max(values) - 1e-6 * abs(max(values))
    steps = [after - before for before, after in itertools.pairwise(ticks)]
    assert max(steps) - min(steps) <= max(steps) * 1e-6


def test_ticks_do_not_leave_the_bounds_of_the_measure() -> None:
    assert round_ticks([2, 98], 0, 100) == [0, 50, 100] or round_ticks([2, 98], 0, 100)[-1] <= 100
    assert round_ticks([0, 1], 0, 100)[0] == 0


@given(
    values=st.lists(st.floats(-300, 300, allow_nan=False), max_size=9),
    low=st.none() | st.floats(-50, 50),
    span=st.floats(1, 100),
)
def test_a_value_outside_the_bounds_is_still_shown(
    values: list[float], low: float | None, span: float
) -> None:
    ticks = round_ticks(values, low, None if low is None else low + span)
    assert len(ticks) >= 2
    if values:
        assert ticks[0] <= min(values) + 1e-6
        assert ticks[-1] >= max(values) - 1e-6


def test_a_tick_has_as_many_decimals_as_its_step_needs() -> None:
    assert tick_words(0.25, 0.05) == "0.25"
    assert tick_words(40.0, 20.0) == "40"


@given(count=st.integers(1, 60), at_most=st.integers(3, 8))
def test_first_and_last_day_are_always_named(count: int, at_most: int) -> None:
    days = [date(2026, 9, 1) + timedelta(weeks=week) for week in range(count)]
    end = days[-1] + timedelta(weeks=3)
    named = day_ticks(days, end, at_most)
    assert named[0] == days[0]
    assert named[-1] == end
    assert days[-1] in named
    assert len(named) <= at_most + 2
