"""Pages of meetings."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting
from trellis.practice.meetings.models import Meeting


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client_of(person: object) -> Client:
    return signed_in(person)  # type: ignore[arg-type]  # people of the cast


def test_schedule_series_page_fills_the_school_year(cast: Cast) -> None:
    client = client_of(cast.ana)
    url = reverse("schedule-series", args=[cast.grade_4.public_id])
    assert client.get(url).status_code == 200
    first = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    form = {
        "title": "Weekly meeting",
        "rhythm": "weekly",
        "on": first.isoformat(),
        "last_on": (first + timedelta(weeks=3)).isoformat(),
        "at": "13:30",
        "minutes": "45",
        "mode": "room",
        "place": "Room 12",
    }
    response = client.post(url, form)
    assert response.status_code == 303
    assert Meeting.objects.count() == 4
    listed = client.get(response["Location"]).content.decode()
    assert listed.count("Room 12") == 4


def test_a_form_that_misses_something_keeps_what_was_typed(cast: Cast) -> None:
    url = reverse("schedule-meeting", args=[cast.grade_4.public_id])
    form = {
        "title": "Call",
        "on": timezone.localdate().isoformat(),
        "at": "9:00",
        "minutes": 30,
        "mode": "virtual",
    }
    response = client_of(cast.ana).post(url, form)
    assert response.status_code == 422
    assert b"Add the link people use to come in." in response.content
    assert b'value="Call"' in response.content


def test_open_meeting_is_a_room_for_members_and_a_line_for_the_principal(cast: Cast) -> None:
    meeting = planned_meeting(cast, at=time(13, 30))
    url = reverse("open-meeting", args=[meeting.public_id])
    room = client_of(cast.ben).get(url).content.decode()
    assert 'class="room"' in room
    assert "1:30 p.m." in room
    outside = client_of(cast.pat).get(url).content.decode()
    assert 'class="room"' not in outside
    assert "1:30 p.m." in outside
    assert meeting.join_code not in outside
