"""The process map of a cycle in the matrix: its pages, and one step of it."""

from tests.house.matrix.table import K, Row, _of_team
from tests.house.matrix.world import Thing, World
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.mapping import add_process_step

ROWS: dict[str, Row] = {
    "process-map": _of_team(K.CYCLE_WORK, "cycle"),
    "process-map-svg": _of_team(K.CYCLE_WORK, "cycle"),
    "process-map-csv": _of_team(K.CYCLE_WORK, "cycle"),
    "change-process-step": _of_team(K.CYCLE_WORK, "process step"),
    "move-process-step": _of_team(K.CYCLE_WORK, "process step", "POST"),
    "remove-process-step": _of_team(K.CYCLE_WORK, "process step", "POST"),
}


def things(world: World) -> dict[str, list[Thing]]:
    """One step of the team's running cycle."""
    team = world.things["community"][0]
    cycle = Cycle.objects.get(public_id=world.things["cycle"][0].words[0])
    step = add_process_step(by=world.cast.ana, cycle=cycle, what="Show the rule", who="Teacher")
    thing = Thing("process step", (cycle.public_id, step.public_id), team.relations)
    return {"process step": [thing]}
