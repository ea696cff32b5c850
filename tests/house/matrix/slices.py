"""The whole matrix: the table, and what each slice adds from a file of its own (`ROWS`, `OPEN`, `things`)."""

from tests.house.matrix import (
    adjusting,
    evidence_files,
    meetings,
    notes,
    process,
    protocols,
    releases,
    standards,
    students,
    support,
    table,
)
from tests.house.matrix.table import Row
from tests.house.matrix.world import World, make_world

SLICES = (
    adjusting,
    evidence_files,
    meetings,
    notes,
    process,
    protocols,
    releases,
    standards,
    students,
    support,
)
ROWS: dict[str, Row] = {**table.ROWS, **{name: row for slice in SLICES for name, row in slice.ROWS.items()}}


def _all(name: str) -> frozenset[str]:
    own: frozenset[str] = getattr(table, name)
    return own.union(*(getattr(slice, name, frozenset()) for slice in SLICES))


#: Doors for people who have not signed in, tested beside their slices.
OPEN = _all("OPEN")
SIGNED_IN = _all("SIGNED_IN")
OWN_BY_NUMBER = _all("OWN_BY_NUMBER")


def make_full_world() -> World:
    """Make the world with the things of every slice."""
    world = make_world()
    for slice in SLICES:
        world.things |= slice.things(world)
    return world
