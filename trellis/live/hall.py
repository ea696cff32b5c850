"""What the sockets of one server process share: threads for the database, the writer, the open rooms."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from uuid import uuid4
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections

from trellis.kit.errors import NotFound
from trellis.kit.fanout import Subscription, hub
from trellis.kit.one_read import one_read
from trellis.live.desk import Desk
from trellis.live.protocol import GOING_DOWN, NO_LONGER_YOURS, NOT_SIGNED_IN, TRY_LATER
from trellis.live.room import Room
from trellis.live.seat import Seat
from trellis.live.sign_in import person_of_session
from trellis.live.writer import Entry, Writer
from trellis.practice.meetings.operations.joining import digest_of_key, note_presence
from trellis.practice.meetings.operations.notes import settle_notes, topic_of_notes
from trellis.practice.meetings.queries.notes import sight_at_door
from trellis.practice.meetings.queries.seeing import guest_with_key
from trellis.practice.meetings.words import NotesSight

logger = logging.getLogger("trellis.live")

#: Operations that end access tell at once; this is for what ends by itself: a day, a session.
LOOK_AGAIN_SECONDS = 60
#: A browser cannot see the server's pings: without these it would not notice a dead line.
BEAT_SECONDS = 20
#: So often the words of a text are derived while people write.
SETTLE_SECONDS = 30
READERS = 2


class Hall:
    """One process's sockets. Everything here runs in the thread of the event loop."""

    def __init__(self) -> None:
        self.process = uuid4().hex[:12]
        self.has_neighbours = connections[DEFAULT_DB_ALIAS].vendor == "postgresql"
        self.reading, self.writing = Desk("live-read", READERS), Desk("live-write", 1)
        self.writer = Writer(self.writing, self.process)
        self.seats: dict[Seat, str] = {}
        self._rooms: dict[int, asyncio.Task[Room]] = {}
        self._hearing: dict[int, Subscription] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._rounds = [
            asyncio.create_task(self._beat()),
            asyncio.create_task(self._settle()),
            asyncio.create_task(self._look_round()),
        ]

    # ---- rooms ------------------------------------------------------------------------------------------

    async def room(self, notes_id: int) -> Room:
        """Return the open room of these notes; it is read once, however many come at the same time."""
        while True:
            task = self._rooms.get(notes_id)
            if task is None:
                task = self._rooms[notes_id] = asyncio.create_task(self._open(notes_id))
            try:
                room = await asyncio.shield(task)
            except Exception:
                if self._rooms.get(notes_id) is task:
                    del self._rooms[notes_id]
                raise
            if not room.is_broken:
                return room

    async def _open(self, notes_id: int) -> Room:
        room = Room(self, notes_id)
        loop = asyncio.get_running_loop()

        def hears(part: str) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(room.hear, part)

        # first listen, then read: so nothing falls between
        listening = await self.reading.run(hub.listen, topic_of_notes(notes_id), hears)
        try:
            await room.load()
        except BaseException:
            listening.close()
            raise
        self._hearing[id(room)] = listening
        return room

    def forget(self, room: Room) -> None:
        """Drop a room; who comes next reads it anew."""
        task = self._rooms.get(room.notes_id)
        if task is not None and task.done() and not task.exception() and task.result() is room:
            del self._rooms[room.notes_id]
        listening = self._hearing.pop(id(room), None)
        if listening is not None:
            listening.close()

    def leave(self, room: Room, seat: Seat) -> None:
        """Let a socket go. An empty room is dropped, but only when all its edits are on disk."""
        room.leave(seat)
        if not room.seats and not room.is_broken:
            self.writer.add(Entry(None, lambda _pk: self._drop_if_empty(room), lambda _closed: None))

    def _drop_if_empty(self, room: Room) -> None:
        if room.seats or room.is_broken:
            return
        room.is_broken = True  # nobody gets in any more
        self.forget(room)
        if room.has_news:
            self._later(self._settle_one(room, is_closing=True))

    def open_rooms(self) -> list[Room]:
        """Return the rooms that are open now."""
        done = [task for task in self._rooms.values() if task.done() and not task.cancelled()]
        return [task.result() for task in done if not task.exception()]

    # ---- access -----------------------------------------------------------------------------------------

    def look_again(self, seats: Iterable[Seat]) -> None:
        """Ask for these sockets again what their persons may."""
        for seat in list(seats):
            self._later(self._look(seat))

    async def _look(self, seat: Seat) -> None:
        if seat.code:
            return
        try:
            sight = await self.reading.run(sight_now, seat, self.seats.get(seat, ""))
        except Exception:
            logger.exception("Access could not be asked for; the socket is closed.")
            seat.close(TRY_LATER)
            return
        if sight is None:
            seat.close(NOT_SIGNED_IN)
        elif sight == NotesSight.NOTHING or (seat.reads and sight < NotesSight.READS):
            seat.close(NO_LONGER_YOURS)
        elif sight != seat.sight and not seat.only_hears:
            if not seat.reads:
                seat.close(TRY_LATER)  # more is open to them now: they come in anew
                return
            seat.sight = sight
            seat.tell(may_write=seat.writes)

    # ---- what is done from time to time -----------------------------------------------------------------

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            for seat in list(self.seats):
                seat.tell(beat=1)

    async def _look_round(self) -> None:
        while True:
            seats = list(self.seats)
            pause = LOOK_AGAIN_SECONDS / max(len(seats), 1)
            for seat in seats:
                await self._look(seat)
                await asyncio.sleep(pause)
            if not seats:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _settle(self) -> None:
        while True:
            await asyncio.sleep(SETTLE_SECONDS)
            for room in self.open_rooms():
                if room.has_news:
                    await self._settle_one(room, is_closing=False)

    async def _settle_one(self, room: Room, *, is_closing: bool) -> None:
        room.has_news = False
        try:
            await self.reading.run(settle_notes, notes_id=room.notes_id, is_closing=is_closing)
        except Exception:
            # nothing is lost: the log holds it, and the worker comes by
            logger.exception("Notes %s could not be settled.", room.notes_id)

    def _later(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Bring everything to disk and end."""
        for seat in list(self.seats):
            seat.close(GOING_DOWN)
        await self.writer.close()
        for task in self._rounds:
            task.cancel()
        await asyncio.gather(*self._rounds, *self._tasks, return_exceptions=True)
        for room in self.open_rooms():
            self.forget(room)
        await asyncio.to_thread(self.reading.close)
        await asyncio.to_thread(self.writing.close)


def sight_now(seat: Seat, meeting: str) -> NotesSight | None:
    """Return how far the person or guest of a socket gets now; nothing if their session has ended.

    On the way it is noted that they are there: it is asked from time to time as long as the socket is open.
    """
    if seat.sitter.guest:
        return _guest_sight(seat.sitter.guest, meeting)
    person = person_of_session(seat.sitter.session)
    if person is None or person.pk != seat.sitter.person_id:
        return None
    try:
        with one_read():
            sight = sight_at_door(by=person, pk=meeting)[1]
    except NotFound:
        return NotesSight.NOTHING
    note_presence(by=person, meeting=meeting)
    return sight


def _guest_sight(key: str, meeting: str) -> NotesSight:
    guest = guest_with_key(meeting, digest_of_key(key))
    if guest is None:
        return NotesSight.NOTHING
    note_presence(by=guest, meeting=meeting)
    return NotesSight.HEARS


_halls: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hall]" = WeakKeyDictionary()


def hall() -> Hall:
    """Return the hall of the running loop; the first socket opens it."""
    loop = asyncio.get_running_loop()
    if loop not in _halls:
        _halls[loop] = Hall()
    return _halls[loop]


async def close_hall() -> None:
    """Close the hall of the running loop, if there is one."""
    held = _halls.pop(asyncio.get_running_loop(), None)
    if held is not None:
        await held.close()
