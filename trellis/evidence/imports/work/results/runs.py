"""From a file of results to a plan, and from a plan to the tables. Safe to call again."""

import hashlib
import json
import logging
import time
from pathlib import Path
from typing import Any

from django.utils import timezone

from trellis.evidence.imports.models import ImportRun, ImportTemplate
from trellis.evidence.imports.words.states import RunState
from trellis.evidence.imports.work.dialect import alone
from trellis.evidence.imports.work.results.applying import apply_results
from trellis.evidence.imports.work.results.checking import FOLDER
from trellis.evidence.imports.work.results.keeping import forget_rows
from trellis.evidence.imports.work.results.planning import plan_results
from trellis.evidence.imports.work.results.staging import read_file, wipe
from trellis.evidence.imports.work.results.undoing import undo_results
from trellis.evidence.measures.operations.standards import link_items_to_standards
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization

LOG = logging.getLogger(__name__)


def templates_for(organization: Organization) -> dict[str, dict[str, Any]]:
    """Return the built-in templates and the district's own, by name; of equal names its own is used."""
    from_files = [_content(path) for path in sorted(FOLDER.glob("*.json"))]
    own = ImportTemplate.objects.filter(organization=organization, retired_at=None)
    return {one["name"]: one for one in [*from_files, *(template.content for template in own)]}


def _content(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def digest_of(path: Path) -> str:
    """Return the digest of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            digest.update(piece)
    return digest.hexdigest()


def plan_file(import_run: ImportRun, path: Path, template: str = "") -> ImportRun:
    """Read, match and plan; the run ends planned, held, unchanged, rejected or failed.

    Args:
        template: the name of the one a person chose; nothing lets the file say it.

    Raises:
        Conflict: when another import of this source is running.
    """
    started = time.monotonic()
    known = templates_for(import_run.source.organization)
    chosen = [known[template]] if template else list(known.values())
    import_run.digest = digest_of(path)
    with alone(import_run.source_id):
        try:
            if read_file(import_run, path, chosen):
                _name_source(import_run)
                plan_results(import_run)
        except Exception:
            LOG.exception("import %s failed while planning", import_run.public_id)
            import_run.state = RunState.FAILED
        import_run.seconds += time.monotonic() - started
        import_run.save()
        if import_run.state not in (RunState.PLANNED, RunState.HELD):
            wipe(import_run)
            forget_rows(import_run)
    return import_run


def _name_source(import_run: ImportRun) -> None:
    """The template says which system the file is of."""
    source, _made = type(import_run.source).objects.get_or_create(
        organization_id=import_run.source.organization_id, name=import_run.template["title"][:120]
    )
    import_run.source = source
    import_run.version = str(import_run.template.get("version", ""))[:10]
    older = ImportRun.objects.filter(source=source, state__in=[RunState.PLANNED, RunState.HELD]).exclude(
        pk=import_run.pk
    )
    for waiting in older.filter(digest=import_run.digest):
        # the same file once more: its older plan is worth nothing
        wipe(waiting)
        forget_rows(waiting)
        waiting.state = RunState.PUT_ASIDE
        waiting.save(update_fields=["state"])


def apply_file(import_run: ImportRun) -> ImportRun:
    """Apply a plan; the run ends applied or failed, and a failed one can be sent again.

    Raises:
        Conflict: when another import of this source is running.
    """
    started = time.monotonic()
    with alone(import_run.source_id):
        try:
            apply_results(import_run)
            link_items_to_standards(import_run.source.organization)
            import_run.state, import_run.applied_at = RunState.APPLIED, timezone.now()
            import_run.save()
            record(
                by=import_run.approved_by or import_run.received_by,
                verb="import.applied",
                object_kind="import_run",
                object_id=import_run.public_id,
                organization_id=import_run.source.organization_id,
                data={"counts": import_run.counts},
            )
        except Exception:
            LOG.exception("import %s failed while applying", import_run.public_id)
            import_run.refresh_from_db()
            import_run.state = RunState.FAILED
        import_run.seconds += time.monotonic() - started
        import_run.save(update_fields=["seconds", "state"])
        wipe(import_run)
    return import_run


def undo_file(import_run: ImportRun) -> ImportRun:
    """Take an applied run back.

    Raises:
        Conflict: when another import of this source is running.
    """
    with alone(import_run.source_id):
        undo_results(import_run)
    return import_run
