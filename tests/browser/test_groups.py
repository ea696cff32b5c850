"""Grid, groups, reteach plan, chart with its start marker: as a team walks it, by keyboard and by drag."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Visitor, check_accessible, check_fits, check_screen
from tests.cast import Cast
from tests.practice.meetings.world import planned_meeting
from tests.practice.students.world import answered, grouped
from tests.practice.world import goals_set, measured, started, studied
from trellis.evidence.measures.operations import record_data_point
from trellis.practice.cycles.models import StrategyInUse
from trellis.practice.students.models import GroupPlace, Regrouping
from trellis.practice.students.words import GroupKind


def group_of(given_name: str) -> str:
    return GroupPlace.objects.get(student__given_name=given_name).group.name


def _drag(page: Page, what: Locator, to: Locator) -> None:
    """Drag as a hand does, in small steps and with both ends in sight."""
    page.set_viewport_size({"width": 1440, "height": 2000})
    start, end = what.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 30, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 14, steps=4)
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=8)
    page.mouse.up()


def token(page: Page, name: str) -> Locator:
    """The name on the board, with or without the mark of one who is one answer away."""
    return page.get_by_role("button", name=re.compile(f"^{name}"))


def plan_all(page: Page) -> None:
    """Say for every group who takes it."""
    for _group in range(Regrouping.objects.get().groups.count()):
        page.get_by_role("link", name="Plan who takes it").first.click()
        page.get_by_label("Who takes it").select_option(label="Ben Lee")
        page.get_by_label("What the teacher does").fill("Fold two strips and lay them side by side.")
        page.get_by_role("button", name="Keep the plan").click()
        expect(page.locator("#board")).to_be_visible()


def test_S3_02_from_the_grid_to_the_chart_with_a_start_marker(
    visitor: Callable[..., Visitor], cast: Cast
) -> None:
    cycle = started(cast)
    studied(cast, cycle)
    measure = measured(cast.ana, cycle)
    goals_set(cast, cycle, measure)
    for weeks in range(5, 0, -1):
        on = timezone.localdate() - timedelta(weeks=weeks)
        record_data_point(by=cast.ana, measure=measure, on=on, part=40, whole=90)
    assessment = answered(cast)
    page = visitor(cast.ana).open(reverse("read-answers", args=[assessment.public_id]))
    expect(page.locator("main")).to_contain_text("Item 3: 5 of 11 chose C.")
    page.get_by_role("button", name="Propose groups").click()
    expect(page.locator("h1")).to_contain_text("Groups after")
    plan_all(page)
    page.locator("#settle").get_by_label("First day").fill((timezone.localdate()).isoformat())
    page.locator("#settle").get_by_role("button", name="Settle the groups").click()
    expect(page.locator("#notices")).to_contain_text("Nobody is without a place.")
    page.get_by_role("button", name="Put the groups in the cycle").click()
    expect(page.locator("#notices")).to_contain_text("The groups stand in the plan of the cycle.")
    assert StrategyInUse.objects.get(cycle=cycle).starts_on == timezone.localdate()
    page.goto(reverse("open-cycle", args=[cycle.public_id]))
    expect(page.locator("main svg").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Start")
    for name, words in (("responsibility", "Who does what"), ("changes", "We made new groups")):
        page.goto(reverse(name, args=[cast.grade_4.public_id]))
        expect(page.locator("main")).to_contain_text(words)
        check_accessible(page)
        check_fits(page)


@pytest.mark.once
def test_S2_33_a_name_moves_by_keyboard_and_by_drag(visitor: Callable[..., Visitor], cast: Cast) -> None:
    regrouping = grouped(cast)
    page = visitor(cast.ana, width=1440).open(reverse("open-regrouping", args=[regrouping.public_id]))
    before = group_of("Hugo")
    token(page, "Hugo Marin").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-place]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-place]")).to_have_count(0)
    assert group_of("Hugo") == before
    token(page, "Hugo Marin").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-place]").first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-place]").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(token(page, "Hugo Marin")).to_be_focused()
    assert group_of("Hugo") == regrouping.groups.get(kind=GroupKind.UNSEEN).name
    page.get_by_role("button", name="Undo last move").click()
    expect(page.get_by_role("button", name="Undo last move")).to_have_count(0)
    assert group_of("Hugo") == before
    extension = regrouping.groups.get(kind=GroupKind.EXTENSION)
    target = page.locator(f"[data-group='{extension.public_id}']")
    _drag(page, token(page, "Lucía Haro"), target)
    expect(target).to_contain_text("Lucía Haro")
    assert group_of("Lucía") == extension.name


@pytest.mark.once
def test_answers_and_groups_fit_and_are_accessible(visitor: Callable[..., Visitor], cast: Cast) -> None:
    regrouping = grouped(cast)
    assert regrouping.assessment is not None
    group = regrouping.groups.first()
    assert group is not None
    place = GroupPlace.objects.select_related("student").filter(regrouping=regrouping).first()
    assert place is not None
    board = reverse("open-regrouping", args=[regrouping.public_id])
    addresses = {
        "answers": reverse("read-answers", args=[regrouping.assessment.public_id]),
        "groups": board,
        "groups-picked": f"{board}?pick={place.student.public_id}",
        "plan-group": reverse("plan-group", args=[group.public_id]),
        "capture-strategy": reverse("capture-strategy", args=[cast.grade_4.public_id]),
    }
    ana = visitor(cast.ana)
    meeting = planned_meeting(cast)
    for name in ("answers", "groups"):
        page = ana.open(addresses[name])
        page.get_by_role("button", name="Pin to the meeting").click()
        expect(page.locator("#notices")).to_contain_text("is on the agenda of")
        page.close()
    addresses["meeting-pinned"] = reverse("open-meeting", args=[meeting.public_id])
    for name, address in addresses.items():
        check_screen(ana, address, name, looks=((320, "light"), (360, "dark"), (1440, "light")))


@pytest.mark.once
def test_arrow_keys_walk_through_the_grid(visitor: Callable[..., Visitor], cast: Cast) -> None:
    assessment = answered(cast)
    page = visitor(cast.ana).open(reverse("read-answers", args=[assessment.public_id]))
    page.locator("[data-walk] .scroll").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-walk] td").first).to_be_focused()
    expect(page.locator("#say")).to_contain_text("Inés Vega")
