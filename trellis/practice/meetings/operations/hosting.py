"""Guests of one meeting: asked in by name or address, sent away, let into a protocol."""

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.kit.fanout import announce
from trellis.people.access.operations.changes import announce_access_change
from trellis.people.access.words import Relation
from trellis.people.accounts.models import Person
from trellis.people.accounts.queries import person_of_proved_address
from trellis.people.accounts.words import Language
from trellis.people.communities.queries import relations_to_community, working_members_of
from trellis.people.notices.operations import tell
from trellis.practice.meetings import tasks
from trellis.practice.meetings.models import Attendance, Meeting, MeetingInvitation, ProtocolRun, RunEvent
from trellis.practice.meetings.operations.guard import (
    journal,
    path_of,
    take_meeting,
    topic_of,
    topic_of_guest,
)
from trellis.practice.meetings.operations.joining import require_open
from trellis.practice.meetings.operations.leading import PART, open_step, take_run
from trellis.practice.meetings.operations.writing import settle_votes
from trellis.practice.meetings.queries.running import is_open_to_guests, leads_run
from trellis.practice.meetings.words import RunEventKind

#: Whoever stands no nearer than this to a team is no acquaintance of its district.
OUTSIDE = frozenset({Relation.OTHER_DISTRICT, Relation.ANYONE})


@transaction.atomic
def invite_to_meeting(
    *, by: Person, meeting: Meeting, person: Person, now: datetime | None = None
) -> MeetingInvitation:
    """Ask somebody from outside the team into this one meeting; they read it as members do.

    Raises:
        Conflict: when the meeting is over, or the person is in the team.
    """
    locked = take_meeting(by, meeting)
    require_open(locked)
    if person.pk in {member.pk for member in working_members_of(locked.community)}:
        raise Conflict(_("%(name)s is in the team already.") % {"name": person.full_name})
    moment = now or timezone.now()
    invitation, made = MeetingInvitation.objects.get_or_create(
        meeting=locked, person=person, defaults={"invited_by": by, "invited_at": moment}
    )
    if not made and invitation.ended_at is None:
        return invitation
    if not made:
        invitation.ended_at, invitation.invited_by, invitation.invited_at = None, by, moment
        invitation.save()
    journal(by, locked, "meeting.invited", {"person": person.public_id})
    announce_access_change([person])
    tell(
        people=[person],
        kind="meeting.invited",
        words={"by": by.full_name, "community": locked.community.name, "meeting": locked.title},
        path=path_of(locked),
        object_kind="meeting",
        object_id=locked.public_id,
        now=moment,
    )
    return invitation


@transaction.atomic
def invite_by_address(
    *,
    by: Person,
    meeting: Meeting,
    address: str,
    name: str = "",
    language: Language = Language.ENGLISH,
    now: datetime | None = None,
) -> MeetingInvitation:
    """Ask somebody in by address. Whoever of the district signs in with it is invited as a person.

    Anybody else gets a link by mail; it opens a guest's seat in this meeting while it runs, nothing else.

    Raises:
        Invalid: for an address that is none, or without a name to call a guest by.
        Conflict: when the meeting is over, or the person is in the team.
    """
    plain = address.strip().lower()
    try:
        validate_email(plain)
    except ValidationError as error:
        raise Invalid(
            _("The invitation was not sent."), {"address": _("Write an e-mail address, like ana@school.org.")}
        ) from error
    known = person_of_proved_address(plain)
    if known is not None and not relations_to_community(known, meeting.community) <= OUTSIDE:
        return invite_to_meeting(by=by, meeting=meeting, person=known, now=now)
    locked = take_meeting(by, meeting)
    require_open(locked)
    called = " ".join(name.split())[:80]
    if not called:
        raise Invalid(_("What should the others call them?"), {"name": _("Write a name.")})
    invitation, made = MeetingInvitation.objects.get_or_create(
        meeting=locked,
        address=plain,
        defaults={"guest_name": called, "invited_by": by, "invited_at": now or timezone.now()},
    )
    invitation.guest_name, invitation.language = called, language
    invitation.invited_by, invitation.ended_at = by, None
    invitation.save()
    journal(by, locked, "meeting.guest_invited", {"invitation": invitation.public_id, "again": not made})
    transaction.on_commit(partial(tasks.mail_guest_invitation.enqueue, invitation.pk))
    return invitation


@transaction.atomic
def end_invitation(
    *, by: Person, meeting: Meeting, invitation: str, now: datetime | None = None
) -> MeetingInvitation:
    """Send an invited guest away, or take the invitation back: their next request and their open screens find
    nothing.

    Raises:
        NotFound: when there is no such invitation to this meeting.
    """
    locked = take_meeting(by, meeting)
    row = (
        MeetingInvitation.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(meeting=locked, public_id=invitation, ended_at=None)
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such guest."))
    moment = now or timezone.now()
    row.ended_at, row.key_digest = moment, ""
    row.save(update_fields=["ended_at", "key_digest"])
    for seat in Attendance.objects.filter(meeting=locked, invitation=row):
        _close_seat(seat)
    if row.person is not None:
        Attendance.objects.filter(meeting=locked, person=row.person, left_at=None).update(left_at=moment)
        announce_access_change([row.person])
        tell(
            people=[row.person],
            kind="meeting.uninvited",
            words={"community": locked.community.name, "meeting": locked.title},
            path="",
            object_kind="meeting",
            object_id=locked.public_id,
            now=moment,
        )
    journal(by, locked, "meeting.invitation_ended", {"invitation": row.public_id})
    settle_votes(meeting=locked, now=moment)
    announce(topic_of(locked), "here")
    return row


def _close_seat(seat: Attendance) -> None:
    seat.key_digest = ""
    seat.save(update_fields=["key_digest"])
    announce(topic_of_guest(seat), "changed")


@transaction.atomic
def send_guest_away(*, by: Person, meeting: Meeting, attendance: str, now: datetime | None = None) -> None:
    """End the seat of a guest by name at once: their screen shows nothing any more.

    Raises:
        NotFound: when there is no such guest in this meeting.
    """
    locked = take_meeting(by, meeting)
    guest = Attendance.objects.filter(meeting=locked, person=None, public_id=attendance).first()
    if guest is None:
        raise NotFound(_("There is no such guest."))
    _close_seat(guest)
    MeetingInvitation.objects.filter(seats=guest, ended_at=None).update(
        ended_at=now or timezone.now(), key_digest=""
    )
    journal(by, locked, "meeting.guest_sent_away", {"attendance": attendance})
    settle_votes(meeting=locked, now=now)
    announce(topic_of(locked), "here")


@transaction.atomic
def let_guests_take_part(
    *, by: Person, run: ProtocolRun, allow: bool, now: datetime | None = None
) -> ProtocolRun:
    """Let guests by name write and vote in this protocol, or keep that to the team again. What they wrote and
    voted stays.

    Raises:
        Refused: for everybody but who leads this meeting.
        Conflict: when the protocol is part of an item that is closed to guests, or of no item.
    """
    locked, steps = take_run(by, run)
    if not leads_run(by, locked.meeting):
        raise Refused(_("The facilitator of this meeting leads the protocol."))
    here = open_step(steps)
    if allow and not is_open_to_guests(locked):
        raise Conflict(_("Guests take part only in a protocol of an item that is open to them."))
    if locked.guests_take_part != allow:
        locked.guests_take_part = allow
        locked.save(update_fields=["guests_take_part"])
        kind = RunEventKind.GUESTS_IN if allow else RunEventKind.GUESTS_OUT
        RunEvent.objects.create(run=locked, step=here, kind=kind, by=by, at=now or timezone.now())
        journal(by, locked.meeting, "protocol.guests_in" if allow else "protocol.guests_out")
        settle_votes(meeting=locked.meeting, now=now)
        announce(topic_of(locked.meeting), PART)
    return locked
