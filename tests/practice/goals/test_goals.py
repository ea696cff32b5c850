"""A goal says who, from where, to where, measured how, by when (S0-43, S4-22)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.practice.goals.rules import goal_problems, goal_reached
from trellis.practice.goals.words import Direction

UP, DOWN = Direction.UP, Direction.DOWN
GOOD: dict[str, object] = {
    "who": "Grade 4 students",
    "measured_by": "2 or 3 right of 3",
    "baseline": Decimal(42),
    "baseline_unknown": False,
    "target": Decimal(65),
    "direction": UP,
    "due_on": date(2026, 12, 4),
    "starts_on": date(2026, 10, 5),
}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, set()),
        ({"who": "  "}, {"who"}),
        ({"measured_by": ""}, {"measured_by"}),
        ({"target": None}, {"target"}),
        ({"due_on": None}, {"due_on"}),
        ({"due_on": date(2026, 10, 5)}, {"due_on"}),
        ({"baseline": None}, {"baseline"}),
        ({"baseline": None, "baseline_unknown": True}, set()),
        ({"baseline_unknown": True}, {"baseline_unknown"}),
        ({"target": Decimal(42)}, {"target"}),
        ({"target": Decimal(40)}, {"target"}),
        ({"target": Decimal(40), "direction": DOWN}, set()),
        ({"direction": DOWN}, {"target"}),
        ({"baseline": Decimal(0), "target": Decimal("0.5")}, set()),
        ({"who": "", "due_on": None, "target": None}, {"who", "due_on", "target"}),
    ],
)
def test_S0_43_a_goal_is_refused_field_by_field(change: dict[str, object], fields: set[str]) -> None:
    problems = goal_problems(**{**GOOD, **change})  # type: ignore[arg-type]
    assert set(problems) == fields
    assert all(sentence.endswith((".", "?")) for sentence in problems.values())


@given(value=st.decimals(-100, 100, places=2), target=st.decimals(-100, 100, places=2))
def test_a_goal_is_reached_in_its_direction(value: Decimal, target: Decimal) -> None:
    up = goal_reached(value=value, target=target, direction=UP)
    down = goal_reached(value=value, target=target, direction=DOWN)
    assert up is (value >= target)
    assert down is (value <= target)
    assert up or down
