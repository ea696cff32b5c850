"""Pages of the road map."""

import re
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.world import started
from trellis.people.places.operations import add_calendar_mark
from trellis.people.places.words import MarkKind
from trellis.practice.cycles.models import Cycle
from trellis.practice.meetings.models import Meeting, RoadMapChange
from trellis.practice.meetings.operations.scheduling import Slot, schedule_meeting, schedule_series
from trellis.practice.meetings.words import Rhythm


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """A cycle that begins within a week, with its weekly meetings."""
    cycle = started(cast, weeks_ago=-1)
    schedule_series(
        by=cast.ana,
        community=cast.grade_4,
        title="Weekly meeting",
        slot=Slot(cycle.starts_on, time(13, 30)),
        rhythm=Rhythm.WEEKLY,
        last_on=cycle.ends_on,
    )
    return cycle


@pytest.fixture
def ana(cast: Cast) -> Client:
    return signed_in(cast.ana)


def page(client: Client, cycle: Cycle) -> str:
    response = client.get(reverse("road-map", args=[cycle.public_id]))
    assert response.status_code == 200
    return response.content.decode()


def test_S4_20_the_road_map_shows_weeks_meetings_and_cards(ana: Client, cycle: Cycle) -> None:
    content = page(ana, cycle)
    assert content.count('class="map-week"') == 8
    assert content.count('class="map-meeting"') == 8
    assert "Every step has a meeting." in content
    for protocol in re.findall(r'href="(/protocols/[^"]+)"', content):
        assert ana.get(protocol).status_code == 200
    assert (
        reverse("road-map", args=[cycle.public_id])
        in ana.get(reverse("open-cycle", args=[cycle.public_id])).content.decode()
    )


def test_S4_29_a_cycle_without_meetings_says_what_is_missing(cast: Cast, ana: Client) -> None:
    content = page(ana, started(cast, weeks_ago=-1))
    assert content.count("No meeting is planned for this step.") == 5
    assert "Without a meeting" in content
    assert "draggable" not in content, "there is nowhere to drag it to"
    proposed = re.findall(r'href="([^"]+\?on=(\d{4}-\d\d-\d\d))"', content)
    assert len(proposed) == 5
    url, day = proposed[-1]
    assert f'name="on" value="{day}"' in ana.get(url).content.decode()
    assert ana.get(url.replace(day, "2026-99-99")).status_code == 200


def test_S4_20_a_window_of_the_school_is_a_line_on_the_page(cast: Cast, ana: Client, cycle: Cycle) -> None:
    add_calendar_mark(
        by=None,
        organization=cast.lincoln,
        kind=MarkKind.ASSESSMENT,
        name="Winter test",
        starts_on=cycle.starts_on,
        ends_on=cycle.starts_on,
    )
    content = page(ana, cycle)
    assert "Assessment: Winter test" in content
    assert content.count('class="map-meeting"') == 8


def test_S4_20_a_key_and_a_drag_are_the_same_change(ana: Client, cycle: Cycle) -> None:
    url = reverse("move-work", args=[cycle.public_id, 1, 1])
    second = Meeting.objects.order_by("starts_at")[1]
    piece = ana.post(url, {"to": "down"}, headers={"hx-request": "true"})
    assert piece.status_code == 200
    assert piece.content.decode().lstrip().startswith('<div id="road-map">')
    assert "data-focus" in piece.content.decode(), "the keyboard stays with the work"
    assert "Name the problem" in piece["HX-Trigger"]
    change = RoadMapChange.objects.get(stage__position=1)
    assert change.meeting == second
    RoadMapChange.objects.all().delete()
    dropped = ana.post(url, {"to": second.public_id, "before": "2-1"})
    assert dropped.status_code == 303
    assert RoadMapChange.objects.get(stage__position=1).meeting == second
    assert ana.post(url, {}).status_code == 422


def test_the_first_cannot_go_up_and_the_last_cannot_go_down(ana: Client, cycle: Cycle) -> None:
    content = page(ana, cycle)
    works = content.split('<li class="map-work"')[1:]
    ups = ['value="up"' in work for work in works]
    downs = ['value="down"' in work for work in works]
    assert ups == [False, *[True] * (len(works) - 1)]
    assert downs == [*[True] * (len(works) - 1), False]
    last = re.findall(r'data-move="([^"]+)"', content)[-1]
    there = ana.post(last, {"to": "up"}, headers={"hx-request": "true"}).content.decode()
    assert there.count("data-focus") == 1, "the keyboard stays with the work"


def test_plan_work_changes_words_and_reset_takes_them_back(ana: Client, cycle: Cycle) -> None:
    url = reverse("plan-work", args=[cycle.public_id, 2, 1])
    assert ana.get(url).status_code == 200
    form = {"purpose": "Read the slips together", "product": "Two facts", "protocol": "five-whys"}
    assert ana.post(url, form).status_code == 303
    content = page(ana, cycle)
    assert "Read the slips together" in content
    assert "changed by you" in content
    assert ana.post(url, form | {"protocol": "none-such"}).status_code == 422
    ana.post(reverse("reset-work", args=[cycle.public_id, 2, 1]))
    assert "Read the slips together" not in page(ana, cycle)
    assert ana.get(reverse("plan-work", args=[cycle.public_id, 9, 1])).status_code == 404


def test_S4_29_the_meeting_and_its_agenda_show_what_is_planned(cast: Cast, ana: Client, cycle: Cycle) -> None:
    first = Meeting.objects.order_by("starts_at")[0]
    for name in ("open-meeting", "plan-agenda"):
        content = ana.get(reverse(name, args=[first.public_id])).content.decode()
        assert "Planned for this meeting" in content, name
        assert reverse("road-map", args=[cycle.public_id]) in content
    outside = signed_in(cast.pat).get(reverse("open-meeting", args=[first.public_id])).content.decode()
    assert "Planned for this meeting" not in outside
    other = schedule_meeting(
        by=cast.cleo,
        community=cast.grade_5,
        title="Theirs",
        slot=Slot(timezone.localdate() + timedelta(days=8), time(9)),
    )
    assert other.title not in page(ana, cycle)


def test_more_meetings_need_no_more_queries(cast: Cast, ana: Client, cycle: Cycle) -> None:
    page(ana, cycle)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(ana, cycle)
    for days in (2, 3, 4):
        schedule_meeting(
            by=cast.ana,
            community=cast.grade_4,
            title="One more",
            slot=Slot(cycle.starts_on + timedelta(days=days), time(9)),
        )
    with CaptureQueriesContext(connection) as more:
        page(ana, cycle)
    assert len(more) == len(few)
