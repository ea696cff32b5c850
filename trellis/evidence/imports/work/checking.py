"""Checks between rows (X01 to X10, X12): what is set aside, and what is only told."""

from django.utils import timezone

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.words.states import Kind
from trellis.evidence.imports.work.dialect import each, is_postgres, run, text_of
from trellis.evidence.imports.work.kinds import SPECS, KindSpec
from trellis.evidence.imports.work.staging import derived, note, staged
from trellis.people.access.words import RAISED_ROLES

ORG_DEPTH = 25
_KEY = "evidence_external_key"


def circles(import_run: ImportRun, kind: Kind, file: str) -> bool:
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


def set_aside(
    import_run: ImportRun, spec: KindSpec, code: str, condition: str, parameters: list[object]
) -> int:
    """Set rows of a kind aside; return how many."""
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
        run(f"UPDATE {table} AS d SET bad = '{code}', act = '' WHERE d.bad = '' AND {condition}", parameters)
    return found


def check_references(import_run: ImportRun, spec: KindSpec) -> None:
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
        set_aside(
            import_run,
            spec,
            "X01",
            f"d.removed = 0 AND d.act <> 'unlike' AND NOT ({empty}) AND {there}",
            [import_run.source_id, str(target)],
        )


def pass_over_unlike(import_run: ImportRun) -> None:
    """A staff member placed as a student, or a student as a teacher, is not stored as such, and is no error (X07)."""  # noqa: E501
    for kind, cell, other in (
        (Kind.ENROLLMENT, "student", Kind.PERSON),
        (Kind.TEACHING, "person", Kind.STUDENT),
    ):
        table, own = derived(import_run, kind), Kind.STUDENT if kind == Kind.ENROLLMENT else Kind.PERSON
        run(
            f"UPDATE {table} SET act = 'unlike' WHERE bad = '' AND removed = 0 AND {cell} IN "
            f"(SELECT sid FROM {derived(import_run, other)}) AND {cell} NOT IN "
            f"(SELECT sid FROM {derived(import_run, own)})"
        )


def check_lists(import_run: ImportRun) -> None:
    """Set rows aside whose lists or side columns name what is nowhere (X01), or somebody else's profile (X06)."""  # noqa: E501
    hanging = (
        f"NOT EXISTS (SELECT 1 FROM {derived(import_run, Kind.SESSION)} AS t WHERE t.sid = %(sid)s "
        f"AND t.bad = '' AND t.removed = 0) AND NOT EXISTS (SELECT 1 FROM {_KEY} AS k "
        f"WHERE k.source_id = {import_run.source_id} AND k.kind = 'session' AND k.sourced_id = %(sid)s "
        "AND k.removed_at IS NULL)"
    )
    term = hanging % {"sid": text_of("e")}
    set_aside(
        import_run,
        SPECS[Kind.CLASS],
        "X01",
        f"d.removed = 0 AND EXISTS (SELECT 1 FROM {each('d.terms', 'e')} WHERE {term})",
        [],
    )
    if "courses" in import_run.modes:
        year = hanging % {"sid": "s.c_schoolyearsourcedid"}
        set_aside(
            import_run,
            SPECS[Kind.COURSE],
            "X01",
            f"d.removed = 0 AND d.sid IN (SELECT s.c_sourcedid FROM {staged(import_run, 'courses')} AS s "
            f"WHERE s.c_schoolyearsourcedid IS NOT NULL AND {year})",
            [],
        )
    if {"roles", "userProfiles"} <= set(import_run.modes):
        set_aside(
            import_run,
            SPECS[Kind.ROLE],
            "X06",
            f"d.removed = 0 AND d.sid IN (SELECT s.c_sourcedid FROM {staged(import_run, 'roles')} AS s "
            f"JOIN {staged(import_run, 'userProfiles')} AS p ON p.c_sourcedid = s.c_userprofilesourcedid "
            "WHERE p.c_usersourcedid <> s.c_usersourcedid)",
            [],
        )


def advise(import_run: ImportRun) -> None:
    """Findings that stop nothing by themselves: X03, X04, X05, X07 to X10, X12; strict reading minds some."""
    hard = "error" if import_run.strict else "warning"
    modes = {file for file, mode in import_run.modes.items() if mode != "absent"}
    for code, severity, file, needs, sql in (
        *_about_places(import_run),
        *_about_people(import_run),
        *_about_terms(import_run),
        *_left_alone(import_run),
    ):
        if needs <= modes and file in modes:
            note(import_run, code, hard if severity == "hard" else severity, file, sql, [])


Advice = tuple[str, str, str, set[str], str]


def _about_places(import_run: ImportRun) -> list[Advice]:
    """Classes, courses and schools."""
    orgs, classes = derived(import_run, Kind.ORGANIZATION), derived(import_run, Kind.CLASS)
    enrollments, teachings = derived(import_run, Kind.ENROLLMENT), derived(import_run, Kind.TEACHING)
    sessions, today = derived(import_run, Kind.SESSION), timezone.localdate().isoformat()
    run(f"CREATE INDEX {teachings}_class ON {teachings} (class)")
    here = "d.bad = '' AND d.removed = 0"
    no_school = f"JOIN {orgs} AS o ON o.sid = d.school AND o.type <> 'school' WHERE {here}"
    return [
        ("X03", "hard", "classes", {"orgs"}, f"SELECT d.row_no, d.sid FROM {classes} AS d {no_school}"),
        (
            "X03",
            "hard",
            "enrollments",
            {"orgs"},
            f"SELECT d.row_no, d.sid FROM {enrollments} AS d {no_school}",
        ),
        (
            "X04",
            "hard",
            "courses",
            {"academicSessions"},
            f"SELECT s.row_no, s.c_sourcedid FROM {staged(import_run, 'courses')} AS s JOIN {sessions} AS x "
            "ON x.sid = s.c_schoolyearsourcedid AND x.type <> 'schoolYear' WHERE s.bad = ''",
        ),
        (
            "X05",
            "warning",
            "enrollments",
            set(),
            f"SELECT MIN(d.row_no), d.class FROM {teachings} AS d WHERE {here} AND d.main = 'true' "
            "GROUP BY d.class, d.starts HAVING COUNT(*) > 1",
        ),
        (
            "X08",
            "warning",
            "classes",
            set(),
            f"SELECT d.row_no, d.sid FROM {classes} AS d WHERE d.act = 'create' AND d.starts > '{today}'",
        ),
    ]


def _about_terms(import_run: ImportRun) -> list[Advice]:
    """Classes that meet outside the school years of their school (X07).

    A school follows its own calendar here, else the nearest one above it; where that is the one of the whole
    organization, the school years of the package count too. Where nothing says a school year, nothing is
    said. One day of grace, as for access.
    """
    if import_run.strict:  # official valid packages do this, so strict reading does not look
        return []
    classes, sessions = derived(import_run, Kind.CLASS), derived(import_run, Kind.SESSION)
    whole = import_run.source.organization.path.strip("/").replace("/", ", ")
    calendar = (
        "SELECT c.id FROM people_organization AS c WHERE c.id IN (SELECT organization_id FROM "
        "people_school_year) AND o.path LIKE c.path || '%%' ORDER BY LENGTH(c.path) DESC LIMIT 1"
    )
    ours = (
        f"SELECT k.sourced_id AS sid, ({calendar}) AS calendar FROM {_KEY} AS k "
        "JOIN people_organization AS o "
        f"ON o.id = k.object_id WHERE k.source_id = {import_run.source_id} AND k.kind = '{Kind.ORGANIZATION}'"
    )
    grace = "CAST(y.ends_on + 1 AS text)" if is_postgres() else "date(y.ends_on, '+1 day')"
    year = (
        "SELECT 1 FROM people_school_year AS y WHERE y.organization_id {where} "
        f"AND CAST(y.starts_on AS text) <= d.starts AND (d.ends = '' OR {grace} >= d.ends)"
    )
    package = f"SELECT 1 FROM {sessions} AS s WHERE s.bad = '' AND s.removed = 0 AND s.type = 'schoolYear'"
    in_package = f"{package} AND s.starts <= d.starts AND (d.ends = '' OR s.ends >= d.ends)"
    known = (
        f"EXISTS ({package}) OR EXISTS (SELECT 1 FROM people_school_year WHERE organization_id IN ({whole}))"
    )
    sql = (
        f"SELECT d.row_no, d.sid FROM {classes} AS d LEFT JOIN ({ours}) AS u ON u.sid = d.school "
        "WHERE d.bad = '' AND d.removed = 0 AND d.starts <> '' AND CASE "
        f"WHEN COALESCE(u.calendar, 0) NOT IN (0, {whole}) "
        f"THEN NOT EXISTS ({year.format(where='= u.calendar')}) "
        f"ELSE ({known}) AND NOT EXISTS ({year.format(where=f'IN ({whole})')}) "
        f"AND NOT EXISTS ({in_package}) END"
    )
    return [("X07", "warning", "classes", {"academicSessions"}, sql)]


def _left_alone(import_run: ImportRun) -> list[Advice]:
    """Classes without a teacher, students without a class, schools without people (X09)."""
    orgs, classes = derived(import_run, Kind.ORGANIZATION), derived(import_run, Kind.CLASS)
    students, people = derived(import_run, Kind.STUDENT), derived(import_run, Kind.PERSON)
    enrollments, teachings = derived(import_run, Kind.ENROLLMENT), derived(import_run, Kind.TEACHING)
    for table, cell in ((enrollments, "student"), (students, "school"), (people, "school")):
        run(f"CREATE INDEX {table}_{cell} ON {table} ({cell})")

    def without(alone: str, table: str, cell: str) -> str:
        return (
            f"SELECT d.row_no, d.sid FROM {alone} AS d WHERE d.bad = '' AND d.removed = 0 AND NOT EXISTS "
            f"(SELECT 1 FROM {table} AS u WHERE u.{cell} = d.sid AND u.bad = '' AND u.removed = 0)"
        )

    nobody = (
        f"{without(orgs, students, 'school')} "
        f"AND NOT EXISTS (SELECT 1 FROM {people} AS p WHERE p.school = d.sid) "
        f"AND NOT EXISTS (SELECT 1 FROM {orgs} AS c WHERE c.parent = d.sid)"
    )
    return [
        ("X09", "info", "classes", {"enrollments"}, without(classes, teachings, "class")),
        ("X09", "info", "users", {"enrollments"}, without(students, enrollments, "student")),
        ("X09", "info", "orgs", {"users"}, nobody),
    ]


def _about_people(import_run: ImportRun) -> list[Advice]:
    """Users, their roles, and their places in classes."""
    students, roles = derived(import_run, Kind.STUDENT), derived(import_run, Kind.ROLE)
    enrollments, teachings = derived(import_run, Kind.ENROLLMENT), derived(import_run, Kind.TEACHING)
    raised = ", ".join(f"'{role.value}'" for role in sorted(RAISED_ROLES))
    found: list[Advice] = [
        (
            "X10",
            "info",
            "roles" if import_run.version == "1.2" else "users",
            set(),
            f"SELECT d.row_no, d.sid FROM {roles} AS d WHERE d.bad = '' "
            f"AND d.act IN ('create', 'change', 'restore') AND d.role IN ({raised})",
        ),
        (
            "X12",
            "warning",
            "users",
            set(),
            f"SELECT MAX(d.row_no), MAX(d.sid) FROM {students} AS d WHERE d.bad = '' AND d.removed = 0 "
            "AND d.number <> '' GROUP BY d.number HAVING COUNT(*) > 1",
        ),
    ]
    if not import_run.strict:  # official valid packages do this, so strict reading does not look
        unlike = " UNION ALL ".join(
            f"SELECT row_no, sid FROM {table} WHERE act = 'unlike'" for table in (enrollments, teachings)
        )
        found.append(("X07", "warning", "enrollments", set(), unlike))
    if "roles" in import_run.modes:
        twice = (
            f"SELECT MIN(s.row_no), MIN(s.c_sourcedid) FROM {staged(import_run, 'roles')} AS s "
            "WHERE s.bad = '' AND s.c_roletype = 'primary' AND COALESCE(s.c_status, '') <> 'tobedeleted' "
            "GROUP BY s.c_usersourcedid, s.c_orgsourcedid HAVING COUNT(*) > 1"
        )
        found.append(("X05", "hard", "roles", set(), twice))
    return found
