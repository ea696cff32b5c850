"""Background work of imports; the bodies are in `work`."""

from pathlib import Path

from django.tasks import task

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.work.runs import apply_package, plan_package, undo_package


@task()
def plan_import(run_id: int) -> None:
    """Read and plan a received package."""
    import_run = ImportRun.objects.get(pk=run_id)
    plan_package(import_run, Path(import_run.stored_path))
    Path(import_run.stored_path).unlink(missing_ok=True)


@task()
def apply_import(run_id: int) -> None:
    """Apply a plan."""
    apply_package(ImportRun.objects.get(pk=run_id))


@task()
def undo_import(run_id: int) -> None:
    """Undo an applied run."""
    undo_package(ImportRun.objects.get(pk=run_id))
