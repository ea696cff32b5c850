"""Reads the tables of a package row by row and hands out clean rows and findings. Plain Python."""

import codecs
import csv
import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import IO

from trellis.evidence.imports.words.tables import COLUMN_ALIASES, HEAD, Column, columns_of, staged_columns
from trellis.evidence.imports.work.cells import CELL_CHARACTERS
from trellis.evidence.imports.work.columns import ColumnCheck, Report, are_plain_ids
from trellis.evidence.imports.work.container import Entry, Package, PackageRefused

#: Findings kept with their row, per code and file; totals are exact.
FINDINGS = 1000
COLUMNS = 512
_BIG_CELL = 8 * 1024 * 1024
_PIECE = 256 * 1024
_BIG_LINE = 16 * 1024 * 1024

Row = list[str | int | None]
Batch = list[Row]
Ranges = dict[str, tuple[float, float]]
#: Ranges of so many assessments are remembered while reading; scores of further ones are not compared.
_RANGES = 200_000


@dataclass
class Findings:
    """Findings of the reading: exact totals, and the first ones with their place."""

    totals: Counter[str] = field(default_factory=Counter)
    places: list[list[object]] = field(default_factory=list)

    def add(self, code: str, severity: str, file: str, row: int = 0, column: str = "", sid: str = "") -> None:
        """Count a finding and keep its place while there are few."""
        key = f"{code}|{severity}|{file}|{column}"
        self.totals[key] += 1
        if self.totals[key] <= FINDINGS:
            self.places.append([code, severity, file, row, column, sid])


def decoded(handle: IO[bytes], encoding: str, file: str) -> Iterator[io.StringIO]:
    """Decode piece by piece; each piece ends with a whole line, and lines end with a line feed alone.

    Raises:
        PackageRefused: for bytes that are not in the encoding (F04) and for NUL (F05).
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    rest = ""
    while True:
        piece = handle.read(_PIECE)
        if not rest and piece[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise PackageRefused("F04", file)
        if b"\x00" in piece:
            raise PackageRefused("F05", file)
        try:
            text = rest + decoder.decode(piece, final=not piece)
        except UnicodeDecodeError:
            raise PackageRefused("F04", file) from None
        # a file without a line end must not fill the memory
        end = text.rfind("\n") + 1 if piece and len(text) < _BIG_LINE else len(text)
        yield io.StringIO(text[:end], newline="\n")
        rest = text[end:]
        if not piece:
            return


class TableReader:
    """One table of the package: its header resolved, its rows checked."""

    def __init__(
        self,
        package: Package,
        entry: Entry,
        *,
        version: str,
        strict: bool,
        mode: str,
        encoding: str,
        ranges: Ranges,
    ) -> None:
        self.package, self.entry = package, entry
        self.file, self.strict, self.mode, self.encoding = entry.table, strict, mode, encoding
        self.columns = columns_of(entry.table, version)
        self.findings = Findings()
        self.present: list[str] = []
        self.kept: list[str] = []
        self._checks: list[ColumnCheck] = []
        self._password: int | None = None
        self._hashed: list[str] = []
        self._content = ""
        self.rows = self.set_aside = 0
        self.version = version
        self.ranges = ranges

    def _refuse(self, code: str) -> PackageRefused:
        return PackageRefused(code, f"{self.file}.csv")

    def _resolve(self, header: list[str]) -> dict[str, int]:
        """Return column name -> position; report and forgive what tolerant reading forgives."""
        if len(header) > COLUMNS:
            raise self._refuse("F07")
        if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
            raise self._refuse("F06")
        exact = [column.name for column in self.columns]
        plain = [name for name in header if not name.startswith("metadata.")]
        if self.strict and self.version != "1.0":
            shorter = [column.name for column in self.columns if not column.droppable]
            if plain not in (exact, shorter) or header[: len(plain)] != plain:
                raise self._refuse("F09")
        lower = {name.lower(): name for name in exact}
        aliases = COLUMN_ALIASES.get(self.file, {})
        places: dict[str, int] = {}
        for position, name in enumerate(header):
            bare = name.strip()
            if bare.lower().startswith("metadata."):
                continue
            meant = bare if bare in exact else lower.get(bare.lower()) or aliases.get(bare.lower(), "")
            if not meant:
                self.findings.add("F10", "warning", self.file, 1)
                continue
            if meant in places:
                raise self._refuse("F08")
            if meant != name:
                self.findings.add("F09", "warning", self.file, 1, meant)
            places[meant] = position
        if "sourcedId" not in places:
            raise self._refuse("F14")
        for column in self.columns:
            if column.required and column.name not in places and not self._may_lack(column):
                raise PackageRefused("F17", f"{self.file}.csv: {column.name}")
        self.present = [name for name in exact if name in places]
        return places

    def _may_lack(self, column: Column) -> bool:
        return self.version == "1.0" and column.name in ("enabledUser", "schoolYear")

    def batches(self, size: int = 2000) -> Iterator[Batch]:
        """Yield clean rows: row number, hash, code of what sets it aside, then the cells of ``kept``.

        A row set aside is yielded with its id alone, so that nothing of it is taken for removed.
        """
        csv.field_size_limit(_BIG_CELL)
        with self.package.stream(self.entry) as handle:
            pieces = decoded(handle, self.encoding, f"{self.file}.csv")
            reader = csv.reader(itertools.chain.from_iterable(pieces), strict=True)
            try:
                header = next(reader, [])
                self._plan(self._resolve(header))
                rows = zip(itertools.count(2), reader, strict=False)
                while batch := list(itertools.islice(rows, size)):
                    yield self._clean(batch, len(header))
            except csv.Error:
                raise self._refuse("F03") from None

    def _plan(self, places: dict[str, int]) -> None:
        """Decide once which columns are checked and kept, and how a row is written for its hash."""
        there = [column for column in self.columns if column.name in places]
        self._checks = [
            ColumnCheck(column, places[column.name], strict=self.strict)
            for column in there
            if column.type != "password"
        ]
        self._password = next((places[column.name] for column in there if column.type == "password"), None)
        self.kept = [check.column.name for check in self._checks]
        # status and date are no content; a column that is not there counts as empty, so that the hash stays
        content = [name for name in staged_columns(self.file) if name not in ("status", "dateLastModified")]
        self._hashed = [name for name in content if name in self.kept]
        self._content = "\x1f".join("%s" if name in self._hashed else "" for name in content)

    def _clean(self, batch: list[tuple[int, list[str]]], width: int) -> Batch:
        whole = [(number, cells) for number, cells in batch if len(cells) == width]
        clean: Batch = []
        if len(whole) < len(batch):
            clean = [self._odd(number, cells) for number, cells in batch if cells and len(cells) != width]
        self.rows += len(whole) + len(clean)
        if not whole:
            return clean
        numbers = [number for number, _ in whole]
        cells = list(zip(*(row for _, row in whole), strict=True))
        bad: dict[int, str] = {}

        def report(column: str) -> Report:
            def noticed(code: str, severity: str, place: int) -> None:
                # a whole file with status everywhere is one departure, not one a row
                if code == "R11" and self.findings.totals[f"R11|warning|{self.file}|"]:
                    return
                self.findings.add(code, severity, self.file, numbers[place], column)
                if severity == "error":
                    bad[place] = code

            return noticed

        values = {
            check.column.name: check.values(cells[check.position], report(check.column.name))
            for check in self._checks
        }
        if self._password is not None and any(cells[self._password]):
            for number, secret in zip(numbers, cells[self._password], strict=True):
                if secret:
                    self.findings.add("R14", "warning", self.file, number, "password")
        check_rows(values, self.mode, self.strict, report)
        if self.file == "lineItems":
            remember_ranges(values, self.ranges)
        elif self.file == "results" and self.ranges:
            check_scores(values, self.ranges, report("score"))
        contents = zip(*([value or "" for value in values[name]] for name in self._hashed), strict=True)
        hashes = [blake2b((self._content % row).encode(), digest_size=12).hexdigest() for row in contents]
        marks = [bad.get(place, "") for place in range(len(whole))] if bad else [""] * len(whole)
        rows: Batch = [list(row) for row in zip(numbers, hashes, marks, *values.values(), strict=True)]
        for place in bad:
            self.set_aside += 1
            rows[place][1] = ""
            rows[place][4:] = [None] * (len(values) - 1)
        return clean + rows

    def _odd(self, number: int, cells: list[str]) -> Row:
        """Set aside a row with too many or too few cells; its id is kept where it is one."""
        self.findings.add("F13", "error", self.file, number)
        self.set_aside += 1
        first = self._checks[0]
        sid = cells[first.position] if first.position < len(cells) else ""
        fit = bool(sid) and are_plain_ids([sid], sid)
        return [number, "", "F13", sid if fit else None, *([None] * (len(self.kept) - 1))]


def check_rows(
    values: dict[str, list[str | None]], mode: str, strict: bool, report: Callable[[str], Report]
) -> None:
    """Rules over several cells of a row: R05 order, R09, R11, R12."""
    nothing = [None] * len(values["sourcedId"])
    statuses, moments = values.get("status", nothing), values.get("dateLastModified", nothing)
    severity = "error" if strict else "warning"
    if mode == "bulk" and (any(statuses) or any(moments)):
        for place, head in enumerate(zip(statuses, moments, strict=True)):
            if any(head):
                report("")("R11", severity, place)
    if mode == "delta" and not (all(statuses) and all(moments)):
        for place, head in enumerate(zip(statuses, moments, strict=True)):
            if not all(head):
                report("")("R12", severity, place)
    for start, end in (("startDate", "endDate"), ("beginDate", "endDate")):
        if start in values and end in values and any(values[start]):
            severe = "error" if strict or start == "startDate" else "warning"
            for place, (first, last) in enumerate(zip(values[start], values[end], strict=True)):
                if first and last and last < first:
                    report(end)("R05", severe, place)
                    if severe == "warning":
                        values[end][place] = None
    if "subjectCodes" in values and any(values["subjectCodes"]):
        both = zip(values["subjectCodes"], values.get("subjects", nothing), strict=True)
        for place, (codes, subjects) in enumerate(both):
            if codes and subjects and codes.count('","') != subjects.count('","'):
                report("")("R09", severity, place)


def remember_ranges(values: dict[str, list[str | None]], ranges: Ranges) -> None:
    """Keep the lowest and highest value of each assessment, for the scores that follow."""
    nothing = [None] * len(values["sourcedId"])
    lows, highs = values.get("resultValueMin", nothing), values.get("resultValueMax", nothing)
    for sid, low, high in zip(values["sourcedId"], lows, highs, strict=True):
        if sid and (low or high) and len(ranges) < _RANGES:
            ranges[sid] = (float(low or "-inf"), float(high or "inf"))


def check_scores(values: dict[str, list[str | None]], ranges: Ranges, report: Report) -> None:
    """Report scores outside the range of their assessment (R15); extra credit is legal, so they stay."""
    nothing = [None] * len(values["sourcedId"])
    scores = values.get("score", nothing)
    for place, (item, score) in enumerate(zip(values["lineItemSourcedId"], scores, strict=True)):
        if item and score and item in ranges:
            low, high = ranges[item]
            if not low <= float(score) <= high:
                report("R15", "warning", place)


def manifest_of(package: Package, strict: bool, findings: Findings) -> dict[str, str]:
    """Return the manifest's properties; empty when there is none."""
    entry = package.entry_of("manifest")
    if entry is None:
        return {}
    with package.stream(entry) as handle:
        content = handle.read(256 * 1024)
    if b"\x00" in content:
        raise PackageRefused("F05", "manifest.csv")
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except UnicodeDecodeError:
        raise PackageRefused("F04", "manifest.csv") from None
    except csv.Error:
        raise PackageRefused("F03", "manifest.csv") from None
    found = {row[0].strip(): row[1].strip() for row in rows[1:] if len(row) >= 2}
    if found.get("manifest.version") != "1.0":
        if strict:
            raise PackageRefused("F18", "manifest.csv")
        findings.add("F18", "warning", "manifest", 2)
    return found


__all__ = ["CELL_CHARACTERS", "FINDINGS", "HEAD", "Findings", "TableReader", "manifest_of"]
