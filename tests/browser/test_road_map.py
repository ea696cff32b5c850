"""The road map: by keyboard and by drag the same change, on small screens too."""

from collections.abc import Callable
from datetime import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.site import Visitor, check_accessible, check_screen
from tests.cast import Cast
from tests.practice.world import started
from trellis.practice.cycles.models import Cycle
from trellis.practice.meetings.models import Meeting, RoadMapChange
from trellis.practice.meetings.operations.scheduling import Slot, schedule_series
from trellis.practice.meetings.words import Rhythm


def mapped(cast: Cast) -> Cycle:
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


def meeting_of(stage: int) -> Meeting | None:
    return RoadMapChange.objects.get(stage__position=stage, number=1).meeting


def test_S4_20_work_moves_by_keyboard_and_by_drag(visitor: Callable[..., Visitor], cast: Cast) -> None:
    cycle = mapped(cast)
    meetings = list(Meeting.objects.order_by("starts_at"))
    page = visitor(cast.ana, width=1440).open(reverse("road-map", args=[cycle.public_id]))
    check_accessible(page)
    work = page.locator("#work-1-1")
    down = work.get_by_role("button", name="Down")
    down.focus()
    page.keyboard.press("Enter")
    target = page.locator(f"[data-meeting='{meetings[1].public_id}']")
    expect(target).to_contain_text("Name the problem")
    expect(down).to_be_focused()
    assert meeting_of(1) == meetings[1]
    page.set_viewport_size({"width": 1440, "height": 4000})
    work = page.locator("#work-5-1")
    start, end = work.bounding_box(), page.locator(f"[data-meeting='{meetings[0].public_id}']").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 400, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 410, start["y"] + 14, steps=4)
    page.mouse.move(end["x"] + 300, end["y"] + 12, steps=8)
    with page.expect_navigation():
        page.mouse.up()
    expect(page.locator(f"[data-meeting='{meetings[0].public_id}']")).to_contain_text("Reflect and adjust")
    assert meeting_of(5) == meetings[0]


@pytest.mark.once
def test_pages_of_planning_fit_and_are_accessible(visitor: Callable[..., Visitor], cast: Cast) -> None:
    cycle = mapped(cast)
    ana, meeting = visitor(cast.ana), Meeting.objects.order_by("starts_at")[0]
    for name, words in (
        ("road-map", [cycle.public_id]),
        ("plan-work", [cycle.public_id, 1, 1]),
        ("plan-agenda", [meeting.public_id]),
        ("cover", [meeting.public_id]),
        ("guests", [meeting.public_id]),
        ("common-time", [cast.grade_4.public_id]),
        ("welcome-pack", [cast.grade_4.public_id]),
    ):
        check_screen(ana, reverse(name, args=words), name)
