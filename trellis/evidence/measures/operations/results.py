"""A results file is dropped, mended, applied or put aside."""

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import (
    Administration,
    Assessment,
    AssessmentItem,
    Attempt,
    Intake,
    Result,
    ResultsFile,
    ResultsRow,
)
from trellis.evidence.measures.queries.results import key_row, ready_rows, roster_for_matching, waiting_rows
from trellis.evidence.measures.rules.drafting import is_key_row
from trellis.evidence.measures.rules.matching import match_rows
from trellis.evidence.measures.rules.results import Cell, guess_column, read_cell, school_year_of
from trellis.evidence.measures.words import (
    NAMING_KINDS,
    ColumnKind,
    FileState,
    ItemKind,
    Origin,
    RowProblem,
)
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.child import ChildFailed, run_in_child
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.people.journal.operations import record

MOST_BYTES = 10 * 1024 * 1024
READER = "trellis.evidence.measures.work.read_table"
RESULT_KINDS = (ColumnKind.ITEM, ColumnKind.SCORE)


def refusal_of(code: str) -> str:
    """Return the sentence for a file that could not be read: what happened, what was kept, what to do."""
    sentences: Mapping[str, str] = {
        "encoding": _("The letters of this file cannot be read. Save it as “CSV UTF-8” and try again."),
        "not_text": _("This is not a text table. Save it as CSV or XLSX and try again."),
        "broken_quote": _(
            "A quotation mark is never closed. Open the file in a spreadsheet and save it again."
        ),
        "too_many_rows": _("The file has more than 50,000 rows. Split it and drop the parts."),
        "too_many_columns": _("The file has more than 400 columns. Keep only the ones with results."),
        "unfolds": _("The workbook unfolds to an enormous size and was not opened."),
        "macros": _("The workbook carries macros and was not opened. Save it as plain XLSX or CSV."),
        "entities": _("The workbook holds instructions that a table does not need; it was not opened."),
        "damaged": _("The workbook is damaged and cannot be read. Save it again and retry."),
        "not_a_table": _("This is not a table. Drop a CSV or XLSX file with one row for each student."),
        "empty": _("The file has no rows below its header."),
        "one_column": _("The file has only one column. It needs a student and at least one result."),
        "too_big": _("The file is larger than 10 MB. Keep only the columns with results."),
        "time": _("Reading the file took too long and was stopped. Save it as CSV and try again."),
        "memory": _("Reading the file took too much memory and was stopped. Save it as CSV and try again."),
    }
    sentence = sentences.get(code, _("The file could not be read."))
    return _("%(why)s Nothing was written.") % {"why": sentence}


def _read(content: bytes, name: str) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise Invalid(refusal_of("too_big"), {"file": refusal_of("too_big")})
    safe_name = slugify(name.rsplit(".", 1)[0])[:40] + "." + slugify(name.rsplit(".", 1)[-1])[:8]
    with tempfile.NamedTemporaryFile(prefix="results-") as kept:
        kept.write(content)
        kept.flush()
        try:
            answer: dict[str, Any] = json.loads(run_in_child(READER, [kept.name, safe_name]))
        except ChildFailed as failure:
            raise Invalid(refusal_of(failure.reason), {"file": refusal_of(failure.reason)}) from None
    if "refused" in answer:
        raise Invalid(refusal_of(answer["refused"]), {"file": refusal_of(answer["refused"])})
    return answer


def _check_may(by: Person, community: Community) -> None:
    if not may(Action.CREATE, ObjectKind.RESULT, relations_to_community(by, community)):
        raise Refused(_("Only members of this community add results."))


def _locked(file: ResultsFile) -> ResultsFile:
    locked = ResultsFile.objects.select_for_update().select_related("community").get(pk=file.pk)
    if locked.state != FileState.READ:
        raise Conflict(_("This file was already applied or put aside."))
    return locked


@transaction.atomic
def drop_results_file(
    *, by: Person, community: Community, name: str, content: bytes, now: datetime | None = None
) -> ResultsFile:
    """Read a dropped CSV or XLSX, recognise its columns, match its students; write no result yet.

    Raises:
        Refused: for everybody but members.
        Invalid: with a plain sentence when the file cannot be read.
    """
    _check_may(by, community)
    table = _read(content, name)
    rows = table["rows"]
    columns = [
        {"header": header[:255], "kind": str(guess_column(header, [row["cells"][at] for row in rows]))}
        for at, header in enumerate(table["columns"])
    ]
    file = ResultsFile.objects.create(
        community=community,
        name=name[:255],
        digest=hashlib.sha256(content).hexdigest(),
        columns=columns,
        dropped_by=by,
        dropped_at=now or timezone.now(),
    )
    ResultsRow.objects.bulk_create(
        [
            *(ResultsRow(file=file, number=row["row"], cells=row["cells"]) for row in rows),
            *(
                ResultsRow(file=file, number=note["row"], problem=RowProblem(note["code"]))
                for note in table["notes"]
            ),
        ],
        batch_size=500,
    )
    _match(file)
    record(
        by=by,
        verb="results_file.dropped",
        object_kind="results_file",
        object_id=file.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data={"rows": len(rows), "columns": len(columns)},
    )
    return file


def _bad_column(kinds: Sequence[ColumnKind], headers: Sequence[str], cells: Sequence[str]) -> str:
    for kind, header, cell in zip(kinds, headers, cells, strict=True):
        if kind in RESULT_KINDS and read_cell(cell, kind).bad:
            return header
    return ""


def _match(file: ResultsFile) -> None:
    """Match all readable rows anew with the columns as they are now; what a person mended stays."""
    kinds = [ColumnKind(column["kind"]) for column in file.columns]
    headers = [column["header"] for column in file.columns]
    readable = [row for row in file.rows.all() if len(row.cells) == len(kinds)]
    keys = [row for row in readable if is_key_row(kinds, row.cells)]
    rows = [row for row in readable if row not in keys]
    matching = match_rows(kinds, [row.cells for row in rows], roster_for_matching(file.community))
    for row, match in zip(rows, matching.matches, strict=True):
        bad = _bad_column(kinds, headers, row.cells)
        row.student_id = match.student
        row.problem = RowProblem.VALUE if bad else (match.problem or "")
        row.problem_column = bad
    for row in keys:  # no student's row: what it says is read when the results are written
        row.student_id, row.problem, row.problem_column, row.left_out = None, "", "", True
    changed = ["student", "problem", "problem_column", "left_out"]
    ResultsRow.objects.bulk_update(readable, changed, batch_size=500)
    file.match_rates = [
        {"column": headers[rate.column], "system": rate.system, "matched": rate.matched, "rows": rate.rows}
        for rate in matching.rates[:6]
        if rate.matched
    ]
    file.save(update_fields=["match_rates", "columns"])


@transaction.atomic
def choose_columns(*, by: Person, file: ResultsFile, kinds: Sequence[ColumnKind]) -> ResultsFile:
    """Say what each column holds, where the guess was wrong, and match again.

    Raises:
        Refused: for everybody but members.
        Invalid: without a column that names students, or without one that holds results.
        Conflict: when the file was applied or put aside.
    """
    _check_may(by, file.community)
    file = _locked(file)
    if len(kinds) != len(file.columns):
        raise Invalid(_("Say for every column what it holds."))
    if not any(kind in NAMING_KINDS for kind in kinds):
        raise Invalid(_("Choose the column that names the student."))
    if not any(kind in RESULT_KINDS for kind in kinds):
        raise Invalid(_("Choose at least one column with results."))
    file.columns = [{**column, "kind": str(kind)} for column, kind in zip(file.columns, kinds, strict=True)]
    _match(file)
    return file


@transaction.atomic
def mend_row(*, by: Person, file: ResultsFile, number: int, student_id: str | None) -> ResultsRow:
    """Give a waiting row its student (public id), or leave it out with nothing.

    Raises:
        Refused: for everybody but members.
        Invalid: when the student is not one of the community, already has a row, or the row cannot be read.
        Conflict: when the file was applied or put aside.
    """
    _check_may(by, file.community)
    file = _locked(file)
    row = file.rows.filter(number=number).first()
    if row is None:
        raise Invalid(_("There is no such row."))
    if student_id is None:
        row.left_out = True
        row.save(update_fields=["left_out"])
        return row
    if row.problem in (RowProblem.CELLS, RowProblem.LONG_CELL, RowProblem.VALUE):
        raise Invalid(_("This row cannot be read. Mend the file and drop it again, or leave the row out."))
    student = students_of_community(community=file.community).filter(public_id=student_id).first()
    if student is None:
        raise Invalid(_("Choose a student of this team."))
    if ready_rows(file).filter(student=student).exclude(pk=row.pk).exists():
        raise Invalid(_("This student already has a row in the file."))
    row.student, row.problem, row.left_out = student, "", False
    row.save(update_fields=["student", "problem", "left_out"])
    return row


@transaction.atomic
def put_results_file_aside(*, by: Person, file: ResultsFile) -> ResultsFile:
    """Set a file aside and forget its rows; nothing was written from it.

    Raises:
        Refused: for everybody but members.
        Conflict: when it was applied or put aside.
    """
    _check_may(by, file.community)
    file = _locked(file)
    file.state = FileState.PUT_ASIDE
    file.save(update_fields=["state"])
    file.rows.all().delete()
    return file


@transaction.atomic
def apply_results_file(
    *, by: Person, file: ResultsFile, title: str, given_on: date, now: datetime | None = None
) -> Assessment:
    """Write the results of all matched rows as one assessment of the community.

    Rows that still wait are not written; the page says how many. Applying is all or nothing.

    Raises:
        Refused: for everybody but members.
        Invalid: without a title, with a day in the future, or without any matched row.
        Conflict: when the file was applied or put aside.
    """
    _check_may(by, file.community)
    file = _locked(file)
    if not title.strip():
        raise Invalid(_("Give the results a name."), {"title": _("For example “Fractions check 2”.")})
    if given_on > timezone.localdate():
        raise Invalid(_("This day is still to come."), {"given_on": _("Choose the day the task was given.")})
    rows = list(ready_rows(file))
    if not rows:
        raise Invalid(_("No row is matched with a student yet."))
    moment = now or timezone.now()
    assessment = Assessment.objects.create(
        organization=file.community.organization,
        community=file.community,
        title=title.strip(),
        added_by=by,
        added_at=moment,
    )
    administration = Administration.objects.create(
        assessment=assessment, school_year=school_year_of(given_on), given_on=given_on, file=file
    )
    _write_results(by, administration, file, rows, moment)
    file.state, file.applied_at, file.title, file.given_on = (
        FileState.APPLIED,
        moment,
        title.strip(),
        given_on,
    )
    waiting = waiting_rows(file).count()
    file.save(update_fields=["state", "applied_at", "title", "given_on"])
    record(
        by=by,
        verb="results_file.applied",
        object_kind="assessment",
        object_id=assessment.public_id,
        organization_id=file.community.organization_id,
        community_id=file.community_id,
        data={"students": len(rows), "not_written": waiting},
    )
    return assessment


def _write_results(
    by: Person,
    administration: Administration,
    file: ResultsFile,
    rows: Sequence[ResultsRow],
    moment: datetime,
) -> None:
    intake = Intake.objects.create(
        organization=file.community.organization, origin=Origin.FILE, made_by=by, made_at=moment
    )
    attempts = Attempt.objects.bulk_create(
        [
            Attempt(
                administration=administration,
                student_id=row.student_id,
                taken_on=administration.given_on,
                intake=intake,
            )
            for row in rows
            if row.student_id is not None
        ],
        batch_size=1000,
    )
    results = []
    position = 0
    key = key_row(file)
    for at, column in enumerate(file.columns):
        kind = ColumnKind(column["kind"])
        if kind not in RESULT_KINDS:
            continue
        position += 1
        told = read_cell(key.cells[at], kind) if key else Cell()
        item = AssessmentItem.objects.create(
            assessment=administration.assessment,
            answer=told.answer[:40],
            most=told.value or None,
            position=position,
            label=column["header"] or _("Column %(n)d") % {"n": at + 1},
            kind=ItemKind.PART if kind == ColumnKind.SCORE else ItemKind.ITEM,
        )
        results += [
            Result(attempt=attempt, item=item, value=cell.value, answer=cell.answer, reason=cell.reason)
            for attempt, cell in zip(attempts, (read_cell(row.cells[at], kind) for row in rows), strict=True)
        ]
    Result.objects.bulk_create(results, batch_size=1000)
