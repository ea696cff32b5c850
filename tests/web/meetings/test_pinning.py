"""Pin to the meeting: results, a chart and need groups become items, each with its picture as it was seen."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting
from tests.practice.students.world import answered, grouped
from trellis.evidence.measures.models import Measure
from trellis.evidence.measures.operations import make_measure, record_data_point
from trellis.evidence.measures.words import MeasureKind
from trellis.evidence.roster.models import Student
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.practice.meetings.models import AgendaItem, DataSnapshot, Meeting, MeetingRecord
from trellis.practice.meetings.operations.agenda import remove_item
from trellis.practice.meetings.operations.hosting import invite_to_meeting
from trellis.practice.meetings.operations.joining import join_as_guest
from trellis.practice.meetings.operations.pinning import pin_to_meeting
from trellis.practice.meetings.operations.recording import finish_meeting
from trellis.practice.meetings.operations.running import next_item, start_meeting
from trellis.practice.meetings.words import ItemKind
from trellis.web.paper.pdf import Paper, pdf_response

CONTENT = {"chart": "<p>As it was</p>", "sentence": "Half of them."}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def measured(cast: Cast, *values: int) -> Measure:
    measure = make_measure(by=cast.ana, community=cast.grade_4, name="Exit slip", kind=MeasureKind.PRACTICAL)
    for back, part in enumerate(values):
        record_data_point(
            by=cast.ana,
            measure=measure,
            on=timezone.localdate() - timedelta(weeks=len(values) - back),
            part=part,
            whole=100,
        )
    return measure


def pin(client: Client, name: str, pk: str) -> None:
    response = client.post(reverse(name, args=[pk]))
    assert response.status_code == 303
    assert response["Location"].endswith("/agenda/"), response["Location"]


def page(client: Client, name: str, meeting: Meeting) -> str:
    response = client.get(reverse(name, args=[meeting.public_id]))
    assert response.status_code == 200
    return response.content.decode()


def test_S3_16_what_is_pinned_is_an_item_with_the_picture_as_it_was_seen(cast: Cast) -> None:
    meeting, later = planned_meeting(cast), planned_meeting(cast, timezone.localdate() + timedelta(days=8))
    measure, ben = measured(cast, 41, 52), signed_in(cast.ben)
    form = reverse("pin-measure", args=[measure.public_id])
    assert form in ben.get(reverse("record-data-point", args=[measure.public_id])).content.decode()
    pin(ben, "pin-measure", measure.public_id)
    item = AgendaItem.objects.get(meeting=meeting)
    assert (item.title, item.kind, item.minutes, item.with_data) == ("Exit slip", ItemKind.LEARN, 10, True)
    assert item.proposed_by == cast.ben
    assert not AgendaItem.objects.filter(meeting=later).exists()
    seen = DataSnapshot.objects.get().content["chart"]
    record_data_point(by=cast.ana, measure=measure, on=timezone.localdate(), part=99, whole=100)
    room = page(signed_in(cast.ana), "open-meeting", meeting)
    assert seen.strip() in room
    assert "(99/100)" not in room


def test_results_and_groups_are_pinned_without_any_student(cast: Cast) -> None:
    planned_meeting(cast)
    regrouping = grouped(cast)
    assessment = regrouping.assessment
    assert assessment is not None
    ana = signed_in(cast.ana)
    for name in ("open-assessment", "read-answers"):
        shown = ana.get(reverse(name, args=[assessment.public_id])).content.decode()
        assert reverse("pin-results", args=[assessment.public_id]) in shown
    pin(ana, "pin-results", assessment.public_id)
    pin(ana, "pin-groups", regrouping.public_id)
    results, groups = DataSnapshot.objects.order_by("id")
    assert "Hardest:" in results.content["sentence"]
    assert f"of {Student.objects.count()} students have a group" in groups.content["sentence"]
    for snapshot in (results, groups):
        assert "<table" in snapshot.content["chart"]
        for student in Student.objects.all():
            assert student.family_name not in str(snapshot.content)


def test_the_hardest_item_stands_first(cast: Cast) -> None:
    planned_meeting(cast)
    pin(signed_in(cast.ana), "pin-results", answered(cast).public_id)
    item = DataSnapshot.objects.get()
    hardest = item.content["sentence"].split("Hardest: ")[1].split(",")[0]
    assert f'<tbody>\n<tr><th scope="row">{hardest}<' in item.content["chart"]
    assert 'max="11"' in item.content["chart"], "of those who were there"


def test_the_picture_stands_on_the_wall_while_its_item_runs_and_in_the_record_afterwards(cast: Cast) -> None:
    meeting, ana = planned_meeting(cast), signed_in(cast.ana)
    pin_to_meeting(by=cast.ana, meeting=meeting, title="Slips", content=CONTENT)
    assert CONTENT["chart"] not in page(ana, "projector", meeting)
    now = meeting.starts_at
    start_meeting(by=cast.ana, meeting=meeting, now=now)
    if AgendaItem.objects.get().started_at is None:
        next_item(by=cast.ana, meeting=meeting, now=now)
    assert CONTENT["chart"] in page(ana, "projector", meeting)
    assert CONTENT["chart"] in page(ana, "phone", meeting)
    hand = ana.get(reverse("meeting-now", args=[meeting.public_id]), {"screen": "phone"}).content.decode()
    assert CONTENT["chart"] in hand
    piece = ana.get(reverse("meeting-now", args=[meeting.public_id]), {"screen": "pinned"}).content.decode()
    assert CONTENT["chart"] in piece
    finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=meeting.ends_at)
    assert CONTENT["chart"] in page(ana, "record", meeting)
    assert MeetingRecord.objects.get().content["pinned"][0]["sentence"] == "Half of them."
    assert ana.get(reverse("record-pdf", args=[meeting.public_id])).status_code == 200


def test_S1_03_guests_of_the_meeting_see_the_item_and_not_the_picture(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.cleo)
    with pytest.raises(Refused):
        pin_to_meeting(by=cast.cleo, meeting=meeting, title="Slips", content=CONTENT)
    pin_to_meeting(by=cast.ana, meeting=meeting, title="Slips", content=CONTENT)
    start_meeting(by=cast.ana, meeting=meeting, now=meeting.starts_at)
    cleo, rosa = signed_in(cast.cleo), Client()
    for name in ("open-meeting", "projector", "meeting-now", "phone"):
        shown = page(cleo, name, meeting)
        assert CONTENT["chart"] not in shown, name
        assert CONTENT["sentence"] not in shown, name
    assert "Slips" in page(cleo, "open-meeting", meeting)
    join_as_guest(meeting=meeting, name="Otto")
    rosa.post(reverse("join-as-guest", args=[meeting.join_code]), {"name": "Rosa"})
    seat = rosa.get(reverse("guest-seat", args=[meeting.join_code])).content.decode()
    assert "Slips" in seat
    assert CONTENT["chart"] not in seat
    finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=meeting.ends_at)
    assert CONTENT["chart"] not in page(cleo, "record", meeting)


def test_S3_16_the_agenda_and_its_paper_say_that_an_item_carries_a_picture(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers: list[Paper] = []

    def keep(paper: Paper, name: str) -> HttpResponse:
        papers.append(paper)
        return pdf_response(paper, name)

    monkeypatch.setattr("trellis.web.meetings.papers.pdf_response", keep)
    meeting = planned_meeting(cast)
    invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.cleo)
    pin_to_meeting(by=cast.ana, meeting=meeting, title="Slips", content=CONTENT)
    assert "Picture: Half of them." in page(signed_in(cast.ben), "plan-agenda", meeting)
    for person, sees in ((cast.ben, True), (cast.cleo, False)):
        assert signed_in(person).get(reverse("agenda-pdf", args=[meeting.public_id])).status_code == 200
        assert ("Picture: Half of them." in str(papers.pop().sections)) == sees


def test_members_alone_pin_and_only_where_there_is_something_to_show(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    for outside in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            pin_to_meeting(by=outside, meeting=meeting, title="Slips", content=CONTENT)
    with pytest.raises(Invalid):
        pin_to_meeting(by=cast.ana, meeting=meeting, title="Slips", content={})
    assert not AgendaItem.objects.exists(), "nothing is left of what could not be pinned"
    empty = measured(cast)
    assert signed_in(cast.ana).post(reverse("pin-measure", args=[empty.public_id])).status_code == 422
    start_meeting(by=cast.ana, meeting=meeting, now=meeting.starts_at)
    finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=meeting.ends_at)
    with pytest.raises(Conflict):
        pin_to_meeting(by=cast.ana, meeting=meeting, title="Slips", content=CONTENT)


def test_without_a_meeting_ahead_the_calendar_comes_first(cast: Cast) -> None:
    measure = measured(cast, 41)
    response = signed_in(cast.ana).post(reverse("pin-measure", args=[measure.public_id]))
    assert response["Location"] == reverse("schedule-meeting", args=[cast.grade_4.public_id])
    assert not DataSnapshot.objects.exists()


def test_taking_the_item_off_the_agenda_takes_its_picture_out_of_the_room(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    item = pin_to_meeting(by=cast.ana, meeting=meeting, title="Slips", content=CONTENT)
    remove_item(by=cast.ben, meeting=meeting, item=item.public_id)
    assert CONTENT["chart"] not in page(signed_in(cast.ana), "open-meeting", meeting)
    assert not DataSnapshot.objects.exists()
