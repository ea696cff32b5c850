"""Students behind a table that is protected before anybody sees it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from trellis.evidence.measures.models import Administration, AssessmentItem, Result
from trellis.evidence.measures.words import ItemKind, Method, Validity
from trellis.people.places.models import Organization
from trellis.people.places.queries import below, district_of

#: What has a number that can be at or above a cut.
NUMBERS = (Method.POINTS, Method.SCALE, Method.PERCENT, Method.PERCENTILE, Method.GRADE, Method.MEASURE)


@dataclass(frozen=True, slots=True)
class TestedStudent:
    """A student with a valid number: where, in which grade, and whether it is at or above the cut."""

    student_id: int
    school_id: int
    grade: str
    reached: bool


def tested_students(
    organization: Organization,
    *,
    administration: Administration,
    item: AssessmentItem,
    method: Method,
    cut: Decimal,
) -> list[TestedStudent]:
    """Return the students of an organization with a valid number in a window, once each.

    Only for tables that `insight.releases` protects before anybody sees them: no one reads these rows.
    """
    rows = (
        Result.objects.filter(
            item=item,
            method=method,
            value__isnull=False,
            attempt__administration=administration,
            attempt__superseded_at=None,
            attempt__counts=True,
            attempt__validity=Validity.VALID,
            attempt__student__removed_at=None,
            attempt__student__school__in=below(organization),
        )
        .order_by("attempt__student_id", "attempt_id")
        .values_list("attempt__student_id", "attempt__student__school_id", "attempt__student__grade", "value")
    )
    found: dict[int, TestedStudent] = {}
    for student, school, grade, value in rows:
        if value is not None:
            found[student] = TestedStudent(student, school, grade, value >= cut)
    return list(found.values())


def windows_to_count(organization: Organization) -> QuerySet[Administration]:
    """Return the windows of assessments that came in for the whole district, the newest first."""
    district = district_of(organization)
    return (
        Administration.objects.filter(
            assessment__community=None, assessment__organization__path__startswith=district.path
        )
        .select_related("assessment")
        .order_by("-school_year", "-given_on", "assessment__title", "id")
    )


def numbers_in_window(administration: Administration) -> list[tuple[AssessmentItem, Method]]:
    """Return what has numbers in a window; of single items those with more than one point."""
    items = AssessmentItem.objects.filter(assessment=administration.assessment).exclude(
        Q(most=None) | Q(most__lte=1), kind=ItemKind.ITEM
    )
    return [
        (item, method)
        for item in items.order_by("position")
        for method in NUMBERS
        if Result.objects.filter(
            item=item,
            method=method,
            value__isnull=False,
            attempt__administration=administration,
            attempt__superseded_at=None,
        ).exists()
    ]
