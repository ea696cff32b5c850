"""Files of results and other evidence in the matrix: for stewards, never by teacher."""

from django.utils import timezone

from tests.house.matrix.table import Answer, Row, _if, _import, sees_team
from tests.house.matrix.world import Thing, World
from trellis.evidence.imports.models import ImportRun, ImportSource, ImportTemplate
from trellis.evidence.imports.work.results.keeping import waiting_row
from trellis.evidence.measures.models import Administration, Assessment, Attempt
from trellis.evidence.roster.queries import students_of_community
from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View

A = Action


def _waiting() -> Row:
    """A waiting row names a student: for those who decide, and absent for everybody else."""

    def rule(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
        return _if(may(A.TRANSITION, ObjectKind.IMPORT_RUN, relations), Answer.ABSENT)

    return Row("waiting_row", rule, "POST")


def _window(*, earlier: bool = False) -> Row:
    """A window of the district below a team's results: who sees the team alone finds no such page."""

    def rule(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
        if not sees_team(relations, thing):
            return Answer.ABSENT
        return _if(view_of(ObjectKind.RESULT, relations) >= View.SUMMARY, Answer.NOT_THERE)

    return Row("window" if not earlier else "two_windows", rule)


ROWS: dict[str, Row] = {
    "evidence-files": _import(belongs_to="imports"),
    "send-evidence-file": _import(A.CREATE, "imports", "POST"),
    "open-evidence-file": _import(belongs_to="evidence_file"),
    "choose-file-columns": _import(A.TRANSITION, "evidence_file"),
    "map-columns": _import(A.TRANSITION, "evidence_file"),
    "look-at-sent-row": _import(A.TRANSITION, "evidence_file"),
    "answer-waiting-row": _waiting(),
    "open-window": _window(),
    "compare-windows": _window(earlier=True),
    "retire-template": _import(A.TRANSITION, "import_template", "POST"),
}


def things(world: World) -> dict[str, list[Thing]]:
    """A file that was refused, a row that waits, and a template of the school."""
    cast, stand = world.cast, world.things["import"][0].relations
    source = ImportSource.objects.create(organization=cast.lincoln, name="Results")
    run = ImportRun.objects.create(
        source=source,
        format="results",
        file_name="check.csv",
        received_at=timezone.now(),
        state="applied",
        details={
            "look": [
                {"name": "Id", "masked": ["0000"], "filled": 1, "rows": 1, "codes": [], "guess": "student"}
            ]
        },
    )
    team = world.things["community"][0]
    assessment = Assessment.objects.create(
        organization=cast.district, title="State test", added_at=timezone.now()
    )
    window = Administration.objects.create(assessment=assessment, school_year=2026)
    for student in students_of_community(community=cast.grade_4)[:2]:
        Attempt.objects.create(administration=window, student=student)
    first = Administration.objects.create(assessment=assessment, school_year=2025)
    Attempt.objects.create(administration=first, student=students_of_community(community=cast.grade_4)[0])
    waiting = waiting_row(run, 2, numbers={"Id": "9"}, content={})
    waiting.save()
    template = ImportTemplate.objects.create(
        organization=cast.lincoln,
        name="own_check",
        title="Check",
        content={},
        made_by=cast.ana,
        made_at=timezone.now(),
    )
    return {
        "two_windows": [
            Thing("two windows", (*team.words, window.public_id, first.public_id), team.relations)
        ],
        "window": [Thing("window", (*team.words, window.public_id), team.relations)],
        "evidence_file": [Thing("evidence file", (run.public_id,), stand)],
        "waiting_row": [Thing("waiting row", (waiting.public_id,), stand)],
        "import_template": [Thing("template", (template.public_id,), stand)],
    }
