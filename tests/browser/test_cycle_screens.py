"""The screens of a cycle: they fit, axe accepts them, nothing complains; members, leaders and families."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.site import Visitor, check_accessible, check_fits, picture
from tests.cast import Cast
from tests.web.cycles.test_pages import OF_CYCLE, running
from trellis.practice.cycles.models import UseRecord


@pytest.mark.once
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1440, "dark")])
def test_every_screen_of_a_cycle_fits_and_is_accessible(
    visitor: Callable[..., Visitor], cast: Cast, width: int, scheme: str
) -> None:
    cycle = running(cast)
    ana = visitor(cast.ana, width=width, scheme=scheme)
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
        page = ana.open(address)
        expect(page.locator("h1")).to_have_count(1)
        check_fits(page)
        check_accessible(page)
        picture(page, f"{name}-{width}-{scheme}")
        page.close()


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
