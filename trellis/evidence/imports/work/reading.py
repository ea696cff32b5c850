"""Reads the tables of a package row by row and hands out clean rows and findings. Plain Python."""

import csv
import hashlib
import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from trellis.evidence.imports.words.tables import COLUMN_ALIASES, HEAD, Column, columns_of, staged_columns
from trellis.evidence.imports.work.cells import CELL_CHARACTERS, Verdict, check_of, fault_of_text
from trellis.evidence.imports.work.container import Entry, Package, PackageRefused

#: Findings kept with their row, per code and file; totals are exact.
FINDINGS = 1000
COLUMNS = 512
_BIG_CELL = 8 * 1024 * 1024
#: Most values of ids, words and dates come again and again: remember this many verdicts a column.
_REMEMBERED = 20_000

Row = list[str | int | None]
Send = Callable[[dict[str, object]], None]


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


def decoded(lines: Iterable[bytes], encoding: str, file: str) -> Iterator[str]:
    """Decode line by line.

    Raises:
        PackageRefused: for bytes that are not in the encoding (F04) and for NUL (F05).
    """
    for line in lines:
        if b"\x00" in line:
            raise PackageRefused("F05", file)
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError:
            raise PackageRefused("F04", file) from None


class TableReader:
    """One table of the package: its header resolved, its rows checked."""

    def __init__(
        self, package: Package, entry: Entry, *, version: str, strict: bool, mode: str, encoding: str
    ) -> None:
        self.package, self.entry = package, entry
        self.file, self.strict, self.mode, self.encoding = entry.table, strict, mode, encoding
        self.columns = columns_of(entry.table, version)
        self.findings = Findings()
        self.present: list[str] = []
        self.rows = self.set_aside = 0
        self.version = version

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

    def batches(self, size: int = 2000) -> Iterator[list[Row]]:
        """Yield lists of clean rows: row number, hash, then the cells of `staged_columns`.

        A row set aside is yielded with its id alone, so that nothing of it is taken for removed.
        """
        csv.field_size_limit(_BIG_CELL)
        with self.package.stream(self.entry) as handle:
            # lines of at most 16 MB: a file without a line end must not fill the memory
            lines = iter(lambda: handle.readline(16 * 1024 * 1024), b"")
            encoding = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
            first = next(lines, b"")
            if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise self._refuse("F04")
            text = itertools.chain(
                decoded([first], encoding, f"{self.file}.csv"),
                decoded(lines, self.encoding, f"{self.file}.csv"),
            )
            reader = csv.reader(text, strict=True)
            try:
                header = next(reader, [])
                yield from self._clean(reader, self._resolve(header), len(header), size)
            except csv.Error:
                raise self._refuse("F03") from None

    def _clean(
        self, reader: Iterable[list[str]], places: dict[str, int], width: int, size: int
    ) -> Iterator[list[Row]]:
        plan: list[tuple[Column, int, Callable[[str, bool], Verdict], dict[str, Verdict]]] = [
            (column, places[column.name], check_of(column), {})
            for column in self.columns
            if column.name in places and column.type != "password"
        ]
        password = next(
            (places[c.name] for c in self.columns if c.type == "password" and c.name in places), None
        )
        slots = {name: position for position, name in enumerate(staged_columns(self.file))}
        batch: list[Row] = []
        number = 1
        for cells in reader:
            number += 1
            if not cells:
                continue
            self.rows += 1
            row = self._row(cells, number, width, places, plan, slots)
            if password is not None and len(cells) == width and cells[password]:
                self.findings.add("R14", "warning", self.file, number, "password")
            batch.append(row)
            if len(batch) >= size:
                yield batch
                batch = []
        if batch:
            yield batch

    def _row(
        self,
        cells: list[str],
        number: int,
        width: int,
        places: dict[str, int],
        plan: list[tuple[Column, int, Callable[[str, bool], Verdict], dict[str, Verdict]]],
        slots: dict[str, int],
    ) -> Row:
        values: list[str | None] = [None] * len(slots)
        bad = ""
        if len(cells) != width:
            bad = "F13"
            self.findings.add(bad, "error", self.file, number)
            plan = plan[:1] if len(cells) > places["sourcedId"] else []
        for column, position, check, remembered in plan:
            text = cells[position]
            if not text:
                if column.required:
                    bad = "R01"
                    self.findings.add("R01", "error", self.file, number, column.name)
                continue
            verdict = remembered.get(text)
            if verdict is None:
                fault = fault_of_text(text)
                verdict = Verdict(None, fault, "error") if fault else check(text, self.strict)
                if (
                    len(remembered) < _REMEMBERED
                    and column.type not in ("text", "userids")
                    and len(text) < 300
                ):
                    remembered[text] = verdict
            if verdict.code:
                self.findings.add(verdict.code, verdict.severity, self.file, number, column.name)
                if verdict.severity == "error":
                    bad = verdict.code
            values[slots[column.name]] = verdict.value
        bad = self._row_rules(values, slots, number) or bad
        if bad:
            self.set_aside += 1
            kept = [values[0], *([None] * (len(slots) - 1))]
            return [number, "", bad, *kept]
        digest = hashlib.blake2b(
            "\x1f".join(v or "" for v in (values[0], *values[3:])).encode(), digest_size=12
        )
        return [number, digest.hexdigest(), "", *values]

    def _row_rules(self, values: list[str | None], slots: dict[str, int], number: int) -> str:
        """Rules over several cells of a row: R05 order, R09, R11, R12."""
        head = (values[1], values[2])
        if self.mode == "bulk" and (head[0] or head[1]):
            if self.strict:
                self.findings.add("R11", "error", self.file, number)
                return "R11"
            if not self.findings.totals[f"R11|warning|{self.file}|"]:
                self.findings.add("R11", "warning", self.file, number)
        if self.mode == "delta" and not (head[0] and head[1]):
            self.findings.add("R12", "error" if self.strict else "warning", self.file, number)
            if self.strict:
                return "R12"
        for start, end in (("startDate", "endDate"), ("beginDate", "endDate")):
            if start in slots and end in slots:
                first, last = values[slots[start]], values[slots[end]]
                if first and last and last < first:
                    hard = start == "startDate" or self.strict
                    self.findings.add("R05", "error" if hard else "warning", self.file, number, end)
                    if hard:
                        return "R05"
                    values[slots[end]] = None
        if "subjectCodes" in slots:
            codes, subjects = values[slots["subjectCodes"]], values[slots["subjects"]]
            if codes and subjects and codes.count('","') != subjects.count('","'):
                self.findings.add("R09", "error" if self.strict else "warning", self.file, number)
                return "R09" if self.strict else ""
        return ""


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
