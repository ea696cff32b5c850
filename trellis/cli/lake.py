"""`trellis lake`: results as Parquet files by district and year, and the engines that count over them."""

import argparse
import importlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from trellis.insight.lake.queries import Cell, cells, differing, methods
from trellis.insight.lake.words import TABLE, Dimension, Engine
from trellis.insight.lake.work import load_table, write_lake

#: How an engine counts: by these dimensions, numbers of this method.
Count = Callable[[Sequence[Dimension], str], list[Cell]]
#: What `lake check` counts: every dimension alone, the usual picture of a district, and all years.
PICTURES: tuple[tuple[Dimension, ...], ...] = (
    *((dimension,) for dimension in Dimension),
    (Dimension.SCHOOL, Dimension.GRADE, Dimension.RACE, Dimension.WINDOW),
    (Dimension.SCHOOL_YEAR, Dimension.RACE),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "action",
        choices=["write", "load", "check", "sql"],
        help="write: all files anew, all or nothing; load: the files into the installation's PostgreSQL; "
        "check: does another engine count the same; sql: the question in an engine's own words",
    )
    parser.add_argument(
        "--folder", type=Path, default=None, help="where (default: the installation's own folder)"
    )
    parser.add_argument(
        "--engine", type=Engine, choices=list(Engine), default=Engine.DUCKDB, help="for check and sql"
    )
    parser.add_argument("--master", default="local[*]", help="Spark's address (default: this machine alone)")
    parser.add_argument(
        "--by", type=Dimension, choices=list(Dimension), nargs="+", default=[Dimension.SCHOOL], help="for sql"
    )
    parser.add_argument("--year", type=int, default=None, help="for sql: one school year alone")
    parser.add_argument("--method", default="scale", help="for sql: what numbers are measured in")


def run(options: argparse.Namespace) -> int:
    """Do what was asked and say what came of it. No cell is ever printed: cells are not protected."""
    folder: Path = options.folder or settings.LAKE_DIR
    match options.action:
        case "load":
            print(f"{load_table(folder):,} results in the table {TABLE}")
        case "check":
            return check(folder, options.engine, options.master)
        case "sql":
            only = {"method": options.method, "school_year": options.year}
            print(extra("portable").sql(options.engine, options.by, **only))
        case _:
            written = write_lake(folder)
            print(f"{written.rows:,} results in {written.files} files: {written.folder}")
    return 0


def check(folder: Path, engine: Engine, master: str) -> int:
    """Count the same pictures by DuckDB and by the engine, and say whether they are equal; 1 if not."""
    if not (measured := methods(folder)):
        raise CommandError(f"There are no results in {folder}: `trellis lake write` puts them there.")
    counted, wrong, ours, theirs = 0, 0, 0.0, 0.0
    with opened(folder, engine, master) as count:
        for method, by in product(measured, PICTURES):
            start = perf_counter()
            here = cells(folder, by, method=method)
            between = perf_counter()
            there = count(by, method)
            end = perf_counter()
            counted, ours, theirs = counted + len(here), ours + between - start, theirs + end - between
            if differ := differing(here, there):
                wrong += differ
                print(f"{' x '.join(by)}, {method}: {differ} cells differ")
    verdict = f"{wrong:,} differ" if wrong else "all equal"
    print(f"{counted:,} cells, {verdict}. DuckDB {ours:.2f} s, {engine} {theirs:.2f} s")
    return 1 if wrong else 0


@contextmanager
def opened(folder: Path, engine: Engine, master: str) -> Iterator[Count]:
    """Give the way to count by the engine.

    Raises:
        CommandError: where it cannot be asked from here.
    """
    portable = extra("portable")
    if engine is Engine.DUCKDB:
        holders = portable.duckdb_holder(folder)
    elif engine is Engine.SPARK:
        if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
            raise CommandError("Spark needs Java 17 or newer; there is none on PATH or in JAVA_HOME.")
        holders = extra("spark").spark_holder(folder, master)
    elif engine is Engine.POSTGRESQL:
        if connection.vendor != "postgresql" or TABLE not in connection.introspection.table_names():
            raise CommandError(f"There is no table {TABLE} here: on PostgreSQL `trellis lake load` makes it.")
        holders = nullcontext(portable.postgresql_holder())
    else:
        raise CommandError(f"Trellis does not ask {engine} itself: `trellis lake sql` writes the question.")
    with holders as holder:
        yield lambda by, method: portable.cells_of(holder, by, method=method)


def extra(name: str) -> Any:
    """Return a part of the lake that needs packages beyond those of the product.

    Raises:
        CommandError: where they are not installed.
    """
    try:
        return importlib.import_module(f"trellis.insight.lake.queries.{name}")
    except ModuleNotFoundError as missing:
        raise CommandError(
            f"The package {missing.name} is not here: `TRELLIS_EXTRA=scale ./run help` brings it."
        ) from missing
