"""Opens a package, a zip or a folder, and refuses what could do harm. Plain Python, in the reading process.

Limits: 64 entries, 4 GB unpacked, 200 : 1 expansion, one folder deep. Nothing is ever unpacked to disk.
"""

import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from trellis.evidence.imports.words.tables import FILE_ALIASES, FILES

ENTRIES = 64
UNPACKED_BYTES = 4 * 1024**3
EXPANSION = 200
#: Small files may pack better than the ratio allows without being a bomb.
EXPANSION_FREE_BYTES = 1024**2
_CHUNK = 1024**2
_LITTER = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini"}
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz")


class PackageRefused(Exception):
    """The package cannot be read at all. ``code`` names the finding; ``file`` where it was."""

    def __init__(self, code: str, file: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.file = file


@dataclass(frozen=True)
class Entry:
    """One file of a package: its table (e.g. ``users``) or nothing, its name as found, its size in bytes."""

    table: str
    name: str
    size: int
    exact: bool


class Package:
    """A readable package: entries by name, and streams of their bytes."""

    def __init__(self, path: Path) -> None:
        """Open a zip or a folder.

        Raises:
            PackageRefused: when it is neither, is damaged, or breaks a limit.
        """
        self.path = path
        self.warnings: list[tuple[str, str]] = []
        self._zip: zipfile.ZipFile | None = None
        names = self._folder_names() if path.is_dir() else self._zip_names()
        self.entries = self._entries(names)

    def _folder_names(self) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        total = 0
        for entry in sorted(os.scandir(self.path), key=lambda item: item.name):
            if entry.is_symlink():
                raise PackageRefused("P05", entry.name)
            if entry.is_file():
                size = entry.stat().st_size
                total += size
                found.append((entry.name, size))
        if len(found) > ENTRIES:
            raise PackageRefused("P06")
        if total > UNPACKED_BYTES:
            raise PackageRefused("P07")
        return found

    def _zip_names(self) -> list[tuple[str, int]]:
        try:
            with open(self.path, "rb") as start:
                magic = start.read(4)
        except OSError:
            raise PackageRefused("P01") from None
        if magic != b"PK\x03\x04":
            raise PackageRefused("P01")
        try:
            self._zip = zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise PackageRefused("P02") from None
        infos = self._zip.infolist()
        if len(infos) > ENTRIES:
            raise PackageRefused("P06")
        found: list[tuple[str, int]] = []
        total = 0
        seen: set[str] = set()
        for info in infos:
            self._check_entry(info)
            total += info.file_size
            if info.filename.casefold() in seen:
                raise PackageRefused("P08")
            seen.add(info.filename.casefold())
            if not info.is_dir():
                found.append((info.filename, info.file_size))
        if total > UNPACKED_BYTES:
            raise PackageRefused("P07")
        return found

    def _check_entry(self, info: zipfile.ZipInfo) -> None:
        raw = info.orig_filename
        parts = raw.split("/")
        if "\x00" in raw or "\\" in raw or raw.startswith("/") or ":" in raw or ".." in parts or "." in parts:
            raise PackageRefused("P04")
        if len([part for part in parts if part]) > 2 and parts[0].lower() not in _LITTER:
            raise PackageRefused("P04")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise PackageRefused("P05")
        if info.flag_bits & 0x1:
            raise PackageRefused("P03")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PackageRefused("P02")
        packed = max(info.compress_size, 1)
        if info.file_size > EXPANSION_FREE_BYTES and info.file_size / packed > EXPANSION:
            raise PackageRefused("P07")
        if raw.lower().endswith(_ARCHIVES):
            raise PackageRefused("P09")

    def _entries(self, names: list[tuple[str, int]]) -> list[Entry]:
        known = {table.lower(): table for table in (*FILES, "manifest")}
        entries: list[Entry] = []
        folders: set[str] = set()
        for name, size in names:
            parts = name.split("/")
            if any(part.lower() in _LITTER or part.startswith("._") for part in parts):
                self.warnings.append(("F15", parts[-1]))
                continue
            folders.add("/".join(parts[:-1]))
            stem, dot, extension = parts[-1].rpartition(".")
            table = ""
            if dot and extension.lower() == "csv":
                table = FILE_ALIASES.get(stem.lower()) or known.get(stem.lower(), "")
            entries.append(Entry(table, name, size, parts[-1] == f"{table}.csv"))
        if folders - {""}:
            if len(folders) > 1:
                raise PackageRefused("P04")
            self.warnings.append(("F16", ""))
        tables = [entry.table for entry in entries if entry.table]
        if len(tables) != len(set(tables)):
            raise PackageRefused("P08")
        return entries

    def entry_of(self, table: str) -> Entry | None:
        """Return the entry that holds a table, if it is there."""
        return next((entry for entry in self.entries if entry.table == table), None)

    @contextmanager
    def stream(self, entry: Entry) -> Iterator[IO[bytes]]:
        """Open the bytes of an entry for reading.

        Raises:
            PackageRefused: when the packed data are damaged.
        """
        try:
            if self._zip is not None:
                with self._zip.open(entry.name) as handle:
                    yield handle
            else:
                with open(self.path / entry.name, "rb") as handle:
                    yield handle
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
            raise PackageRefused("P02", entry.name) from None

    def digest(self) -> str:
        """Return the SHA-256 over names and bytes of the tables; every byte is read, so damage shows here.

        Raises:
            PackageRefused: when the packed data are damaged or longer than they declare.
        """
        whole = hashlib.sha256()
        for entry in sorted(self.entries, key=lambda item: item.table):
            if not entry.table:
                continue
            part = hashlib.sha256()
            length = 0
            with self.stream(entry) as handle:
                while chunk := handle.read(_CHUNK):
                    length += len(chunk)
                    if length > entry.size:
                        raise PackageRefused("P07", entry.name)
                    part.update(chunk)
            whole.update(f"{entry.table}:{length}:".encode() + part.digest())
        return whole.hexdigest()
