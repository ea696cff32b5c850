"""Reads runs, their plans and their reports, for people who may see imports."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.imports.models import (
    ExternalKey,
    ImportChange,
    ImportRun,
    ImportSource,
    ImportTemplate,
    MatchProposal,
    WaitingRow,
)
from trellis.evidence.imports.rules import may_decide_import, may_see_import, may_send_import, may_undo_now
from trellis.evidence.imports.words.findings import REASONS, SENTENCES, SENTENCES_OF_FILE
from trellis.evidence.imports.words.states import (
    GUARD_ROWS,
    REMOVED_SHARE,
    FileKind,
    Kind,
    RunFormat,
    RunState,
)
from trellis.evidence.roster.models import Student
from trellis.kit.errors import NotFound
from trellis.people.access.queries import holding, relations_to_place
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.places.models import Organization

#: Where the templates that come with the product stand.
LAYOUTS = Path(__file__).resolve().parent / "layouts"
COUNTED = ("created", "changed", "unchanged", "restored", "removed", "set_aside")
#: How the command ends, by state; `exit_code_of` adds 1 for rows set aside.
_EXIT = {RunState.HELD: 2, RunState.PLANNED: 2, RunState.REJECTED: 3, RunState.FAILED: 4}


@dataclass(frozen=True)
class FindingLine:
    """One line of a report: what, where, how often, in a plain sentence; never the content of a cell."""

    code: str
    severity: str
    file: str
    row: int
    column: str
    count: int
    message: str


def import_home_of(by: Person) -> Organization | None:
    """Return the highest organization for which this person may see imports."""
    for assignment in by.roles.select_related("organization").order_by("organization__path"):
        if may_see_import(relations_to_place(by, assignment.organization)):
            return assignment.organization
    return None


def runs_of(
    organization: Organization, *, by: Person, format_: RunFormat = RunFormat.ROSTER
) -> QuerySet[ImportRun]:
    """Return the imports of an organization, newest first; none for people who may not see them."""
    if not may_see_import(relations_to_place(by, organization)):
        return ImportRun.objects.none()
    return ImportRun.objects.filter(source__organization=organization, format=format_).select_related(
        "source__organization", "received_by", "approved_by"
    )


def open_import(*, by: Person, pk: str) -> ImportRun:
    """Return one import by its public id.

    Raises:
        NotFound: when it does not exist or the person may not see imports there.
    """
    found = (
        ImportRun.objects.select_related("source__organization", "received_by", "approved_by")
        .filter(public_id=pk)
        .first()
    )
    if found is None or not may_see_import(relations_to_place(by, found.source.organization)):
        raise NotFound(_("There is no such import, or it is not open to you."))
    return found


def may_decide(by: Person, import_run: ImportRun) -> bool:
    """Say whether this person may apply, put aside or undo this import."""
    return may_decide_import(relations_to_place(by, import_run.source.organization))


def findings_of(import_run: ImportRun) -> list[FindingLine]:
    """Return one line for each code, file and column, with the first row and the exact count."""
    first: dict[tuple[str, str, str, str], int] = {}
    for code, severity, file, column, row in import_run.findings.values_list(
        "code", "severity", "file", "column", "row"
    ):
        first.setdefault((code, severity, file, column), row)
    order = {"reject": 0, "error": 1, "warning": 2, "info": 3}
    lines = []
    for key, count in import_run.totals.items():
        code, severity, file, column = (*key.split("|"), "", "", "")[:4]
        lines.append(
            FindingLine(
                code,
                severity,
                file,
                first.get((code, severity, file, column), 0),
                column,
                int(count),
                _(SENTENCES_OF_FILE.get((code, file)) or SENTENCES[code]),
            )
        )
    return sorted(lines, key=lambda line: (order.get(line.severity, 9), line.code, line.file))


def reasons_of(import_run: ImportRun) -> list[str]:
    """Return, as sentences, why the import waits for a yes."""
    return [_(REASONS[reason]) for reason in import_run.held_because]


def _outcome(import_run: ImportRun) -> tuple[str, list[str]]:
    """Return the state and the reasons for waiting as reports say them; a plan nobody applied waits, too."""
    if import_run.state == RunState.PLANNED:
        return str(RunState.HELD), ["dry_run"]
    held = import_run.state == RunState.HELD
    return str(import_run.state), list(import_run.held_because) if held else []


def exit_code_of(import_run: ImportRun) -> int:
    """Return the exit code of the command: 0 done, 1 done with rows set aside, 2 held, 3 refused, 4 failed."""  # noqa: E501
    code = _EXIT.get(RunState(import_run.state), 0)
    aside = any("|error|" in key for key in import_run.totals)
    return 1 if code == 0 and aside else code


def report_of(import_run: ImportRun) -> dict[str, Any]:
    """Return the report as one JSON-able object; it holds no cell of the package."""
    state, held_because = _outcome(import_run)
    of_results: dict[str, Any] = {}
    if import_run.format == RunFormat.RESULTS:
        of_results = {
            "template": import_run.template.get("name", ""),
            "matching": import_run.details.get("rates", []),
            "waiting": import_run.details.get("waiting", 0),
            "windows": import_run.details.get("windows", []),
        }
    return {
        "state": state,
        "held_because": held_because,
        "kinds": {
            kind: {name: counts.get(name, 0) for name in COUNTED}
            for kind, counts in import_run.counts.items()
        },
        **of_results,
        "findings": [line.__dict__ for line in findings_of(import_run)],
        "seconds": round(import_run.seconds, 3),
    }


def failed_report() -> dict[str, Any]:
    """Return the report of an import that could not begin."""
    return {"state": str(RunState.FAILED), "held_because": [], "kinds": {}, "findings": [], "seconds": 0}


def report_as_csv(import_run: ImportRun) -> str:
    """Return the findings as CSV; every cell is ours, so no formula can hide in it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["code", "severity", "file", "row", "column", "count", "message"])
    for line in findings_of(import_run):
        writer.writerow(
            [line.code, line.severity, line.file, line.row, line.column, line.count, line.message]
        )
    return text.getvalue()


def kind_lines(import_run: ImportRun) -> list[tuple[str, dict[str, int]]]:
    """Return the counts by kind, in the order of applying, with the kind in words."""
    return [
        (str(kind.label), {name: import_run.counts[kind].get(name, 0) for name in COUNTED})
        for kind in (*Kind, *FileKind)
        if kind in import_run.counts
    ]


def undo_plan(import_run: ImportRun) -> list[tuple[str, dict[str, int]]]:
    """Return, by kind, what undoing would take away, set back, bring back and close again; nothing is written."""  # noqa: E501
    made = ExternalKey.objects.filter(
        source_id=import_run.source_id, made_by=import_run, removed_at=None
    ).values_list("kind")
    plan: dict[str, dict[str, int]] = {}
    for kind, count in made.annotate(n=Count("id")):
        plan.setdefault(kind, {})["taken_away"] = count
    names = {"change": "set_back", "remove": "brought_back", "restore": "closed_again"}
    changes = ImportChange.objects.filter(run=import_run).values_list("kind", "action")
    for kind, action, count in changes.annotate(n=Count("id")):
        plan.setdefault(kind, {})[names[action]] = count
    empty = dict.fromkeys(("taken_away", "set_back", "brought_back", "closed_again"), 0)
    return [(str(kind.label), {**empty, **plan[kind]}) for kind in Kind if kind in plan]


def undo_reasons(import_run: ImportRun) -> list[str]:
    """Return, as sentences, why undoing needs a second yes; empty when little would go."""
    active = dict(
        ExternalKey.objects.filter(source_id=import_run.source_id, removed_at=None)
        .values_list("kind")
        .annotate(n=Count("id"))
    )
    reasons = []
    for label, counts in undo_plan(import_run):
        going = counts["taken_away"] + counts["closed_again"]
        have = next((active.get(str(kind), 0) for kind in Kind if str(kind.label) == label), 0)
        if going and label == str(Kind.ORGANIZATION.label):
            reasons.append(_("Schools or departments that this import brought would be closed."))
        elif going >= GUARD_ROWS and going > REMOVED_SHARE * have:
            reasons.append(
                _("%(kind)s: more than one in ten would go, %(n)s in all.") % {"kind": label, "n": going}
            )
    return reasons


def open_proposals(organization: Organization) -> QuerySet[MatchProposal]:
    """Return the rows that may be somebody we know and wait for an answer."""
    return (
        MatchProposal.objects.filter(source__organization=organization, answered_at=None)
        .select_related("person", "source__organization")
        .order_by("id")
    )


@dataclass(frozen=True)
class TouchedCommunity:
    """A community whose members' classes gain or lose students by an import."""

    community: Community
    joining: int
    leaving: int


def touched_communities(import_run: ImportRun) -> list[TouchedCommunity]:
    """Return the communities an import touches, those with the most changes first."""
    found = Community.objects.in_bulk([row[0] for row in import_run.touched])
    return [
        TouchedCommunity(found[pk], joining, leaving)
        for pk, joining, leaving in import_run.touched
        if pk in found
    ]


@dataclass(frozen=True)
class SchoolLine:
    """What an import does at one school: for each sort of row how many are new or back, change, and leave."""

    name: str
    is_new: bool
    parts: tuple[tuple[int, int, int], ...]


#: The sorts of rows that are counted by school: students, staff and guardians, classes, places in classes.
BY_SCHOOL = ((Kind.STUDENT,), (Kind.PERSON,), (Kind.CLASS,), (Kind.ENROLLMENT, Kind.TEACHING))
_ENDS = (("created", "restored"), ("changed",), ("removed",))


def school_lines(import_run: ImportRun) -> list[SchoolLine]:
    """Return what happens at each school, where most leaves first; the same before and after applying."""
    known = Organization.objects.in_bulk([int(key) for key in import_run.schools if key.isdecimal()])
    lines = []
    for key, counts in import_run.schools.items():
        parts = [
            [sum(counts.get(f"{kind}_{end}", 0) for kind in kinds for end in ends) for ends in _ENDS]
            for kinds in BY_SCHOOL
        ]
        place = known.get(int(key)) if key.isdecimal() else None
        if any(map(any, parts)) and (place or not key.isdecimal()):
            name = place.name if place else key.removeprefix("+")
            lines.append(SchoolLine(name, place is None, tuple((new, old, gone) for new, old, gone in parts)))
    return sorted(lines, key=lambda line: (-sum(part[2] for part in line.parts), line.name))


def changes_of(import_run: ImportRun) -> int:
    """Return how many rows would be written."""
    return sum(
        counts.get(name, 0)
        for counts in import_run.counts.values()
        for name in ("created", "changed", "restored", "removed")
    )


def open_proposal(*, by: Person, pk: str) -> MatchProposal:
    """Return one proposal by its public id.

    Raises:
        NotFound: when it does not exist or the person may not see imports there.
    """
    found = (
        MatchProposal.objects.select_related("source__organization", "person").filter(public_id=pk).first()
    )
    if found is None or not may_see_import(relations_to_place(by, found.source.organization)):
        raise NotFound(_("There is no such question, or it is not open to you."))
    return found


def sources_of(organization: Organization) -> QuerySet[ImportSource]:
    """Return the systems that send rosters here, by name; whoever asks was let in before."""
    return ImportSource.objects.filter(organization=organization, runs__format=RunFormat.ROSTER).distinct()


def open_source(*, by: Person, pk: str) -> ImportSource:
    """Return one system for somebody who decides about its imports.

    Raises:
        NotFound: when it does not exist, or the person does not decide there.
    """
    found = ImportSource.objects.select_related("organization").filter(public_id=pk).first()
    if found is None or not may_decide_import(relations_to_place(by, found.organization)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return found


def may_send(by: Person, organization: Organization) -> bool:
    """Say whether this person may send a roster here."""
    return may_send_import(relations_to_place(by, organization))


def may_still_be_undone(import_run: ImportRun) -> bool:
    """Say whether an import can be taken back now."""
    return may_undo_now(import_run.state, import_run.applied_at, timezone.now(), import_run.format)


def has_imports(by: Person) -> bool:
    """Say whether imports are part of this person's work: for the main navigation, with one question."""
    return by.roles.filter(
        holding(timezone.localdate()), role__in=[Role.DATA_STEWARD, Role.SITE_ADMINISTRATOR]
    ).exists()


def own_templates(organization: Organization) -> QuerySet[ImportTemplate]:
    """Return the templates a district made."""
    return ImportTemplate.objects.filter(organization=organization, retired_at=None)


def open_template(*, by: Person, pk: str) -> ImportTemplate:
    """Return one template of a district by its public id.

    Raises:
        NotFound: when it does not exist or the person may not see imports there.
    """
    found = ImportTemplate.objects.select_related("organization").filter(public_id=pk).first()
    if found is None or not may_see_import(relations_to_place(by, found.organization)):
        raise NotFound(_("There is no such template, or it is not open to you."))
    return found


def waiting_rows_of(organization: Organization) -> QuerySet[WaitingRow]:
    """Return the rows that wait for their student, oldest first; names and numbers are for stewards alone."""
    return (
        WaitingRow.objects.filter(
            run__source__organization=organization, run__state=RunState.APPLIED, answered_at=None
        )
        .select_related("run")
        .order_by("id")
    )


def open_waiting_row(*, by: Person, pk: str) -> WaitingRow:
    """Return one waiting row by its public id.

    Raises:
        NotFound: when it does not exist or the person may not decide about imports there.
    """
    found = WaitingRow.objects.select_related("run__source__organization").filter(public_id=pk).first()
    if found is None or not may_decide(by, found.run):
        raise NotFound(_("There is no such row, or it is not open to you."))
    return found


def student_by_number(organization: Organization, number: str) -> Student | None:
    """Return the one student of an organization with a number under any system; nothing for several."""
    found = Student.objects.filter(
        removed_at=None,
        school__path__startswith=organization.path,
        identifiers__value__iexact=number.strip(),
    ).distinct()[:2]
    return found[0] if len(found) == 1 else None


def built_in_titles() -> list[tuple[str, str]]:
    """Return the name and title of every template that comes with the product, by title."""
    contents = (json.loads(path.read_text(encoding="utf-8")) for path in LAYOUTS.glob("*.json"))
    return sorted(((one["name"], one["title"]) for one in contents), key=lambda pair: pair[1].casefold())
