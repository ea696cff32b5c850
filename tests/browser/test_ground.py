"""The browser's world: who is signed in, what is watched, and the pages that every person has."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import SCHEMES, WIDTHS, Visitor, check_accessible, check_screen
from tests.cast import Cast

CAST = ("ana", "ben", "cleo", "dee", "eli", "pat")


@pytest.mark.once
@pytest.mark.parametrize("key", CAST)
def test_everybody_has_a_today_that_axe_accepts(visit: Callable[..., Page], cast: Cast, key: str) -> None:
    page = visit("/today/", getattr(cast, key))
    expect(page.locator("h1")).to_have_count(1)
    check_accessible(page)


@pytest.mark.once
def test_today_fits_every_width_in_light_and_dark(visitor: Callable[..., Visitor], cast: Cast) -> None:
    check_screen(visitor(cast.ana), "/today/", "today", looks=list(product(WIDTHS, SCHEMES)))


@pytest.mark.once
def test_a_visitor_is_asked_to_sign_in(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    somebody.watch.expected.add("/favicon.ico")
    page = somebody.open("/today/")
    assert "/sign-in/" in page.url
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.once
def test_the_watch_hears_errors_and_other_hosts(visitor: Callable[..., Visitor], cast: Cast) -> None:
    somebody = visitor(cast.ana)
    page = somebody.open("/today/")
    page.evaluate("console.error('meant')")
    page.evaluate("fetch('http://192.0.2.1/').catch(() => null)")
    page.evaluate("fetch('/nowhere/').catch(() => null)")
    expect(page.locator("h1")).to_have_count(1)
    page.wait_for_timeout(300)
    heard = "\n".join(somebody.watch.complaints)
    assert "Console error: meant" in heard
    assert "Answer 404: /nowhere/" in heard
    assert "192.0.2.1" in heard
    somebody.watch.complaints.clear()
