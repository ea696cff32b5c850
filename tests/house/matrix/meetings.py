"""Meetings in the matrix: what everybody finds at their doors, and the things behind them."""

from datetime import time, timedelta

from django.utils import timezone

from tests.house.matrix.table import (
    Answer,
    Row,
    _of_team,
    _team_act,
    _works,
    sees_team,
)
from tests.house.matrix.world import Thing, World
from trellis.people.access.words import ObjectKind, Relation
from trellis.practice.meetings.operations.scheduling import Slot, schedule_meeting

K = ObjectKind


def _list(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    return Answer.OPENS if sees_team(relations, thing) else Answer.ABSENT


ROWS: dict[str, Row] = {
    "meetings": Row("community", _list),
    "schedule-meeting": _team_act(_works, method="GET"),
    "schedule-series": _team_act(_works, method="GET"),
    "open-meeting": _of_team(K.MEETING, "meeting"),
}


def things(world: World) -> dict[str, list[Thing]]:
    """A meeting of the Grade 4 team, tomorrow."""
    cast, team = world.cast, world.things["community"][0]
    meeting = schedule_meeting(
        by=cast.ana,
        community=cast.grade_4,
        title="Weekly meeting",
        slot=Slot(timezone.localdate() + timedelta(days=1), time(13, 30)),
    )
    return {"meeting": [Thing("meeting", (meeting.public_id,), team.relations)]}
