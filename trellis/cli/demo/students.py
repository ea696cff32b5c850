"""The demo's students: an exit check of Ana's team, its groups, some supports, adults who know students."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from trellis.cli.demo.stages import Stage
from trellis.cli.demo.world import World
from trellis.evidence.measures.models import Assessment
from trellis.evidence.measures.operations.own import enter_answers, make_common_assessment
from trellis.evidence.measures.queries.own import classes_to_enter, entry_of
from trellis.evidence.roster.models import Student
from trellis.evidence.roster.queries import students_of_community
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import working_members_of
from trellis.practice.library.models import StrategyCard
from trellis.practice.library.operations import capture_strategy
from trellis.practice.students.models import Regrouping
from trellis.practice.students.operations.answers import name_error_pattern, show_room
from trellis.practice.students.operations.cards import add_strength, look_at_student, name_adult
from trellis.practice.students.operations.groups import propose_groups, settle_groups
from trellis.practice.students.operations.looking import ask_about_look
from trellis.practice.students.operations.reteaching import Plan, plan_group, put_groups_in_cycle
from trellis.practice.students.operations.supports import SupportPlan, plan_support, record_support_point
from trellis.practice.students.queries.cards import looks_at
from trellis.practice.students.queries.groups import groups_of
from trellis.practice.students.words import GroupKind

ITEMS = """Half or fourth? | B | 1 | M4.F.1
Same bottom: 3/8 or 5/8? | B | 1 | M4.F.1
Same top: 1/3 or 1/8? | A | 1 | M4.F.2
On a line: where is 3/4? | B | 1 | M3.F.2
Near one: 5/6 or 7/8? | B | 1 | M4.F.2
Near a half: 3/7 or 5/9? | A | 1 | M4.F.2
3/8 or 3/10? | A | 1 | M4.F.2
Above one: 5/4 or 7/6? | B | 1 | M4.F.1"""
KEY = "BBABBAAB"
MATERIALS = {
    GroupKind.EXTENSION: "A harder item, in pairs",
    GroupKind.UNSEEN: "The check, read aloud together",
}
STRENGTHS = ("Explains with drawings", "Asks the question others have", "Never gives up on a puzzle")


def make(world: World) -> None:
    """Make what Ana's team sees of its students; in the third week of school there is nothing yet."""
    if world.stage is Stage.PLANNING:
        return
    team, ana = world.teams["grade_4"], world.people["ana"]
    assessment = _check(world, team, ana)
    card = capture_strategy(
        by=ana,
        community=team,
        name="Folded strips",
        practice_change="Students fold two strips, lay them side by side and say which is larger, and why.",
        told_by=world.people["keiko"].public_id,
        topic="Bigger bottom number",
        material="Paper strips",
    )
    regrouping = propose_groups(by=ana, community=team, assessment=assessment)
    _plan(team, ana, regrouping, card)
    monday = world.today - timedelta(days=world.today.weekday())
    settle_groups(by=ana, regrouping=regrouping, starts_on=monday + timedelta(days=3))
    if world.stage is Stage.MIDYEAR:
        regrouping.refresh_from_db()
        put_groups_in_cycle(by=ana, regrouping=regrouping)
    _care(world, team, ana)


def _check(world: World, team: Community, ana: Person) -> Assessment:
    """The exit check of last week, in for all rooms; the error that comes back has its name."""
    given_on = world.today - timedelta(days=world.today.weekday() + 4)
    assessment = make_common_assessment(
        by=ana, community=team, title="Fractions exit check", items=ITEMS, given_on=given_on
    )
    for room in classes_to_enter(team):
        lines = entry_of(assessment, room).lines
        rows = {line.student.public_id: _answers(world.chance) for line in lines}
        if rows:
            enter_answers(by=ana, assessment=assessment, school_class=room, rows=rows)
        if room.teachings.filter(person=ana).exists():
            show_room(by=ana, community=team, room=room.public_id, show=True)
    name_error_pattern(
        by=ana,
        community=team,
        assessment=assessment,
        position=3,
        answer="C",
        name="Bigger bottom number is the bigger fraction",
    )
    return assessment


def _answers(chance: Random) -> str:
    """One student's row: some see two whole numbers, some the tops alone, some have it, few were away."""
    kind = chance.choices(("whole", "tops", "there", "away"), (30, 22, 45, 3))[0]
    if kind == "away":
        return "abs"
    letters = list(KEY)
    if kind == "whole":
        letters[2] = letters[6] = "C"
        letters[5] = chance.choice("AC")
    if kind == "tops":
        letters[4], letters[7] = "A", chance.choice("AB")
    slip = chance.randrange(16)
    if slip < len(letters):
        letters[slip] = chance.choice("ABCD-")
    return "".join(letters)


def _plan(team: Community, ana: Person, regrouping: Regrouping, card: StrategyCard) -> None:
    """Everybody takes a group; those with a need work with what Keiko told."""
    members = working_members_of(team)
    for at, group in enumerate(groups_of(regrouping)):
        is_need = group.kind == GroupKind.NEED
        plan = Plan(
            name=group.name,
            teacher=members[at % len(members)].public_id,
            meets="Thursday, 10:20 to 10:50",
            place=f"Room {11 + at}",
            material=MATERIALS.get(GroupKind(group.kind), ""),
            card=card.public_id if is_need else "",
        )
        plan_group(by=ana, group=group, plan=plan)


def _care(world: World, team: Community, ana: Person) -> None:
    """Supports with an aim line for some, a named adult for most, strengths for a few."""
    members = working_members_of(team)
    students = list(students_of_community(community=team))
    for at, student in enumerate(students):
        if at % 9:
            adult = members[at % len(members)].public_id
            name_adult(by=ana, community=team, student=student.public_id, person=adult)
        if at % 12 == 0:
            add_strength(by=ana, pk=student.public_id, text=STRENGTHS[at // 12 % len(STRENGTHS)])
        if at % 14 == 3:
            _support(world, team, ana, student, members[at % len(members)])
    _ask(world, ana)


def _ask(world: World, ana: Person) -> None:
    """Ana opens the card of Eli's daughter; Eli asks why, and Pat has not answered yet."""
    daughter = Student.objects.filter(guardianships__person=world.people["eli"]).first()
    if daughter is None:
        return
    look_at_student(by=ana, pk=daughter.public_id)
    look = looks_at(daughter)[0].hash
    text = "¿Por qué abrió la maestra Ana la ficha de Lucía?"
    ask_about_look(by=world.people["eli"], pk=daughter.public_id, look=look, text=text)


def _support(world: World, team: Community, ana: Person, student: Student, who: Person) -> None:
    start: date = world.today - timedelta(days=24)
    plan = SupportPlan(
        what="Reads aloud with a partner",
        who=who.public_id,
        times_a_week=3,
        minutes=15,
        starts_on=start,
        review_on=world.today + timedelta(days=world.chance.randint(2, 20)),
        aim="words read right in a minute",
        baseline=Decimal(62),
        target=Decimal(80),
    )
    support = plan_support(by=ana, community=team, student=student.public_id, plan=plan)
    for week in range(4):
        value = Decimal(60 + 4 * week + world.chance.randint(0, 5))
        record_support_point(by=ana, support=support, on=start + timedelta(days=7 * week), value=value)
