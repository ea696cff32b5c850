"""The count of `cells` as one Ibis expression, written in the SQL of whoever holds the rows.

Ibis only writes the SQL. It is asked over the engine's own connection, so neither pandas nor Arrow is needed.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import ibis
from django.db import connection
from ibis.config import Config

from trellis.insight.lake.queries.counting import Cell
from trellis.insight.lake.words import COLUMNS, MEMORY, NAME, PARTITIONS, TABLE, Dimension, Engine

TYPES = {"VARCHAR": "string", "SMALLINT": "int16", "DOUBLE": "float64"}
DIALECTS = {
    Engine.DUCKDB: "duckdb",
    Engine.POSTGRESQL: "postgres",
    Engine.SPARK: "pyspark",
    Engine.CLICKHOUSE: "clickhouse",
    Engine.TRINO: "trino",
}


class SparkOptions(Config):  # type: ignore[misc]  # Ibis is not typed here
    """What Ibis looks up when it writes Spark's SQL, and declares only once PySpark was imported."""

    treat_nan_as_null: bool = False


@dataclass(frozen=True)
class Holder:
    """An engine that holds the rows as `lake_results`, and how it is asked."""

    engine: Engine
    ask: Callable[[str], Sequence[Sequence[Any]]]


def question(
    by: Sequence[Dimension], *, method: str = "scale", school_year: int | None = None, family: str = ""
) -> ibis.Table:
    """Return the expression that counts students and averages numbers for every combination that occurs.

    A student is counted by grouping twice. Ibis writes "distinct" as an estimate for some engines, and what
    is protected by its size must be counted.

    Raises:
        ValueError: without a dimension.
    """
    if not by:
        raise ValueError("Cells are made by at least one dimension.")
    results = ibis.table({name: TYPES[kind] for name, kind in COLUMNS.items()}, name=TABLE)
    kept = results.filter(results.method == method, results.value.notnull())
    if school_year is not None:
        kept = kept.filter(kept.school_year == school_year)
    if family:
        kept = kept.filter(kept.family == family)
    keys = {f"k{at}": kept[name.value].cast("string").fill_null("") for at, name in enumerate(by)}
    numbers = kept.value.cast("float64")
    students = kept.group_by(**keys, who=kept.student).agg(total=numbers.sum(), numbers=numbers.count())
    return students.group_by(list(keys)).agg(
        students=students.count(),
        mean=students.total.sum().cast("float64") / students.numbers.sum().cast("float64"),
    )


def sql(engine: Engine, by: Sequence[Dimension], **only: Any) -> str:
    """Return the question in the engine's own SQL; ``only`` as in `question`."""
    if ibis.options.pyspark is None:
        ibis.options.pyspark = SparkOptions()
    return str(ibis.to_sql(question(by, **only), dialect=DIALECTS[engine]))


def cells_of(holder: Holder, by: Sequence[Dimension], **only: Any) -> list[Cell]:
    """Count as `cells` does, by another engine; ``only`` as in `question`."""
    rows = holder.ask(sql(holder.engine, by, **only))
    return sorted(
        (Cell(tuple(row[: len(by)]), int(row[-2]), float(row[-1])) for row in rows), key=lambda cell: cell.key
    )


@contextmanager
def duckdb_holder(folder: Path) -> Iterator[Holder]:
    """DuckDB over the files, asked the portable question instead of its own."""
    kinds = ", ".join(f"'{name}': {COLUMNS[name]}" for name in PARTITIONS)
    files = str(folder / NAME / "**" / "*.parquet").replace("'", "''")
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)}) as engine:
        engine.execute(
            f"CREATE VIEW {TABLE} AS SELECT * FROM "
            f"read_parquet('{files}', hive_partitioning = true, hive_types = {{{kinds}}})"
        )
        yield Holder(Engine.DUCKDB, lambda words: engine.execute(words).fetchall())


def postgresql_holder() -> Holder:
    """Return the installation's own PostgreSQL, where `work.load_table` has put the rows."""

    def ask(words: str) -> Sequence[Sequence[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(words)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    return Holder(Engine.POSTGRESQL, ask)
