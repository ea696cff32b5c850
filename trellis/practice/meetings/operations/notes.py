"""Keeps what is written in the notes of a meeting, settles it, and restores what stood there before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid
from trellis.kit.fanout import announce
from trellis.kit.shared_text import Node, SharedText
from trellis.people.accounts.models import Person
from trellis.practice.meetings.models import (
    AgendaItem,
    DataSnapshot,
    Meeting,
    Notes,
    NotesUpdate,
    NotesVersion,
)
from trellis.practice.meetings.operations.guard import journal, take_meeting, topic_of
from trellis.practice.meetings.queries.notes import nodes_of_version, quiet_notes, shared_text_of
from trellis.practice.meetings.queries.record import state_of_record
from trellis.practice.meetings.rules.notes import are_notes_open, plain_text
from trellis.practice.meetings.words import NotesReason, RecordState

#: A text with so many edits in its log is brought into one snapshot.
LOG_LENGTH = 2000
#: While people write, a version is kept so often.
VERSION_EVERY = timedelta(minutes=10)
#: The longest title of a frozen chart.
TITLE_LENGTH = 255


@dataclass(frozen=True)
class Edit:
    """An edit that a socket has taken, with its author as the server knows them."""

    notes_id: int
    author_id: int
    update: bytes


def topic_of_notes(notes_id: int) -> str:
    """Return the topic under which server processes tell one another what is written."""
    return f"notes:{notes_id}"


def start_notes(*, by: Person, meeting: Meeting) -> Notes:
    """Return the notes of a meeting that was opened; they begin empty, with the first who opens them."""
    notes, _made = Notes.objects.get_or_create(meeting=meeting, defaults={"changed_at": timezone.now()})
    return notes


@transaction.atomic
def keep_edits(
    *, edits: Sequence[Edit], told_by: str, news: Mapping[int, Sequence[str]] | None = None
) -> list[int | None]:
    """Keep edits of many texts in one transaction; when this returns they are on disk.

    Who may write is asked when a socket opens and again whenever access changes; here only whether the
    notes are still open. ``told_by`` names the process, ``news`` is what it tells the others on the way, by
    notes.

    Returns:
        For each edit its id, or nothing if it was not kept because its notes are closed.
    """
    wanted = {edit.notes_id for edit in edits}
    closed = set(
        Notes.objects.filter(pk__in=wanted, meeting__record_state=RecordState.AGREED).values_list(
            "pk", flat=True
        )
    )
    now = timezone.now()
    rows = [
        NotesUpdate(notes_id=edit.notes_id, author_id=edit.author_id, update=edit.update, made_at=now)
        for edit in edits
        if edit.notes_id not in closed
    ]
    kept = iter(NotesUpdate.objects.bulk_create(rows))
    ids = [None if edit.notes_id in closed else next(kept).pk for edit in edits]
    told: dict[int, list[str]] = defaultdict(list)
    for edit, pk in zip(edits, ids, strict=True):
        if pk is not None:
            told[edit.notes_id].append(str(pk))
    for notes_id, numbers in told.items():
        announce(topic_of_notes(notes_id), f"{told_by} edits {','.join(numbers)}")
    for notes_id, parts in (news or {}).items():
        for part in parts:
            announce(topic_of_notes(notes_id), f"{told_by} {part}")
    return ids


@transaction.atomic
def settle_notes(
    *,
    notes_id: int,
    is_closing: bool = False,
    reason: NotesReason = NotesReason.WRITTEN,
    now: datetime | None = None,
) -> None:
    """Derive the words of the notes; bring a long log into the snapshot and keep a version on the way.

    May run at any time, in any process, any number of times. Only edits that were read here and have found
    their place are taken out of the log: one that commits later, whatever its id, stays.
    """
    moment = now or timezone.now()
    notes = Notes.objects.select_for_update().filter(pk=notes_id).first()
    if notes is None:
        return
    # every some seconds for every open room: plain values, read once (only this writes the snapshot)
    log = NotesUpdate.objects.filter(notes=notes).order_by("id")
    rows = list(log.values_list("id", "update", "made_at", "author_id"))
    if not rows and reason != NotesReason.AGREED:
        return
    snapshot = [bytes(notes.snapshot)] if notes.snapshot else []
    text = SharedText([*snapshot, *(bytes(update) for _pk, update, _at, _author in rows)])
    notes.plain_text = plain_text(text.nodes())
    if rows:
        notes.settled_to = rows[-1][0]
        notes.changed_at = max(made_at for _pk, _update, made_at, _author in rows)
    last = notes.versions.first()
    is_due = is_closing or len(rows) >= LOG_LENGTH or reason != NotesReason.WRITTEN
    if last is not None and moment - last.made_at >= VERSION_EVERY:
        is_due = True
    if is_due and all(text.holds(bytes(update)) for _pk, update, _at, _author in rows):
        notes.snapshot = text.whole()
        NotesUpdate.objects.filter(pk__in=[row[0] for row in rows]).delete()
        authors = {author for _pk, _update, _at, author in rows if author}
        _keep_version(notes, last, reason, authors, moment)
    notes.save(update_fields=["plain_text", "settled_to", "changed_at", "snapshot"])


def _keep_version(
    notes: Notes, last: NotesVersion | None, reason: NotesReason, authors: set[int], moment: datetime
) -> None:
    if last is not None and bytes(last.snapshot) == bytes(notes.snapshot) and reason == NotesReason.WRITTEN:
        return
    version = NotesVersion.objects.create(
        notes=notes,
        number=(last.number if last else 0) + 1,
        reason=reason,
        snapshot=notes.snapshot,
        plain_text=notes.plain_text,
        made_at=moment,
    )
    version.authors.set(authors)


def settle_quiet_notes(*, now: datetime) -> int:
    """Settle what a server left when it was stopped or killed; return how many notes (for the worker)."""
    waiting = quiet_notes(since=now - VERSION_EVERY)
    for notes_id in waiting:
        settle_notes(notes_id=notes_id, is_closing=True, now=now)
    return len(waiting)


@transaction.atomic
def write_notes(*, by: Person, meeting: Meeting, nodes: Sequence[Node]) -> None:
    """Add to the end of the notes without an editor, as one edit; open screens follow at once.

    Raises:
        NotFound: for people who may not read the notes.
        Refused: for those who only read.
        Conflict: when the record is agreed.
    """
    locked = take_meeting(by, meeting)
    if not are_notes_open(locked.state, state_of_record(locked)):
        raise Conflict(_("The record of this meeting is agreed: its notes do not change any more."))
    notes = start_notes(by=by, meeting=locked)
    update = shared_text_of(notes).append(nodes)
    keep_edits(edits=[Edit(notes.pk, by.pk, update)], told_by="operation")
    announce(topic_of(locked), "notes")


@transaction.atomic
def restore_version(*, by: Person, meeting: Meeting, version: NotesVersion) -> None:
    """Put an earlier version of the notes in place of what stands there now, as one more edit.

    What stood there becomes a version first; open screens follow at once.

    Raises:
        NotFound: for people who may not read the notes.
        Refused: for those who only read.
        Conflict: when the record is agreed.
    """
    locked = take_meeting(by, meeting)
    if not are_notes_open(locked.state, state_of_record(locked)):
        raise Conflict(_("The record of this meeting is agreed: its notes do not change any more."))
    notes = Notes.objects.select_for_update().get(meeting=locked)
    settle_notes(notes_id=notes.pk, is_closing=True)
    notes.refresh_from_db()
    text = shared_text_of(notes)
    before = text.nodes()
    update = text.replace(nodes_of_version(version))
    if text.nodes() != before:
        edit = Edit(notes.pk, by.pk, update)
        keep_edits(edits=[edit], told_by="operation")
        settle_notes(notes_id=notes.pk, is_closing=True, reason=NotesReason.RESTORED)
    journal(by, locked, "notes.restored", {"version": version.number})
    announce(topic_of(locked), "notes")


@transaction.atomic
def freeze_data(
    *,
    by: Person,
    meeting: Meeting,
    title: str,
    content: Mapping[str, object],
    item: AgendaItem | None = None,
) -> DataSnapshot:
    """Keep a chart as it is seen now, to stand in the notes or with an item of the agenda.

    ``content`` is what the chart is drawn from, already limited to what this person sees.

    Raises:
        NotFound: for people who may not read the notes.
        Refused: for those who only read.
        Conflict: when the record is agreed.
        Invalid: without a title or without anything to show.
    """
    locked = take_meeting(by, meeting)
    if not are_notes_open(locked.state, state_of_record(locked)):
        raise Conflict(_("The record of this meeting is agreed: its notes do not change any more."))
    if not title.strip() or not content:
        raise Invalid(_("There is nothing to show yet."), {"chart": _("Choose a chart with data.")})
    notes = start_notes(by=by, meeting=locked)
    snapshot = DataSnapshot.objects.create(
        notes=notes,
        item=item,
        title=title.strip()[:TITLE_LENGTH],
        content=dict(content),
        frozen_by=by,
        frozen_at=timezone.now(),
    )
    journal(by, locked, "notes.data_frozen", {"snapshot": snapshot.public_id})
    return snapshot


def keep_agreed_notes(*, meeting: Meeting) -> None:
    """Keep the version that the record stands by, when it is agreed (called by that operation)."""
    notes = Notes.objects.filter(meeting=meeting).first()
    if notes is not None:
        settle_notes(notes_id=notes.pk, is_closing=True, reason=NotesReason.AGREED)
        announce(topic_of_notes(notes.pk), "operation access")
    announce(topic_of(meeting), "notes")
