"""Tries rows that wait for their student again, and takes one when a person or a roster says who it is."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.imports.models import WaitingRow
from trellis.evidence.imports.work.results.counting import settle_beside
from trellis.evidence.measures.models import Attempt, Result, StudentFact
from trellis.evidence.roster.models import Student, StudentIdentifier
from trellis.kit.errors import Conflict
from trellis.people.places.models import Organization

#: So many waiting rows are matched with one question for each system of numbers.
CHUNK = 500


def retry_waiting(organization: Organization) -> int:
    """Match waiting rows with the roster as it is now, by the pair that matched best; return how many."""
    waiting = WaitingRow.objects.filter(
        run__source__organization__path__startswith=organization.path,
        run__intake__isnull=False,
        answered_at=None,
    ).select_related("run__source__organization", "run__intake")
    found = 0
    for rows in batched(waiting.iterator(chunk_size=CHUNK), CHUNK):
        pairs = sorted(_matched(rows), key=lambda pair: (pair[0].run_id, pair[0].row, pair[0].pk))
        _take_all(pairs)
        found += len(pairs)
    return found


def _number_of(row: WaitingRow) -> tuple[str, str] | None:
    """Return system and number by which a row is tried.

    Without any match in its file nobody knows which system its numbers are of; without the key that sealed
    it nobody can read them, and the row goes on waiting.
    """
    if not row.is_readable:
        return None
    for rate in (row.run.details.get("rates") or [])[:1]:
        number = row.said["numbers"].get(rate["column"])
        if number is not None:
            return rate["system"], str(number).strip()
    return None


def _matched(rows: Sequence[WaitingRow]) -> Iterator[tuple[WaitingRow, Student]]:
    """Yield the rows whose number exactly one student of their organization has, with that student."""
    groups: dict[tuple[str, str], list[tuple[WaitingRow, str]]] = {}
    for row in rows:
        tried = _number_of(row)
        if tried is not None:
            system, number = tried
            groups.setdefault((system, row.run.source.organization.path), []).append((row, number))
    for (system, path), members in groups.items():
        numbers = {number for _row, number in members}
        fitting = (
            StudentIdentifier.objects.annotate(low=Lower("value"))
            .filter(
                Q(low__in={number.lower() for number in numbers}) | Q(value__in=numbers),
                system=system,
                student__removed_at=None,
                student__school__path__startswith=path,
            )
            .values_list("value", "student_id")
        )
        known: dict[str, set[int]] = {}
        for value, student in fitting:
            known.setdefault(value.lower(), set()).add(student)
        single = {
            row.pk: next(iter(known[number.lower()]))
            for row, number in members
            if len(known.get(number.lower(), ())) == 1
        }
        students = Student.objects.in_bulk(set(single.values()))
        yield from ((row, students[single[row.pk]]) for row, _number in members if row.pk in single)


def take_waiting(row: WaitingRow, student: Student) -> None:
    """Write what a waiting row brings for a student; a standing attempt with the same key is superseded.

    Raises:
        Conflict: when its import was taken back, or the key that sealed it is not here.
    """
    if row.run.intake_id is None:
        raise Conflict(_("This import was taken back."))
    if not row.is_readable:
        raise Conflict(_("The key that sealed this row is not on this machine, so nobody can read it."))
    _take_all([(row, student)])


@transaction.atomic
def _take_all(pairs: Sequence[tuple[WaitingRow, Student]]) -> None:
    """Write what waiting rows bring, in their order: as many questions for 500 rows as for one."""
    now = timezone.now()
    _take_facts([pair for pair in pairs if pair[0].content["table"] == "facts"], now)
    _take_sittings([pair for pair in pairs if pair[0].content["table"] != "facts"], now)
    for row, student in pairs:
        row.student, row.answered_at = student, now
    WaitingRow.objects.bulk_update([row for row, _student in pairs], ["student", "answered_at"])


def _take_facts(pairs: Sequence[tuple[WaitingRow, Student]], now: datetime) -> None:
    if not pairs:
        return
    standing = {
        (fact.student_id, fact.source, fact.key): fact
        for fact in StudentFact.objects.filter(
            student__in={student.pk for _row, student in pairs},
            source__in={row.run.source.name[:120] for row, _student in pairs},
            key__in={row.content["staged"]["key"] for row, _student in pairs},
            superseded_at=None,
        )
    }
    old: list[StudentFact] = []
    made: list[StudentFact] = []
    for row, student in pairs:
        staged, source = row.content["staged"], row.run.source
        fact = StudentFact(
            organization=source.organization,
            student=student,
            kind=staged["kind"],
            code=staged["code"],
            on=staged["starts"],
            ends_on=staged["ends"],
            amount=staged["amount"],
            note=staged["note"],
            school_year=staged["term"],
            source=source.name[:120],
            key=staged["key"],
            row_hash=staged["h"],
            intake=row.run.intake,
        )
        before = standing.get((student.pk, fact.source, fact.key))
        if before is not None:
            before.superseded_at, before.superseded_by = now, row.run.intake
            if before.pk is not None:
                old.append(before)
        standing[(student.pk, fact.source, fact.key)] = fact
        made.append(fact)
    StudentFact.objects.bulk_update(old, ["superseded_at", "superseded_by"])
    StudentFact.objects.bulk_create(made)


def _take_sittings(pairs: Sequence[tuple[WaitingRow, Student]], now: datetime) -> None:
    if not pairs:
        return
    standing = {
        (attempt.administration_id, attempt.student_id, attempt.key): attempt
        for attempt in Attempt.objects.filter(
            administration__in={row.content["administration"] for row, _student in pairs},
            student__in={student.pk for _row, student in pairs},
            superseded_at=None,
        )
    }
    old: list[Attempt] = []
    made: list[Attempt] = []
    brought: list[tuple[Attempt, list[Any]]] = []
    for row, student in pairs:
        staged, window = row.content["staged"], row.content["administration"]
        at = (window, student.pk, staged["akey"])
        attempt = standing.get(at)
        # another row of the same file belongs to the same attempt
        if attempt is None or attempt.intake_id != row.run.intake_id:
            if attempt is not None:
                attempt.superseded_at, attempt.superseded_by = now, row.run.intake
                if attempt.pk is not None:
                    old.append(attempt)
            attempt = standing[at] = _attempt(row, student)
            made.append(attempt)
        brought += [(attempt, result) for result in row.content["results"]]
    Attempt.objects.bulk_update(old, ["superseded_at", "superseded_by"])
    Attempt.objects.bulk_create(made)
    _write_results(brought)
    _settle_counting(pairs, standing)


def _settle_counting(
    pairs: Sequence[tuple[WaitingRow, Student]], standing: Mapping[tuple[int, int, str], Attempt]
) -> None:
    """Say anew which attempt counts, in the order of the files: each by the rule of its template."""
    files: dict[int, tuple[dict[str, Any], set[int]]] = {}
    for row, student in pairs:
        at = (row.content["administration"], student.pk, row.content["staged"]["akey"])
        files.setdefault(row.run_id, (row.run.template, set()))[1].add(standing[at].pk)
    for template, attempts in files.values():
        settle_beside(template, sorted(attempts))


def _attempt(row: WaitingRow, student: Student) -> Attempt:
    staged: dict[str, Any] = row.content["staged"]
    return Attempt(
        administration_id=row.content["administration"],
        student=student,
        key=staged["akey"],
        form=staged["form"],
        taken_on=staged["taken"],
        test_id=staged["test"],
        grade=staged["grade"],
        validity=staged["valid"],
        note=staged["note"],
        counts=staged["valid"] == "valid",
        intake=row.run.intake,
        row_hash=str(staged["h"]),
    )


def _write_results(brought: Sequence[tuple[Attempt, list[Any]]]) -> None:
    """Write the results of attempts that are there now; what an attempt says of an item already stands."""
    attempts = {attempt.pk for attempt, _result in brought}
    said = set(Result.objects.filter(attempt__in=attempts).values_list("attempt_id", "item_id", "method"))
    made = []
    for attempt, (item, method, value, low, high, error, answer, reason) in brought:
        if (attempt.pk, item, method) in said:
            continue
        said.add((attempt.pk, item, method))
        made.append(
            Result(
                attempt=attempt,
                item_id=item,
                method=method,
                value=value,
                low=low,
                high=high,
                error=error,
                answer=answer,
                reason=reason,
            )
        )
    Result.objects.bulk_create(made)
