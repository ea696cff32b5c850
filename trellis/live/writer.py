"""Brings edits to disk, those of all rooms together, about twenty times a second, and then confirms them."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trellis.live.desk import Desk
from trellis.practice.meetings.operations.notes import Edit, keep_edits

logger = logging.getLogger("trellis.live")

#: How long edits are gathered before they are written in one transaction.
GATHER_SECONDS = 0.05
#: The most edits of one transaction.
MOST = 2000


@dataclass(frozen=True)
class Entry:
    """Something to be confirmed: an edit, or (without one) that everything before it is on disk.

    ``done`` is told the id it was kept under (nothing for an entry without an edit); ``failed`` whether the
    notes are closed (else the database did not take it).
    """

    edit: Edit | None
    done: Callable[[int | None], None]
    failed: Callable[[bool], None]


class Writer:
    """The queue of one process and the task that empties it."""

    def __init__(self, desk: Desk, process: str) -> None:
        self._desk, self._process = desk, process
        self._entries: list[Entry] = []
        self._news: dict[int, dict[str, str]] = {}
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task = asyncio.create_task(self._run())

    def add(self, entry: Entry) -> None:
        """Put something into the queue."""
        self._entries.append(entry)
        self._idle.clear()
        self._wanted.set()

    def tell(self, notes_id: int, key: str, part: str) -> None:
        """Tell the other processes something with the next transaction; newer news of a key replaces old."""
        self._news.setdefault(notes_id, {})[key] = part
        self._idle.clear()
        self._wanted.set()

    async def close(self) -> None:
        """Write what is there, then end."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), timeout=10)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while True:
            await self._wanted.wait()
            await asyncio.sleep(GATHER_SECONDS)
            entries, self._entries = self._entries[:MOST], self._entries[MOST:]
            news, self._news = self._news, {}
            if not self._entries:
                self._wanted.clear()
            await self._write(entries, {key: list(parts.values()) for key, parts in news.items()})
            if not self._entries and not self._news:
                self._idle.set()

    async def _write(self, entries: list[Entry], news: Mapping[int, list[str]]) -> None:
        if await self._try(entries, news) or len(entries) == 1:
            return
        # one that cannot be kept must not take the others with it
        for entry in entries:
            await self._try([entry], {})

    async def _try(self, entries: list[Entry], news: Mapping[int, list[str]]) -> bool:
        edits = [entry.edit for entry in entries if entry.edit is not None]
        try:
            ids = iter(
                await self._desk.run(keep_edits, edits=edits, told_by=self._process, news=news)
                if edits or news
                else []
            )
        except Exception:
            logger.exception("%d edits could not be kept.", len(edits))
            if len(entries) == 1:
                entries[0].failed(False)
            return False
        for entry in entries:
            pk = next(ids) if entry.edit is not None else None
            if entry.edit is not None and pk is None:
                entry.failed(True)
            else:
                entry.done(pk)
        return True
