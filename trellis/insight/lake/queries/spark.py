"""Spark over the files of the lake, on this machine or on a cluster that reaches the folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from trellis.insight.lake.queries.portable import Holder
from trellis.insight.lake.words import COLUMNS, NAME, TABLE, Engine

LOCAL = "local[*]"
TYPES = {"VARCHAR": "STRING", "SMALLINT": "SMALLINT", "DOUBLE": "DOUBLE"}


@contextmanager
def spark_holder(folder: Path, master: str = LOCAL, *, parts: int = 8) -> Iterator[Holder]:
    """Start Spark (or join what runs), give it the files, and end it afterwards.

    Args:
        folder: the folder the lake was written into; every machine of a cluster must see it there.
        master: Spark's address; this machine alone where none is given.
        parts: into how many parts a step is cut. Spark's own 200 are made for hundreds of cores.
    """
    builder = SparkSession.builder.appName("trellis-lake").master(master)
    builder = builder.config("spark.sql.shuffle.partitions", parts)
    builder = builder.config("spark.ui.showConsoleProgress", False)
    if master.startswith("local"):
        # nobody else's business: no page of its own, no port beyond this machine
        builder = builder.config("spark.ui.enabled", False)
        builder = builder.config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        # nothing is guessed: a district called 007 is no number
        columns = ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in COLUMNS.items())
        session.read.schema(columns).parquet(str(folder / NAME)).createOrReplaceTempView(TABLE)
        yield Holder(Engine.SPARK, lambda words: session.sql(words).collect())
    finally:
        session.stop()
