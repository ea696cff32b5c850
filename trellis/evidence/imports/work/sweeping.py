"""Forgets what imports leave behind once its time is over."""

from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from trellis.evidence.imports.models import (
    ImportChange,
    ImportFinding,
    ImportRun,
    MatchProposal,
    WaitingRow,
)
from trellis.evidence.imports.words.states import (
    FINDING_DAYS,
    STAGING_DAYS,
    UNDO_DAYS,
    WAITING_DAYS,
    RunFormat,
    RunState,
)
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


def forget_traces(now: datetime) -> int:
    """Forget what imports keep of students and staff after the time its table says; return how many rows.

    Findings keep their counts in the run; what changed is needed for undoing alone; rows that waited a whole
    year for their student wait no longer.
    """
    old = (
        ImportFinding.objects.filter(run__received_at__lt=now - timedelta(days=FINDING_DAYS)),
        ImportChange.objects.filter(run__applied_at__lt=now - timedelta(days=UNDO_DAYS)),
        WaitingRow.objects.filter(run__received_at__lt=now - timedelta(days=WAITING_DAYS)),
        MatchProposal.objects.filter(answered_at__lt=now - timedelta(days=WAITING_DAYS)),
    )
    return sum(rows.delete()[0] for rows in old)
