"""Takes an applied file back: what it brought goes, what it replaced stands again."""

from django.db import transaction
from django.utils import timezone

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.words.states import RunState
from trellis.evidence.imports.work.dialect import run
from trellis.evidence.imports.work.results.counting import settle_counting
from trellis.evidence.measures.models import Administration, Assessment


def undo_results(import_run: ImportRun) -> None:
    """Take a run back as a whole; attempts that other intakes superseded meanwhile go too."""
    intake = import_run.intake
    assert intake is not None
    with transaction.atomic():
        mine = "SELECT id FROM evidence_attempt WHERE intake_id = %s"
        windows = list(
            Administration.objects.filter(attempts__intake=intake)
            .distinct()
            .values_list("pk", "assessment_id")
        )
        run(f"DELETE FROM evidence_result WHERE attempt_id IN ({mine})", [intake.pk])
        for table in (
            "evidence_attempt",
            "evidence_student_fact",
            "evidence_published_figure",
            "evidence_outside_answer_set",
        ):
            run(f"DELETE FROM {table} WHERE intake_id = %s", [intake.pk])
            if table != "evidence_outside_answer_set":
                run(
                    f"UPDATE {table} SET superseded_at = NULL, superseded_by_id = NULL WHERE "
                    "superseded_by_id = %s",
                    [intake.pk],
                )
        if windows:
            marks = ", ".join(["%s"] * len(windows))
            settle_counting(
                import_run.template, f"administration_id IN ({marks})", [pk for pk, _of in windows]
            )
        import_run.waiting_rows.all().delete()
        import_run.sealed_rows.all().delete()
        _forget_empty([pk for pk, _of in windows], {of for _pk, of in windows})
        intake.undone_at = import_run.undone_at = timezone.now()
        intake.save(update_fields=["undone_at"])
        import_run.state = RunState.UNDONE
        import_run.save(update_fields=["state", "undone_at"])


def _forget_empty(windows: list[int], assessments: set[int]) -> None:
    """Forget windows and assessments that the run made and that nothing stands in any more."""
    Administration.objects.filter(pk__in=windows, attempts=None).exclude(key="").delete()
    Assessment.objects.filter(pk__in=assessments, administrations=None).exclude(key="").delete()
