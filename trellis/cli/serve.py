"""`trellis serve`: pages and sockets on one port, a worker beside them, a graceful end."""

import argparse
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections
from uvicorn.supervisors import Multiprocess

from trellis.kit.durability import require_durability
from trellis.practice.library.operations import load_content

logger = logging.getLogger("trellis.serve")
APPLICATION = "trellis.config.asgi:application"
#: How long open requests may take to finish when the server is asked to stop.
GRACE_SECONDS = 10
#: No message of a socket is larger; the live door has a smaller bound of its own that it can explain.
LARGEST_MESSAGE = 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--processes",
        type=int,
        default=1,
        help="server processes; more than one needs PostgreSQL (default: 1)",
    )
    parser.add_argument(
        "--no-worker", action="store_true", help="background work is done by another `trellis worker`"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    require_durability()
    # templates, protocols and strategies of this version; what is there already is not written again
    load_content()
    with listen(options.host, options.port) as door:
        serve(door, processes=options.processes, with_worker=not options.no_worker)
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; the port is ours before anything else starts.

    Raises:
        CommandError: if the port is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
        door.listen(512)
    except OSError as failure:
        door.close()
        raise CommandError(
            f"Port {port} on {host} cannot be used ({failure.strerror}). Choose another one with --port."
        ) from failure
    door.set_inheritable(True)
    return door


def prepare_static() -> None:
    """Collect styles, scripts and pictures under hashed names; in development they are read in place."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    if not settings.DEVELOPMENT:
        call_command("collectstatic", interactive=False, verbosity=0)


class _Announcing(uvicorn.Server):
    """Says when the first request can come."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve(
    door: socket.socket,
    *,
    processes: int = 1,
    with_worker: bool = True,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve on ``door`` until SIGINT or SIGTERM; open requests get some seconds to finish.

    Raises:
        CommandError: for several processes on SQLite, where presence and locks do not cross processes.
    """
    if processes > 1 and connection.vendor == "sqlite":
        raise CommandError(
            "Several server processes need PostgreSQL; SQLite is served by one. Leave --processes out."
        )
    prepare_static()
    connections.close_all()
    config = uvicorn.Config(
        APPLICATION,
        workers=processes,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.SECURE_PROXY_SSL_HEADER),
        lifespan="on",
        # with 720 sockets that write, an edit is confirmed in 105 ms (p95); without these two in 241 ms
        ws="websockets-sansio",
        loop="uvloop",
        ws_max_size=LARGEST_MESSAGE,
        # edits are small and compressing keeps some 300 kB for every open socket
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    worker = Worker() if with_worker else None
    # after its own good order uvicorn raises the signal again: SIGTERM then ends like SIGINT, not at once
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if worker:
            worker.start()
        if processes > 1:
            ready()
            Multiprocess(config, sockets=[door]).run()
        else:
            _Announcing(config, ready).run(sockets=[door])
    except KeyboardInterrupt:
        logger.debug("Asked to stop; open requests were finished.")
    finally:
        if worker:
            worker.stop()


class Worker:
    """The worker as a child process: started again if it dies, stopped with us.

    The child reads an open pipe from us and stops when the pipe ends, so that it never outlives a server that
    was killed.
    """

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_alive, name="worker-watch", daemon=True)

    def start(self) -> None:
        """Start the child and keep watch over it."""
        self._child = self._spawn()
        self._watch.start()

    def stop(self) -> None:
        """Let the running task finish, then end."""
        self._stopping.set()
        child = self._child
        if child is None:
            return
        if child.stdin:
            child.stdin.close()
        try:
            child.wait(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            logger.warning(
                "The worker did not finish its task in time; the task will be started again later."
            )
            child.kill()
            child.wait()

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "trellis.cli", "worker", "--with-parent"],
            stdin=subprocess.PIPE,
            env={**os.environ, "TRELLIS_DATABASE_URL": settings.DATABASE_URL},
        )

    def _keep_alive(self) -> None:
        while not self._stopping.is_set() and self._child is not None:
            code = self._child.wait()
            if self._stopping.wait(timeout=2):
                return
            logger.error("The worker ended with code %s; starting it again.", code)
            self._child = self._spawn()
