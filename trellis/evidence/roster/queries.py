"""Reads the roster: whose students are whose."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from trellis.evidence.roster.models import Demographic, Enrollment, SchoolClass, Student, Teaching
from trellis.evidence.roster.rules import UNKNOWN, may_propose_teams, reporting_group
from trellis.evidence.roster.words import GroupFamily
from trellis.people.access.queries import relations_to_place
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import working_members_of
from trellis.people.places.models import Organization
from trellis.people.places.queries import owner_of_students


def running(on: date) -> Q:
    """Return the filter for roster rows that hold on a day; an open start or end always holds."""
    return (
        Q(removed_at=None)
        & (Q(starts_on=None) | Q(starts_on__lte=on))
        & (Q(ends_on=None) | Q(ends_on__gte=on))
    )


def running_class(on: date) -> Q:
    """Return the filter for rows below a class that holds on a day."""
    return (
        Q(school_class__removed_at=None)
        & (Q(school_class__starts_on=None) | Q(school_class__starts_on__lte=on))
        & (Q(school_class__ends_on=None) | Q(school_class__ends_on__gte=on))
    )


def classes_of_community(*, community: Community, on: date | None = None) -> QuerySet[SchoolClass]:
    """Return the classes that working members of the community teach on a day, in its own district.

    A community of a network or a state has none: its members come from several districts, and no student's
    name goes from one to another (S1-25).
    """
    day = on or timezone.localdate()
    home = owner_of_students(community.organization)
    if home is None:
        return SchoolClass.objects.none()
    members = [person.pk for person in working_members_of(community, day)]
    taught = Teaching.objects.filter(running(day), person_id__in=members)
    return SchoolClass.objects.filter(
        running(day), pk__in=taught.values("school_class_id"), school__path__startswith=home.path
    )


def students_of_community(*, community: Community, on: date | None = None) -> QuerySet[Student]:
    """Return "our students" (S1-21): all in the classes of the members, not "mine" and "yours".

    A team that grew from one grade on the roster has the students of that grade alone, one that grew from a
    course those of that course. Whether somebody may
    read them is decided before (`ObjectKind.STUDENT`, `ObjectKind.RESULT`).
    """
    day = on or timezone.localdate()
    classes = classes_of_community(community=community, on=day)
    course = community.roster_rule.get("course")
    if course:
        classes = classes.filter(course__public_id=course)
    enrolled = Enrollment.objects.filter(running(day), school_class__in=classes)
    students = Student.objects.filter(removed_at=None, pk__in=enrolled.values("student_id"))
    grade = community.roster_rule.get("grade")
    return students.filter(grade=grade) if grade else students


def periods_taught(people: Collection[int], on: date | None = None) -> list[tuple[int, int, str]]:
    """Return in which periods these people (ids) teach on a day: person, school, name of the period."""
    day = on or timezone.localdate()
    rows = Teaching.objects.filter(running(day), running_class(day), person_id__in=people).values_list(
        "person_id", "school_class__school_id", "school_class__periods"
    )
    return [
        (person, school, period.strip())
        for person, school, periods in rows
        for period in periods.replace(";", ",").split(",")
        if period.strip()
    ]


def may_propose(by: Person, organization: Organization) -> bool:
    """Say whether this person may let the roster propose teams here."""
    return may_propose_teams(relations_to_place(by, organization))


def groups_of_students(students: Collection[int], family: GroupFamily) -> dict[int, str]:
    """Return the reporting group of every student in one family; who reads it sees protected tables alone."""
    if family == GroupFamily.NONE:
        return dict.fromkeys(students, "")
    facts = Demographic.objects.filter(student_id__in=students).values_list("student_id", "sex", "flags")
    known = {student: reporting_group(family, sex=sex, flags=flags) for student, sex, flags in facts}
    return {student: known.get(student, UNKNOWN) for student in students}
