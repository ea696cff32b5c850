"""Coming in: members by being there, others by invitation, guests by name for one meeting."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.people.notices.operations import tell
from trellis.practice.meetings.models import Attendance, Meeting, MeetingInvitation
from trellis.practice.meetings.operations.guard import (
    journal,
    lock_meeting,
    path_of,
    take_meeting,
    take_meeting_to_join,
    topic_of,
)
from trellis.practice.meetings.rules.may import may_join
from trellis.practice.meetings.words import MeetingState

#: Letters of the secret that a guest's browser keeps until the meeting is over.
KEY_BYTES = 24


def digest_of_key(key: str) -> str:
    """Return the digest under which a guest's key is known."""
    return hashlib.sha256(key.encode()).hexdigest()


def _still_open(meeting: Meeting) -> None:
    if not may_join(MeetingState(meeting.state)):
        raise Conflict(_("This meeting is over. What came of it stands in the record."))


@transaction.atomic
def join_meeting(*, by: Person, meeting: Meeting, now: datetime | None = None) -> Attendance:
    """Come in; joining is being there, nobody fills in a sheet. Joining twice changes nothing.

    Raises:
        NotFound: for people who may not be in it.
        Conflict: when it is over.
    """
    locked = take_meeting_to_join(by, meeting)
    _still_open(locked)
    there, made = Attendance.objects.get_or_create(
        meeting=locked, person=by, defaults={"joined_at": now or timezone.now()}
    )
    if made:
        journal(by, locked, "meeting.joined")
        announce(topic_of(locked), "here")
    return there


@dataclass(frozen=True)
class GuestSeat:
    """A guest by name, and the key that their browser keeps."""

    attendance: Attendance
    key: str


@transaction.atomic
def join_as_guest(*, meeting: Meeting, name: str, now: datetime | None = None) -> GuestSeat:
    """Let somebody in by name, with the code the room shows, for this meeting only.

    Raises:
        Invalid: without a name.
        Conflict: before the meeting runs or when it is over: a code alone opens nothing beforehand.
    """
    locked = lock_meeting(meeting)
    if locked.state != MeetingState.RUNNING:
        raise Conflict(_("Guests come in while the meeting runs."))
    called = " ".join(name.split())[:80]
    if not called:
        raise Invalid(_("What should the others call you?"), {"name": _("Write your name.")})
    key = secrets.token_urlsafe(KEY_BYTES)
    there = Attendance.objects.create(
        meeting=locked,
        guest_name=called,
        key_digest=digest_of_key(key),
        joined_at=now or timezone.now(),
    )
    journal(None, locked, "meeting.guest_joined", {"attendance": there.public_id})
    announce(topic_of(locked), "here")
    return GuestSeat(there, key)


@transaction.atomic
def send_guest_away(*, by: Person, meeting: Meeting, attendance: str) -> None:
    """End a guest's seat at once: their screen shows nothing any more.

    Raises:
        NotFound: when there is no such guest in this meeting.
    """
    locked = take_meeting(by, meeting)
    guest = Attendance.objects.filter(meeting=locked, person=None, public_id=attendance).first()
    if guest is None:
        raise NotFound(_("There is no such guest."))
    guest.key_digest = ""
    guest.save(update_fields=["key_digest"])
    journal(by, locked, "meeting.guest_sent_away", {"attendance": attendance})
    announce(topic_of(locked), "here")


@transaction.atomic
def invite_to_meeting(
    *, by: Person, meeting: Meeting, person: Person, now: datetime | None = None
) -> MeetingInvitation:
    """Ask somebody from outside the team into this one meeting; they read it as members do.

    Raises:
        Conflict: when the meeting is over.
    """
    locked = take_meeting(by, meeting)
    _still_open(locked)
    moment = now or timezone.now()
    invitation, made = MeetingInvitation.objects.get_or_create(
        meeting=locked, person=person, defaults={"invited_by": by, "invited_at": moment}
    )
    if made:
        journal(by, locked, "meeting.invited", {"person": person.public_id})
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
def check_in(*, by: Person, meeting: Meeting, word: str, now: datetime | None = None) -> Attendance:
    """Say one word to arrive; it stays in the room's list and goes no further."""
    there = join_meeting(by=by, meeting=meeting, now=now)
    there.word = " ".join(word.split())[:60]
    there.save(update_fields=["word"])
    announce(topic_of(meeting), "here")
    return there
