"""Fixed vocabulary of the lake: its columns, and what can be counted by."""

from enum import StrEnum

#: The folder of the files inside the lake's own.
NAME = "results"
#: What the table of all rows is called, in every engine that is not DuckDB.
TABLE = "lake_results"
#: What the engine may use, beside the pages that are served meanwhile.
MEMORY = "512MB"
#: Column -> type, in the order of the files. ``student`` is a pseudonym that only this installation can make.
COLUMNS: dict[str, str] = {
    "district": "VARCHAR",
    "school_year": "SMALLINT",
    "school": "VARCHAR",
    "student": "VARCHAR",
    "grade": "VARCHAR",
    "sex": "VARCHAR",
    "race": "VARCHAR",
    "family": "VARCHAR",
    "subject": "VARCHAR",
    "window": "VARCHAR",
    "item": "VARCHAR",
    "method": "VARCHAR",
    "value": "DOUBLE",
    "level": "VARCHAR",
}
#: The folders of the files are made by these two.
PARTITIONS = ("district", "school_year")


class Dimension(StrEnum):
    """What cells can be made by. Names of columns, so that no other word ever reaches the engine."""

    DISTRICT = "district"
    SCHOOL_YEAR = "school_year"
    SCHOOL = "school"
    GRADE = "grade"
    SEX = "sex"
    RACE = "race"
    FAMILY = "family"
    SUBJECT = "subject"
    WINDOW = "window"


class Engine(StrEnum):
    """What can count over the lake. DuckDB does; the others need the `scale` extra."""

    DUCKDB = "duckdb"
    POSTGRESQL = "postgresql"
    SPARK = "spark"
    CLICKHOUSE = "clickhouse"
    TRINO = "trino"
