"""The two kinds of SQL we speak, and tables that live only as long as a run."""

import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict
from trellis.kit.ids import new_public_id

_LOCK = 811_402

Rows = Sequence[Sequence[str | int | None]]


def is_postgres() -> bool:
    """Say whether the database is PostgreSQL; the other one is SQLite."""
    return connection.vendor == "postgresql"


def run(sql: str, parameters: Sequence[Any] = ()) -> int:
    """Execute one statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return max(int(cursor.rowcount), 0)


def ask(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Execute one question; return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return list(cursor.fetchall())


def number(sql: str, parameters: Sequence[Any] = ()) -> int:
    """Execute a question for one number."""
    return int(ask(sql, parameters)[0][0] or 0)


def moment(value: Any) -> Any:
    """Return a time as the database driver wants it."""
    return connection.ops.adapt_datetimefield_value(value)


def day(value: Any) -> Any:
    """Return a date as the database driver wants it."""
    return connection.ops.adapt_datefield_value(value)


def typed(expression: str, type_: str) -> str:
    """Return the SQL that turns a text expression (empty: nothing) into a column's type."""
    if type_ == "text":
        return f"COALESCE({expression}, '')"
    if type_ == "number":
        return expression
    if not is_postgres():
        if type_ == "flag":
            return f"(CASE WHEN {expression} = 'true' THEN 1 ELSE 0 END)"
        if type_ == "json":
            return f"COALESCE(NULLIF({expression}, ''), '[]')"
        return f"NULLIF({expression}, '')"
    if type_ == "flag":
        return f"({expression} = 'true')"
    if type_ == "json":
        return f"COALESCE(NULLIF({expression}, ''), '[]')::jsonb"
    return f"NULLIF({expression}, '')::{ {'date': 'date', 'time': 'timestamptz'}[type_] }"


def restored(column: str, type_: str) -> str:
    """Return the SQL that reads a before-value of ``change.before`` back into a column's type."""
    value = f"c.before ->> '{column}'"
    if is_postgres():
        cast = {
            "text": "",
            "number": "::bigint",
            "flag": "::boolean",
            "json": "::jsonb",
            "date": "::date",
            "time": "::timestamptz",
        }[type_]
        return f"({value}){cast}"
    return value


def json_object(columns: Sequence[str], alias: str) -> str:
    """Return the SQL that packs columns into one JSON object."""
    name = "jsonb_build_object" if is_postgres() else "json_object"
    return f"{name}({', '.join(f"'{column}', {alias}.{column}" for column in columns)})"


def each(expression: str, alias: str) -> str:
    """Return the SQL that unfolds a JSON list of texts; the value is ``alias.value``, its place unknown."""
    filled = f"COALESCE(NULLIF({expression}, ''), '[]')"
    if is_postgres():
        return f"jsonb_array_elements({filled}::jsonb) AS {alias}(value)"
    return f"json_each({filled}) AS {alias}"


def text_of(alias: str) -> str:
    """Return the SQL for the text of an unfolded value."""
    return f"({alias}.value #>> '{{}}')" if is_postgres() else f"{alias}.value"


def item(expression: str, position: int) -> str:
    """Return the SQL for the n-th text of a JSON list."""
    return (
        f"(NULLIF({expression}, '')::jsonb ->> {position})"
        if is_postgres()
        else (f"(CASE WHEN {expression} <> '' THEN json_extract({expression}, '$[{position}]') END)")
    )


def fresh_public_id() -> str:
    """Return the SQL that makes a new opaque id for each row (52 bits or more, from a strong source)."""
    if is_postgres():
        # twelve random hex digits and the last one, written with sixteen letters of our alphabet
        return (
            "translate((SELECT substr(h, 1, 12) || substr(h, 32, 1) FROM "
            "(SELECT replace(gen_random_uuid()::text, '-', '') AS h WHERE d.rid IS NOT NULL) AS u), "
            "'0123456789abcdef', '23456789bcdfghjk')"
        )
    connection.ensure_connection()
    connection.connection.create_function("new_public_id", 0, new_public_id)
    return "new_public_id()"


def new_object(target: str, known: str, new: str) -> str:
    """Return the SQL for the id of a row in a target table: the one it has, or for a new row a reserved one.

    PostgreSQL hands ids out at once; SQLite's are given when the rows are written, see `ids_for`.
    """
    if not is_postgres() or not target:
        return known
    sequence = ask("SELECT pg_get_serial_sequence(%s, 'id')", [target])[0][0]
    return f"CASE WHEN {new} THEN nextval('{sequence}') ELSE {known} END"


def ids_for(table: str, target: str) -> None:
    """Give every row of a run's table that will be created the id it will have in the target table."""
    if is_postgres():
        return
    known = ask("SELECT seq FROM sqlite_sequence WHERE name = %s", [target])
    base = max(int(known[0][0]) if known else 0, number(f"SELECT COALESCE(MAX(id), 0) FROM {target}"))
    run(f"UPDATE {table} SET obj = rid + {base} WHERE act = 'create'")


def make_table(name: str, columns: Sequence[str]) -> None:
    """Make a run's table of text columns; ``rid`` counts its rows."""
    drop_table(name)
    counter = "rid bigserial" if is_postgres() else "rid integer PRIMARY KEY"
    kind = "UNLOGGED TABLE" if is_postgres() else "TABLE"
    run(f"CREATE {kind} {name} ({counter}, {', '.join(columns)})")


def drop_table(name: str) -> None:
    """Forget a run's table."""
    run(f"DROP TABLE IF EXISTS {name}")


def load(table: str, columns: Sequence[str], rows: Rows) -> None:
    """Add rows to a run's table: COPY on PostgreSQL, one prepared statement on SQLite."""
    with connection.cursor() as cursor:
        if is_postgres():
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


@contextmanager
def alone(source_id: int, wait: float = 0) -> Iterator[None]:
    """Hold the advisory lock of a source; it ends with the process, whatever happens to it.

    Args:
        wait: how many seconds to wait for another import of this source to end.

    Raises:
        Conflict: when another import of this source is still running.
    """
    folder = Path(settings.HOME) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + wait
    with open(folder / f"import-{source_id}", "w") as handle:
        while not _take_lock(source_id, handle):
            if time.monotonic() >= end:
                raise Conflict(
                    _("Another import from this system is running. Wait until it has ended, then try again.")
                )
            time.sleep(0.5)
        try:
            if is_postgres():
                run("SET work_mem = '32MB'")
                # compiling a statement costs more than it saves when each runs once
                run("SET jit = off")
            yield
        finally:
            if is_postgres():
                run("RESET work_mem")
                run("RESET jit")
                ask("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, source_id])


def _take_lock(source_id: int, handle: IO[str]) -> bool:
    if is_postgres():
        return bool(ask("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, source_id])[0][0])
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
