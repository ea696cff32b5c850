"""What every change of a meeting begins and ends with."""

import secrets
from collections.abc import Mapping

from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound, Refused
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.practice.meetings.models import Attendance, Meeting
from trellis.practice.meetings.queries.seeing import reads_open_part, reads_work, relations_to_meeting
from trellis.practice.meetings.rules.may import may_change_work
from trellis.practice.meetings.words import CODE_LENGTH, CODE_LETTERS


def lock_meeting(meeting: Meeting) -> Meeting:
    """Lock a meeting for this transaction."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("community__organization", "series", "cycle")
        .get(pk=meeting.pk)
    )


def take_meeting(by: Person, meeting: Meeting) -> Meeting:
    """Lock the meeting for this transaction after asking whether this person may change what is inside.

    Raises:
        NotFound: for people who may not even read it.
        Refused: for those who only read, such as people invited to one meeting.
    """
    locked = lock_meeting(meeting)
    if not reads_work(by, locked):
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    if not may_change_work(relations_to_meeting(by, locked)):
        raise Refused(_("Only members of this community change its meetings."))
    return locked


def take_meeting_to_join(by: Person, meeting: Meeting) -> Meeting:
    """Lock the meeting after asking whether this person may be in it.

    Raises:
        NotFound: for people who may not even read the open part.
    """
    locked = lock_meeting(meeting)
    if not reads_work(by, locked) and not reads_open_part(by, locked):
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    return locked


def journal(by: Person | None, meeting: Meeting, verb: str, data: Mapping[str, object] | None = None) -> None:
    """Write into the journal that something happened in a meeting; never what was said."""
    record(
        by=by,
        verb=verb,
        object_kind="meeting",
        object_id=meeting.public_id,
        organization_id=meeting.community.organization_id,
        community_id=meeting.community_id,
        data=data or {},
    )


def path_of(meeting: Meeting) -> str:
    """Return where a meeting is on this site."""
    return f"/meetings/{meeting.public_id}/"


def topic_of(meeting: Meeting) -> str:
    """Return the topic under which open screens of a meeting listen."""
    return f"meeting:{meeting.public_id}"


def topic_of_guest(guest: Attendance) -> str:
    """Return the topic under which the screen of a guest by name hears that their seat has changed."""
    return f"guest:{guest.public_id}"


def new_join_code() -> str:
    """Return a code that is typed or scanned to join: short, without letters that look alike."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
