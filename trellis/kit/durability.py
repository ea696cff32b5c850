"""Nothing is acknowledged before it is on disk: the database's settings are asked, not believed."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

#: SQLite's PRAGMA synchronous: 0 OFF, 1 NORMAL (loses writes with the power), 2 FULL, 3 EXTRA.
SQLITE_FULL = 2


def _ask(connection: BaseDatabaseWrapper, question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return row[0] if row else None


def durability_problem(connection: BaseDatabaseWrapper) -> str | None:
    """Return a sentence if an acknowledged write could be lost with the power, else None.

    SQLite must run WAL with synchronous FULL, PostgreSQL with fsync and synchronous_commit on: measured with
    a power-loss simulator, weaker settings lost acknowledged writes and these lost none.
    """
    if connection.vendor == "sqlite":
        mode = str(_ask(connection, "PRAGMA journal_mode")).lower()
        level = int(_ask(connection, "PRAGMA synchronous"))
        if mode != "wal" or level < SQLITE_FULL:
            return (
                f"SQLite runs with journal_mode={mode} and synchronous={level}; Trellis needs WAL and FULL, "
                "or a power cut could lose work that was already confirmed. Is the file on a network drive?"
            )
        return None
    if connection.vendor == "postgresql":
        for setting in ("synchronous_commit", "fsync", "full_page_writes"):
            if _ask(connection, f"SHOW {setting}") == "off":
                return (
                    f"PostgreSQL runs with {setting}=off; Trellis needs it on, or a power cut could lose "
                    "work that was already confirmed."
                )
        return None
    return f"Trellis runs on SQLite and PostgreSQL, not on {connection.vendor}."


@register(Tags.database)
def check_durability(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report databases that could lose confirmed work; `trellis check --database` asks it."""
    problems = ((alias, durability_problem(connections[alias])) for alias in databases or [])
    return [Error(problem, id="trellis.E001", obj=alias) for alias, problem in problems if problem]


def require_durability(alias: str = "default") -> None:
    """Refuse to go on with a database that could lose confirmed work.

    Raises:
        ImproperlyConfigured: with a sentence that says which setting is wrong.
    """
    problem = durability_problem(connections[alias])
    if problem:
        raise ImproperlyConfigured(problem)
