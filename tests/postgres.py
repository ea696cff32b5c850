"""A PostgreSQL of the tests' own: a fresh cluster on a free port, gone afterwards."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

OLDEST = 15
#: Nobody mourns a test database after a power cut, so nothing is flushed.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
START_SECONDS = 60
FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


def _version(folder: Path) -> int:
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return 0
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def find_postgres() -> Path | None:
    """Return the folder of the newest PostgreSQL >= 15 whose programs start; nothing if there is none."""
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    for pattern in FOLDERS:
        candidates += Path("/").glob(pattern.lstrip("/"))
    sound = [(_version(folder), folder) for folder in candidates if (folder / "initdb").exists()]
    return max((pair for pair in sound if pair[0] >= OLDEST), default=(0, None))[1]


def _owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as the user its package made."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL refuses to run as root and there is no other user here.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            # an open port is not enough: the server refuses while it starts up
            with psycopg.connect(host="127.0.0.1", port=port, user="trellis", dbname="postgres"):
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise RuntimeError("The tests' PostgreSQL did not start.")


@contextmanager
def private_postgres(programs: Path, speed: Sequence[str] = SPEED) -> Iterator[str]:
    """Run a PostgreSQL and give its URL; stop it and remove its files afterwards.

    Raises:
        RuntimeError: if it cannot be made or does not start.
    """
    owner = _owner()
    # a short path: the socket's name must fit into 100 characters, and another user must reach it
    home = Path(tempfile.mkdtemp(prefix="trellis-pg-"))
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "LC_ALL": "C"}
    if owner:
        os.chown(home, owner.pw_uid, owner.pw_gid)
    user = owner.pw_uid if owner else None
    group = owner.pw_gid if owner else None
    data, port = home / "data", _free_port()
    try:
        made = subprocess.run(
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "trellis",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ],
            cwd=home,
            env=environment,
            user=user,
            group=group,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"The tests' PostgreSQL could not be made: {made.stderr.strip()}")
        settings = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={home}", *speed]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    programs / "postgres",
                    "-D",
                    data,
                    *(word for setting in settings for word in ("-c", setting)),
                ],
                cwd=home,
                env=environment,
                user=user,
                group=group,
                stdout=log,
                stderr=log,
            )
        try:
            _wait(port, server)
            yield f"postgresql://trellis@127.0.0.1:{port}/trellis"
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)
