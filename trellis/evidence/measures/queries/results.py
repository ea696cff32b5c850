"""Reads results files, assessments and results. The only place that reads results of named students."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import (
    Administration,
    Assessment,
    AssessmentItem,
    Result,
    ResultsFile,
    ResultsRow,
)
from trellis.evidence.measures.rules.drafting import (
    alike_first,
    day_in_name,
    draft_day,
    draft_title,
    is_key_row,
)
from trellis.evidence.measures.rules.matching import RosterStudent
from trellis.evidence.measures.rules.results import full_points
from trellis.evidence.measures.words import ColumnKind, FileState, Reason
from trellis.evidence.roster.models import Student
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import open_community, view_of_community
from trellis.people.places.queries import below

#: So many rows that wait are compared with the names of all students; a file with more was read wrongly.
MOST_COMPARED = 50


def open_results_community(*, by: Person, pk: str) -> Community:
    """Return a community whose results the person may see: members alone (tier T0/T1).

    Raises:
        NotFound: for everybody else.
    """
    community = open_community(by=by, pk=pk)
    if view_of_community(by, community, ObjectKind.RESULT) < View.FULL:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return community


def open_results_file(*, by: Person, pk: str) -> ResultsFile:
    """Return one dropped file by its public id.

    Raises:
        NotFound: when there is none or the person is no member of its community.
    """
    file = (
        ResultsFile.objects.select_related("community__organization", "dropped_by")
        .filter(public_id=pk)
        .first()
    )
    if file is None or view_of_community(by, file.community, ObjectKind.RESULT) < View.FULL:
        raise NotFound(_("There is no such file, or it is not open to you."))
    return file


def open_assessment(*, by: Person, pk: str) -> Assessment:
    """Return one assessment by its public id.

    Raises:
        NotFound: when there is none or the person is no member of its community.
    """
    assessment = Assessment.objects.select_related("community__organization").filter(public_id=pk).first()
    if assessment is None or view_of_community(by, owner_of(assessment), ObjectKind.RESULT) < View.FULL:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return assessment


def owner_of(assessment: Assessment) -> Community:
    """Return the community an assessment belongs to.

    Raises:
        NotFound: when it came in for a whole organization.
    """
    if assessment.community is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return assessment.community


def roster_for_matching(community: Community) -> list[RosterStudent]:
    """Return the students of the community's place with everything files may name them by."""
    ours = set(students_of_community(community=community).values_list("pk", flat=True))
    students = Student.objects.filter(
        Q(school__in=below(community.organization)) | Q(pk__in=ours), removed_at=None
    ).prefetch_related("identifiers")
    return [
        RosterStudent(
            pk=student.pk,
            names=tuple(
                {
                    f"{student.given_name} {student.family_name}",
                    f"{student.preferred_name or student.given_name} {student.family_name}",
                }
            ),
            identifiers=tuple((row.system, row.value) for row in student.identifiers.all()),
            ours=student.pk in ours,
        )
        for student in students
    ]


def waiting_rows(file: ResultsFile) -> QuerySet[ResultsRow]:
    """Return the rows that wait for a person: with a problem and not left out."""
    return file.rows.exclude(problem="").filter(left_out=False)


def ready_rows(file: ResultsFile) -> QuerySet[ResultsRow]:
    """Return the rows that would be applied."""
    return file.rows.filter(problem="", left_out=False, student__isnull=False).select_related("student")


def key_row(file: ResultsFile) -> ResultsRow | None:
    """Return the first row of a file that says what is right and is about no student."""
    kinds = [ColumnKind(column["kind"]) for column in file.columns]
    rows = file.rows.filter(left_out=True, student=None)
    return next((row for row in rows if is_key_row(kinds, row.cells)), None)


def students_to_choose(file: ResultsFile) -> list[tuple[str, str]]:
    """Return the community's students that no row of the file has yet, as (public id, name)."""
    taken = ready_rows(file).values("student_id")
    return [
        (student.public_id, student.full_name)
        for student in students_of_community(community=file.community).exclude(pk__in=taken)
    ]


@dataclass(frozen=True)
class RowToMend:
    """A row that waits, with the students it could be about: those named much like it come first."""

    row: ResultsRow
    likely: list[tuple[str, str]]
    others: list[tuple[str, str]]


def rows_to_mend(file: ResultsFile) -> list[RowToMend]:
    """Return the rows that wait for a person, each with the students to choose from."""
    waiting = list(waiting_rows(file))
    students = students_to_choose(file) if waiting else []
    close = [RowToMend(row, *alike_first(row.cells, students)) for row in waiting[:MOST_COMPARED]]
    return close + [RowToMend(row, [], students) for row in waiting[MOST_COMPARED:]]


def draft_of(file: ResultsFile) -> dict[str, Any]:
    """Return what a file says about itself, to begin with: its name, and the day in its rows or its name."""
    headers = [column["header"] for column in file.columns]
    today = timezone.localdate()
    rows = list(file.rows.values_list("cells", flat=True)[:500])
    day = draft_day(headers, rows, today) or day_in_name(file.name, today) or today
    return {"title": draft_title(file.name), "given_on": day}


def assessments_of(community: Community) -> QuerySet[Assessment]:
    """Return a community's own assessments, newest first, with ``given_on`` and the number of students."""
    return (
        Assessment.objects.filter(community=community)
        .annotate(
            given_on=Max("administrations__given_on"),
            student_count=Count(
                "administrations__attempts__student",
                filter=Q(administrations__attempts__superseded_at=None),
                distinct=True,
            ),
        )
        .order_by("-given_on", "-id")
    )


def administrations_of(assessment: Assessment) -> QuerySet[Administration]:
    """Return the windows in which an assessment was given, newest first."""
    return assessment.administrations.order_by("-given_on", "-id")


def items_of(assessment: Assessment) -> QuerySet[AssessmentItem]:
    """Return the tree of an assessment in its order, with points and academic standards."""
    return assessment.items.select_related("parent").prefetch_related("standards")


def standing_results(
    administration: Administration, students: QuerySet[Student] | Sequence[Student] | None = None
) -> QuerySet[Result]:
    """Return the results of a window that count: no superseded ones, one attempt for each student.

    Whether somebody may read them is decided before. Pass the students of the reader's community wherever the
    assessment came in for a whole organization.
    """
    found = Result.objects.filter(
        attempt__administration=administration, attempt__superseded_at=None, attempt__counts=True
    ).select_related("attempt__student")
    return found if students is None else found.filter(attempt__student__in=students)


def files_in_work(community: Community) -> QuerySet[ResultsFile]:
    """Return the dropped files that nobody has applied or put aside yet."""
    return ResultsFile.objects.filter(community=community, state=FileState.READ)


@dataclass(frozen=True)
class ItemPicture:
    """How one item went: who has full points among those with a result. ``share`` is 0 to 1, or nothing."""

    label: str
    is_score: bool
    n: int
    full: int
    share: float | None
    mean: Decimal | None
    most: Decimal | None
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class StudentLine:
    """One student's results in the order of the items, as written on the page."""

    student: Student
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """An assessment at a glance, for the team alone."""

    assessment: Assessment
    items: tuple[ItemPicture, ...]
    students: tuple[StudentLine, ...]
    without_result: tuple[Student, ...]
    given_on: date | None


def _item_picture(item: AssessmentItem, results: Sequence[Result]) -> ItemPicture:
    values = [result.value for result in results if result.value is not None]
    most = item.most if item.most is not None else full_points(values)
    full = sum(1 for value in values if most is not None and value >= most)
    answers: dict[str, int] = {}
    for result in results:
        if result.answer:
            answers[result.answer] = answers.get(result.answer, 0) + 1
    return ItemPicture(
        label=item.label,
        is_score=item.is_score,
        n=len(values) + sum(answers.values()),
        full=full,
        share=full / len(values) if values and not item.is_score and most else None,
        mean=(sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.1")) if values else None,
        most=most,
        answers=tuple(sorted(answers.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def cell_text(result: Result | None) -> str:
    """Return a result as a page shows it: points, a level or answer, a range, or the reason for nothing."""
    if result is None:
        return ""
    if result.value is not None:
        return f"{result.value.normalize():f}"
    if result.answer:
        return result.answer
    if result.reason:
        return str(Reason(result.reason).label)
    low, high = (f"{end.normalize():f}" if end is not None else "" for end in (result.low, result.high))
    return f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"


def picture_of(assessment: Assessment, administration: Administration | None = None) -> Picture:
    """Return the picture of a community's assessment: items in their order, students by name.

    Without a window it is the last one. Students of the community without any result are listed: nobody is
    left out of the picture silently.
    """
    window = administration or administrations_of(assessment).first()
    items = list(assessment.items.all())
    results = list(standing_results(window)) if window else []
    by_item: dict[int, list[Result]] = {item.pk: [] for item in items}
    by_student: dict[int, dict[int, Result]] = {}
    people: dict[int, Student] = {}
    for result in results:
        student = result.attempt.student
        by_item[result.item_id].append(result)
        by_student.setdefault(student.pk, {})[result.item_id] = result
        people[student.pk] = student
    ordered = sorted(people.values(), key=lambda one: (one.family_name, one.given_name, one.pk))
    return Picture(
        assessment=assessment,
        items=tuple(_item_picture(item, by_item[item.pk]) for item in items),
        students=tuple(
            StudentLine(
                student=student,
                cells=tuple(cell_text(by_student[student.pk].get(item.pk)) for item in items),
            )
            for student in ordered
        ),
        without_result=tuple(
            student
            for student in (
                students_of_community(community=assessment.community) if assessment.community else ()
            )
            if student.pk not in people
        ),
        given_on=window.given_on if window else None,
    )
