"""Truth tables of the rules of a running protocol, and its clock."""

from datetime import UTC, datetime, timedelta
from itertools import product

from trellis.practice.library.words import Mark, StepMode
from trellis.practice.meetings.rules.protocols import (
    StepClock,
    is_carried,
    may_lead_run,
    may_reveal_step,
    may_see_line,
    may_see_votes,
    may_start_run,
    may_vote,
    may_write_line,
    needs_ground,
    spread_of,
)
from trellis.practice.meetings.words import MeetingState, RunState, RunStepState

BOTH = (False, True)
START = datetime(2026, 11, 17, 21, 40, tzinfo=UTC)


def test_who_leads() -> None:
    for member, holds, guides, state in product(BOTH, BOTH, BOTH, MeetingState):
        over = state in {MeetingState.HELD, MeetingState.CANCELLED}
        got = may_lead_run(is_member=member, holds=holds, guides=guides, state=state)
        assert got is (member and (holds or guides) and not over), (member, holds, guides, state)


def test_one_protocol_at_a_time() -> None:
    assert may_start_run(leads=True, another_runs=False)
    assert not may_start_run(leads=True, another_runs=True)
    assert not may_start_run(leads=False, another_runs=False)


def test_who_writes() -> None:
    for reads, revealed, run, step, mode, marks in product(
        BOTH, BOTH, RunState, RunStepState, StepMode, ([], ["observation"])
    ):
        open_now = run == "running" and step in {"running", "paused"}
        expected = reads and bool(marks) and open_now and not (mode == "write" and revealed)
        got = may_write_line(reads=reads, run=run, step=step, mode=mode, marks=marks, revealed=revealed)
        assert got is expected, (reads, revealed, run, step, mode, marks)


def test_S0_18_who_sees_a_line() -> None:
    for reads, author, revealed, mode in product(BOTH, BOTH, BOTH, StepMode):
        silent = mode == StepMode.WRITE and not revealed
        got = may_see_line(reads=reads, is_author=author, mode=mode, revealed=revealed)
        assert got is (reads and (author or not silent)), (reads, author, revealed, mode)


def test_who_reveals() -> None:
    for leads, revealed, mode, step in product(BOTH, BOTH, StepMode, RunStepState):
        expected = leads and mode == "write" and step in {"running", "paused"} and not revealed
        got = may_reveal_step(leads=leads, mode=mode, step=step, revealed=revealed)
        assert got is expected, (leads, revealed, mode, step)


def test_who_votes_and_who_sees_it() -> None:
    for reads, closed, run, step in product(BOTH, BOTH, RunState, RunStepState):
        expected = reads and not closed and run == "running" and step in {"running", "paused"}
        assert may_vote(reads=reads, run=run, step=step, closed=closed) is expected
        assert may_see_votes(reads=reads, closed=closed) is (reads and closed)


def test_S3_35_only_an_inference_on_nothing_is_asked() -> None:
    for mark, rests in product(Mark, BOTH):
        assert needs_ground(mark, rests_on_something=rests) is (mark == "inference" and not rests)


def test_a_spread_counts_hands_not_people() -> None:
    assert dict(spread_of([5, 3, 3, 0])) == {5: 1, 4: 0, 3: 2, 2: 0, 1: 0, 0: 1}
    assert list(spread_of([])) == [5, 4, 3, 2, 1, 0]
    assert is_carried([3, 4, 5])
    assert not is_carried([2, 5, 5])
    assert not is_carried([])


def clock(**changes: object) -> StepClock:
    given: dict[str, object] = {
        "planned": 300,
        "added": 0,
        "started_at": START,
        "paused_at": None,
        "paused": 0,
        "ended_at": None,
    }
    return StepClock(**{**given, **changes})  # type: ignore[arg-type]  # tests change single fields


def after(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def test_the_clock_counts_down_and_over() -> None:
    assert clock().left(after(100)) == 200
    assert clock().left(after(320)) == -20
    assert clock(added=120).left(after(320)) == 100
    assert clock(started_at=None).used(after(50)) == 0


def test_pauses_do_not_count() -> None:
    assert clock(paused_at=after(60)).used(after(500)) == 60
    assert clock(paused=400).used(after(500)) == 100
    assert clock(ended_at=after(200)).used(after(9000)) == 200


def test_the_warning_comes_a_minute_before_or_a_fifth_of_a_short_step() -> None:
    assert clock().warn_at == 60
    assert clock(planned=60).warn_at == 12
    assert not clock().is_near_end(after(239))
    assert clock().is_near_end(after(240))
    assert not clock(started_at=None).is_near_end(after(400))
