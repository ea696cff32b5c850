"""A database that could lose confirmed work is refused (trust, rule 4)."""

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from trellis.kit import durability
from trellis.kit.durability import check_durability, durability_problem, require_durability


class FakeConnection:
    """A database that answers questions about its settings as told."""

    def __init__(self, vendor: str, **answers: object) -> None:
        self.vendor = vendor
        self.answers = answers

    def cursor(self) -> Any:
        return FakeCursor(self.answers)


class FakeCursor(SimpleNamespace):
    """The cursor of a `FakeConnection`."""

    def __init__(self, answers: dict[str, object]) -> None:
        super().__init__(answers=answers, answer=None)

    def __enter__(self) -> "FakeCursor":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""

    def execute(self, question: str) -> None:
        """Look the answer up by the last word."""
        self.answer = self.answers[question.split()[-1]]

    def fetchone(self) -> tuple[object]:
        """Return the answer as a row."""
        return (self.answer,)


POSTGRESQL = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}


@pytest.mark.parametrize(
    ("mode", "level", "fine"),
    [("wal", 2, True), ("wal", 3, True), ("wal", 1, False), ("wal", 0, False), ("delete", 2, False)],
)
def test_sqlite_needs_wal_and_full(mode: str, level: int, fine: bool) -> None:
    problem = durability_problem(FakeConnection("sqlite", journal_mode=mode, synchronous=level))  # type: ignore[arg-type]
    assert (problem is None) is fine


@pytest.mark.parametrize("setting", sorted(POSTGRESQL))
def test_postgresql_needs_each_setting_on(setting: str) -> None:
    assert durability_problem(FakeConnection("postgresql", **POSTGRESQL)) is None  # type: ignore[arg-type]
    problem = durability_problem(FakeConnection("postgresql", **{**POSTGRESQL, setting: "off"}))  # type: ignore[arg-type]
    assert problem is not None
    assert f"{setting}=off" in problem


def test_another_database_is_refused() -> None:
    problem = durability_problem(FakeConnection("oracle"))  # type: ignore[arg-type]
    assert problem == "Trellis runs on SQLite and PostgreSQL, not on oracle."


@pytest.mark.django_db
def test_the_check_and_the_start_refuse_a_weak_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durability, "durability_problem", lambda _connection: "It could lose work.")
    assert [error.id for error in check_durability(databases=["default"])] == ["trellis.E001"]
    assert check_durability(databases=None) == []
    with pytest.raises(ImproperlyConfigured, match="could lose work"):
        require_durability()


@pytest.mark.django_db
def test_the_settings_of_production_are_durable(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Asked of SQLite's own settings; PostgreSQL's are the cluster's.")
    from_settings = str(connection.settings_dict["OPTIONS"]["init_command"]).removesuffix(
        " PRAGMA synchronous=OFF;"  # the test world's own
    )
    database = sqlite3.connect(tmp_path / "durable.sqlite3")
    try:
        database.executescript(from_settings)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)
    finally:
        database.close()
