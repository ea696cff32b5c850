"""Pages that find a time."""

import re
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, _person, make_cast
from tests.house.matrix.world import signed_in
from trellis.people.access.words import Role
from trellis.people.communities.models import Membership
from trellis.practice.meetings.models import Meeting, MeetingSeries
from trellis.practice.meetings.operations.scheduling import Slot, schedule_meeting


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def ana(cast: Cast) -> Client:
    return signed_in(cast.ana)


def test_S0_32_one_press_starts_the_series(cast: Cast, ana: Client) -> None:
    url = reverse("common-time", args=[cast.grade_4.public_id])
    page = ana.get(f"{url}?minutes=50&rhythm=fortnightly").content.decode()
    assert "2 of 2 can come" in page
    when = re.search(r'name="when" value="([^"]*)"', page)
    assert when is not None
    form = {"when": when[1], "minutes": "50", "rhythm": "fortnightly", "mode": "room"}
    response = ana.post(reverse("take-common-time", args=[cast.grade_4.public_id]), form)
    assert response.status_code == 303
    series = MeetingSeries.objects.get()
    assert f"{series.first_on.weekday()} {series.at:%H:%M}" == when[1]
    assert (series.minutes, series.rhythm, series.link) == (50, "fortnightly", "")
    assert Meeting.objects.filter(series=series).count() > 2
    assert ana.post(reverse("take-common-time", args=[cast.grade_4.public_id]), {}).status_code == 422
    assert ana.get(url, {"minutes": 1}).status_code == 422


def test_S1_25_S2_52_a_series_from_the_finder_carries_room_and_link(cast: Cast, ana: Client) -> None:
    url = reverse("take-common-time", args=[cast.grade_4.public_id])
    form = {"when": "1 13:30", "minutes": "45", "rhythm": "weekly", "mode": "hybrid", "place": "Room 12"}
    refused = ana.post(url, form)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Add the link people use to come in." in page
    assert 'value="Room 12"' in page, "nothing is lost"
    assert "Meet then" in page
    assert ana.post(url, form | {"link": "https://meet.example/ana"}).status_code == 303
    series = MeetingSeries.objects.get()
    assert (series.mode, series.place, series.link) == ("hybrid", "Room 12", "https://meet.example/ana")
    assert set(Meeting.objects.values_list("mode", "place", "link")) == {
        ("hybrid", "Room 12", "https://meet.example/ana")
    }
    for wrong in ("", "7 13:30", "1 25:00", "Tuesday"):
        assert ana.post(url, form | {"when": wrong, "mode": "room"}).status_code == 422


def test_S0_34_nobody_reads_what_other_teams_meet_about(cast: Cast, ana: Client) -> None:
    Membership.objects.create(community=cast.grade_5, person=cast.ben, starts_on=timezone.localdate())
    for days in range(1, 9):
        schedule_meeting(
            by=cast.cleo,
            community=cast.grade_5,
            title="About layoffs",
            slot=Slot(timezone.localdate() + timedelta(days=days), time(7), 475),
        )
    page = ana.get(reverse("common-time", args=[cast.grade_4.public_id]), {"minutes": 240}).content.decode()
    assert "layoffs" not in page
    assert cast.grade_5.name not in page
    for outsider in (cast.pat, cast.cleo):
        client = signed_in(outsider)
        assert client.get(reverse("common-time", args=[cast.grade_4.public_id])).status_code == 404


def test_more_members_need_no_more_queries(cast: Cast, ana: Client) -> None:
    url = reverse("common-time", args=[cast.grade_4.public_id])
    ana.get(url)
    with CaptureQueriesContext(connection) as few:
        ana.get(url)
    today = timezone.localdate()
    for name in ("Ina", "Jon", "Kim"):
        person = _person(name, "More", Role.TEACHER, cast.lincoln, today)
        Membership.objects.create(community=cast.grade_4, person=person, starts_on=today)
    with CaptureQueriesContext(connection) as more:
        ana.get(url)
    assert len(more) == len(few)
