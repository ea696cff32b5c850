"""Receives, applies, puts aside and undoes rosters; decisions about plans of every kind."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.imports.models import ImportRun, ImportSource, MatchProposal
from trellis.evidence.imports.queries import undo_reasons
from trellis.evidence.imports.rules import may_apply_now, may_decide_import, may_send_import, may_undo_now
from trellis.evidence.imports.tasks import apply_import, plan_import, undo_import
from trellis.evidence.imports.words.states import RunFormat, RunState
from trellis.evidence.imports.work.results.keeping import forget_rows
from trellis.evidence.imports.work.results.staging import wipe
from trellis.evidence.imports.work.results.waiting import retry_waiting
from trellis.evidence.imports.work.runs import apply_package, plan_package
from trellis.evidence.imports.work.staging import wipe_staging
from trellis.evidence.imports.work.uploads import keep_upload
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization

#: Uploads beyond this many bytes are refused before anything is read.
UPLOAD_BYTES = 1024**3
ENCODINGS = ("utf-8", "cp1252")


def _write_journal(by: Person | None, import_run: ImportRun, verb: str) -> None:
    record(
        by=by,
        verb=f"import.{verb}",
        object_kind="import_run",
        object_id=import_run.public_id,
        organization_id=import_run.source.organization_id,
        data={"file": import_run.file_name},
    )


def _check_may_decide(by: Person, import_run: ImportRun) -> None:
    if not may_decide_import(relations_to_place(by, import_run.source.organization)):
        raise Refused(_("Only a data steward can decide about imports."))


def _new_run(
    by: Person | None, organization: Organization, name: str, strict: bool, encoding: str, source_name: str
) -> ImportRun:
    if encoding not in ENCODINGS:
        raise Invalid(_("Choose UTF-8 or Windows-1252."), {"encoding": _("Choose one of the two.")})
    source, _made = ImportSource.objects.get_or_create(organization=organization, name=source_name)
    return ImportRun.objects.create(
        source=source,
        file_name=name[:255],
        strict=strict,
        encoding=encoding,
        received_at=timezone.now(),
        received_by=by,
    )


def receive_package(
    *,
    by: Person,
    organization: Organization,
    name: str,
    size: int,
    chunks: Iterable[bytes],
    strict: bool = False,
    encoding: str = "utf-8",
) -> ImportRun:
    """Take an uploaded package, keep it apart from everything else, and plan it in the background.

    Raises:
        Refused: for everybody but data stewards.
        Invalid: when it is too big.
    """
    if not may_send_import(relations_to_place(by, organization)):
        raise Refused(_("Only a data steward can send a roster."))
    if size > UPLOAD_BYTES:
        raise Invalid(_("The file is larger than 1 GB."), {"package": _("Choose a smaller file.")})
    path = keep_upload(chunks, ".zip")
    with transaction.atomic():
        import_run = _new_run(by, organization, Path(name).name, strict, encoding, "OneRoster")
        import_run.stored_path = str(path)
        import_run.save(update_fields=["stored_path"])
        _write_journal(by, import_run, "received")
        transaction.on_commit(lambda: plan_import.enqueue(import_run.pk))
    return import_run


def import_package(
    *,
    by: Person | None,
    organization: Organization,
    path: Path,
    strict: bool = False,
    dry_run: bool = False,
    approve: bool = False,
    encoding: str = "utf-8",
    source_name: str = "OneRoster",
) -> ImportRun:
    """Import a package at once, from the command line: plan it, and apply what needs nobody's yes.

    Args:
        by: who does it; nobody for the machine's own administrator.
        approve: this is the yes that a held plan needs.

    Raises:
        Refused: when a person may not import here.
        Conflict: when another import of the same source is running.
    """
    if by is not None and not may_send_import(relations_to_place(by, organization)):
        raise Refused(_("Only a data steward can send a roster."))
    import_run = _new_run(by, organization, path.name, strict, encoding, source_name)
    try:
        plan_package(import_run, path)
    except Conflict:
        import_run.delete()
        raise
    if dry_run or import_run.state not in (RunState.PLANNED, RunState.HELD):
        return import_run
    if import_run.state == RunState.HELD and not approve:
        return import_run
    import_run.approved_by = by if approve else None
    import_run.save(update_fields=["approved_by"])
    import_run = apply_package(import_run)
    retry_waiting(organization)
    return import_run


@transaction.atomic
def apply_plan(*, by: Person, import_run: ImportRun, without_removals: bool = False) -> ImportRun:
    """Say yes to a plan; it is applied in the background.

    Raises:
        Refused: for everybody but data stewards.
        Conflict: when it does not wait for a decision any more.
    """
    _check_may_decide(by, import_run)
    import_run = ImportRun.objects.select_for_update().get(pk=import_run.pk)
    if not may_apply_now(import_run.state):
        raise Conflict(_("This import does not wait for a decision any more."))
    import_run.state = RunState.APPLYING
    import_run.approved_by = by
    # a time of additions only, in which the plan was made, is not lifted by a yes
    import_run.without_removals = without_removals or import_run.without_removals
    import_run.save(update_fields=["state", "approved_by", "without_removals"])
    _write_journal(by, import_run, "approved")
    transaction.on_commit(lambda: apply_import.enqueue(import_run.pk))
    return import_run


@transaction.atomic
def put_aside(*, by: Person, import_run: ImportRun) -> ImportRun:
    """Say no to a plan; nothing of it is written.

    Raises:
        Refused: for everybody but data stewards.
        Conflict: when it does not wait for a decision any more.
    """
    _check_may_decide(by, import_run)
    if not may_apply_now(import_run.state):
        raise Conflict(_("This import does not wait for a decision any more."))
    import_run.state = RunState.PUT_ASIDE
    import_run.save(update_fields=["state"])
    if import_run.format == RunFormat.RESULTS:
        wipe(import_run)
        forget_rows(import_run)
    else:
        wipe_staging(import_run)
    if import_run.stored_path:
        Path(import_run.stored_path).unlink(missing_ok=True)
    _write_journal(by, import_run, "put_aside")
    return import_run


@transaction.atomic
def undo_applied(*, by: Person, import_run: ImportRun, sure: bool = False) -> ImportRun:
    """Take an applied import back as a whole, in the background.

    Args:
        sure: the plan of undoing takes away much (`undo_reasons`), and this person has said yes to that.

    Raises:
        Refused: for everybody but data stewards.
        Conflict: after 30 days, or when a later import of the same source was applied.
        Invalid: when much would go and nobody said to be sure.
    """
    _check_may_decide(by, import_run)
    if not may_undo_now(import_run.state, import_run.applied_at, timezone.now(), import_run.format):
        raise Conflict(_("This import can no longer be undone."))
    later = ImportRun.objects.filter(
        source_id=import_run.source_id, state=RunState.APPLIED, applied_at__gt=import_run.applied_at
    )
    if later.exists():
        raise Conflict(_("A later import builds on this one. Undo that one first."))
    if undo_reasons(import_run) and not sure:
        raise Invalid(
            _("Much would be taken back. Please say that you have read what would go."),
            {"sure": _("Tick this to go on.")},
        )
    _write_journal(by, import_run, "undone")
    transaction.on_commit(lambda: undo_import.enqueue(import_run.pk))
    return import_run


@transaction.atomic
def answer_proposal(*, by: Person, proposal: MatchProposal, same: bool) -> MatchProposal:
    """Say whether a row of the roster is the person we already know; the next import follows the answer.

    Raises:
        Refused: for everybody but data stewards.
        Conflict: when somebody answered before.
    """
    if not may_decide_import(relations_to_place(by, proposal.source.organization)):
        raise Refused(_("Only a data steward can decide about imports."))
    if proposal.answered_at is not None:
        raise Conflict(_("Somebody has answered this already."))
    proposal.same, proposal.answered_at = same, timezone.now()
    proposal.save(update_fields=["same", "answered_at"])
    record(
        by=by,
        verb="match.answered",
        object_kind="match_proposal",
        object_id=proposal.public_id,
        organization_id=proposal.source.organization_id,
        data={"same": same},
    )
    return proposal
