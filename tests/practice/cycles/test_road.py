"""The road over the calendar: no overlap, exact lengths, holidays left out, redrawn then (S4-34)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from tests.practice.world import started
from trellis.kit.errors import Invalid, NotFound
from trellis.people.access.operations import plan_holiday
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.doing import pass_stage
from trellis.practice.cycles.operations.launching import change_road, redraw_roads
from trellis.practice.cycles.rules.road import (
    calendar_mark,
    first_school_day,
    fit_lengths,
    lay_road,
    monday_of,
    working_weeks,
)

MONDAY = date(2026, 8, 17)
YEAR = [day for n in range(300) if (day := MONDAY + timedelta(days=n)).weekday() < 5]

lengths = st.lists(st.integers(1, 6), min_size=1, max_size=6)
closed = st.sets(st.integers(0, len(YEAR) - 1), max_size=60)


@given(lengths=lengths, closed=closed, start=st.integers(0, 40))
def test_S4_34_stages_follow_each_other_and_take_exactly_their_weeks(
    lengths: list[int], closed: set[int], start: int
) -> None:
    days = [day for at, day in enumerate(YEAR) if at not in closed]
    first = MONDAY + timedelta(days=start)
    weeks = working_weeks(days, first)
    if len(weeks) < sum(lengths):
        with pytest.raises(ValueError, match="too short"):
            lay_road(lengths, days, first)
        return
    road = lay_road(lengths, days, first)
    assert [stretch.weeks for stretch in road] == lengths
    assert road[0].starts_on >= first
    for earlier, later in pairwise(road):
        assert earlier.ends_on < later.starts_on
    for stretch in road:
        assert stretch.starts_on in days
        assert stretch.ends_on in days
        taken = [week for week in weeks if stretch.starts_on <= week[0] <= stretch.ends_on]
        assert len(taken) == stretch.weeks


@given(closed=closed, start=st.integers(0, 200))
def test_S4_34_a_week_with_one_school_day_is_no_week_unless_it_is_the_first(
    closed: set[int], start: int
) -> None:
    days = [day for at, day in enumerate(YEAR) if at not in closed]
    first = MONDAY + timedelta(days=start)
    for week in working_weeks(days, first):
        assert len({monday_of(day) for day in week}) == 1
        assert len(week) >= 2 or monday_of(week[0]) == monday_of(first)


@given(usual=lengths, weeks=st.integers(1, 30))
def test_lengths_fit_the_total_and_keep_one_week_each(usual: list[int], weeks: int) -> None:
    if weeks < len(usual):
        with pytest.raises(ValueError, match="fewer weeks"):
            fit_lengths(usual, weeks)
        return
    fitted = fit_lengths(usual, weeks)
    assert sum(fitted) == weeks
    assert len(fitted) == len(usual)
    assert min(fitted) >= 1


@pytest.mark.parametrize(
    ("usual", "weeks", "fitted"),
    [
        ([1, 2, 1, 3, 1], 8, [1, 2, 1, 3, 1]),
        ([1, 2, 1, 3, 1], 5, [1, 1, 1, 1, 1]),
        ([1, 2, 1, 3, 1], 6, [1, 2, 1, 1, 1]),
        ([1, 1], 4, [2, 2]),
    ],
)
def test_the_longest_stages_give_first(usual: list[int], weeks: int, fitted: list[int]) -> None:
    assert fit_lengths(usual, weeks) == fitted


@pytest.mark.parametrize("bad", [[0], [1, -1, 2]])
def test_a_stage_takes_at_least_a_week(bad: list[int]) -> None:
    with pytest.raises(ValueError, match="at least one week"):
        lay_road(bad, YEAR, MONDAY)


@given(some=st.sets(st.sampled_from(YEAR)), more=st.sets(st.sampled_from(YEAR)))
def test_the_mark_changes_with_the_calendar_and_only_then(some: set[date], more: set[date]) -> None:
    assert (calendar_mark(sorted(some)) == calendar_mark(sorted(more))) == (some == more)


@given(on=st.integers(0, 299), closed=closed)
def test_the_first_school_day_is_the_nearest_one(on: int, closed: set[int]) -> None:
    days = [day for at, day in enumerate(YEAR) if at not in closed]
    wish = MONDAY + timedelta(days=on)
    found = first_school_day(days, wish)
    later = [day for day in days if day >= wish]
    assert found == (later[0] if later else None)


def _road(cycle: Cycle) -> list[tuple[date, date]]:
    return [(stage.starts_on, stage.ends_on) for stage in cycle.stages.order_by("position")]


def _holiday(cast: Cast, first: date, last: date) -> None:
    plan_holiday(by=cast.dee, organization=cast.district, name="Storm days", starts_on=first, ends_on=last)


def test_S4_34_days_without_school_push_the_road_of_a_running_cycle(cast: Cast) -> None:
    cycle = started(cast, weeks_ago=0)
    before = _road(cycle)
    monday = monday_of(before[1][0])
    _holiday(cast, monday, monday + timedelta(days=4))
    redraw_roads(place=cast.district)
    cycle.refresh_from_db()
    after = _road(cycle)
    assert after[0] == before[0] or monday == monday_of(before[0][0])
    assert after[1][0] >= monday + timedelta(days=7)
    assert after[-1][1] > before[-1][1]
    assert cycle.ends_on == after[-1][1]
    assert redraw_roads(place=cast.district) == 0


def test_S4_34_what_is_behind_the_team_keeps_its_days(cast: Cast) -> None:
    cycle = started(cast)
    pass_stage(by=cast.ana, cycle=cycle, position=1, reason="We talked about it before the summer.")
    before = _road(cycle)
    monday = monday_of(before[0][0])
    _holiday(cast, monday, monday + timedelta(days=4))
    redraw_roads(place=cast.district)
    assert _road(cycle)[0] == before[0]


@pytest.mark.parametrize("weeks", [[0, 1, 1, 1, 1], [13, 1, 1, 1, 1], [1, 1, 1], [60, 60, 60, 60, 60]])
def test_a_road_that_cannot_be_is_refused(cast: Cast, weeks: list[int]) -> None:
    cycle = started(cast)
    before = _road(cycle)
    with pytest.raises(Invalid):
        change_road(by=cast.ana, cycle=cycle, weeks=weeks)
    assert _road(cycle) == before


def test_the_team_changes_its_road_and_nobody_else_does(cast: Cast) -> None:
    cycle = started(cast)
    with pytest.raises(NotFound):
        change_road(by=cast.pat, cycle=cycle, weeks=[1, 1, 1, 1, 1])
    change_road(by=cast.ben, cycle=cycle, weeks=[1, 1, 1, 1, 1])
    assert [stage.weeks for stage in cycle.stages.order_by("position")] == [1, 1, 1, 1, 1]
