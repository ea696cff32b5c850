"""Answers, need groups and care in the matrix."""

from tests.house.matrix.table import Row, _of_team
from tests.house.matrix.world import Thing, World
from tests.practice.students.world import grouped
from trellis.people.access.words import ObjectKind
from trellis.practice.students.models import NeedGroup

K = ObjectKind

ROWS: dict[str, Row] = {
    "read-answers": _of_team(K.RESULT, "assessment"),
    "name-error-pattern": _of_team(K.RESULT, "assessment", "POST"),
    "say-right-answers": _of_team(K.RESULT, "assessment", "POST"),
    "propose-groups": _of_team(K.NEED_GROUP, "assessment", "POST"),
    "show-room": _of_team(K.RESULT, method="POST"),
    "capture-strategy": _of_team(K.STRATEGY_CARD),
    "open-regrouping": _of_team(K.NEED_GROUP, "regrouping"),
    "move-student": _of_team(K.NEED_GROUP, "regrouping", "POST"),
    "undo-move": _of_team(K.NEED_GROUP, "regrouping", "POST"),
    "add-need-group": _of_team(K.NEED_GROUP, "regrouping", "POST"),
    "settle-groups": _of_team(K.NEED_GROUP, "regrouping", "POST"),
    "put-groups-in-cycle": _of_team(K.NEED_GROUP, "regrouping", "POST"),
    "plan-group": _of_team(K.NEED_GROUP, "need_group"),
    "remove-need-group": _of_team(K.NEED_GROUP, "need_group", "POST"),
}


def things(world: World) -> dict[str, list[Thing]]:
    """The groups of the Grade 4 team."""
    cast, team = world.cast, world.things["community"][0]
    regrouping = grouped(cast)
    group = NeedGroup.objects.filter(regrouping=regrouping).first()
    assert group is not None
    return {
        "regrouping": [Thing("regrouping", (regrouping.public_id,), team.relations)],
        "need_group": [Thing("need_group", (group.public_id,), team.relations)],
    }
