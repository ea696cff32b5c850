"""Who is in a meeting now, and for whom a vote waits."""

from datetime import datetime

from django.utils import timezone

from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.practice.meetings.models import Attendance, Meeting, ProtocolRun, RunDot, RunLine, RunVote
from trellis.practice.meetings.rules.presence import is_present
from trellis.practice.meetings.words import MeetingState


def present_in(meeting: Meeting, *, now: datetime | None = None) -> list[Attendance]:
    """Return who is there now, persons and guests by name, in the order they came."""
    moment = now or timezone.now()
    return [row for row in Attendance.objects.filter(meeting=meeting) if is_here(row, moment)]


def is_here(row: Attendance, now: datetime) -> bool:
    """Say whether somebody who came is there now; a guest whose seat was closed is not."""
    if row.person_id is None and not row.key_digest:
        return False
    return is_present(joined_at=row.joined_at, seen_at=row.seen_at, left_at=row.left_at, now=now)


def voters_of(run: ProtocolRun, *, now: datetime | None = None) -> set[tuple[str, int]]:
    """Return for whom a vote of this run waits: who is present, and entitled to vote in it.

    Before anybody has come in by name, these are the working members.
    """
    if not Attendance.objects.filter(meeting=run.meeting).exists():
        return {("person", person.pk) for person in working_members_of(run.meeting.community)}
    return {
        voter_of(row)
        for row in present_in(run.meeting, now=now)
        if row.person_id is not None or run.guests_take_part
    }


def voter_of(row: "Attendance | RunLine | RunDot | RunVote") -> tuple[str, int]:
    """Return whose a row is, a person's or a guest's, in a form that can be compared."""
    if isinstance(row, Attendance):
        return ("person", row.person_id) if row.person_id is not None else ("guest", row.pk)
    person = row.author_id if isinstance(row, RunLine) else row.person_id
    return ("person", person) if person is not None else ("guest", row.guest_id or 0)


def is_of(row: RunLine | RunDot | RunVote, by: Person | Attendance) -> bool:
    """Say whether somebody wrote this line, placed this dot, cast this vote."""
    return voter_of(row) == (("person", by.pk) if isinstance(by, Person) else ("guest", by.pk))


def takes_a_seat(guest: Attendance, meeting: Meeting) -> bool:
    """Say whether a guest by name sits in this meeting now: read anew, so that a closed seat is closed."""
    return (
        meeting.state == MeetingState.RUNNING
        and guest.person_id is None
        and guest.meeting_id == meeting.pk
        and Attendance.objects.filter(pk=guest.pk).exclude(key_digest="").exists()
    )
