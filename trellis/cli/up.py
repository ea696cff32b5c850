"""`trellis up`, what `./run` calls: a running site on one's own machine, whatever was there before."""

import argparse
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from trellis.cli.demo import is_empty, make_demo, stage_of
from trellis.cli.demo.stages import DEMO_STAGES, Stage
from trellis.cli.links import sign_in_links
from trellis.cli.serve import listen, serve
from trellis.kit.durability import require_durability
from trellis.practice.library.operations import load_content

FIRST_PORT = 8000
PORTS_TRIED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--stage", choices=[stage.value for stage in DEMO_STAGES], help="how far the year is")
    parser.add_argument(
        "--port", type=int, help=f"port to listen on (default: {FIRST_PORT} or the next free one)"
    )
    parser.add_argument(
        "--empty", action="store_true", help="no demo: an empty district with an administrator"
    )
    parser.add_argument("--fresh", action="store_true", help="set the SQLite database aside and begin anew")
    parser.add_argument("--prepare", action="store_true", help="prepare everything, then end without serving")


def run(options: argparse.Namespace) -> int:
    """Prepare the database, fill it if it is empty, serve until stopped."""
    if options.empty and options.stage:
        raise CommandError("--empty makes no demo, so it has no --stage. Leave one of them out.")
    if options.fresh:
        set_aside()
    prepare(Stage.EMPTY if options.empty else Stage(options.stage) if options.stage else None)
    if options.prepare:
        return 0
    with open_port(options.port) as door:
        site = f"http://localhost:{door.getsockname()[1]}"
        greeting = [f"\nTrellis is running at {site} (stop with Ctrl+C)\n", *sign_in_links(site), ""]
        serve(door, ready=lambda: print("\n".join(greeting), flush=True))
    print("Stopped. Everything is kept; ./run starts again.")
    return 0


def set_aside() -> None:
    """Rename the SQLite file, so that the next start begins with an empty one and nothing is lost.

    Raises:
        CommandError: for another database than SQLite, which is not ours to rename.
    """
    if connection.vendor != "sqlite":
        raise CommandError(
            "--fresh sets SQLite files aside; name an empty PostgreSQL database with --database."
        )
    connection.close()
    file = Path(connection.settings_dict["NAME"])
    if not file.exists():
        return
    kept = file.with_name(f"{file.stem}-{timezone.now():%Y%m%d-%H%M%S}{file.suffix}")
    for ending in ("", "-wal", "-shm"):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.rename(kept.with_name(kept.name + ending))
    say(f"The database that was here is now {kept}.")


def prepare(stage: Stage | None) -> None:
    """Bring the database to the newest form and fill it if it is empty: at mid-year, unless told otherwise.

    Raises:
        CommandError: if a stage is wanted of a database that holds something else.
    """
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    require_durability()
    load_content()
    if is_empty():
        make_demo(stage or Stage.MIDYEAR, say=say)
    elif stage is not None and stage is not stage_of():
        held = stage_of()
        raise CommandError(
            f"The database already holds {held.summary if held else 'data of its own'}. Start without "
            "--stage and --empty to keep it, or add --fresh to set it aside and begin anew."
        )


def say(line: str) -> None:
    """Tell what is going on, at once, also when the output is a file."""
    print(line, file=sys.stderr, flush=True)


def open_port(port: int | None) -> socket.socket:
    """Return a listening socket on the port that was asked for, else on the first free one from 8000.

    Raises:
        CommandError: if it is taken.
    """
    if port is not None:
        return listen("127.0.0.1", port)
    for candidate in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        try:
            return listen("127.0.0.1", candidate)
        except CommandError:
            continue
    raise CommandError(
        f"No port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} is free. Choose one with --port."
    )
