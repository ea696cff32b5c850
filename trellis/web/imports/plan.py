"""What the page of one import shows, made from its run."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.imports import queries
from trellis.evidence.imports.queries import FindingLine, TouchedCommunity
from trellis.web.ui import Figure

if TYPE_CHECKING:  # doors know the type of a run, never its table
    from trellis.evidence.imports.models import ImportRun
    from trellis.people.accounts.models import Person

UNDO_DAYS = 30
_WORKING = ("received", "unpacked", "checked", "applying")


@dataclass(frozen=True)
class SchoolRow:
    """What happens at one school, sort by sort, in words."""

    name: str
    is_new: bool
    cells: list[str]


@dataclass(frozen=True)
class ImportPage:
    """Everything the template needs; ``state`` chooses the words."""

    state: str
    working: bool
    waits: bool
    decides: bool
    undoable: bool
    undo_until: date
    changes: int
    figures: list[Figure]
    kinds: list[tuple[str, dict[str, int]]]
    reasons: list[str]
    aside: list[FindingLine]
    notes: list[FindingLine]
    touched: list[TouchedCommunity]
    leaving: int
    schools: list[SchoolRow]


def _in_words(part: tuple[int, int, int]) -> str:
    """Say what happens to one sort of row: “12 new, 3 leave”; a dash for nothing."""
    said = (_("%(n)s new"), _("%(n)s change"), _("%(n)s leave"))
    return ", ".join(words % {"n": f"{n:,}"} for words, n in zip(said, part, strict=True) if n) or "–"


def school_rows(import_run: "ImportRun") -> list[SchoolRow]:
    """Return the table of schools in words."""
    return [
        SchoolRow(line.name, line.is_new, [_in_words(part) for part in line.parts])
        for line in queries.school_lines(import_run)
    ]


def page_of(import_run: "ImportRun", *, by: "Person") -> ImportPage:
    """Make the page of a run for a person."""
    lines = queries.findings_of(import_run)
    people = [import_run.counts.get(kind, {}) for kind in ("student", "person")]
    rows = list(import_run.counts.values())

    def total(parts: list[dict[str, int]], name: str) -> int:
        return sum(part.get(name, 0) for part in parts)

    leaving = total(people, "removed")
    figures = [
        Figure(f"{total(people, 'unchanged'):,}", _("people stay the same")),
        Figure(f"{total(people, 'created') + total(people, 'restored'):,}", _("new or back")),
        Figure(f"{total(people, 'changed'):,}", _("details change")),
        Figure(f"{leaving:,}", _("leave")),
        Figure(f"{total(rows, 'set_aside'):,}", _("rows set aside")),
    ]
    decides = queries.may_decide(by, import_run)
    return ImportPage(
        state=import_run.state,
        working=import_run.state in _WORKING,
        waits=import_run.state in ("planned", "held"),
        decides=decides,
        undoable=decides and queries.may_still_be_undone(import_run),
        undo_until=timezone.localdate(import_run.applied_at) + timedelta(days=UNDO_DAYS)
        if import_run.applied_at
        else timezone.localdate() + timedelta(days=UNDO_DAYS),
        changes=queries.changes_of(import_run),
        figures=figures,
        kinds=queries.kind_lines(import_run),
        reasons=queries.reasons_of(import_run),
        aside=[line for line in lines if line.severity in ("error", "reject")],
        notes=[line for line in lines if line.severity in ("warning", "info")],
        touched=queries.touched_communities(import_run),
        leaving=leaving,
        schools=school_rows(import_run),
    )
