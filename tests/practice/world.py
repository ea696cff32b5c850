"""Cycles for tests: each step as its operation does it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from tests.cast import Cast
from trellis.evidence.measures.models import Measure
from trellis.evidence.measures.operations import make_measure
from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.launching import FirstEvidence, Start, launch_cycle
from trellis.practice.cycles.operations.planning import (
    choose_strategy,
    lock_prediction,
    set_goal,
    write_prediction,
    write_theory,
)
from trellis.practice.cycles.operations.speaking import speak
from trellis.practice.cycles.operations.thinking import add_cause, add_evidence, state_problem, write_need
from trellis.practice.cycles.rules.problem import QUESTIONS
from trellis.practice.cycles.words import EvidenceKind, NeedSide, VoiceKind
from trellis.practice.goals.words import GoalKind
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import open_cycle_template

PROBLEM = "In three of four classes students order 1/3 and 1/8 by the bigger denominator on Thursday slips"
SAYS = "26 of 38 wrong answers picked the bigger denominator."


def now() -> datetime:
    return timezone.now()


def first_evidence() -> FirstEvidence:
    return FirstEvidence(EvidenceKind.TESTS, "September check", SAYS)


def started(cast: Cast, template: str = "LCM-5", weeks_ago: int = 6, **more: object) -> Cycle:
    """A cycle of the Grade 4 team, just launched, with a start some weeks ago."""
    load_content()
    start = Start(
        name="Comparing fractions",
        need="Students see a fraction as two numbers and not as a size.",
        evidence=first_evidence(),
        starts_on=timezone.localdate() - timedelta(weeks=weeks_ago),
        **more,  # type: ignore[arg-type]  # tests pass what Start takes
    )
    return launch_cycle(
        by=cast.ana, community=cast.grade_4, template=open_cycle_template(key=template), start=start
    )


def measured(by: Person, cycle: Cycle) -> Measure:
    """The Thursday slip."""
    return make_measure(
        by=by,
        community=cycle.community,
        name="Students with 2 or 3 right of 3",
        short_name="2 or 3 right of 3",
        source="Thursday exit slip",
        classes=4,
    )


def studied(cast: Cast, cycle: Cycle) -> None:
    """Steps 1 and 2: problem with everyone's yes, evidence, cause, both needs."""
    ana, ben = cast.ana, cast.ben
    state_problem(
        by=ana, cycle=cycle, statement=PROBLEM, answers={question.key: True for question in QUESTIONS}
    )
    evidence = add_evidence(
        by=ben,
        cycle=cycle,
        kind=EvidenceKind.STUDENT_VOICE,
        title="Five students, one question",
        says="Four of five say that 1/8 is more because 8 is more.",
    )
    for person in (ana, ben):
        speak(by=person, cycle=cycle, kind=VoiceKind.AGREES)
    add_cause(
        by=ana,
        cycle=cycle,
        statement="We teach the rule before the size.",
        evidence=evidence.public_id,
        within_control=True,
    )
    write_need(by=ben, cycle=cycle, side=NeedSide.EDUCATOR, statement="To lead a talk on the number line.")


def goals_set(cast: Cast, cycle: Cycle, measure: Measure) -> None:
    """The goal pair."""
    due_on = cycle.ends_on
    set_goal(
        by=cast.ana,
        cycle=cycle,
        kind=GoalKind.STUDENT,
        who="Grade 4 students",
        measured_by="2 or 3 right of 3",
        measure=measure,
        unit="%",
        baseline=Decimal(42),
        target=Decimal(65),
        due_on=due_on,
    )
    set_goal(
        by=cast.ben,
        cycle=cycle,
        kind=GoalKind.EDUCATOR,
        who="All of us",
        measured_by="talks a week",
        baseline_unknown=True,
        target=Decimal(3),
        due_on=due_on,
    )


def planned(cast: Cast, cycle: Cycle, use_starts_on: date | None = None, lock: bool = True) -> Measure:
    """Steps 1 to 3, up to the locked prediction."""
    studied(cast, cycle)
    measure = measured(cast.ana, cycle)
    goals_set(cast, cycle, measure)
    cause = cycle.causes.get()
    choose_strategy(
        by=cast.ana,
        cycle=cycle,
        name="Number-line talk",
        practice_change="Each of us opens three lessons a week with a number-line talk.",
        times_a_week=3,
        cause=cause.public_id,
        starts_on=use_starts_on or timezone.localdate() - timedelta(weeks=4),
    )
    write_theory(
        by=cast.ana,
        cycle=cycle,
        if_we="all of us open three lessons a week with a number-line talk",
        with_whom="our grade 4 students",
        then="they will see a fraction as a size",
        because="most wrong answers pick the bigger denominator",
        wrong_if="the slip stays at 42 % after six weeks of full use",
    )
    write_prediction(by=cast.ben, cycle=cycle, low=Decimal(55), high=Decimal(60), by_on=cycle.ends_on)
    if lock:
        lock_prediction(by=cast.ana, cycle=cycle)
    return measure
