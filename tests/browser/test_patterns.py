"""The pattern gallery in a real browser: accessible in both schemes and at every width, by keyboard, and with
drafts, swaps and entries that wait for a connection. It needs no database, so it has a server of its own.
"""

import re
import threading
from collections.abc import Callable, Iterator
from itertools import product
from socketserver import ThreadingMixIn
from types import SimpleNamespace
from typing import Literal
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    ViewportSize,
    expect,
)

from trellis.web.frame import Frame

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 768, 1440)


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server(
        "127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), server_class=Server, handler_class=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/patterns"
    server.shutdown()
    thread.join()
    server.server_close()


type Opener = Callable[..., Page]


@pytest.fixture
def gallery(browser: Browser, address: str) -> Iterator[Opener]:
    """Open the gallery; afterwards fail on anything that left the machine or broke in a script."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def asked(request: Request) -> None:
        if "//127.0.0.1" not in request.url:
            trouble.append(f"left the machine: {request.url}")

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "htmx:" in message.text:
            trouble.append(f"console: {message.text}")

    def watched(page: Page) -> Page:
        page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
        page.on("request", asked)
        page.on("console", said)
        return page

    def opened(width: int = 1200, query: str = "", **options: object) -> Page:
        size: ViewportSize = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]  # passed through
        contexts.append(context)
        page = watched(context.new_page())
        page.goto(address + query)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert trouble == []


def test_no_rule_of_accessibility_is_broken(gallery: Opener) -> None:
    page = gallery(reduced_motion="reduce")
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        told = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]
        assert told == [], f"{width} {scheme}"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_runs_off_the_page(gallery: Opener, width: int, direction: str) -> None:
    page = gallery(width)
    page.evaluate("direction => document.documentElement.dir = direction", direction)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [320, 1280])
def test_text_twice_as_large_still_fits(gallery: Opener, width: int) -> None:
    page = gallery(width)
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('html { font-size: 212.5% !important }');
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_words_that_are_longer_in_another_language_still_fit(gallery: Opener, width: int) -> None:
    page = gallery(width)
    page.evaluate(
        """() => {
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const text = texts.currentNode;
                if (text.parentElement.closest('template, script, svg')) continue;
                const longer = word => word + word.slice(0, Math.ceil(word.length * 0.4));
                text.data = text.data.replace(/[a-z]{3,}/gi, longer);
            }
        }"""
    )
    assert page.get_by_role("heading", level=1).inner_text() == "PatternsPatt"
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_first_tab_offers_to_skip_to_the_page(gallery: Opener) -> None:
    page = gallery()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_every_control_can_be_reached_and_shows_its_focus(gallery: Opener) -> None:
    page = gallery(768)
    seen = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => { const here = document.activeElement, style = getComputedStyle(here);
                 const label = here.closest('label');
                 const ring = node => node && getComputedStyle(node).outlineStyle !== 'none';
                 return [here.tagName + here.textContent.trim().slice(0, 30),
                         ring(here) || ring(label) || here.tagName === 'a' && here.matches('svg a')]; }"""
        )
        if shown[0].startswith("BODY"):
            break
        seen.add(shown[0])
        assert shown[1], f"no visible focus on {shown[0]}"
    assert {"BUTTONOpen the room", "BUTTONShare this card"} <= seen


def test_who_can_see_opens_and_closes_by_keyboard_without_a_script(gallery: Opener) -> None:
    page = gallery(java_script_enabled=False)
    chip = page.get_by_role("button", name="Only you").first
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nobody else can open this.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Nobody else can open this.")).to_be_hidden()
    expect(chip).to_be_focused()


def test_a_dialog_opens_and_gives_the_focus_back(gallery: Opener) -> None:
    page = gallery()
    page.get_by_role("button", name="Share this card").press("Enter")
    expect(page.get_by_role("dialog", name="Share this card with the district?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Share this card")).to_be_focused()


def test_a_point_of_the_chart_speaks_and_leads_to_its_row(gallery: Opener) -> None:
    page = gallery()
    point = page.get_by_role("link", name="Nov 12: 55 %, 39 of 71, 3 of 4 classes")
    point.focus()
    expect(point.locator(".tip")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#weekly-11")).to_be_in_viewport()


def test_the_narrow_chart_is_another_drawing_not_a_smaller_one(gallery: Opener) -> None:
    page = gallery(360)
    expect(page.locator("figure svg.narrow").first).to_be_visible()
    expect(page.locator("figure svg.wide").first).to_be_hidden()
    size = page.locator("svg.narrow text").first.evaluate(
        "node => parseFloat(getComputedStyle(node).fontSize) * node.getScreenCTM().a"
    )
    assert size >= 12


def test_stages_are_as_long_as_their_weeks(gallery: Opener) -> None:
    stages = gallery(1440).locator(".track > li")
    one, five = (stages.nth(index).bounding_box() for index in (2, 3))
    assert one is not None
    assert five is not None
    assert five["width"] > 3 * one["width"]


def test_a_wrong_form_puts_the_reader_on_what_is_wrong(gallery: Opener) -> None:
    page = gallery()
    page.get_by_label("First use").fill("31 November")
    page.get_by_role("button", name="Send it wrong to see").click()
    expect(page.locator(".trouble")).to_be_focused()
    page.get_by_role("link", name="First use").press("Enter")
    expect(page.get_by_label("First use")).to_be_focused()
    expect(page.get_by_label("First use")).to_have_value("31 November")


def test_what_is_typed_survives_a_closed_lid(gallery: Opener) -> None:
    page = gallery()
    page.get_by_label("Why we think so").fill("Because of the strips")
    expect(page.locator("[data-saved]")).to_have_text("Kept in this browser until you send it")
    page.reload()
    expect(page.get_by_label("Why we think so")).to_have_value("Because of the strips")
    expect(page.locator("[data-saved]")).to_have_text("We brought back what you had written")


def test_after_a_swap_the_focus_stays_where_the_hand_is(gallery: Opener) -> None:
    page = gallery()
    page.get_by_role("button", name="Swap this piece").press("Enter")
    expect(page.get_by_role("heading", name="Swapped 1 times")).to_be_visible()
    expect(page.get_by_role("button", name="Swap this piece")).to_be_focused()


def test_a_refusal_is_told_at_the_top_and_the_piece_stays(gallery: Opener) -> None:
    page = gallery()
    page.get_by_role("button", name="Try what is refused").click()
    expect(page.get_by_role("alert").filter(has_text="Only members of the team")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Swap this piece")).to_be_visible()


def test_a_broken_server_never_eats_the_page(gallery: Opener) -> None:
    page = gallery()
    page.route(re.compile("times="), lambda route: route.fulfill(status=500, body="<h1>boom</h1>"))
    page.get_by_role("button", name="Swap this piece").click()
    expect(page.get_by_text("Something broke on our side.")).to_be_in_viewport()
    expect(page.get_by_text("boom")).to_have_count(0)


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    someone = SimpleNamespace(full_name="Ana Reyes", initials="AR", public_id="ana")
    monkeypatch.setattr(Frame, "person", someone)
    for links in ("nav", "tools"):
        monkeypatch.setattr(Frame, links, [])
    monkeypatch.setattr(Frame, "my_page_url", "")
    monkeypatch.setattr(Frame, "place", "")


@pytest.mark.usefixtures("signed_in")
def test_an_entry_made_without_a_connection_waits_and_is_sent_once(gallery: Opener) -> None:
    page = gallery(400)
    sent: list[str] = []

    def take(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.post_data or "")
        route.fulfill(status=200, body="<main id='main'>done</main>")

    page.context.set_offline(True)
    page.get_by_label("What happened?").fill("Three talks, strips helped")
    page.get_by_role("button", name="Record").click()
    waits = page.locator('[data-notice="queue"]')
    expect(waits).to_contain_text("Entries that wait on this device: 1")
    expect(page.get_by_label("What happened?")).to_have_value("")
    expect(page.locator("#say")).to_have_text("Kept on this device. It is sent when there is a connection.")
    waits.get_by_text("Show them").click()
    expect(waits).to_contain_text("Three talks, strips helped")
    page.route("**/patterns", take)
    page.context.set_offline(False)
    expect(waits).to_have_count(0)
    assert len(sent) == 1
    assert "note=Three+talks" in sent[0]
    assert re.search(r"client_id=[0-9a-f-]{36}", sent[0])


@pytest.mark.usefixtures("signed_in")
def test_an_entry_that_is_refused_later_is_shown_not_lost(gallery: Opener) -> None:
    page = gallery(400)
    page.context.set_offline(True)
    page.get_by_label("What happened?").fill("Two talks")
    page.get_by_role("button", name="Record").click()
    waits = page.locator('[data-notice="queue"]')
    expect(waits).to_be_visible()
    page.context.set_offline(False)
    expect(waits.get_by_role("button", name="Forget what could not be taken")).to_be_visible()
    waits.get_by_text("Show them").click()
    expect(waits).to_contain_text("(could not be taken): Two talks")
    page.reload()
    expect(waits).to_be_visible()
    waits.get_by_role("button", name="Forget what could not be taken").click()
    expect(waits).to_have_count(0)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_forced_colours_keep_every_mark_apart(gallery: Opener, scheme: str) -> None:
    page = gallery(1200, forced_colors="active", color_scheme=scheme)
    fills = page.locator("svg.wide").first.evaluate(
        """svg => ['.dot', '.dot-part', '.hit'].map(mark => {
             const style = getComputedStyle(svg.querySelector(mark));
             return [style.fill, style.fillOpacity]; })"""
    )
    assert fills[0][0] != fills[1][0]
    assert fills[2][1] == "0"


def test_nothing_moves_for_who_asked_for_less_motion(gallery: Opener) -> None:
    takes = "button => getComputedStyle(button).transitionDuration"
    assert gallery().locator(".btn").first.evaluate(takes) != "0s"
    assert gallery(reduced_motion="reduce").locator(".btn").first.evaluate(takes) == "0s"


def test_on_paper_there_are_no_controls(gallery: Opener) -> None:
    page = gallery(800)
    page.emulate_media(media="print")
    for gone in (".top", ".btn", ".foot", ".tabs"):
        assert not any(part.is_visible() for part in page.locator(gone).all())
    expect(page.locator("figure svg.wide").first).to_be_visible()
