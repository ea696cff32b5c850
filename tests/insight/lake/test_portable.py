"""One question, four answers: DuckDB by its own words, and by Ibis on DuckDB, PostgreSQL and Spark."""

import ast
import os
import random
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.house.source import modules, name_of, tree
from trellis.cli import lake as command
from trellis.cli.main import main
from trellis.insight.lake.queries import Cell, cells, differing, methods
from trellis.insight.lake.queries.portable import (
    Holder,
    cells_of,
    duckdb_holder,
    postgresql_holder,
    question,
    sql,
)
from trellis.insight.lake.words import TABLE, Dimension, Engine
from trellis.insight.lake.work import load_table, write_lake
from trellis.kit.errors import Refused

D = Dimension
PICTURES = command.PICTURES
#: What narrows a count, each kind alone and both together.
ONLY: list[dict[str, Any]] = [
    {},
    {"method": "it's a \\ points"},
    {"school_year": 2027},
    {"school_year": 2026, "family": "map"},
    {"method": "never"},
]


def rows(count: int = 700) -> Iterator[tuple[Any, ...]]:
    """Generated results with what engines read in different ways: digits, quotes, nothing at all."""
    chance = random.Random(20_42)
    for _ in range(count):
        number = chance.randrange(60)
        method = chance.choice(["scale", "scale", "it's a \\ points"])
        yield (
            chance.choice(["007", "river bend/%", "d'1"]),
            chance.choice([2025, 2026, 2027]),
            f"school{number % 7}",
            f"student{number}",
            chance.choice(["03", "04", "KG"]),
            chance.choice(["", "female", "male"]),
            chance.choice(["", "white", 'two "or" more, both']),
            chance.choice(["map", "dibels"]),
            "math",
            chance.choice(["fall", "spring"]),
            "Math",
            method,
            chance.choice([str(chance.randrange(100, 300)), "201.25", ""]),
            chance.choice(["", "2"]),
        )


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("it's a lake")
    write_lake(folder, rows())
    return folder


def assert_equal(lake: Path, holder: Holder, by: tuple[Dimension, ...], only: dict[str, Any]) -> list[Cell]:
    ours, theirs = cells(lake, by, **only), cells_of(holder, by, **only)
    assert [(cell.key, cell.students) for cell in theirs] == [(cell.key, cell.students) for cell in ours]
    assert [cell.mean for cell in theirs] == pytest.approx([cell.mean for cell in ours], rel=1e-9)
    assert differing(ours, theirs) == 0
    return theirs


@settings(max_examples=20)
@given(
    by=st.lists(st.sampled_from(D), min_size=1, unique=True).map(tuple),
    only=st.sampled_from(ONLY),
)
def test_ibis_on_duckdb_counts_what_its_own_sql_counts(
    lake: Path, by: tuple[Dimension, ...], only: dict[str, Any]
) -> None:
    with duckdb_holder(lake) as holder:
        found = assert_equal(lake, holder, by, only)
    assert bool(found) is (only.get("method") != "never")


@pytest.mark.django_db
def test_postgresql_counts_what_duckdb_counts(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("The installation's own PostgreSQL counts: this database is another one.")
    assert load_table(lake) == 700
    for only in ONLY:
        for by in PICTURES:
            assert_equal(lake, postgresql_holder(), by, only)
    assert main(["lake", "check", "--engine", "postgresql", "--folder", str(lake)]) == 0
    assert "all equal" in capsys.readouterr().out


@pytest.mark.django_db
def test_loading_again_replaces_the_table_and_an_empty_lake_empties_it(lake: Path, tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("The installation's own PostgreSQL counts: this database is another one.")
    load_table(lake)
    write_lake(tmp_path, rows(30))
    assert load_table(tmp_path) == 30
    assert sum(cell.students for cell in cells_of(postgresql_holder(), [D.SCHOOL])) <= 30
    write_lake(tmp_path, iter([]))
    assert load_table(tmp_path) == 0
    assert cells_of(postgresql_holder(), [D.SCHOOL]) == []
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


@pytest.mark.django_db
def test_a_table_is_made_of_a_lake_on_postgresql_only(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="SQLite" if connection.vendor == "sqlite" else "lake write"):
        load_table(tmp_path)
    with pytest.raises(CommandError, match="lake load"), command.opened(tmp_path, Engine.POSTGRESQL, ""):
        pytest.fail("there is no table")


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # PySpark leaves its sockets to the collector
def test_spark_counts_what_duckdb_counts(lake: Path) -> None:
    """Alone in one test: Spark takes seconds to start."""
    pytest.importorskip("pyspark", reason="PySpark is not here: `TRELLIS_EXTRA=scale` brings it.")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java 17 or newer, and there is none here.")
    from trellis.insight.lake.queries.spark import spark_holder  # noqa: PLC0415

    with spark_holder(lake, "local[1]", parts=1) as holder:
        assert_equal(lake, holder, tuple(D), {})
        for by, only in zip(reversed(PICTURES), ONLY, strict=False):
            assert_equal(lake, holder, by, only)


@pytest.mark.parametrize("engine", Engine)
def test_nobody_is_estimated_and_no_word_becomes_sql(engine: Engine) -> None:
    said = sql(engine, [D.SCHOOL, D.RACE], method="x' OR 'a' = 'a", school_year=2027)
    assert TABLE in said
    assert "uniq" not in said.lower()
    assert "approx" not in said.lower()
    assert "x' OR 'a'" not in said
    assert "2027" in said


def test_questions_need_a_dimension() -> None:
    with pytest.raises(ValueError, match="at least one"):
        question([])


def test_cells_differ_by_key_number_or_mean() -> None:
    cell = Cell(("a",), 3, 1.0)
    assert differing([cell], [Cell(("a",), 3, 1.0 + 1e-12)]) == 0
    assert differing([cell], []) == 1
    assert differing([], [cell]) == 1
    assert differing([cell], [Cell(("a",), 4, 1.0)]) == 1
    assert differing([cell], [Cell(("a",), 3, 1.1)]) == 1
    assert differing([cell], [Cell(("a",), 3, None)]) == 1
    assert differing([Cell(("a",), 3, None)], [Cell(("a",), 3, None)]) == 0


def test_the_command_checks_and_shows_no_cell(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert methods(lake) == ["it's a \\ points", "scale"]
    assert main(["lake", "check", "--folder", str(lake)]) == 0
    said = capsys.readouterr().out
    assert "all equal" in said
    assert "school1" not in said


def test_the_command_says_what_differs(
    lake: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_more(*args: Any, **only: Any) -> list[Cell]:
        return [*cells(*args, **only), Cell(("nobody",), 1, 1.0)]

    monkeypatch.setattr(command, "cells", one_more)
    assert main(["lake", "check", "--folder", str(lake)]) == 1
    said = capsys.readouterr().out
    assert "school x grade x race x window, scale: 1 cells differ" in said
    assert "22 differ" in said


def test_the_command_writes_the_question_for_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lake", "sql", "--engine", "trino", "--by", "school", "race", "--year", "2027"]) == 0
    assert capsys.readouterr().out.strip() == sql(Engine.TRINO, [D.SCHOOL, D.RACE], school_year=2027)


def test_what_cannot_be_asked_is_said(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusal(*words: str, folder: Path = lake) -> str:
        assert main(["lake", *words, "--folder", str(folder)]) == 1
        return capsys.readouterr().err

    assert "lake sql" in refusal("check", "--engine", "clickhouse")
    assert "lake write" in refusal("check", folder=tmp_path)
    monkeypatch.delitem(sys.modules, "trellis.insight.lake.queries.portable")
    monkeypatch.setitem(sys.modules, "ibis", None)
    assert "TRELLIS_EXTRA=scale" in refusal("sql")


def test_the_product_runs_without_the_extra() -> None:
    """Two modules import it, and no module that is loaded at the start imports these."""
    apart = ("trellis.insight.lake.queries.portable", "trellis.insight.lake.queries.spark")
    using: set[str] = set()
    loading: set[str] = set()
    suspects = [
        path
        for path in modules("trellis")
        if re.search("ibis|pyspark|queries.*(portable|spark)", path.read_text())
    ]
    for path in suspects:
        for node in ast.walk(tree(path)):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            if any(name.split(".")[0] in {"ibis", "pyspark"} for name in names):
                using.add(name_of(path))
            if any(name.startswith(apart) for name in names):
                loading.add(name_of(path))
    assert using == {f"{name.replace('.', '/')}.py" for name in apart}
    assert loading == {"trellis/insight/lake/queries/spark.py"}
