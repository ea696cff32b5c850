"""Measures and their points, for those who may see them."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import DataPoint, Measure
from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import view_of_community


def measures_of(community: Community, *, by: Person) -> QuerySet[Measure]:
    """Return the measures a community watches now; none for those who may not see them."""
    if view_of_community(by, community, ObjectKind.MEASURE) < View.FULL:
        return Measure.objects.none()
    return Measure.objects.filter(community=community, retired_on=None)


def open_measure(*, by: Person, pk: str) -> Measure:
    """Return one measure by its public id.

    Raises:
        NotFound: when there is none, or its community keeps it to itself.
    """
    measure = Measure.objects.select_related("community__organization").filter(public_id=pk).first()
    if measure is None or view_of_community(by, measure.community, ObjectKind.MEASURE) < View.FULL:
        raise NotFound(_("There is no such measure, or it is not open to you."))
    return measure


def live_points(measure: Measure) -> list[DataPoint]:
    """Return the points that count, in time order."""
    return list(
        DataPoint.objects.filter(measure=measure, taken_back_at=None)
        .select_related("measure")
        .order_by("on", "id")
    )


def points_of_measures(measures: Sequence[Measure]) -> dict[int, list[DataPoint]]:
    """Return the points that count of several measures, in time order, by the measure's key: one query."""
    found: dict[int, list[DataPoint]] = {measure.pk: [] for measure in measures}
    rows = DataPoint.objects.filter(measure__in=measures, taken_back_at=None).select_related("measure")
    for point in rows.order_by("on", "id"):
        found[point.measure_id].append(point)
    return found


def open_data_point(*, by: Person, pk: str) -> DataPoint:
    """Return one point by its public id.

    Raises:
        NotFound: when there is none, or its community keeps it to itself.
    """
    point = DataPoint.objects.select_related("measure__community__organization").filter(public_id=pk).first()
    if point is None or view_of_community(by, point.measure.community, ObjectKind.MEASURE) < View.FULL:
        raise NotFound(_("There is no such point, or it is not open to you."))
    return point
