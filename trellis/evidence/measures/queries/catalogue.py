"""Measures to begin with, academic and beyond: a name, a unit and where it is read off, one tap away."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from trellis.evidence.measures.words import Area, Better, MeasureKind, Unit

CONTENT = Path(__file__).resolve().parent.parent / "content" / "catalogue.json"


@dataclass(frozen=True)
class CatalogueMeasure:
    """A measure others watch. ``why``: what makes it worth twenty seconds."""

    key: str
    area: Area
    kind: MeasureKind
    unit: Unit
    better: Better
    name: str
    short_name: str
    source: str
    why: str


@lru_cache(maxsize=1)
def catalogue() -> tuple[CatalogueMeasure, ...]:
    """Return the catalogue in its order."""
    return tuple(
        CatalogueMeasure(
            key=row["key"],
            area=Area(row["area"]),
            kind=MeasureKind(row["kind"]),
            unit=Unit(row["unit"]),
            better=Better(row["better"]),
            name=row["name"],
            short_name=row["short_name"],
            source=row["source"],
            why=row["why"],
        )
        for row in json.loads(CONTENT.read_text(encoding="utf-8"))
    )


def catalogue_by_area() -> list[tuple[Area, list[CatalogueMeasure]]]:
    """Return the catalogue by area, in the order of the areas."""
    return [(area, [row for row in catalogue() if row.area == area]) for area in Area]
