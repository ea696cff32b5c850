"""The text of one meeting's notes while somebody has it open, and who sits around it."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from trellis.kit.fanout import EVERYTHING
from trellis.kit.shared_text import BadUpdate, Broken, Incomplete, SharedText
from trellis.live import protocol
from trellis.live.protocol import Asked, Cursor, Numbered
from trellis.live.seat import Seat
from trellis.live.writer import Entry
from trellis.practice.meetings.operations.notes import Edit
from trellis.practice.meetings.queries.notes import stored_notes, updates_with

if TYPE_CHECKING:
    from trellis.live.hall import Hall

logger = logging.getLogger("trellis.live")

#: So long after our own news we look whether this room has everything of it.
OWN_SECONDS = 0.2
#: Colours of the cursors; the page has a class for each, the library underneath wants a value too.
TONES = ("#2a5aa0", "#9a3f12", "#6b4a8a", "#1b5a35", "#8a2452", "#4a5a1b")


class Room:
    """One open text. Everything here runs in the thread of the event loop."""

    def __init__(self, hall: "Hall", notes_id: int) -> None:
        self.hall, self.notes_id = hall, notes_id
        self.seats: set[Seat] = set()
        self.text = SharedText()
        self.is_broken = False
        self.has_news = False
        self._size = 0
        #: Edits of ours that are on disk, until our own news of them has come round.
        self._kept: set[int] = set()
        #: News that came while the text was read.
        self._early: list[str] | None = []
        #: Cursors by client of the text; those of other processes too.
        self._cursors: dict[int, tuple[Cursor, Seat | None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def load(self) -> None:
        """Read the text from the database."""
        stored = await self.hall.reading.run(stored_notes, self.notes_id)
        updates = [stored.snapshot] if stored.snapshot else []
        updates += [update for _pk, update in stored.updates]
        self.text = SharedText(updates)
        self._size = sum(len(update) for update in updates)
        self.has_news = bool(stored.updates)
        early, self._early = self._early or [], None
        for part in early:
            self.hear(part)

    # ---- people come and go -----------------------------------------------------------------------------

    def sit(self, seat: Seat) -> None:
        """Let somebody in: they get a colour, are asked for what we lack, and see who is here."""
        taken = [other.tone for other in self.seats if other.sitter.person_id != seat.sitter.person_id]
        own = [other.tone for other in self.seats if other.sitter.person_id == seat.sitter.person_id]
        free = [tone for tone in range(1, len(TONES) + 1) if tone not in taken]
        seat.tone = (own or free or [1 + len(self.seats) % len(TONES)])[0]
        self.seats.add(seat)
        seat.give(protocol.ask(self.text.state()))
        if self._cursors:
            seat.give(protocol.presence([cursor for cursor, _seat in self._cursors.values()]))
        self._tell_processes("who", "who")

    def leave(self, seat: Seat) -> None:
        """Let somebody go; their cursor goes with them."""
        self.seats.discard(seat)
        self._forget([client for client, (_cursor, owner) in self._cursors.items() if owner is seat])

    def close(self, code: int) -> None:
        """Close every socket of this room; they come again by themselves where the code says so."""
        for seat in list(self.seats):
            seat.close(code)

    def break_off(self) -> None:
        """Give this text up: what is on disk is the truth, and browsers still hold what is not."""
        self.is_broken = True
        self.hall.forget(self)
        self.close(protocol.TRY_LATER)

    # ---- what browsers send -----------------------------------------------------------------------------

    def take(self, seat: Seat, message: bytes) -> None:
        """Take a binary message. One that is damaged closes the socket it came by, nobody else's."""
        try:
            content = protocol.read(message)
            if isinstance(content, Asked):
                seat.give(protocol.answer(self.text.since(content.state)))
            elif isinstance(content, Numbered):
                self._take_edit(seat, content)
            else:
                self._take_cursors(seat, content)
        except BadUpdate as failure:
            logger.warning("An edit of %s was refused: %s", seat.sitter.public_id, failure)
            seat.close(protocol.BAD_EDIT)
        except Broken:
            logger.exception("A text came to harm and is made again from the log.")
            self.break_off()

    def _take_edit(self, seat: Seat, message: Numbered) -> None:
        if not seat.writes:
            return  # who only reads changes nothing, and is told nothing
        if len(message.update) + self._size > protocol.LARGEST_TEXT:
            self._size = len(self.text.whole())
            if len(message.update) + self._size > protocol.LARGEST_TEXT:
                seat.close(protocol.TOO_LARGE)
                return
        try:
            update = self.text.take(message.update)
        except Incomplete:
            # something before it was lost on the way: ask for all we lack
            seat.give(protocol.ask(self.text.state()))
            return
        edit = None
        if update is not None:
            self._size += len(update)
            self.has_news = True
            self._pass_on(update, but=seat)
            edit = Edit(self.notes_id, seat.sitter.person_id, update)
        self.hall.writer.add(Entry(edit, self._confirms(seat, message.number), self._fails(seat)))

    def _confirms(self, seat: Seat, given: int | None) -> Callable[[int | None], None]:
        def done(pk: int | None) -> None:
            if pk is not None:
                self._kept.add(pk)
            if given is not None and not self.is_broken:
                seat.give(protocol.saved(given))

        return done

    def _fails(self, seat: Seat) -> Callable[[bool], None]:
        def failed(is_closed: bool) -> None:
            # the text holds an edit that is not kept: it is made again from what is
            self.break_off()
            if is_closed:
                seat.close(protocol.NO_LONGER_YOURS)

        return failed

    def _pass_on(self, update: bytes, but: Seat | None = None) -> None:
        message = protocol.pass_on(update)
        for seat in self.seats:
            if seat is not but and seat.reads:
                seat.give(message)

    # ---- cursors ----------------------------------------------------------------------------------------

    def _take_cursors(self, seat: Seat, cursors: Iterable[Cursor]) -> None:
        """Take where somebody is. Name and colour are ours to say; only the place is theirs."""
        for cursor in cursors:
            if seat.client is None and cursor.client not in self._cursors:
                seat.client = cursor.client
            if cursor.client != seat.client or not seat.writes:
                continue
            if cursor.state is None:
                self._forget([cursor.client])
                continue
            place = cursor.state.get("cursor")
            if not isinstance(place, dict) or len(json.dumps(place)) > protocol.LARGEST_CURSOR:
                place = None
            state = {"user": self.user(seat), "cursor": place}
            kept = Cursor(cursor.client, cursor.clock, state)
            self._cursors[cursor.client] = (kept, seat)
            self._show([kept], but=seat)
            self._tell_cursor(kept)

    def user(self, seat: Seat) -> dict[str, Any]:
        """Return how somebody is shown beside their cursor."""
        return {"name": seat.sitter.name, "tone": seat.tone, "color": TONES[(seat.tone - 1) % len(TONES)]}

    def _forget(self, clients: list[int]) -> None:
        gone = []
        for client in clients:
            cursor, owner = self._cursors.pop(client)
            gone.append(Cursor(client, cursor.clock + 1, None))
            if owner is not None:
                self._tell_cursor(gone[-1])
        if gone:
            self._show(gone)

    def _show(self, cursors: list[Cursor], but: Seat | None = None) -> None:
        message = protocol.presence(cursors)
        for seat in self.seats:
            if seat is not but and seat.reads:
                seat.give(message)

    # ---- the other processes ----------------------------------------------------------------------------

    def _tell_processes(self, key: str, part: str) -> None:
        if self.hall.has_neighbours:
            self.hall.writer.tell(self.notes_id, key, part)

    def _tell_cursor(self, cursor: Cursor) -> None:
        content = json.dumps([cursor.client, cursor.clock, cursor.state], separators=(",", ":"))
        self._tell_processes(f"cursor {cursor.client}", f"cursor {content}")

    def hear(self, part: str) -> None:
        """Hear what another process (or an operation) told of this text."""
        teller, _, news = part.partition(" ")
        word, _, content = news.partition(" ")
        if self._early is not None:
            self._early.append(part)
        elif part == EVERYTHING:
            self._later(self._read_all())
        elif word == "edits":
            ids = [int(number) for number in content.split(",")]
            self._later(self._fetch(ids, OWN_SECONDS if teller == self.hall.process else 0))
        elif teller == self.hall.process:
            return
        elif word == "access":
            self.hall.look_again(self.seats)
        elif word == "who":
            for cursor, owner in self._cursors.values():
                if owner is not None:
                    self._tell_cursor(cursor)
        elif word == "cursor":
            client, clock, state = json.loads(content)
            if state is None and client in self._cursors:
                self._cursors[client] = (self._cursors[client][0], None)
                self._forget([client])
            elif state is not None:
                self._cursors[client] = (Cursor(client, clock, state), None)
                self._show([self._cursors[client][0]])

    async def _fetch(self, ids: list[int], seconds: float) -> None:
        if seconds:
            await asyncio.sleep(seconds)
        missing = [pk for pk in ids if pk not in self._kept]
        self._kept.difference_update(ids)
        if not missing or self.is_broken:
            return
        found = await self.hall.reading.run(updates_with, self.notes_id, missing)
        # some may be in the snapshot already, or build on others that we did not hear of yet
        if len(found) < len(missing) or not self._take_kept(found[pk] for pk in missing):
            await self._read_all()

    async def _read_all(self) -> None:
        """Take everything that is kept: what we have already changes nothing."""
        stored = await self.hall.reading.run(stored_notes, self.notes_id)
        snapshot = [stored.snapshot] if stored.snapshot else []
        if not self._take_kept([*snapshot, *(update for _pk, update in stored.updates)]):
            self.break_off()

    def _take_kept(self, updates: Iterable[bytes]) -> bool:
        try:
            for update in updates:
                fresh = self.text.take(update)
                if fresh is not None:
                    self.has_news = True
                    self._pass_on(fresh)
        except Incomplete:
            return False
        except (BadUpdate, Broken):
            logger.exception("The log of notes %s could not be followed.", self.notes_id)
            self.break_off()
            return False
        return True

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
