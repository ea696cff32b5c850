"""Changes of the road map by hand: wording, protocol, meeting, order."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.guard import journal, take_cycle
from trellis.practice.library.queries import protocols
from trellis.practice.meetings.models import RoadMapChange
from trellis.practice.meetings.queries.road_map import RoadMap, road_map_of
from trellis.practice.meetings.rules.road_map import Work, new_order, step


def _row(by: Person, laid: RoadMap, work: Work, moment: datetime) -> RoadMapChange:
    stage = next(stage for stage in laid.stages if stage.position == work.stage)
    row, _made = RoadMapChange.objects.get_or_create(
        stage=stage, number=work.number, defaults={"changed_by": by, "changed_at": moment}
    )
    row.changed_by, row.changed_at = by, moment
    return row


@transaction.atomic
def plan_work(
    *,
    by: Person,
    cycle: Cycle,
    stage: int,
    number: int,
    purpose: str,
    product: str,
    protocol: str,
    now: datetime | None = None,
) -> RoadMapChange:
    """Word anew what a meeting is for, or take another protocol; what equals the proposal is not kept.

    Raises:
        NotFound: when the map has no such work.
        Invalid: for a protocol that there is not.
    """
    locked, moment = take_cycle(by, cycle), now or timezone.now()
    laid = road_map_of(locked, now=moment)
    line = laid.line(stage, number)
    if protocol and not protocols().filter(key=protocol).exists():
        raise Invalid(_("There is no such protocol."), {"protocol": _("Choose one of the list.")})
    row = _row(by, laid, line.work, moment)
    purpose, product = purpose.strip()[:500], product.strip()[:255]
    if purpose != line.purpose:
        row.purpose = purpose
    if product != line.product:
        row.product = product
    if protocol != line.work.protocol:
        row.protocol = protocol
    row.save()
    journal(by, locked, "road_map.planned", {"step": stage, "number": number})
    return row


@transaction.atomic
def move_work(
    *,
    by: Person,
    cycle: Cycle,
    stage: int,
    number: int,
    to: str,
    before: tuple[int, int] | None = None,
    now: datetime | None = None,
) -> None:
    """Move work ``up`` or ``down`` by one, or to another meeting (its public id), before some other work.

    Keys and dragging come here alike (S4-20).

    Raises:
        NotFound: when the map has no such work or no such meeting ahead.
        Conflict: when there is no meeting in that direction.
    """
    locked, moment = take_cycle(by, cycle), now or timezone.now()
    laid = road_map_of(locked, now=moment)
    work = laid.line(stage, number).work
    if to in ("up", "down"):
        moved = step(laid.works, laid.slots, work, up=to == "up")
        if moved is None:
            raise Conflict(_("There is no meeting in that direction that is still to come."))
        slot, order = moved
    else:
        meeting = next((one.meeting for one in laid.open_meetings() if one.meeting.public_id == to), None)
        if meeting is None:
            raise NotFound(_("There is no such meeting ahead in this cycle."))
        slot, order = meeting.pk, new_order(laid.works, work, meeting.pk, before)
    _write_order(by, laid, order, work, slot, moment)
    journal(by, locked, "road_map.moved", {"step": stage, "number": number})


def _write_order(
    by: Person, laid: RoadMap, order: Sequence[Work], moved: Work, slot: int, moment: datetime
) -> None:
    """Write the order of one meeting; the moved work is pinned to it unless it stands there by itself."""
    for place, work in enumerate(order, start=1):
        row = _row(by, laid, work, moment)
        row.position = place
        if work is moved:
            row.meeting_id = None if slot == work.proposed else slot
        row.save()


@transaction.atomic
def reset_work(*, by: Person, cycle: Cycle, stage: int, number: int, now: datetime | None = None) -> None:
    """Take back what was changed by hand of one piece of work.

    Raises:
        NotFound: when the map has no such work.
    """
    locked = take_cycle(by, cycle)
    laid = road_map_of(locked, now=now)
    work = laid.line(stage, number).work
    RoadMapChange.objects.filter(stage__cycle=locked, stage__position=work.stage, number=work.number).delete()
    journal(by, locked, "road_map.reset", {"step": stage, "number": number})
