"""Finds the header of a table under titles and notes, and which template it belongs to. Plain Python."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trellis.evidence.imports.work.results.source import LOOK, Row
from trellis.evidence.imports.work.results.spec import Template
from trellis.evidence.measures.work.read_table import TableRefused


@dataclass(frozen=True)
class Header:
    """The names of the columns, and the rows below them."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    above: int = 0


def name_key(name: str) -> str:
    """Return a column's name as it is compared: one blank between words, no case, no mark at the start."""
    return re.sub(r"\s+", " ", name.lstrip("\ufeff")).strip().casefold()


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return names with a number behind those that came before: ``Level``, ``Level#2``."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        plain = re.sub(r"\s+", " ", name.lstrip("\ufeff")).strip()
        key = plain.casefold()
        seen[key] = seen.get(key, 0) + 1
        found.append(plain if seen[key] == 1 or not plain else f"{plain}#{seen[key]}")
    return tuple(found)


def joined(rows: list[list[str]], join: str) -> list[str]:
    """Return one header of stacked ones; what stands over several columns is told of each of them."""
    width = max(len(row) for row in rows)
    filled = []
    for at, row in enumerate(rows):
        cells = [*row, *([""] * (width - len(row)))]
        if at < len(rows) - 1:
            last = ""
            for place, cell in enumerate(cells):
                last = cell.strip() or last
                cells[place] = last
        filled.append(cells)
    return [
        join.join(part for part in (cell.strip() for cell in column) if part)
        for column in zip(*filled, strict=True)
    ]


def fits(template: Template, columns: Iterable[str]) -> bool:
    """Say whether a header has what a template needs, and nothing that belongs to another one."""
    keys = {name_key(name) for name in columns}
    return all(name_key(name) in keys for name in template.needs) and not any(
        name_key(name) in keys for name in template.lacks
    )


def _header_at(template: Template, start: list[Row], at: int) -> tuple[str, ...] | None:
    options = template.file.get("header") or {}
    count = int(options.get("rows", 1))
    rows = [cells for _number, cells in start[at : at + count]]
    if len(rows) < count:
        return None
    columns = distinct(rows[0] if count == 1 else joined(rows, str(options.get("join", " / "))))
    return columns if fits(template, columns) else None


def find_header(template: Template, rows: Iterator[Row]) -> Header | None:
    """Return the header a template knows, or nothing when the table is another's."""
    names = template.file.get("columns")
    if names:
        first = next(rows, None)
        if first is None or len(first[1]) != len(names) or (template.needs and not fits(template, names)):
            return None
        return Header(tuple(names), itertools.chain([first], rows))
    start = list(itertools.islice(rows, LOOK))
    options = template.file.get("header") or {}
    count, after = int(options.get("rows", 1)), int(options.get("skip_after", 0))
    for at in range(len(start)):
        columns = _header_at(template, start, at)
        if columns is not None:
            return Header(columns, itertools.chain(start[at + count + after :], rows), at)
    return None


def best_templates(templates: Iterable[Template], start: list[Row]) -> list[tuple[int, Template]]:
    """Return the templates a table has the columns of, those that read most of it first."""
    found = []
    known = list(templates)
    for template in known:
        # a layout without a header fits every table: it is used only where a person chose it
        if template.file.get("kind", "table") != "table" or not (template.needs or len(known) == 1):
            continue
        header = find_header(template, iter(start))
        if header is not None:
            keys = {name_key(name) for name in header.columns}
            score = sum(name_key(name) in keys for name in template.columns | set(template.needs))
            found.append((score, template))
    return sorted(found, key=lambda pair: -pair[0])


def split_columns(template: Template, header: Header) -> Header:
    """Return a header and rows in which packed columns are unpacked into pieces of equal width."""
    packed = template.file.get("split") or {}
    places = {name_key(name): at for at, name in enumerate(header.columns)}
    cuts = [
        (places[name_key(name)], int(width), [str(piece) for piece in names])
        for name, (width, names) in packed.items()
        if name_key(name) in places
    ]
    if not cuts:
        return header

    def unpacked() -> Iterator[Row]:
        for number, cells in header.rows:
            more = []
            for at, width, names in cuts:
                text = cells[at].strip() if at < len(cells) else ""
                more += [text[piece * width : (piece + 1) * width] for piece in range(len(names))]
            yield number, [*cells, *more]

    return Header(
        (*header.columns, *(name for _at, _w, names in cuts for name in names)), unpacked(), header.above
    )


def nearest(templates: Iterable[Template], start: list[Row]) -> tuple[Template, list[str]] | None:
    """Return the template that misses the fewest columns, and their names; for the sentence of a refusal."""
    best: tuple[int, Template, list[str]] | None = None
    seen = {name_key(cell) for _number, cells in start for cell in cells}
    for template in templates:
        if not template.needs:
            continue
        missing = [name for name in template.needs if name_key(name) not in seen]
        share = len(missing) / len(template.needs)
        if share < 0.5 and (best is None or len(missing) < best[0]):
            best = (len(missing), template, missing)
    return (best[1], best[2]) if best else None


def fixed_fits(template: Template, lines: list[str]) -> bool:
    """Say whether lines have the length and the signs of a fixed-width layout."""
    file = template.file
    if not lines or file.get("kind") != "fixed":
        return False
    least, most = file.get("length", [1, 1_000_000])
    for line in lines:
        text = line.rstrip("\r\n").lstrip("\ufeff")
        if not least <= len(text) <= most:
            return False
        for start, length, pattern in file.get("look", []):
            if not re.fullmatch(pattern, text[start - 1 : start - 1 + length]):
                return False
    return True


_ROSTER = (
    {"full_name", "homeroom", "enrollment_status"},
    {"course_number", "section_number", "school_local_id"},
    {"sourcedid", "datelastmodified"},
)
_NOTES = re.compile(r"note_text|^q: |recorded_by", re.IGNORECASE)


def _of_another_page(start: list[Row]) -> str:
    names = {name_key(cell) for _number, cells in start[:2] for cell in cells}
    if any(known <= names for known in _ROSTER):
        return "roster"
    return "notes" if any(_NOTES.search(name) for name in names) else ""


def refuse_unknown(templates: Iterable[Template], start: list[Row]) -> TableRefused:
    """Return the refusal of a table nobody knows; it names what the nearest template misses."""
    other = _of_another_page(start)
    if other:
        return TableRefused(other)
    near = nearest(templates, start)
    if near is None:
        return TableRefused("no_template")
    return TableRefused("nearest", near[0].title, ", ".join(near[1][:6]))
