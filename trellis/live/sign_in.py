"""Who opens a socket: the person of the session cookie, as on every page."""

import time
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from trellis.people.accounts.requests import Person
from trellis.practice.meetings.words import GUEST_COOKIE, GUEST_HOURS

if TYPE_CHECKING:
    from django.contrib.sessions.backends.db import SessionStore

Headers = Iterable[tuple[bytes, bytes]]


def header(headers: Headers, name: bytes) -> str:
    """Return a header of the handshake, empty if it is absent."""
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")


def session_key(headers: Headers) -> str:
    """Return the key of the session in the handshake's cookies, empty if there is none."""
    try:
        cookies = SimpleCookie(header(headers, b"cookie"))
    except CookieError:
        return ""
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def guest_key(headers: Headers) -> str:
    """Return the key of a guest's seat in the handshake's cookies, empty if there is none that we signed."""
    try:
        cookies = SimpleCookie(header(headers, b"cookie"))
    except CookieError:
        return ""
    request = HttpRequest()
    request.COOKIES = {name: morsel.value for name, morsel in cookies.items()}
    return str(request.get_signed_cookie(GUEST_COOKIE, default="", max_age=GUEST_HOURS * 3600) or "")


def is_same_site(headers: Headers) -> bool:
    """Say whether the handshake comes from a page of ours: its Origin is this host, or one we trust.

    Browsers send cookies along with sockets that any site opens; only the Origin tells who opened it.
    """
    origin = header(headers, b"origin")
    if not origin:
        return False
    return urlsplit(origin).netloc == header(headers, b"host") or origin in settings.CSRF_TRUSTED_ORIGINS


def person_of_session(key: str) -> Person | None:
    """Return the active person whose session this is, read anew; nothing when it has ended."""
    if not key:
        return None
    engine = import_module(settings.SESSION_ENGINE)
    request = HttpRequest()
    request.session = cast("SessionStore", engine.SessionStore(key))
    person = get_user(request)
    return person if isinstance(person, Person) and person.is_active else None


class Allowance:
    """How much somebody may send: so much at once, so much a second."""

    def __init__(self, at_once: float, a_second: float) -> None:
        self._most, self._rate = at_once, a_second
        self._left, self._at = at_once, time.monotonic()

    def take(self, amount: float) -> bool:
        """Take some of it; say whether there was enough."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        self._left -= amount
        return self._left >= 0
