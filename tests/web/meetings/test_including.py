"""Everybody can take part: norms at the start, interpreting, captions, turns, guest members (S3-17)."""

from datetime import time, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting, tomorrow
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.communities.models import Membership
from trellis.people.communities.operations import agree_norms
from trellis.people.communities.words import Function
from trellis.practice.meetings.models import Meeting, MeetingSeries
from trellis.practice.meetings.operations import joining, recording, running
from trellis.practice.meetings.operations.agenda import NewItem, add_item
from trellis.practice.meetings.operations.hosting import invite_to_meeting
from trellis.practice.meetings.operations.including import Arranged, arrange_inclusion
from trellis.practice.meetings.operations.scheduling import Slot, schedule_series
from trellis.practice.meetings.rules.fair import in_turn
from trellis.practice.meetings.words import Inclusion, Rhythm
from trellis.web.meetings.times import inclusion_words
from trellis.web.paper.pdf import Paper, pdf_response

NORM, OTHER = "We describe before we judge.", "We finish with who does what."
ARRANGED = Arranged([Inclusion.INTERPRETING, Inclusion.TURN_ORDER], "Spanish, Ms. Lopez")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def page(client: Client, name: str, meeting: Meeting) -> str:
    response = client.get(reverse(name, args=[meeting.public_id]))
    assert response.status_code == 200
    return response.content.decode()


def test_S3_17_all_norms_stand_on_the_screens_until_the_first_item_is_over(cast: Cast) -> None:
    agree_norms(by=cast.ana, community=cast.grade_4, texts=[NORM, OTHER])
    meeting, ana = planned_meeting(cast), signed_in(cast.ana)
    for title in ("Check-in", "Fractions"):
        add_item(by=cast.ana, meeting=meeting, new=NewItem(title))
    assert OTHER in page(ana, "open-meeting", meeting)
    running.start_meeting(by=cast.ana, meeting=meeting)
    for name in ("open-meeting", "projector"):
        shown = page(ana, name, meeting)
        assert NORM in shown, name
        assert OTHER in shown, name
    running.next_item(by=cast.ana, meeting=meeting)
    meeting.refresh_from_db()
    later = page(ana, "projector", meeting)
    assert (NORM in later) + (OTHER in later) == 1, "the norm of the day stays"


def test_S3_17_what_is_arranged_is_read_by_whoever_comes_in_their_language(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers: list[Paper] = []

    def keep(paper: Paper, name: str) -> HttpResponse:
        papers.append(paper)
        return pdf_response(paper, name)

    monkeypatch.setattr("trellis.web.meetings.papers.pdf_response", keep)
    meeting, ana = planned_meeting(cast), signed_in(cast.ana)
    add_item(by=cast.ana, meeting=meeting, new=NewItem("Fractions"))
    url = reverse("arrange-inclusion", args=[meeting.public_id])
    form = {"inclusion": ["interpreting", "captions"], "note": "Spanish, Ms. Lopez"}
    assert ana.post(url, form).status_code == 303
    assert 'value="captions" checked' in page(ana, "plan-agenda", meeting)
    assert inclusion_words(Meeting(inclusion=["break"], inclusion_note="Tea.")) == "A short break. Tea"
    said = "An interpreter: Spanish, Ms. Lopez. Live captions."
    for name in ("open-meeting", "phone", "projector"):
        assert said in page(ana, name, meeting), name
    ana.get(reverse("agenda-pdf", args=[meeting.public_id]))
    assert said[:-1] in str(papers.pop().sections)
    running.start_meeting(by=cast.ana, meeting=meeting)
    rosa = Client()
    rosa.post(reverse("join-as-guest", args=[meeting.join_code]), {"name": "Rosa"})
    seat = rosa.get(
        reverse("guest-seat", args=[meeting.join_code]), headers={"accept-language": "es"}
    ).content.decode()
    assert "Intérprete: Spanish, Ms. Lopez. Subtítulos en vivo." in seat
    assert ana.post(url, {"inclusion": ["dancing"]}).status_code == 422


def test_S3_17_people_speak_in_turn_and_who_begins_wanders(cast: Cast) -> None:
    assert [in_turn("abc", number) for number in range(4)] == [
        list("abc"),
        list("bca"),
        list("cab"),
        list("abc"),
    ]
    assert in_turn([], 3) == []
    meeting = planned_meeting(cast)
    arrange_inclusion(by=cast.ana, meeting=meeting, arranged=ARRANGED)
    assert "In turn:" not in page(signed_in(cast.ana), "phone", meeting), "not before it begins"
    running.start_meeting(by=cast.ana, meeting=meeting)
    joining.join_meeting(by=cast.ben, meeting=meeting)
    joining.join_as_guest(meeting=meeting, name="Rosa")
    turns = ", ".join(in_turn(["Ana", "Ben", "Rosa"], meeting.pk))
    for name in ("open-meeting", "phone", "projector"):
        assert f"In turn: {turns}" in page(signed_in(cast.ben), name, meeting), name


def test_S3_17_a_series_keeps_what_is_arranged(cast: Cast) -> None:
    series = schedule_series(
        by=cast.ana,
        community=cast.grade_4,
        title="Weekly",
        slot=Slot(tomorrow(), time(13, 30)),
        rhythm=Rhythm.WEEKLY,
        last_on=timezone.localdate() + timedelta(weeks=4),
    )
    first, second, *later = series.meetings.order_by("starts_at")
    arrange_inclusion(by=cast.ana, meeting=second, arranged=ARRANGED, whole_series=True)
    kept = [meeting.inclusion for meeting in series.meetings.order_by("starts_at")]
    assert kept == [[], *[["interpreting", "turn_order"]] * (1 + len(later))]
    assert MeetingSeries.objects.get().inclusion_note == "Spanish, Ms. Lopez"
    arrange_inclusion(by=cast.ana, meeting=first, arranged=Arranged([Inclusion.BREAK]))
    second.refresh_from_db()
    assert second.inclusion == ["interpreting", "turn_order"]


def test_S1_03_guest_members_come_into_the_open_items_when_the_team_says_so(cast: Cast) -> None:
    today = timezone.localdate()
    Membership.objects.create(
        community=cast.grade_4, person=cast.eli, function=Function.FAMILY_REPRESENTATIVE, starts_on=today
    )
    meeting, eli = planned_meeting(cast), signed_in(cast.eli)
    add_item(by=cast.ana, meeting=meeting, new=NewItem("Reading night"))
    add_item(by=cast.ana, meeting=meeting, new=NewItem("Names of students", is_staff_only=True))
    assert "Reading night" not in page(eli, "open-meeting", meeting)
    arrange_inclusion(by=cast.ana, meeting=meeting, arranged=Arranged(open_to_guests=True))
    seen = page(eli, "open-meeting", meeting)
    assert "Reading night" in seen
    assert "Names of students" not in seen
    arrange_inclusion(by=cast.ana, meeting=meeting, arranged=Arranged())
    assert "Reading night" not in page(eli, "open-meeting", meeting)


def test_members_alone_arrange_and_only_until_it_is_over(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    for outside in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            arrange_inclusion(by=outside, meeting=meeting, arranged=ARRANGED)
    invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.cleo)
    with pytest.raises(Refused):
        arrange_inclusion(by=cast.cleo, meeting=meeting, arranged=ARRANGED)
    with pytest.raises(Invalid):
        arrange_inclusion(by=cast.ana, meeting=meeting, arranged=Arranged(["dancing"]))
    running.start_meeting(by=cast.ana, meeting=meeting)
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True)
    with pytest.raises(Conflict):
        arrange_inclusion(by=cast.ana, meeting=meeting, arranged=ARRANGED)
