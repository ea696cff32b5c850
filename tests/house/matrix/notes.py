"""The notes of a meeting in the matrix: what stands in them, and their versions."""

from datetime import time, timedelta

from django.utils import timezone
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from tests.house.matrix.table import Row, _member_page
from tests.house.matrix.world import Thing, World
from trellis.practice.meetings.operations.notes import (
    Edit,
    freeze_data,
    keep_edits,
    settle_notes,
    start_notes,
)
from trellis.practice.meetings.operations.scheduling import Slot, schedule_meeting
from trellis.practice.meetings.queries.notes import versions_of

ROWS: dict[str, Row] = {
    "notes-object": _member_page("notes object"),
    "insert-object": _member_page("notes insert"),
    "notes-versions": _member_page("notes meeting"),
    "restore-version": _member_page("notes version", method="POST"),
}


def _words() -> bytes:
    doc = Doc({"notes": XmlFragment([XmlElement("paragraph", {}, [XmlText("Said among us")])])})
    return doc.get_update()


def things(world: World) -> dict[str, list[Thing]]:
    """Notes with a frozen chart and a version."""
    cast, team = world.cast, world.things["community"][0]
    meeting = schedule_meeting(
        by=cast.ana,
        community=cast.grade_4,
        title="Meeting with notes",
        slot=Slot(timezone.localdate() + timedelta(days=2), time(13, 30)),
    )
    notes = start_notes(by=cast.ana, meeting=meeting)
    keep_edits(edits=[Edit(notes.pk, cast.ana.pk, _words())], told_by="test")
    settle_notes(notes_id=notes.pk, is_closing=True)
    chart = freeze_data(by=cast.ana, meeting=meeting, title="Slip", content={"chart": "<p>Slip</p>"})
    version = versions_of(meeting).get()
    pk = meeting.public_id

    def thing(name: str, *words: object) -> list[Thing]:
        return [Thing(name, (pk, *words), team.relations)]

    return {
        "notes meeting": thing("notes"),
        "notes object": thing("notes object", "snapshot", chart.public_id),
        "notes insert": thing("notes insert", "student"),
        "notes version": thing("notes version", version.public_id),
    }
