"""A small classroom for tests of results: Ana and Ben teach five students; Cleo teaches one more."""

from dataclasses import dataclass

from tests.cast import Cast
from trellis.evidence.roster.models import Enrollment, SchoolClass, Student, StudentIdentifier, Teaching
from trellis.evidence.roster.words import IdentifierSystem

NAMES = (
    ("Mateo", "Delgado", "1001"),
    ("Mai", "Vang", "1002"),
    ("José", "Núñez", "1003"),
    ("Sam", "Hill", "1004"),
    ("Sam", "Hill", "1005"),
)


@dataclass(frozen=True)
class Classroom:
    """The students of the Grade 4 team, and one who is not theirs."""

    ours: list[Student]
    other: Student


def make_classroom(cast: Cast) -> Classroom:
    """Enroll the students; every one has a district number and a state number."""

    def student(given: str, family: str, number: str) -> Student:
        made = Student.objects.create(given_name=given, family_name=family, school=cast.lincoln, grade="04")
        StudentIdentifier.objects.create(student=made, system=IdentifierSystem.LOCAL, value=number)
        StudentIdentifier.objects.create(student=made, system=IdentifierSystem.STATE, value=f"CA-{number}")
        return made

    rooms = [SchoolClass.objects.create(school=cast.lincoln, title=f"Room {n}") for n in (11, 12, 13)]
    for room, teacher in zip(rooms, (cast.ana, cast.ben, cast.cleo), strict=True):
        Teaching.objects.create(school_class=room, person=teacher, primary=True)
    ours = [student(*names) for names in NAMES]
    for at, one in enumerate(ours):
        Enrollment.objects.create(school_class=rooms[at % 2], student=one)
    other = student("Olga", "Petrova", "2001")
    Enrollment.objects.create(school_class=rooms[2], student=other)
    return Classroom(ours=ours, other=other)
