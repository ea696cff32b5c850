"""The load of `bench.live` on Etherpad, on the same machine: teams of six, two edits a second each, one core.

TRELLIS_BENCH_ETHERPAD names a folder with an Etherpad 1.8 (`src/node/server.js` in it, its packages beside
it); without it nothing is measured. ``TRELLIS_BENCH_MEETINGS`` takes another number of teams. Etherpad keeps
its pads in the database of its default (dirty), which confirms an edit before it is on disk. Its own pages
gather what is typed for half a second; here every edit is sent at once, unless one of the same person is
still under way.
"""

import asyncio
import contextlib
import json
import os
import random
import re
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench.live import EDITS_A_SECOND, MEETINGS, PEOPLE, SECONDS, measure, memory, processor, share
from bench.rows import Row

PORT = 9031
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
#: What a client must know of a change by others: the revision, and by how much the text grew.
NEWS = re.compile(r'"newRev":(\d+),"changeset":"Z:[0-9a-z]+>([0-9a-z]+)')
TAKEN = re.compile(r'"type":"ACCEPT_COMMIT","newRev":(\d+)')
FIRST = re.compile(r'"initialAttributedText":\{"text":("(?:[^"\\]|\\.)*")')


def base36(value: int) -> str:
    """Write a number as Etherpad's changesets do."""
    out = ""
    while True:
        value, digit = divmod(value, 36)
        out = DIGITS[digit] + out
        if not value:
            return out


class Pad:
    """What was measured in all pads."""

    def __init__(self) -> None:
        self.confirmed: list[float] = []
        self.seen: list[float] = []


class Writer:
    """One person at a pad, as the protocol wants it: one change under way at a time, on a known revision."""

    def __init__(self, pad: str, pen: int, found: Pad, written: dict[str, float]) -> None:
        self.pad, self.pen, self.found, self.written = pad, pen, found, written
        self.rev = self.length = 0
        self.waiting: list[tuple[str, float]] = []
        self.sent: list[tuple[str, float]] = []
        self.line: ClientConnection | None = None

    async def enter(self) -> None:
        """Open the pad and hear its text."""
        address = f"ws://127.0.0.1:{PORT}/socket.io/?padId={self.pad}&EIO=3&transport=websocket"
        self.line = await connect(address, compression=None, proxy=None, open_timeout=120, ping_interval=None)
        hello = {
            **{"component": "pad", "type": "CLIENT_READY", "padId": self.pad, "sessionID": None},
            **{"token": f"t.{self.pad}x{self.pen}", "protocolVersion": 2},
        }
        await self._say(hello)
        while True:
            message = str(await self.line.recv())
            if "CLIENT_VARS" in message:
                text = FIRST.search(message)
                assert text
                self.length = len(json.loads(text[1]))
                self.rev = int(re.findall(r'"rev":(\d+)', message)[0])
                return

    async def hear(self) -> None:
        """Follow the pad until the line is closed."""
        assert self.line
        async for message in self.line:
            words = str(message)
            if taken := TAKEN.search(words):
                self.rev = int(taken[1])
                self.length += sum(len(text) for text, _at in self.sent)
                now = time.perf_counter()
                if self.pen == 0:
                    self.found.confirmed += [now - at for _text, at in self.sent]
                self.sent = []
                await self._send()
            elif news := NEWS.search(words):
                self.rev = int(news[1])
                self.length += int(news[2], 36)
                if self.pen == 1:
                    for text in words.partition("$")[2].partition('"')[0].split():
                        at = self.written.pop(text, None)
                        if at is not None:
                            self.found.seen.append(time.perf_counter() - at)

    async def write(self, count: int, chance: random.Random) -> None:
        """Type so many words, two a second."""
        await asyncio.sleep(chance.random() / EDITS_A_SECOND)
        start = time.perf_counter()
        for step in range(count):
            word, now = f"ñ{self.pen}x{step}", time.perf_counter()
            self.written[word] = now
            self.waiting.append((f"{word} ", now))
            if not self.sent:
                await self._send()
            await asyncio.sleep(max(start + (step + 1) / EDITS_A_SECOND - time.perf_counter(), 0))

    async def _send(self) -> None:
        if not self.waiting:
            return
        self.sent, self.waiting = self.waiting, []
        text = "".join(part for part, _at in self.sent)
        size = base36(len(text))
        change = {
            **{"type": "USER_CHANGES", "baseRev": self.rev, "apool": {"numToAttrib": {}, "nextNum": 0}},
            "changeset": f"Z:{base36(self.length)}>{size}+{size}${text}",
        }
        await self._say({"type": "COLLABROOM", "component": "pad", "data": change})

    async def _say(self, content: dict[str, object]) -> None:
        assert self.line
        await self.line.send("42" + json.dumps(["message", content]))


async def load(pid: int) -> dict[str, Any]:
    """Open all lines, write for some seconds, return what was found."""
    found, chance = Pad(), random.Random(1)
    writers: list[Writer] = []
    for number in range(MEETINGS):
        written: dict[str, float] = {}
        writers += [Writer(f"p{number}", pen, found, written) for pen in range(PEOPLE)]
    gate = asyncio.Semaphore(20)

    async def enter(writer: Writer) -> None:
        async with gate:
            await writer.enter()

    begun = time.perf_counter()
    await asyncio.gather(*(enter(writer) for writer in writers))
    opening = time.perf_counter() - begun
    before, count = processor(pid), int(SECONDS * EDITS_A_SECOND)
    hearing = [asyncio.create_task(writer.hear()) for writer in writers]
    await asyncio.gather(*(writer.write(count, chance) for writer in writers))
    await asyncio.sleep(3)
    spent = processor(pid) - before
    unconfirmed = sum(len(writer.sent) + len(writer.waiting) for writer in writers if writer.pen == 0)
    for task in hearing:
        task.cancel()
    for writer in writers:
        assert writer.line
        writer.line.transport.abort()
    await asyncio.gather(*hearing, return_exceptions=True)
    return {
        "meetings": MEETINGS,
        "confirmed_ms": {f"p{n}": round(share(found.confirmed, n / 100) * 1000, 1) for n in (50, 95, 99)},
        "seen_ms": {f"p{n}": round(share(found.seen, n / 100) * 1000, 1) for n in (50, 95, 99)},
        "opening_seconds": round(opening, 1),
        "unconfirmed": unconfirmed,
        "processor_ms_an_edit": round(spent * 1000 / (len(writers) * count), 3),
        "memory_mb": memory(pid),
    }


@contextlib.contextmanager
def served(folder: Path, home: Path) -> Iterator[int]:
    """Start Etherpad on one processor."""
    settings = {
        **{"ip": "127.0.0.1", "port": PORT, "skinName": "no-skin", "loglevel": "ERROR", "users": {}},
        **{"dbType": "dirty", "dbSettings": {"filename": str(home / "pads.db")}},
        "commitRateLimiting": {"duration": 1, "points": 1_000_000},
        "socketTransportProtocols": ["websocket"],
    }
    (home / "settings.json").write_text(json.dumps(settings))
    program = subprocess.Popen(
        ["node", "src/node/server.js", "--settings", str(home / "settings.json")],
        cwd=folder,
        env={**os.environ, "NODE_ENV": "production"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {0}),
    )
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=10).close()
                break
            time.sleep(0.2)
        yield program.pid
    finally:
        program.kill()
        program.wait()


def run() -> list[Row]:
    """Measure once, ours and Etherpad one after the other; nothing where no Etherpad is named."""
    folder = os.environ.get("TRELLIS_BENCH_ETHERPAD", "")
    if not folder:
        return []
    ours = measure()
    with (
        tempfile.TemporaryDirectory(prefix="trellis-bench-") as home,
        served(Path(folder), Path(home)) as pid,
    ):
        theirs = asyncio.run(load(pid))
    rows: list[Row] = []
    for what, key in (("edit to confirmed", "confirmed_ms"), ("edit to another's screen", "seen_ms")):
        for part in ("p50", "p95"):
            pair = ours[key][part] / 1000, theirs[key][part] / 1000
            # all that was found stands beside the first row
            note = "" if rows else json.dumps({"ours": ours, "Etherpad": theirs})
            rows.append(Row(f"{what}, {part}", *pair, "Etherpad", note=note))
    return rows
