"""Published tables fit, are accessible, and are read as the reader's tier has them."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.site import Visitor, check_accessible, check_fits, picture
from tests.cast import Cast
from tests.insight.releases.world import World


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1440, "light")])
def test_S0_34_a_table_is_made_published_and_read(
    visitor: Callable[..., Visitor], cast: Cast, width: int, scheme: str
) -> None:
    World(cast)
    dee = visitor(cast.dee, width=width, scheme=scheme)
    page = dee.open(reverse("open-organization", args=[cast.district.public_id]))
    page.get_by_role("link", name="Tables of results").click()
    page.get_by_role("link", name="New table").click()
    page.get_by_role("button", name="Take these").click()
    page.get_by_label("Reached from this value on").fill("500")
    page.get_by_label("Groups").select_option(label="Gender as the student system says it")
    page.get_by_role("button", name="Show me first").click()
    expect(page.locator("main")).to_contain_text("Which number is hidden by which rule is never said")
    check_accessible(page)
    check_fits(page)
    page.get_by_role("button", name="Publish this table").click()
    expect(page.locator("#notices")).to_contain_text("Table 1 is published.")
    check_accessible(page)
    check_fits(page)
    picture(page, f"table-{width}")
    page.get_by_label("Group").select_option(label="Another gender")
    page.get_by_role("button", name="Show this").click()
    expect(page.locator(".ranges")).to_contain_text("not shown")
    page.get_by_text("Let everyone read it").first.click()
    page.get_by_role("button", name="Let everyone read it").click()
    expect(page.locator("main")).to_contain_text("Everyone may read this")
    check_accessible(page)
    visiting = visitor(width=width, scheme=scheme)
    public = visiting.open(page.url.split(dee.url)[1].split("?")[0])
    expect(public.locator("main")).to_contain_text("100 to 299")
    check_accessible(public)
    check_fits(public)
    eli = visitor(cast.eli, width=width, scheme=scheme)
    page = eli.open(page.url.split(eli.url)[1].split("?")[0])
    expect(page.locator("main")).to_contain_text("de 100 a 299")
    expect(page.locator("main")).not_to_contain_text("114")
    check_accessible(page)
    check_fits(page)
