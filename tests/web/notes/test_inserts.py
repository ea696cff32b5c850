"""Promises and decisions made in the notes: by the same operations as elsewhere; they stand there by id."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pycrdt import XmlElement

from tests.cast import Cast
from tests.practice.meetings.world import planned_meeting
from tests.web.notes.test_notes import write
from trellis.practice.meetings.models import ActionStep, Meeting, MeetingDecision
from trellis.practice.meetings.operations.recording import agree_record, finish_meeting
from trellis.practice.meetings.operations.running import start_meeting
from trellis.practice.meetings.queries.notes import sight_of, versions_of
from trellis.practice.meetings.words import NotesSight

pytestmark = pytest.mark.django_db


def _enter(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _running(cast: Cast) -> Meeting:
    meeting = planned_meeting(cast)
    start_meeting(by=cast.ana, meeting=meeting)
    meeting.refresh_from_db()
    return meeting


def test_S3_16_a_promise_made_in_the_notes_is_a_promise_everywhere(cast: Cast) -> None:
    meeting = _running(cast)
    ana = _enter(cast.ana)
    address = reverse("insert-object", args=[meeting.public_id, "promise"])
    due = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert ana.post(address, {"who": cast.ben.public_id, "text": "", "due_on": due}).status_code == 422
    made = ana.post(address, {"who": cast.ben.public_id, "text": "copies the strip sheet", "due_on": due})
    assert made.status_code == 201
    step = ActionStep.objects.get()
    assert made.json() == {"kind": "promise", "ref": step.public_id}
    assert (step.who, step.text) == (cast.ben, "copies the strip sheet")
    write(cast, meeting, XmlElement("reference", {"kind": "promise", "ref": step.public_id}))
    page = _enter(cast.ben).get(reverse("open-meeting", args=[meeting.public_id])).content.decode()
    assert "<b>Ben</b>: copies the strip sheet" in page


def test_S0_38_a_decision_proposed_in_the_notes_stands_there(cast: Cast) -> None:
    meeting = _running(cast)
    ana = _enter(cast.ana)
    address = reverse("insert-object", args=[meeting.public_id, "decision"])
    made = ana.post(address, {"text": "We reteach with strips", "method": "consent", "review_on": ""})
    assert made.status_code == 201
    decision = MeetingDecision.objects.get()
    seen = ana.get(reverse("notes-object", args=[meeting.public_id, "decision", decision.public_id]))
    assert "We reteach with strips" in seen.content.decode()
    other = planned_meeting(cast)
    elsewhere = reverse("notes-object", args=[other.public_id, "decision", decision.public_id])
    assert ana.get(elsewhere).status_code == 404


def test_what_an_operation_refuses_is_said_in_the_form(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    address = reverse("insert-object", args=[meeting.public_id, "decision"])
    answer = _enter(cast.ana).post(address, {"text": "Too early", "method": "consent"})
    assert answer.status_code == 422
    assert not MeetingDecision.objects.exists()
    assert b"form" in answer.content


def test_an_agreed_record_closes_its_notes_and_keeps_the_version(cast: Cast) -> None:
    meeting = _running(cast)
    write(cast, meeting, XmlElement("paragraph", {}, []))
    finish_meeting(by=cast.ana, meeting=meeting, skip=True)
    meeting.refresh_from_db()
    assert sight_of(cast.ben, meeting) == NotesSight.WRITES
    agree_record(by=cast.ben, meeting=meeting)
    meeting.refresh_from_db()
    assert sight_of(cast.ben, meeting) == NotesSight.READS
    assert [version.reason for version in versions_of(meeting)] == ["agreed"]
