"""Notes under load: 250 meetings of six people who each make two edits a second, the server on one processor.

Measured from outside, over real sockets to 127.0.0.1, on SQLite with FULL: how long until an edit is said to
be on disk, how long until it is on another's screen, the server's memory, the bytes of the room's page. The
load runs for seconds only. ``TRELLIS_BENCH_MEETINGS`` takes another number of meetings. JSON of the last run
lies in the ignored folder `bench/results/`.
"""

import asyncio
import base64
import contextlib
import gzip
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from bench.rows import Row
from trellis.kit.shared_text import Numbers, number, piece
from trellis.live.protocol import EDIT, SAVED, SYNC

MEETINGS = int(os.environ.get("TRELLIS_BENCH_MEETINGS", "250"))
PEOPLE, EDITS_A_SECOND, SECONDS = 6, 2.0, 20
RESULTS = Path(__file__).parent / "results"
ROOT = Path(__file__).resolve().parent.parent
WORLD = """
import json, sys, django; django.setup()
from datetime import timedelta
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.cast import make_cast
from tests.practice.meetings.world import planned_meeting
from trellis.people.communities.models import Membership
cast = make_cast()
people = [cast.ana, cast.ben, cast.cleo, cast.dee, cast.eli, cast.pat]
for person in people[2:]:
    Membership.objects.create(community=cast.grade_4, person=person, function="member",
                              starts_on=timezone.localdate() - timedelta(days=9))
def key(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
meetings = [planned_meeting(cast).public_id for _ in range(int(sys.argv[1]))]
print(json.dumps([meetings, [key(person) for person in people]]))
"""
SERVE = (
    "import sys, trellis.cli.build as b; b.is_built = lambda target=None: True;"
    "from trellis.cli.main import main; sys.exit(main(sys.argv[1:]))"
)


def updates(pen: int, count: int) -> list[bytes]:
    """The edits of one person: words typed at the end of a line of their own."""
    doc: Any = Doc(client_id=1000 + pen)
    root = doc.get("notes", type=XmlFragment)
    out: list[bytes] = []
    watch = doc.observe(lambda event: out.append(event.update))
    with doc.transaction():
        text = XmlText("")
        element = XmlElement("paragraph")
        root.children.append(element)
        element.children.append(text)
    end = 0
    for step in range(count - 1):
        words = f"ñ{step} "
        text.insert(end, words)
        end += len(words.encode())
    doc.unobserve(watch)
    return out


class Person(asyncio.Protocol):
    """A socket as thin as it can be: only those that are measured read what comes."""

    def __init__(self, path: str, key: str, port: int, room: "Room", *, reads: bool) -> None:
        self.room, self.reads = room, reads
        self.opened = asyncio.get_running_loop().create_future()
        self.sent: dict[int, float] = {}
        self._inside = b""
        self._hello = (
            f"GET {path}?schema=1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            f"Cookie: sessionid={key}\r\n\r\n"
        ).encode()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self._hello)

    def data_received(self, data: bytes) -> None:
        if not self.opened.done():
            self._inside += data
            if b'"hello"' in self._inside:
                self.opened.set_result(None)
                self._inside = b""
            return
        self._inside += data
        while (frame := self._frame()) is not None:
            kind, content = frame
            if kind == 9:  # are you there?
                self.transport.write(bytes([0x8A, 0x80 | len(content)]) + b"\x00\x00\x00\x00" + content)
            elif kind == 2 and self.reads:
                self.room.read(self, content)

    def connection_lost(self, error: Exception | None) -> None:
        self.room.lost += 1
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("The server closed the line."))

    def _frame(self) -> tuple[int, bytes] | None:
        data = self._inside
        if len(data) < 2:
            return None
        size, at = data[1] & 127, 2
        if size == 126:
            if len(data) < 4:
                return None
            size, at = int.from_bytes(data[2:4], "big"), 4
        if len(data) < at + size:
            return None
        self._inside = data[at + size :]
        return data[0] & 15, data[at : at + size]

    def send(self, content: bytes) -> None:
        """Send a binary message, masked with zeros; into a closed line nothing is sent."""
        if self.transport.is_closing():
            return
        size = len(content)
        head = bytes([0x82, 0x80 | size]) if size < 126 else b"\x82\xfe" + size.to_bytes(2, "big")
        self.transport.write(head + b"\x00\x00\x00\x00" + content)


class Room:
    """One meeting: the first writes and hears what is confirmed, the second sees what the others write."""

    def __init__(self, confirmed: list[float], seen: list[float]) -> None:
        self.people: list[Person] = []
        self.lost = 0
        self._confirmed, self._seen = confirmed, seen
        self._written: dict[bytes, float] = {}

    def read(self, person: Person, frame: bytes) -> None:
        """Take a message of the server."""
        numbers = Numbers(frame)
        kind = numbers.read()
        if kind == SAVED:
            at = person.sent.pop(numbers.read(), None)
            if at is not None:
                self._confirmed.append(time.perf_counter() - at)
        elif kind == SYNC and numbers.read() == 2 and person is self.people[1]:
            at = self._written.pop(numbers.piece(), None)
            if at is not None:
                self._seen.append(time.perf_counter() - at)

    async def write(self, person: Person, own: list[bytes], chance: random.Random) -> None:
        """Make the edits of one person, two a second."""
        await asyncio.sleep(chance.random() / EDITS_A_SECOND)
        start = time.perf_counter()
        for step, update in enumerate(own):
            now = time.perf_counter()
            person.sent[step] = self._written[update] = now
            person.send(number(EDIT) + number(step) + piece(update))
            await asyncio.sleep(max(start + (step + 1) / EDITS_A_SECOND - time.perf_counter(), 0))


async def load(port: int, pid: int, meetings: list[str], keys: list[str]) -> dict[str, Any]:
    """Open all sockets, write for some seconds, return the times."""
    confirmed: list[float] = []
    seen: list[float] = []
    chance = random.Random(1)
    rooms = [Room(confirmed, seen) for _ in meetings]
    gate = asyncio.Semaphore(20)

    async def enter(room: Room, meeting: str, pen: int) -> None:
        async with gate:
            path = f"/live/meetings/{meeting}/"
            _transport, person = await asyncio.get_running_loop().create_connection(
                lambda: Person(path, keys[pen], port, room, reads=pen < 2), "127.0.0.1", port
            )
            room.people.append(person)
            await person.opened

    begun = time.perf_counter()
    at_start = processor(pid)
    for pen in range(PEOPLE):
        await asyncio.gather(
            *(enter(room, meeting, pen) for room, meeting in zip(rooms, meetings, strict=True))
        )
    opening = time.perf_counter() - begun
    opened = processor(pid)
    count = int(SECONDS * EDITS_A_SECOND)
    own = [updates(pen, count) for pen in range(PEOPLE)]
    await asyncio.gather(
        *(room.write(person, own[pen], chance) for room in rooms for pen, person in enumerate(room.people))
    )
    await asyncio.sleep(3)
    written = processor(pid)
    lost = sum(room.lost for room in rooms)
    waiting = sum(len(room.people[0].sent) + len(room.people[1].sent) for room in rooms)
    for room in rooms:
        for person in room.people:
            person.transport.abort()
    edits, sockets = len(rooms) * PEOPLE * count, len(rooms) * PEOPLE
    return {
        "confirmed": confirmed,
        "seen": seen,
        "opening": opening,
        "lost": lost,
        "unconfirmed": waiting,
        "processor_ms_an_edit": round((written - opened) * 1000 / edits, 3),
        "processor_ms_a_socket": round((opened - at_start) * 1000 / sockets, 1),
    }


@contextlib.contextmanager
def _served(home: Path) -> Iterator[tuple[int, int, list[str], list[str]]]:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("TRELLIS_")},
        "TRELLIS_HOME": str(home),
        "TRELLIS_DEVELOPMENT": "yes",
        "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    (home / "build").mkdir()
    run = [sys.executable, "-m", "trellis.cli", "migrate", "-v0"]
    subprocess.run(run, env=environment, check=True, timeout=300)
    words = [sys.executable, "-c", WORLD, str(MEETINGS)]
    said = subprocess.run(words, env=environment, check=True, timeout=300, capture_output=True, text=True)
    meetings, keys = json.loads(said.stdout.splitlines()[-1])
    port = 8931
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--no-worker", "--port", str(port)],
        env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, {0}),
    )
    try:
        for _ in range(600):
            with contextlib.suppress(OSError, http.client.HTTPException):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=10).close()
                break
            time.sleep(0.2)
        yield port, server.pid, meetings, keys
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def share(times: list[float], part: float) -> float:
    """Return the time below which this part of them lies."""
    return sorted(times)[min(int(len(times) * part), len(times) - 1)] if times else float("nan")


def memory(pid: int) -> int:
    """Return the resident memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) // 1024


def processor(pid: int) -> float:
    """Return the processor time that a process has taken, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure() -> dict[str, Any]:
    """Measure once; returns what is also kept in the folder of results."""
    with tempfile.TemporaryDirectory(prefix="trellis-bench-") as folder, _served(Path(folder)) as served:
        port, pid, meetings, keys = served
        request = urllib.request.Request(f"http://127.0.0.1:{port}/meetings/{meetings[0]}/")
        request.add_header("Cookie", f"sessionid={keys[0]}")
        page = urllib.request.urlopen(request, timeout=20).read()
        found = asyncio.run(load(port, pid, meetings, keys))
        resident = memory(pid)
    result = {
        "meetings": len(meetings),
        "sockets": len(meetings) * PEOPLE,
        "edits_a_second": len(meetings) * PEOPLE * EDITS_A_SECOND,
        "confirmed_ms": {f"p{n}": round(share(found["confirmed"], n / 100) * 1000, 1) for n in (50, 95, 99)},
        "seen_ms": {f"p{n}": round(share(found["seen"], n / 100) * 1000, 1) for n in (50, 95, 99)},
        "opening_seconds": round(found["opening"], 1),
        "lost_lines": found["lost"],
        "unconfirmed": found["unconfirmed"],
        "memory_mb": resident,
        "processor_ms_an_edit": found["processor_ms_an_edit"],
        "processor_ms_a_socket": found["processor_ms_a_socket"],
        "room_page_bytes": len(page),
        "room_page_compressed": len(gzip.compress(page)),
        "other_load": os.getloadavg()[0],
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "live.json").write_text(json.dumps(result, indent=2) + "\n")
    return result


def run() -> list[Row]:
    """Measure once."""
    found = measure()
    confirmed, seen = found["confirmed_ms"], found["seen_ms"]
    return [
        Row("edit to confirmed on disk, p95", confirmed["p95"] / 1000, None, "peer", note=json.dumps(found)),
        Row("edit to another's screen, p50", seen["p50"] / 1000, None, "peer"),
        Row("edit to another's screen, p95", seen["p95"] / 1000, None, "peer"),
    ]
