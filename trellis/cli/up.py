"""`trellis up`, what `./run` calls: a running site on one's own machine, whatever was there before."""

import argparse
import os
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from trellis.cli.demo import is_empty, make_demo
from trellis.cli.demo.stages import Stage
from trellis.cli.links import print_links
from trellis.cli.serve import listen, serve
from trellis.kit.durability import require_durability

FIRST_PORT = 8000
PORTS_TRIED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--stage", choices=[stage.value for stage in Stage], help="how far the demo's year is")
    parser.add_argument("--port", type=int, help=f"port to listen on (default: {FIRST_PORT} or the next free one)")
    parser.add_argument("--empty", action="store_true", help="no demo: an empty district with an administrator")
    parser.add_argument("--prepare", action="store_true", help="prepare everything, then end without serving")


def run(options: argparse.Namespace) -> int:
    """Prepare the database, fill it if it is empty, serve until stopped."""
    if options.empty and options.stage:
        raise CommandError("--empty makes no demo, so it has no --stage. Leave one of them out.")
    prepare(options.stage, empty=options.empty)
    if options.prepare:
        return 0
    with open_port(options.port) as door:
        site = f"http://localhost:{door.getsockname()[1]}"
        serve(door, ready=lambda: announce(site))
    print("Stopped. Everything is kept; ./run starts again.")
    return 0


def prepare(stage: str | None, *, empty: bool) -> None:
    """Bring the database to the newest form and fill it, unless it holds something already.

    Raises:
        CommandError: if a stage is wanted of a database that is not empty.
    """
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    require_durability()
    if is_empty():
        make_demo(Stage.EMPTY if empty else Stage(stage or Stage.MIDYEAR.value), say=say)
    elif os.environ.get("TRELLIS_DATABASE_URL") and stage:
        say("The database is not empty, so no demo was made; --stage is for an empty one.")


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
    raise CommandError(f"No port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} is free. Choose one with --port.")


def announce(site: str) -> None:
    """Print where the site is and how each of the cast comes in."""
    print(f"\nTrellis is running at {site} (stop with Ctrl+C)\n")
    print_links(site)
    sys.stdout.flush()
