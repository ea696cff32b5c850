"""Forgets what was staged for plans that nobody decided about."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.words.states import STAGING_DAYS, RunFormat, RunState
from trellis.evidence.imports.work.results.keeping import forget_rows
from trellis.evidence.imports.work.results.staging import wipe
from trellis.evidence.imports.work.staging import wipe_staging


def sweep_staging() -> int:
    """Forget staged rows and files of runs that have waited longer than a week; return of how many runs."""
    limit = timezone.now() - timedelta(days=STAGING_DAYS)
    waited = [RunState.PLANNED, RunState.HELD, RunState.FAILED, RunState.REJECTED]
    old = ImportRun.objects.filter(received_at__lt=limit, state__in=waited).exclude(
        state=RunState.REJECTED, stored_path=""
    )
    for import_run in old:
        if import_run.format == RunFormat.RESULTS:
            wipe(import_run)
            forget_rows(import_run)
        else:
            wipe_staging(import_run)
        if import_run.stored_path:
            Path(import_run.stored_path).unlink(missing_ok=True)
            import_run.stored_path = ""
        if import_run.state != RunState.REJECTED:
            import_run.state = RunState.PUT_ASIDE
        import_run.save(update_fields=["state", "stored_path"])
    return len(old)
