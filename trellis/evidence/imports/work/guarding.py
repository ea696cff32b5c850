"""The guard: why a person must say yes before a plan is applied (E.5.8)."""

from django.utils import timezone

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.rules.sources import is_paused
from trellis.evidence.imports.words.states import GUARD_ROWS, Kind
from trellis.evidence.imports.work.dialect import ask
from trellis.evidence.imports.work.staging import derived, gone, note

GUARD_SCHOOL_ROWS = 5
ASIDE_SHARE, REKEY_SHARE = 0.05, 0.05
_KEY = "evidence_external_key"


def guard(import_run: ImportRun) -> list[str]:
    """Return why a person must say yes before this is applied; empty when it may go on by itself."""
    held: list[str] = []
    source, today = import_run.source, timezone.localdate()
    if is_paused(source, today):
        held.append("paused")
    active = dict(
        ask(
            f"SELECT kind, COUNT(*) FROM {_KEY} WHERE source_id = %s AND removed_at IS NULL GROUP BY kind",
            [import_run.source_id],
        )
    )
    if not active:
        held.append("first_import")
    for kind, counts in import_run.counts.items():
        have = int(active.get(kind, 0))
        if counts["removed"] >= GUARD_ROWS and counts["removed"] > source.removed_percent / 100 * have:
            held.append("many_removals")
        if counts["changed"] >= GUARD_ROWS and counts["changed"] > source.changed_percent / 100 * have:
            held.append("many_changes")
    active_there = _active_by_school(import_run)
    held += _guard_schools(import_run, active_there)
    if import_run.counts[Kind.ORGANIZATION]["removed"]:
        held.append("organization_disappears")
    aside = sum(counts["set_aside"] for counts in import_run.counts.values())
    if aside > max(ASIDE_SHARE * import_run.rows, 0) and aside >= GUARD_ROWS:
        held.append("many_set_aside")
    codes = {key.split("|")[0] for key in import_run.totals}
    if "X10" in codes and not import_run.source.trusted_for_roles:
        held.append("raised_roles")
    held += [
        reason
        for code, reason in (("X11", "email_in_use"), ("F22", "no_manifest"), ("F19", "no_manifest"))
        if code in codes
    ]
    if any(key.startswith(("R07|error|users", "R07|error|roles")) for key in import_run.totals):
        held.append("unknown_roles")
    if _rekeyed(import_run, active_there):
        held.append("rekey")
    return list(dict.fromkeys(held))


def _active_by_school(import_run: ImportRun) -> dict[tuple[str, str], int]:
    return {
        (str(school), kind): int(count)
        for school, kind, count in ask(
            f"SELECT school_id_seen, kind, COUNT(*) FROM {_KEY} WHERE source_id = %s AND removed_at IS NULL "
            "AND school_id_seen IS NOT NULL GROUP BY 1, 2",
            [import_run.source_id],
        )
    }


def _guard_schools(import_run: ImportRun, have: dict[tuple[str, str], int]) -> list[str]:
    share = import_run.source.school_percent / 100
    for school, counts in import_run.schools.items():
        for kind in (Kind.STUDENT, Kind.ENROLLMENT, Kind.TEACHING, Kind.PERSON, Kind.CLASS):
            lost = counts.get(f"{kind}_removed", 0)
            if lost >= GUARD_SCHOOL_ROWS and lost > share * have.get((school, str(kind)), 0):
                return ["school_removals"]
    return []


def _rekeyed(import_run: ImportRun, have: dict[tuple[str, str], int]) -> bool:
    """Say whether many new students of one school carry the numbers of vanished ones (X13)."""
    table, lost = derived(import_run, Kind.STUDENT), gone(import_run)
    found = (
        f"FROM {table} AS d JOIN evidence_student_identifier AS i ON i.value = d.number "
        "AND i.system = 'local' "
        f"JOIN {lost} AS g ON g.kind = 'student' AND g.obj = i.student_id "
        "WHERE d.act = 'create' AND d.number <> ''"
    )
    for school, count in ask(f"SELECT g.school, COUNT(*) {found} GROUP BY g.school"):
        students = have.get((str(school), str(Kind.STUDENT)), 0)
        if count >= GUARD_ROWS and count >= REKEY_SHARE * students:
            note(import_run, "X13", "warning", "users", f"SELECT d.row_no, d.sid {found}", [])
            return True
    return False
