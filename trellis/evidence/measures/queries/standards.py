"""Results by academic standard: which standards are weak, over all items that show them (S0-27, S1-33)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Administration, AssessmentItem, Result
from trellis.evidence.measures.queries.results import standing_results
from trellis.evidence.roster.models import Student
from trellis.evidence.roster.queries import students_of_community
from trellis.evidence.standards.models import AcademicStandard
from trellis.kit.errors import NotFound
from trellis.people.communities.models import Community


@dataclass(frozen=True)
class StandardLine:
    """One standard: points of how many, over the items that show it, for students with a result.

    ``window`` says when, where lines of several windows stand together.
    """

    standard: AcademicStandard
    points: Decimal
    full: Decimal
    students: int
    items: int
    window: Administration | None = None

    @property
    def share(self) -> float:
        """Share of the points, 0 to 1."""
        return float(self.points / self.full) if self.full else 0.0


def results_by_standard(
    administration: Administration, students: QuerySet[Student] | Sequence[Student]
) -> list[StandardLine]:
    """Return the standards of a window for some students, the weakest first.

    Only items with full points count, and only results that are numbers: what was not tested is left out of
    both sums. Whether somebody may read them is decided before.
    """
    results = (
        standing_results(administration, students)
        .filter(value__isnull=False, item__most__gt=0, item__standards__isnull=False)
        .values_list("item_id", "item__most", "value", "attempt__student_id", "item__standards")
    )
    sums: dict[int, list[Decimal]] = {}
    who: dict[int, set[int]] = {}
    items: dict[int, set[int]] = {}
    for item, most, value, student, standard in results:
        points = sums.setdefault(standard, [Decimal(0), Decimal(0)])
        points[0] += value or Decimal(0)
        points[1] += most or Decimal(0)
        who.setdefault(standard, set()).add(student)
        items.setdefault(standard, set()).add(item)
    found = AcademicStandard.objects.in_bulk(sums)
    lines = [
        StandardLine(found[pk], points, full, len(who[pk]), len(items[pk]))
        for pk, (points, full) in sums.items()
    ]
    return sorted(lines, key=lambda line: (line.share, line.standard.code))


def _counted(community: Community) -> QuerySet[Result]:
    """Return the results of a community's students on items that show a standard, in every window it has."""
    return Result.objects.filter(
        Q(attempt__administration__assessment__community=community)
        | Q(attempt__administration__assessment__community=None),
        attempt__student__in=students_of_community(community=community),
        attempt__superseded_at=None,
        attempt__counts=True,
        value__isnull=False,
        item__most__gt=0,
        item__standards__removed_at=None,
        item__standards__isnull=False,
    )


def lines_of_community(community: Community, standard: AcademicStandard | None = None) -> list[StandardLine]:
    """Return one line for each standard and window of a community's own students, the newest window first.

    Whether somebody may read them is decided before (`open_results_community`).
    """
    found = _counted(community)
    if standard is not None:
        found = found.filter(item__standards=standard)
    sums = found.values_list("item__standards", "attempt__administration").annotate(
        points=Sum("value"),
        full=Sum("item__most"),
        students=Count("attempt__student", distinct=True),
        items=Count("item", distinct=True),
    )
    rows = list(sums.order_by())
    standards = AcademicStandard.objects.select_related("framework").in_bulk({row[0] for row in rows})
    windows = Administration.objects.select_related("assessment").in_bulk({row[1] for row in rows})
    lines = [
        StandardLine(standards[pk], points, full, students, items, windows[window])
        for pk, window, points, full, students, items in rows
    ]
    return sorted(lines, key=_newest_first)


def _newest_first(line: StandardLine) -> tuple[int, int, int]:
    window = line.window
    assert window is not None
    day = window.given_on.toordinal() if window.given_on else 0
    return (-window.school_year, -day, -window.pk)


def standards_of_community(community: Community) -> list[StandardLine]:
    """Return the standards that a community's assessments show, each as it last went, the weakest first."""
    last: dict[int, StandardLine] = {}
    for line in lines_of_community(community):
        last.setdefault(line.standard.pk, line)
    return sorted(last.values(), key=lambda line: (line.share, line.standard.code, line.standard.pk))


def items_of_standard(community: Community, standard: AcademicStandard) -> list[AssessmentItem]:
    """Return the items that show a standard: of the community's own assessments, and of those of the district
    in which its students stand.
    """
    ours = students_of_community(community=community)
    district = Q(assessment__community=None, assessment__administrations__attempts__student__in=ours)
    found = AssessmentItem.objects.filter(Q(assessment__community=community) | district, standards=standard)
    return list(
        found.select_related("assessment").distinct().order_by("assessment__title", "assessment", "position")
    )


def open_standard_of_community(*, community: Community, pk: str) -> AcademicStandard:
    """Return one standard that a community's assessments show, by its public id.

    Raises:
        NotFound: when there is none.
    """
    found = AcademicStandard.objects.select_related("framework").filter(public_id=pk, removed_at=None).first()
    if found is None or not items_of_standard(community, found):
        raise NotFound(_("There is no such standard in your assessments."))
    return found
