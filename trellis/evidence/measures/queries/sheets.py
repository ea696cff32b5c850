"""The answers to an assessment as one sheet: students by items, for those who may see results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max

from trellis.evidence.measures.models import Administration, Assessment, AssessmentItem, Attempt
from trellis.evidence.measures.queries.results import administrations_of, items_of, standing_results
from trellis.evidence.measures.rules.results import full_points
from trellis.evidence.measures.words import Validity
from trellis.evidence.roster.models import Student
from trellis.evidence.roster.queries import students_of_community
from trellis.people.communities.models import Community


@dataclass(frozen=True)
class SheetItem:
    """One item: what is right, how many points it has, which standard it shows."""

    position: int
    label: str
    most: Decimal | None
    answer: str = ""
    standard: str = ""


@dataclass(frozen=True)
class Mark:
    """What one student has on one item: points, the answer chosen, or the reason for nothing."""

    value: Decimal | None = None
    answer: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Sheet:
    """All answers of one window. ``marks``: by student id and position; ``unseen``: ours without any."""

    assessment: Assessment
    window: Administration | None
    items: tuple[SheetItem, ...]
    students: tuple[Student, ...]
    marks: Mapping[tuple[int, int], Mark]
    unseen: tuple[Student, ...]


def _sheet_item(row: AssessmentItem, values: list[Decimal | None]) -> SheetItem:
    standard = next((one.code for one in row.standards.all() if one.code), row.standard_code)
    return SheetItem(
        position=row.position,
        label=row.label,
        most=row.most if row.most is not None else full_points(values),
        answer=row.answer,
        standard=standard,
    )


def sheet_of(
    assessment: Assessment, *, community: Community, administration: Administration | None = None
) -> Sheet:
    """Return the sheet of a community for one window, by default the last; scores and parts stay out.

    Whoever asks was let in by `open_assessment`.
    """
    window = administration or administrations_of(assessment).first()
    rows = [item for item in items_of(assessment) if not item.is_score]
    positions = {item.pk: item.position for item in rows}
    ours = list(students_of_community(community=community))
    own = assessment.community_id == community.pk
    results = standing_results(window, None if own else ours) if window else ()
    marks: dict[tuple[int, int], Mark] = {}
    people: dict[int, Student] = {}
    values: dict[int, list[Decimal | None]] = {item.pk: [] for item in rows}
    for result in results:
        if result.item_id not in positions:
            continue
        student = result.attempt.student
        people[student.pk] = student
        values[result.item_id].append(result.value)
        marks[(student.pk, positions[result.item_id])] = Mark(result.value, result.answer, result.reason)
    return Sheet(
        assessment=assessment,
        window=window,
        items=tuple(_sheet_item(row, values[row.pk]) for row in rows),
        students=tuple(sorted(people.values(), key=lambda one: (one.family_name, one.given_name, one.pk))),
        marks=marks,
        unseen=tuple(student for student in ours if student.pk not in people),
    )


def last_seen(students: Sequence[Student]) -> dict[int, date]:
    """Return the last day on which each student showed something; who was absent is not in it."""
    rows = (
        Attempt.objects.filter(
            student__in=students,
            superseded_at=None,
            counts=True,
            validity=Validity.VALID,
            administration__given_on__isnull=False,
            results__reason="",
        )
        .values_list("student_id")
        .annotate(day=Max("administration__given_on"))
    )
    return {student_id: day for student_id, day in rows if day is not None}
