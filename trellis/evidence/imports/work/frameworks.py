"""From a file with a framework of academic standards to a plan, and from the plan to the tables (S1-33)."""

import logging
import time
from pathlib import Path

from django.utils import timezone

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.words.states import GUARD_ROWS, FileKind, RunState
from trellis.evidence.imports.work.dialect import alone
from trellis.evidence.measures.operations.standards import link_items_to_standards
from trellis.evidence.standards.operations import FrameworkReport, NoFramework, import_framework

LOG = logging.getLogger(__name__)


def _forget_file(import_run: ImportRun) -> None:
    if import_run.stored_path:
        Path(import_run.stored_path).unlink(missing_ok=True)
        import_run.stored_path = ""


def _keep_report(import_run: ImportRun, report: FrameworkReport) -> None:
    counts = {name: getattr(report, name) for name in ("created", "changed", "unchanged", "removed")}
    import_run.counts = {FileKind.STANDARD: {**counts, "set_aside": report.left_out}}
    import_run.rows = report.created + report.changed + report.unchanged
    import_run.details |= {
        "title": report.title,
        "links": report.links,
        "framework": report.framework.public_id if report.framework is not None else "",
    }


def _reasons(import_run: ImportRun, report: FrameworkReport) -> list[str]:
    share = import_run.source.removed_percent / 100
    known = report.changed + report.unchanged + report.removed
    much = report.removed >= GUARD_ROWS and report.removed > share * known
    return ["many_removals"] if much else []


def plan_framework(import_run: ImportRun) -> ImportRun:
    """Read a framework and say what it would change; the run ends planned, held, unchanged or refused."""
    started = time.monotonic()
    try:
        report = import_framework(
            by=import_run.received_by,
            organization=import_run.source.organization,
            path=Path(import_run.stored_path),
            dry_run=True,
        )
        _keep_report(import_run, report)
        import_run.held_because = _reasons(import_run, report)
        import_run.state = RunState.HELD if import_run.held_because else RunState.PLANNED
        if report.same:
            import_run.state = RunState.UNCHANGED
    except NoFramework as refusal:
        import_run.state = RunState.REJECTED
        import_run.details["refused"] = refusal.code
    except Exception:
        LOG.exception("import %s failed while planning", import_run.public_id)
        import_run.state = RunState.FAILED
    if import_run.state not in (RunState.PLANNED, RunState.HELD):
        _forget_file(import_run)
    import_run.seconds += time.monotonic() - started
    import_run.save()
    return import_run


def apply_framework(import_run: ImportRun) -> ImportRun:
    """Write a framework and link the items whose files name its standards; ends applied or failed."""
    started = time.monotonic()
    organization = import_run.source.organization
    with alone(import_run.source_id):
        try:
            report = import_framework(
                by=import_run.approved_by, organization=organization, path=Path(import_run.stored_path)
            )
            _keep_report(import_run, report)
            import_run.details["linked"] = link_items_to_standards(organization)
            import_run.state, import_run.applied_at = RunState.APPLIED, timezone.now()
        except Exception:
            LOG.exception("import %s failed while applying", import_run.public_id)
            import_run.state = RunState.FAILED
        _forget_file(import_run)
        import_run.seconds += time.monotonic() - started
        import_run.save()
    return import_run
