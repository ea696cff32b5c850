"""The screens of a meeting and what is done on them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting, tomorrow
from tests.practice.world import planned, started
from trellis.practice.meetings.models import ActionStep, Meeting, MeetingDecision
from trellis.practice.meetings.operations import filling, recording, running

HTMX = {"hx-request": "true"}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    planned(cast, started(cast))
    meeting = planned_meeting(cast)
    filling.fill_agenda(by=cast.ana, meeting=meeting)
    return meeting


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.ana)


def text(client: Client, name: str, meeting: Meeting, **headers: str) -> str:
    response = client.get(reverse(name, args=[meeting.public_id]), headers=headers or None)
    assert response.status_code == 200, name
    return response.content.decode()


def test_plan_agenda_shows_the_sum_and_what_can_be_done(client: Client, meeting: Meeting) -> None:
    page = text(client, "plan-agenda", meeting)
    assert "45 of 45 minutes" in page
    item = meeting.items.order_by("position")[1]
    client.post(reverse("move-item", args=[meeting.public_id, item.public_id]), {"to": "up"})
    item.refresh_from_db()
    assert item.position == 1
    form = {"title": "Bus list", "minutes": 2, "kind": "logistics"}
    client.post(reverse("add-item", args=[meeting.public_id]), form)
    assert "47 of 45 minutes" in text(client, "plan-agenda", meeting)


def test_every_screen_of_a_running_meeting_opens(client: Client, cast: Cast, meeting: Meeting) -> None:
    client.post(reverse("start-meeting", args=[meeting.public_id]))
    for name in ("open-meeting", "phone", "wrap-meeting", "projector"):
        assert 'role="timer"' in text(client, name, meeting), name
    assert meeting.join_code in text(client, "projector", meeting)
    assert 'class="qr"' in text(client, "projector", meeting)


def test_a_piece_equals_the_whole_page(client: Client, meeting: Meeting) -> None:
    """After a swap the room looks as after a full reload."""
    client.post(reverse("start-meeting", args=[meeting.public_id]))
    whole = text(client, "open-meeting", meeting)
    pieces = text(client, "meeting-now", meeting, **HTMX)
    for name in ("agenda", "arrive", "before", "objects", "parked"):
        piece = re.search(
            rf'<div id="{name}" hx-swap-oob="innerMorph">(.*?)</div>\s*(?:<div id=|<p id=|$)', pieces, re.S
        )
        assert piece is not None, name
        # the clock goes on between two answers
        lines = [line for line in piece[1].splitlines() if line.strip() and "data-left" not in line]
        for line in lines:
            if "csrfmiddlewaretoken" not in line:
                assert line.strip() in whole, (name, line)


def test_promises_and_decisions_are_written_down_where_they_are_made(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    client.post(reverse("start-meeting", args=[meeting.public_id]))
    form = {"text": "copies the strips", "who": cast.ben.public_id, "due_on": tomorrow().isoformat()}
    response = client.post(reverse("make-promise", args=[meeting.public_id]), form, headers=HTMX)
    assert response.status_code == 200
    assert "copies the strips" in response.content.decode()
    step = ActionStep.objects.get()
    assert step.item is not None
    proposal = {"text": "We reteach on Thursday.", "method": "consent"}
    client.post(reverse("propose-decision", args=[meeting.public_id]), proposal)
    decision = MeetingDecision.objects.get()
    voice = reverse("speak-to-decision", args=[meeting.public_id, decision.public_id])
    client.post(voice, {"choice": "consent"})
    signed_in(cast.ben).post(voice, {"choice": "consent"})
    client.post(reverse("close-decision", args=[meeting.public_id, decision.public_id]))
    page = text(client, "open-meeting", meeting)
    assert "Adopted. 2 members took part." in page


def test_what_is_missing_is_said_in_one_sentence(client: Client, meeting: Meeting) -> None:
    client.post(reverse("start-meeting", args=[meeting.public_id]))
    response = client.post(reverse("make-promise", args=[meeting.public_id]), {"text": ""}, headers=HTMX)
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#notices"
    assert "What will be done?" in response.content.decode()


def test_the_end_leads_to_a_record_with_nothing_to_submit(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    running.start_meeting(by=cast.ana, meeting=meeting)
    url = reverse("finish-meeting", args=[meeting.public_id])
    assert client.post(url, {"reflection": ""}).status_code == 422
    response = client.post(url, {"reflection": "More silence before we speak."})
    assert response["Location"] == reverse("record", args=[meeting.public_id])
    page = text(client, "record", meeting)
    assert "More silence before we speak." in page
    assert "Draft" in page
    client.post(reverse("amend-record", args=[meeting.public_id]), {"amendment": "It was item 7."})
    client.post(reverse("agree-record", args=[meeting.public_id]))
    page = text(client, "record", meeting)
    assert "Ana Reyes: It was item 7." in page
    assert "stays as it is" in page
    assert "It was item 7." not in client.get(f"{response['Location']}?version=1").content.decode()


def test_S2_15_a_principal_reads_the_title_and_what_was_published(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    running.start_meeting(by=cast.ana, meeting=meeting)
    recording.finish_meeting(by=cast.ana, meeting=meeting, reflection="Secret words")
    pat = signed_in(cast.pat)
    page = text(pat, "open-meeting", meeting)
    assert "Held" in page
    assert "Secret words" not in page
    assert pat.get(reverse("record", args=[meeting.public_id])).status_code == 404
