"""A class with a team's assessment: who writes which form, and what is entered already."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Administration, Assessment, AssessmentItem, Result
from trellis.evidence.measures.queries.results import administrations_of, items_of, standing_results
from trellis.evidence.measures.rules.own import TWO_FORMS, Typed, Wanted, form_for, form_order
from trellis.evidence.measures.words import Reason
from trellis.evidence.roster.models import Enrollment, SchoolClass, Student, StudentIdentifier
from trellis.evidence.roster.queries import classes_of_community, running, students_of_community
from trellis.kit.errors import NotFound
from trellis.people.communities.models import Community


def classes_to_enter(community: Community) -> QuerySet[SchoolClass]:
    """Return the classes of a team, by title."""
    return classes_of_community(community=community).order_by("title", "pk")


def open_class_of(community: Community, pk: str) -> SchoolClass:
    """Return one class of a team by its public id.

    Raises:
        NotFound: when it is not theirs.
    """
    found = classes_of_community(community=community).filter(public_id=pk).first()
    if found is None:
        raise NotFound(_("There is no such class in this team."))
    return found


@dataclass(frozen=True)
class EntryLine:
    """One student of the class: form, what is entered by item, and that as the row one would type."""

    student: Student
    form: str
    typed: tuple[Typed, ...] | None
    row: str


@dataclass(frozen=True)
class Entry:
    """An assessment and a class: items in their order, students by name."""

    assessment: Assessment
    school_class: SchoolClass
    window: Administration | None
    items: tuple[AssessmentItem, ...]
    wanted: tuple[Wanted, ...]
    lines: tuple[EntryLine, ...]

    @property
    def entered(self) -> int:
        """How many students have their answers in."""
        return sum(line.typed is not None for line in self.lines)


def _row(typed: Sequence[Typed], form: str) -> str:
    """Write answers as one would type them, in the order of the student's form."""
    if all(cell.reason == Reason.NOT_TESTED for cell in typed):
        return "abs"
    parts = []
    for at in form_order(len(typed), form):
        cell = typed[at]
        parts.append(cell.answer or (f"{cell.value.normalize():f}" if cell.value is not None else "-"))
    return "".join(parts) if all(len(part) == 1 for part in parts) else " ".join(parts)


def _typed(items: Sequence[AssessmentItem], results: dict[int, Result]) -> tuple[Typed, ...]:
    found = []
    for item in items:
        result = results.get(item.pk)
        if result is None:
            found.append(Typed(reason=Reason.BLANK))
        else:
            found.append(Typed(result.value, result.answer, result.reason))
    return tuple(found)


def entry_of(assessment: Assessment, school_class: SchoolClass) -> Entry:
    """Return the class as it is entered so far; whoever asks was let in by `open_assessment`."""
    window = administrations_of(assessment).first()
    items = tuple(item for item in items_of(assessment) if not item.is_score)
    enrolled = Enrollment.objects.filter(running(timezone.localdate()), school_class=school_class)
    students = Student.objects.filter(removed_at=None, pk__in=enrolled.values("student_id"))
    if assessment.community is not None:
        ours = students_of_community(community=assessment.community)
        students = students.filter(pk__in=ours.values("pk"))
    people = list(students)
    by_student: dict[int, dict[int, Result]] = {}
    forms: dict[int, str] = {}
    for result in standing_results(window, people) if window else ():
        by_student.setdefault(result.attempt.student_id, {})[result.item_id] = result
        forms[result.attempt.student_id] = result.attempt.form
    two_forms = assessment.version == TWO_FORMS
    lines = []
    for position, student in enumerate(people):
        form = forms.get(student.pk, form_for(position, two_forms))
        typed = _typed(items, by_student[student.pk]) if student.pk in by_student else None
        lines.append(EntryLine(student, form, typed, _row(typed, form) if typed is not None else ""))
    return Entry(
        assessment=assessment,
        school_class=school_class,
        window=window,
        items=items,
        wanted=tuple(Wanted(item.answer, item.most) for item in items),
        lines=tuple(lines),
    )


@dataclass(frozen=True)
class ClassState:
    """A class of the team: how many of its students have their answers in."""

    school_class: SchoolClass
    students: int
    entered: int


def class_states(assessment: Assessment, community: Community) -> list[ClassState]:
    """Return the classes of the team with how many answers are in, three queries for all of them."""
    window = administrations_of(assessment).first()
    day = timezone.localdate()
    ours = set(students_of_community(community=community).values_list("pk", flat=True))
    seen = (
        set(standing_results(window).values_list("attempt__student_id", flat=True)) if window else set[int]()
    )
    rooms = list(classes_to_enter(community))
    members: dict[int, set[int]] = {room.pk: set() for room in rooms}
    rows = Enrollment.objects.filter(running(day), school_class__in=rooms, student__in=ours)
    for room_id, student_id in rows.values_list("school_class_id", "student_id"):
        members[room_id].add(student_id)
    return [ClassState(room, len(members[room.pk]), len(members[room.pk] & seen)) for room in rooms]


def names_in(entry: Entry) -> dict[str, str]:
    """Return what a spreadsheet may name the students of a class by; names that two share are left out."""
    found: dict[str, str] = {}
    doubled = set()
    numbers: dict[int, set[str]] = {}
    rows = StudentIdentifier.objects.filter(student__in=[line.student for line in entry.lines])
    for student_id, value in rows.values_list("student_id", "value"):
        numbers.setdefault(student_id, set()).add(value)
    for line in entry.lines:
        student = line.student
        names = {student.full_name, f"{student.given_name} {student.family_name}"}
        names |= numbers.get(student.pk, set())
        for name in names:
            if name in found and found[name] != student.public_id:
                doubled.add(name)
            found[name] = student.public_id
    return {name: pk for name, pk in found.items() if name not in doubled}
