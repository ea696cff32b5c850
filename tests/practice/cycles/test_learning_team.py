"""The learning team's five stages from end to end: every exit check is refused empty and met by the work."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.practice.world import goals_set, measured, started
from trellis.evidence.measures.operations import record_data_point
from trellis.kit.errors import Invalid
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.closing import decide_cycle, tell_families
from trellis.practice.cycles.operations.doing import pass_stage, record_use
from trellis.practice.cycles.operations.planning import (
    choose_strategy,
    lock_prediction,
    write_prediction,
)
from trellis.practice.cycles.operations.speaking import speak
from trellis.practice.cycles.operations.thinking import add_cause, write_need
from trellis.practice.cycles.rules.road import monday_of
from trellis.practice.cycles.words import Choice, CycleState, NeedSide, Reach, Used, VoiceKind

TODAY = timezone.localdate()


def refused(cast: Cast, cycle: Cycle, position: int) -> None:
    with pytest.raises(Invalid, match="still open"):
        pass_stage(by=cast.ana, cycle=cycle, position=position)


def passed(cast: Cast, cycle: Cycle, position: int) -> None:
    stage = pass_stage(by=cast.ben, cycle=cycle, position=position)
    assert stage.override_reason == ""


def test_S4_11_S4_21_to_25_S1_17_the_five_stages_from_need_to_next_round(cast: Cast) -> None:
    team = (cast.ana, cast.ben)
    cycle = started(cast, "LT-5")
    # stage 1 (S4-21): both needs, of students and our own
    refused(cast, cycle, 1)
    write_need(by=cast.ben, cycle=cycle, side=NeedSide.EDUCATOR, statement="To lead a number-line talk.")
    passed(cast, cycle, 1)
    # stage 2 (S4-22): a pair of goals that everybody can say
    refused(cast, cycle, 2)
    measure = measured(cast.ana, cycle)
    goals_set(cast, cycle, measure)
    speak(by=cast.ana, cycle=cycle, kind=VoiceKind.RESTATES, text="Two of three will know which is bigger.")
    refused(cast, cycle, 2)
    speak(by=cast.ben, cycle=cycle, kind=VoiceKind.RESTATES, text="65 in a hundred get two slips right.")
    passed(cast, cycle, 2)
    # stage 3 (S4-23): everybody leaves with one thing to try
    refused(cast, cycle, 3)
    for person in team:
        speak(by=person, cycle=cycle, kind=VoiceKind.TRIES, text="I wait five seconds.")
    passed(cast, cycle, 3)
    # stage 4 (S4-24): strategy, prediction, use by most, a visit of each pair
    refused(cast, cycle, 4)
    evidence = cycle.evidence.get().public_id
    cause = add_cause(
        by=cast.ana, cycle=cycle, statement="Rule first.", evidence=evidence, within_control=True
    )
    choose_strategy(
        by=cast.ana,
        cycle=cycle,
        name="Number-line talk",
        practice_change="Three lessons a week open with a talk.",
        times_a_week=3,
        cause=cause.public_id,
        starts_on=TODAY - timedelta(weeks=4),
    )
    write_prediction(by=cast.ben, cycle=cycle, low=Decimal(50), high=Decimal(60), by_on=TODAY)
    lock_prediction(by=cast.ana, cycle=cycle)
    refused(cast, cycle, 4)
    for person in team:
        record_use(by=person, cycle=cycle, week=monday_of(TODAY), used=Used.FULLY)
    refused(cast, cycle, 4)
    speak(by=cast.ana, cycle=cycle, kind=VoiceKind.VISITED, with_person=cast.ben.public_id)
    passed(cast, cycle, 4)
    # stage 5 (S4-25): three values, a decision with its reason, and what comes next
    for week in (3, 2, 1):
        record_data_point(
            by=cast.ana, measure=measure, on=TODAY - timedelta(weeks=week), part=50 + week, whole=90
        )
    decide_cycle(
        by=cast.ana,
        cycle=cycle,
        choice=Choice.ADAPT,
        reason="It works in talk.",
        participants=[person.public_id for person in team],
    )
    tell_families(by=cast.ben, cycle=cycle, reach=Reach.FAMILIES, text_en="We talk.", text_es="Hablamos.")
    passed(cast, cycle, 5)
    cycle.refresh_from_db()
    assert cycle.state == CycleState.CLOSED
    following = Cycle.objects.get(previous=cycle)
    assert following.template.key == "LT-5"
    assert following.strategy.practice_change == "Three lessons a week open with a talk."
    assert following.strategy.starts_on is None
    assert not hasattr(following, "experiment")
