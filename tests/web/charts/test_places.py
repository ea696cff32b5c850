"""Labels find a free place."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from trellis.web.charts.places import Box, Room, Spot, spread, wrap


def test_the_first_free_place_wins_and_is_taken() -> None:
    room = Room(Box(0, 0, 300, 200))
    here, there = Spot(20, 50), Spot(20, 100)
    assert room.place("Goal 65 %", [here, there]) == here
    assert room.place("Goal 65 %", [here, there]) == there


def test_words_do_not_lie_on_the_line() -> None:
    room = Room(Box(0, 0, 300, 200))
    room.take_line([(0, 50), (300, 50)])
    assert room.place("Median", [Spot(20, 52), Spot(20, 80)]) == Spot(20, 80)


@given(wanted=st.lists(st.floats(0, 200), min_size=1, max_size=5))
def test_heights_are_moved_apart(wanted: list[float]) -> None:
    moved = sorted(spread(wanted, 20, -1000, 200))
    assert all(after - before >= 20 - 1e-6 for before, after in itertools.pairwise(moved))
    assert moved[-1] <= 200 + 1e-6


def test_a_number_and_its_percent_sign_stay_together() -> None:
    assert wrap("Earlier median 42 %", 17) == ["Earlier median", "42\u00a0%"]
