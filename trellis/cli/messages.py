"""`trellis messages`: collects what is said in code and templates, and compiles what is translated.

Babel does both, because GNU gettext is missing on bare machines. Compiled catalogues are not committed: every
start compiles those whose source is newer.
"""

import argparse
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

TRELLIS = Path(__file__).resolve().parent.parent
LOCALE = TRELLIS / "locale"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--compile-only", action="store_true", help="leave the sources (.po) as they are")


def run(options: argparse.Namespace) -> int:
    """Bring the sources up to date, compile them, and say how much is translated."""
    for source in catalogues():
        if not options.compile_only:
            update(source)
        compile_catalogue(source)
        catalog = read(source)
        messages = [message for message in catalog if message.id]
        translated = sum(1 for message in messages if message.string and not message.fuzzy)
        print(f"{source.parent.parent.name}: {translated} of {len(messages)} messages translated")
    return 0


def catalogues() -> list[Path]:
    """Return the sources of all languages."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def read(source: Path) -> Catalog:
    """Read one source."""
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name)


def said_in(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield each message of a module or template, with its context if it has one."""
    text = path.read_text()
    if path.suffix != ".py":
        text = templatize(text, origin=str(path))
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        if message:
            yield message, context


def sources_of_messages() -> list[Path]:
    """Return every module and template of the product in a stable order."""
    modules = (path for path in TRELLIS.rglob("*.py") if "migrations" not in path.parts)
    templates = (path for path in TRELLIS.rglob("templates/**/*") if path.suffix in {".html", ".txt"})
    return sorted([*modules, *templates])


def update(source: Path) -> None:
    """Bring one source up to date: new messages come in empty, unused ones go, translations stay."""
    template = Catalog()
    for path in sources_of_messages():
        for message, context in said_in(path):
            template.add(message, context=context)
    catalog = read(source)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with source.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, omit_header=False)


def compile_catalogue(source: Path) -> None:
    """Compile one source beside itself; readers never see half a file."""
    with tempfile.NamedTemporaryFile(dir=source.parent, suffix=".tmp", delete=False) as file:
        write_mo(file, read(source))
    Path(file.name).chmod(0o644)
    os.replace(file.name, source.with_suffix(".mo"))


def compile_changed() -> int:
    """Compile the sources that changed since they were compiled; return how many."""
    changed = [
        source
        for source in catalogues()
        if not source.with_suffix(".mo").exists()
        or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
    for source in changed:
        compile_catalogue(source)
    return len(changed)
