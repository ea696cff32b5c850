"""The lake: 20 million generated results by school, grade, race and window, written and counted over.

TRELLIS_BENCH_RESULTS names another number of rows. Goal: a disaggregated picture in a second on 2 cores.
"""

import os
import tempfile
from pathlib import Path
from time import perf_counter

import duckdb

from bench.rows import Row, seconds
from trellis.insight.lake.queries import cells
from trellis.insight.lake.words import COLUMNS, MEMORY, NAME, Dimension

GOAL_SECONDS = 1.0


def run() -> list[Row]:
    """Return the rows of the report."""
    count = int(os.environ.get("TRELLIS_BENCH_RESULTS", "20000000"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        start = perf_counter()
        _write(folder, count)
        wrote = perf_counter() - start
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6
        by = [Dimension.SCHOOL, Dimension.GRADE, Dimension.RACE, Dimension.WINDOW]
        one_year = seconds(lambda: cells(folder, by, school_year=2027), repeats=2)
        all_years = seconds(lambda: cells(folder, [Dimension.SCHOOL_YEAR, Dimension.RACE]), repeats=2)
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
    ]


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
