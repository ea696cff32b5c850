"""Two systems for one person: what the one that goes first sends stands (E.5.6)."""

from trellis.evidence.imports.models import ImportRun, ImportSource
from trellis.evidence.imports.words.states import Kind
from trellis.evidence.imports.work.dialect import run
from trellis.evidence.imports.work.staging import derived, note

#: What is one and the same in two systems; roles and places in classes stand beside each other.
SHARED = (Kind.PERSON, Kind.STUDENT, Kind.DEMOGRAPHIC)
CODE = "X14"


def outranked(import_run: ImportRun, kind: Kind) -> str:
    """Return the condition for rows (alias d) of which a system that goes first still sends the object.

    Empty where there is no such system, as nearly everywhere.
    """
    source = import_run.source
    first = ImportSource.objects.filter(organization_id=source.organization_id, rank__lt=source.rank)
    ids = sorted(first.values_list("pk", flat=True)) if kind in SHARED else []
    if not ids:
        return ""
    return (
        "EXISTS (SELECT 1 FROM evidence_external_key AS o WHERE o.object_id = d.obj "
        f"AND o.kind = '{kind}' AND o.removed_at IS NULL AND o.source_id IN ({', '.join(map(str, ids))}))"
    )


def give_way(import_run: ImportRun) -> None:
    """Leave as it is what belongs to a system that goes first, and say how many rows those are."""
    for kind, file in zip(SHARED, ("users", "users", "demographics"), strict=True):
        condition = outranked(import_run, kind)
        if not condition:
            continue
        table = derived(import_run, kind)
        rows = f"SELECT d.row_no, d.sid FROM {table} AS d WHERE d.act IN ('change', 'link') AND {condition}"
        note(import_run, CODE, "warning", file, rows, [])
        run(f"UPDATE {table} AS d SET act = 'unchanged' WHERE d.act = 'change' AND {condition}")
