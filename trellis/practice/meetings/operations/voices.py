"""Counting who has spoken, where a team wants to look that every voice is heard (S2-42)."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, NotFound, Refused
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.practice.meetings.models import Attendance, Meeting
from trellis.practice.meetings.operations.guard import topic_of
from trellis.practice.meetings.operations.running import take_running
from trellis.practice.meetings.queries.functions import counts_voices
from trellis.practice.meetings.words import Inclusion


@transaction.atomic
def count_turn(*, by: Person, meeting: Meeting, who: str) -> Attendance:
    """Count one turn of somebody who is there (by public id of their attendance).

    It is not written into the journal: who spoke how often stays in the room and is forgotten at its end.

    Raises:
        Conflict: when the meeting does not run, or the team does not count.
        Refused: for everybody but the process observer, or who facilitates where there is none.
        NotFound: when nobody of this id is in the meeting.
    """
    locked = take_running(by, meeting)
    if Inclusion.AIRTIME not in locked.inclusion:
        raise Conflict(_("Your team does not count turns in this meeting."))
    if not counts_voices(by, locked):
        raise Refused(_("The process observer counts who has spoken."))
    row = Attendance.objects.filter(meeting=locked, public_id=who).first()
    if row is None:
        raise NotFound(_("Nobody of this name is in the meeting."))
    Attendance.objects.filter(pk=row.pk).update(turns=F("turns") + 1)
    row.refresh_from_db(fields=["turns"])
    announce(topic_of(locked), "here")
    return row
