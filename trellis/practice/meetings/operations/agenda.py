"""What is on the agenda: written by members, asked for by others, made from what the team works on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.people.notices.operations import tell
from trellis.practice.meetings.models import AgendaItem, Meeting, ParkedQuestion
from trellis.practice.meetings.operations.guard import (
    journal,
    lock_meeting,
    path_of,
    take_meeting,
    topic_of,
)
from trellis.practice.meetings.queries.seeing import relations_to_meeting
from trellis.practice.meetings.rules.may import may_ask_for_slot, may_still_plan
from trellis.practice.meetings.words import ItemKind, ItemPart, ItemSource, ItemState, MeetingState


@dataclass(frozen=True)
class NewItem:
    """What an agenda item says."""

    title: str
    minutes: int = 5
    kind: ItemKind = ItemKind.LEARN
    part: ItemPart = ItemPart.OTHER
    note: str = ""
    protocol: str = ""
    source: ItemSource = ItemSource.MEMBER
    is_staff_only: bool = False
    touches_goal: bool = False
    with_data: bool = False
    question: str = field(default="")


def _check(new: NewItem) -> None:
    problems = {}
    if not new.title.strip():
        problems["title"] = _("What is it about?")
    if not 1 <= new.minutes <= 240:
        problems["minutes"] = _("From %(least)d to %(most)d minutes.") % {"least": 1, "most": 240}
    if problems:
        raise Invalid(_("This item is not complete yet."), problems)


def take_plan(by: Person, meeting: Meeting) -> Meeting:
    """Lock a meeting whose agenda this person may change.

    Raises:
        Conflict: when the meeting is over.
    """
    locked = take_meeting(by, meeting)
    if not may_still_plan(MeetingState(locked.state)):
        raise Conflict(_("This meeting is over; its agenda stays as it was."))
    return locked


def put_item(
    meeting: Meeting,
    new: NewItem,
    *,
    proposed_by: Person | None,
    moment: datetime,
    state: ItemState = ItemState.PLANNED,
    position: int | None = None,
) -> AgendaItem:
    """Write an item; without a position it comes last."""
    last = AgendaItem.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0
    return AgendaItem.objects.create(
        meeting=meeting,
        position=position or last + 1,
        kind=new.kind,
        part=new.part,
        title=new.title.strip(),
        note=new.note.strip(),
        minutes=new.minutes,
        protocol=new.protocol,
        source=new.source,
        state=state,
        is_staff_only=new.is_staff_only,
        touches_goal=new.touches_goal,
        with_data=new.with_data,
        proposed_by=proposed_by,
        changed_at=moment,
    )


@transaction.atomic
def add_item(*, by: Person, meeting: Meeting, new: NewItem, now: datetime | None = None) -> AgendaItem:
    """Put an item on the agenda; every member may. A question of the bank is taken up with it (S3-13).

    Raises:
        Invalid: without a title or with odd minutes.
    """
    locked = take_plan(by, meeting)
    _check(new)
    item = put_item(locked, new, proposed_by=by, moment=now or timezone.now())
    if new.question:
        ParkedQuestion.objects.filter(
            community=locked.community, public_id=new.question, settled_at=None
        ).update(taken_up=item)
    journal(by, locked, "agenda_item.added", {"item": item.public_id, "kind": str(new.kind)})
    announce(topic_of(locked), "agenda")
    return item


@transaction.atomic
def ask_for_slot(
    *, by: Person, meeting: Meeting, title: str, minutes: int, why: str, now: datetime | None = None
) -> AgendaItem:
    """Ask the team for time in its meeting, from outside: a leader asks, the team answers (S1-03, S2-14).

    Raises:
        Refused: for those who see that the team meets but lead nothing there.
        Conflict: when the meeting is over.
    """
    locked = lock_meeting(meeting)
    if not may_ask_for_slot(relations_to_meeting(by, locked)):
        raise Refused(_("Leaders of this place ask for time here; members put items on the agenda."))
    if not may_still_plan(MeetingState(locked.state)):
        raise Conflict(_("This meeting is over."))
    moment = now or timezone.now()
    new = NewItem(title, minutes, ItemKind.LOGISTICS, note=why, source=ItemSource.ASKED)
    _check(new)
    item = put_item(locked, new, proposed_by=by, moment=moment, state=ItemState.PROPOSED)
    journal(by, locked, "agenda_item.asked_for", {"item": item.public_id})
    tell(
        people=working_members_of(locked.community),
        kind="meeting.slot_asked",
        words={"by": by.full_name, "meeting": locked.title, "minutes": str(minutes)},
        path=path_of(locked),
        object_kind="meeting",
        object_id=locked.public_id,
        now=moment,
    )
    announce(topic_of(locked), "agenda")
    return item


def find_item(meeting: Meeting, pk: str, *states: ItemState) -> AgendaItem:
    """Return an item of a meeting in one of these states (default: on the agenda).

    Raises:
        NotFound: when there is none.
    """
    item = AgendaItem.objects.filter(
        meeting=meeting, public_id=pk, state__in=states or [ItemState.PLANNED]
    ).first()
    if item is None:
        raise NotFound(_("There is no such item on this agenda."))
    return item


@transaction.atomic
def answer_slot(
    *, by: Person, meeting: Meeting, item: str, accept: bool, now: datetime | None = None
) -> AgendaItem:
    """Say yes or no to a slot that was asked for; who asked is told."""
    locked = take_plan(by, meeting)
    row = find_item(locked, item, ItemState.PROPOSED)
    moment = now or timezone.now()
    row.state = ItemState.PLANNED if accept else ItemState.DECLINED
    row.changed_at = moment
    row.save(update_fields=["state", "changed_at"])
    journal(by, locked, "agenda_item.answered", {"item": item, "accepted": accept})
    if row.proposed_by is not None:
        tell(
            people=[row.proposed_by],
            kind="meeting.slot_given" if accept else "meeting.slot_declined",
            words={"community": locked.community.name, "meeting": locked.title},
            path=path_of(locked),
            object_kind="meeting",
            object_id=locked.public_id,
            now=moment,
        )
    announce(topic_of(locked), "agenda")
    return row


@transaction.atomic
def change_item(
    *, by: Person, meeting: Meeting, item: str, new: NewItem, now: datetime | None = None
) -> AgendaItem:
    """Word an item anew, or give it other minutes.

    Raises:
        Conflict: when it is running or over.
    """
    locked = take_plan(by, meeting)
    row = find_item(locked, item)
    if row.started_at is not None:
        raise Conflict(_("This item has begun already."))
    _check(new)
    row.title, row.minutes, row.note = new.title.strip(), new.minutes, new.note.strip()
    row.kind, row.protocol, row.is_staff_only = new.kind, new.protocol, new.is_staff_only
    row.changed_at = now or timezone.now()
    row.save()
    journal(by, locked, "agenda_item.changed", {"item": item})
    announce(topic_of(locked), "agenda")
    return row


@transaction.atomic
def move_item(*, by: Person, meeting: Meeting, item: str, up: bool) -> None:
    """Let an item change places with the one before or after it."""
    locked = take_plan(by, meeting)
    rows = list(AgendaItem.objects.filter(meeting=locked, state=ItemState.PLANNED).order_by("position", "id"))
    here = next((place for place, row in enumerate(rows) if row.public_id == item), None)
    if here is None:
        raise NotFound(_("There is no such item on this agenda."))
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows, start=1):
        row.position = place
    AgendaItem.objects.bulk_update(rows, ["position"])
    journal(by, locked, "agenda_item.moved", {"item": item})
    announce(topic_of(locked), "agenda")


@transaction.atomic
def remove_item(*, by: Person, meeting: Meeting, item: str) -> None:
    """Take an item off the agenda that has not begun.

    Raises:
        Conflict: when it is running or over.
    """
    locked = take_plan(by, meeting)
    row = find_item(locked, item)
    if row.started_at is not None:
        raise Conflict(_("This item has begun already."))
    row.delete()
    journal(by, locked, "agenda_item.removed", {"item": item})
    announce(topic_of(locked), "agenda")


@transaction.atomic
def write_purpose(*, by: Person, meeting: Meeting, purpose: str, product: str) -> Meeting:
    """Say what a meeting is for and what the team leaves with (S4-29)."""
    locked = take_plan(by, meeting)
    locked.purpose, locked.product = purpose.strip()[:500], product.strip()[:255]
    locked.save(update_fields=["purpose", "product"])
    journal(by, locked, "meeting.purpose_written")
    announce(topic_of(locked), "agenda")
    return locked


@transaction.atomic
def publish_agenda(*, by: Person, meeting: Meeting, now: datetime | None = None) -> Meeting:
    """Send the agenda ahead; when that was is kept and shown to the team alone (S3-14).

    Raises:
        Conflict: when there is nothing on it.
    """
    locked = take_plan(by, meeting)
    if not AgendaItem.objects.filter(meeting=locked, state=ItemState.PLANNED).exists():
        raise Conflict(_("Put something on the agenda first."))
    moment = now or timezone.now()
    if locked.published_at is None:
        locked.published_at, locked.published_by = moment, by
        locked.save(update_fields=["published_at", "published_by"])
        journal(by, locked, "agenda.published")
        tell(
            people=[person for person in working_members_of(locked.community) if person.pk != by.pk],
            kind="agenda.published",
            words={"by": by.full_name, "meeting": locked.title, "community": locked.community.name},
            path=path_of(locked),
            object_kind="meeting",
            object_id=locked.public_id,
            now=moment,
        )
    return locked


def put_items(meeting: Meeting, items: Sequence[NewItem], moment: datetime) -> list[AgendaItem]:
    """Write items one after the other, without a proposer: they were made from what the team works on."""
    return [put_item(meeting, new, proposed_by=None, moment=moment) for new in items]
