"""A results file becomes one point on a chart: nothing is typed twice."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Assessment, DataPoint, Measure
from trellis.evidence.measures.operations.practical import record_data_point
from trellis.evidence.measures.queries.points import reached_in
from trellis.evidence.measures.queries.results import open_assessment
from trellis.evidence.measures.words import Unit
from trellis.kit.errors import Invalid
from trellis.people.accounts.models import Person


@transaction.atomic
def record_point_from_results(
    *,
    by: Person,
    assessment: Assessment,
    measure: Measure,
    by_what: str,
    least: Decimal,
    now: datetime | None = None,
) -> DataPoint:
    """Count who reached it in an assessment and write that as the point of the day it was given.

    Raises:
        NotFound: for everybody but members of the community of the assessment.
        Refused: when a room above forbids the point (prediction not locked).
        Invalid: when the measure is another community's or no share, or nothing can be counted.
    """
    opened = open_assessment(by=by, pk=assessment.public_id)
    if measure.community_id != opened.community_id or measure.unit != Unit.PERCENT:
        raise Invalid(
            _("These results do not fit this measure."),
            {"measure": _("Choose a measure of your own community that is a share of students.")},
        )
    found = reached_in(opened, by_what=by_what, least=least)
    if found is None or found.on is None:
        raise Invalid(_("Nothing in these results can be counted this way."))
    return record_data_point(
        by=by,
        measure=measure,
        on=found.on,
        part=found.part,
        whole=found.whole,
        note=opened.title[:255],
        now=now,
    )
