"""The notes without a script: read, their versions, what stands in them by reference."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from tests.cast import Cast
from tests.evidence.measures.classroom import make_classroom
from tests.practice.meetings.world import planned_meeting
from tests.practice.world import planned, started
from trellis.evidence.measures.operations import record_data_point
from trellis.kit.errors import NotFound
from trellis.kit.shared_text import Mark, Node, SharedText
from trellis.practice.meetings.models import DataSnapshot, Meeting, MeetingInvitation, Notes, NotesVersion
from trellis.practice.meetings.operations.notes import (
    Edit,
    keep_agreed_notes,
    keep_edits,
    settle_notes,
    settle_quiet_notes,
    start_notes,
    write_notes,
)
from trellis.practice.meetings.queries.notes import notes_as_they_stand, plain_notes_of, versions_of
from trellis.practice.meetings.words import RecordState

pytestmark = pytest.mark.django_db


def _enter(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def write(cast: Cast, meeting: Meeting, *elements: XmlElement) -> Notes:
    """Let Ana write these elements."""
    notes = start_notes(by=cast.ana, meeting=meeting)
    update = Doc({"notes": XmlFragment(list(elements))}).get_update()
    keep_edits(edits=[Edit(notes.pk, cast.ana.pk, update)], told_by="test")
    return notes


def _paragraph(words: str) -> XmlElement:
    return XmlElement("paragraph", {}, [XmlText(words)])


def test_the_room_shows_what_is_written_without_a_script(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    heading = XmlElement("heading", {"level": "3"}, [XmlText("Wrong answers")])
    lists = XmlElement("bulletList", {}, [XmlElement("listItem", {}, [_paragraph("Niño 中文")])])
    write(cast, meeting, heading, _paragraph("1 < 2 <script>alert(1)</script>"), lists)
    page = _enter(cast.ben).get(reverse("open-meeting", args=[meeting.public_id])).content.decode()
    assert "<h3>Wrong answers</h3>" in page
    assert "<p>1 &lt; 2 &lt;script&gt;alert(1)&lt;/script&gt;</p>" in page
    assert "<ul><li><p>Niño 中文</p></li></ul>" in page


def test_signs_that_hide_are_shown_and_links_lead_only_to_pages(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    doc: Any = Doc({"notes": XmlFragment([_paragraph("abc\u202edef \ue0002020\ue001 ")])})
    text = next(iter(next(iter(doc["notes"].children)).children))
    text.insert(0, "bad ", {"link": {"href": "javascript:alert(1)"}})
    text.insert(0, "good ", {"link": {"href": "https://example.org/a?b=1&c=2"}})
    notes = start_notes(by=cast.ana, meeting=meeting)
    keep_edits(edits=[Edit(notes.pk, cast.ana.pk, doc.get_update())], told_by="test")
    page = _enter(cast.ana).get(reverse("open-meeting", args=[meeting.public_id])).content.decode()
    assert 'abc<span class="odd-sign">U+202E</span>def 2020' in page
    assert "javascript:" not in page
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">good </a>' in page


def test_S3_16_a_frozen_chart_stays_as_it_was_seen(cast: Cast) -> None:
    cycle = started(cast)
    measure = planned(cast, cycle)
    for weeks, value in ((3, 42), (2, 45)):
        _point(cast, measure, weeks, value)
    meeting = planned_meeting(cast)
    ana = _enter(cast.ana)
    address = reverse("insert-object", args=[meeting.public_id, "snapshot"])
    assert "Students with 2 or 3 right of 3" in ana.get(address).content.decode()
    made = ana.post(address, {"chart": "cycle"})
    assert made.status_code == 201
    ref = made.json()["ref"]
    seen = reverse("notes-object", args=[meeting.public_id, "snapshot", ref])
    before = ana.get(seen).content
    _point(cast, measure, 1, 90)
    assert ana.get(seen).content == before
    assert b"90" not in before
    write(cast, meeting, XmlElement("reference", {"kind": "snapshot", "ref": ref}))
    page = ana.get(reverse("open-meeting", args=[meeting.public_id])).content.decode()
    assert DataSnapshot.objects.get().content["sentence"] in page


def _point(cast: Cast, measure: Any, weeks: int, value: int) -> None:
    day = timezone.localdate() - timedelta(weeks=weeks)
    record_data_point(by=cast.ana, measure=measure, on=day, part=value, whole=100)


def test_a_student_is_a_reference_and_its_name_is_for_those_who_may_know(cast: Cast) -> None:
    classroom = make_classroom(cast)
    student = classroom.ours[0]
    meeting = planned_meeting(cast)
    ana = _enter(cast.ana)
    address = reverse("insert-object", args=[meeting.public_id, "student"])
    assert student.family_name in ana.get(address).content.decode()
    made = ana.post(address, {"student": student.public_id})
    assert made.json() == {"kind": "student", "ref": student.public_id}
    assert ana.post(address, {"student": "nobody"}).status_code == 422
    inside = XmlElement("paragraph", {}, [XmlElement("student", {"ref": student.public_id})])
    notes = write(cast, meeting, inside)
    settle_notes(notes_id=notes.pk, is_closing=True)
    notes.refresh_from_db()
    assert student.family_name not in notes.plain_text
    assert student.family_name.encode() not in bytes(notes.snapshot)
    room = reverse("open-meeting", args=[meeting.public_id])
    assert student.family_name in ana.get(room).content.decode()
    MeetingInvitation.objects.create(
        meeting=meeting, person=cast.cleo, invited_by=cast.ana, invited_at=timezone.now()
    )
    page = _enter(cast.cleo).get(room).content.decode()
    assert student.family_name not in page
    assert "a student" in page
    assert _enter(cast.cleo).get(address).status_code == 404


def test_an_earlier_version_is_restored_and_nothing_is_lost(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    notes = write(cast, meeting, _paragraph("First 🌱"))
    settle_notes(notes_id=notes.pk, is_closing=True)
    write(cast, meeting, _paragraph("Second"))
    assert plain_notes_of(meeting).splitlines() in (["First 🌱", "Second"], ["Second", "First 🌱"])
    ana = _enter(cast.ana)
    versions = reverse("notes-versions", args=[meeting.public_id])
    (first,) = versions_of(meeting)
    assert "First 🌱" in ana.get(versions, {"version": first.public_id}).content.decode()
    answer = ana.post(reverse("restore-version", args=[meeting.public_id, first.public_id]))
    assert answer.status_code == 303
    assert plain_notes_of(meeting) == "First 🌱"
    # what stood there before is a version of its own
    assert [version.plain_text.count("Second") for version in versions_of(meeting)] == [0, 1, 0]
    assert [version.reason for version in versions_of(meeting)] == ["restored", "written", "written"]


def test_an_agreed_record_keeps_its_notes(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    notes = write(cast, meeting, _paragraph("Agreed"))
    keep_agreed_notes(meeting=meeting)
    meeting.record_state = RecordState.AGREED
    meeting.save(update_fields=["record_state"])
    late = Doc({"notes": XmlFragment([_paragraph("too late")])}).get_update()
    assert keep_edits(edits=[Edit(notes.pk, cast.ana.pk, late)], told_by="test") == [None]
    assert notes_as_they_stand(meeting) == (Node("paragraph", {}, (Mark("Agreed"),)),)
    ana = _enter(cast.ana)
    page = ana.get(reverse("open-meeting", args=[meeting.public_id])).content.decode()
    assert "Agreed" in page
    assert "data-tools" not in page
    (version,) = versions_of(meeting)
    address = reverse("restore-version", args=[meeting.public_id, version.public_id])
    assert ana.post(address).status_code == 409


def test_settling_takes_only_what_it_has_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = planned_meeting(cast)
    notes = write(cast, meeting, _paragraph("one"))
    monkeypatch.setattr("trellis.practice.meetings.operations.notes.LOG_LENGTH", 1)
    whole = SharedText.whole

    def late(text: SharedText) -> bytes:
        # an edit that commits in the middle, under a smaller id than those that were read
        if notes.updates.count() == 1:
            write(cast, meeting, _paragraph("late"))
        return whole(text)

    monkeypatch.setattr(SharedText, "whole", late)
    settle_notes(notes_id=notes.pk)
    assert notes.updates.count() == 1
    assert sorted(plain_notes_of(meeting).splitlines()) == ["late", "one"]
    monkeypatch.setattr(SharedText, "whole", whole)
    settle_notes(notes_id=notes.pk)
    assert notes.updates.count() == 0
    assert sorted(plain_notes_of(meeting).splitlines()) == ["late", "one"]
    assert NotesVersion.objects.filter(notes=notes).count() == 2


def test_the_worker_settles_what_a_stopped_server_left(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    notes = write(cast, meeting, _paragraph("Left behind"))
    assert settle_quiet_notes(now=timezone.now()) == 0
    assert settle_quiet_notes(now=timezone.now() + timedelta(minutes=11)) == 1
    notes.refresh_from_db()
    assert notes.plain_text == "Left behind"
    assert notes.updates.count() == 0
    assert settle_quiet_notes(now=timezone.now() + timedelta(minutes=30)) == 0


def test_notes_are_written_without_an_editor_too(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    write(cast, meeting, _paragraph("Before"))
    bold = Node("paragraph", {}, (Mark("año ", {}), Mark("🌱", {"bold": {}})))
    write_notes(by=cast.ben, meeting=meeting, nodes=[Node("heading", {"level": "3"}, (Mark("Más"),)), bold])
    assert plain_notes_of(meeting) == "Before\nMás\naño 🌱"
    with pytest.raises(NotFound):
        write_notes(by=cast.cleo, meeting=meeting, nodes=[bold])


def test_an_edit_that_waits_for_another_stays_in_the_log(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    doc: Any = Doc({"notes": XmlFragment([_paragraph("one")])})
    first = doc.get_update()
    state = doc.get_state()
    doc["notes"].children.append(_paragraph("two"))
    second = doc.get_update(state)
    notes = start_notes(by=cast.ana, meeting=meeting)
    keep_edits(edits=[Edit(notes.pk, cast.ana.pk, second)], told_by="test")
    settle_notes(notes_id=notes.pk, is_closing=True)
    assert notes.updates.count() == 1
    keep_edits(edits=[Edit(notes.pk, cast.ana.pk, first)], told_by="test")
    settle_notes(notes_id=notes.pk, is_closing=True)
    assert notes.updates.count() == 0
    assert plain_notes_of(meeting) == "one\ntwo"
