"""The end of a meeting and its record: nothing to submit, amended by members, agreed by silence or word."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.people.notices.operations import tell
from trellis.practice.meetings.models import (
    ActionStep,
    AgendaItem,
    Attendance,
    HoursCredit,
    Meeting,
    MeetingDecision,
    MeetingRecord,
)
from trellis.practice.meetings.operations.guard import journal, path_of, take_meeting, topic_of
from trellis.practice.meetings.operations.notes import keep_agreed_notes
from trellis.practice.meetings.operations.running import take_running
from trellis.practice.meetings.queries.notes import plain_notes_of
from trellis.practice.meetings.queries.record import content_of, is_agreed
from trellis.practice.meetings.words import DecisionState, MeetingState, RecordState


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of a record's content; the same content has the same digest everywhere."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def finish_meeting(
    *,
    by: Person,
    meeting: Meeting,
    reflection: str = "",
    skip: bool = False,
    now: datetime | None = None,
) -> Meeting:
    """End the meeting: with a line on how we worked, or by saying that we skip it (S0-14).

    The record is written by itself, attendance becomes hours, everybody hears of their own promises once.

    Raises:
        Invalid: with neither a reflection nor the word that it is skipped.
        Conflict: when it does not run, or a proposal is still open.
    """
    locked = take_running(by, meeting)
    if not reflection.strip() and not skip:
        raise Invalid(
            _("One line on how you worked, or skip it."),
            {"reflection": _("For example “We stayed with the facts. Next time more silence.”")},
        )
    if MeetingDecision.objects.filter(meeting=locked, state=DecisionState.OPEN).exists():
        raise Conflict(_("A proposal is still open. Decide it, or take it back."))
    moment = now or timezone.now()
    AgendaItem.objects.filter(meeting=locked, started_at__isnull=False, ended_at=None).update(ended_at=moment)
    locked.state, locked.finished_at = MeetingState.HELD, moment
    locked.reflection, locked.reflection_skipped = reflection.strip(), not reflection.strip()
    locked.save(update_fields=["state", "finished_at", "reflection", "reflection_skipped"])
    Attendance.objects.filter(meeting=locked, person=None).update(key_digest="")
    Attendance.objects.filter(meeting=locked).update(turns=0)
    _credit_hours(locked, moment)
    _write_record(by, locked, content_of(locked, plain_notes_of(locked)), RecordState.DRAFT, "", moment)
    _tell_promises(by, locked, moment)
    journal(by, locked, "meeting.finished", {"reflection_skipped": locked.reflection_skipped})
    announce(topic_of(locked), "finished")
    return locked


def _credit_hours(meeting: Meeting, moment: datetime) -> None:
    """Turn being there into minutes, from when somebody came until they went or the meeting ended."""
    begun = meeting.opened_at or moment
    HoursCredit.objects.bulk_create(
        HoursCredit(
            person_id=there.person_id,
            meeting=meeting,
            minutes=minutes,
            earned_on=timezone.localdate(moment),
        )
        for there in Attendance.objects.filter(meeting=meeting, person__isnull=False)
        if there.person_id is not None and (minutes := _minutes_there(there, begun, moment)) > 0
    )


def _minutes_there(there: Attendance, begun: datetime, ended: datetime) -> int:
    return round(((there.left_at or ended) - max(there.joined_at, begun)).total_seconds() / 60)


def _tell_promises(by: Person, meeting: Meeting, moment: datetime) -> None:
    """Tell each owner once; the daily mail gathers it with what comes from other teams (S2-53)."""
    owners = {
        step.who.pk: step.who for step in ActionStep.objects.filter(meeting=meeting).select_related("who")
    }
    tell(
        people=[person for person in owners.values() if person.pk != by.pk],
        kind="promise.yours",
        words={"community": meeting.community.name, "meeting": meeting.title},
        path=path_of(meeting),
        object_kind="meeting",
        object_id=meeting.public_id,
        now=moment,
    )


def _write_record(
    by: Person,
    meeting: Meeting,
    content: dict[str, Any],
    state: RecordState,
    amendment: str,
    moment: datetime,
) -> MeetingRecord:
    last = MeetingRecord.objects.filter(meeting=meeting).order_by("-version").first()
    record = MeetingRecord.objects.create(
        meeting=meeting,
        version=last.version + 1 if last else 1,
        state=state,
        content=content,
        digest=digest_of(content),
        amendment=amendment,
        written_by=by,
        written_at=moment,
    )
    meeting.record_state = state
    meeting.save(update_fields=["record_state"])
    return record


def _take_record(by: Person, meeting: Meeting, moment: datetime) -> tuple[Meeting, MeetingRecord]:
    locked = take_meeting(by, meeting)
    last = MeetingRecord.objects.filter(meeting=locked).order_by("-version").first()
    if last is None:
        raise Conflict(_("The record comes when the meeting is over."))
    if is_agreed(locked, moment):
        raise Conflict(_("This record is agreed. What changed since belongs to the next meeting."))
    return locked, last


@transaction.atomic
def amend_record(
    *, by: Person, meeting: Meeting, amendment: str, now: datetime | None = None
) -> MeetingRecord:
    """Add to the record or put something right; what stood there stays readable in its own version.

    Raises:
        Invalid: without words.
        Conflict: before the meeting is over, and once the record is agreed.
    """
    moment = now or timezone.now()
    locked, last = _take_record(by, meeting, moment)
    if not amendment.strip():
        raise Invalid(_("What should the record say?"), {"amendment": _("One or two sentences.")})
    content = last.content | {
        "amendments": [
            *last.content.get("amendments", []),
            {"text": amendment.strip(), "by": by.full_name, "at": moment.isoformat()},
        ]
    }
    record = _write_record(by, locked, content, RecordState.AMENDED, amendment.strip(), moment)
    journal(by, locked, "record.amended", {"version": record.version})
    return record


@transaction.atomic
def agree_record(*, by: Person, meeting: Meeting, now: datetime | None = None) -> MeetingRecord:
    """Say for the team that the record is right; from then on it stays as it is.

    Raises:
        Conflict: before the meeting is over, and when it is agreed already.
    """
    moment = now or timezone.now()
    locked, last = _take_record(by, meeting, moment)
    record = _write_record(by, locked, last.content, RecordState.AGREED, "", moment)
    locked.agreed_at = moment
    locked.save(update_fields=["agreed_at"])
    keep_agreed_notes(meeting=locked)
    journal(by, locked, "record.agreed", {"version": record.version})
    return record
