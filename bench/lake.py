"""The lake: 20 million generated results by school, grade, race and window, written and counted over.

TRELLIS_BENCH_RESULTS names another number of rows. Goal: a disaggregated picture in a second on 2 cores.
Where the `scale` extra is installed, the same pictures are counted by its question on DuckDB and on Spark.
"""

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from bench.rows import Row, seconds
from trellis.insight.lake.queries import cells, differing
from trellis.insight.lake.words import COLUMNS, MEMORY, NAME, Dimension

GOAL_SECONDS = 1.0
PICTURE = (Dimension.SCHOOL, Dimension.GRADE, Dimension.RACE, Dimension.WINDOW)
YEARS = (Dimension.SCHOOL_YEAR, Dimension.RACE)


def run() -> list[Row]:
    """Return the rows of the report."""
    count = int(os.environ.get("TRELLIS_BENCH_RESULTS", "20000000"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        start = perf_counter()
        _write(folder, count)
        wrote = perf_counter() - start
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6
        one_year = seconds(lambda: cells(folder, PICTURE, school_year=2027), repeats=2)
        all_years = seconds(lambda: cells(folder, YEARS), repeats=2)
        others = [
            row for name, holder in _holders() for row in _by(name, holder, folder, one_year, all_years)
        ]
    note = f"{count:,} rows, {size:,.0f} MB"
    return [
        Row("write Parquet by district and year", wrote, None, "peer", note=note),
        Row(
            "school x grade x race x window, one year of five",
            one_year,
            None,
            "peer",
            goal_seconds=GOAL_SECONDS,
        ),
        Row("year x race, all years", all_years, None, "peer"),
        *others,
    ]


def _holders() -> Iterator[tuple[str, Callable[[Path], AbstractContextManager[Any]]]]:
    """Yield what the `scale` extra brings, as far as it is here."""
    if importlib.util.find_spec("ibis") is None:
        print("Ibis is not here: its question is not measured")
        return
    portable = importlib.import_module("trellis.insight.lake.queries.portable")
    yield "Ibis on DuckDB", portable.duckdb_holder
    if importlib.util.find_spec("pyspark") is None or not (
        shutil.which("java") or os.environ.get("JAVA_HOME")
    ):
        print("PySpark or Java is not here: Spark is not measured")
        return
    yield "Ibis on Spark, local", importlib.import_module("trellis.insight.lake.queries.spark").spark_holder


def _by(
    name: str,
    open_holder: Callable[[Path], AbstractContextManager[Any]],
    folder: Path,
    one_year: float,
    all_years: float,
) -> Iterator[Row]:
    """Yield the same pictures by another engine, beside DuckDB's own seconds; they must be equal."""
    cells_of = importlib.import_module("trellis.insight.lake.queries.portable").cells_of
    with open_holder(folder) as holder:
        asked: list[tuple[Any, dict[str, Any], float]] = [
            (PICTURE, {"school_year": 2027}, one_year),
            (YEARS, {}, all_years),
        ]
        for by, only, own in asked:
            differ = differing(cells(folder, by, **only), cells_of(holder, by, **only))
            spent = seconds(partial(cells_of, holder, by, **only), repeats=2)
            note = "equal cells" if not differ else f"{differ} CELLS DIFFER"
            note += f", DuckDB's own SQL {own:.4g} s"
            yield Row(f"{name}: {' x '.join(by)}", spent, None, "peer", note=note)


def _write(folder: Path, count: int) -> None:
    """Generate rows in the engine itself, so that the bench measures files and counts, not Python."""
    made = {
        "district": "'d' || (i % 5)",
        "school_year": "(2023 + i % 5)::SMALLINT",
        "school": "'school' || (i % 150)",
        "student": "md5((i % 400000)::VARCHAR)",
        "grade": "lpad((3 + i % 6)::VARCHAR, 2, '0')",
        "sex": "CASE WHEN i % 2 = 0 THEN 'female' ELSE 'male' END",
        "race": "'race' || (hash(i) % 7)",
        "window": "'w' || (hash(i + 1) % 3)",
        "method": "'scale'",
        "value": "(200 + hash(i) % 100)::DOUBLE",
    }
    words = ", ".join(f'{made.get(name, chr(39) * 2)} AS "{name}"' for name in COLUMNS)
    (folder / NAME).mkdir()
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)}) as engine:
        engine.execute("SET preserve_insertion_order = false")
        engine.execute(
            f"COPY (SELECT {words} FROM range({count}) t(i)) TO '{folder / NAME}' "
            "(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (district, school_year))"
        )
