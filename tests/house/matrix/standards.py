"""Academic standards in the matrix: read by staff of the district, brought in by stewards; by standard, the
results of a team's own students for its members alone.
"""

from django.utils import timezone

from tests.house.matrix.table import Answer, Row, _if, _import, _of_team, _place, sees_team
from tests.house.matrix.world import Thing, World
from trellis.evidence.imports.models import ImportRun, ImportSource
from trellis.evidence.measures.models import Assessment, AssessmentItem
from trellis.evidence.standards.models import AcademicFramework, AcademicStandard
from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.standards import link_standard

A, K = Action, ObjectKind


def _framework(act: Action | None = None) -> Row:
    """A framework: for those whom the policy names, changed by some of them."""

    def rule(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
        if view_of(K.ACADEMIC_STANDARD, relations) < View.SUMMARY:
            return Answer.ABSENT
        return _if(act is None or may(act, K.ACADEMIC_STANDARD, relations), Answer.NOT_YOURS)

    return Row("framework", rule, "GET" if act is None else "POST")


def _team_standard() -> Row:
    """A standard below a team's results: who sees the team alone finds no such page."""

    def rule(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
        if not sees_team(relations, thing):
            return Answer.ABSENT
        return _if(view_of(K.RESULT, relations) >= View.SUMMARY, Answer.NOT_THERE)

    return Row("team_standard", rule)


ROWS: dict[str, Row] = {
    "standards": _place(lambda r: view_of(K.ACADEMIC_STANDARD, r) >= View.SUMMARY),
    "bring-framework": _place(lambda r: may(A.CREATE, K.ACADEMIC_STANDARD, r)),
    "open-framework": _framework(),
    "retire-framework": _framework(A.UPDATE),
    "open-framework-file": _import(belongs_to="framework_file"),
    "team-standards": _of_team(K.RESULT),
    "open-team-standard": _team_standard(),
    "cycle-standards": _of_team(K.CYCLE_WORK, "cycle"),
    "unlink-standard": _of_team(K.CYCLE_WORK, "cycle_standard", "POST"),
}


def things(world: World) -> dict[str, list[Thing]]:
    """A framework of the school with a standard that an item of the Grade 4 team shows, and its file."""
    cast, stand = world.cast, world.things["import"][0].relations
    team = world.things["community"][0]
    framework = AcademicFramework.objects.create(
        organization=cast.lincoln, identifier="f", title="Mathematics", imported_at=timezone.now()
    )
    standard = AcademicStandard.objects.create(
        framework=framework, identifier="s", code="4.NF", statement="Fractions", place="00001."
    )
    assessment = Assessment.objects.create(
        organization=cast.lincoln, community=cast.grade_4, title="Fractions", added_at=timezone.now()
    )
    item = AssessmentItem.objects.create(assessment=assessment, position=1, label="Item 1", most=1)
    item.standards.add(standard)
    cycle = Cycle.objects.get(public_id=world.things["cycle"][0].words[0])
    link_standard(by=cast.ana, cycle=cycle, standard=standard.public_id)
    source = ImportSource.objects.create(organization=cast.lincoln, name="Academic standards")
    run = ImportRun.objects.create(
        source=source,
        format="standards",
        file_name="math.json",
        received_at=timezone.now(),
        state="applied",
    )
    return {
        "framework": [Thing("framework", (framework.public_id,), stand)],
        "framework_file": [Thing("framework file", (run.public_id,), stand)],
        "cycle_standard": [Thing("cycle standard", (cycle.public_id, standard.public_id), team.relations)],
        "team_standard": [Thing("team standard", (*team.words, standard.public_id), team.relations)],
    }
