"""Answers for tests: twelve students in two rooms of the Grade 4 team, eight items, one wrong idea."""

from datetime import timedelta

from django.utils import timezone

from tests.cast import Cast
from trellis.evidence.measures.models import (
    Administration,
    Assessment,
    AssessmentItem,
    Attempt,
    Result,
)
from trellis.evidence.roster.models import Enrollment, SchoolClass, Student, StudentIdentifier, Teaching
from trellis.evidence.roster.words import IdentifierSystem
from trellis.practice.students.models import NeedGroup, Regrouping
from trellis.practice.students.operations.groups import propose_groups
from trellis.practice.students.operations.reteaching import Plan, plan_group

KEY = "BBABBABB"
#: Five chose C on items 3 and 7, three miss item 5, three have all right, one was not there.
ANSWERS = (
    ("Hugo", "Marin", "BBCBBACB"),
    ("Zara", "Khan", "BBCBBACB"),
    ("Mateo", "Delgado", "BBCBBACB"),
    ("Inés", "Vega", "BBCBBACA"),
    ("Caleb", "West", "BBCBAACB"),
    ("Omar", "Said", "BBABAABB"),
    ("Ruby", "Cole", "BBABAABB"),
    ("Theo", "Brandt", "BBABAABB"),
    ("Amir", "Naji", KEY),
    ("Mei", "Lin", KEY),
    ("Noah", "Price", KEY),
)
STANDARDS = ("4.NF.1", "4.NF.1", "4.NF.2", "4.NF.1", "4.NF.3", "4.NF.1", "4.NF.2", "4.NF.3")


def rooms_of(cast: Cast) -> list[SchoolClass]:
    """Room 11 is Ana's, Room 12 is Ben's, Room 13 is Cleo's and none of the team's."""
    found = list(SchoolClass.objects.filter(title__startswith="Room 1").order_by("title"))
    if found:
        return found
    made = [SchoolClass.objects.create(school=cast.lincoln, title=f"Room {n}") for n in (11, 12, 13)]
    for room, teacher in zip(made, (cast.ana, cast.ben, cast.cleo), strict=True):
        Teaching.objects.create(school_class=room, person=teacher, primary=True)
    return made


def student(cast: Cast, given: str, family: str, number: str, room: SchoolClass) -> Student:
    """One student with a district number, in a room."""
    made = Student.objects.create(given_name=given, family_name=family, school=cast.lincoln, grade="04")
    StudentIdentifier.objects.create(student=made, system=IdentifierSystem.LOCAL, value=number)
    Enrollment.objects.create(school_class=room, student=made)
    return made


def answered(cast: Cast, *, key: bool = True) -> Assessment:
    """The check with its answers; with ``key`` it is known what is right."""
    rooms = rooms_of(cast)
    moment, day = timezone.now(), timezone.localdate() - timedelta(days=1)
    assessment = Assessment.objects.create(
        organization=cast.lincoln,
        community=cast.grade_4,
        title="Fractions check",
        added_by=cast.ana,
        added_at=moment,
    )
    window = Administration.objects.create(assessment=assessment, school_year=day.year, given_on=day)
    items = [
        AssessmentItem.objects.create(
            assessment=assessment,
            position=position,
            label=f"Item {position}",
            standard_code=code,
            answer=KEY[position - 1] if key else "",
        )
        for position, code in enumerate(STANDARDS, start=1)
    ]
    for at, (given, family, answers) in enumerate(ANSWERS):
        one = student(cast, given, family, f"30{at:02}", rooms[at % 2])
        attempt = Attempt.objects.create(administration=window, student=one)
        Result.objects.bulk_create(
            Result(attempt=attempt, item=item, answer=letter)
            for item, letter in zip(items, answers, strict=True)
        )
    student(cast, "Lucía", "Haro", "3099", rooms[0])
    return assessment


def check_file(cast: Cast) -> str:
    """The same check as a quiz tool writes it, after its students are on the roster."""
    answered(cast)
    lines = ["Student ID," + ",".join(f"Item {n}" for n in range(1, 9))]
    lines += [f"30{at:02}," + ",".join(answers) for at, (_g, _f, answers) in enumerate(ANSWERS)]
    return "\n".join(lines)


def grouped(cast: Cast) -> Regrouping:
    """The groups as they are proposed."""
    return propose_groups(by=cast.ana, community=cast.grade_4, assessment=answered(cast))


def planned_groups(cast: Cast) -> Regrouping:
    """Groups of which each one has somebody who takes it."""
    regrouping = grouped(cast)
    for at, group in enumerate(NeedGroup.objects.filter(regrouping=regrouping)):
        teacher = (cast.ana, cast.ben)[at % 2]
        plan = Plan(
            name=group.name,
            teacher=teacher.public_id,
            meets="Thursday, 10:20",
            practice_change="Fold strips and compare",
        )
        plan_group(by=cast.ana, group=group, plan=plan)
    return regrouping
