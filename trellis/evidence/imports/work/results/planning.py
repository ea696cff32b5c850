"""What would happen to every sitting, fact and figure, and whether a person must say yes. SQL, no loops."""

from typing import Any

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.words.states import RunState
from trellis.evidence.imports.work.dialect import ask, make_table, number, run
from trellis.evidence.imports.work.results.matching import ENOUGH, match_students
from trellis.evidence.imports.work.results.staging import staged
from trellis.evidence.imports.work.staging import note

GUARD_ROWS = 20
CHANGED_SHARE, ASIDE_SHARE = 0.75, 0.05
COUNTED = ("created", "changed", "unchanged", "restored", "removed", "set_aside")


def plan_results(import_run: ImportRun) -> None:
    """Turn staged rows into a plan: only staging tables are written. It ends planned, held or unchanged."""
    target = import_run.template.get("target", "results")
    share = 1.0
    if target in ("results", "facts"):
        table = staged(import_run, "sittings" if target == "results" else "facts")
        share = match_students(import_run, table, tuple(import_run.template["students"]))
        _note_waiting(import_run, table)
        if target == "results" and not import_run.strict:
            _note_strangers(import_run, table)
    counts = {
        "results": _plan_sittings,
        "facts": _plan_facts,
        "figures": _plan_figures,
        "answers": _plan_answers,
    }[target](import_run)
    counts["set_aside"] = int(import_run.details.get("set_aside", 0)) + counts.get("set_aside", 0)
    import_run.counts = {_KIND[target]: {name: counts.get(name, 0) for name in COUNTED}}
    import_run.details["waiting"] = (
        number(
            f"SELECT COUNT(*) FROM {staged(import_run, 'sittings' if target == 'results' else 'facts')} "
            "WHERE student IS NULL"
        )
        if target in ("results", "facts")
        else 0
    )
    import_run.held_because = _guard(import_run, counts, share)
    moves = counts["created"] + counts["changed"] + import_run.details["waiting"]
    if import_run.held_because:
        import_run.state = RunState.HELD
    else:
        import_run.state = RunState.PLANNED if moves else RunState.UNCHANGED
    import_run.save()


_KIND = {"results": "attempt", "facts": "fact", "figures": "figure", "answers": "answer_set"}


def _note_waiting(import_run: ImportRun, table: str) -> None:
    none = f"SELECT row_no, '' FROM {table} WHERE student IS NULL"
    note(import_run, "A09", "warning", "", f"{none} AND several IS NULL", [])
    note(import_run, "A10", "warning", "", f"{none} AND several = 1", [])


def _note_strangers(import_run: ImportRun, table: str) -> None:
    """Note results of students who were never in the class that the file names.

    Of a class that nobody knows nothing is said.
    """
    sources = "SELECT id FROM evidence_import_source WHERE organization_id = %s"
    known = (
        "SELECT 1 FROM evidence_external_key AS k {more} WHERE k.kind = 'class' AND k.sourced_id = s.cls "
        f"AND k.source_id IN ({sources})"
    )
    enrolled = known.format(
        more="JOIN evidence_enrollment AS e ON e.school_class_id = k.object_id AND e.student_id = s.student"
    )
    note(
        import_run,
        "X07",
        "warning",
        "results",
        f"SELECT s.row_no, '' FROM {table} AS s WHERE s.cls <> '' AND s.student IS NOT NULL "
        f"AND EXISTS ({known.format(more='')}) AND NOT EXISTS ({enrolled})",
        [import_run.source.organization_id] * 2,
    )


def _guard(import_run: ImportRun, counts: dict[str, int], share: float) -> list[str]:
    reasons = []
    if not ImportRun.objects.filter(source_id=import_run.source_id, state=RunState.APPLIED).exists():
        reasons.append("first_import")
    if share < ENOUGH:
        reasons.append("few_matched")
    standing = counts["changed"] + counts["unchanged"]
    if standing >= GUARD_ROWS and counts["changed"] > CHANGED_SHARE * standing:
        reasons.append("many_changes")
    if import_run.rows and counts["set_aside"] > ASIDE_SHARE * import_run.rows:
        reasons.append("many_set_aside")
    outside = sum(int(count) for key, count in import_run.totals.items() if key.startswith("A04|"))
    if import_run.rows and outside > ASIDE_SHARE * import_run.rows:
        reasons.append("many_out_of_range")
    return reasons


def _plan_sittings(import_run: ImportRun) -> dict[str, int]:
    names = {
        table: staged(import_run, table)
        for table in ("assessments", "windows", "items", "sittings", "results")
    }
    sittings, attempts = names["sittings"], staged(import_run, "attempts")
    _resolve(import_run, names)
    run(f"UPDATE {sittings} SET lead = no WHERE student IS NOT NULL")
    make_table(
        attempts,
        [
            "lead bigint",
            "win bigint",
            "student bigint",
            "akey text",
            "h bigint",
            "n bigint",
            "old bigint",
            "obj bigint",
            "act text",
        ],
    )
    run(
        f"INSERT INTO {attempts} (lead, win, student, akey, h, n) SELECT MIN(no), win, student, akey, "
        f"CAST(SUM(DISTINCT h) AS bigint), COUNT(*) FROM {sittings} WHERE student IS NOT NULL "
        "GROUP BY win, student, akey"
    )
    run(f"CREATE INDEX {attempts}_lead ON {attempts} (lead)")
    aside = _settle_twins(import_run, names, attempts)
    _compare(names, attempts)
    counted = dict(ask(f"SELECT act, COUNT(*) FROM {attempts} GROUP BY act"))
    import_run.details["windows"] = _windows(names)
    import_run.details["results"] = number(f"SELECT COUNT(*) FROM {names['results']}")
    return {
        "created": int(counted.get("create", 0)),
        "changed": int(counted.get("change", 0)),
        "unchanged": int(counted.get("same", 0)),
        "set_aside": aside,
    }


def _compare(names: dict[str, str], attempts: str) -> None:
    """Say of every attempt whether it is new, says something else, or is the same as what stands."""
    run(
        f"UPDATE {attempts} SET old = (SELECT a.id FROM evidence_attempt AS a JOIN {names['windows']} AS w "
        f"ON w.obj = a.administration_id WHERE w.no = {attempts}.win AND a.student_id = {attempts}.student "
        f"AND a.key = {attempts}.akey AND a.superseded_at IS NULL) "
        f"WHERE EXISTS (SELECT 1 FROM {names['windows']} AS w WHERE w.no = {attempts}.win AND w.obj IS NOT "
        "NULL)"
    )
    run(f"UPDATE {attempts} SET act = 'create' WHERE old IS NULL AND act IS NULL")
    run(
        f"UPDATE {attempts} SET act = CASE WHEN EXISTS (SELECT 1 FROM evidence_attempt AS a WHERE a.id = "
        f"{attempts}.old AND a.row_hash = CAST({attempts}.h AS text)) THEN 'same' ELSE 'change' END "
        "WHERE old IS NOT NULL AND act IS NULL"
    )


def _resolve(import_run: ImportRun, names: dict[str, str]) -> None:
    """Find the assessments, windows and items that are here already."""
    run(
        f"UPDATE {names['assessments']} SET obj = (SELECT a.id FROM evidence_assessment AS a WHERE "
        f"a.organization_id = %s AND a.key = {names['assessments']}.key)",
        [import_run.source.organization_id],
    )
    for table, target in (("windows", "evidence_administration"), ("items", "evidence_assessment_item")):
        run(
            f"UPDATE {names[table]} SET obj = (SELECT o.id FROM {target} AS o JOIN {names['assessments']} "
            "AS d "
            f"ON d.obj = o.assessment_id WHERE d.no = {names[table]}.assessment AND o.key = "
            f"{names[table]}.key " + ("AND o.kind <> 'whole' AND o.key <> '')" if table == "items" else ")")
        )
    run(
        f"UPDATE {names['items']} SET obj = (SELECT MIN(o.id) FROM evidence_assessment_item AS o JOIN "
        f"{names['assessments']} AS d ON d.obj = o.assessment_id WHERE d.no = {names['items']}.assessment "
        f"AND o.kind = 'whole') WHERE key = ''"
    )


def _settle_twins(import_run: ImportRun, names: dict[str, str], attempts: str) -> int:
    """Several rows of one attempt are one attempt; where they contradict each other, all are set aside."""
    if not number(f"SELECT COUNT(*) FROM {attempts} WHERE n > 1"):
        return 0
    sittings, results = names["sittings"], names["results"]
    run(f"CREATE INDEX {attempts}_who ON {attempts} (student, win, akey)")
    run(
        f"UPDATE {sittings} SET lead = (SELECT a.lead FROM {attempts} AS a WHERE a.student = "
        f"{sittings}.student "
        f"AND a.win = {sittings}.win AND a.akey = {sittings}.akey) WHERE student IS NOT NULL"
    )
    told = (
        f"SELECT s.lead, r.item, r.method, COUNT(*) AS n, MIN(r.rid) AS first, "
        "COUNT(DISTINCT COALESCE(r.value, '') || '|' || COALESCE(r.low, '') || '|' || COALESCE(r.high, '') "
        "|| '|' "
        f"|| r.answer || '|' || r.reason) AS kinds FROM {results} AS r JOIN {sittings} AS s ON s.no = r.no "
        f"JOIN {attempts} AS a ON a.lead = s.lead AND a.n > 1 GROUP BY s.lead, r.item, r.method HAVING "
        "COUNT(*) > 1"
    )
    against = [int(row[0]) for row in ask(f"SELECT DISTINCT lead FROM ({told}) AS t WHERE kinds > 1")]
    run(
        f"UPDATE {results} SET aside = 1 WHERE rid IN (SELECT r.rid FROM ({told}) AS t JOIN {sittings} AS s "
        f"ON s.lead = t.lead JOIN {results} AS r ON r.no = s.no AND r.item = t.item AND r.method = t.method "
        "WHERE r.rid <> t.first)"
    )
    for at in range(0, len(against), 500):
        piece = against[at : at + 500]
        marks = ", ".join(["%s"] * len(piece))
        run(f"UPDATE {attempts} SET act = 'aside' WHERE lead IN ({marks})", piece)
    twins = f"SELECT s.row_no, '' FROM {sittings} AS s JOIN {attempts} AS a ON a.lead = s.lead"
    note(import_run, "A08", "error", "", f"{twins} WHERE a.act = 'aside'", [])
    note(
        import_run,
        "A07",
        "warning",
        "",
        f"{twins} WHERE a.act IS NULL AND s.no <> s.lead AND s.h = (SELECT f.h FROM {sittings} AS f WHERE "
        "f.no = s.lead)",
        [],
    )
    return number(
        f"SELECT COUNT(*) FROM {sittings} AS s JOIN {attempts} AS a ON a.lead = s.lead WHERE a.act = 'aside'"
    )


def _windows(names: dict[str, str]) -> list[dict[str, Any]]:
    rows = ask(
        f"SELECT a.title, w.title, w.season, w.year, COUNT(s.no) FROM {names['windows']} AS w "
        f"JOIN {names['assessments']} AS a ON a.no = w.assessment LEFT JOIN {names['sittings']} AS s ON "
        "s.win = w.no "
        "GROUP BY a.title, w.title, w.season, w.year, w.no ORDER BY w.year DESC, a.title, w.no LIMIT 200"
    )
    return [
        {"assessment": title, "window": window, "season": season, "year": year, "rows": count}
        for title, window, season, year, count in rows
    ]


def _against(
    import_run: ImportRun, table: str, target: str, where: str, parameters: list[object]
) -> dict[str, int]:
    """Compare rows that have a key and a hash with those that stand, and count what would happen."""
    twice = f"SELECT row_no, '' FROM {table} WHERE act = 'twice'"
    run(
        f"UPDATE {table} SET act = 'twice' WHERE rid NOT IN (SELECT MIN(rid) FROM {table} WHERE act IS NULL "
        f"GROUP BY {'student, ' if target == 'evidence_student_fact' else ''}key) AND act IS NULL"
    )
    note(import_run, "A07", "warning", "", twice, [])
    run(
        f"UPDATE {table} SET old = (SELECT o.id FROM {target} AS o WHERE o.source = %s AND o.key = "
        f"{table}.key "
        f"AND o.superseded_at IS NULL AND {where}) WHERE act IS NULL",
        [import_run.source.name[:120], *parameters],
    )
    run(f"UPDATE {table} SET act = 'create' WHERE old IS NULL AND act IS NULL")
    run(
        f"UPDATE {table} SET act = CASE WHEN EXISTS (SELECT 1 FROM {target} AS o WHERE o.id = {table}.old "
        "AND "
        f"o.row_hash = {table}.h) THEN 'same' ELSE 'change' END WHERE act IS NULL"
    )
    counted = dict(ask(f"SELECT act, COUNT(*) FROM {table} GROUP BY act"))
    return {
        "created": int(counted.get("create", 0)),
        "changed": int(counted.get("change", 0)),
        "unchanged": int(counted.get("same", 0)),
    }


def _plan_facts(import_run: ImportRun) -> dict[str, int]:
    table = staged(import_run, "facts")
    run(f"UPDATE {table} SET act = 'wait' WHERE student IS NULL")
    return _against(import_run, table, "evidence_student_fact", f"o.student_id = {table}.student", [])


def _plan_figures(import_run: ImportRun) -> dict[str, int]:
    return _against(
        import_run,
        staged(import_run, "figures"),
        "evidence_published_figure",
        "o.organization_id = %s",
        [import_run.source.organization_id],
    )


def _plan_answers(import_run: ImportRun) -> dict[str, int]:
    table = staged(import_run, "answers")
    run(
        f"UPDATE {table} SET act = CASE WHEN EXISTS (SELECT 1 FROM evidence_outside_answer_set AS o WHERE "
        f"o.organization_id = %s AND o.source = %s AND o.row_hash = {table}.h) THEN 'same' ELSE 'create' END",
        [import_run.source.organization_id, import_run.source.name[:120]],
    )
    counted = dict(ask(f"SELECT act, COUNT(*) FROM {table} GROUP BY act"))
    return {"created": int(counted.get("create", 0)), "changed": 0, "unchanged": int(counted.get("same", 0))}
