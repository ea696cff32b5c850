"""Opens a file that nobody trusts and hands out its rows as cells of text. Plain Python, no Django.

Comma, semicolon and tab files (also in gzip or a zip with one file), workbooks, fixed width, and the tables
made from Ed-Fi and OneRoster by `interchange`.
"""

import csv
import gzip
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from trellis.evidence.measures.work.read_table import TableRefused, cell_text, check_workbook

MOST_COLUMNS = 4_000
MOST_CELL = 8_000
MOST_UNPACKED = 2 * 1024**3
MOST_SHEETS = 60
#: How deep below the first line a header may stand under titles and notes.
LOOK = 15
_NOT_TABLES = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF")

#: What this process is reading now, for the progress bar: a reading process reads one file.
OPEN: list["Counted"] = []
#: Row number in the file, cells.
Row = tuple[int, list[str]]


class Counted(io.RawIOBase):
    """A raw stream that counts what it gave and stops a bomb."""

    def __init__(self, inner: Any, most: int = MOST_UNPACKED, *, size: int = 0, file: Any = None) -> None:
        super().__init__()
        self.inner, self.most, self.seen = inner, most, 0
        self.size, self.file = size, file

    @property
    def share(self) -> float:
        """How much of the file is read, 0 to 1; 0 where nobody can tell."""
        at = self.file.tell() if self.file is not None else self.seen
        return min(at / self.size, 1.0) if self.size else 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            piece = self.inner.read(len(buffer))
        except (OSError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
            raise TableRefused("damaged") from None
        self.seen += len(piece)
        if self.seen > self.most:
            raise TableRefused("unfolds")
        buffer[: len(piece)] = piece
        return len(piece)


def _single_entry(path: Path, name: str) -> zipfile.ZipExtFile:
    try:
        book = zipfile.ZipFile(path)
        inside = [
            entry
            for entry in book.infolist()
            if not entry.is_dir() and not entry.filename.startswith("__MACOSX") and not entry.flag_bits & 1
        ]
        if name:
            inside = [entry for entry in inside if entry.filename.rpartition("/")[2] == name]
        if len(inside) != 1:
            raise TableRefused("several_files")
        if inside[0].file_size > MOST_UNPACKED or inside[0].file_size > 200 * (
            inside[0].compress_size + 1000
        ):
            raise TableRefused("unfolds")
        return book.open(inside[0])  # type: ignore[return-value]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        raise TableRefused("damaged") from None


def is_workbook(path: Path) -> bool:
    """Say whether a zip is a workbook and not a packed text file."""
    try:
        with zipfile.ZipFile(path) as book:
            return any(name.startswith("xl/") for name in book.namelist())
    except (zipfile.BadZipFile, OSError):
        raise TableRefused("damaged") from None


def kind_of(path: Path, name: str) -> str:
    """Return what the bytes are: ``text``, ``zip``, ``gzip``, ``workbook``, ``xml`` or ``json``.

    Raises:
        TableRefused: for files that are certainly no table.
    """
    with path.open("rb") as file:
        start = file.read(512)
    if name.lower().endswith((".xlsm", ".xltm", ".xls")):
        raise TableRefused("macros" if not name.lower().endswith(".xls") else "not_a_table")
    if start.startswith(b"PK"):
        return "workbook" if is_workbook(path) else "zip"
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    if start.startswith(_NOT_TABLES):
        raise TableRefused("not_a_table")
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        if b"<html" in text.lower() or b"<svg" in text.lower():
            raise TableRefused("not_a_table")
        return "xml"
    if text.startswith((b"{", b"[")):
        return "json"
    if not start:
        raise TableRefused("empty")
    return "text"


def binary(path: Path, kind: str, entry: str = "") -> io.BufferedReader:
    """Open the content, unpacked, with a limit on how far it unfolds."""
    if kind == "gzip":
        file = path.open("rb")
        counted = Counted(gzip.GzipFile(fileobj=file), size=path.stat().st_size, file=file)
    elif kind == "zip":
        counted = Counted(_single_entry(path, entry), size=_unpacked_size(path))
    else:
        counted = Counted(path.open("rb"), size=path.stat().st_size)
    OPEN[:] = [counted]
    return io.BufferedReader(counted, 1024 * 1024)


def _unpacked_size(path: Path) -> int:
    with zipfile.ZipFile(path) as book:
        return max((entry.file_size for entry in book.infolist()), default=0)


def encoding_of(start: bytes, encodings: Iterable[str]) -> str:
    """Return the encoding: what the byte order mark says, else the first that a template allows."""
    if start.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return next(iter(encodings), "utf-8")


def text_lines(stream: io.BufferedReader, encoding: str) -> Iterator[str]:
    """Decode line by line.

    Raises:
        TableRefused: for bytes that are not in the encoding, and for NUL.
    """
    reader = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        for line in reader:
            if "\x00" in line:
                raise TableRefused("not_text")
            if len(line) > 16 * 1024 * 1024:
                raise TableRefused("not_a_table")
            yield line
    except UnicodeDecodeError:
        raise TableRefused("encoding") from None
    except UnicodeError:
        raise TableRefused("encoding") from None


def separated(lines: Iterator[str], file: Mapping[str, Any]) -> Iterator[Row]:
    """Return the rows of a comma, semicolon or tab file; the number is the one of its line."""
    first = list(itertools.islice(lines, LOOK))
    separator = file.get("separator") or _separator(first)
    quote = file.get("quote") or _quote(first)
    csv.field_size_limit(4_000_000)
    options: dict[str, Any] = {"delimiter": separator, "strict": True}
    if file.get("escape"):
        options["escapechar"] = file["escape"]
    reader = csv.reader(_requoted(itertools.chain(first, lines), quote), **options)
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                raise TableRefused("too_many_columns")
            yield reader.line_num, row
    except csv.Error:
        raise TableRefused("broken_quote") from None


def _separator(lines: list[str]) -> str:
    sample = max(lines or [""], key=lambda line: max(line.count(sign) for sign in ",;\t"))
    return max(",;\t", key=sample.count)


def _quote(lines: list[str]) -> str:
    return "'" if lines and lines[0].lstrip("\ufeff").startswith("'") else '"'


def _requoted(lines: Iterable[str], quote: str) -> Iterator[str]:
    """Give a header in single quotes the quotes of the rows below it, as one student system needs."""
    for at, line in enumerate(lines):
        yield line.replace("'", '"') if at == 0 and quote == "'" else line


def fixed(lines: Iterator[str], fields: list[list[Any]]) -> Iterator[Row]:
    """Return the rows of a fixed-width file; every field is [name, first place from 1, length]."""
    places = [(int(start) - 1, int(start) - 1 + int(length)) for _name, start, length in fields]
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if text.strip():
            yield number, [text[start:end] for start, end in places]


def workbook(path: Path, sheet: str) -> Iterator[Row]:
    """Return the rows of a sheet: the named one, or the first that has any."""
    check_workbook(path)
    # imported here: only a workbook needs it, and the check above comes before its parser sees a byte
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names[:MOST_SHEETS]:
            if sheet and name != sheet:
                continue
            page = book.get_sheet_by_name(name)
            if page.total_width > MOST_COLUMNS:
                raise TableRefused("too_many_columns")
            rows = [[cell_text(value) for value in row] for row in page.to_python(skip_empty_area=False)]
            if any(any(cell.strip() for cell in row) for row in rows):
                yield from enumerate(rows, start=1)
                return
    except TableRefused:
        raise
    except Exception:  # the parser's own errors have no common base
        raise TableRefused("damaged") from None
    raise TableRefused("empty")
