"""Background work of imports; the bodies are in `work`."""

from pathlib import Path

from django.tasks import task

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.words.states import RunFormat
from trellis.evidence.imports.work.frameworks import apply_framework, plan_framework
from trellis.evidence.imports.work.results.runs import apply_file, plan_file, undo_file
from trellis.evidence.imports.work.results.waiting import retry_waiting
from trellis.evidence.imports.work.runs import apply_package, plan_package, undo_package

#: Imports of one source come one after the other: so long one waits for another.
WAIT_SECONDS = 900


@task()
def plan_import(run_id: int) -> None:
    """Read and plan a received package."""
    import_run = ImportRun.objects.get(pk=run_id)
    plan_package(import_run, Path(import_run.stored_path), WAIT_SECONDS)
    Path(import_run.stored_path).unlink(missing_ok=True)


@task()
def plan_results(run_id: int, template: str) -> None:
    """Read and plan a file of results; the file stays until the plan is decided, so that it can be mapped."""
    import_run = ImportRun.objects.get(pk=run_id)
    plan_file(import_run, Path(import_run.stored_path), template)


@task()
def plan_standards(run_id: int) -> None:
    """Read and plan a framework; the file stays until the plan is decided."""
    plan_framework(ImportRun.objects.get(pk=run_id))


@task()
def apply_import(run_id: int) -> None:
    """Apply a plan."""
    import_run = ImportRun.objects.get(pk=run_id)
    if import_run.format == RunFormat.STANDARDS:
        apply_framework(import_run)
        return
    if import_run.format == RunFormat.RESULTS:
        apply_file(import_run)
        if import_run.stored_path:
            Path(import_run.stored_path).unlink(missing_ok=True)
        return
    apply_package(import_run, WAIT_SECONDS)
    retry_waiting(import_run.source.organization)


@task()
def undo_import(run_id: int) -> None:
    """Undo an applied run."""
    import_run = ImportRun.objects.get(pk=run_id)
    if import_run.format == RunFormat.RESULTS:
        undo_file(import_run)
    else:
        undo_package(import_run, WAIT_SECONDS)
