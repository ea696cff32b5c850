"""From staged files to what they say about each kind: one set-based statement a kind."""

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.words.states import Kind
from trellis.evidence.imports.work.dialect import ask, each, is_postgres, item, make_table, run, text_of
from trellis.evidence.imports.work.kinds import SPECS
from trellis.evidence.imports.work.staging import cell, derived, note, staged

_STUDENT_ROLE = "role = 'student'"
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
        if file not in _FILES_WITH_IDS:
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


_FILES_WITH_IDS = frozenset(
    {"academicSessions", "orgs", "courses", "classes", "users", "roles", "enrollments", "demographics"}
)


def _fill(import_run: ImportRun, kind: Kind, select: str) -> None:
    spec = SPECS[kind]
    table = derived(import_run, kind)
    columns = (*_BASE, *spec.cells)
    run(f"INSERT INTO {table} ({', '.join(columns)}) {select}")
    run(f"CREATE INDEX {table}_sid ON {table} (sid)")
    if is_postgres():
        run(f"ANALYZE {table}")


def _select(
    import_run: ImportRun, file: str, cells: dict[str, str], where: str = "TRUE", sid: str = ""
) -> str:
    table = staged(import_run, file)
    base = (
        f"{sid or 's.c_sourcedid'}, s.row_no, s.hash, '', CASE WHEN s.c_status = 'tobedeleted' THEN 1 ELSE 0 END, "  # noqa: E501
        "COALESCE(s.c_datelastmodified, '')"
    )
    payload = ", ".join(f"COALESCE({value}, '')" for value in cells.values())
    return f"SELECT {base}, {payload} FROM {table} AS s WHERE s.bad = '' AND s.c_sourcedid IS NOT NULL AND {where}"  # noqa: E501


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
    table = derived(import_run, Kind.ROLE)
    orgs = derived(import_run, Kind.ORGANIZATION)
    removed = "CASE WHEN s.c_status = 'tobedeleted' THEN 1 ELSE 0 END"
    if import_run.version == "1.2":
        theirs = staged(import_run, "roles")
        source = (
            f"SELECT s.c_sourcedid AS sid, s.row_no, {removed} AS removed, s.c_datelastmodified AS modified, "
            "s.c_usersourcedid AS person, s.c_orgsourcedid AS org, s.c_role AS theirs, s.c_begindate AS starts, "  # noqa: E501
            f"s.c_enddate AS ends FROM {theirs} AS s WHERE s.bad = '' AND s.c_role <> 'student'"
        )
    else:
        theirs = staged(import_run, "users")
        org = text_of("e")
        source = (
            f"SELECT s.c_sourcedid || '|' || {org} || '|' || s.c_role AS sid, s.row_no, {removed} AS removed, "  # noqa: E501
            f"s.c_datelastmodified AS modified, s.c_sourcedid AS person, {org} AS org, s.c_role AS theirs, "
            f"'' AS starts, '' AS ends FROM {theirs} AS s, {each('s.c_orgsourcedids', 'e')} "
            "WHERE s.bad = '' AND s.c_sourcedid IS NOT NULL AND s.c_role <> 'student'"
        )
    columns = (*_BASE, *SPECS[Kind.ROLE].cells)
    run(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT s.sid, s.row_no, "
        f"s.theirs || ':' || COALESCE(s.org, '') || ':' || COALESCE(s.starts, '') || ':' || COALESCE(s.ends, ''), "  # noqa: E501
        f"'', s.removed, COALESCE(s.modified, ''), s.person, s.org, {role_words()}, COALESCE(s.starts, ''), "
        f"COALESCE(s.ends, '') FROM ({source}) AS s"
    )
    run(f"CREATE INDEX {table}_sid ON {table} (sid)")
    # an administrator of a district is not its superintendent: the lower of the raised roles is asked for
    run(
        f"UPDATE {table} SET role = 'department_lead' WHERE role = 'principal' AND EXISTS "
        f"(SELECT 1 FROM {orgs} AS o WHERE o.sid = {table}.org AND o.type <> 'school')"
    )


def _derive_guardians(import_run: ImportRun) -> None:
    """Links between adults and students, whichever of the two rows names the other."""
    users, table = staged(import_run, "users"), derived(import_run, Kind.GUARDIAN)
    students, people = derived(import_run, Kind.STUDENT), derived(import_run, Kind.PERSON)
    other = text_of("e")
    unfolded = (
        f"SELECT s.c_sourcedid AS me, {other} AS other, s.row_no, s.c_datelastmodified AS modified FROM {users} AS s, "  # noqa: E501
        f"{each('s.c_agentsourcedids', 'e')} WHERE s.bad = '' AND COALESCE(s.c_status, '') <> 'tobedeleted'"
    )
    known = (
        f"SELECT sid FROM {students} UNION SELECT sourced_id FROM evidence_external_key "
        f"WHERE source_id = {import_run.source_id} AND kind = 'student' AND removed_at IS NULL"
    )
    columns = (*_BASE, *SPECS[Kind.GUARDIAN].cells)
    run(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT student || '|' || person, MIN(row_no), 'link', '', 0, "  # noqa: E501
        f"COALESCE(MAX(modified), ''), person, student, '' FROM ("
        f"SELECT u.other AS person, u.me AS student, u.row_no, u.modified FROM ({unfolded}) AS u "
        f"WHERE u.me IN (SELECT sid FROM {students}) "
        f"UNION ALL SELECT u.me, u.other, u.row_no, u.modified FROM ({unfolded}) AS u "
        f"WHERE u.me IN (SELECT sid FROM {people}) AND u.other IN ({known})"
        ") AS w GROUP BY student, person"
    )
    run(f"CREATE INDEX {table}_sid ON {table} (sid)")


def _derive_work(import_run: ImportRun) -> None:
    _fill(
        import_run,
        Kind.CLASS,
        _select(
            import_run,
            "classes",
            {
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
                "starts": "''",
                "ends": "''",
            },
        ),
    )
    _date_classes(import_run)
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


def _date_classes(import_run: ImportRun) -> None:
    """A class lasts from the first day of its first term to the last day of its last one."""
    table, sessions = derived(import_run, Kind.CLASS), derived(import_run, Kind.SESSION)
    run(
        f"UPDATE {table} SET starts = COALESCE(t.starts, ''), ends = COALESCE(t.ends, ''), "
        f"hash = {table}.hash || ':' || COALESCE(t.starts, '') || ':' || COALESCE(t.ends, '') FROM ("
        f"SELECT c.sid, MIN(x.starts) AS starts, MAX(x.ends) AS ends FROM {table} AS c, {each('c.terms', 'e')} "  # noqa: E501
        f"JOIN {sessions} AS x ON x.sid = {text_of('e')} AND x.bad = '' GROUP BY c.sid"
        f") AS t WHERE t.sid = {table}.sid"
    )
