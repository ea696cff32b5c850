"""The body of an import from a package to a plan, and from a plan to the tables. Safe to call again."""

import logging
import time
from pathlib import Path

from django.utils import timezone

from trellis.evidence.imports.models import ExternalKey, ImportRun
from trellis.evidence.imports.words.states import RunState
from trellis.evidence.imports.work.applying import apply_run
from trellis.evidence.imports.work.dialect import alone
from trellis.evidence.imports.work.kinds import SPECS
from trellis.evidence.imports.work.planning import plan_run, staging_is_whole
from trellis.evidence.imports.work.staging import read_package, wipe_staging
from trellis.evidence.imports.work.undoing import UNDO_BEGUN, undo_run
from trellis.people.journal.operations import record

LOG = logging.getLogger(__name__)
_NOTHING = {"created": 0, "changed": 0, "unchanged": 0, "restored": 0, "removed": 0, "set_aside": 0}


def unchanged_counts(import_run: ImportRun) -> dict[str, dict[str, int]]:
    """Return the counts of a package that brings nothing new: everything active stays."""
    return {
        str(kind): {
            **_NOTHING,
            "unchanged": ExternalKey.objects.filter(
                source_id=import_run.source_id, kind=kind, removed_at=None
            ).count(),
        }
        for kind in SPECS
    }


def _last_digest(import_run: ImportRun) -> str:
    """Return the digest of the package that the tables reflect now, if any."""
    last = (
        ImportRun.objects.filter(
            source_id=import_run.source_id,
            state__in=[RunState.APPLIED, RunState.UNDONE, RunState.APPLYING],
            without_removals=False,
        )
        .order_by("-received_at", "-id")
        .first()
    )
    return last.digest if last is not None and last.state == RunState.APPLIED else ""


def _finish_interrupted(import_run: ImportRun) -> None:
    """Complete what a crash left half done in this source: applying, or undoing."""
    others = ImportRun.objects.filter(source_id=import_run.source_id, format=import_run.format)
    others = others.exclude(pk=import_run.pk)
    for earlier in others.filter(state=RunState.APPLYING):
        if staging_is_whole(earlier):
            _apply(earlier)
        else:  # the database itself crashed: what is missing comes with the package at hand
            wipe_staging(earlier)
            earlier.state = RunState.FAILED
            earlier.save(update_fields=["state"])
    for earlier in others.filter(state=RunState.APPLIED).order_by("-received_at")[:5]:
        if UNDO_BEGUN in earlier.applied_kinds:
            undo_run(earlier)


def plan_package(import_run: ImportRun, path: Path, wait: float = 0) -> ImportRun:
    """Read, check and plan; the run ends planned, held, unchanged, rejected or failed.

    Args:
        wait: how many seconds to wait for another import of this source.

    Raises:
        Conflict: when another import of this source is running.
    """
    started = time.monotonic()
    with alone(import_run.source_id, wait):
        _finish_interrupted(import_run)
        try:
            if read_package(import_run, path, _last_digest(import_run)):
                plan_run(import_run)
        except Exception:
            LOG.exception("import %s failed while planning", import_run.public_id)
            import_run.state = RunState.FAILED
        if import_run.state == RunState.UNCHANGED and not import_run.counts:
            import_run.counts = unchanged_counts(import_run)
        import_run.seconds += time.monotonic() - started
        import_run.save()
        if import_run.state not in (RunState.PLANNED, RunState.HELD):
            wipe_staging(import_run)
        else:
            _put_older_aside(import_run)
    return import_run


def _put_older_aside(import_run: ImportRun) -> None:
    """A newer package of the same source makes plans that still wait worthless."""
    waiting = ImportRun.objects.filter(
        source_id=import_run.source_id, state__in=[RunState.PLANNED, RunState.HELD]
    ).exclude(pk=import_run.pk)
    for older in waiting:
        wipe_staging(older)
        older.state = RunState.PUT_ASIDE
        older.save(update_fields=["state"])


def _apply(import_run: ImportRun) -> None:
    apply_run(import_run)
    import_run.state = RunState.APPLIED
    import_run.applied_at = timezone.now()
    import_run.save()
    record(
        by=import_run.approved_by or import_run.received_by,
        verb="import.applied",
        object_kind="import_run",
        object_id=import_run.public_id,
        organization_id=import_run.source.organization_id,
        data={"counts": import_run.counts},
    )
    wipe_staging(import_run)


def apply_package(import_run: ImportRun, wait: float = 0) -> ImportRun:
    """Apply a plan; the run ends applied or failed, and a failed one can be applied again.

    Raises:
        Conflict: when another import of this source is running.
    """
    started = time.monotonic()
    with alone(import_run.source_id, wait):
        import_run.refresh_from_db()
        if import_run.state == RunState.APPLIED:  # completed by the next import after a crash
            return import_run
        try:
            _apply(import_run)
        except Exception:
            LOG.exception("import %s failed while applying", import_run.public_id)
            import_run.refresh_from_db()
            import_run.state = RunState.FAILED
        import_run.seconds += time.monotonic() - started
        import_run.save(update_fields=["seconds", "state"])
    return import_run


def undo_package(import_run: ImportRun, wait: float = 0) -> ImportRun:
    """Take an applied run back.

    Raises:
        Conflict: when another import of this source is running.
    """
    with alone(import_run.source_id, wait):
        undo_run(import_run)
    return import_run
