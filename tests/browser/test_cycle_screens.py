"""The screens of a cycle: they fit, axe accepts them, nothing complains; members, leaders and families."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.site import Visitor, check_accessible, check_fits, check_screen
from tests.cast import Cast
from tests.web.cycles.test_pages import OF_CYCLE, running
from trellis.practice.cycles.models import UseRecord
from trellis.practice.cycles.operations.mapping import add_process_step
from trellis.practice.cycles.queries.mapping import process_of


@pytest.mark.once
def test_every_screen_of_a_cycle_fits_and_is_accessible(visitor: Callable[..., Visitor], cast: Cast) -> None:
    cycle = running(cast)
    ana = visitor(cast.ana)
    addresses = {name: reverse(name, args=[cycle.public_id]) for name in OF_CYCLE}
    addresses |= {
        "open-stage": reverse("open-stage", args=[cycle.public_id, 1]),
        "set-goal": reverse("set-goal", args=[cycle.public_id, "student"]),
        "speak": reverse("speak", args=[cycle.public_id, "reflects"]),
        "cycles": reverse("cycles", args=[cast.grade_4.public_id]),
        "make-measure": reverse("make-measure", args=[cast.grade_4.public_id]),
        "community-with-cycle": reverse("open-community", args=[cast.grade_4.public_id]),
        "today-with-chart": reverse("today"),
    }
    for name, address in addresses.items():
        check_screen(ana, address, name)


def test_S0_45_the_try_log_takes_three_taps_on_a_phone(visitor: Callable[..., Visitor], cast: Cast) -> None:
    cycle = running(cast)
    page = visitor(cast.ben, width=360).open(reverse("record-use", args=[cycle.public_id]))
    page.get_by_text("Used fully").first.click()
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("Your week is recorded.")
    assert UseRecord.objects.filter(person=cast.ben).count() == 1


def test_S0_34_pat_and_dee_see_goal_and_road_and_eli_only_the_public_page(
    visitor: Callable[..., Visitor], cast: Cast
) -> None:
    cycle = running(cast)
    address = reverse("open-cycle", args=[cycle.public_id])
    for leader in (cast.pat, cast.dee):
        page = visitor(leader).open(address)
        expect(page.locator("main")).to_contain_text("The work inside stays with the team.")
        expect(page.locator("main")).not_to_contain_text("Did we use it?")
        check_accessible(page)
    visitor(cast.eli).open(address, expect=404)


@pytest.mark.once
def test_S0_42_a_process_map_is_put_in_order_by_keyboard_alone(
    visitor: Callable[..., Visitor], cast: Cast
) -> None:
    cycle = running(cast)
    for what in ("Show the rule", "Copy examples", "Thursday slip"):
        add_process_step(by=cast.ana, cycle=cycle, what=what, who="Teacher", trouble="Too fast")
    page = visitor(cast.ana, width=360).open(reverse("process-map", args=[cycle.public_id]))
    check_fits(page)
    check_accessible(page)
    page.get_by_role("button", name=re.compile("Down.*Show the rule")).focus()
    for place in (2, 3):
        page.keyboard.press("Enter")
        expect(page.locator("#notices")).to_contain_text(f"“Show the rule” is step {place} now.")
        # at the end no way leads further down: the focus is on the way back
        button = page.get_by_role("button", name=re.compile("Up.*Show the rule"))
        expect(button).to_be_focused()
        if place == 2:
            page.keyboard.press("Tab")
    assert [step.what for step in process_of(cycle)] == ["Copy examples", "Thursday slip", "Show the rule"]
    expect(page.locator("svg.causes")).to_contain_text("3. Show the rule")
