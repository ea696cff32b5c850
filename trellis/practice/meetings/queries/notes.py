"""Reads the notes of a meeting: for their page, for the socket, for their history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from trellis.evidence.roster.models import Student
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.errors import NotFound
from trellis.kit.shared_text import Node, SharedText
from trellis.people.access.rules import sees
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.practice.meetings.models import (
    ActionStep,
    DataSnapshot,
    Meeting,
    MeetingDecision,
    Notes,
    NotesUpdate,
    NotesVersion,
)
from trellis.practice.meetings.queries.record import state_of_record
from trellis.practice.meetings.queries.seeing import (
    open_meeting,
    reads_open_part,
    reads_work,
    relations_to_meeting,
)
from trellis.practice.meetings.rules.notes import are_notes_open, plain_text, sight_of_notes
from trellis.practice.meetings.words import NotesReason, NotesSight


@dataclass(frozen=True)
class Stored:
    """What the database holds of one text."""

    snapshot: bytes
    updates: tuple[tuple[int, bytes], ...]


def sight_of(by: Person, meeting: Meeting) -> NotesSight:
    """Return how far a person gets into the notes of a meeting, now."""
    return sight_of_notes(
        relations_to_meeting(by, meeting),
        reads_work=reads_work(by, meeting),
        reads_open_part=reads_open_part(by, meeting),
        is_open=are_notes_open(meeting.state, state_of_record(meeting)),
    )


def sight_at_door(*, by: Person, pk: str) -> tuple[Meeting, NotesSight]:
    """Return a meeting and how far the person gets into its notes, read anew.

    Raises:
        NotFound: for those who may not even hear when it changes.
    """
    meeting = open_meeting(by=by, pk=pk)
    sight = sight_of(by, meeting)
    if sight == NotesSight.NOTHING:
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    return meeting, sight


def stored_notes(notes_id: int) -> Stored:
    """Return everything kept of a text. Who may read it was asked at the door."""
    # the log first: a snapshot taken in between then holds what was moved out of the log
    updates = list(NotesUpdate.objects.filter(notes_id=notes_id).order_by("id").values_list("id", "update"))
    snapshot = Notes.objects.values_list("snapshot", flat=True).get(pk=notes_id)
    return Stored(bytes(snapshot), tuple((pk, bytes(update)) for pk, update in updates))


def updates_with(notes_id: int, ids: Iterable[int]) -> dict[int, bytes]:
    """Return the edits with these ids that are still in the log."""
    rows = NotesUpdate.objects.filter(notes_id=notes_id, pk__in=list(ids)).values_list("id", "update")
    return {pk: bytes(update) for pk, update in rows}


def shared_text_of(notes: Notes) -> SharedText:
    """Return the text as it stands in the database."""
    stored = stored_notes(notes.pk)
    snapshot = [stored.snapshot] if stored.snapshot else []
    return SharedText([*snapshot, *(update for _pk, update in stored.updates)])


def notes_as_they_stand(meeting: Meeting) -> tuple[Node, ...]:
    """Return what a reader sees; of an agreed record the version that was agreed."""
    notes = Notes.objects.filter(meeting=meeting).first()
    if notes is None:
        return ()
    agreed = notes.versions.filter(reason=NotesReason.AGREED).first()
    if agreed is not None and not are_notes_open(meeting.state, state_of_record(meeting)):
        return SharedText([bytes(agreed.snapshot)]).nodes()
    return shared_text_of(notes).nodes()


def plain_notes_of(meeting: Meeting) -> str:
    """Return the words of the notes, up to the last edit."""
    notes = Notes.objects.filter(meeting=meeting).first()
    if notes is None:
        return ""
    newest = notes.updates.aggregate(newest=Max("id"))["newest"] or 0
    if newest <= notes.settled_to:
        return notes.plain_text
    return plain_text(shared_text_of(notes).nodes())


def quiet_notes(*, since: datetime) -> list[int]:
    """Return the notes that have edits in their log and none since a moment, for the worker."""
    logs = NotesUpdate.objects.order_by("notes_id").values("notes_id").annotate(newest=Max("made_at"))
    return list(logs.filter(newest__lt=since).values_list("notes_id", flat=True))


def versions_of(meeting: Meeting) -> QuerySet[NotesVersion]:
    """Return the versions of the notes, newest first, with who wrote in each."""
    return NotesVersion.objects.filter(notes__meeting=meeting).prefetch_related("authors")


def open_version(meeting: Meeting, pk: str) -> NotesVersion:
    """Return one version of the notes of a meeting that was opened.

    Raises:
        NotFound: when there is none.
    """
    version = versions_of(meeting).filter(public_id=pk).first()
    if version is None:
        raise NotFound(_("There is no such version."))
    return version


def nodes_of_version(version: NotesVersion) -> tuple[Node, ...]:
    """Return what stood in a version."""
    return SharedText([bytes(version.snapshot)]).nodes()


def open_snapshot(meeting: Meeting, pk: str) -> DataSnapshot:
    """Return a chart that was frozen into the notes of a meeting that was opened.

    Raises:
        NotFound: when there is none.
    """
    # a picture pinned to the agenda is for members alone and stands in no notes
    frozen = DataSnapshot.objects.filter(notes__meeting=meeting, item=None)
    snapshot = frozen.select_related("frozen_by").filter(public_id=pk).first()
    if snapshot is None:
        raise NotFound(_("There is no such chart in these notes."))
    return snapshot


def decision_in_notes(meeting: Meeting, ref: str) -> MeetingDecision | None:
    """Return the decision of this meeting that stands in its notes under this id, or nothing."""
    return (
        MeetingDecision.objects.filter(meeting=meeting, public_id=ref).select_related("proposed_by").first()
    )


def promise_in_notes(meeting: Meeting, ref: str) -> ActionStep | None:
    """Return the promise of this meeting that stands in its notes under this id, or nothing."""
    return ActionStep.objects.filter(meeting=meeting, public_id=ref).select_related("who").first()


def may_name_students(by: Person, meeting: Meeting) -> bool:
    """Say whether a person may read the names of the community's students."""
    return sees(ObjectKind.STUDENT, relations_to_meeting(by, meeting), View.FULL)


def students_to_name(*, by: Person, meeting: Meeting) -> QuerySet[Student]:
    """Return the students that a person can refer to in the notes: those of the community, by name."""
    if not may_name_students(by, meeting):
        return Student.objects.none()
    students = students_of_community(community=meeting.community)
    return students.order_by("family_name", "given_name", "id")


def student_in_notes(*, by: Person, meeting: Meeting, ref: str) -> Student | None:
    """Return the student a reference means, for those who may know; nothing for everybody else."""
    return students_to_name(by=by, meeting=meeting).filter(public_id=ref).first()
