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
    form = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]  # type: ignore[index]  # it is there
        for name in ("weekday", "at")
    } | {"minutes": "50", "rhythm": "fortnightly"}
    response = ana.post(reverse("take-common-time", args=[cast.grade_4.public_id]), form)
    assert response.status_code == 303
    series = MeetingSeries.objects.get()
    assert (series.first_on.weekday(), series.minutes, series.rhythm) == (
        int(form["weekday"]),
        50,
        "fortnightly",
    )
    assert f"{series.at:%H:%M}" == form["at"]
    assert Meeting.objects.filter(series=series).count() > 2
    assert ana.post(reverse("take-common-time", args=[cast.grade_4.public_id]), {}).status_code == 422
    assert ana.get(url, {"minutes": 1}).status_code == 422


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
