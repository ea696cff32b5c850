"""Which student a staged row is about: columns are tried against systems of numbers, the best pair wins."""

from collections.abc import Iterable

from trellis.evidence.imports.models import ImportRun, WaitingRow
from trellis.evidence.imports.work.dialect import ask, drop_table, is_postgres, make_table, run
from trellis.evidence.imports.work.results.header import name_key
from trellis.evidence.imports.work.results.spec import MOST_IDS
from trellis.evidence.imports.work.results.staging import staged
from trellis.evidence.roster.models import Student
from trellis.people.places.models import Organization

#: Below this share of matched rows a plan waits for a person.
ENOUGH = 0.9


def make_roster(import_run: ImportRun, organization: Organization) -> str:
    """Make the table of numbers under which students of an organization are known; each number once."""
    table = staged(import_run, "roster")
    make_table(table, ["system text", "value text", "student bigint", "n bigint"])
    run(
        f"INSERT INTO {table} (system, value, student, n) "
        "SELECT i.system, lower(trim(i.value)), MIN(i.student_id), COUNT(DISTINCT i.student_id) "
        "FROM evidence_student_identifier AS i JOIN evidence_student AS s ON s.id = i.student_id "
        "JOIN people_organization AS o ON o.id = s.school_id "
        "WHERE s.removed_at IS NULL AND o.path LIKE %s GROUP BY i.system, lower(trim(i.value))",
        [organization.path + "%"],
    )
    run(f"CREATE INDEX {table}_value ON {table} (system, value)")
    if is_postgres():
        run(f"ANALYZE {table}")
    return table


def match_students(import_run: ImportRun, table: str, columns: tuple[str, ...]) -> float:
    """Give every staged row its student, or nothing; return the share of rows that have one.

    The details of the run keep the rates, best first: what the plan shows.
    """
    roster = make_roster(import_run, import_run.source.organization)
    numbers = staged(import_run, "numbers")
    make_table(numbers, ["col bigint", "value text", "n bigint"])
    for at in range(min(len(columns), MOST_IDS)):
        run(
            f"INSERT INTO {numbers} (col, value, n) SELECT {at}, lower(trim(c{at + 1})), COUNT(*) FROM "
            f"{table} "
            f"WHERE c{at + 1} IS NOT NULL GROUP BY lower(trim(c{at + 1}))"
        )
    rates = ask(
        f"SELECT n.col, r.system, SUM(n.n) AS found FROM {numbers} AS n JOIN {roster} AS r "
        "ON r.value = n.value AND r.n = 1 GROUP BY n.col, r.system ORDER BY found DESC, n.col, r.system"
    )
    rows = int(ask(f"SELECT COUNT(*) FROM {table}")[0][0])
    import_run.details["rates"] = [
        {"column": columns[int(col)], "system": str(system), "matched": int(found), "rows": rows}
        for col, system, found in rates[:6]
    ]
    if rates:
        col, system = int(rates[0][0]) + 1, str(rates[0][1])
        found = f"FROM {roster} AS r WHERE r.system = %s AND r.value = lower(trim({table}.c{col}))"
        run(f"UPDATE {table} SET student = (SELECT r.student {found} AND r.n = 1)", [system])
        run(
            f"UPDATE {table} SET several = (SELECT 1 {found} AND r.n > 1 LIMIT 1) WHERE student IS NULL",
            [system],
        )
    drop_table(numbers)
    matched = int(ask(f"SELECT COUNT(*) FROM {table} WHERE student IS NOT NULL")[0][0])
    import_run.details.update(matched=matched, of=rows)
    return matched / rows if rows else 1.0


def student_of_row(import_run: ImportRun, row: int, cells: Iterable[tuple[str, str]]) -> Student | None:
    """Return whom a row of an applied or planned file is about; nothing where nobody can know.

    The student that was found for it while it waited, else the only one with its number, by the pair of
    column and system that matched best in its file. One who left is known by it still.
    """
    waited = WaitingRow.objects.filter(run=import_run, row=row, student__isnull=False)
    for answered in waited.select_related("student")[:1]:
        return answered.student
    for rate in (import_run.details.get("rates") or [])[:1]:
        named = {name_key(column): cell.strip() for column, cell in cells}
        number = named.get(name_key(rate["column"]), "")
        fitting = Student.objects.filter(
            school__path__startswith=import_run.source.organization.path,
            identifiers__system=rate["system"],
            identifiers__value__iexact=number,
        ).distinct()
        found = list(fitting) if number else []
        there = [student for student in found if student.removed_at is None] or found
        return there[0] if len(there) == 1 else None
    return None
