"""Finds words in what was written in meetings; only in meetings whose inside the person reads (S2-47)."""

from collections.abc import Iterator
from dataclasses import dataclass

from trellis.people.accounts.models import Person
from trellis.practice.meetings.models import ActionStep, Meeting, MeetingDecision, Notes
from trellis.practice.meetings.queries.seeing import meeting_work_seen
from trellis.practice.meetings.words import Found

#: The most that is shown of one kind.
SHOWN = 20
#: So much of a text is shown around the word.
AROUND = 70
SHORTEST = 3


@dataclass(frozen=True)
class Hit:
    """Where the words stand: the meeting, what kind of text, and a piece of it."""

    meeting: Meeting
    kind: Found
    piece: str


def _piece(text: str, words: str) -> str:
    """Return the text around the first place of the words, on one line."""
    flat = " ".join(text.split())
    at = flat.casefold().find(words.casefold())
    if at < 0:
        return flat[: 2 * AROUND]
    start, end = max(at - AROUND, 0), at + len(words) + AROUND
    return f"{'… ' if start else ''}{flat[start:end]}{' …' if end < len(flat) else ''}"


def _hits(by: Person, words: str) -> Iterator[Hit]:
    mine = meeting_work_seen(by=by).values("pk")
    related = ("meeting__community", "meeting__series")
    decisions = MeetingDecision.objects.filter(meeting__in=mine, text__icontains=words)
    for decision in decisions.select_related(*related).order_by("-proposed_at")[:SHOWN]:
        yield Hit(decision.meeting, Found.DECISION, _piece(decision.text, words))
    steps = ActionStep.objects.filter(meeting__in=mine, text__icontains=words)
    for step in steps.select_related(*related).order_by("-made_at")[:SHOWN]:
        yield Hit(step.meeting, Found.PROMISE, _piece(step.text, words))
    notes = Notes.objects.filter(meeting__in=mine, plain_text__icontains=words)
    for row in notes.select_related(*related).order_by("-changed_at")[:SHOWN]:
        yield Hit(row.meeting, Found.NOTES, _piece(row.plain_text, words))
    held = meeting_work_seen(by=by).filter(reflection__icontains=words)
    for meeting in held.order_by("-starts_at")[:SHOWN]:
        yield Hit(meeting, Found.REFLECTION, _piece(meeting.reflection, words))


def found_in_meetings(*, by: Person, words: str) -> list[Hit]:
    """Return where the words stand: notes, decisions, promises, reflections; the newest first."""
    asked = " ".join(words.split())
    if len(asked) < SHORTEST:
        return []
    return sorted(_hits(by, asked), key=lambda hit: hit.meeting.starts_at, reverse=True)
