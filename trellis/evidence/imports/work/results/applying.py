"""Writes a plan: what is new, new versions of what changed, and rows that wait. One transaction, SQL only."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.evidence.imports.models import ImportRun, WaitingRow
from trellis.evidence.imports.work.dialect import ask, is_postgres, moment, run
from trellis.evidence.imports.work.results.counting import settle_counting
from trellis.evidence.imports.work.results.keeping import waiting_row
from trellis.evidence.imports.work.results.staging import names_of, staged
from trellis.evidence.measures.models import Administration, Assessment, AssessmentItem, Intake
from trellis.evidence.measures.words import ItemKind, Origin
from trellis.kit.ids import new_public_id

_NUMBERS = ("value", "low", "high")


def apply_results(import_run: ImportRun) -> None:
    """Write everything the plan says; all or nothing."""
    target = import_run.template.get("target", "results")
    with transaction.atomic():
        intake = Intake.objects.create(
            organization=import_run.source.organization,
            origin=Origin.IMPORT,
            made_by=import_run.approved_by or import_run.received_by,
            made_at=timezone.now(),
        )
        import_run.intake = intake
        writers = {"results": _sittings, "facts": _facts, "figures": _figures, "answers": _answers}
        writers[target](import_run, intake)
        if target in ("results", "facts"):
            _keep_waiting(import_run, "sittings" if target == "results" else "facts")
        import_run.save(update_fields=["intake"])


def _decimal(expression: str) -> str:
    return f"CAST({expression} AS numeric)" if is_postgres() else expression


def _date(expression: str) -> str:
    return f"CAST(NULLIF({expression}, '') AS date)" if is_postgres() else f"NULLIF({expression}, '')"


def _json(expression: str) -> str:
    return f"CAST({expression} AS jsonb)" if is_postgres() else expression


def _sequence(table: str, target: str, where: str) -> None:
    """Give the rows that will be written the ids they will have."""
    if is_postgres():
        run(f"UPDATE {table} SET obj = nextval(pg_get_serial_sequence('{target}', 'id')) WHERE {where}")
        return
    known = ask("SELECT seq FROM sqlite_sequence WHERE name = %s", [target])
    most = int(ask(f"SELECT COALESCE(MAX(id), 0) FROM {target}")[0][0])
    run(f"UPDATE {table} SET obj = rid + {max(int(known[0][0]) if known else 0, most)} WHERE {where}")


def _sittings(import_run: ImportRun, intake: Intake) -> None:
    names = {
        table: staged(import_run, table)
        for table in ("assessments", "windows", "items", "sittings", "results")
    }
    attempts = staged(import_run, "attempts")
    _make_tree(import_run, names)
    run(
        f"UPDATE evidence_attempt SET superseded_at = %s, superseded_by_id = %s WHERE id IN "
        f"(SELECT old FROM {attempts} WHERE act = 'change')",
        [moment(intake.made_at), intake.pk],
    )
    writes = "act IN ('create', 'change')"
    _sequence(attempts, "evidence_attempt", writes)
    run(
        "INSERT INTO evidence_attempt (id, administration_id, student_id, key, form, taken_on, test_id, "
        "grade, "
        "validity, note, accommodations, counts, intake_id, row_hash) "
        f"SELECT a.obj, w.obj, a.student, a.akey, s.form, {_date('s.taken')}, s.test, s.grade, s.valid, "
        "s.note, "
        f"{_json('s.acc')}, s.valid = 'valid', %s, CAST(a.h AS text) FROM {attempts} AS a "
        f"JOIN {names['sittings']} AS s ON s.no = a.lead JOIN {names['windows']} AS w ON w.no = a.win "
        f"WHERE a.{writes}",
        [intake.pk],
    )
    numbers = ", ".join(_decimal(f"r.{name}") for name in (*_NUMBERS, "error"))
    run(
        "INSERT INTO evidence_result (attempt_id, item_id, method, value, low, high, error, answer, reason) "
        f"SELECT a.obj, i.obj, r.method, {numbers}, r.answer, r.reason FROM {names['results']} AS r "
        f"JOIN {names['sittings']} AS s ON s.no = r.no JOIN {attempts} AS a ON a.lead = s.lead "
        f"JOIN {names['items']} AS i ON i.no = r.item WHERE a.{writes} AND r.aside IS NULL"
    )
    settle_counting(import_run.template, f"administration_id IN (SELECT obj FROM {names['windows']})")


def _make_tree(import_run: ImportRun, names: dict[str, str]) -> None:
    """Make assessments, windows and items that are not here yet: few, so by objects."""
    organization = import_run.source.organization
    assessments: dict[int, int] = {}
    for number, key, title, subject, family, version, kind, obj in _rows(names["assessments"], "assessments"):
        if obj is None:
            obj = Assessment.objects.create(
                organization=organization,
                kind=kind,
                title=title,
                family=family,
                subject=subject,
                version=version,
                key=key,
                added_by=import_run.approved_by or import_run.received_by,
                added_at=timezone.now(),
            ).pk
            run(f"UPDATE {names['assessments']} SET obj = %s WHERE no = %s", [obj, number])
        assessments[int(number)] = int(obj)
    for number, assessment, key, season, year, title, obj in _rows(names["windows"], "windows"):
        if obj is None:
            made = Administration.objects.create(
                assessment_id=assessments[int(assessment)],
                key=key,
                window=season,
                school_year=year,
                title=title,
            )
            run(f"UPDATE {names['windows']} SET obj = %s WHERE no = %s", [made.pk, number])
    _make_items(names, assessments)
    for edge, least in (("given_on", "MIN"), ("ended_on", "MAX")):
        chosen = (
            f"(SELECT {least}({_date('s.taken')}) FROM {names['sittings']} AS s JOIN {names['windows']} AS w "
            "ON w.no = s.win WHERE w.obj = evidence_administration.id)"
        )
        run(
            f"UPDATE evidence_administration SET {edge} = {chosen} WHERE {edge} IS NULL AND id IN "
            f"(SELECT obj FROM {names['windows']})"
        )


def _make_items(names: dict[str, str], assessments: dict[int, int]) -> None:
    positions: dict[int, int] = {}
    wholes = {
        item.assessment_id: item.pk
        for item in AssessmentItem.objects.filter(
            assessment_id__in=set(assessments.values()), kind=ItemKind.WHOLE
        )
    }
    rows = sorted(_rows(names["items"], "items"), key=lambda row: (row[1], row[4] != "whole", row[0]))
    for number, assessment, key, label, kind, standard, most, obj in rows:
        if obj is not None:
            continue
        of = assessments[int(assessment)]
        if of not in positions:
            last = AssessmentItem.objects.filter(assessment_id=of).order_by("-position").first()
            positions[of] = last.position if last else 0
        positions[of] += 1
        made = AssessmentItem.objects.create(
            assessment_id=of,
            parent_id=wholes.get(of) if kind != "whole" else None,
            kind=kind,
            position=positions[of],
            key=key,
            label=label or key,
            most=most,
            standard_code=standard,
        )
        if kind == "whole":
            wholes[of] = made.pk
        run(f"UPDATE {names['items']} SET obj = %s WHERE no = %s", [made.pk, number])


def _rows(table: str, kind: str) -> list[tuple[Any, ...]]:
    return ask(f"SELECT {', '.join(names_of(kind))}, obj FROM {table} ORDER BY no")


def _facts(import_run: ImportRun, intake: Intake) -> None:
    table = staged(import_run, "facts")
    _supersede("evidence_student_fact", table, intake)
    run(
        'INSERT INTO evidence_student_fact (organization_id, student_id, kind, code, "on", ends_on, amount, note, '  # noqa: E501
        "school_year, source, key, row_hash, intake_id) "
        f"SELECT %s, student, kind, code, {_date('starts')}, {_date('ends')}, {_decimal('amount')}, note, "
        "term, %s, "
        f"key, h, %s FROM {table} WHERE act IN ('create', 'change')",
        [import_run.source.organization_id, import_run.source.name[:120], intake.pk],
    )


def _figures(import_run: ImportRun, intake: Intake) -> None:
    table = staged(import_run, "figures")
    _supersede("evidence_published_figure", table, intake)
    run(
        "INSERT INTO evidence_published_figure (organization_id, title, label, place_code, place_name, "
        "level, "
        '"group", school_year, method, value, low, high, answer, reason, n, source, key, row_hash, intake_id) '  # noqa: E501
        "SELECT %s, title, label, place, place_name, level, grp, term, method, "
        f"{', '.join(_decimal(name) for name in _NUMBERS)}, answer, reason, n, %s, key, h, %s FROM {table} "
        "WHERE act IN ('create', 'change')",
        [import_run.source.organization_id, import_run.source.name[:120], intake.pk],
    )


def _supersede(target: str, table: str, intake: Intake) -> None:
    run(
        f"UPDATE {target} SET superseded_at = %s, superseded_by_id = %s WHERE id IN "
        f"(SELECT old FROM {table} WHERE act = 'change')",
        [moment(intake.made_at), intake.pk],
    )


def _answers(import_run: ImportRun, intake: Intake) -> None:
    from_staging = ask(
        f"SELECT survey, taken, grp, answers, h FROM {staged(import_run, 'answers')} WHERE act = 'create' "
        "ORDER BY no"
    )
    # public ids come from our own alphabet; a survey has thousands of rows, not millions
    marks = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
    for at in range(0, len(from_staging), 100):
        piece = from_staging[at : at + 100]
        values: list[Any] = []
        for survey, taken, group, answers, digest in piece:
            values += [new_public_id(), import_run.source.organization_id, survey, taken, group, answers]
            values += [import_run.source.name[:120], digest, intake.pk]
        run(
            'INSERT INTO evidence_outside_answer_set (public_id, organization_id, survey, taken_on, "group", answers, source, '  # noqa: E501
            f"row_hash, intake_id) VALUES {', '.join([marks] * len(piece))}",
            values,
        )


def _keep_waiting(import_run: ImportRun, table: str) -> None:
    """Keep the rows without a student whole, so that they can be tried again."""
    names = names_of(table)
    columns = import_run.template["students"]
    dims = _dims(import_run) if table == "sittings" else {}
    known = _waiting_already(import_run)
    last = 0
    while True:
        rows = ask(
            f"SELECT rid, several, {', '.join(names)} FROM {staged(import_run, table)} WHERE student IS "
            "NULL AND "
            f"rid > %s ORDER BY rid LIMIT 500",
            [last],
        )
        if not rows:
            return
        last = int(rows[-1][0])
        made = [dict(zip(names, row[2:], strict=True)) for row in rows]
        brought = _brought(import_run, [one["no"] for one in made]) if table == "sittings" else {}
        # the same row of a newer file waits in the place of the older one
        WaitingRow.objects.filter(
            pk__in=[known[key] for one in made if (key := _key_of(one)) in known]
        ).delete()
        WaitingRow.objects.bulk_create(
            waiting_row(
                import_run,
                one["row_no"],
                numbers={columns[at]: one[f"c{at + 1}"] for at in range(len(columns)) if one[f"c{at + 1}"]},
                name=one["name"],
                several=bool(row[1]),
                content={
                    "table": table,
                    "staged": one,
                    "results": brought.get(one["no"], []),
                    **(dims.get(one["win"], {}) if table == "sittings" else {}),
                },
            )
            for row, one in zip(rows, made, strict=True)
        )


def _key_of(one: dict[str, Any]) -> tuple[object, ...]:
    return (*(one[f"c{at}"] for at in range(1, 5)), one["name"], one.get("akey", one.get("key")), one["h"])


def _waiting_already(import_run: ImportRun) -> dict[tuple[object, ...], int]:
    """Return the rows of this system that wait already, by what they say."""
    rows = WaitingRow.objects.filter(run__source_id=import_run.source_id, answered_at=None)
    return {_key_of(row.content["staged"]): row.pk for row in rows.iterator() if row.is_readable}


def _brought(import_run: ImportRun, numbers: list[int]) -> dict[int, list[list[Any]]]:
    marks = ", ".join(["%s"] * len(numbers))
    names = [f"r.{name}" for name in names_of("results")[2:]]
    rows = ask(
        f"SELECT r.no, i.obj, {', '.join(names)} FROM {staged(import_run, 'results')} AS r "
        f"JOIN {staged(import_run, 'items')} AS i ON i.no = r.item WHERE r.no IN ({marks}) ORDER BY r.rid",
        numbers,
    )
    found: dict[int, list[list[Any]]] = {}
    for number, *rest in rows:
        found.setdefault(int(number), []).append(list(rest))
    return found


def _dims(import_run: ImportRun) -> dict[int, dict[str, int]]:
    return {
        int(number): {"administration": int(obj)}
        for number, obj in ask(f"SELECT no, obj FROM {staged(import_run, 'windows')}")
    }
