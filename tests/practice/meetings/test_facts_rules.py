"""What a row of meetings says of a team's time, as tables; and that jobs go round."""

from datetime import UTC, datetime, timedelta

import pytest

from trellis.people.communities.words import Cadence
from trellis.practice.meetings.rules.facts import (
    MeetingFact,
    Used,
    continuity,
    drifts,
    expected_meetings,
    share_by_kind,
)
from trellis.practice.meetings.rules.fair import fair_queue, share_of_most
from trellis.practice.meetings.words import ItemKind, MeetingFunction


def met(*items: Used, goal: bool = True) -> MeetingFact:
    return MeetingFact(items=items, touched_goal=goal, with_data=False, with_protocol=False)


def test_S0_33_S1_11_the_share_of_time_is_reckoned_by_what_items_were_for() -> None:
    meetings = [
        met(Used(ItemKind.LEARN, 30), Used(ItemKind.LOGISTICS, 10)),
        met(Used(ItemKind.DECIDE, 20), Used(ItemKind.LEARN, 20)),
    ]
    assert share_by_kind(meetings) == {
        ItemKind.LEARN: 62.5,
        ItemKind.DECIDE: 25.0,
        ItemKind.CHECK_PROGRESS: 0.0,
        ItemKind.LOGISTICS: 12.5,
    }
    assert share_by_kind([met()]) == {}, "nothing was timed"


@pytest.mark.parametrize(
    ("goals", "drift", "in_a_row"),
    [
        ("", False, 0),
        ("--", False, 0),
        ("---", True, 0),
        ("+---", True, 0),
        ("---+", False, 1),
        ("-+--", False, 0),
        ("-+++", False, 3),
    ],
)
def test_S2_46_S3_36_three_meetings_without_the_goal_are_a_drift(
    goals: str, drift: bool, in_a_row: int
) -> None:
    meetings = [met(goal=sign == "+") for sign in goals]
    assert drifts(meetings) is drift
    assert continuity(meetings) == in_a_row


@pytest.mark.parametrize(
    ("cadence", "weeks", "expected"),
    [
        (Cadence.WEEKLY, 9, 9),
        (Cadence.FORTNIGHTLY, 9, 4),
        (Cadence.MONTHLY, 9, 2),
        (Cadence.TERMLY, 9, 0),
    ],
)
def test_S1_10_a_rhythm_makes_so_many_meetings_of_the_weeks_with_school(
    cadence: Cadence, weeks: int, expected: int
) -> None:
    assert expected_meetings(cadence, weeks) == expected


@pytest.mark.parametrize("people", [[1, 2], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7]])
def test_S2_42_S3_28_over_ten_meetings_jobs_go_round_fairly(people: list[int]) -> None:
    jobs = [
        MeetingFunction.FACILITATOR,
        MeetingFunction.NOTE_TAKER,
        MeetingFunction.TIMEKEEPER,
        MeetingFunction.PROCESS_OBSERVER,
    ]
    held: dict[int, dict[str, datetime]] = {}
    led: list[int] = []
    jobs_of = dict.fromkeys(people, 0)
    for number in range(10):
        turns = fair_queue(jobs, people, held)
        assert set(turns) == set(jobs)
        in_this_meeting = [list(turns.values()).count(person) for person in people]
        assert max(in_this_meeting) - min(in_this_meeting) <= 1, "nobody has two while somebody has none"
        for job, person in turns.items():
            held.setdefault(person, {})[job] = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(weeks=number)
            jobs_of[person] += 1
        led.append(turns[MeetingFunction.FACILITATOR])
    counts = [led.count(person) for person in people]
    assert max(counts) - min(counts) <= 1, "everybody led as often as the others, one more at most"
    assert max(jobs_of.values()) - min(jobs_of.values()) <= 2
    share = share_of_most(led)
    assert share is not None
    assert share <= 1 / len(people) + 0.1
