"""Answers, need groups and care in the matrix."""

from datetime import timedelta

from django.utils import timezone

from tests.house.matrix.table import Answer, Row, _of_team, _place, sees_team
from tests.house.matrix.world import Thing, World
from tests.practice.students.test_work import png
from tests.practice.students.world import grouped, rooms_of
from trellis.evidence.roster.models import Guardianship, Student
from trellis.people.access.rules import view_of
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.practice.students.models import NeedGroup
from trellis.practice.students.operations.cards import end_card_right, let_in, look_at_student
from trellis.practice.students.operations.looking import ask_about_look
from trellis.practice.students.operations.supports import SupportPlan, plan_support
from trellis.practice.students.operations.work import add_work_sample
from trellis.practice.students.queries.cards import looks_at

K = ObjectKind


def _in_team(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    """A student inside a team: members find the page, who knows the team finds no such page."""
    if view_of(K.SUPPORT, relations) >= View.SUMMARY:
        return Answer.OPENS
    return Answer.NOT_THERE if sees_team(relations, thing) else Answer.ABSENT


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
    "supports": _of_team(K.SUPPORT),
    "sweep-students": _of_team(K.SUPPORT),
    "named-adults": _of_team(K.SUPPORT),
    "responsibility": _of_team(K.SUPPORT),
    "changes": _of_team(K.SUPPORT),
    "name-adult": _of_team(K.SUPPORT, method="POST"),
    "end-named-adult": _of_team(K.SUPPORT, method="POST"),
    "plan-support": Row("team_student", _in_team),
    "count-care": _place(lambda r: view_of(K.SUPPORT, r) >= View.COUNT),
    # of single students: members of the team that teaches them; leaders of every rank find nothing
    "student-card": _of_team(K.SUPPORT, "student"),
    "who-looked": _of_team(K.SUPPORT, "student"),
    "add-strength": _of_team(K.SUPPORT, "student", "POST"),
    "change-student-profile": _of_team(K.SUPPORT, "student", "POST"),
    "let-in": _of_team(K.SUPPORT, "student", "POST"),
    "end-card-right": _of_team(K.SUPPORT, "card_right", "POST"),
    "open-support": _of_team(K.SUPPORT, "support"),
    "record-support-point": _of_team(K.SUPPORT, "support", "POST"),
    "review-support": _of_team(K.SUPPORT, "support", "POST"),
    "make-common-assessment": _of_team(K.RESULT),
    "choose-class": _of_team(K.RESULT, "assessment"),
    "enter-answers": _of_team(K.RESULT, "assessment_class"),
    "paste-answers": _of_team(K.RESULT, "assessment_class", "POST"),
    "print-assessment": _of_team(K.RESULT, "assessment_class"),
    "sheets-pdf": _of_team(K.RESULT, "assessment_class"),
    "work-samples": _of_team(K.RESULT, "assessment"),
    "sort-work": _of_team(K.RESULT, "assessment"),
    "add-work-sample": _of_team(K.RESULT, "assessment", "POST"),
    "show-work-sample": _of_team(K.RESULT, "work_sample"),
    "pile-work-sample": _of_team(K.RESULT, "work_sample", "POST"),
    "pin-work-sample": _of_team(K.RESULT, "work_sample", "POST"),
    "remove-work-sample": _of_team(K.RESULT, "work_sample", "POST"),
    "score-work": _of_team(K.RESULT, "work_sample", "POST"),
    "agree-on-work": _of_team(K.RESULT, "work_sample", "POST"),
    "ask-about-look": Row(
        "own_child",
        lambda actor, _r, thing: Answer.OPENS if actor == thing.owner else Answer.ABSENT,
        "POST",
    ),
    # the privacy officer answers; where there is none, the principal, and no other rank
    "answer-look-question": Row(
        "look_question", lambda actor, _r, thing: Answer.OPENS if actor == thing.owner else Answer.ABSENT
    ),
    "my-child": Row(
        "own_child", lambda actor, _r, thing: Answer.OPENS if actor == thing.owner else Answer.ABSENT
    ),
}

#: The list of those who answer families; for everybody else there is no such page.
SIGNED_IN = frozenset({"look-questions"})


def things(world: World) -> dict[str, list[Thing]]:
    """The groups of the Grade 4 team."""
    cast, team = world.cast, world.things["community"][0]
    regrouping = grouped(cast)
    group = NeedGroup.objects.filter(regrouping=regrouping).first()
    assert group is not None
    ours, child = cast.grade_4, Student.objects.get(identifiers__value="3002")
    other = Student.objects.get(identifiers__value="3001")
    Guardianship.objects.create(person=cast.eli, student=child)
    right = let_in(
        by=cast.ana,
        pk=child.public_id,
        person=cast.cleo.public_id,
        purpose="Choir",
        ends_on=timezone.localdate(),
    )
    end_card_right(by=cast.ana, pk=child.public_id, right=right.public_id)
    day = timezone.localdate()
    plan = SupportPlan("Reads aloud", cast.ben.public_id, 3, 15, day, day + timedelta(days=28))
    support = plan_support(by=cast.ana, community=ours, student=child.public_id, plan=plan)
    pk, stand = child.public_id, team.relations
    look_at_student(by=cast.ana, pk=pk)
    look = looks_at(child)[0].hash
    question = ask_about_look(by=cast.eli, pk=pk, look=look, text="Why was it opened?")
    assessment, room = regrouping.assessment, rooms_of(cast)[0]
    assert assessment is not None
    sample = add_work_sample(by=cast.ana, assessment=assessment, position=7, content=png())
    return {
        "student": [Thing("student", (pk,), stand)],
        "team_student": [Thing("team_student", (*team.words, pk), stand)],
        "card_right": [Thing("card_right", (pk, right.public_id), stand)],
        "work_sample": [Thing("work", (sample.public_id,), stand)],
        "assessment_class": [Thing("class", (assessment.public_id, room.public_id), stand)],
        "support": [Thing("support", (support.public_id,), stand)],
        "look_question": [Thing("look question", (question.public_id,), stand, owner="principal")],
        "own_child": [
            Thing("own child", (pk,), stand, owner="family"),
            Thing("another child", (other.public_id,), stand, owner="nobody"),
        ],
        "regrouping": [Thing("regrouping", (regrouping.public_id,), team.relations)],
        "need_group": [Thing("need_group", (group.public_id,), team.relations)],
    }
