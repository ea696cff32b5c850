"""A visitor of the site: opens pages, is watched, judges accessibility, takes pictures."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

#: Phone with large text, phone, tablet, desk.
WIDTHS = (320, 360, 768, 1440)
SCHEMES = ("light", "dark")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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

    def __init__(self, context: BrowserContext, url: str, results: Path) -> None:
        self.context = context
        self.url = url
        self.results = results
        self.watch = Watch(urlsplit(url).netloc)
        context.add_init_script(REFUSED)

    def open(self, path: str, *, expect: int = 200) -> Page:
        """Open a page in a new tab. ``expect`` is the status it must have."""
        page = self.context.new_page()
        self.watch.attach(page)
        if expect >= 400:
            self.watch.expected.add(path)
        response = page.goto(path)
        assert response is not None
        assert response.status == expect, f"{path} answered {response.status}, not {expect}"
        return page


def check_accessible(page: Page) -> None:
    """Fail on any accessibility problem that axe finds, with the rule, the place and how to mend it."""
    found = Axe().run(page, options={"runOnly": AXE_TAGS})
    lines = [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]} | {node.get('failureSummary', '')}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
    assert not lines, f"{page.url}:\n" + "\n".join(lines)


def check_fits(page: Page) -> None:
    """Fail if the page must be scrolled sideways."""
    page.wait_for_load_state("load")
    page.wait_for_function("document.documentElement !== null")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the window"


def picture(page: Page, name: str) -> Path:
    """Keep a picture of the whole page in test-results/; with TRELLIS_PICTURES=1 also in docs/pictures/."""
    folder = Path(settings.BASE_DIR) / "test-results"
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.png"
    page.screenshot(path=str(file), full_page=True)
    if os.environ.get("TRELLIS_PICTURES"):
        kept = Path(settings.BASE_DIR) / "docs" / "pictures"
        kept.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(kept / f"{name}.png"))
    return file
