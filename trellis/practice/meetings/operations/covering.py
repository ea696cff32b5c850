"""Asking a colleague to take a class, and the answer (S4-39)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts.models import Person
from trellis.people.notices.operations import tell
from trellis.practice.meetings.models import CoverAsk, Meeting
from trellis.practice.meetings.operations.guard import journal, take_meeting
from trellis.practice.meetings.operations.joining import require_open
from trellis.practice.meetings.queries.covering import free_colleagues, lesson_of
from trellis.practice.meetings.rules.days import local_day, local_time
from trellis.practice.meetings.words import CoverState


def _when(meeting: Meeting) -> dict[str, str]:
    return {
        "day": local_day(meeting.starts_at, meeting.time_zone).isoformat(),
        "time": f"{local_time(meeting.starts_at, meeting.time_zone):%H:%M}",
    }


@transaction.atomic
def ask_for_cover(
    *, by: Person, meeting: Meeting, person: str, message: str = "", now: datetime | None = None
) -> CoverAsk:
    """Ask a colleague (by public id) who has no lesson then to take one's class; they are told.

    Raises:
        NotFound: for people who may not read the meeting.
        Refused: for those who are no members.
        Conflict: when the meeting is over, somebody takes the class already, or they were asked before.
        Invalid: when the person is not among the colleagues who have no lesson then.
    """
    locked, moment = take_meeting(by, meeting), now or timezone.now()
    require_open(locked)
    if CoverAsk.objects.filter(meeting=locked, member=by, state=CoverState.YES).exists():
        raise Conflict(_("Somebody takes your class already."))
    free = {one.person.public_id: one.person for one in free_colleagues(locked, by)}
    if person not in free:
        raise Invalid(_("Choose a colleague from the list."), {"person": _("Choose one of the list.")})
    ask = CoverAsk.objects.filter(meeting=locked, member=by, asked=free[person]).first()
    if ask is not None and ask.state != CoverState.WITHDRAWN:
        raise Conflict(_("%(name)s was asked already.") % {"name": free[person].called})
    ask = ask or CoverAsk(meeting=locked, member=by, asked=free[person])
    ask.state, ask.asked_at, ask.answered_at = CoverState.ASKED, moment, None
    ask.lesson, ask.message = lesson_of(locked, by)[:40], message.strip()[:255]
    ask.save()
    journal(by, locked, "cover.asked", {"asked": ask.asked.public_id})
    tell(
        people=[ask.asked],
        kind="cover.asked",
        words={"by": by.full_name, **_when(locked)},
        path=f"/cover/{ask.public_id}/",
        object_kind="cover",
        object_id=ask.public_id,
        now=moment,
    )
    return ask


def _take(ask: CoverAsk) -> CoverAsk:
    """Lock a question that nobody answered so far.

    Raises:
        Conflict: when it was answered or taken back.
    """
    locked = (
        CoverAsk.objects.select_for_update(of=("self",))
        .select_related("meeting__community__organization", "member", "asked")
        .get(pk=ask.pk)
    )
    require_open(locked.meeting)
    return locked


@transaction.atomic
def answer_cover(*, by: Person, ask: CoverAsk, takes_it: bool, now: datetime | None = None) -> CoverAsk:
    """Say yes or no; who asked is told. A yes can become a no as long as the meeting is ahead.

    Raises:
        NotFound: for everybody but the person who was asked.
        Conflict: when it was taken back, the meeting is over, or somebody else takes the class.
    """
    locked, moment = _take(ask), now or timezone.now()
    if locked.asked_id != by.pk:
        raise NotFound(_("There is no such page, or it is not open to you."))
    if locked.state == CoverState.WITHDRAWN:
        raise Conflict(_("It is not needed any more."))
    others = CoverAsk.objects.filter(meeting=locked.meeting, member=locked.member).exclude(pk=locked.pk)
    if takes_it and others.filter(state=CoverState.YES).exists():
        raise Conflict(_("Somebody else takes this class already. Thank you all the same."))
    locked.state = CoverState.YES if takes_it else CoverState.NO
    locked.answered_at = moment
    locked.save()
    journal(by, locked.meeting, "cover.answered", {"state": locked.state})
    tell(
        people=[locked.member],
        kind="cover.yes" if takes_it else "cover.no",
        words={"by": by.full_name, **_when(locked.meeting)},
        path=f"/meetings/{locked.meeting.public_id}/cover/",
        object_kind="meeting",
        object_id=locked.meeting.public_id,
        now=moment,
    )
    return locked


@transaction.atomic
def withdraw_cover(*, by: Person, ask: CoverAsk, now: datetime | None = None) -> CoverAsk:
    """Take a question back, or let go of somebody who said yes; they are told.

    Raises:
        NotFound: for everybody but who asked.
        Conflict: when the meeting is over.
    """
    locked, moment = _take(ask), now or timezone.now()
    if locked.member_id != by.pk:
        raise NotFound(_("There is no such page, or it is not open to you."))
    was_open = locked.state in (CoverState.ASKED, CoverState.YES)
    locked.state = CoverState.WITHDRAWN
    locked.save()
    journal(by, locked.meeting, "cover.withdrawn")
    if was_open:
        tell(
            people=[locked.asked],
            kind="cover.withdrawn",
            words={"by": by.full_name, **_when(locked.meeting)},
            path=f"/cover/{locked.public_id}/",
            object_kind="cover",
            object_id=locked.public_id,
            now=moment,
        )
    return locked
