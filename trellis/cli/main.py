"""The `trellis` command: its own commands, and behind them every command of Django."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.core.management.base import CommandError
from django.db.utils import OperationalError

from trellis.cli import build, messages
from trellis.kit.errors import DomainError


class CommandModule(Protocol):
    """What the module of a command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it and return the exit code."""


@dataclass(frozen=True)
class Command:
    """A command of `trellis`: where it lives and what it is for, in one line."""

    module: str
    summary: str
    needs_django: bool = True


#: Modules are imported only when called, after the settings know the database.
COMMANDS: dict[str, Command] = {
    "up": Command("trellis.cli.up", "prepare the database, make the demo if it is empty, serve, print links"),
    "serve": Command("trellis.cli.serve", "serve pages and sockets, with a worker beside them"),
    "worker": Command("trellis.cli.worker", "run background work until stopped"),
    "build": Command(
        "trellis.cli.build", "make the type face and the editor of notes from the npm registry", False
    ),
    "messages": Command("trellis.cli.messages", "collect and compile the messages of all languages", False),
    "begin": Command("trellis.cli.begin", "found the district and its first administrator, once"),
    "demo": Command("trellis.cli.demo.command", "fill an empty database with the demo district"),
    "import": Command(
        "trellis.cli.import_file", "bring in a roster or results: import oneroster|assessment PATH"
    ),
    "journal": Command("trellis.cli.journal", "prove that the journal was not changed: journal verify"),
    "lake": Command(
        "trellis.cli.lake", "results as Parquet files by year: lake write; who counts: lake check"
    ),
    "links": Command("trellis.cli.links", "print sign-in links for the cast of the demo"),
}
USAGE = "trellis COMMAND [--database URL] [options]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Refusals are one sentence on stderr and exit code 1."""
    words = take_database(list(sys.argv[1:] if arguments is None else arguments))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    if not words or words[0] in {"help", "-h", "--help"}:
        print(overview())
        return 0
    if words[0] in {"up", "links"}:
        # for a trial on one's own machine; a real installation runs `trellis serve`
        os.environ.setdefault("TRELLIS_DEVELOPMENT", "yes")
    try:
        return run_command(words)
    except (DomainError, CommandError, ImproperlyConfigured) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OperationalError as failure:
        print(f"The database cannot be used: {failure}", file=sys.stderr)
        return 1


def run_command(words: list[str]) -> int:
    """Run one of ours, or hand over to Django's own commands (migrate, check, shell, ...)."""
    name = words[0]
    if name not in COMMANDS:
        execute_from_command_line(["trellis", *words])
        return 0
    if name in {"up", "serve", "worker"}:
        messages.compile_changed()
    if name in {"up", "serve"} and not build.is_built():
        # before the settings are read: they look whether there is a build
        build.main([])
    if COMMANDS[name].needs_django:
        django.setup()
    # by name, so that starting one command does not import all others
    module = cast(CommandModule, importlib.import_module(COMMANDS[name].module))
    parser = argparse.ArgumentParser(prog=f"trellis {name}", description=sentence(COMMANDS[name].summary))
    module.add_arguments(parser)
    return module.run(parser.parse_args(words[1:]))


def take_database(words: list[str]) -> list[str]:
    """Take ``--database URL`` out of the words and remember it; Django's ``--database ALIAS`` stays in."""
    rest: list[str] = []
    words = list(words)
    while words:
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if name == "--database" and ("://" in value or (not equals and words and "://" in words[0])):
            os.environ["TRELLIS_DATABASE_URL"] = value or words.pop(0)
        else:
            rest.append(word)
    return rest


def overview() -> str:
    """Return the list of commands for people."""
    lines = [f"usage: {USAGE}", "", "commands:"]
    lines += [f"  {name:<10} {command.summary}" for name, command in COMMANDS.items()]
    lines += ["", "Every other command is Django's: migrate, check, createcachetable, dbshell, shell, ..."]
    lines += ["`trellis COMMAND --help` explains one."]
    return "\n".join(lines)


def sentence(summary: str) -> str:
    """Return the summary as a sentence."""
    return f"{summary[:1].upper()}{summary[1:]}."
