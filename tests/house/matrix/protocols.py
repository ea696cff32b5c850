"""Protocols in the matrix: the library is everybody's who is signed in, a run is its meeting's."""

from django.utils import timezone

from tests.house.matrix.table import Answer, Row, _of_team, sees_team
from tests.house.matrix.world import Thing, World
from trellis.people.access.rules import view_of
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import open_protocol
from trellis.practice.meetings.models import AgendaItem, Meeting
from trellis.practice.meetings.operations.leading import next_step, start_run
from trellis.practice.meetings.operations.writing import write_line
from trellis.practice.meetings.words import ItemKind

K = ObjectKind


def _everybody(_actor: str, _relations: frozenset[Relation], _thing: Thing) -> Answer:
    return Answer.OPENS


def _leads(actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    """Only who facilitates starts and leads; other members know of it."""
    if view_of(K.MEETING_WORK, relations) < View.FULL or not thing.is_open:
        return Answer.ABSENT
    return Answer.OPENS if actor == "facilitator" else Answer.NOT_YOURS


def _wrote(actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    """Only who wrote a line, Ben, takes it back; other members see it."""
    if view_of(K.MEETING_WORK, relations) < View.FULL or not thing.is_open:
        return Answer.ABSENT
    return Answer.OPENS if actor == "member" else Answer.NOT_YOURS


def _starts(actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    answer = _leads(actor, relations, thing)
    known = sees_team(relations, thing) and view_of(K.MEETING, relations) >= View.SUMMARY
    return Answer.NOT_THERE if answer == Answer.ABSENT and known else answer


ROWS: dict[str, Row] = {
    "open-protocol": Row("protocol", _everybody),
    "start-run": Row("meeting", _starts),
    "open-run": _of_team(K.MEETING_WORK, "run"),
    "lead-run": Row("run", _leads, "POST"),
    "propose-from-run": Row("run", _leads, "POST"),
    "write-line": _of_team(K.MEETING_WORK, "run", "POST"),
    "cast-vote": _of_team(K.MEETING_WORK, "run", "POST"),
    "take-back-line": Row("run_line", _wrote, "POST"),
    "ground-line": _of_team(K.MEETING_WORK, "run_line", "POST"),
    "place-dot": _of_team(K.MEETING_WORK, "run_line", "POST"),
}


def things(world: World) -> dict[str, list[Thing]]:
    """A protocol of the library, and one running in the meeting of the Grade 4 team with a line shown."""
    load_content()
    cast, team = world.cast, world.things["community"][0]
    meeting = Meeting.objects.get(public_id=world.things["meeting"][0].words[0])
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=1,
        kind=ItemKind.LEARN,
        title="Item 7",
        minutes=30,
        changed_at=timezone.now(),
    )
    run = start_run(
        by=cast.ana, meeting=meeting, item=item, protocol=open_protocol(key="data-driven-dialogue")
    )
    line = write_line(by=cast.ben, run=run, position=1, text="I expect 60 of 71")
    next_step(by=cast.ana, run=run)
    return {
        "protocol": [Thing("protocol", ("tuning",), team.relations)],
        "run": [Thing("run", (run.public_id,), team.relations)],
        "run_line": [Thing("run line", (run.public_id, line.public_id), team.relations)],
    }
