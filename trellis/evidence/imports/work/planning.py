"""Checks between rows (X01 to X11), what would happen to every row, and whether a person must say yes."""

from typing import Any

from django.utils import timezone

from trellis.evidence.imports.models import ExternalKey, ImportRun, MatchProposal
from trellis.evidence.imports.words.states import Kind, RunState
from trellis.evidence.imports.work.deriving import derive, settle_duplicates
from trellis.evidence.imports.work.dialect import ask, is_postgres, make_table, number, run
from trellis.evidence.imports.work.kinds import SPECS, KindSpec
from trellis.evidence.imports.work.staging import derived, gone, note, reject, staged
from trellis.people.access.words import RAISED_ROLES

ORG_DEPTH = 25
GUARD_ROWS = 20
REMOVED_SHARE, CHANGED_SHARE, SCHOOL_SHARE, ASIDE_SHARE = 0.10, 0.75, 0.25, 0.05
_KEY = "evidence_external_key"


def plan_run(import_run: ImportRun) -> None:
    """Turn staged rows into a plan; only staging tables are written. The run ends planned, held or rejected."""  # noqa: E501
    if settle_duplicates(import_run) and import_run.strict:
        reject(import_run, "R03")
        return
    derive(import_run)
    if _circles(import_run, Kind.ORGANIZATION, "orgs") or _circles(
        import_run, Kind.SESSION, "academicSessions"
    ):
        reject(import_run, "X02")
        return
    _match_people(import_run)
    for spec in SPECS.values():
        _check_references(import_run, spec)
        _decide(import_run, spec)
    if import_run.strict and any("|error|" in key for key in import_run.totals):
        reject(import_run, next(key.split("|")[0] for key in import_run.totals if "|error|" in key))
        return
    _find_gone(import_run)
    _advise(import_run)
    import_run.counts = {kind: _counts(import_run, SPECS[kind]) for kind in SPECS}
    import_run.schools = _by_school(import_run)
    import_run.touched = [[int(part) for part in row] for row in affected(import_run)]
    import_run.held_because = _guard(import_run)
    changes = sum(
        counts[name]
        for counts in import_run.counts.values()
        for name in ("created", "changed", "restored", "removed")
    )
    if not changes and not import_run.held_because:
        import_run.state = RunState.UNCHANGED
    else:
        import_run.state = RunState.HELD if import_run.held_because else RunState.PLANNED
    import_run.save()


def _circles(import_run: ImportRun, kind: Kind, file: str) -> bool:
    """Say whether parents form a circle or a ladder deeper than any district (X02)."""
    table = derived(import_run, kind)
    run(f"CREATE INDEX {table}_parent ON {table} (parent)")
    reached = (
        f"WITH RECURSIVE line(sid, depth) AS (SELECT d.sid, 0 FROM {table} AS d WHERE d.parent = '' OR NOT EXISTS "  # noqa: E501
        f"(SELECT 1 FROM {table} AS p WHERE p.sid = d.parent) UNION ALL SELECT d.sid, line.depth + 1 FROM line "  # noqa: E501
        f"JOIN {table} AS d ON d.parent = line.sid WHERE line.depth < {ORG_DEPTH}) SELECT sid FROM line"
    )
    return (
        note(
            import_run,
            "X02",
            "error",
            file,
            f"SELECT row_no, sid FROM {table} WHERE sid NOT IN ({reached})",
            [],
        )
        > 0
    )


def _aside(import_run: ImportRun, spec: KindSpec, code: str, condition: str, parameters: list[object]) -> int:
    table = derived(import_run, spec.kind)
    found = note(
        import_run,
        code,
        "error",
        spec.file,
        f"SELECT d.row_no, d.sid FROM {table} AS d WHERE d.bad = '' AND {condition}",
        parameters,
    )
    if found:
        run(f"UPDATE {table} AS d SET bad = '{code}' WHERE d.bad = '' AND {condition}", parameters)
    return found


def _check_references(import_run: ImportRun, spec: KindSpec) -> None:
    """Set aside rows that name what is neither in the package nor known (X01); chains follow by the order."""
    refs = dict(spec.refs)
    if spec.kind in (Kind.ORGANIZATION, Kind.SESSION):
        refs = {"parent": (spec.kind, False)}
    for cell, (target, required) in refs.items():
        there = (
            f"NOT EXISTS (SELECT 1 FROM {derived(import_run, target)} AS t WHERE t.sid = d.{cell} AND t.bad = '' "  # noqa: E501
            f"AND t.removed = 0) AND NOT EXISTS (SELECT 1 FROM {_KEY} AS k WHERE k.source_id = %s "
            f"AND k.kind = %s AND k.sourced_id = d.{cell} AND k.removed_at IS NULL)"
        )
        empty = "FALSE" if required else f"d.{cell} = ''"
        _aside(
            import_run,
            spec,
            "X01",
            f"d.removed = 0 AND NOT ({empty}) AND {there}",
            [import_run.source_id, str(target)],
        )


def _match_people(import_run: ImportRun) -> None:
    """Tie new keys to persons who are here already; doubt becomes a proposal and the row waits (E.1).

    A person is taken for the same only by an address that this person has proved, together with the family
    name, or after somebody answered a proposal.
    """
    source = import_run.source_id
    for kind in (Kind.PERSON, Kind.STUDENT):
        table = derived(import_run, kind)
        new = (
            f"d.bad = '' AND d.removed = 0 AND d.email <> '' AND NOT EXISTS (SELECT 1 FROM {_KEY} AS k "
            f"WHERE k.source_id = {source} AND k.kind = '{kind}' AND k.sourced_id = d.sid)"
        )
        proved = (
            "SELECT a.user_id FROM account_emailaddress AS a JOIN people_person AS p ON p.id = a.user_id "
            "WHERE a.verified AND lower(a.email) = lower(d.email) AND lower(p.family_name) = lower(d.family)"
        )
        answered = (
            f"SELECT m.person_id FROM evidence_match_proposal AS m WHERE m.source_id = {source} "
            "AND m.sourced_id = d.sid AND m.same"
        )
        if kind == Kind.PERSON:
            run(
                f"UPDATE {table} AS d SET obj = ({answered} LIMIT 1), act = 'link' WHERE {new} AND EXISTS ({answered})"  # noqa: E501
            )
            run(
                f"UPDATE {table} AS d SET obj = ({proved} LIMIT 1), act = 'link' WHERE {new} AND d.obj IS NULL "  # noqa: E501
                f"AND (SELECT COUNT(*) FROM ({proved}) AS q) = 1"
            )
        known = (
            "SELECT p.id FROM people_person AS p WHERE lower(p.contact_email) = lower(d.email) UNION "
            "SELECT a.user_id FROM account_emailaddress AS a WHERE lower(a.email) = lower(d.email)"
        )
        doubt = (
            f"{new} AND d.obj IS NULL AND EXISTS ({known}) AND NOT EXISTS (SELECT 1 FROM evidence_match_proposal "  # noqa: E501
            f"AS m WHERE m.source_id = {source} AND m.sourced_id = d.sid AND m.same = FALSE)"
        )
        proposals = ask(
            f"SELECT d.sid, q.id FROM {table} AS d JOIN people_person AS q ON q.id IN ({known}) WHERE {doubt}"
        )
        MatchProposal.objects.bulk_create(
            (
                MatchProposal(
                    source_id=source, sourced_id=sid[:255], person_id=person, proposed_at=timezone.now()
                )
                for sid, person in proposals
            ),
            ignore_conflicts=True,
        )
        _aside(import_run, SPECS[kind], "X11", doubt.removeprefix("d.bad = '' AND "), [])


def _decide(import_run: ImportRun, spec: KindSpec) -> None:
    """Write into every derived row what would happen to it."""
    table = derived(import_run, spec.kind)
    run(
        f"UPDATE {table} SET key_id = k.id, obj = k.object_id, act = CASE "
        f"WHEN {table}.removed = 1 AND k.removed_at IS NULL THEN 'remove' WHEN {table}.removed = 1 THEN 'skip' "  # noqa: E501
        "WHEN k.removed_at IS NOT NULL THEN 'restore' "
        f"WHEN {table}.modified <> '' AND k.modified > {table}.modified AND k.row_hash <> {table}.hash THEN 'stale' "  # noqa: E501
        f"WHEN k.row_hash = {table}.hash THEN 'unchanged' ELSE 'change' END "
        f"FROM {_KEY} AS k WHERE k.source_id = %s AND k.kind = %s AND k.sourced_id = {table}.sid "
        f"AND {table}.bad = ''",
        [import_run.source_id, str(spec.kind)],
    )
    run(
        f"UPDATE {table} SET act = CASE WHEN removed = 1 THEN 'skip' WHEN act = 'link' THEN 'link' ELSE 'create' END "  # noqa: E501
        "WHERE key_id IS NULL AND bad = ''"
    )
    if import_run.modes.get(spec.file) == "delta":
        note(
            import_run,
            "R12",
            "warning",
            spec.file,
            f"SELECT row_no, sid FROM {table} WHERE act = 'stale'",
            [],
        )
    else:
        run(f"UPDATE {table} SET act = 'change' WHERE act = 'stale'")


def mode_of(import_run: ImportRun, spec: KindSpec) -> str:
    """Return the mode that counts for a kind: that of its file; roles come with the users before 1.2."""
    if spec.kind == Kind.ROLE and import_run.version != "1.2":
        return str(import_run.modes.get("users", "absent"))
    return str(import_run.modes.get(spec.file, "absent"))


def _find_gone(import_run: ImportRun) -> None:
    """List the keys that a whole file no longer holds. A row that was set aside still counts as there."""
    table = gone(import_run)
    make_table(table, ["kind text", "key_id bigint", "obj bigint", "school bigint"])
    for spec in SPECS.values():
        here = derived(import_run, spec.kind)
        run(
            f"INSERT INTO {table} (kind, key_id, obj, school) SELECT '{spec.kind}', d.key_id, d.obj, k.school_id_seen "  # noqa: E501
            f"FROM {here} AS d JOIN {_KEY} AS k ON k.id = d.key_id WHERE d.act = 'remove'"
        )
        if mode_of(import_run, spec) != "bulk":
            continue
        file = "users" if spec.kind == Kind.ROLE and import_run.version != "1.2" else spec.file
        held = f"SELECT 1 FROM {staged(import_run, file)} AS b WHERE b.bad <> '' AND "
        own = f"{held} b.c_sourcedid = k.sourced_id"
        if spec.kind in (Kind.ROLE, Kind.GUARDIAN):
            own = f"{held} (k.sourced_id = b.c_sourcedid OR k.sourced_id LIKE b.c_sourcedid || '|%%' OR k.sourced_id LIKE '%%|' || b.c_sourcedid)"  # noqa: E501
        run(
            f"INSERT INTO {table} (kind, key_id, obj, school) SELECT '{spec.kind}', k.id, k.object_id, "
            f"k.school_id_seen FROM {_KEY} AS k WHERE k.source_id = %s AND k.kind = %s AND k.removed_at IS NULL "  # noqa: E501
            f"AND NOT EXISTS (SELECT 1 FROM {here} AS d WHERE d.sid = k.sourced_id) AND NOT EXISTS ({own})",
            [import_run.source_id, str(spec.kind)],
        )
    run(f"CREATE INDEX {table}_kind ON {table} (kind)")
    if is_postgres():
        run(f"ANALYZE {table}")


def _advise(import_run: ImportRun) -> None:
    """Findings that stop nothing by themselves: X03, X05, X08, X09, X10, X12."""
    orgs, classes = derived(import_run, Kind.ORGANIZATION), derived(import_run, Kind.CLASS)
    teachings, roles = derived(import_run, Kind.TEACHING), derived(import_run, Kind.ROLE)
    students = derived(import_run, Kind.STUDENT)
    today = timezone.localdate().isoformat()
    raised = ", ".join(f"'{role.value}'" for role in sorted(RAISED_ROLES))
    for code, severity, file, sql in (
        ("X03", "warning", "classes", f"SELECT d.row_no, d.sid FROM {classes} AS d JOIN {orgs} AS o ON o.sid = d.school WHERE d.bad = '' AND o.type <> 'school'"),  # noqa: E501
        ("X05", "warning", "enrollments", f"SELECT MIN(d.row_no), d.class FROM {teachings} AS d WHERE d.bad = '' AND d.main = 'true' AND d.removed = 0 GROUP BY d.class, d.starts HAVING COUNT(*) > 1"),  # noqa: E501
        ("X08", "warning", "classes", f"SELECT d.row_no, d.sid FROM {classes} AS d WHERE d.bad = '' AND d.act = 'create' AND d.starts > '{today}'"),  # noqa: E501
        ("X09", "info", "classes", f"SELECT d.row_no, d.sid FROM {classes} AS d WHERE d.bad = '' AND d.removed = 0 AND NOT EXISTS (SELECT 1 FROM {teachings} AS t WHERE t.class = d.sid AND t.bad = '')"),  # noqa: E501
        ("X10", "info", "roles", f"SELECT d.row_no, d.sid FROM {roles} AS d WHERE d.bad = '' AND d.act IN ('create', 'change', 'restore') AND d.role IN ({raised})"),  # noqa: E501
        ("X12", "warning", "users", f"SELECT MAX(d.row_no), MAX(d.sid) FROM {students} AS d WHERE d.bad = '' AND d.removed = 0 AND d.number <> '' GROUP BY d.number HAVING COUNT(*) > 1"),  # noqa: E501
    ):  # fmt: skip
        if file in ("classes", "enrollments") and file not in import_run.modes:
            continue
        if code in ("X05", "X09") and "enrollments" not in import_run.modes:
            continue
        if code == "X08":
            run(f"CREATE INDEX {teachings}_class ON {teachings} (class)")
        note(import_run, code, severity, file, sql, [])


def _counts(import_run: ImportRun, spec: KindSpec) -> dict[str, int]:
    table = derived(import_run, spec.kind)
    found = dict(ask(f"SELECT CASE WHEN bad <> '' THEN 'bad' ELSE act END, COUNT(*) FROM {table} GROUP BY 1"))
    aside = int(found.get("bad", 0))
    # rows of the file itself: students count with staff there, and teachers with students' places
    shared = spec.kind in (Kind.STUDENT, Kind.GUARDIAN, Kind.TEACHING)
    if spec.file in import_run.modes and not shared:
        aside += number(f"SELECT COUNT(*) FROM {staged(import_run, spec.file)} WHERE bad <> ''")
    return {
        "created": int(found.get("create", 0)) + int(found.get("link", 0)),
        "changed": int(found.get("change", 0)),
        "unchanged": int(found.get("unchanged", 0)) + int(found.get("stale", 0)),
        "restored": int(found.get("restore", 0)),
        "removed": number(f"SELECT COUNT(*) FROM {gone(import_run)} WHERE kind = '{spec.kind}'"),
        "set_aside": aside,
    }


def _by_school(import_run: ImportRun) -> dict[str, dict[str, int]]:
    """Return, for each school that loses or changes students' places, how many; keys are ids as text."""
    places: dict[str, dict[str, int]] = {}
    for school, kind, count in ask(
        f"SELECT school, kind, COUNT(*) FROM {gone(import_run)} WHERE school IS NOT NULL GROUP BY 1, 2"
    ):
        places.setdefault(str(school), {})[f"{kind}_removed"] = int(count)
    return places


def _guard(import_run: ImportRun) -> list[str]:
    """Return why a person must say yes before this is applied; empty when it may go on by itself."""
    held: list[str] = []
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
        if counts["removed"] >= GUARD_ROWS and counts["removed"] > REMOVED_SHARE * have:
            held.append("many_removals")
        if counts["changed"] >= GUARD_ROWS and counts["changed"] > CHANGED_SHARE * have:
            held.append("many_changes")
    held += _guard_schools(import_run)
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
    if _rekeyed(import_run):
        held.append("rekey")
    return list(dict.fromkeys(held))


def _guard_schools(import_run: ImportRun) -> list[str]:
    have = {
        (str(school), kind): int(count)
        for school, kind, count in ask(
            f"SELECT school_id_seen, kind, COUNT(*) FROM {_KEY} WHERE source_id = %s AND removed_at IS NULL "
            "AND school_id_seen IS NOT NULL GROUP BY 1, 2",
            [import_run.source_id],
        )
    }
    for school, losses in import_run.schools.items():
        for kind in (Kind.STUDENT, Kind.ENROLLMENT, Kind.TEACHING, Kind.PERSON):
            lost = losses.get(f"{kind}_removed", 0)
            if lost >= GUARD_ROWS // 4 and lost > SCHOOL_SHARE * have.get((school, str(kind)), 0):
                return ["school_removals"]
    return []


def _rekeyed(import_run: ImportRun) -> bool:
    """Say whether many new students carry the numbers of vanished ones (X13)."""
    table, lost = derived(import_run, Kind.STUDENT), gone(import_run)
    sql = (
        f"SELECT d.row_no, d.sid FROM {table} AS d JOIN evidence_student_identifier AS i ON i.value = d.number "  # noqa: E501
        f"AND i.system = 'local' JOIN {lost} AS g ON g.kind = 'student' AND g.obj = i.student_id "
        "WHERE d.act = 'create' AND d.number <> ''"
    )
    found = number(f"SELECT COUNT(*) FROM ({sql}) AS q")
    students = ExternalKey.objects.filter(
        source_id=import_run.source_id, kind=Kind.STUDENT, removed_at=None
    ).count()
    if found >= GUARD_ROWS and found >= 0.05 * students:
        note(import_run, "X13", "warning", "users", sql, [])
        return True
    return False


def affected(import_run: ImportRun) -> list[tuple[Any, ...]]:
    """Return (community id, joining, leaving) for communities whose members' classes gain or lose students."""  # noqa: E501
    enrollments = derived(import_run, Kind.ENROLLMENT)
    joining = (
        f"SELECT k.object_id AS class_id FROM {enrollments} AS d JOIN {_KEY} AS k ON k.source_id = "
        f"{import_run.source_id} AND k.kind = 'class' AND k.sourced_id = d.class WHERE d.act IN ('create', 'restore')"  # noqa: E501
    )
    leaving = (
        f"SELECT e.school_class_id AS class_id FROM {gone(import_run)} AS g JOIN evidence_enrollment AS e "
        "ON e.id = g.obj WHERE g.kind = 'enrollment'"
    )
    changes = (
        f"SELECT class_id, 1 AS joins, 0 AS leaves FROM ({joining}) AS j UNION ALL "
        f"SELECT class_id, 0, 1 FROM ({leaving}) AS l"
    )
    return ask(
        "SELECT m.community_id, SUM(c.joins), SUM(c.leaves) FROM (SELECT class_id, SUM(joins) AS joins, "
        f"SUM(leaves) AS leaves FROM ({changes}) AS w GROUP BY class_id) AS c "
        "JOIN (SELECT DISTINCT t.school_class_id, m.community_id FROM evidence_teaching AS t JOIN people_membership "  # noqa: E501
        "AS m ON m.person_id = t.person_id AND m.ends_on IS NULL WHERE t.removed_at IS NULL) AS m "
        "ON m.school_class_id = c.class_id GROUP BY m.community_id ORDER BY 2 DESC, 3 DESC LIMIT 200"
    )
