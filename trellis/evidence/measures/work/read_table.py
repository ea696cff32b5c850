"""Reads one table file (CSV or XLSX) in a child process and prints it as JSON; knows nothing of Django.

Run as ``python -m trellis.evidence.measures.work.read_table FILE NAME``. The answer is
``{"columns": […], "rows": [[…]], "notes": […]}`` or ``{"refused": code}``; every cell is text as written.
"""

import csv
import io
import json
import sys
import zipfile
from pathlib import Path

MOST_ROWS = 50_000
MOST_COLUMNS = 400
MOST_CELL = 2_000
MOST_UNPACKED = 40 * 1024 * 1024
MOST_ENTRIES = 200
MEMORY_OUT = 77
#: Byte order marks and the encodings they announce.
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class TableRefused(Exception):
    """The file cannot be read as a table; the first argument is a stable code, more say what is meant."""


def decoded(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, or what its byte order mark says; nothing is guessed."""
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableRefused("not_text")
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise TableRefused("encoding") from None
    if "\x00" in text:
        raise TableRefused("not_text")
    return text


def separator_of(header: str) -> str:
    """Return the sign between the cells of the first line: comma, semicolon or tab, whichever is most."""
    return max(",;\t", key=header.count)


def csv_table(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file."""
    text = decoded(content)
    first = text.split("\n", 1)[0]
    csv.field_size_limit(4_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(first), strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) > MOST_ROWS + 1:
                raise TableRefused("too_many_rows")
            if len(row) > MOST_COLUMNS:
                raise TableRefused("too_many_columns")
    except csv.Error:
        raise TableRefused("broken_quote") from None
    return rows


def check_workbook(path: Path) -> None:
    """Refuse a workbook that unfolds to too much, carries macros, or declares entities."""
    try:
        with zipfile.ZipFile(path) as book:
            entries = book.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise TableRefused("unfolds")
            if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
                raise TableRefused("macros")
            if not any(entry.filename == "xl/workbook.xml" for entry in entries):
                raise TableRefused("not_a_table")
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    start = book.open(entry).read(4096).lower()
                    if b"<!doctype" in start or b"<!entity" in start:
                        raise TableRefused("entities")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise TableRefused("damaged") from None


def cell_text(value: object) -> str:
    """Return a cell of a workbook as a person reads it: whole numbers without ``.0``, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def workbook_table(path: Path) -> list[list[str]]:
    """Return the rows of the first sheet of a workbook that has any; formulas give their last value."""
    check_workbook(path)
    # imported here: only a workbook needs it, and the check above comes before its parser sees a byte
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > MOST_ROWS + 1:
                raise TableRefused("too_many_rows")
            if sheet.total_width > MOST_COLUMNS:
                raise TableRefused("too_many_columns")
            rows = [[cell_text(value) for value in row] for row in sheet.to_python()]
            rows = [row for row in rows if any(cell.strip() for cell in row)]
            if rows:
                return rows
    except TableRefused:
        raise
    except Exception:  # the parser's own errors have no common base, and a panic must not pass as a table
        raise TableRefused("damaged") from None
    return []


def read_table(path: Path, name: str) -> dict[str, object]:
    """Read the file; ``name`` is what the sender called it (its ending is only a hint, the bytes decide).

    Raises:
        TableRefused: with a stable code.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if name.lower().endswith((".xlsm", ".xltm")):
        raise TableRefused("macros")
    if start.startswith(b"PK"):
        rows = workbook_table(path)
    elif start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{", b"<")):
        raise TableRefused("not_a_table")
    else:
        rows = csv_table(path.read_bytes())
    if len(rows) < 2:
        raise TableRefused("empty")
    columns = [cell.strip() for cell in rows[0]]
    if len(columns) < 2:
        raise TableRefused("one_column")
    table, notes = [], []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(columns):
            notes.append({"row": number, "code": "cells"})
            continue
        if any(len(cell) > MOST_CELL for cell in row):
            notes.append({"row": number, "code": "long_cell"})
            continue
        table.append({"row": number, "cells": [cell.strip() for cell in row]})
    return {"columns": columns, "rows": table, "notes": notes}


def main(arguments: list[str]) -> int:
    """Print the table as JSON; 77 when memory ran out."""
    try:
        answer = read_table(Path(arguments[0]), arguments[1])
    except TableRefused as refusal:
        answer = {"refused": str(refusal.args[0])}
    except MemoryError:
        return MEMORY_OUT
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
