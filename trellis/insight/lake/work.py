"""Writes the lake: standing results become Parquet files by district and year, all at once or not at all.

Where PostgreSQL shall count too, the same rows are laid into a table beside the others.
"""

import csv
import hashlib
import hmac
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from trellis.evidence.measures.models import Result
from trellis.evidence.measures.words import ItemKind, Validity
from trellis.evidence.roster.rules import reporting_race
from trellis.insight.lake.words import COLUMNS, MEMORY, NAME, PARTITIONS, TABLE
from trellis.kit.errors import Refused
from trellis.people.places.models import Organization
from trellis.people.places.queries import district_of

if TYPE_CHECKING:
    import _csv

ROWS_AT_ONCE = 20_000
#: Bytes that are handed to PostgreSQL at once.
BLOCK = 1 << 20


@dataclass(frozen=True)
class Written:
    """What stands in the lake now."""

    rows: int
    files: int
    folder: Path


def pseudonym(public_id: str) -> str:
    """Return the name of a student in the lake: the same in every file, made with this installation's key."""
    key = f"lake:{settings.SECRET_KEY}".encode()
    return hmac.new(key, public_id.encode(), hashlib.sha256).hexdigest()[:20]


def _districts() -> dict[int, tuple[str, str]]:
    """Return public id of district and place of every organization."""
    return {place.pk: (district_of(place).public_id, place.public_id) for place in Organization.objects.all()}


#: Where the cells of a row come from, in the order in which `lake_rows` takes them apart.
SOURCES = (
    "attempt__student__school_id",
    "attempt__administration__school_year",
    "attempt__student__public_id",
    "attempt__grade",
    "attempt__student__grade",
    "attempt__student__demographic__sex",
    "attempt__student__demographic__flags",
    "attempt__administration__assessment__family",
    "attempt__administration__assessment__title",
    "attempt__administration__assessment__subject",
    "attempt__administration__window",
    "item__label",
    "method",
    "value",
    "answer",
)


def _standing() -> QuerySet[Result]:
    """Return results that count: valid, not replaced, of wholes and parts."""
    return Result.objects.filter(
        attempt__counts=True,
        attempt__superseded_at=None,
        attempt__validity=Validity.VALID,
        attempt__student__school__isnull=False,
        reason="",
    ).exclude(item__kind=ItemKind.ITEM)


def lake_rows() -> Iterator[tuple[Any, ...]]:
    """Yield a row for every number or level of a valid attempt that counts, in the order of ``COLUMNS``.

    Items are left out: cells beyond a team are made of wholes and parts, never of single answers.
    """
    places = _districts()
    known: dict[str, str] = {}
    rows = _standing().values_list(*SOURCES)
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        school, year, student, tested, grade, sex, flags, family, title, subject, window, item, *rest = row
        method, value, level = rest
        district, place = places[school]
        if student not in known:
            known[student] = pseudonym(student)
        yield (
            district,
            year,
            place,
            known[student],
            tested or grade,
            sex or "",
            reporting_race(flags or {}),
            family or title,
            subject,
            window,
            item,
            method,
            "" if value is None else str(value),
            level,
        )


def write_lake(folder: Path, rows: Iterator[tuple[Any, ...]] | None = None) -> Written:
    """Write all files anew into ``folder/results``; readers find the old ones until the new are whole.

    Args:
        rows: in the order of ``COLUMNS``; the installation's own where none are given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    new, old, now = folder / f"{NAME}.new", folder / f"{NAME}.old", folder / NAME
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        sheet = Path(scratch) / "rows.csv"
        with sheet.open("w", newline="", encoding="utf-8") as file:
            count = _write(csv.writer(file), rows if rows is not None else lake_rows())
        new.mkdir()
        if count:  # an empty sheet has no partition to make
            _to_parquet(sheet, new, Path(scratch))
    if now.exists():
        now.rename(old)
    new.rename(now)
    shutil.rmtree(old, ignore_errors=True)
    return Written(rows=count, files=len(list(now.rglob("*.parquet"))), folder=now)


def _write(writer: "_csv.Writer", rows: Iterator[tuple[Any, ...]]) -> int:
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def _to_parquet(sheet: Path, target: Path, scratch: Path) -> None:
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    # nothing is guessed: a guess of the engine is made of the first rows only
    form = "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = ''"
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(scratch)}) as engine:
        engine.execute(
            f"COPY (SELECT * FROM read_csv(?, {form}, columns = {{{columns}}})) TO ? "
            f"(FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({', '.join(PARTITIONS)}))",
            [str(sheet), str(target)],
        )


def load_table(folder: Path) -> int:
    """Lay what the files hold into a table of the installation's own PostgreSQL; return how many rows.

    All at once: who counts there meanwhile has the old table until the new one is whole.

    Raises:
        Refused: where the database is another one, or nothing was written yet.
    """
    if connection.vendor != "postgresql":
        raise Refused(
            "The database of this installation is SQLite: DuckDB counts over the files, nothing is loaded."
        )
    files = folder / NAME
    if not files.is_dir():
        raise Refused(f"There is no lake in {folder}: `trellis lake write` makes it.")
    kinds = {"DOUBLE": "DOUBLE PRECISION"}
    columns = ", ".join(f'"{name}" {kinds.get(kind, kind)}' for name, kind in COLUMNS.items())
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        sheet = Path(scratch) / "rows.csv"
        _to_csv(files, sheet, Path(scratch))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {TABLE}_new ({columns})")
            with sheet.open("rb") as file, cursor.copy(f"COPY {TABLE}_new FROM STDIN (FORMAT csv)") as copy:
                while block := file.read(BLOCK):
                    copy.write(block)
            cursor.execute(f"SELECT count(*) FROM {TABLE}_new")
            count = int(cursor.fetchone()[0])
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
            cursor.execute(f"ALTER TABLE {TABLE}_new RENAME TO {TABLE}")
            cursor.execute(f"ANALYZE {TABLE}")
    return count


def _to_csv(files: Path, target: Path, scratch: Path) -> None:
    target.touch(mode=0o600)
    if not any(files.rglob("*.parquet")):
        return
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    kinds = ", ".join(f"'{name}': {COLUMNS[name]}" for name in PARTITIONS)
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(scratch)}) as engine:
        engine.execute(
            f"COPY (SELECT {names} FROM read_parquet(?, hive_partitioning = true, hive_types = {{{kinds}}})) "
            "TO ? (FORMAT csv, HEADER false)",
            [f"{files}/**/*.parquet", str(target)],
        )
