"""Coming in: members by being there, guests by name for one meeting; and going."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.practice.meetings.models import Attendance, Meeting, MeetingInvitation
from trellis.practice.meetings.operations.guard import (
    journal,
    lock_meeting,
    take_meeting_to_join,
    topic_of,
)
from trellis.practice.meetings.operations.writing import settle_votes
from trellis.practice.meetings.rules.may import may_join
from trellis.practice.meetings.words import SEEN_EVERY_SECONDS, MeetingState

#: Letters of the secret that a guest's browser keeps until the meeting is over.
KEY_BYTES = 24


def digest_of_key(key: str) -> str:
    """Return the digest under which a guest's key is known."""
    return hashlib.sha256(key.encode()).hexdigest()


def require_open(meeting: Meeting) -> None:
    """Refuse when a meeting is over.

    Raises:
        Conflict: then.
    """
    if not may_join(MeetingState(meeting.state)):
        raise Conflict(_("This meeting is over. What came of it stands in the record."))


@transaction.atomic
def join_meeting(*, by: Person, meeting: Meeting, now: datetime | None = None) -> Attendance:
    """Come in; joining is being there, nobody fills in a sheet. Joining twice changes nothing; who had left
    is back.

    Raises:
        NotFound: for people who may not be in it.
        Conflict: when it is over.
    """
    locked = take_meeting_to_join(by, meeting)
    require_open(locked)
    moment = now or timezone.now()
    there, made = Attendance.objects.get_or_create(
        meeting=locked, person=by, defaults={"joined_at": moment, "seen_at": moment}
    )
    if made:
        journal(by, locked, "meeting.joined")
    elif there.left_at is not None:
        there.left_at, there.seen_at = None, moment
        there.save(update_fields=["left_at", "seen_at"])
    else:
        return there
    announce(topic_of(locked), "here")
    return there


@dataclass(frozen=True)
class GuestSeat:
    """A guest by name, and the key that their browser keeps."""

    attendance: Attendance
    key: str


@transaction.atomic
def join_as_guest(
    *,
    meeting: Meeting,
    name: str,
    invitation: MeetingInvitation | None = None,
    now: datetime | None = None,
) -> GuestSeat:
    """Let somebody in by name, with the code the room shows or by the link of an invitation, for this meeting
    only. An invitation has one seat: whoever comes again by its link takes it along.

    Raises:
        Invalid: without a name.
        Conflict: before the meeting runs or when it is over: a code alone opens nothing beforehand.
        NotFound: when the invitation was taken back.
    """
    locked = lock_meeting(meeting)
    if locked.state != MeetingState.RUNNING:
        raise Conflict(_("Guests come in while the meeting runs."))
    called = " ".join(name.split())[:80]
    if not called:
        raise Invalid(_("What should the others call you?"), {"name": _("Write your name.")})
    key = secrets.token_urlsafe(KEY_BYTES)
    moment = now or timezone.now()
    if invitation is not None:
        invitation = MeetingInvitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.ended_at is not None or invitation.meeting_id != locked.pk:
            raise NotFound(_("There is no such meeting, or it is not open to you."))
    there = Attendance.objects.filter(invitation=invitation).first() if invitation is not None else None
    is_new = there is None
    there = there or Attendance(meeting=locked, guest_name=called, joined_at=moment, invitation=invitation)
    there.key_digest, there.seen_at, there.left_at = digest_of_key(key), moment, None
    there.save()
    if is_new:
        journal(None, locked, "meeting.guest_joined", {"attendance": there.public_id})
    announce(topic_of(locked), "here")
    return GuestSeat(there, key)


@transaction.atomic
def check_in(*, by: Person, meeting: Meeting, word: str, now: datetime | None = None) -> Attendance:
    """Say one word to arrive; it stays in the room's list and goes no further."""
    there = join_meeting(by=by, meeting=meeting, now=now)
    there.word = " ".join(word.split())[:60]
    there.save(update_fields=["word"])
    announce(topic_of(meeting), "here")
    return there


@transaction.atomic
def leave_meeting(*, by: Person | Attendance, meeting: Meeting, now: datetime | None = None) -> None:
    """Say that one goes: no vote waits any more. Whoever comes in again is back.

    Raises:
        NotFound: for whoever did not come in.
    """
    locked = lock_meeting(meeting)
    there = _seat_of(by, locked)
    if there is None:
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    if there.left_at is None:
        there.left_at = now or timezone.now()
        there.save(update_fields=["left_at"])
        settle_votes(meeting=locked, now=now)
        announce(topic_of(locked), "here")


def _seat_of(by: Person | Attendance, meeting: Meeting) -> Attendance | None:
    mine = Attendance.objects.filter(meeting=meeting)
    return mine.filter(person=by).first() if isinstance(by, Person) else mine.filter(pk=by.pk).first()


def note_presence(*, by: Person | Attendance, meeting: str, now: datetime | None = None) -> None:
    """Note that a screen of somebody in a running meeting was heard of, and close votes that waited only for
    people who are away. Not in the journal: it is kept to count votes, not to watch anybody.
    """
    moment = now or timezone.now()
    before = moment - timedelta(seconds=SEEN_EVERY_SECONDS)
    mine = Attendance.objects.filter(
        meeting__public_id=meeting, meeting__state=MeetingState.RUNNING, left_at=None
    ).filter(Q(person=by) if isinstance(by, Person) else Q(pk=by.pk))
    if mine.filter(Q(seen_at=None) | Q(seen_at__lt=before)).update(seen_at=moment):
        with transaction.atomic():
            settle_votes(meeting=lock_meeting(Meeting.objects.get(public_id=meeting)), now=moment)
