"""The road map as a table: stages and meetings in, work out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from trellis.practice.meetings.rules.road_map import (
    LEFT_OVER,
    Change,
    Changes,
    SlotFact,
    StageFact,
    Work,
    gap_of,
    in_order,
    lay_map,
    new_order,
    share_late,
    share_out,
    step,
)
from trellis.practice.meetings.words import Gap

MONDAY = date(2026, 9, 7)


def stage(position: int, first_week: int, weeks: int, *, passed: bool = False) -> StageFact:
    starts_on = MONDAY + timedelta(weeks=first_week - 1)
    return StageFact(
        position=position,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=weeks, days=-3),
        questions=(f"{position}a", f"{position}b", f"{position}c"),
        checks=(f"check{position}", f"proof{position}"),
        protocols=("first", "second"),
        passed=passed,
        unanswered=(f"{position}c",),
    )


def slot(week: int, *, key: int | None = None, over: bool = False) -> SlotFact:
    """A Tuesday."""
    return SlotFact(key or week, MONDAY + timedelta(weeks=week - 1, days=1), over)


STAGES = [stage(1, 1, 1), stage(2, 2, 2), stage(3, 4, 3), stage(4, 7, 1), stage(5, 8, 1)]
WEEKLY = [slot(week) for week in range(1, 9)]


def placed(works: list[Work]) -> dict[int | None, list[tuple[int, int]]]:
    keys = {work.slot for work in works}
    return {
        key: [(work.stage, work.number) for work in in_order([w for w in works if w.slot == key])]
        for key in keys
    }


def gaps(works: list[Work], stages: list[StageFact], slots: list[SlotFact]) -> dict[int, Gap | None]:
    return {one.position: gap_of(one, works, slots) for one in stages}


@pytest.mark.parametrize(
    ("parts", "early", "late"),
    [
        (1, ["abc"], ["abc"]),
        (2, ["ab", "c"], ["a", "bc"]),
        (3, ["a", "b", "c"], ["a", "b", "c"]),
        (4, ["a", "b", "c", ""], ["", "a", "b", "c"]),
    ],
)
def test_things_are_shared_out_in_their_order(parts: int, early: list[str], late: list[str]) -> None:
    assert ["".join(part) for part in share_out("abc", parts)] == early
    assert ["".join(part) for part in share_late("abc", parts)] == late


def test_S4_20_eight_weeks_of_five_stages_are_eight_meetings_with_work() -> None:
    works = lay_map(STAGES, WEEKLY, {})
    assert placed(works) == {
        1: [(1, 1)],
        2: [(2, 1)],
        3: [(2, 2)],
        4: [(3, 1)],
        5: [(3, 2)],
        6: [(3, 3)],
        7: [(4, 1)],
        8: [(5, 1)],
    }
    assert set(gaps(works, STAGES, WEEKLY).values()) == {None}
    assert {work.protocol for work in works if work.stage == 3} == {"first", "second"}


def test_S4_29_every_question_and_every_check_of_a_stage_is_in_one_of_its_meetings() -> None:
    works = lay_map(STAGES, WEEKLY, {})
    for one in STAGES:
        own = [work for work in works if work.stage == one.position]
        assert sorted(key for work in own for key in work.questions) == sorted(one.questions)
        assert sorted(key for work in own for key in work.checks) == sorted(one.checks)
    last = [work for work in works if work.stage == 3][-1]
    assert last.checks, "what a stage leaves is there at its end"


def test_S4_29_a_stage_without_a_meeting_of_its_own_shares_the_nearest_and_says_so() -> None:
    fortnightly = [slot(week) for week in (1, 3, 5, 7)]
    works = lay_map(STAGES, fortnightly, {})
    assert placed(works)[7] == [(4, 1), (5, 1)], "after the last meeting there is none: the last one takes it"
    found = gaps(works, STAGES, fortnightly)
    assert found[5] == Gap.OTHER_WEEK
    assert [position for position, gap in found.items() if gap is not None] == [5]


def test_S4_29_without_meetings_every_stage_is_said_to_lack_one() -> None:
    works = lay_map(STAGES, [], {})
    assert placed(works) == {None: [(n, 1) for n in range(1, 6)]}
    assert set(gaps(works, STAGES, []).values()) == {Gap.NO_MEETING}
    assert step(works, [], works[0], up=False) is None


def test_S4_34_a_week_that_falls_out_moves_the_work_and_keeps_the_words() -> None:
    changes: Changes = {(3, 1): Change(purpose="Our own words")}
    later = [replace(one, starts_on=one.starts_on + timedelta(weeks=1)) for one in STAGES[2:]]
    slots = [slot(week) for week in (1, 2, 3, 5, 6, 7, 8, 9)]
    works = lay_map([*STAGES[:2], *later], slots, changes)
    own = next(work for work in works if (work.stage, work.number) == (3, 1))
    assert own.slot == 5
    assert own.change.purpose == "Our own words"


def test_S4_34_changed_work_stays_when_its_stage_has_fewer_meetings() -> None:
    changes: Changes = {(3, 3): Change(purpose="Visit each other"), (3, 2): Change(order=1)}
    slots = [slot(week) for week in (1, 2, 3, 4, 7, 8)]
    works = lay_map(STAGES, slots, changes)
    assert placed(works)[4] == [(3, 1), (3, 3)]
    assert (3, 2) not in {(work.stage, work.number) for work in works}, "an order alone is nothing to keep"
    kept = next(work for work in works if work.number == 3)
    assert kept.change.purpose == "Visit each other"


def test_moved_work_stays_with_its_meeting_and_goes_back_when_that_is_gone() -> None:
    changes: Changes = {(2, 1): Change(slot=6)}
    works = lay_map(STAGES, WEEKLY, changes)
    assert placed(works)[6] == [(2, 1), (3, 3)]
    assert 2 not in placed(works)
    without = [one for one in WEEKLY if one.key != 6]
    assert (2, 1) in placed(lay_map(STAGES, without, changes))[2]


def test_what_is_left_over_of_the_stage_the_team_is_in_comes_first_next_time() -> None:
    stages = [replace(STAGES[0], passed=True), *STAGES[1:]]
    slots = [slot(week, over=week <= 4) for week in range(1, 9)]
    works = lay_map(stages, slots, {})
    assert placed(works)[5] == [(2, LEFT_OVER), (3, 2)]
    left = next(work for work in works if work.number == LEFT_OVER)
    assert left.questions == ("2c",), "only what has no answer"
    assert gaps(works, stages, slots)[2] is None
    moved: Changes = {(2, 2): Change(slot=7)}
    assert LEFT_OVER not in {work.number for work in lay_map(stages, slots, moved)}, (
        "the team planned it itself"
    )


def test_what_is_left_over_of_several_stages_takes_one_meeting_each() -> None:
    stages = [replace(STAGES[0], passed=True), *STAGES[1:]]
    beyond = [slot(9), slot(10)]
    slots = [*(slot(week, over=True) for week in range(1, 9)), *beyond]
    works = lay_map(stages, slots, {})
    assert placed(works)[9] == [(2, LEFT_OVER)]
    assert placed(works)[10] == [(3, LEFT_OVER), (4, LEFT_OVER), (5, LEFT_OVER)]
    assert set(gaps(works, stages, slots).values()) == {None}


def test_stages_whose_meetings_are_all_behind_are_said_to_be_open() -> None:
    slots = [slot(week, over=True) for week in range(1, 9)]
    stages = [*(replace(one, passed=True) for one in STAGES[:3]), *STAGES[3:]]
    found = gaps(lay_map(stages, slots, {}), stages, slots)
    assert found == {1: None, 2: None, 3: None, 4: Gap.BEHIND, 5: Gap.BEHIND}


def test_S4_20_one_step_goes_inside_a_meeting_first_then_to_the_next() -> None:
    slots = [slot(1), slot(3), slot(7)]
    works = lay_map(STAGES, slots, {})
    assert placed(works)[7] == [(3, 1), (4, 1), (5, 1)]
    by = {(work.stage, work.number): work for work in works}
    to, order = step(works, slots, by[4, 1], up=True) or (0, [])
    assert (to, [work.stage for work in order]) == (7, [4, 3, 5])
    to, order = step(works, slots, by[3, 1], up=True) or (0, [])
    assert (to, [work.stage for work in order]) == (3, [2, 3])
    to, order = step(works, slots, by[2, 1], up=False) or (0, [])
    assert (to, [work.stage for work in order]) == (7, [2, 3, 4, 5])
    assert step(works, slots, by[5, 1], up=False) is None
    assert step(works, slots, by[1, 1], up=True) is None


def test_work_is_never_moved_to_a_meeting_that_is_over() -> None:
    slots = [slot(week, over=week <= 3) for week in range(1, 9)]
    works = lay_map([*(replace(one, passed=True) for one in STAGES[:2]), *STAGES[2:]], slots, {})
    by = {(work.stage, work.number): work for work in works}
    assert step(works, slots, by[3, 1], up=True) is None
    moved = step(works, slots, by[2, 2], up=False)
    assert moved is not None
    assert moved[0] == 4


def test_S4_20_dropping_before_other_work_puts_it_there() -> None:
    works = lay_map(STAGES, WEEKLY, {})
    first, other = works[0], works[3]
    order = new_order(works, first, 4, before=(3, 1))
    assert order == [first, other]
    assert new_order(works, first, 4) == [other, first]
