"""Help between teams in the matrix: whom a team asks reads it, leaders only when the team says so."""

from django.utils import timezone

from tests.house.matrix.table import Answer, Row, sees_team
from tests.house.matrix.world import Thing, World
from trellis.people.access.rules import view_of
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.practice.support.models import HelpAnswer
from trellis.practice.support.operations import ask_for_help
from trellis.practice.support.rules import may_read_ask
from trellis.practice.support.words import Reach

K, R = ObjectKind, Relation


def _board(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
    if view_of(K.HELP_ASK, relations) >= View.SUMMARY:
        return Answer.OPENS
    return Answer.NOT_THERE if view_of(K.ORGANIZATION, relations) >= View.SUMMARY else Answer.ABSENT


def _asks(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    if thing.is_open and R.MEMBER in relations:
        return Answer.OPENS
    return Answer.NOT_THERE if sees_team(relations, thing) else Answer.ABSENT


def _reads(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    reach = Reach.DISTRICT if "district" in thing.name else Reach.SCHOOL
    read = may_read_ask(relations, reach=reach, to_leaders="leaders" in thing.name)
    return Answer.OPENS if read else Answer.ABSENT


def _answers(actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    """Whoever works in another team: Cleo. The others read it and have no team to answer for."""
    answer = _reads(actor, relations, thing)
    return Answer.NOT_YOURS if answer == Answer.OPENS and actor != "teacher" else answer


def _came_of_it(actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    answer = _reads(actor, relations, thing)
    return Answer.NOT_YOURS if answer == Answer.OPENS and R.MEMBER not in relations else answer


ROWS: dict[str, Row] = {
    "help-board": Row("place", _board),
    "ask-for-help": Row("community", _asks),
    "open-ask": Row("help_ask", _reads),
    "answer-ask": Row("help_ask", _answers, "POST"),
    "close-ask": Row("help_ask", _came_of_it, "POST"),
    "thank-for-answer": Row("help_answer", _came_of_it, "POST"),
}
SIGNED_IN = frozenset({"thanks"})


def things(world: World) -> dict[str, list[Thing]]:
    """Three asks of the Grade 4 team, to the school, the district and its leaders too; one was answered."""
    cast, stand = world.cast, world.things["community"][0].relations
    made = {
        "school ask": ask_for_help(by=cast.ana, community=cast.grade_4, topic="Fractions"),
        "district ask": ask_for_help(by=cast.ana, community=cast.grade_4, topic="Talk", reach=Reach.DISTRICT),
        "district and leaders ask": ask_for_help(
            by=cast.ana, community=cast.grade_4, topic="Time", reach=Reach.DISTRICT, to_leaders=True
        ),
    }
    answer = HelpAnswer.objects.create(
        ask=made["school ask"],
        community=cast.grade_5,
        by=cast.cleo,
        text="Strips.",
        answered_at=timezone.now(),
    )
    return {
        "help_ask": [Thing(name, (ask.public_id,), stand) for name, ask in made.items()],
        "help_answer": [Thing("school answer", (made["school ask"].public_id, answer.public_id), stand)],
    }
