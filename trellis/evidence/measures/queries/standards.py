"""Results by academic standard: which standards are weak, over all items that show them (S0-27, S1-33)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, DecimalField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Administration, AssessmentItem, Result
from trellis.evidence.measures.words import Reason
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


#: What an item gives at most: its points; one where only the right answer is known.
MOST = Coalesce("item__most", Value(Decimal(1)), output_field=DecimalField())
#: What was reached: the points; else all of them for the right answer and none for another or for a blank.
REACHED = Case(
    When(value__isnull=False, then=F("value")),
    When(answer_read=Lower("item__answer"), then=MOST),
    default=Value(Decimal(0)),
    output_field=DecimalField(),
)


def _counted(community: Community) -> QuerySet[Result]:
    """Return the results of a community's students on items that show a standard, in every window it has.

    Counted as the grid reads them: points; an answer where the item says which is right; a blank as nothing
    reached; what was not tested not at all.
    """
    scored = Q(value__isnull=False, item__most__gt=0)
    keyed = Q(value__isnull=True) & ~Q(item__answer="") & (~Q(answer="") | Q(reason=Reason.BLANK))
    found = Result.objects.filter(
        scored | keyed,
        Q(attempt__administration__assessment__community=community)
        | Q(attempt__administration__assessment__community=None),
        attempt__student__in=students_of_community(community=community),
        attempt__superseded_at=None,
        attempt__counts=True,
        item__standards__removed_at=None,
        item__standards__isnull=False,
    )
    return found.annotate(answer_read=Lower("answer"))


def lines_of_community(community: Community, standard: AcademicStandard | None = None) -> list[StandardLine]:
    """Return one line for each standard and window of a community's own students, the newest window first.

    Whether somebody may read them is decided before (`open_results_community`).
    """
    found = _counted(community)
    if standard is not None:
        found = found.filter(item__standards=standard)
    sums = found.values_list("item__standards", "attempt__administration").annotate(
        points=Sum(REACHED),
        full=Sum(MOST),
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
