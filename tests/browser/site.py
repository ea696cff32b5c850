"""A visitor of the site: opens pages, is watched, judges accessibility, takes pictures."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect

type Scheme = Literal["light", "dark"]
type Look = tuple[int, Scheme]
#: Phone with large text, phone, tablet, desk.
WIDTHS = (320, 360, 768, 1440)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
#: So many presses of Tab lead to anything on a page.
MOST_TABS = 90
#: The words of what has the focus; of a field, those of its label.
FOCUSED = "(() => { const at = document.activeElement; return (at.labels?.[0] ?? at).textContent; })()"
#: How a screen is judged: a phone with large text by day, a desk by night.
LOOKS: tuple[Look, ...] = ((320, "light"), (1440, "dark"))
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def height_of(width: int) -> int:
    """Return how high a window of this width is: a phone's or a desk's."""
    return 900 if width > 500 else 780


#: What the policy of the page (CSP) refused, and where it came from: the browser's own line says neither.
REFUSED = """document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Refused by ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`
    + ` (${event.sourceFile}:${event.lineNumber}:${event.columnNumber}, on ${event.target.nodeName})`);
});"""


@dataclass
class Watch:
    """What went wrong on a page although nobody looked."""

    host: str
    complaints: list[str] = field(default_factory=list)
    #: Paths whose answers a test expects to be refusals.
    expected: set[str] = field(default_factory=set)

    def attach(self, page: Page) -> None:
        """Listen to everything the page does from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"JavaScript error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        path = urlsplit(str(message.location.get("url", ""))).path
        if message.type in {"error", "warning"} and path not in self.expected:
            self.complaints.append(f"Console {message.type}: {message.text} ({path})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.complaints.append(f"Request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 400 and path not in self.expected:
            self.complaints.append(f"Answer {response.status}: {path}")


class Visitor:
    """One browser profile of one person."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self._tab: Page | None = None
        self.watch = Watch(urlsplit(url).netloc)
        context.add_init_script(REFUSED)

    def open(self, path: str, *, expect: int = 200) -> Page:
        """Open a page in a new tab. ``expect`` is the status it must have."""
        page = self.context.new_page()
        self.watch.attach(page)
        if expect >= 400:
            self.watch.expected.add(path)
        _go(page, path, expect)
        return page

    def turn_to(self, path: str) -> Page:
        """Open a page in the one tab that is kept for this: a new one takes as long as drawing a page."""
        if self._tab is None:
            self._tab = self.open(path)
        else:
            _go(self._tab, path, 200)
        return self._tab


def _go(page: Page, path: str, status: int) -> None:
    response = page.goto(path)
    assert response is not None
    assert response.status == status, f"{path} answered {response.status}, not {status}"


def check_screen(visitor: Visitor, path: str, name: str, looks: Sequence[Look] = LOOKS) -> None:
    """Open a screen once and judge it in every look: one heading, nothing sideways, nothing axe finds."""
    page = visitor.turn_to(path)
    expect(page.locator("h1")).to_have_count(1)
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": height_of(width)})
        page.emulate_media(color_scheme=scheme)
        check_fits(page)
        check_accessible(page)
        picture(page, f"{name}-{width}-{scheme}")


def check_accessible(page: Page) -> None:
    """Fail on any accessibility problem that axe finds, with the rule, the place and how to mend it."""
    # what passed would be described node by node, which takes longer than finding what did not
    found = Axe().run(page, options={"runOnly": AXE_TAGS, "resultTypes": ["violations"], "selectors": False})
    lines = [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]} | {node.get('failureSummary', '')}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
    assert not lines, f"{page.url}:\n" + "\n".join(lines)


def check_fits(page: Page) -> None:
    """Fail if the page must be scrolled sideways."""
    page.wait_for_load_state("load")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the window"


def tab_to(page: Page, name: str) -> None:
    """Press Tab, and nothing else, until the thing with this name has the focus."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if " ".join((found or "").split()).startswith(name):
            return
    raise AssertionError(f"{MOST_TABS} tabs do not lead to “{name}”.")


def picture(page: Page, name: str) -> None:
    """Keep a picture where pictures are wanted; taking one takes as long as drawing the page.

    TRELLIS_PICTURES=1 keeps what is seen in docs/pictures/, =all keeps whole pages in test-results/.
    """
    wanted = os.environ.get("TRELLIS_PICTURES", "")
    if not wanted:
        return
    whole = wanted == "all"
    folder = Path(settings.BASE_DIR) / ("test-results" if whole else "docs/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(folder / f"{name}.png"), full_page=whole)
