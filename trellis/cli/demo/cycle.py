"""The demo's cycles: Ana's team compares fractions, Cleo's team has just begun."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from trellis.cli.demo.stages import Stage
from trellis.cli.demo.world import World
from trellis.evidence.measures.models import Measure
from trellis.evidence.measures.operations import make_measure, record_data_point
from trellis.evidence.measures.words import MeasureKind
from trellis.evidence.standards.queries import search_standards
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.adjusting import adjust_strategy
from trellis.practice.cycles.operations.closing import decide_cycle, publish_story, tell_families
from trellis.practice.cycles.operations.doing import pass_stage, record_use
from trellis.practice.cycles.operations.launching import FirstEvidence, Start, launch_cycle
from trellis.practice.cycles.operations.mapping import add_process_step
from trellis.practice.cycles.operations.planning import (
    choose_strategy,
    lock_prediction,
    set_goal,
    write_prediction,
    write_theory,
)
from trellis.practice.cycles.operations.speaking import speak
from trellis.practice.cycles.operations.standards import link_standard
from trellis.practice.cycles.operations.studying import write_study_design
from trellis.practice.cycles.operations.thinking import add_cause, add_evidence, state_problem, write_need
from trellis.practice.cycles.rules.problem import QUESTIONS
from trellis.practice.cycles.words import (
    Audience,
    Choice,
    EvidenceKind,
    NeedSide,
    Reach,
    StudentsDid,
    StudyKind,
    Used,
    VoiceKind,
)
from trellis.practice.goals.words import GoalKind
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import open_cycle_template

PROBLEM = (
    "In three of four classes students call 1/8 larger than 1/3 on Thursday slips, because 8 is more than 3"
)
#: Students right of those who took the slip, week by week; the last five with the strategy in use.
SLIPS = (
    (37, 91),
    (35, 93),
    (40, 90),
    (39, 93),
    (40, 92),
    (37, 95),
    (37, 89),
    (42, 93),
    (44, 94),
    (48, 90),
    (50, 91),
    (51, 92),
)
WEEKS_OF_USE = 5
#: How a lesson on comparing goes today: what, who, where it goes wrong, whether there is evidence.
TODAY = (
    ("The teacher shows the rule for comparing on the board", "Teacher", "", False),
    (
        "Students copy two worked examples",
        "Students",
        "They see two numbers and not a size: no picture stands beside them",
        True,
    ),
    ("Students work through ten pairs", "Students, alone", "Nobody asks why one is larger", False),
    ("The class checks the answers", "Teacher and class", "", False),
    ("Thursday slip", "Students", "We read it after the weekend, when the next topic has begun", False),
)
REASON = "The demo's team went on together."


@dataclass(frozen=True)
class Plan:
    """A cycle with its people, as the parts of the demo hand it on."""

    cycle: Cycle
    members: list[Person]


def make(world: World) -> None:
    """Load the library; start the cycles of the stage."""
    load_content()
    ana = world.people["ana"]
    if world.stage is Stage.PLANNING:
        _start(world, "grade_4", ana, "Comparing fractions", weeks_ago=1)
        return
    _start(world, "grade_5", world.people["cleo"], "Volume of boxes", weeks_ago=2)
    plan = _start(world, "grade_4", ana, "Comparing fractions", weeks_ago=7)
    _study(plan)
    measure = _plan_change(world, plan)
    _watch(world, plan, measure)
    _watch_belonging(world, plan)
    for position in (1, 2, 3):
        pass_stage(by=ana, cycle=plan.cycle, position=position, reason=REASON)
    if world.stage is Stage.REVIEW:
        _close(plan)


def _start(world: World, team: str, by: Person, name: str, weeks_ago: int) -> Plan:
    community = world.teams[team]
    monday = world.today - timedelta(days=world.today.weekday(), weeks=weeks_ago)
    start = Start(
        name=name,
        need="Students see two numbers where there is one size.",
        evidence=FirstEvidence(
            EvidenceKind.TESTS, "September check", "26 of 38 wrong answers picked the bigger denominator."
        ),
        starts_on=monday,
    )
    cycle = launch_cycle(by=by, community=community, template=open_cycle_template(key="LCM-5"), start=start)
    return Plan(cycle, working_members_of(community))


def _study(plan: Plan) -> None:
    """Steps 1 and 2: the problem with everyone's yes, two kinds of evidence, a cause, both needs."""
    cycle, ana = plan.cycle, plan.members[0]
    state_problem(
        by=ana, cycle=cycle, statement=PROBLEM, answers={question.key: True for question in QUESTIONS}
    )
    voices = add_evidence(
        by=ana,
        cycle=cycle,
        kind=EvidenceKind.STUDENT_VOICE,
        title="Five students, one question",
        says="Four of five say that 1/8 is more, because 8 is more.",
    )
    for member in plan.members:
        speak(by=member, cycle=cycle, kind=VoiceKind.AGREES)
    add_cause(
        by=ana,
        cycle=cycle,
        statement="We teach the rule for comparing before students have seen fractions as sizes.",
        evidence=voices.public_id,
        within_control=True,
    )
    for what, who, trouble, backing in TODAY:
        add_process_step(
            by=ana,
            cycle=cycle,
            what=what,
            who=who,
            trouble=trouble,
            evidence=voices.public_id if backing else "",
        )
    write_need(
        by=ana,
        cycle=cycle,
        side=NeedSide.EDUCATOR,
        statement="We need to learn to lead a ten-minute talk on the number line.",
    )


def _set_goals(plan: Plan) -> Measure:
    """Step 3, first half: what is watched, and the pair of goals."""
    cycle, ana = plan.cycle, plan.members[0]
    measure = make_measure(
        by=ana,
        community=cycle.community,
        name="Students with 2 or 3 right of 3",
        short_name="2 or 3 right of 3",
        source="Thursday exit slip",
        classes=4,
    )
    set_goal(
        by=ana,
        cycle=cycle,
        kind=GoalKind.STUDENT,
        who="Grade 4 students",
        measured_by="2 or 3 right of 3 on the Thursday slip",
        measure=measure,
        unit="%",
        baseline=Decimal(42),
        target=Decimal(65),
        due_on=cycle.ends_on,
    )
    set_goal(
        by=ana,
        cycle=cycle,
        kind=GoalKind.EDUCATOR,
        who="All five of us",
        measured_by="number-line talks a week",
        baseline_unknown=True,
        target=Decimal(3),
        due_on=cycle.ends_on,
    )
    return measure


def _plan_change(world: World, plan: Plan) -> Measure:
    """Step 3: the pair of goals, the strategy, why we think it works, the locked prediction."""
    cycle, ana = plan.cycle, plan.members[0]
    measure = _set_goals(plan)
    cause = cycle.causes.first()
    choose_strategy(
        by=ana,
        cycle=cycle,
        name="Number-line talk",
        practice_change="Each of us opens three lessons a week with a ten-minute number-line talk.",
        times_a_week=3,
        cause=cause.public_id if cause else "",
        starts_on=_first_use(world),
    )
    agreed_at = _before_first_use(world)
    compare = search_standards(world.district, "M4.F.2").first()
    if compare is not None:
        link_standard(by=ana, cycle=cycle, standard=compare.public_id, for_goal=True, now=agreed_at)
    write_theory(
        by=ana,
        cycle=cycle,
        now=agreed_at,
        if_we="all five of us open three lessons a week with a ten-minute number-line talk",
        with_whom="our fourth graders",
        then="they will see a fraction as a size and not as two numbers",
        because="26 of 38 wrong answers in September picked the bigger denominator",
        wrong_if="the slip stays at 42 % after six weeks of full use",
    )
    write_study_design(by=ana, cycle=cycle, kind=StudyKind.SINGLE, now=agreed_at)
    write_prediction(
        by=ana, cycle=cycle, low=Decimal(55), high=Decimal(60), by_on=cycle.ends_on, now=agreed_at
    )
    lock_prediction(by=ana, cycle=cycle, now=agreed_at)
    return measure


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first_use(world: World) -> date:
    return _monday(world.today) - timedelta(weeks=WEEKS_OF_USE)


def _before_first_use(world: World) -> datetime:
    """The afternoon of the Friday before: when the team agreed on its plan."""
    friday = _first_use(world) - timedelta(days=3)
    return timezone.make_aware(datetime.combine(friday, time(15, 40)))


def _watch(world: World, plan: Plan, measure: Measure) -> None:
    """Step 4: twelve weekly slips, and what each member says of the weeks since first use."""
    this_week = _monday(world.today)
    for back, (part, whole) in zip(range(len(SLIPS), 0, -1), SLIPS, strict=True):
        thursday = this_week - timedelta(weeks=back) + timedelta(days=3)
        afternoon = timezone.make_aware(datetime.combine(thursday, time(15, 10)))
        record_data_point(
            by=plan.members[0], measure=measure, on=thursday, part=part, whole=whole, now=afternoon
        )
    for back in range(WEEKS_OF_USE, 0, -1):
        for member in plan.members:
            used = world.chance.choices((Used.FULLY, Used.PARTLY, Used.NOT), (8, 2, 1))[0]
            record_use(
                by=member,
                cycle=plan.cycle,
                week=this_week - timedelta(weeks=back),
                used=used,
                students_did=world.chance.choices((StudentsDid.MOST, StudentsDid.SOME), (2, 1))[0],
            )
    _adjust(plan, measure, this_week - timedelta(weeks=2) + timedelta(days=1))


def _adjust(plan: Plan, measure: Measure, day: date) -> None:
    """What a value told the team to do differently from a day on."""
    seen = measure.points.filter(on__lt=day).last()
    adjust_strategy(
        by=plan.members[0],
        cycle=plan.cycle,
        what="The first talk of the week is on Tuesday.",
        because="Mondays fall away, because the week begins with the assembly.",
        point=seen.public_id if seen else "",
        adjusted_on=day,
        now=timezone.make_aware(datetime.combine(day, time(14, 10))),
    )


def _watch_belonging(world: World, plan: Plan) -> None:
    """Beside what is learned: how many students are there, week by week (S4-17)."""
    present = make_measure(
        by=plan.members[0],
        community=plan.cycle.community,
        name="Students present",
        kind=MeasureKind.BALANCING,
        source="Attendance of the week",
        classes=4,
    )
    for back in range(8, 0, -1):
        on = _monday(world.today) - timedelta(weeks=back) + timedelta(days=4)
        record_data_point(
            by=plan.members[0], measure=present, on=on, part=world.chance.randint(98, 106), whole=108
        )


def _close(plan: Plan) -> None:
    """Step 5: looking back, the decision, the message home, the story for everyone."""
    cycle, ana = plan.cycle, plan.members[0]
    for member in plan.members:
        speak(by=member, cycle=cycle, kind=VoiceKind.REFLECTS, text="Talking first made my lessons calmer.")
    tell_families(
        by=ana,
        cycle=cycle,
        reach=Reach.FAMILIES,
        text_en="We practised comparing fractions. At home: fold a tortilla in three and in eight.",
        text_es="Practicamos comparar fracciones. En casa: doblen una tortilla en tres y en ocho.",
    )
    pass_stage(by=ana, cycle=cycle, position=4, reason=REASON)
    decide_cycle(
        by=ana,
        cycle=cycle,
        choice=Choice.ADAPT,
        reason="The share rose, not as far as we hoped; we add fraction strips.",
        participants=[member.public_id for member in plan.members],
        worked="Short talks at the beginning of the lesson.",
        did_not="Talks after assembly.",
        surprised="Quiet students spoke first.",
    )
    publish_story(
        by=ana,
        cycle=cycle,
        title="A talk before the rule",
        text="We opened three lessons a week with a talk on the number line. More students now say which "
        "fraction is larger, and why.",
        title_es="Una conversación antes de la regla",
        text_es="Empezamos tres clases por semana con una conversación sobre la recta numérica.",
        audience=Audience.PUBLIC,
    )
