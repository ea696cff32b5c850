"""How a team's teaching changes, in the matrix: the page of a cycle and the form that corrects it."""

from tests.house.matrix.table import K, Row, _of_team
from tests.house.matrix.world import Thing, World

ROWS: dict[str, Row] = {
    "our-practice": _of_team(K.CYCLE_WORK, "cycle"),
    "adjust-strategy": _of_team(K.CYCLE_WORK, "cycle"),
}


def things(world: World) -> dict[str, list[Thing]]:
    """Nothing of its own: both pages belong to a cycle."""
    return {}
