"""One number for each student in a window: what before and after are compared by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from trellis.evidence.measures.models import Administration, AssessmentItem, Result
from trellis.evidence.measures.queries.results import standing_results
from trellis.evidence.measures.queries.windows import windows_of_district
from trellis.evidence.measures.rules.results import full_points
from trellis.evidence.measures.words import ItemKind, Method, Validity
from trellis.evidence.roster.models import Student
from trellis.people.communities.models import Community

#: Which number of the whole stands for a student, the first that the window has.
_METHODS = (Method.SCALE, Method.MEASURE, Method.POINTS, Method.PERCENT, Method.OTHER)
#: Percent of the points of the items; everything else is the number as the test reports it.
PERCENT_OF_POINTS = "percent_of_points"


@dataclass(frozen=True)
class WindowScores:
    """The number of each student (row number -> number) and what it counts."""

    unit: str
    by_student: dict[int, float]


def windows_to_compare(community: Community) -> QuerySet[Administration]:
    """Return the windows with results of the community's students, its own and the district's, oldest first.

    Whether somebody may read them is decided before (members alone).
    """
    district = windows_of_district(community).values("pk")
    return (
        Administration.objects.filter(
            Q(assessment__community=community) | Q(pk__in=district), given_on__isnull=False
        )
        .select_related("assessment")
        .order_by("given_on", "id")
    )


#: So many items with their right answers make a check known again when it is given anew.
FEWEST_TO_KNOW = 4


def same_task(one: Administration, other: Administration) -> bool:
    """Whether two windows gave the same task: one assessment, or a team's check dropped again with its key.

    Known again by its items: the same names with the same right answers in the same order.
    """
    if one.assessment_id == other.assessment_id:
        return True
    if one.assessment.community_id is None or one.assessment.community_id != other.assessment.community_id:
        return False
    rows = [
        list(
            AssessmentItem.objects.filter(assessment=window.assessment, kind=ItemKind.ITEM)
            .order_by("position")
            .values_list("label", "answer", "most")
        )
        for window in (one, other)
    ]
    known = len(rows[0]) >= FEWEST_TO_KNOW and all(answer for _label, answer, _most in rows[0])
    return known and rows[0] == rows[1]


def _points(item: AssessmentItem, results: Collection[Result]) -> tuple[float, dict[int, float]] | None:
    """Return full points and the points of each student, or nothing where the file does not say them."""
    if item.answer:
        wanted = item.answer.casefold()
        return 1.0, {row.attempt.student_id: float(row.answer.casefold() == wanted) for row in results}
    values = [row.value for row in results if row.value is not None]
    most = item.most if item.most is not None else full_points(values)
    if not most:
        return None
    return float(most), {
        row.attempt.student_id: float(row.value if row.value is not None else Decimal(0)) for row in results
    }


def _percent(by_item: Mapping[AssessmentItem, list[Result]]) -> WindowScores | None:
    items = {item: rows for item, rows in by_item.items() if item.kind == ItemKind.ITEM}
    known = [one for one in (_points(item, rows) for item, rows in items.items()) if one is not None]
    if not known:
        return None
    full = sum(most for most, _points_of in known)
    answered = {
        row.attempt.student_id
        for rows in items.values()
        for row in rows
        if row.value is not None or row.answer
    }
    return WindowScores(
        PERCENT_OF_POINTS,
        {pk: 100 * sum(points.get(pk, 0.0) for _most, points in known) / full for pk in answered},
    )


def _number(by_item: Mapping[AssessmentItem, list[Result]]) -> WindowScores | None:
    for kind in (ItemKind.WHOLE, ItemKind.PART):
        for method in _METHODS:
            for item in sorted(by_item, key=lambda one: one.position):
                found = {
                    row.attempt.student_id: float(row.value)
                    for row in by_item[item]
                    if row.method == method and row.value is not None and item.kind == kind
                }
                if found:
                    return WindowScores(f"{method}:{item.label}", found)
    return None


def scores_in_window(window: Administration, students: QuerySet[Student]) -> WindowScores:
    """Return the number of each of these students in a window; who has no valid answer at all has none.

    In a team's own check it is the percent of the points of its items, a blank one counting as missed by
    those who answered others; in a district's test its own number of the whole.
    """
    valid = standing_results(window, students).filter(attempt__validity=Validity.VALID)
    by_item: dict[AssessmentItem, list[Result]] = {}
    for row in valid.select_related("item"):
        by_item.setdefault(row.item, []).append(row)
    ways = (_percent, _number) if window.assessment.community_id else (_number, _percent)
    return next((found for way in ways if (found := way(by_item))), WindowScores("", {}))
