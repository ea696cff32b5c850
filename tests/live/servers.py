"""Real server processes over a real database, and pens that write to them over real sockets."""

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.live.faults import Faults, scribble
from tests.live.pen import Pen
from tests.migrated import lay_migrated_file
from tests.postgres import private_postgres

SECONDS = 300
#: As in production: a server refuses a database that could lose confirmed work.
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=60")
WORLD = """
import json, django; django.setup()
from django.conf import settings
from django.test import Client
from tests.cast import make_cast
from tests.practice.meetings.world import planned_meeting
cast = make_cast()
def key(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps([planned_meeting(cast).public_id, key(cast.ana), key(cast.ben)]))
"""
READ = """
import sys, django; django.setup()
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.queries.notes import plain_notes_of
print(plain_notes_of(Meeting.objects.get(public_id=sys.argv[1])))
"""
SERVE = (
    "import sys, trellis.cli.build as b; b.is_built = lambda target=None: True;"
    "from trellis.cli.main import main; sys.exit(main(sys.argv[1:]))"
)


@dataclass(frozen=True)
class Site:
    """A database with a meeting in it: where it is, and who may write."""

    environment: dict[str, str]
    meeting: str
    keys: tuple[str, str]

    def text(self) -> str:
        """What stands in the notes, read by a process of its own."""
        return run(["-c", READ, self.meeting], self.environment)


def run(words: list[str], environment: dict[str, str]) -> str:
    """Run Python and return what it prints."""
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextlib.contextmanager
def database(home: Path, programs: Path | None) -> Iterator[str]:
    """A database that keeps what it confirms: SQLite, or PostgreSQL where its programs are given."""
    if programs is None:
        yield f"sqlite:///{home / 'db.sqlite3'}"
        return
    with private_postgres(programs, DURABLE) as url:
        _create(url.rpartition("/")[0] + "/postgres")
        yield url


def _create(url: str) -> None:
    """Create the database; a server that listens may still be starting up."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE DATABASE trellis")
                return
        except psycopg.OperationalError:
            assert time.monotonic() < end
            time.sleep(0.2)


@contextlib.contextmanager
def server(site: Site, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """One server process on a port, killed at the end if it still runs."""
    words = ["serve", "--no-worker", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, *words], env=site.environment, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + SECONDS
        while True:
            assert process.poll() is None
            assert time.monotonic() < end
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=10).close()
                break
            time.sleep(0.2)
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Writer:
    """A pen at a real socket that comes again whenever it closes, until told to stop."""

    def __init__(self, site: Site, key: str, ports: list[int], chance: random.Random) -> None:
        self.site, self.key, self.ports, self.chance = site, key, ports, chance
        self.pen = Pen()
        self.out, self.back = Faults(chance), Faults(chance)
        self.is_ended = False
        self.lines = 0
        self._socket: ClientConnection | None = None
        self._pending: list[bytes] = []

    async def run(self) -> None:
        """Keep a line open, one after another."""
        while not self.is_ended:
            port = self.chance.choice(self.ports)
            address = f"ws://127.0.0.1:{port}/live/meetings/{self.site.meeting}/?schema=1"
            try:
                async with connect(
                    address,
                    origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]  # a plain str is fine
                    additional_headers={"Cookie": f"sessionid={self.key}"},
                    compression=None,
                    open_timeout=5,
                    proxy=None,
                ) as self._socket:
                    self.lines += 1
                    await self.send(self.pen.opened())
                    async for message in self._socket:
                        for arrived in self.back.shake([message]):
                            await self.send(self.pen.hear(arrived))
            except (OSError, TimeoutError, ConnectionClosed):
                await asyncio.sleep(0.05)
            finally:
                self._socket = None

    async def send(self, messages: list[bytes]) -> None:
        """Send what the line lets through; without a line it waits in the pen."""
        if self._socket is not None:
            for message in self.out.shake(messages):
                await self._socket.send(message)

    async def scribble(self, mark: str, steps: int) -> None:
        """Write for a while; now and then the line breaks."""
        for step in range(steps):
            try:
                await self.send(scribble(self.pen, self.chance, f"{mark}{step:03d}"))
                if self.chance.random() < 0.05:
                    await self.hang_up()
            except ConnectionClosed:
                pass  # what was written waits in the pen
            await asyncio.sleep(self.chance.random() * 0.02)

    async def hang_up(self) -> None:
        """Break the line without a word."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def calm(self) -> None:
        """From now on the line is good; begin a new one."""
        self.out.is_on = self.back.is_on = False
        await self.hang_up()


async def until(holds: Any, seconds: float = 60) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)


def make_site(home: Path, url: str) -> Site:
    """Migrate the database and make a meeting in it."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("TRELLIS_", "DJANGO_"))}
    environment = {
        **own,
        "TRELLIS_HOME": str(home),
        "TRELLIS_DATABASE_URL": url,
        "TRELLIS_DEVELOPMENT": "yes",
        "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    }
    (home / "build").mkdir(exist_ok=True)
    # nobody mourns an empty database: only what the servers write has to be safe
    quick = {**environment, "PGOPTIONS": "-c synchronous_commit=off"}
    file = url.removeprefix("sqlite:///")
    if file == url or not lay_migrated_file(Path(file)):
        run(["-m", "trellis.cli", "migrate", "-v0", "--skip-checks"], quick)
    meeting, ana, ben = json.loads(run(["-c", WORLD], quick).splitlines()[-1])
    return Site(environment, meeting, (ana, ben))
