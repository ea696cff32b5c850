"""Tries rows that wait for their student again, and takes one when a person or a roster says who it is."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.imports.models import WaitingRow
from trellis.evidence.measures.models import Attempt, Result, StudentFact
from trellis.evidence.roster.models import Student, StudentIdentifier
from trellis.kit.errors import Conflict
from trellis.people.places.models import Organization


def retry_waiting(organization: Organization) -> int:
    """Match waiting rows with the roster as it is now, by the pair that matched best; return how many."""
    waiting = WaitingRow.objects.filter(
        run__source__organization__path__startswith=organization.path, answered_at=None
    ).select_related("run__source__organization", "run__intake")
    found = 0
    for row in waiting.iterator(chunk_size=500):
        student = _student_of(row)
        if student is not None:
            take_waiting(row, student)
            found += 1
    return found


def _student_of(row: WaitingRow) -> Student | None:
    rates = row.run.details.get("rates") or []
    # without any match in its file nobody knows which system its numbers are of
    pairs = [(rate["column"], rate["system"]) for rate in rates[:1]]
    for column, system in pairs:
        number = row.numbers.get(column)
        if number is None:
            continue
        fitting = StudentIdentifier.objects.filter(
            system=system,
            value__iexact=str(number).strip(),
            student__removed_at=None,
            student__school__path__startswith=row.run.source.organization.path,
        ).values_list("student_id", flat=True)
        students = set(fitting[:2])
        if len(students) == 1:
            return Student.objects.get(pk=students.pop())
    return None


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
