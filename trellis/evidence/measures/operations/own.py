"""A team's own assessment: made in a minute, its answers entered by hand, a correction keeps what was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import (
    Administration,
    Assessment,
    AssessmentItem,
    Attempt,
    Intake,
    Result,
)
from trellis.evidence.measures.queries.own import Entry, entry_of
from trellis.evidence.measures.rules.own import (
    TWO_FORMS,
    ItemLine,
    Typed,
    Unreadable,
    form_order,
    read_answers,
    read_item_lines,
)
from trellis.evidence.measures.words import AssessmentKind, Origin
from trellis.evidence.roster.models import SchoolClass
from trellis.evidence.standards.models import AcademicStandard
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.people.journal.operations import record

#: The month in which a school year is taken to begin where no calendar says so.
YEAR_BEGINS = 7


def _check_may(by: Person, community: Community) -> None:
    if not may(Action.CREATE, ObjectKind.RESULT, relations_to_community(by, community)):
        raise Refused(_("Only members of this community add results."))


def why_unreadable(error: Unreadable) -> str:
    """Say in a sentence what cannot be read."""
    words = {"n": error.line}
    sentences = {
        "label": _("Line %(n)d has no words."),
        "twice": _("Line %(n)d says the same as a line before. Give each item its own words."),
        "many": _("More than 60 items; make two assessments."),
        "points": _("Number %(n)d: these points cannot be taken."),
        "answer": _("Number %(n)d: this answer cannot be read."),
        "long": _("There are more answers than items: number %(n)d is too many."),
    }
    return sentences[error.code] % words


def _items(text: str) -> list[ItemLine]:
    try:
        found = read_item_lines(text)
    except Unreadable as error:
        raise Invalid(_("The items cannot be read."), {"items": why_unreadable(error)}) from None
    if not found:
        raise Invalid(_("Write at least one item."), {"items": _("One item a line.")})
    return found


@transaction.atomic
def make_common_assessment(
    *,
    by: Person,
    community: Community,
    title: str,
    items: str,
    given_on: date,
    two_forms: bool = False,
    now: datetime | None = None,
) -> Assessment:
    """Make a team's assessment from lines of text, with the window of its day.

    Raises:
        Refused: for everybody but members.
        Invalid: without a name or items, or with a line that cannot be read.
    """
    _check_may(by, community)
    if not title.strip():
        raise Invalid(_("Give it a name."), {"title": _("For example “Fractions check 2”.")})
    lines = _items(items)
    assessment = Assessment.objects.create(
        organization=community.organization,
        community=community,
        kind=AssessmentKind.COMMON,
        title=title.strip()[:255],
        version=TWO_FORMS if two_forms else "",
        added_by=by,
        added_at=now or timezone.now(),
    )
    Administration.objects.create(
        assessment=assessment,
        school_year=given_on.year + (given_on.month >= YEAR_BEGINS),
        given_on=given_on,
    )
    _write_items(assessment, lines)
    record(
        by=by,
        verb="assessment.made",
        object_kind="assessment",
        object_id=assessment.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data={"items": len(lines), "two_forms": two_forms},
    )
    return assessment


def _write_items(assessment: Assessment, lines: Sequence[ItemLine]) -> None:
    """Write the items; a standard that a framework here knows is linked, any other is kept as its code."""
    codes = {line.standard for line in lines if line.standard}
    known = {
        standard.code: standard
        for standard in AcademicStandard.objects.filter(code__in=codes, removed_at=None).order_by("-pk")
    }
    for position, line in enumerate(lines, start=1):
        item = AssessmentItem.objects.create(
            assessment=assessment,
            position=position,
            label=line.label,
            most=line.most,
            answer=line.answer,
            standard_code=line.standard,
        )
        if line.standard in known:
            item.standards.add(known[line.standard])


@dataclass(frozen=True)
class Entered:
    """What an entry did: students written, and those whose row was as before."""

    written: int
    unchanged: int


def _read_rows(entry: Entry, rows: Mapping[str, str]) -> dict[str, list[Typed]]:
    """Read the typed rows by the student's public id, in the order of each student's form."""
    lines = {line.student.public_id: line for line in entry.lines}
    strangers = set(rows) - set(lines)
    if strangers:
        raise NotFound(_("There is no such student in this class."))
    found, problems = {}, {}
    for pk, text in rows.items():
        order = form_order(len(entry.items), lines[pk].form)
        try:
            typed = read_answers(text, [entry.wanted[at] for at in order])
        except Unreadable as error:
            problems[pk] = why_unreadable(error)
            continue
        if typed is not None:
            by_item: list[Typed] = [Typed()] * len(order)
            for at, cell in zip(order, typed, strict=True):
                by_item[at] = cell
            found[pk] = by_item
    if problems:
        raise Invalid(_("Some rows cannot be read. Nothing was written."), problems)
    return found


@transaction.atomic
def enter_answers(
    *,
    by: Person,
    assessment: Assessment,
    school_class: SchoolClass,
    rows: Mapping[str, str],
    now: datetime | None = None,
) -> Entered:
    """Write the typed answers of a class; a changed row is a new version, the old one is kept.

    Raises:
        Refused: for everybody but members.
        NotFound: for an assessment of no community, or a student who is not in this class.
        Invalid: with a row that cannot be read; ``fields`` names the student's id.
        Conflict: before it was given.
    """
    if assessment.community is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    _check_may(by, assessment.community)
    entry = entry_of(assessment, school_class)
    if entry.window is None:
        raise Conflict(_("This assessment has no day yet."))
    typed = _read_rows(entry, rows)
    before = {line.student.public_id: line for line in entry.lines}
    changed = {pk: cells for pk, cells in typed.items() if before[pk].typed != tuple(cells)}
    if changed:
        _write(by, entry, changed, now or timezone.now())
    return Entered(len(changed), len(typed) - len(changed))


def _write(by: Person, entry: Entry, changed: Mapping[str, Sequence[Typed]], moment: datetime) -> None:
    assert entry.window is not None
    community = entry.assessment.community
    assert community is not None
    intake = Intake.objects.create(
        organization=community.organization, origin=Origin.HAND, made_by=by, made_at=moment
    )
    lines = {line.student.public_id: line for line in entry.lines}
    students = {pk: lines[pk].student for pk in changed}
    Attempt.objects.filter(
        administration=entry.window, student__in=students.values(), superseded_at=None
    ).update(superseded_at=moment, superseded_by=intake, counts=False)
    results = []
    for pk, cells in changed.items():
        attempt = Attempt.objects.create(
            administration=entry.window,
            student=students[pk],
            form=lines[pk].form,
            taken_on=entry.window.given_on,
            intake=intake,
        )
        results += [
            Result(attempt=attempt, item=item, value=cell.value, answer=cell.answer, reason=cell.reason)
            for item, cell in zip(entry.items, cells, strict=True)
        ]
    Result.objects.bulk_create(results, batch_size=1000)
    record(
        by=by,
        verb="answers.entered",
        object_kind="assessment",
        object_id=entry.assessment.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data={"students": len(changed)},
    )
