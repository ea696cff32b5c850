"""A real server process: it answers pages and sockets, has a worker, and ends in good order."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.migrated import lay_migrated_file
from trellis.cli import serve
from trellis.cli.serve import listen
from trellis.practice.library.models import CycleTemplate, Protocol

pytestmark = pytest.mark.slow
SECONDS = 60


def _environment(home: Path) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith(("TRELLIS_", "DJANGO_"))}
    # a finished "build", so that no test asks a registry for a type face
    return {**own, "TRELLIS_HOME": str(home), "TRELLIS_DEVELOPMENT": "yes", "PYTHONWARNINGS": "default"}


def _trellis(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "trellis.cli", *words, f"--database=sqlite:///{home / 'db.sqlite3'}"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Serve an empty, migrated SQLite file on a free port."""
    environment = _environment(tmp_path)
    (tmp_path / "build").mkdir()
    if not lay_migrated_file(tmp_path / "db.sqlite3"):
        subprocess.run(_trellis(tmp_path, "migrate", "-v0"), env=environment, check=True, timeout=5 * SECONDS)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = (
        "import sys, trellis.cli.build as b; b.is_built = lambda target=None: True;"
        "from trellis.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    words = _trellis(tmp_path, "serve", "--port", str(port))[3:]
    process = subprocess.Popen(
        [sys.executable, "-c", program, *words], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        _wait_for(port, process)
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stderr
        process.stderr.close()


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("The server did not start.")


def _children(pid: int) -> list[int]:
    said = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(word) for word in said.split()]


def _gone(pid: int) -> bool:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        if not state.stdout.strip() or state.stdout.startswith("Z"):
            return True
        time.sleep(0.2)
    return False


def test_it_serves_refuses_sockets_politely_and_ends_with_its_worker(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = server
    with (
        connect(f"ws://127.0.0.1:{port}/nothing/") as door,
        pytest.raises(ConnectionClosed) as closed,
    ):
        door.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404
    workers = _children(process.pid)
    assert len(workers) == 1
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert all(_gone(worker) for worker in workers)


def test_a_killed_server_leaves_no_worker_behind(server: tuple[subprocess.Popen[str], int]) -> None:
    process, _port = server
    workers = _children(process.pid)
    assert workers
    process.kill()
    assert all(_gone(worker) for worker in workers)


def test_a_killed_worker_is_started_again(server: tuple[subprocess.Popen[str], int]) -> None:
    process, _port = server
    (first,) = _children(process.pid)
    os.kill(first, signal.SIGKILL)
    end = time.monotonic() + 20
    while time.monotonic() < end and _children(process.pid) in ([], [first]):
        time.sleep(0.2)
    (second,) = _children(process.pid)
    assert second != first


def test_a_taken_port_is_told_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} on 127\.0\.0\.1 cannot be used .*--port"):
            listen("127.0.0.1", port)


@pytest.mark.django_db
def test_what_a_version_ships_is_there_before_the_first_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_port(host: str, port: int) -> socket.socket:
        raise CommandError(f"{host} has no port {port}")

    monkeypatch.setattr(serve, "listen", no_port)
    # the tests run on a database that is set for speed
    monkeypatch.setattr(serve, "require_durability", lambda: None)
    with pytest.raises(CommandError, match="has no port"):
        serve.run(argparse.Namespace(host="127.0.0.1", port=1, processes=1, no_worker=True))
    assert CycleTemplate.objects.filter(key="LCM-5").exists()
    assert Protocol.objects.count() >= 35


def test_a_server_process_of_several_sets_itself_up(tmp_path: Path) -> None:
    """Each of several processes begins as a new Python that has set nothing up (`serve --processes 2`)."""
    (tmp_path / "static").mkdir()
    began = subprocess.run(
        [sys.executable, "-c", "import trellis.config.asgi"],
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (began.returncode, began.stderr) == (0, "")
