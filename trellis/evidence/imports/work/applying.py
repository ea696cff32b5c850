"""Writes a plan into the tables: one transaction a kind, restartable, with before-values for undoing."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.words.states import Kind, RunState
from trellis.evidence.imports.work.announcing import announce_access_of
from trellis.evidence.imports.work.dialect import (
    ask,
    day,
    fresh_public_id,
    ids_for,
    is_postgres,
    json_object,
    moment,
    run,
    typed,
)
from trellis.evidence.imports.work.kinds import SPECS, KindSpec, Stored
from trellis.evidence.imports.work.places import apply_organizations, apply_sessions
from trellis.evidence.imports.work.ranking import outranked
from trellis.evidence.imports.work.staging import derived, gone

_KEY = "evidence_external_key"
_CHANGE = "evidence_import_change"


def apply_run(import_run: ImportRun) -> None:
    """Apply every kind that is not applied yet, removals last and in the reverse order.

    A crash leaves each kind old or new; calling this again completes the run.
    """
    import_run.state = RunState.APPLYING
    import_run.save(update_fields=["state"])
    for spec in SPECS.values():
        if str(spec.kind) in import_run.applied_kinds:
            continue
        with transaction.atomic():
            _apply_kind(import_run, spec)
            import_run.applied_kinds = [*import_run.applied_kinds, str(spec.kind)]
            import_run.save(update_fields=["applied_kinds"])
    for spec in reversed(SPECS.values()):
        done = f"-{spec.kind}"
        if done in import_run.applied_kinds or import_run.without_removals:
            continue
        with transaction.atomic():
            remove_gone(import_run, spec)
            import_run.applied_kinds = [*import_run.applied_kinds, done]
            import_run.save(update_fields=["applied_kinds"])
    announce_access_of(import_run)


def _apply_kind(import_run: ImportRun, spec: KindSpec) -> None:
    if spec.kind == Kind.ORGANIZATION:
        apply_organizations(import_run)
    elif spec.kind == Kind.SESSION:
        apply_sessions(import_run)
    else:
        _adopt(import_run, spec)
        _create(import_run, spec)
        if is_postgres():
            # pages ask right after the import; the server's own round comes a minute later
            run(f"ANALYZE {spec.table}")
    if spec.table:
        _change(import_run, spec)
    _write_keys(import_run, spec)
    if spec.kind == Kind.STUDENT:
        _write_identifiers(import_run)
    if spec.kind == Kind.PERSON:
        _follow_enabled(import_run)


def _bare(name: str) -> str:
    return name.strip('"')


def joins(import_run: ImportRun, spec: KindSpec) -> str:
    """Return the joins that resolve what a kind refers to."""
    return " ".join(
        f"LEFT JOIN {_KEY} AS r_{cell} ON r_{cell}.source_id = {import_run.source_id} "
        f"AND r_{cell}.kind = '{target}' AND r_{cell}.sourced_id = d.{cell}"
        for cell, (target, _) in spec.refs.items()
    )


def _adopt(import_run: ImportRun, spec: KindSpec) -> None:
    """Tie new keys to rows that already say the same: roles given by hand, details of known students."""
    table = derived(import_run, spec.kind)
    if spec.kind == Kind.ROLE:
        same = (
            "SELECT MIN(x.id) AS found, d.sid FROM {table} AS d {joins} JOIN people_role_assignment AS x "
            "ON x.person_id = r_person.object_id AND x.organization_id = r_org.object_id AND x.role = d.role "
            "AND x.ends_on IS NULL WHERE d.act = 'create' GROUP BY d.sid"
        )
    elif spec.kind == Kind.DEMOGRAPHIC:
        same = (
            "SELECT MIN(x.id) AS found, d.sid FROM {table} AS d {joins} JOIN evidence_demographic AS x "
            "ON x.student_id = r_student.object_id WHERE d.act = 'create' GROUP BY d.sid"
        )
    elif spec.kind == Kind.STUDENT:
        # the same number under a new id: the student of the old id, when that one is no longer sent
        same = (
            "SELECT MIN(i.student_id) AS found, MIN(d.sid) AS sid FROM {table} AS d "
            "JOIN evidence_student_identifier AS i ON i.system = 'local' AND i.value = d.number "
            f"JOIN {gone(import_run)} AS g ON g.kind = 'student' AND g.obj = i.student_id "
            "WHERE d.act = 'create' AND d.number <> '' GROUP BY d.number HAVING COUNT(*) = 1"
        )
    else:
        return
    question = same.format(table=table, joins=joins(import_run, spec))
    run(f"UPDATE {table} SET obj = q.found, act = 'link' FROM ({question}) AS q WHERE q.sid = {table}.sid")
    if spec.kind == Kind.STUDENT:
        run(
            f"DELETE FROM {gone(import_run)} WHERE kind = 'student' AND obj IN "
            f"(SELECT obj FROM {table} WHERE act = 'link')"
        )


def _create(import_run: ImportRun, spec: KindSpec) -> None:
    table = derived(import_run, spec.kind)
    ids_for(table, spec.table)
    values = {stored.name: typed(stored.value, stored.type) for stored in spec.stored}
    if spec.kind == Kind.DEMOGRAPHIC:
        values["flags"] = "d.flags::jsonb" if is_postgres() else "d.flags"
    moments = {"now": "%s", "today": "%s"}
    parameters: list[object] = []
    for name, constant in spec.constants:
        if "%(now)s" in constant:
            parameters.append(moment(timezone.now()))
        if "%(today)s" in constant:
            parameters.append(day(timezone.localdate()))
        values[name] = (constant % moments if "%(" in constant else constant).replace(
            "{starts}", typed("d.starts", "date")
        )
    columns = ["id", *(["public_id"] if spec.identified else []), *values]
    fresh = [fresh_public_id()] if spec.identified else []
    run(
        f"INSERT INTO {spec.table} ({', '.join(columns)}) SELECT d.obj, {', '.join([*fresh, *values.values()])} "  # noqa: E501
        f"FROM {table} AS d {joins(import_run, spec)} WHERE d.act = 'create'"
        + (" ORDER BY d.rid" if not is_postgres() else ""),
        parameters,
    )


def _present(import_run: ImportRun, spec: KindSpec, stored: Stored) -> bool:
    """Say whether the file has the column; an absent optional column leaves the stored value (E.5.5)."""
    return not stored.cell or stored.cell in import_run.present.get(spec.file, [])


def before_columns(spec: KindSpec) -> list[tuple[str, str]]:
    """Return the columns (name, type) of which before-values are kept."""
    found = [(stored.name, stored.type) for stored in spec.stored]
    if spec.removal[0] and spec.removal[0] not in dict(found):
        found.append(spec.removal)
    return found


def keep_before(import_run: ImportRun, spec: KindSpec, action: str, rows: str) -> None:
    """Write before-values of rows, given as a question for (key_id, obj)."""
    if spec.table:
        packed = (
            json_object([name for name, _ in before_columns(spec)], "t")
            .replace("'\"", "'")
            .replace("\"'", "'")
        )
        source, before = f"JOIN {spec.table} AS t ON t.id = q.obj", packed
    else:
        source, before = "", "jsonb_build_object()" if is_postgres() else "json_object()"
    run(
        f"INSERT INTO {_CHANGE} (run_id, kind, action, key_id, object_id, before, hash_before) "
        f"SELECT {import_run.pk}, '{spec.kind}', '{action}', q.key_id, q.obj, {before}, k.row_hash "
        f"FROM ({rows}) AS q JOIN {_KEY} AS k ON k.id = q.key_id {source}"
    )


def _change(import_run: ImportRun, spec: KindSpec) -> None:
    """Write changed and restored rows; both are the same row as before."""
    table = derived(import_run, spec.kind)
    for act in ("change", "restore"):
        keep_before(import_run, spec, act, f"SELECT key_id, obj FROM {table} WHERE act = '{act}'")
    fields = [stored for stored in spec.stored if _present(import_run, spec, stored)]
    sets = {stored.name: typed(stored.value, stored.type) for stored in fields}
    if spec.kind == Kind.DEMOGRAPHIC:
        sets["flags"] = "d.flags::jsonb" if is_postgres() else "d.flags"
    if spec.removal[0] and spec.removal[0] not in sets:
        sets[spec.removal[0]] = "NULL"
    kept = {stored.name for stored in fields if stored.kept}

    def new(name: str) -> str:
        value = f"q.v_{_bare(name)}"
        return f"COALESCE({value}, {spec.table}.{name})" if name in kept else value

    chosen = ", ".join(f"{typed_sql} AS v_{_bare(name)}" for name, typed_sql in sets.items())
    written = [f"{name} = {'NULL' if sets[name] == 'NULL' else new(name)}" for name in sets]
    behind = outranked(import_run, spec.kind)
    run(
        f"UPDATE {spec.table} SET {', '.join(written)} "
        f"FROM (SELECT d.obj, {chosen} FROM {table} AS d {joins(import_run, spec)} "
        f"WHERE d.act IN ('change', 'restore', 'link'){f' AND NOT {behind}' if behind else ''}) AS q "
        f"WHERE q.obj = {spec.table}.id"
    )


def _write_keys(import_run: ImportRun, spec: KindSpec) -> None:
    table = derived(import_run, spec.kind)
    run(
        f"INSERT INTO {_KEY} (source_id, kind, sourced_id, object_id, school_id_seen, row_hash, modified, made_by_id, "  # noqa: E501
        f"removed_at) SELECT {import_run.source_id}, '{spec.kind}', d.sid, d.obj, {spec.school}, d.hash, d.modified, "  # noqa: E501
        f"{import_run.pk}, NULL FROM {table} AS d {joins(import_run, spec)} WHERE d.act IN ('create', 'link') "  # noqa: E501
        "ORDER BY d.sid"
    )
    run(
        f"UPDATE {_KEY} SET row_hash = q.hash, modified = q.modified, removed_at = NULL, "
        f"school_id_seen = q.school FROM (SELECT d.key_id, d.hash, d.modified, {spec.school} AS school "
        f"FROM {table} AS d {joins(import_run, spec)} WHERE d.act IN ('change', 'restore')) AS q "
        f"WHERE q.key_id = {_KEY}.id"
    )
    if is_postgres():
        run(f"ANALYZE {_KEY}")


def _write_identifiers(import_run: ImportRun) -> None:
    """Every number and name by which files may call a student; the source owns those it sends."""
    table, identifiers = derived(import_run, Kind.STUDENT), "evidence_student_identifier"
    touched = "d.act IN ('create', 'link', 'change', 'restore')"
    run(
        f"DELETE FROM {identifiers} WHERE student_id IN (SELECT d.obj FROM {table} AS d "
        "WHERE d.act IN ('change', 'restore'))"
    )
    for system, value in (
        ("sourced_id", "d.sid"),
        ("local", "d.number"),
        ("username", "d.username"),
        ("email", "lower(d.email)"),
    ):
        run(
            f"INSERT INTO {identifiers} (student_id, system, value) SELECT d.obj, '{system}', substr({value}, 1, 255) "  # noqa: E501
            f"FROM {table} AS d WHERE {touched} AND {value} <> '' ON CONFLICT DO NOTHING"
        )
    if is_postgres():
        pairs = f"{table} AS d, jsonb_array_elements(d.ids::jsonb) AS e(pair)"
        name, value = "(e.pair ->> 0)", "(e.pair ->> 1)"
    else:
        pairs = f"{table} AS d, json_each(d.ids) AS e"
        name, value = "json_extract(e.value, '$[0]')", "json_extract(e.value, '$[1]')"
    system = f"CASE WHEN lower({name}) LIKE '%%state%%' THEN 'state' WHEN lower({name}) IN ('local', 'district', 'sis') THEN 'local' ELSE 'other' END"  # noqa: E501
    run(
        f"INSERT INTO {identifiers} (student_id, system, value) SELECT d.obj, {system}, substr({value}, 1, 255) "  # noqa: E501
        f"FROM {pairs} WHERE {touched} AND d.ids <> '' ON CONFLICT DO NOTHING"
    )


def _follow_enabled(import_run: ImportRun) -> None:
    """Someone the source disables cannot sign in; someone it enables again can."""
    table = derived(import_run, Kind.PERSON)
    for word, value in (("false", "FALSE"), ("true", "TRUE")):
        run(
            f"UPDATE people_person SET is_active = {value} WHERE is_active <> {value} AND id IN ("
            f"SELECT d.obj FROM {table} AS d WHERE d.act IN ('change', 'restore') AND d.enabled = '{word}')"
        )


def remove_gone(import_run: ImportRun, spec: KindSpec) -> None:
    """Mark what is gone; nothing is erased (E.5.3)."""
    rows = f"SELECT key_id, obj FROM {gone(import_run)} WHERE kind = '{spec.kind}'"
    if not ask(f"{rows} LIMIT 1"):
        return
    keep_before(import_run, spec, "remove", rows)
    mark_removed(spec, f"SELECT key_id FROM ({rows}) AS g")


def mark_removed(spec: KindSpec, keys: str) -> None:
    """Mark keys, given as a question for their ids, and their rows as removed now.

    A row that another source still sends stays. Roles end the day before, so that access ends at once; a
    person whose last source and last role are gone can no longer sign in.
    """
    now, today = moment(timezone.now()), timezone.localdate()
    run(f"UPDATE {_KEY} SET removed_at = %s WHERE id IN ({keys})", [now])
    orphans = (
        f"SELECT k.object_id FROM {_KEY} AS k WHERE k.id IN ({keys}) AND NOT EXISTS (SELECT 1 FROM {_KEY} AS o "  # noqa: E501
        "WHERE o.kind = k.kind AND o.object_id = k.object_id AND o.removed_at IS NULL)"
    )
    column, type_ = spec.removal
    if not column or not spec.table:
        return
    extra, value = "", now if type_ == "time" else day(today)
    if spec.kind == Kind.ROLE:
        extra, value = "AND from_import", day(today - timedelta(days=1))
    if spec.kind == Kind.PERSON:
        extra = (
            "AND NOT EXISTS (SELECT 1 FROM people_role_assignment AS a WHERE a.person_id = people_person.id "
            "AND NOT a.from_import AND a.ends_on IS NULL)"
        )
        run(f"UPDATE people_person SET is_active = FALSE WHERE id IN ({orphans}) {extra}")
    run(f"UPDATE {spec.table} SET {column} = %s WHERE id IN ({orphans}) {extra}", [value])
