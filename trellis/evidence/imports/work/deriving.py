"""From staged files to what they say about each kind: one set-based statement a kind."""

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.words.states import Kind
from trellis.evidence.imports.words.tables import ROSTER_FILES
from trellis.evidence.imports.work.dialect import (
    ask,
    each,
    is_postgres,
    item,
    make_table,
    new_object,
    run,
    text_of,
)
from trellis.evidence.imports.work.kinds import SPECS
from trellis.evidence.imports.work.staging import cell, derived, note, staged

#: Roles of OneRoster -> roles here; the word is kept where an organization's kind decides.
_ROLES = {
    "teacher": "teacher",
    "aide": "paraeducator",
    "counselor": "counselor",
    "proctor": "office",
    "guardian": "family",
    "parent": "family",
    "relative": "family",
    "principal": "principal",
    "siteAdministrator": "assistant_principal",
    "districtAdministrator": "district_leader",
    "systemAdministrator": "site_administrator",
    "administrator": "principal",
}
_BASE = ("sid", "row_no", "hash", "bad", "removed", "modified")
_REMOVED = "CASE WHEN s.c_status = 'tobedeleted' THEN 1 ELSE 0 END"
_MARKS = ("key_id bigint", "obj bigint", "act text DEFAULT ''")


def role_words() -> str:
    """Return the SQL that turns a OneRoster role into ours."""
    cases = " ".join(f"WHEN '{theirs}' THEN '{ours}'" for theirs, ours in _ROLES.items())
    return f"CASE s.theirs {cases} ELSE '' END"


def settle_duplicates(import_run: ImportRun) -> bool:
    """Find ids that are in a file twice (R03): equal rows count once, different ones are all set aside.

    Returns:
        Whether any were found; strict reading refuses the package then.
    """
    found = False
    sid = cell("sourcedId")
    for file in import_run.modes:
        if file not in ROSTER_FILES:
            continue
        table = staged(import_run, file)
        twice = f"SELECT {sid} FROM {table} WHERE {sid} IS NOT NULL GROUP BY {sid} HAVING COUNT(*) > 1"
        if not ask(f"{twice} LIMIT 1"):
            continue
        found = True
        differing = f"SELECT {sid} FROM {table} WHERE {sid} IN ({twice}) GROUP BY {sid} HAVING COUNT(DISTINCT hash) > 1"  # noqa: E501
        note(
            import_run,
            "R03",
            "error",
            file,
            f"SELECT row_no, {sid} FROM {table} WHERE {sid} IN ({differing})",
            [],
        )
        equal = (
            f"{sid} IN ({twice}) AND {sid} NOT IN ({differing}) AND rid NOT IN "
            f"(SELECT MIN(rid) FROM {table} GROUP BY {sid})"
        )
        note(import_run, "R03", "warning", file, f"SELECT row_no, {sid} FROM {table} WHERE {equal}", [])
        run(f"DELETE FROM {table} WHERE {equal}")
        run(f"UPDATE {table} SET bad = 'R03' WHERE {sid} IN ({differing})")
    return found


def _fill(import_run: ImportRun, kind: Kind, select: str) -> None:
    """Write what the package says about a kind, and beside each row what would happen to it.

    ``act`` is create, change, restore, unchanged, stale, remove or skip, by comparison with the keys we hold.
    """
    spec = SPECS[kind]
    table = derived(import_run, kind)
    columns = (*_BASE, *spec.cells)
    act = (
        "CASE WHEN k.id IS NULL AND q.removed = 1 THEN 'skip' WHEN k.id IS NULL THEN 'create' "
        "WHEN q.removed = 1 AND k.removed_at IS NULL THEN 'remove' WHEN q.removed = 1 THEN 'skip' "
        "WHEN k.removed_at IS NOT NULL THEN 'restore' WHEN k.row_hash = q.hash THEN 'unchanged' "
        "WHEN q.modified <> '' AND k.modified > q.modified THEN 'stale' ELSE 'change' END"
    )
    run(
        f"INSERT INTO {table} ({', '.join(columns)}, key_id, obj, act) SELECT q.*, k.id, "
        f"{new_object(spec.table, 'k.object_id', 'k.id IS NULL AND q.removed = 0')}, {act} "
        f"FROM ({select}) AS q LEFT JOIN evidence_external_key AS k ON k.source_id = {import_run.source_id} "
        f"AND k.kind = '{kind}' AND k.sourced_id = q.sid"
    )
    run(f"CREATE INDEX {table}_sid ON {table} (sid)")
    if is_postgres():
        run(f"ANALYZE {table}")


def _select(
    import_run: ImportRun,
    file: str,
    cells: dict[str, str],
    where: str = "TRUE",
    *,
    joined: str = "",
    hashed: str = "s.hash",
) -> str:
    table = staged(import_run, file)
    payload = ", ".join(f"COALESCE({value}, '') AS {name}" for name, value in cells.items())
    return (
        f"SELECT s.c_sourcedid AS sid, s.row_no, {hashed} AS hash, '' AS bad, {_REMOVED} AS removed, "
        f"COALESCE(s.c_datelastmodified, '') AS modified, {payload} FROM {table} AS s {joined} "
        f"WHERE s.bad = '' AND s.c_sourcedid IS NOT NULL AND {where}"
    )


def _is_student(import_run: ImportRun) -> str:
    if import_run.version != "1.2":
        return "s.c_role = 'student'"
    roles = staged(import_run, "roles")
    known = (
        f"EXISTS (SELECT 1 FROM evidence_external_key AS k WHERE k.source_id = {import_run.source_id} "
        "AND k.kind = 'student' AND k.sourced_id = s.c_sourcedid)"
    )
    return (
        f"(EXISTS (SELECT 1 FROM {roles} AS r WHERE r.c_usersourcedid = s.c_sourcedid AND r.bad = '' "
        f"AND r.c_role = 'student') OR ({known} AND NOT EXISTS (SELECT 1 FROM {roles} AS r "
        "WHERE r.c_usersourcedid = s.c_sourcedid AND r.bad = '')))"
    )


def _school(import_run: ImportRun) -> str:
    if import_run.version != "1.2":
        return item("s.c_orgsourcedids", 0)
    roles = staged(import_run, "roles")
    return (
        f"COALESCE(s.c_primaryorgsourcedid, (SELECT MIN(r.c_orgsourcedid) FROM {roles} AS r "
        "WHERE r.c_usersourcedid = s.c_sourcedid AND r.bad = ''))"
    )


def derive(import_run: ImportRun) -> None:
    """Fill the derived table of every kind."""
    for kind, spec in SPECS.items():
        types = ("text", "bigint", "text", "text", "bigint", "text")
        head = [f"{name} {type_}" for name, type_ in zip(_BASE, types, strict=True)]
        make_table(derived(import_run, kind), [*head, *(f"{name} text" for name in spec.cells), *_MARKS])
    if import_run.version == "1.2":
        table = staged(import_run, "roles")
        run(f"CREATE INDEX {table}_user ON {table} (c_usersourcedid)")
    _derive_places(import_run)
    _derive_people(import_run)
    _derive_roles(import_run)
    _derive_guardians(import_run)
    _derive_work(import_run)


def _derive_places(import_run: ImportRun) -> None:
    _fill(
        import_run,
        Kind.ORGANIZATION,
        _select(
            import_run,
            "orgs",
            {
                "name": "s.c_name",
                "type": "s.c_type",
                "code": "s.c_identifier",
                "parent": "s.c_parentsourcedid",
            },
        ),
    )
    _fill(
        import_run,
        Kind.SESSION,
        _select(
            import_run,
            "academicSessions",
            {
                "title": "s.c_title",
                "type": "s.c_type",
                "starts": "s.c_startdate",
                "ends": "s.c_enddate",
                "parent": "s.c_parentsourcedid",
                "year": "s.c_schoolyear",
            },
        ),
    )
    _fill(
        import_run,
        Kind.COURSE,
        _select(
            import_run,
            "courses",
            {
                "title": "s.c_title",
                "code": "s.c_coursecode",
                "grades": "s.c_grades",
                "subjects": "s.c_subjects",
                "org": "s.c_orgsourcedid",
            },
        ),
    )


def _derive_people(import_run: ImportRun) -> None:
    student = _is_student(import_run)
    common = {
        "given": "s.c_givenname",
        "family": "s.c_familyname",
        "preferred": "s.c_preferredgivenname",
        "pronouns": "s.c_pronouns",
    }
    _fill(
        import_run,
        Kind.STUDENT,
        _select(
            import_run,
            "users",
            {
                **common,
                "grade": item("s.c_grades", 0),
                "school": _school(import_run),
                "number": "s.c_identifier",
                "username": "s.c_username",
                "email": "s.c_email",
                "ids": "s.c_userids",
            },
            student,
        ),
    )
    _fill(
        import_run,
        Kind.PERSON,
        _select(
            import_run,
            "users",
            {
                **common,
                "email": "s.c_email",
                "phone": "COALESCE(s.c_phone, s.c_sms)",
                "enabled": "s.c_enableduser",
                "school": _school(import_run),
            },
            f"NOT {student}",
        ),
    )


def _derive_roles(import_run: ImportRun) -> None:
    """One row for each person, place and role; the place's kind decides what an administrator is."""
    if import_run.version == "1.2":
        source = (
            f"SELECT s.c_sourcedid AS sid, s.row_no, {_REMOVED} AS removed, "
            "s.c_datelastmodified AS modified, s.c_usersourcedid AS person, s.c_orgsourcedid AS org, s.c_role AS theirs, s.c_begindate AS starts, "  # noqa: E501
            f"s.c_enddate AS ends FROM {staged(import_run, 'roles')} AS s WHERE s.bad = '' "
            "AND s.c_sourcedid IS NOT NULL AND s.c_role <> 'student'"
        )
    else:
        org = text_of("e")
        source = (
            f"SELECT s.c_sourcedid || '|' || {org} || '|' || s.c_role AS sid, s.row_no, {_REMOVED} AS removed, "  # noqa: E501
            f"s.c_datelastmodified AS modified, s.c_sourcedid AS person, {org} AS org, s.c_role AS theirs, "
            f"'' AS starts, '' AS ends FROM {staged(import_run, 'users')} AS s, {each('s.c_orgsourcedids', 'e')} "  # noqa: E501
            "WHERE s.bad = '' AND s.c_sourcedid IS NOT NULL AND s.c_role <> 'student'"
        )
    # an administrator of a district is not its superintendent: the lower of the raised roles is asked for
    role = (
        f"CASE WHEN ({role_words()}) = 'principal' AND o.type <> 'school' THEN 'department_lead' "
        f"ELSE {role_words()} END"
    )
    _fill(
        import_run,
        Kind.ROLE,
        "SELECT s.sid, s.row_no, s.theirs || ':' || COALESCE(s.org, '') || ':' || COALESCE(s.starts, '') "
        "|| ':' || COALESCE(s.ends, '') AS hash, '' AS bad, s.removed, COALESCE(s.modified, '') AS modified, "
        f"s.person, s.org, {role} AS role, COALESCE(s.starts, '') AS starts, COALESCE(s.ends, '') AS ends "
        f"FROM ({source}) AS s LEFT JOIN {derived(import_run, Kind.ORGANIZATION)} AS o ON o.sid = s.org",
    )


def _derive_guardians(import_run: ImportRun) -> None:
    """Links between adults and students, whichever of the two rows names the other."""
    students, people = derived(import_run, Kind.STUDENT), derived(import_run, Kind.PERSON)
    other = text_of("e")
    unfolded = (
        f"SELECT s.c_sourcedid AS me, {other} AS other, s.row_no, s.c_datelastmodified AS modified "
        f"FROM {staged(import_run, 'users')} AS s, {each('s.c_agentsourcedids', 'e')} "
        "WHERE s.bad = '' AND s.c_agentsourcedids IS NOT NULL AND COALESCE(s.c_status, '') <> 'tobedeleted'"
    )
    known = (
        f"SELECT sid FROM {students} UNION SELECT sourced_id FROM evidence_external_key "
        f"WHERE source_id = {import_run.source_id} AND kind = 'student' AND removed_at IS NULL"
    )
    _fill(
        import_run,
        Kind.GUARDIAN,
        f"WITH u AS MATERIALIZED ({unfolded}) SELECT student || '|' || person AS sid, MIN(row_no) AS row_no, "
        "'link' AS hash, '' AS bad, 0 AS removed, COALESCE(MAX(modified), '') AS modified, person, student, "
        "'' AS relation FROM ("
        f"SELECT u.other AS person, u.me AS student, u.row_no, u.modified FROM u "
        f"WHERE u.me IN (SELECT sid FROM {students}) "
        f"UNION ALL SELECT u.me, u.other, u.row_no, u.modified FROM u "
        f"WHERE u.me IN (SELECT sid FROM {people}) AND u.other IN ({known})"
        ") AS w GROUP BY student, person",
    )


def _derive_classes(import_run: ImportRun) -> None:
    """A class lasts from the first day of its first term to the last day of its last one."""
    days = (
        f"SELECT c.c_sourcedid AS sid, MIN(x.starts) AS starts, MAX(x.ends) AS ends "
        f"FROM {staged(import_run, 'classes')} AS c, {each('c.c_termsourcedids', 'e')} "
        f"JOIN {derived(import_run, Kind.SESSION)} AS x ON x.sid = {text_of('e')} "
        "WHERE c.bad = '' AND x.bad = '' GROUP BY c.c_sourcedid"
    )
    cells = {
        "title": "s.c_title",
        "code": "s.c_classcode",
        "type": "s.c_classtype",
        "grades": "s.c_grades",
        "subjects": "s.c_subjects",
        "location": "s.c_location",
        "periods": "s.c_periods",
        "course": "s.c_coursesourcedid",
        "school": "s.c_schoolsourcedid",
        "terms": "s.c_termsourcedids",
        "starts": "t.starts",
        "ends": "t.ends",
    }
    _fill(
        import_run,
        Kind.CLASS,
        _select(
            import_run,
            "classes",
            cells,
            joined=f"LEFT JOIN ({days}) AS t ON t.sid = s.c_sourcedid",
            hashed="s.hash || ':' || COALESCE(t.starts, '') || ':' || COALESCE(t.ends, '')",
        ),
    )


def _derive_work(import_run: ImportRun) -> None:
    _derive_classes(import_run)
    dates = {"starts": "s.c_begindate", "ends": "s.c_enddate"}
    who = {"class": "s.c_classsourcedid"}
    school = {"school": "s.c_schoolsourcedid"}
    _fill(
        import_run,
        Kind.ENROLLMENT,
        _select(
            import_run,
            "enrollments",
            {**who, "student": "s.c_usersourcedid", **school, **dates},
            "s.c_role = 'student'",
        ),
    )
    _fill(
        import_run,
        Kind.TEACHING,
        _select(
            import_run,
            "enrollments",
            {**who, "person": "s.c_usersourcedid", **school, "main": "s.c_primary", **dates},
            "s.c_role = 'teacher'",
        ),
    )
    flags = [
        "americanIndianOrAlaskaNative",
        "asian",
        "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander",
        "white",
        "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity",
    ]
    pairs = " || ',' || ".join(f"'\"{name}\":' || COALESCE(s.{cell(name)}, 'null')" for name in flags)
    _fill(
        import_run,
        Kind.DEMOGRAPHIC,
        _select(
            import_run,
            "demographics",
            {
                "student": "s.c_sourcedid",
                "born": "s.c_birthdate",
                "sex": "s.c_sex",
                "flags": f"'{{' || {pairs} || '}}'",
            },
        ),
    )
