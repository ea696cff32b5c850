"""Tries rows that wait for their student again, and takes one when a person or a roster says who it is."""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.imports.models import WaitingRow
from trellis.evidence.measures.models import Attempt, Result, StudentFact
from trellis.evidence.roster.models import Student, StudentIdentifier
from trellis.kit.errors import Conflict
from trellis.people.places.models import Organization

#: So many waiting rows are matched with one question for each system of numbers.
CHUNK = 500


def retry_waiting(organization: Organization) -> int:
    """Match waiting rows with the roster as it is now, by the pair that matched best; return how many."""
    waiting = WaitingRow.objects.filter(
        run__source__organization__path__startswith=organization.path, answered_at=None
    ).select_related("run__source__organization", "run__intake")
    found = 0
    for rows in batched(waiting.iterator(chunk_size=CHUNK), CHUNK):
        for row, student in _matched(rows):
            take_waiting(row, student)
            found += 1
    return found


def _number_of(row: WaitingRow) -> tuple[str, str] | None:
    """Return system and number by which a row is tried.

    Without any match in its file nobody knows which system its numbers are of.
    """
    for rate in (row.run.details.get("rates") or [])[:1]:
        number = row.numbers.get(rate["column"])
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


@transaction.atomic
def take_waiting(row: WaitingRow, student: Student) -> None:
    """Write what a waiting row brings for a student; a standing attempt with the same key is superseded."""
    content, intake = row.content, row.run.intake
    if intake is None:
        raise Conflict(_("This import was taken back."))
    staged: dict[str, Any] = content["staged"]
    now = timezone.now()
    if content["table"] == "facts":
        standing = StudentFact.objects.filter(
            student=student, source=row.run.source.name[:120], key=staged["key"], superseded_at=None
        )
        standing.update(superseded_at=now, superseded_by=intake)
        StudentFact.objects.create(
            organization=row.run.source.organization,
            student=student,
            kind=staged["kind"],
            code=staged["code"],
            on=staged["starts"],
            ends_on=staged["ends"],
            amount=staged["amount"],
            note=staged["note"],
            school_year=staged["term"],
            source=row.run.source.name[:120],
            key=staged["key"],
            row_hash=staged["h"],
            intake=intake,
        )
    else:
        _take_sitting(row, student, staged, content)
    row.student, row.answered_at = student, now
    row.save(update_fields=["student", "answered_at"])


def _take_sitting(row: WaitingRow, student: Student, staged: dict[str, Any], content: dict[str, Any]) -> None:
    intake = row.run.intake
    standing = Attempt.objects.filter(
        administration_id=content["administration"], student=student, key=staged["akey"], superseded_at=None
    ).first()
    if standing is not None and standing.intake_id == (intake.pk if intake else None):
        # another row of the same file belongs to the same attempt
        attempt = standing
    else:
        if standing is not None:
            standing.superseded_at, standing.superseded_by = timezone.now(), intake
            standing.save(update_fields=["superseded_at", "superseded_by"])
        attempt = Attempt.objects.create(
            administration_id=content["administration"],
            student=student,
            key=staged["akey"],
            form=staged["form"],
            taken_on=staged["taken"],
            test_id=staged["test"],
            grade=staged["grade"],
            validity=staged["valid"],
            note=staged["note"],
            counts=staged["valid"] == "valid",
            intake=intake,
            row_hash=str(staged["h"]),
        )
    for item, method, value, low, high, error, answer, reason in content["results"]:
        Result.objects.get_or_create(
            attempt=attempt,
            item_id=item,
            method=method,
            defaults={
                "value": value,
                "low": low,
                "high": high,
                "error": error,
                "answer": answer,
                "reason": reason,
            },
        )
