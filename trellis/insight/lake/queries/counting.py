"""Counts over the lake. What comes out is not protected: releases are made of it, pages never show it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from trellis.insight.lake.words import COLUMNS, MEMORY, NAME, PARTITIONS, Dimension

#: Two engines add the same numbers in another order; means further apart than this are not the same.
NEAR = 1e-9


@dataclass(frozen=True)
class Cell:
    """One cell: its place in each dimension, how many students, their mean.

    Attributes:
        key: one value for each dimension asked for, in that order; empty where the source says nothing.
        students: distinct students with a number.
        mean: mean of the numbers; None where there are only levels.
    """

    key: tuple[str, ...]
    students: int
    mean: float | None


def cells(
    folder: Path,
    by: Sequence[Dimension],
    *,
    method: str = "scale",
    school_year: int | None = None,
    family: str = "",
) -> list[Cell]:
    """Count students and average numbers for every combination of the dimensions that occurs.

    Args:
        folder: the folder the lake was written into.
        by: at least one dimension; a student is counted once in a cell.
        method: what the numbers are measured in; numbers of two methods are never averaged.
        school_year, family: only these, where given.

    Raises:
        ValueError: without a dimension.
    """
    if not by:
        raise ValueError("Cells are made by at least one dimension.")
    if not any((folder / NAME).rglob("*.parquet")):
        return []
    wanted, values = ["method = ?"], [method]
    if school_year is not None:
        wanted.append("school_year = ?")
        values.append(str(school_year))
    if family:
        wanted.append("family = ?")
        values.append(family)
    # names of columns come from the vocabulary alone, everything else is a parameter
    names = ", ".join(f'"{dimension.value}"' for dimension in by)
    keys = ", ".join(
        f"coalesce(\"{dimension.value}\"::VARCHAR, '') AS k{at}" for at, dimension in enumerate(by)
    )
    kinds = ", ".join(f"'{name}': {COLUMNS[name]}" for name in PARTITIONS)
    question = (
        f"SELECT {keys}, count(DISTINCT student), avg(value) "
        f"FROM read_parquet(?, hive_partitioning = true, hive_types = {{{kinds}}}) "
        f"WHERE {' AND '.join(wanted)} AND value IS NOT NULL GROUP BY {names} ORDER BY ALL"
    )
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)}) as engine:
        rows = engine.execute(question, [f"{folder / NAME}/**/*.parquet", *values]).fetchall()
    return [Cell(tuple(row[: len(by)]), row[-2], row[-1]) for row in rows]


def methods(folder: Path) -> list[str]:
    """Return what numbers in the lake are measured in, sorted."""
    if not any((folder / NAME).rglob("*.parquet")):
        return []
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)}) as engine:
        rows = engine.execute(
            "SELECT DISTINCT method FROM read_parquet(?) WHERE value IS NOT NULL ORDER BY method",
            [f"{folder / NAME}/**/*.parquet"],
        ).fetchall()
    return [row[0] for row in rows]


def differing(ours: Sequence[Cell], theirs: Sequence[Cell]) -> int:
    """Return how many cells stand only in one of two pictures, or with other numbers."""
    left, right = ({cell.key: cell for cell in cells} for cells in (ours, theirs))
    return sum(
        not (key in left and key in right and _same(left[key], right[key]))
        for key in left.keys() | right.keys()
    )


def _same(one: Cell, other: Cell) -> bool:
    return one.students == other.students and (
        one.mean is other.mean
        or (
            one.mean is not None
            and other.mean is not None
            and math.isclose(one.mean, other.mean, rel_tol=NEAR)
        )
    )
