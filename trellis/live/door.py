"""Where sockets come in: each meeting has an address here; at any other the door says so and closes."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from trellis.kit.errors import NotFound
from trellis.kit.fanout import hub
from trellis.kit.one_read import one_read
from trellis.live.hall import Hall, hall
from trellis.live.protocol import LARGEST_MESSAGE, NOT_SIGNED_IN, NOTHING_HERE, OLD_PAGE, TOO_LARGE, TRY_LATER
from trellis.live.room import Room
from trellis.live.seat import Seat, Sitter
from trellis.live.sign_in import Headers, guest_key, is_same_site, person_of_session, session_key
from trellis.people.accounts.words import topic_of_access
from trellis.practice.meetings.operations.guard import topic_of, topic_of_guest
from trellis.practice.meetings.operations.joining import digest_of_key
from trellis.practice.meetings.operations.notes import start_notes
from trellis.practice.meetings.queries.notes import sight_at_door
from trellis.practice.meetings.queries.seeing import guest_of, meeting_by_code
from trellis.practice.meetings.words import NOTES_SCHEMA, NotesSight

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MEETING = re.compile(r"/live/meetings/([0-9a-z]{1,26})/")
#: Below the address of the code, where the browser keeps the key of a guest's seat.
GUEST = re.compile(r"/j/([0-9A-Z]{1,12})/live/")


@dataclass(frozen=True)
class Admission:
    """Somebody may come in: who, where, how far."""

    sitter: Sitter
    sight: NotesSight
    notes_id: int
    topics: tuple[str, str]
    only_hears: bool = False


class NotAdmitted(Exception):
    """Somebody may not come in; ``code`` closes the socket."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def door(scope: Message, receive: Receive, send: Send) -> None:
    """Answer a socket.

    A socket that is refused before it is accepted shows a browser only "failed"; the code needs an accepted
    one.
    """
    message = await receive()
    if message["type"] != "websocket.connect":
        return
    await send({"type": "websocket.accept"})
    try:
        admission, meeting = await _admit(scope)
    except NotAdmitted as refusal:
        await send({"type": "websocket.close", "code": refusal.code})
        return
    seat = Seat(admission.sitter, admission.sight, send, only_hears=admission.only_hears)
    house = hall()
    house.seats[seat] = meeting
    sending = asyncio.create_task(seat.send_all())
    try:
        await _attend(house, seat, admission, receive)
    finally:
        house.seats.pop(seat, None)
        seat.close(TRY_LATER)
        await sending


async def _admit(scope: Message) -> tuple[Admission, str]:
    headers: Headers = scope["headers"]
    code = GUEST.fullmatch(scope["path"])
    if code is not None and is_same_site(headers):
        return await hall().reading.run(admit_guest, guest_key(headers), code[1])
    found = MEETING.fullmatch(scope["path"])
    if found is None or not is_same_site(headers):
        raise NotAdmitted(NOTHING_HERE)
    key = session_key(headers)
    admission = await hall().reading.run(admit, key, found[1])
    wanted = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    if wanted.get("hears"):
        # a page without the notes: it is told what changed, and gets nothing else
        return replace(admission, sight=NotesSight.HEARS, only_hears=True), found[1]
    if wanted.get("schema", [""])[0] != str(NOTES_SCHEMA):
        raise NotAdmitted(OLD_PAGE)
    return admission, found[1]


def admit(session: str, pk: str) -> Admission:
    """Ask whether the person of this session may come into this meeting.

    Raises:
        NotAdmitted: if not; a meeting that is not theirs looks like one that is not there.
    """
    person = person_of_session(session)
    if person is None:
        raise NotAdmitted(NOT_SIGNED_IN)
    try:
        with one_read():
            meeting, sight = sight_at_door(by=person, pk=pk)
    except NotFound:
        raise NotAdmitted(NOTHING_HERE) from None
    return Admission(
        sitter=Sitter(person.pk, person.public_id, person.called, session),
        sight=sight,
        notes_id=start_notes(by=person, meeting=meeting).pk,
        topics=(topic_of(meeting), topic_of_access(person.public_id)),
    )


def admit_guest(key: str, code: str) -> tuple[Admission, str]:
    """Ask whether this key opens a seat in the meeting with this code: it is told what changed, nothing else.

    Raises:
        NotAdmitted: if not; a closed seat looks like one that never was.
    """
    try:
        meeting = meeting_by_code(code)
    except NotFound:
        raise NotAdmitted(NOTHING_HERE) from None
    guest = guest_of(meeting, digest_of_key(key)) if key else None
    if guest is None:
        raise NotAdmitted(NOTHING_HERE)
    admission = Admission(
        sitter=Sitter(0, guest.public_id, guest.guest_name, "", guest=key),
        sight=NotesSight.HEARS,
        notes_id=0,
        topics=(topic_of(meeting), topic_of_guest(guest)),
        only_hears=True,
    )
    return admission, meeting.public_id


async def _attend(house: Hall, seat: Seat, admission: Admission, receive: Receive) -> None:
    loop = asyncio.get_running_loop()

    def part_changed(part: str) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(lambda: seat.tell(part=part))

    def access_changed(_part: str) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(house.look_again, [seat])

    meeting_topic, access_topic = admission.topics
    with contextlib.ExitStack() as listening:
        for topic, hears in ((meeting_topic, part_changed), (access_topic, access_changed)):
            listening.callback((await house.reading.run(hub.listen, topic, hears)).close)
        # what ended between the handshake and listening is seen here
        house.look_again([seat])
        room = await house.room(admission.notes_id) if seat.reads else None
        with _sitting(house, room, seat):
            await _listen(seat, room, receive)


@contextlib.contextmanager
def _sitting(house: Hall, room: Room | None, seat: Seat) -> Iterator[None]:
    seat.tell(hello=1, may_write=seat.writes, reads=seat.reads, name=seat.sitter.name)
    if room is not None:
        room.sit(seat)
    try:
        yield
    finally:
        if room is not None:
            house.leave(room, seat)


async def _listen(seat: Seat, room: Room | None, receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        content = message.get("bytes")
        if content is None or seat.code:
            continue  # browsers send no words here
        if len(content) > LARGEST_MESSAGE:
            seat.close(TOO_LARGE)
        elif seat.admits(len(content)) and room is not None and not room.is_broken:
            room.take(seat, content)
