"""From stage to stage, to the decision and into the next round (S0-48, S4-25)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.practice.world import PROBLEM, SAYS, planned, started
from trellis.evidence.measures.operations import record_data_point
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.journal.models import JournalEntry
from trellis.people.notices.models import Notice
from trellis.practice.cycles.models import Cause, Cycle, Decision, Experiment, StrategyInUse
from trellis.practice.cycles.operations.closing import decide_cycle
from trellis.practice.cycles.operations.doing import pass_stage
from trellis.practice.cycles.operations.planning import choose_strategy
from trellis.practice.cycles.operations.thinking import (
    add_cause,
    add_evidence,
    remove_evidence,
    write_need,
)
from trellis.practice.cycles.words import Choice, CycleState, EvidenceKind, NeedSide

TODAY = timezone.localdate()
WHY = "We talked about it at the table."


def decide(cast: Cast, cycle: Cycle, choice: Choice, handed_to: str = "") -> Decision:
    team = [cast.ana.public_id, cast.ben.public_id]
    return decide_cycle(
        by=cast.ana,
        cycle=cycle,
        choice=choice,
        reason="It rose.",
        participants=team,
        handed_to=handed_to,
    )


def test_a_stage_with_something_open_is_passed_with_a_reason_that_stays(cast: Cast) -> None:
    cycle = started(cast)
    for reason in ("", "ok", " " * 40):
        with pytest.raises(Invalid) as refused:
            pass_stage(by=cast.ana, cycle=cycle, position=1, reason=reason)
        assert "reason" in refused.value.fields
    stage = pass_stage(by=cast.ana, cycle=cycle, position=1, reason=WHY)
    assert (stage.override_reason, stage.passed_by) == (WHY, cast.ana)
    entry = JournalEntry.objects.get(verb="stage.passed")
    assert "team_agreed" in str(entry.data)
    assert WHY not in str(entry.data)


def test_stages_are_passed_in_their_order_and_once(cast: Cast) -> None:
    cycle = started(cast)
    with pytest.raises(Conflict):
        pass_stage(by=cast.ana, cycle=cycle, position=2, reason=WHY)
    pass_stage(by=cast.ana, cycle=cycle, position=1, reason=WHY)
    with pytest.raises(Conflict):
        pass_stage(by=cast.ben, cycle=cycle, position=1, reason=WHY)
    with pytest.raises(NotFound):
        pass_stage(by=cast.pat, cycle=cycle, position=2, reason=WHY)


def test_a_stage_with_all_checks_met_needs_no_reason_and_keeps_none(cast: Cast) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    for position in (1, 2, 3):
        stage = pass_stage(by=cast.ben, cycle=cycle, position=position, reason="A word nobody needs here.")
        assert stage.override_reason == ""


def test_S0_48_a_cycle_closes_with_a_decision_and_then_stays_as_it_was(cast: Cast) -> None:
    cycle = started(cast)
    for position in (1, 2, 3, 4):
        pass_stage(by=cast.ana, cycle=cycle, position=position, reason=WHY)
    with pytest.raises(Conflict, match="closes with a decision"):
        pass_stage(by=cast.ana, cycle=cycle, position=5, reason=WHY)
    decide(cast, cycle, Choice.STOP)
    pass_stage(by=cast.ana, cycle=cycle, position=5, reason=WHY)
    cycle.refresh_from_db()
    assert cycle.state == CycleState.CLOSED
    with pytest.raises(Conflict, match="closed"):
        write_need(by=cast.ana, cycle=cycle, side=NeedSide.STUDENT, statement="Another one.")


@pytest.mark.parametrize(
    ("choice", "handed_to", "goes_round"),
    [
        (Choice.ADAPT, "", True),
        (Choice.KEEP, "", True),
        (Choice.KEEP, "The grade 5 team", False),
        (Choice.SPREAD, "The grade 5 team", False),
        (Choice.STOP, "", False),
    ],
)
def test_S4_25_what_each_decision_makes(cast: Cast, choice: Choice, handed_to: str, goes_round: bool) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    decide(cast, cycle, choice, handed_to=handed_to)
    assert Cycle.objects.filter(previous=cycle).exists() is goes_round
    assert set(Notice.objects.filter(kind="cycle.decided").values_list("person", flat=True)) == {cast.ben.pk}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"participants": []}, "participants"),
        ({"choice": Choice.SPREAD}, "handed_to"),
    ],
)
def test_S0_29_a_decision_has_a_reason_and_people(cast: Cast, change: dict[str, object], field: str) -> None:
    cycle = started(cast)
    wish = {"choice": Choice.STOP, "reason": "It did not work.", "participants": [cast.ana.public_id]}
    with pytest.raises(Invalid) as refused:
        decide_cycle(by=cast.ana, cycle=cycle, **{**wish, **change})  # type: ignore[arg-type]
    assert field in refused.value.fields
    with pytest.raises(Invalid):  # somebody of another team did not decide this
        decide_cycle(by=cast.ana, cycle=cycle, **{**wish, "participants": [cast.cleo.public_id]})  # type: ignore[arg-type]
    assert not Decision.objects.exists()


def test_a_cycle_is_decided_once(cast: Cast) -> None:
    cycle = started(cast)
    decide(cast, cycle, Choice.STOP)
    with pytest.raises(Conflict):
        decide(cast, cycle, Choice.ADAPT)


def test_S0_48_the_next_round_carries_the_work_over_and_asks_for_a_new_prediction(cast: Cast) -> None:
    cycle = started(cast)
    measure = planned(cast, cycle)
    record_data_point(by=cast.ana, measure=measure, on=TODAY, part=52, whole=90)
    decide(cast, cycle, Choice.ADAPT)
    following = Cycle.objects.get(previous=cycle)
    assert (following.iteration, following.name, following.problem) == (2, cycle.name, cycle.problem)
    assert following.problem.statement == PROBLEM
    assert following.starts_on > TODAY
    assert {need.side: need.statement for need in following.needs.all()} == {
        need.side: need.statement for need in cycle.needs.all()
    }
    kept = [(piece.kind, piece.title, piece.says) for piece in following.evidence.order_by("id")]
    assert kept == [(piece.kind, piece.title, piece.says) for piece in cycle.evidence.order_by("id")]
    assert kept[0][2] == SAYS
    cause, before = following.causes.get(), cycle.causes.get()
    assert (cause.statement, cause.within_control) == (before.statement, before.within_control)
    assert cause.evidence is not None
    assert before.evidence is not None
    assert cause.evidence.cycle == following
    assert cause.evidence.title == before.evidence.title
    strategy = StrategyInUse.objects.get(cycle=following)
    assert (strategy.name, strategy.cause, strategy.serves) == (
        "Number-line talk",
        cause,
        following.student_goal,
    )
    assert strategy.starts_on is None  # its first use is set, and predicted for, anew
    assert not Experiment.objects.filter(cycle=following).exists()
    assert following.student_goal is not None
    assert following.student_goal.baseline == round(Decimal(5200) / 90, 2)
    assert following.student_goal.target == Decimal(65)
    assert following.measure == measure
    theory = following.theories.get()
    assert theory.version == 1
    assert theory.wrong_if == cycle.theories.get().wrong_if
    # and what is changed in the next round leaves the first one as it was
    write_need(by=cast.ana, cycle=following, side=NeedSide.STUDENT, statement="They count on again.")
    assert cycle.needs.get(side=NeedSide.STUDENT).statement != "They count on again."


def test_S0_42_a_cause_loses_its_evidence_with_the_evidence(cast: Cast) -> None:
    cycle = started(cast)
    seen = add_evidence(
        by=cast.ben, cycle=cycle, kind=EvidenceKind.OBSERVATION, title="A visit", says="Five copied the rule."
    )
    cause = add_cause(by=cast.ana, cycle=cycle, statement="We teach the rule.", evidence=seen.public_id)
    assert not cause.is_assumption
    remove_evidence(by=cast.ana, cycle=cycle, pk=seen.public_id)
    assert Cause.objects.get().is_assumption
    with pytest.raises(NotFound):
        remove_evidence(by=cast.ana, cycle=cycle, pk=seen.public_id)


def test_S0_42_a_chain_of_whys_ends_after_seven(cast: Cast) -> None:
    cycle = started(cast)
    above = ""
    for depth in range(7):
        above = add_cause(by=cast.ana, cycle=cycle, statement=f"Why {depth}", because_of=above).public_id
    with pytest.raises(Invalid, match="deep enough"):
        add_cause(by=cast.ana, cycle=cycle, statement="One more", because_of=above)
    other = started(cast)
    with pytest.raises(Invalid):
        add_cause(by=cast.ana, cycle=other, statement="From elsewhere", because_of=above)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"practice_change": ""}, "practice_change"),
        ({"times_a_week": 0}, "times_a_week"),
        ({"times_a_week": 26}, "times_a_week"),
        ({"cause": "unknown"}, "cause"),
        ({"starts_on": TODAY - timedelta(weeks=60)}, "starts_on"),
    ],
)
def test_S0_16_a_strategy_is_a_change_in_teaching_with_how_often(
    cast: Cast, change: dict[str, object], field: str
) -> None:
    cycle = started(cast)
    wish = {"name": "Talk", "practice_change": "We open with a talk.", "times_a_week": 3}
    with pytest.raises(Invalid) as refused:
        choose_strategy(by=cast.ana, cycle=cycle, **{**wish, **change})  # type: ignore[arg-type]
    assert field in refused.value.fields
    assert not StrategyInUse.objects.exists()
