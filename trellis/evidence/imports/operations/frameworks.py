"""Frameworks of academic standards: received and kept apart until somebody has read the plan (S1-33)."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.imports.models import ImportRun, ImportSource
from trellis.evidence.imports.tasks import plan_standards
from trellis.evidence.imports.words.states import RunFormat
from trellis.evidence.imports.work.uploads import keep_upload
from trellis.evidence.standards.rules import may_bring_framework
from trellis.kit.errors import Invalid, Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization

#: Under this name a place's frameworks stand among its sources.
SOURCE = "Academic standards"
MOST_BYTES = 64 * 1024 * 1024


def receive_framework(
    *, by: Person, organization: Organization, name: str, size: int, chunks: Iterable[bytes]
) -> ImportRun:
    """Take an uploaded framework and plan it in the background; nothing of it is written.

    Raises:
        Refused: for everybody but data stewards.
        Invalid: when it is too big.
    """
    if not may_bring_framework(relations_to_place(by, organization)):
        raise Refused(_("Only a data steward brings in academic standards."))
    if size > MOST_BYTES:
        raise Invalid(_("The file is larger than 64 MB."), {"file": _("Choose a smaller file.")})
    path = keep_upload(chunks, ".file")
    with transaction.atomic():
        source, _made = ImportSource.objects.get_or_create(organization=organization, name=SOURCE)
        import_run = ImportRun.objects.create(
            source=source,
            format=RunFormat.STANDARDS,
            file_name=Path(name).name[:255],
            stored_path=str(path),
            received_at=timezone.now(),
            received_by=by,
        )
        record(
            by=by,
            verb="import.received",
            object_kind="import_run",
            object_id=import_run.public_id,
            organization_id=organization.pk,
            data={"file": import_run.file_name},
        )
        transaction.on_commit(lambda: plan_standards.enqueue(import_run.pk))
    return import_run
