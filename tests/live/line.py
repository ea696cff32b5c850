"""A socket without a network: drives the live door as the server does."""

import asyncio
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.test import Client

from tests.live.pen import Pen
from trellis.live.door import door
from trellis.people.accounts.models import Person
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.words import GUEST_COOKIE, NOTES_SCHEMA

SECONDS = 20


def session_of(person: Person) -> str:
    """Sign a person in and return the key of the session."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def path_of(meeting: Meeting) -> str:
    """Return the address of a meeting's socket."""
    return f"/live/meetings/{meeting.public_id}/"


def seat_of(meeting: Meeting, name: str = "Rosa") -> str:
    """Come in as a guest by name and return the cookie of the seat."""
    client = Client()
    client.post(f"/j/{meeting.join_code}/guest/", {"name": name})
    return str(client.cookies[GUEST_COOKIE].value)


class Line:
    """One open socket, with the pen that writes over it."""

    def __init__(
        self,
        path: str,
        session: str = "",
        *,
        pen: Pen | None = None,
        origin: str = "http://testserver",
        schema: int = NOTES_SCHEMA,
        query: str = "",
        guest: str = "",
    ) -> None:
        self.pen = pen or Pen()
        self.code: int | None = None
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._changed = asyncio.Event()
        headers = [(b"host", b"testserver"), (b"origin", origin.encode())]
        if session:
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode()))
        if guest:
            headers.append((b"cookie", f"{GUEST_COOKIE}={guest}".encode()))
        asked = (query or f"schema={schema}").encode()
        self._scope = {"type": "websocket", "path": path, "headers": headers, "query_string": asked}

    async def __aenter__(self) -> Self:
        self._to_server.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(door(self._scope, self._to_server.get, self._take))
        self.send(self.pen.opened())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._to_server.put_nowait({"type": "websocket.disconnect"})
        await asyncio.wait_for(self._task, SECONDS)

    async def _take(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.code = message["code"]
            self._to_server.put_nowait({"type": "websocket.disconnect"})
        elif message["type"] == "websocket.send":
            self.send(self.pen.hear(message.get("text") or message["bytes"]))
        self._changed.set()

    def send(self, messages: Iterable[bytes]) -> None:
        """Send what the pen says."""
        for message in messages:
            self._to_server.put_nowait({"type": "websocket.receive", "bytes": message})

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds; it is looked at after every message."""
        async with asyncio.timeout(SECONDS):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def until_open(self) -> None:
        """Wait until the server has said hello."""
        await self.until(lambda: bool(self.pen.told) or self.code is not None)

    async def until_closed(self) -> int:
        """Wait until the server closes; return its code."""
        await self.until(lambda: self.code is not None)
        assert self.code is not None
        return self.code

    async def until_saved(self) -> None:
        """Wait until nothing waits to be confirmed."""
        await self.until(lambda: not self.pen.waiting)
