"""A protocol in a meeting: the clock and its log, silence before the reveal, dots, votes, the record."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.practice.meetings.world import planned_meeting
from trellis.kit.errors import Conflict, DomainError, Invalid, NotFound, Refused
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import open_protocol
from trellis.practice.meetings.models import (
    AgendaItem,
    Attendance,
    FunctionHolder,
    MeetingInvitation,
    ProtocolRun,
    RunEvent,
)
from trellis.practice.meetings.operations import leading, writing
from trellis.practice.meetings.operations.proposing import propose_from_run
from trellis.practice.meetings.queries.running import open_run, proposal_in, runs_of, view_of_run
from trellis.practice.meetings.words import ItemKind, MeetingFunction, MeetingState

pytestmark = pytest.mark.django_db


def begun(cast: Cast, key: str = "data-driven-dialogue", **more: object) -> ProtocolRun:
    """Ana starts a protocol in the meeting of the Grade 4 team."""
    load_content()
    return leading.start_run(
        by=cast.ana,
        meeting=planned_meeting(cast),
        protocol=open_protocol(key=key),
        **more,  # type: ignore[arg-type]  # tests pass what start_run takes
    )


def texts(run: ProtocolRun, by: Person) -> list[str]:
    return [line.text for step in view_of_run(run, by=by).steps for line in step.lines]


def test_a_run_takes_the_minutes_of_its_item(cast: Cast) -> None:
    load_content()
    meeting = planned_meeting(cast)
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=1,
        kind=ItemKind.LEARN,
        title="What the wrong answers tell us",
        minutes=25,
        changed_at=timezone.now(),
    )
    run = leading.start_run(
        by=cast.ana, meeting=meeting, protocol=open_protocol(key="assessment-response"), item=item
    )
    assert sum(step.planned_seconds for step in run.steps.all()) == 25 * 60
    assert run.steps.get(position=1).state == "running"
    other = planned_meeting(cast)
    with pytest.raises(NotFound):
        leading.start_run(
            by=cast.ana, meeting=other, protocol=open_protocol(key="assessment-response"), item=item
        )


def test_too_short_says_how_many_minutes_it_needs(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        begun(cast, "assessment-response", minutes=4)
    assert "7 steps" in refused.value.fields["minutes"]


def test_only_who_leads_starts_and_leads(cast: Cast) -> None:
    run = begun(cast)
    acts: list[Callable[[Person], object]] = [
        lambda by: leading.next_step(by=by, run=run),
        lambda by: leading.skip_step(by=by, run=run),
        lambda by: leading.extend_step(by=by, run=run, minutes=2),
        lambda by: leading.pause_run(by=by, run=run),
        lambda by: leading.resume_run(by=by, run=run),
        lambda by: leading.reveal_step(by=by, run=run),
        lambda by: leading.close_vote(by=by, run=run),
        lambda by: leading.pass_turn(by=by, run=run, position=1, turn=0),
        lambda by: leading.finish_run(by=by, run=run),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act(cast.ben)
        for outside in (cast.cleo, cast.dee, cast.eli, cast.pat):
            with pytest.raises(NotFound):
                act(outside)
    with pytest.raises(Conflict):
        leading.start_run(by=cast.ana, meeting=run.meeting, protocol=run.protocol)
    with pytest.raises(Refused):
        leading.start_run(by=cast.ben, meeting=run.meeting, protocol=run.protocol)


def test_S3_28_who_facilitates_this_meeting_leads_it(cast: Cast) -> None:
    run = begun(cast)
    FunctionHolder.objects.create(
        meeting=run.meeting, function=MeetingFunction.FACILITATOR, person=cast.ben, given_at=timezone.now()
    )
    leading.next_step(by=cast.ben, run=run)
    assert view_of_run(run, by=cast.ben).leads


def test_skip_extend_and_pause_are_kept_with_who_and_when(cast: Cast) -> None:
    run = begun(cast)
    at = run.started_at
    leading.extend_step(by=cast.ana, run=run, minutes=2, now=at + timedelta(seconds=30))
    leading.pause_run(by=cast.ana, run=run, now=at + timedelta(seconds=60))
    leading.pause_run(by=cast.ana, run=run, now=at + timedelta(seconds=61))
    leading.resume_run(by=cast.ana, run=run, now=at + timedelta(seconds=160))
    leading.skip_step(by=cast.ana, run=run, now=at + timedelta(seconds=200))
    kept = list(RunEvent.objects.filter(run=run).values_list("kind", "step__position", "seconds", "by"))
    ana = cast.ana.pk
    assert kept == [
        ("started", 1, 0, ana),
        ("extended", 1, 120, ana),
        ("paused", 1, 0, ana),
        ("resumed", 1, 0, ana),
        ("skipped", 1, 0, ana),
    ]
    first = view_of_run(run, by=cast.ben).steps[0]
    assert first.clock.used(timezone.now()) == 100
    assert first.clock.total == 8 * 60 + 120
    verbs = set(JournalEntry.objects.filter(object_kind="meeting").values_list("verb", flat=True))
    assert {"protocol.started", "protocol.extended", "protocol.step_skipped"} <= verbs


def test_more_than_half_an_hour_is_not_given(cast: Cast) -> None:
    run = begun(cast)
    leading.extend_step(by=cast.ana, run=run, minutes=30)
    for minutes in (1, 0, -5):
        with pytest.raises(Invalid):
            leading.extend_step(by=cast.ana, run=run, minutes=minutes)


def test_two_taps_on_next_go_one_step(cast: Cast) -> None:
    run = begun(cast)
    leading.next_step(by=cast.ana, run=run, position=1)
    with pytest.raises(Conflict):
        leading.next_step(by=cast.ana, run=run, position=1)
    here = view_of_run(run, by=cast.ana).here
    assert here is not None
    assert here.step.position == 2


def test_S0_18_nobody_sees_others_lines_before_the_common_reveal(cast: Cast) -> None:
    run = begun(cast)
    writing.write_line(by=cast.ben, run=run, position=1, text="I expect 60 of 71 right on item 7")
    writing.write_line(by=cast.ana, run=run, position=1, text="I expect 50, because I assume…")
    assert texts(run, cast.ben) == ["I expect 60 of 71 right on item 7"]
    assert texts(run, cast.ana) == ["I expect 50, because I assume…"]
    hidden = view_of_run(run, by=cast.ana)
    assert hidden.steps[0].wrote == 2
    assert hidden.observations == []
    leading.reveal_step(by=cast.ana, run=run)
    assert sorted(texts(run, cast.ben)) == sorted(texts(run, cast.ana))
    assert len(texts(run, cast.ben)) == 2
    with pytest.raises(Conflict):
        writing.write_line(by=cast.ben, run=run, position=1, text="One more after I saw yours")
    with pytest.raises(Conflict):
        leading.reveal_step(by=cast.ana, run=run)


def test_no_view_of_a_line_names_its_author(cast: Cast) -> None:
    run = begun(cast)
    writing.write_line(by=cast.ben, run=run, position=1, text="I expect 60 of 71")
    leading.reveal_step(by=cast.ana, run=run)
    line = view_of_run(run, by=cast.ana).steps[0].lines[0]
    assert "Ben" not in str(line)
    assert not line.is_mine
    assert not JournalEntry.objects.filter(actor=cast.ben).exclude(verb__startswith="cycle").exists()


@pytest.mark.parametrize("act", ["next", "skip", "finish"])
def test_a_step_that_ends_shows_what_was_hidden_in_it(cast: Cast, act: str) -> None:
    run = begun(cast)
    writing.write_line(by=cast.ben, run=run, position=1, text="I expect 60 of 71")
    {"next": leading.next_step, "skip": leading.skip_step, "finish": leading.finish_run}[act](
        by=cast.ana, run=run
    )
    assert texts(run, cast.ana) == ["I expect 60 of 71"]


def test_a_hidden_line_cannot_be_reached_by_its_id(cast: Cast) -> None:
    run = begun(cast)
    line = writing.write_line(by=cast.ben, run=run, position=1, text="I expect 60 of 71")
    for act in (
        lambda: writing.take_back_line(by=cast.ana, run=run, line=line.public_id),
        lambda: writing.ground_line(by=cast.ana, run=run, line=line.public_id, rests_on=line.public_id),
    ):
        with pytest.raises(NotFound):
            act()
    writing.take_back_line(by=cast.ben, run=run, line=line.public_id)
    assert texts(run, cast.ben) == []


def test_after_the_reveal_a_line_stays(cast: Cast) -> None:
    run = begun(cast)
    line = writing.write_line(by=cast.ben, run=run, position=1, text="I expect 60 of 71")
    leading.reveal_step(by=cast.ana, run=run)
    with pytest.raises(Conflict):
        writing.take_back_line(by=cast.ben, run=run, line=line.public_id)
    with pytest.raises(Refused):
        writing.take_back_line(by=cast.ana, run=run, line=line.public_id)


def to_step(cast: Cast, run: ProtocolRun, position: int) -> None:
    while (here := view_of_run(run, by=cast.ana).here) and here.step.position < position:
        leading.next_step(by=cast.ana, run=run)


def test_S3_35_an_inference_without_an_observation_is_asked_what_shows_it(cast: Cast) -> None:
    run = begun(cast)
    to_step(cast, run, 3)
    fact = writing.write_line(by=cast.ana, run=run, position=3, text="21 of 71 chose 3/10 on item 7")
    leading.next_step(by=cast.ana, run=run)
    guess = writing.write_line(by=cast.ben, run=run, position=4, text="They read the 10 as a size")
    view = view_of_run(run, by=cast.ana)
    assert view.steps[3].lines[0].asks_for_ground
    assert [line.text for line in view.observations] == ["21 of 71 chose 3/10 on item 7"]
    writing.ground_line(by=cast.ana, run=run, line=guess.public_id, rests_on=fact.public_id)
    line = view_of_run(run, by=cast.ben).steps[3].lines[0]
    assert (line.rests_on, line.asks_for_ground) == ("21 of 71 chose 3/10 on item 7", False)
    with pytest.raises(Conflict):
        writing.ground_line(by=cast.ana, run=run, line=fact.public_id, rests_on=fact.public_id)
    with pytest.raises(NotFound):
        writing.ground_line(by=cast.ana, run=run, line=guess.public_id, rests_on=guess.public_id)


@pytest.mark.parametrize(
    ("text", "mark", "kind"),
    [
        ("   ", "", Invalid),
        ("x" * 501, "", Invalid),
        ("21 of 71", "inference", Invalid),
    ],
)
def test_a_line_that_does_not_fit_is_not_taken(
    cast: Cast, text: str, mark: str, kind: type[DomainError]
) -> None:
    run = begun(cast)
    to_step(cast, run, 3)
    with pytest.raises(kind):
        writing.write_line(by=cast.ben, run=run, position=3, text=text, mark=mark)
    assert texts(run, cast.ben) == []


def test_a_step_that_is_over_takes_nothing(cast: Cast) -> None:
    run = begun(cast)
    leading.next_step(by=cast.ana, run=run)
    with pytest.raises(Conflict):
        writing.write_line(by=cast.ben, run=run, position=1, text="Too late")
    with pytest.raises(Conflict):
        # in twos, nothing is written down
        writing.write_line(by=cast.ben, run=run, position=2, text="No place for it")


def test_dots_are_hidden_until_they_are_closed(cast: Cast) -> None:
    run = begun(cast, "fishbone")
    to_step(cast, run, 2)
    bones = [
        writing.write_line(by=cast.ana, run=run, position=2, text=f"Bone {number}") for number in range(4)
    ]
    to_step(cast, run, 4)
    for bone in bones[:3]:
        assert writing.place_dot(by=cast.ben, run=run, position=4, line=bone.public_id)
    with pytest.raises(Conflict):
        writing.place_dot(by=cast.ben, run=run, position=4, line=bones[3].public_id)
    assert not writing.place_dot(by=cast.ben, run=run, position=4, line=bones[0].public_id)
    view = view_of_run(run, by=cast.ana)
    assert {line.dots for line in view.to_dot} == {None}
    assert view_of_run(run, by=cast.ben).dots_left == 1
    leading.close_vote(by=cast.ana, run=run)
    shown = {line.text: line.dots for line in view_of_run(run, by=cast.ana).to_dot}
    assert shown == {"Bone 1": 1, "Bone 2": 1, "Bone 0": 0, "Bone 3": 0}
    with pytest.raises(Conflict):
        writing.place_dot(by=cast.ben, run=run, position=4, line=bones[3].public_id)
    with pytest.raises(Conflict):
        leading.close_vote(by=cast.ana, run=run)


def test_a_vote_is_shown_when_all_are_in(cast: Cast) -> None:
    run = begun(cast, "decide-together")
    to_step(cast, run, 3)
    writing.cast_vote(by=cast.ben, run=run, position=3, fingers=2)
    writing.cast_vote(by=cast.ben, run=run, position=3, fingers=1)
    waiting = view_of_run(run, by=cast.ana).here
    assert waiting is not None
    assert (waiting.spread, waiting.voted, waiting.my_fingers) == (None, 1, None)
    writing.cast_vote(by=cast.ana, run=run, position=3, fingers=4)
    shown = view_of_run(run, by=cast.ana).here
    assert shown is not None
    assert dict(shown.spread or {}) == {5: 0, 4: 1, 3: 0, 2: 0, 1: 1, 0: 0}
    with pytest.raises(Conflict):
        writing.cast_vote(by=cast.ben, run=run, position=3, fingers=5)


def test_only_those_who_joined_are_waited_for(cast: Cast) -> None:
    run = begun(cast, "decide-together")
    Attendance.objects.create(meeting=run.meeting, person=cast.ben, joined_at=timezone.now())
    to_step(cast, run, 3)
    with pytest.raises(Invalid):
        writing.cast_vote(by=cast.ben, run=run, position=3, fingers=6)
    writing.cast_vote(by=cast.ben, run=run, position=3, fingers=5)
    here = view_of_run(run, by=cast.ben).here
    assert here is not None
    assert here.spread is not None


def test_the_facilitator_closes_a_vote_before_all_are_in(cast: Cast) -> None:
    run = begun(cast, "decide-together")
    to_step(cast, run, 3)
    writing.cast_vote(by=cast.ben, run=run, position=3, fingers=3)
    leading.close_vote(by=cast.ana, run=run, position=3)
    here = view_of_run(run, by=cast.ben).here
    assert here is not None
    assert here.spread is not None


def test_S2_42_turns_go_round_and_two_taps_pass_one(cast: Cast) -> None:
    run = begun(cast, "microlab")
    to_step(cast, run, 2)
    first = view_of_run(run, by=cast.ben).speaker
    leading.pass_turn(by=cast.ana, run=run, position=2, turn=0)
    leading.pass_turn(by=cast.ana, run=run, position=2, turn=0)
    second = view_of_run(run, by=cast.ben).speaker
    assert {first, second} == {"Ana", "Ben"}
    leading.pass_turn(by=cast.ana, run=run, position=2, turn=1)
    assert view_of_run(run, by=cast.ben).speaker == ""


def test_what_the_team_found_stays_when_the_meeting_is_over(cast: Cast) -> None:
    run = begun(cast)
    writing.write_line(by=cast.ben, run=run, position=1, text="I expect 60 of 71")
    leading.finish_run(by=cast.ana, run=run)
    run.meeting.state = MeetingState.HELD
    run.meeting.save()
    [kept] = runs_of(run.meeting, by=cast.ben)
    view = view_of_run(kept, by=cast.ben)
    assert view.here is None
    assert [step.step.state for step in view.steps] == ["done", *["skipped"] * 4]
    assert texts(kept, cast.ben) == ["I expect 60 of 71"]
    assert [event.kind for event in view.events] == ["started", "finished"]
    with pytest.raises(Conflict):
        leading.start_run(by=cast.ana, meeting=run.meeting, protocol=run.protocol)
    with pytest.raises(Refused):
        leading.next_step(by=cast.ana, run=run)


def test_S0_34_leaders_and_other_teams_read_no_run(cast: Cast) -> None:
    run = begun(cast)
    for outside in (cast.cleo, cast.dee, cast.eli, cast.pat):
        assert runs_of(run.meeting, by=outside) == []
        with pytest.raises(NotFound):
            open_run(by=outside, pk=run.public_id)
        for act in (
            lambda by: writing.write_line(by=by, run=run, position=1, text="Let me in"),
            lambda by: writing.cast_vote(by=by, run=run, position=1, fingers=5),
            lambda by: writing.place_dot(by=by, run=run, position=1, line="x"),
        ):
            with pytest.raises(NotFound):
                act(outside)
    assert open_run(by=cast.ben, pk=run.public_id) == run


def test_somebody_invited_writes_but_does_not_lead(cast: Cast) -> None:
    run = begun(cast)
    MeetingInvitation.objects.create(
        meeting=run.meeting, person=cast.cleo, invited_by=cast.ana, invited_at=timezone.now()
    )
    writing.write_line(by=cast.cleo, run=run, position=1, text="From grade 5: I expect 40")
    with pytest.raises(Refused):
        leading.next_step(by=cast.cleo, run=run)


def test_queries_do_not_grow_with_lines_and_votes(cast: Cast) -> None:
    run = begun(cast)
    writing.write_line(by=cast.ana, run=run, position=1, text="One")

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            view_of_run(run, by=cast.ana)
        return len(caught)

    one = count()
    for number in range(3):
        writing.write_line(by=cast.ben, run=run, position=1, text=f"Line {number}")
    leading.reveal_step(by=cast.ana, run=run)
    assert count() == one
    assert one <= 14


def test_S3_19_deciding_together_ends_in_a_proposal_once(cast: Cast) -> None:
    run = begun(cast, "decide-together")
    writing.write_line(by=cast.ana, run=run, position=1, text="We open with a talk")
    run.meeting.state = MeetingState.RUNNING
    run.meeting.save()
    assert proposal_in(view_of_run(open_run(by=cast.ana, pk=run.public_id), by=cast.ana)) == ""
    to_step(cast, run, 3)
    for person, fingers in ((cast.ana, 5), (cast.ben, 2)):
        writing.cast_vote(by=person, run=run, position=3, fingers=fingers)
    to_step(cast, run, 5)
    writing.write_line(by=cast.ben, run=run, position=5, text="We open three lessons a week with a talk")
    fresh = open_run(by=cast.ana, pk=run.public_id)
    assert proposal_in(view_of_run(fresh, by=cast.ana)) == "We open three lessons a week with a talk"
    assert proposal_in(view_of_run(fresh, by=cast.ben)) == ""
    with pytest.raises(Refused):
        propose_from_run(by=cast.ben, run=fresh, text="Mine")
    decision = propose_from_run(by=cast.ana, run=fresh, text="We open three lessons a week with a talk")
    assert (decision.state, decision.method, decision.voices.count()) == ("open", "consensus", 0)
    with pytest.raises(Conflict):
        propose_from_run(by=cast.ana, run=fresh, text="Once more")
    assert proposal_in(view_of_run(open_run(by=cast.ana, pk=run.public_id), by=cast.ana)) == ""


def test_other_protocols_propose_nothing(cast: Cast) -> None:
    run = begun(cast, "fishbone")
    with pytest.raises(Conflict):
        propose_from_run(by=cast.ana, run=run, text="We decide anyway")
