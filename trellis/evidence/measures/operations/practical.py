"""Makes measures and writes their points (20 seconds each)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures import signals
from trellis.evidence.measures.models import DataPoint, Measure
from trellis.evidence.measures.rules import value_problem
from trellis.evidence.measures.words import Better, MeasureKind, Unit
from trellis.kit.errors import Invalid, Refused
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.people.journal.operations import record


def _check(by: Person, community: Community, action: Action) -> None:
    if not may(action, ObjectKind.MEASURE, relations_to_community(by, community)):
        raise Refused(_("Only members of this community change what it measures."))


def _journal(by: Person, measure: Measure, verb: str, data: dict[str, object]) -> None:
    record(
        by=by,
        verb=verb,
        object_kind="measure",
        object_id=measure.public_id,
        organization_id=measure.community.organization_id,
        community_id=measure.community_id,
        data=data,
    )


@transaction.atomic
def make_measure(
    *,
    by: Person,
    community: Community,
    name: str,
    short_name: str = "",
    kind: MeasureKind = MeasureKind.PRACTICAL,
    unit: Unit = Unit.PERCENT,
    better: Better = Better.HIGHER,
    source: str = "",
    classes: int = 1,
    now: datetime | None = None,
) -> Measure:
    """Give a community something to watch.

    Raises:
        Refused: for everybody who is no member.
        Invalid: without a name, or with no class to hand in.
    """
    _check(by, community, Action.CREATE)
    if not name.strip():
        raise Invalid(_("Say what one point of the measure is."), {"name": _("A few words are enough.")})
    if not 1 <= classes <= 500:
        raise Invalid(_("At least one class hands in."), {"classes": _("A number from 1 to 500.")})
    measure = Measure.objects.create(
        community=community,
        name=name.strip(),
        short_name=short_name.strip(),
        kind=kind,
        unit=unit,
        better=better,
        source=source.strip(),
        classes=classes,
        made_by=by,
        made_at=now or timezone.now(),
    )
    _journal(by, measure, "measure.made", {"kind": str(kind), "unit": str(unit), "better": str(better)})
    return measure


@transaction.atomic
def record_data_point(
    *,
    by: Person,
    measure: Measure,
    on: date,
    value: Decimal | None = None,
    part: int | None = None,
    whole: int | None = None,
    classes_in: int | None = None,
    note: str = "",
    client_id: str = "",
    now: datetime | None = None,
) -> DataPoint:
    """Write the point of a day; a second one for the same day replaces the first.

    A ``client_id`` that is known already returns the point it made, and changes nothing: a phone that was
    offline may send twice.

    Raises:
        Refused: for everybody who is no member, or when a room above forbids it (prediction not locked).
        Invalid: when the values do not fit the measure, or the day lies ahead.
    """
    _check(by, measure.community, Action.UPDATE)
    moment = now or timezone.now()
    locked = Measure.objects.select_for_update().select_related("community").get(pk=measure.pk)
    if client_id:
        known = DataPoint.objects.filter(measure=locked, client_id=client_id).first()
        if known is not None:
            return known
    problem = value_problem(Unit(locked.unit), value, part, whole)
    if problem is not None:
        raise Invalid(problem[1], {problem[0]: problem[1]})
    if on > timezone.localdate(moment):
        raise Invalid(_("This day is still to come."), {"on": _("Choose today or an earlier day.")})
    if locked.retired_on is not None:
        raise Invalid(_("This measure is no longer in use."))
    if classes_in is not None and classes_in > locked.classes:
        raise Invalid(
            _("More classes than there are."),
            {"classes_in": _("At most %(n)d.") % {"n": locked.classes}},
        )
    signals.data_point_coming.send(sender=Measure, measure=locked, on=on, by=by)
    replaced = DataPoint.objects.filter(measure=locked, on=on, taken_back_at=None).update(
        taken_back_at=moment
    )
    if part is not None and whole is not None:
        value = Decimal(part) if locked.unit == Unit.COUNT else (Decimal(100 * part) / whole)
    point = DataPoint.objects.create(
        measure=locked,
        on=on,
        value=round(value or Decimal(0), 4),
        part=part,
        whole=whole,
        classes_in=classes_in,
        note=note.strip(),
        client_id=client_id,
        recorded_by=by,
        recorded_at=moment,
    )
    _journal(by, locked, "data_point.recorded", {"on": on, "replaced": replaced})
    return point


@transaction.atomic
def take_back_data_point(*, by: Person, point: DataPoint, now: datetime | None = None) -> DataPoint:
    """Take a point off the chart; doing it twice changes nothing.

    Raises:
        Refused: for everybody who is no member.
    """
    _check(by, point.measure.community, Action.UPDATE)
    if point.taken_back_at is None:
        point.taken_back_at = now or timezone.now()
        point.save(update_fields=["taken_back_at"])
        _journal(by, point.measure, "data_point.taken_back", {"on": point.on})
    return point


@transaction.atomic
def retire_measure(*, by: Person, measure: Measure, on: date | None = None) -> Measure:
    """Stop watching a measure; its points stay.

    Raises:
        Refused: for everybody who is no member.
    """
    _check(by, measure.community, Action.UPDATE)
    if measure.retired_on is None:
        measure.retired_on = on or timezone.localdate()
        measure.save(update_fields=["retired_on"])
        _journal(by, measure, "measure.retired", {})
    return measure
