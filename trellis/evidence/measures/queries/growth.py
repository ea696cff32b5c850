"""Two windows of one district assessment, for the students of one community (tier T0/T1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Administration, AssessmentItem, Result
from trellis.evidence.measures.queries.windows import windows_of_district
from trellis.evidence.measures.rules.growth import Score, TeamGrowth, growth_of_team
from trellis.evidence.measures.words import ItemKind, Method, Validity
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.errors import NotFound
from trellis.people.communities.models import Community

#: Only these are on one scale from window to window. Points are of one form, percentiles of one moment.
ONE_SCALE = (Method.SCALE, Method.MEASURE)


@dataclass(frozen=True)
class Scale:
    """What is compared: the whole or a part of a test, in one method."""

    item: AssessmentItem
    method: str

    @property
    def words(self) -> str:
        """As a page says it: “Reading, scale score”."""
        return f"{self.item.label}, {str(Method(self.method).label).lower()}"


def _standing(windows: Sequence[Administration]) -> QuerySet[Result]:
    return Result.objects.filter(
        attempt__administration__in=windows,
        attempt__superseded_at=None,
        attempt__counts=True,
        attempt__validity=Validity.VALID,
        method__in=ONE_SCALE,
        value__isnull=False,
    ).exclude(item__kind=ItemKind.ITEM)


def _when(window: Administration) -> tuple[int, int, int]:
    order = ("summer", "fall", "winter", "spring")
    season = order.index(window.window) if window.window in order else len(order)
    return (window.school_year, window.given_on.toordinal() if window.given_on else 0, season)


def earlier_windows(administration: Administration, community: Community) -> list[Administration]:
    """Return the earlier windows of the same assessment in which our students stand, the newest first."""
    found = windows_of_district(community).filter(assessment=administration.assessment_id)
    before = [one for one in found if one.pk != administration.pk and _when(one) < _when(administration)]
    return sorted(before, key=lambda one: (*_when(one), one.pk), reverse=True)


def open_earlier_window(administration: Administration, community: Community, pk: str) -> Administration:
    """Return one earlier window by its public id.

    Raises:
        NotFound: when there is none.
    """
    found = next((one for one in earlier_windows(administration, community) if one.public_id == pk), None)
    if found is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return found


def scales_in_both(earlier: Administration, later: Administration, community: Community) -> list[Scale]:
    """Return the scores of our students that stand in both windows on one scale, the whole test first."""
    ours = students_of_community(community=community)
    rows = _standing([earlier, later]).filter(attempt__student__in=ours)
    seen: dict[tuple[int, str], set[int]] = {}
    for item, method, window in rows.values_list("item", "method", "attempt__administration").distinct():
        seen.setdefault((item, method), set()).add(window)
    items = AssessmentItem.objects.in_bulk({item for item, _method in seen})
    found = [Scale(items[item], method) for (item, method), windows in seen.items() if len(windows) == 2]
    order = {str(method): at for at, method in enumerate(ONE_SCALE)}
    return sorted(
        found, key=lambda one: (one.item.kind != ItemKind.WHOLE, one.item.position, order[one.method])
    )


def growth_between(
    earlier: Administration, later: Administration, community: Community, scale: Scale
) -> TeamGrowth:
    """Say how far our students came on one scale; students of the same grade in the district only compare.

    Whether somebody may read them is decided before (`open_results_community`).
    """
    ours = dict(students_of_community(community=community).values_list("pk", "grade"))
    grades = set(ours.values())
    alike = Q(attempt__student__in=list(ours))
    if len(grades) == 1 and "" not in grades:
        alike |= Q(attempt__student__grade=next(iter(grades)))
    rows = _standing([earlier, later]).filter(alike, item=scale.item, method=scale.method)
    scores: dict[int, dict[int, Score]] = {earlier.pk: {}, later.pk: {}}
    for window, student, value, error in rows.values_list(
        "attempt__administration", "attempt__student", "value", "error"
    ):
        if value is not None:
            scores[window][student] = Score(float(value), float(error) if error is not None else None)
    most = float(scale.item.most) if scale.item.most is not None else None
    return growth_of_team(scores[earlier.pk], scores[later.pk], list(ours), most=most)
