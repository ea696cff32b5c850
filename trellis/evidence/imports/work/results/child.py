"""The reading process of results files: opens what nobody trusts, with limits on memory and time.

Run as ``python -m trellis.evidence.imports.work.results.child PATH NAME``; a JSON object on its input says
which templates there are and which one a person chose. It writes one JSON object a line: ``file``, then
``rows``, ``sent`` and ``progress``, then ``done``; or ``refused``. It knows neither Django nor the database.
"""

import contextlib
import json
import resource
import sys
import zlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from trellis.evidence.imports.work.results import header as heading
from trellis.evidence.imports.work.results import interchange, oneroster, source
from trellis.evidence.imports.work.results.checking import read_template
from trellis.evidence.imports.work.results.looking import look_at
from trellis.evidence.imports.work.results.others import (
    AnswersReader,
    FactsReader,
    FiguresReader,
    person_columns,
)
from trellis.evidence.imports.work.results.rows import Columns, Notes, Out, Reader
from trellis.evidence.imports.work.results.sittings import ResultsReader
from trellis.evidence.imports.work.results.source import LOOK, Row
from trellis.evidence.imports.work.results.spec import Template, TemplateWrong
from trellis.evidence.measures.work.read_table import TableRefused

MEMORY_BYTES = 600 * 1024**2
CPU_SECONDS = 3600
BATCH = 10_000
PACKED = 500
SAMPLE = 200
READERS: dict[str, type[Reader]] = {
    "results": ResultsReader,
    "facts": FactsReader,
    "figures": FiguresReader,
    "answers": AnswersReader,
}


@dataclass
class Opened:
    """A table with the template that reads it."""

    template: Template | None
    columns: tuple[str, ...]
    rows: Iterator[Row]
    above: int = 0


def _limit() -> None:
    for what, amount in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(what, (amount, amount))


def _send(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")) + "\n")


def _open_rows(path: Path, kind: str, encoding: str, template: Template | None) -> Iterator[Row]:
    file = template.file if template else {}
    if kind == "workbook":
        return source.workbook(path, str(file.get("sheet", "")))
    stream = source.binary(path, kind, str(file.get("entry", "")))
    start = stream.peek(4)[:4]
    allowed = [encoding] if encoding != "utf-8" else list(file.get("encodings", ["utf-8"]))
    lines = source.text_lines(stream, source.encoding_of(start, allowed))
    if file.get("kind") == "fixed":
        return source.fixed(lines, file["fields"])
    return source.separated(lines, file)


def _open_exchange(path: Path, kind: str, templates: list[Template]) -> Opened | None:
    by_kind = [template for template in templates if template.file.get("kind") in interchange_kinds(kind)]
    if kind in ("xml", "zip"):
        there = interchange.edfi_interchanges(path, kind)
        for template in by_kind:
            wanted = str(template.file.get("interchange", ""))
            if template.file.get("kind") == "edfi" and wanted in there:
                return Opened(template, *interchange.edfi_rows(path, kind, wanted))
    if kind == "zip" and oneroster.is_gradebook(path):
        for template in by_kind:
            if template.file.get("kind") == "oneroster":
                return Opened(template, *oneroster.gradebook_rows(path))
    if kind == "json":
        for template in by_kind:
            if template.file.get("kind") == "oneroster-json":
                return Opened(template, *oneroster.json_rows(path))
    return None


def interchange_kinds(kind: str) -> tuple[str, ...]:
    """Return the kinds of templates that can read what the bytes are."""
    return {"xml": ("edfi",), "zip": ("edfi", "oneroster"), "json": ("oneroster-json",)}.get(kind, ())


def _fixed(path: Path, kind: str, encoding: str, templates: list[Template]) -> Template | None:
    if kind not in ("text", "gzip", "zip") or not any(one.file.get("kind") == "fixed" for one in templates):
        return None
    stream = source.binary(path, kind)
    lines = source.text_lines(stream, source.encoding_of(stream.peek(4)[:4], [encoding]))
    first = list(islice((line for line in lines if line.strip()), 5))
    return next((template for template in templates if heading.fixed_fits(template, first)), None)


def open_table(path: Path, name: str, templates: list[Template], encoding: str) -> Opened:
    """Find the template that reads a file, and its rows; without one, the table as it stands.

    Raises:
        TableRefused: with a stable code, when the file cannot be read.
    """
    kind = source.kind_of(path, name)
    exchanged = _open_exchange(path, kind, templates) if kind in ("xml", "zip", "json") else None
    if exchanged is not None:
        return exchanged
    if kind in ("xml", "json"):
        raise TableRefused("no_template")
    fixed = _fixed(path, kind, encoding, templates)
    if fixed is not None:
        names = tuple(str(name) for name, _start, _length in fixed.file["fields"])
        return _opened(fixed, heading.Header(names, _open_rows(path, kind, encoding, fixed)))
    found = _by_header(path, kind, encoding, templates)
    if found is not None:
        return found
    rows = _open_rows(path, kind, encoding, None)
    start = list(islice(rows, LOOK))
    return Opened(None, (), chain(start, rows))


def _opened(template: Template, header: heading.Header) -> Opened:
    whole = heading.split_columns(template, header)
    return Opened(template, whole.columns, whole.rows, whole.above)


def _by_header(path: Path, kind: str, encoding: str, templates: list[Template]) -> Opened | None:
    """Try the templates; those with a sheet or a dialect of their own see the file with that."""
    ways: dict[str, list[Template]] = {}
    for one in templates:
        if one.file.get("kind", "table") == "table":
            names = ("sheet", "separator", "quote", "escape", "encodings")
            ways.setdefault(json.dumps([one.file.get(name) for name in names]), []).append(one)
    fitting: list[tuple[int, Template]] = []
    for group in ways.values():
        try:
            start = list(islice(_open_rows(path, kind, encoding, group[0]), LOOK))
        except TableRefused as refusal:
            if refusal.args[0] in ("empty", "broken_quote", "encoding") and len(ways) > 1:
                continue
            raise
        fitting += heading.best_templates(group, start)
    if not fitting:
        return None
    fitting.sort(key=lambda pair: -pair[0])
    same = [template for score, template in fitting if score == fitting[0][0]]
    if len(same) > 1:
        raise TableRefused("ambiguous", " · ".join(template.title for template in same[:4]))
    header = heading.find_header(same[0], _open_rows(path, kind, encoding, same[0]))
    assert header is not None
    return _opened(same[0], header)


def look(opened: Opened) -> None:
    """Send what a person needs who maps columns by hand: names, patterns and codes, no cell as it stands."""
    rows = list(islice(opened.rows, SAMPLE))
    opened.rows = chain(rows, opened.rows)
    columns, below = opened.columns, rows
    if not columns:
        widest = max((len(cells) for _number, cells in rows), default=0)
        full = (
            at
            for at, (_n, cells) in enumerate(rows)
            if sum(map(bool, map(str.strip, cells))) >= max(2, widest * 0.6)
        )
        at = next(full, 0)
        columns, below = (heading.distinct(rows[at][1]) if rows else ()), rows[at + 1 :]
    _send({"is": "look", "columns": look_at(columns, [cells for _number, cells in below])})


def _send_packed(sent: list[Row]) -> None:
    """Send rows as they stand in the file, packed: whoever takes them seals them without looking."""
    if sent:
        text = json.dumps(sent, ensure_ascii=False, separators=(",", ":"))
        packed = b64encode(zlib.compress(text.encode(errors="replace"), 1)).decode()
        _send({"is": "sent", "first": sent[0][0], "last": sent[-1][0], "packed": packed})
    sent.clear()


def read(opened: Opened, options: dict[str, Any], path: Path, *, keep: bool = False) -> None:
    """Send everything the rows bring; with ``keep`` the rows as they were sent, too."""
    template = opened.template
    assert template is not None
    named = person_columns(opened.columns) if template.target == "answers" else []
    if named:
        raise TableRefused("person_columns", ", ".join(named[:4]))
    notes = Notes()
    columns = Columns(template, opened.columns)
    missing = sorted(name for name in template.columns if columns.at(name) is None)
    reader = READERS[template.target](columns, notes, options)
    _send({"is": "file", "template": template.name, "columns": list(opened.columns), "missing": missing})
    waiting: dict[str, list[Out]] = {}
    sent: list[Row] = []
    for count, (number, cells) in enumerate(opened.rows, start=1):
        if keep:
            sent.append((number, cells))
            if len(sent) == PACKED:
                _send_packed(sent)
        for table, rows in reader.take(cells, number).items():
            waiting.setdefault(table, []).extend(rows)
        if count % BATCH == 0:
            _flush(reader, waiting)
            _send({"is": "progress", "rows": count, "share": source.OPEN[0].share if source.OPEN else 0})
    _flush(reader, waiting)
    _send_packed(sent)
    if reader.rows == 0:
        raise TableRefused("empty")
    _send(
        {
            "is": "done",
            "totals": dict(notes.totals),
            "places": notes.places,
            "rows": reader.rows,
            "set_aside": reader.aside,
        }
    )


def _flush(reader: Reader, waiting: dict[str, list[Out]]) -> None:
    for table, rows in reader.dims().items():
        if rows:
            _send({"is": "rows", "table": table, "rows": rows})
    for table, rows in waiting.items():
        if rows:
            _send({"is": "rows", "table": table, "rows": rows})
    waiting.clear()


def main(arguments: list[str]) -> int:
    """Read one file; the exit code is 0 even for a refused one, which is an answer too."""
    _limit()
    request = json.loads(sys.stdin.readline())
    path, name = Path(arguments[0]), arguments[1]
    try:
        templates = [read_template(content) for content in request["templates"]]
        opened = open_table(path, name, templates, str(request.get("encoding", "utf-8")))
        look(opened)
        if opened.template is None:
            raise heading.refuse_unknown(templates, list(islice(opened.rows, LOOK)))
        else:
            read(opened, request.get("options", {}), path, keep=bool(request.get("keep")))
    except TableRefused as refusal:
        _send({"is": "refused", "code": refusal.args[0], "words": list(refusal.args[1:])})
    except TemplateWrong as wrong:
        _send({"is": "refused", "code": "template_wrong", "words": [str(wrong)]})
    except MemoryError:
        _send({"is": "refused", "code": "memory", "words": []})
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
