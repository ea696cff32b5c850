"""Tests in a real browser, over a real server and the test database.

`visit` opens a page as one of the cast without going through forms; every page it opens is watched: an error
on the console, a broken answer or a request to another host fails the test. CSP stays on.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import find_chromium
from tests.browser.site import Visitor, height_of
from tests.browser.sockets import serving
from tests.cast import Cast, make_cast
from trellis.cli.build import ROOT, BuildFailed, build
from trellis.kit.fanout import hub
from trellis.people.accounts.models import Person

#: A busy machine is slow; nothing here asserts how fast.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def _async_allowed() -> Iterator[None]:
    """Playwright's own loop runs in the test's thread; Django must not take the tests for asynchronous."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        yield


@pytest.fixture(scope="session")
def playwright(_async_allowed: None) -> Iterator[Playwright]:
    """Playwright, once a session."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The Chromium of this machine, once a session."""
    program = find_chromium()
    if program is None:
        sentence = (
            "NO CHROMIUM: browser tests did not run (CHROMIUM=/path names one; ./run test fetches one)."
        )
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"]
    started = playwright.chromium.launch(executable_path=program, args=arguments)
    yield started
    started.close()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, committed: the server runs in other threads."""
    return make_cast()


def _visitors(browser: Browser, url: str, wait: int) -> Iterator[Callable[..., Visitor]]:
    """Make visitors of a server; all that they saw is judged at the end of the test."""
    visitors: list[Visitor] = []

    def make(person: Person | None = None, *, width: int = 1280, scheme: str = "light") -> Visitor:
        context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": height_of(width)},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            locale="en-US",
        )
        context.set_default_timeout(wait)
        if person is not None:
            _sign_in(context, person, url)
        visitors.append(Visitor(context, url))
        return visitors[-1]

    yield make
    complaints = [complaint for visitor in visitors for complaint in visitor.watch.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer, cast: Cast) -> Iterator[Callable[..., Visitor]]:
    """Return a maker of visitors: `visitor(person, width=360, scheme="dark")`, `visitor()` is not signed in.

    All that visitors saw is judged at the end of the test.
    """
    yield from _visitors(browser, live_server.url, 15_000)


@pytest.fixture
def _editor() -> Iterator[None]:
    """The editor, built once and kept in the checkout's own folder."""
    kept = ROOT / ".trellis" / "build"
    try:
        build(kept)
    except BuildFailed as failure:
        sentence = f"NO EDITOR: pages with sockets were not tested in a browser ({failure})"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with override_settings(STATICFILES_DIRS=[kept]):
        yield


@pytest.fixture
def live_visitor(browser: Browser, cast: Cast, _editor: None) -> Iterator[Callable[..., Visitor]]:
    """As `visitor`, over a server that has sockets, and with the editor of notes.

    A busy machine is slow: whoever waits here waits long, for a state and never for a time.
    """
    with serving() as url:
        yield from _visitors(browser, url, 60_000)
    hub.close()


def _sign_in(context: BrowserContext, person: Person, url: str) -> None:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


@pytest.fixture
def visit(visitor: Callable[..., Visitor]) -> Callable[..., Page]:
    """Open one page: `visit("/today/", ana, width=360, scheme="dark")`; returns Playwright's page."""

    def open_page(
        path: str, person: Person | None = None, *, width: int = 1280, scheme: str = "light"
    ) -> Page:
        return visitor(person, width=width, scheme=scheme).open(path)

    return open_page
