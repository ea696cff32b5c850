"""What stands around every page: language, navigation by role, the person's corner, the footer.

A context processor gives templates one object, ``frame``; nothing in it is computed before a template asks.
A slice adds its links by one function in ``SOURCES``; the order of the list is the order on the page.
"""

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi

from trellis.web.navigation import foot_links, main_links, place_name
from trellis.web.notices.views import notice_links
from trellis.web.ui import Link

#: Links of the main navigation: one function a slice, called with the request of a signed-in person.
NAV_SOURCES: list[Callable[[HttpRequest], Iterable[Link]]] = [main_links]
#: Links in the person's corner (“Help me”), same shape.
TOOL_SOURCES: list[Callable[[HttpRequest], Iterable[Link]]] = [notice_links]
#: Links of the footer, also for people who are not signed in.
FOOT_SOURCES: list[Callable[[HttpRequest], Iterable[Link]]] = [foot_links]

HTMX_CONFIG = {
    # our own style sheet does it: the policy allows no style made by a script
    "includeIndicatorCSS": False,
    # a refusal (403, 404, 409, 422) comes as a piece of page; a broken server must not eat the page
    "noSwap": [204, 304, "5xx"],
    "defaultFocusScroll": True,
    "history": True,
}


class Frame:
    """The frame of one request's page."""

    site = "Trellis"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def language(self) -> str:
        """Language of the page, as HTML writes it."""
        return get_language() or settings.LANGUAGE_CODE

    @cached_property
    def direction(self) -> str:
        """Direction of reading."""
        return "rtl" if get_language_bidi() else "ltr"

    @cached_property
    def person(self) -> AbstractBaseUser | None:
        """The signed-in person, if any."""
        user = getattr(self.request, "user", None)
        return user if isinstance(user, AbstractBaseUser) and user.is_authenticated else None

    @cached_property
    def person_id(self) -> str:
        """Opaque id of the signed-in person; scripts keep drafts apart by it."""
        return str(getattr(self.person, "public_id", ""))

    @cached_property
    def home_url(self) -> str:
        """Where the name of the site leads."""
        return "/"

    @cached_property
    def my_page_url(self) -> str:
        """Where a person's own sign leads."""
        return reverse("change-profile")

    @cached_property
    def place(self) -> str:
        """The organization of the person's work, for the footer."""
        return place_name(self.request) if self.person else ""

    @cached_property
    def nav(self) -> list[Link]:
        """The main navigation of this person."""
        return self._links(NAV_SOURCES) if self.person else []

    @cached_property
    def tools(self) -> list[Link]:
        """Links in the person's corner."""
        return self._links(TOOL_SOURCES) if self.person else []

    @cached_property
    def foot(self) -> list[Link]:
        """Links of the footer."""
        return self._links(FOOT_SOURCES)

    @cached_property
    def htmx_config(self) -> str:
        """Configuration that htmx reads from a meta element."""
        return json.dumps(HTMX_CONFIG)

    def _links(self, sources: Iterable[Callable[[HttpRequest], Iterable[Link]]]) -> list[Link]:
        """Collect the links and mark the one this page stands under."""
        found = [link for source in sources for link in source(self.request)]
        here = [link for link in found if link.current]
        if not here:
            under = [link for link in found if self._leads_here(link.url)]
            here = [max(under, key=lambda link: len(link.url))] if under else []
        return [Link(link.label, link.url, current=link in here) for link in found]

    def _leads_here(self, url: str) -> bool:
        path = self.request.path
        return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of this request."""
    return {"frame": Frame(request)}
