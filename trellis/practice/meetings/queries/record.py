"""The record of a meeting: gathered once when it ends, then only read."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from trellis.evidence.measures.queries import live_points
from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Cycle
from trellis.practice.goals.queries import goal_sentence
from trellis.practice.meetings.models import HoursCredit, Meeting, MeetingRecord
from trellis.practice.meetings.queries.agenda import agenda_of
from trellis.practice.meetings.queries.functions import attendance_of, functions_of
from trellis.practice.meetings.queries.inside import (
    DecisionLine,
    decisions_of,
    parked_in,
    promises_before,
    promises_made,
)
from trellis.practice.meetings.queries.pinned import pinned_in
from trellis.practice.meetings.queries.thanks import thanks_in
from trellis.practice.meetings.rules.facts import SILENCE
from trellis.practice.meetings.words import MeetingState, RecordState


def _snapshot(cycle: Cycle | None) -> dict[str, Any]:
    """Return goal and chart as they were seen: values, not links."""
    if cycle is None:
        return {}
    points = live_points(cycle.measure) if cycle.measure else []
    return {
        "cycle": cycle.name,
        "goal": goal_sentence(cycle.student_goal) if cycle.student_goal else "",
        "measure": cycle.measure.name if cycle.measure else "",
        "unit": cycle.measure.unit if cycle.measure else "",
        "points": [
            {"on": point.on.isoformat(), "value": str(point.value), "whole": point.whole} for point in points
        ],
    }


def _decision(line: DecisionLine) -> dict[str, Any]:
    decision = line.decision
    return {
        "text": decision.text,
        "method": decision.method,
        "state": decision.state,
        "outcome": decision.outcome,
        "options": decision.options,
        "quorum": decision.quorum,
        "took_part": [voice.person.full_name for voice in line.voices],
        "voices": [{"choice": voice.choice, "words": voice.words} for voice in line.voices],
        "decider": decision.decider.full_name if decision.decider else "",
        "review_on": decision.review_on.isoformat() if decision.review_on else "",
        "reopens": decision.reopens.text if decision.reopens else "",
        "reason": decision.reason,
    }


def _pinned(meeting: Meeting) -> list[dict[str, Any]]:
    """Return what each pinned picture said; the picture itself is kept beside the notes and never changes."""
    return [
        {"title": one.title, "sentence": one.content.get("sentence", ""), "at": one.frozen_at.isoformat()}
        for one in pinned_in(meeting)
    ]


def _promises(meeting: Meeting) -> dict[str, Any]:
    return {
        "promises_before": [
            {
                "text": line.step.text,
                "who": line.step.who.full_name,
                "due_on": line.step.due_on.isoformat(),
                "outcome": line.review.outcome if line.review else "",
                "reason": line.review.reason if line.review else "",
            }
            for line in promises_before(meeting)
        ],
        "promises": [
            {"text": step.text, "who": step.who.full_name, "due_on": step.due_on.isoformat()}
            for step in promises_made(meeting)
        ],
    }


def content_of(meeting: Meeting, notes: str) -> dict[str, Any]:
    """Gather what the record of a meeting holds, as plain values."""
    there = attendance_of(meeting)
    items = agenda_of(meeting)
    return {
        "title": meeting.title,
        "community": meeting.community.name,
        "starts_at": (meeting.opened_at or meeting.starts_at).isoformat(),
        "ends_at": (meeting.finished_at or meeting.ends_at).isoformat(),
        "mode": meeting.mode,
        "place": meeting.place,
        "purpose": meeting.purpose,
        "product": meeting.product,
        "norm": meeting.norm,
        "present": [row.person.full_name for row in there if row.person],
        "guests": [row.guest_name for row in there if row.person is None],
        "functions": [
            {"function": row.function, "name": row.person.full_name} for row in functions_of(meeting)
        ],
        "items": [
            {
                "title": line.item.title,
                "kind": line.item.kind,
                "note": line.item.note,
                "minutes": line.item.minutes,
                "used": round(line.used_seconds(meeting.finished_at or meeting.ends_at) / 60),
                "protocol": line.item.protocol,
                "ran": line.item.started_at is not None,
            }
            for line in items
        ],
        **_promises(meeting),
        "decisions": [_decision(line) for line in decisions_of(meeting)],
        "parked": [question.text for question in parked_in(meeting)],
        "thanks": [
            {"to": row.to.full_name, "by": row.by.full_name, "text": row.text} for row in thanks_in(meeting)
        ],
        "family_line": meeting.family_line,
        "reflection": meeting.reflection,
        "evidence": _snapshot(meeting.cycle),
        "pinned": _pinned(meeting),
        "notes": notes,
    }


def records_of(meeting: Meeting) -> list[MeetingRecord]:
    """Return all versions of the record, the first first."""
    return list(MeetingRecord.objects.filter(meeting=meeting).select_related("written_by"))


def is_agreed(meeting: Meeting, now: datetime | None = None) -> bool:
    """Say whether the record is agreed: said so, or nobody amended it for a week."""
    if meeting.state != MeetingState.HELD or meeting.finished_at is None:
        return False
    if meeting.record_state == RecordState.AGREED:
        return True
    last = MeetingRecord.objects.filter(meeting=meeting).order_by("-version").first()
    return last is not None and (now or timezone.now()) - last.written_at >= SILENCE


def state_of_record(meeting: Meeting, now: datetime | None = None) -> RecordState:
    """Return the state of the record as it is now."""
    return RecordState.AGREED if is_agreed(meeting, now) else RecordState(meeting.record_state)


def hours_of(by: Person) -> timedelta:
    """Return the time that a person earned by being in meetings; only they ask for it."""
    minutes = sum(HoursCredit.objects.filter(person=by).values_list("minutes", flat=True))
    return timedelta(minutes=minutes)


def seen_points(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the points of the chart as they were seen."""
    return list(content.get("evidence", {}).get("points", []))
