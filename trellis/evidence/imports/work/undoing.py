"""Takes an applied import back from the before-values it kept."""

from django.db import transaction
from django.utils import timezone

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.words.states import RunState
from trellis.evidence.imports.work.announcing import announce_access_of
from trellis.evidence.imports.work.applying import before_columns, mark_removed
from trellis.evidence.imports.work.dialect import moment, restored, run
from trellis.evidence.imports.work.kinds import SPECS

#: Among the applied kinds of a run: its undoing has begun, and must be brought to its end.
UNDO_BEGUN = "undo"
_KEY, _CHANGE = "evidence_external_key", "evidence_import_change"


def undo_run(import_run: ImportRun) -> None:
    """Undo everything a run did, kinds in the reverse order, one transaction each; restartable."""
    if UNDO_BEGUN not in import_run.applied_kinds:
        import_run.applied_kinds = [*import_run.applied_kinds, UNDO_BEGUN]
        import_run.save(update_fields=["applied_kinds"])
    for spec in reversed(SPECS.values()):
        mark = f"undo-{spec.kind}"
        if mark in import_run.applied_kinds:
            continue
        with transaction.atomic():
            mark_removed(
                spec,
                f"SELECT u.id FROM {_KEY} AS u WHERE u.source_id = {import_run.source_id} "
                f"AND u.kind = '{spec.kind}' AND u.made_by_id = {import_run.pk}",
            )
            changes = f"FROM {_CHANGE} AS c WHERE c.run_id = %s AND c.kind = %s"
            if spec.table:
                sets = ", ".join(
                    f"{name} = {restored(name.strip(chr(34)), type_)}" for name, type_ in before_columns(spec)
                )
                run(
                    f"UPDATE {spec.table} SET {sets} {changes} AND c.object_id = {spec.table}.id",
                    [import_run.pk, str(spec.kind)],
                )
            if str(spec.kind) == "person":
                run(
                    f"UPDATE people_person SET is_active = TRUE {changes} AND c.action = 'remove' "
                    "AND c.object_id = people_person.id",
                    [import_run.pk, str(spec.kind)],
                )
            run(
                f"UPDATE {_KEY} SET row_hash = c.hash_before, removed_at = NULL {changes} AND c.key_id = {_KEY}.id "  # noqa: E501
                "AND c.action IN ('change', 'remove')",
                [import_run.pk, str(spec.kind)],
            )
            run(
                f"UPDATE {_KEY} SET row_hash = c.hash_before, removed_at = %s {changes} AND c.key_id = {_KEY}.id "  # noqa: E501
                "AND c.action = 'restore'",
                [moment(timezone.now()), import_run.pk, str(spec.kind)],
            )
            import_run.applied_kinds = [*import_run.applied_kinds, mark]
            import_run.save(update_fields=["applied_kinds"])
    announce_access_of(import_run)
    import_run.state = RunState.UNDONE
    import_run.undone_at = timezone.now()
    import_run.save()
