"""Looks at a row of a file as it was sent; no look goes unwritten."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.rules import may_decide_import
from trellis.evidence.imports.words.states import RowPurpose
from trellis.evidence.imports.work.results.keeping import cells_of_row
from trellis.evidence.imports.work.results.matching import student_of_row
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.kit.sealing import KeyMissing
from trellis.people.access.queries import relations_to_place
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record


@dataclass(frozen=True)
class SentRow:
    """A row as it was sent, cell by cell beside the heading of its column."""

    row: int
    template: str
    cells: list[tuple[str, str]]


@transaction.atomic
def look_at_sent_row(*, by: Person, import_run: ImportRun, row: int, purpose: RowPurpose) -> SentRow:
    """Open one row of a file as it was sent, and write into the journal who looked and why.

    The look stands with the import, and with the student whose row it is where that is known (S0-23).

    Raises:
        Refused: for everybody but data stewards.
        Invalid: when no such row is kept.
        Conflict: when the key that sealed it is not here.
    """
    organization = import_run.source.organization
    if not may_decide_import(relations_to_place(by, organization)):
        raise Refused(_("Only a data steward can look at rows of files."))
    try:
        cells = cells_of_row(import_run, row)
    except KeyMissing:
        raise Conflict(
            _(
                "The key that sealed these rows is not on this machine, so nobody can read them. The results "
                "that came in are not touched. Whoever runs Trellis can put the key back."
            )
        ) from None
    if cells is None:
        words = _("Rows are kept for a time only, and titles and notes are rows, too.")
        raise Invalid(_("This row is not kept."), {"row": words})
    record(
        by=by,
        verb="sent_row.looked_at",
        object_kind="import_run",
        object_id=import_run.public_id,
        organization_id=organization.pk,
        data={"row": row, "purpose": str(purpose)},
    )
    columns = [str(name) for name in import_run.details.get("columns", [])]
    named = list(zip([*columns, *([""] * (len(cells) - len(columns)))], cells, strict=False))
    student = student_of_row(import_run, row, named)
    if student is not None:
        record(
            by=by,
            verb="student.row_looked_at",
            object_kind="student",
            object_id=student.public_id,
            organization_id=student.school_id,
            data={"what": "sent_row", "purpose": str(purpose), "import_run": import_run.public_id},
        )
    return SentRow(row, str(import_run.template.get("title", "")), named)
