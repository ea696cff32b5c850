"""Coming in by code: members with one tap, guests by name for one meeting, everybody else not at all."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting
from trellis.practice.meetings.models import Attendance, Meeting
from trellis.practice.meetings.operations import recording, running
from trellis.practice.meetings.operations.agenda import NewItem, add_item
from trellis.practice.meetings.operations.hosting import send_guest_away


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A meeting that runs, with an open item and one for the team alone."""
    meeting = planned_meeting(cast)
    add_item(by=cast.ana, meeting=meeting, new=NewItem("Comparing fractions"))
    add_item(by=cast.ana, meeting=meeting, new=NewItem("Names of students", is_staff_only=True))
    running.start_meeting(by=cast.ana, meeting=meeting)
    return meeting


def seat_of(meeting: Meeting, name: str = "Rosa") -> Client:
    client = Client()
    response = client.post(reverse("join-as-guest", args=[meeting.join_code]), {"name": name})
    assert response.status_code == 303
    return client


def test_S2_52_a_member_comes_in_with_one_tap(cast: Cast, meeting: Meeting) -> None:
    client = signed_in(cast.ben)
    url = reverse("join-meeting", args=[meeting.join_code])
    assert b"Come in" in client.get(url).content
    assert not Attendance.objects.filter(person=cast.ben).exists(), "looking is not joining"
    response = client.post(url)
    assert response["Location"] == reverse("phone", args=[meeting.public_id])
    assert Attendance.objects.filter(person=cast.ben, meeting=meeting).exists()


def test_a_typed_code_leads_to_its_meeting(cast: Cast, meeting: Meeting) -> None:
    code = meeting.join_code
    response = Client().post(reverse("join"), {"code": f"{code[:3].lower()} {code[3:]}"})
    assert response["Location"] == reverse("join-meeting", args=[code])
    assert Client().get(reverse("join-meeting", args=["BCDFGH"])).status_code == 404


def test_a_code_shows_neither_title_nor_agenda_to_a_stranger(cast: Cast, meeting: Meeting) -> None:
    for client in (Client(), signed_in(cast.cleo), signed_in(cast.eli)):
        page = client.get(reverse("join-meeting", args=[meeting.join_code])).content
        assert reverse("join-as-guest", args=[meeting.join_code]).encode() in page
        assert meeting.title.encode() not in page
        assert b"Comparing fractions" not in page
        assert client.post(reverse("join-meeting", args=[meeting.join_code])).status_code == 200
    assert Attendance.objects.count() == 1, "only who began it"


def test_S1_03_a_guest_sees_open_items_and_never_the_teams_own_part(cast: Cast, meeting: Meeting) -> None:
    client = seat_of(meeting)
    url = reverse("guest-seat", args=[meeting.join_code])
    page = client.get(url).content
    assert b"Comparing fractions" in page
    assert b"Names of students" not in page
    running.next_item(by=cast.ana, meeting=meeting)
    page = client.get(url).content
    assert b"a part of its own" in page
    assert b"Names of students" not in page
    for name in ("open-meeting", "meeting-now", "phone", "wrap-meeting", "projector", "plan-agenda"):
        response = client.get(reverse(name, args=[meeting.public_id]))
        assert response["Location"].startswith(reverse("account_login"))


def test_a_seat_ends_with_the_meeting_and_when_sent_away(cast: Cast, meeting: Meeting) -> None:
    first, second = seat_of(meeting, "Rosa"), seat_of(meeting, "Otto")
    url = reverse("guest-seat", args=[meeting.join_code])
    assert Client().get(url).status_code == 404, "the code alone is no seat"
    rosa = Attendance.objects.get(guest_name="Rosa")
    send_guest_away(by=cast.ben, meeting=meeting, attendance=rosa.public_id)
    assert first.get(url).status_code == 404
    assert second.get(url).status_code == 200
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True)
    assert second.get(url).status_code == 404
    # an open screen is told kindly, in the same words for everybody without a seat
    piece = {"hx-request": "true"}
    told = second.get(url, headers=piece)
    assert b"Your seat is closed" in told.content
    assert Client().get(url, headers=piece).content == told.content


def test_a_seat_of_one_meeting_opens_no_other(cast: Cast, meeting: Meeting) -> None:
    other = planned_meeting(cast)
    running.start_meeting(by=cast.ana, meeting=other)
    client = seat_of(meeting)
    assert client.get(reverse("guest-seat", args=[other.join_code])).status_code == 404
