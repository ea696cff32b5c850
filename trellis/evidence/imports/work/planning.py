"""What would happen to every row, by kind and by school, and whether a person must say yes."""

from typing import Any

from django.db import connection
from django.utils import timezone

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.rules.sources import only_adds
from trellis.evidence.imports.words.states import Kind, RunState
from trellis.evidence.imports.work.checking import (
    advise,
    check_lists,
    check_references,
    circles,
    pass_over_unlike,
)
from trellis.evidence.imports.work.deriving import derive, settle_duplicates
from trellis.evidence.imports.work.dialect import ask, is_postgres, make_table, number, run
from trellis.evidence.imports.work.guarding import guard
from trellis.evidence.imports.work.kinds import SPECS, KindSpec
from trellis.evidence.imports.work.matching import match_people
from trellis.evidence.imports.work.ranking import give_way
from trellis.evidence.imports.work.staging import derived, gone, note, reject, staged

_KEY = "evidence_external_key"


def plan_run(import_run: ImportRun) -> None:
    """Turn staged rows into a plan; only staging tables are written. The run ends planned, held or rejected."""  # noqa: E501
    if settle_duplicates(import_run) and import_run.strict:
        reject(import_run, "R03")
        return
    derive(import_run)
    if circles(import_run, Kind.ORGANIZATION, "orgs") or circles(
        import_run, Kind.SESSION, "academicSessions"
    ):
        reject(import_run, "X02")
        return
    match_people(import_run)
    pass_over_unlike(import_run)
    check_lists(import_run)
    for spec in SPECS.values():
        check_references(import_run, spec)
        _settle_stale(import_run, spec)
    give_way(import_run)
    advise(import_run)
    if import_run.strict and any("|error|" in key for key in import_run.totals):
        reject(import_run, next(key.split("|")[0] for key in import_run.totals if "|error|" in key))
        return
    import_run.without_removals = only_adds(import_run.source, timezone.localdate())
    _find_gone(import_run)
    import_run.counts = {kind: _counts(import_run, SPECS[kind]) for kind in SPECS}
    import_run.schools = _by_school(import_run)
    import_run.touched = [[int(part) for part in row] for row in affected(import_run)]
    import_run.held_because = guard(import_run)
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


def _settle_stale(import_run: ImportRun, spec: KindSpec) -> None:
    """A row older than ours is left alone in a file of changes (R12); a whole file is the truth all the same."""  # noqa: E501
    table = derived(import_run, spec.kind)
    if import_run.modes.get(spec.file) == "delta":
        stale = f"SELECT row_no, sid FROM {table} WHERE act = 'stale'"
        note(import_run, "R12", "warning", spec.file, stale, [])
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
    for spec in () if import_run.without_removals else SPECS.values():
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


def staging_is_whole(import_run: ImportRun) -> bool:
    """Say whether the staged rows of a plan are still all there: a crash of PostgreSQL empties them."""
    names = set(connection.introspection.table_names())
    for kind, counts in import_run.counts.items():
        if kind in import_run.applied_kinds:
            continue
        table, lost = derived(import_run, kind), gone(import_run)
        if table not in names or lost not in names:
            return False
        acts = "('create', 'link', 'change', 'restore')"
        there = number(f"SELECT COUNT(*) FROM {table} WHERE bad = '' AND act IN {acts}")
        leaving = number(f"SELECT COUNT(*) FROM {lost} WHERE kind = '{kind}'")
        if there != counts["created"] + counts["changed"] + counts["restored"]:
            return False
        if leaving > counts["removed"] or (not leaving and counts["removed"] and kind != Kind.STUDENT):
            return False
    return True


def _by_school(import_run: ImportRun) -> dict[str, dict[str, int]]:
    """Return, for each school where something would happen, what; the key is its id, or ``+`` and a new name."""  # noqa: E501
    places: dict[str, dict[str, int]] = {}
    names = {"create": "created", "link": "created", "change": "changed", "restore": "restored"}
    orgs = derived(import_run, Kind.ORGANIZATION)
    for kind in (Kind.STUDENT, Kind.PERSON, Kind.CLASS, Kind.ENROLLMENT, Kind.TEACHING):
        counted = ask(
            f"SELECT k.object_id, o.name, q.act, q.n FROM (SELECT school, act, COUNT(*) AS n "
            f"FROM {derived(import_run, kind)} WHERE bad = '' AND act IN ('create', 'link', 'change', 'restore') "  # noqa: E501
            f"GROUP BY school, act) AS q LEFT JOIN {orgs} AS o ON o.sid = q.school LEFT JOIN {_KEY} AS k "
            f"ON k.source_id = %s AND k.kind = 'organization' AND k.sourced_id = q.school",
            [import_run.source_id],
        )
        for known, name, act, count in counted:
            if known or name:
                place = places.setdefault(str(known or f"+{name}"), {})
                key = f"{kind}_{names[act]}"
                place[key] = place.get(key, 0) + int(count)
    for school, kind_, count in ask(
        f"SELECT school, kind, COUNT(*) FROM {gone(import_run)} WHERE school IS NOT NULL GROUP BY 1, 2"
    ):
        places.setdefault(str(school), {})[f"{kind_}_removed"] = int(count)
    return places


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
