"""One open socket: who sits there, what they may, what is sent to them."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from trellis.live.protocol import TOO_FAST, TRY_LATER
from trellis.live.sign_in import Allowance
from trellis.practice.meetings.words import NotesSight

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

#: Whoever reads so slowly that more than this waits for them starts again.
WAITING_MESSAGES = 2000
WAITING_BYTES = 8 * 1024 * 1024
#: People type and screens tell where cursors are; a program that floods is stopped.
MESSAGES_AT_ONCE, MESSAGES_A_SECOND = 400, 60
BYTES_AT_ONCE, BYTES_A_SECOND = 2 * 1024 * 1024, 128 * 1024


@dataclass(frozen=True)
class Sitter:
    """Who opened a socket, as the server knows them; ``guest``: the key of a guest's seat in one meeting."""

    person_id: int
    public_id: str
    name: str
    session: str
    guest: str = ""


class Seat:
    """A socket that is open. Sending never waits: a task of its own sends in order."""

    def __init__(self, sitter: Sitter, sight: NotesSight, send: Send, *, only_hears: bool = False) -> None:
        self.sitter, self.sight, self.only_hears = sitter, sight, only_hears
        self.tone = 0
        #: The client of the text under which this socket's cursor goes; the first it names.
        self.client: int | None = None
        self.code = 0
        self.ended = asyncio.Event()
        self._send = send
        self._queue: asyncio.Queue[Message | None] = asyncio.Queue()
        self._waiting = 0
        self._messages = Allowance(MESSAGES_AT_ONCE, MESSAGES_A_SECOND)
        self._bytes = Allowance(BYTES_AT_ONCE, BYTES_A_SECOND)

    @property
    def reads(self) -> bool:
        """Whether the notes are theirs to read."""
        return self.sight >= NotesSight.READS

    @property
    def writes(self) -> bool:
        """Whether the notes are theirs to write."""
        return self.sight >= NotesSight.WRITES

    def admits(self, size: int) -> bool:
        """Say whether one more message of this size is within bounds; closes the socket if it is not."""
        if self._messages.take(1) and self._bytes.take(size):
            return True
        self.close(TOO_FAST)
        return False

    def give(self, content: bytes) -> None:
        """Send a binary message."""
        self._put({"type": "websocket.send", "bytes": content}, len(content))

    def tell(self, **content: Any) -> None:
        """Send a JSON message."""
        text = json.dumps(content, separators=(",", ":"))
        self._put({"type": "websocket.send", "text": text}, len(text))

    def close(self, code: int) -> None:
        """Close the socket, after what was given before."""
        if self.code:
            return
        self.code = code
        self._queue.put_nowait(None)
        self.ended.set()

    async def send_all(self) -> None:
        """Send what is given until the socket is closed; runs as long as it is open."""
        with contextlib.suppress(Exception):  # whoever is gone is not told any more
            while (message := await self._queue.get()) is not None:
                self._waiting -= len(message.get("bytes") or message.get("text") or "")
                await self._send(message)
            await self._send({"type": "websocket.close", "code": self.code})

    def _put(self, message: Message, size: int) -> None:
        if self.code:
            return
        self._waiting += size
        if self._waiting > WAITING_BYTES or self._queue.qsize() > WAITING_MESSAGES:
            self.close(TRY_LATER)
            return
        self._queue.put_nowait(message)
