"""What the page of one file shows, made from its run."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.imports import queries
from trellis.evidence.imports.queries import FindingLine
from trellis.evidence.imports.rules.mapping import level_columns
from trellis.evidence.imports.words.mapping import ColumnRole
from trellis.evidence.measures.words import Window
from trellis.evidence.roster.words import IdentifierSystem
from trellis.web.ui import Figure

if TYPE_CHECKING:  # doors know the type of a run, never its table
    from trellis.evidence.imports.models import ImportRun
    from trellis.people.accounts.models import Person
    from trellis.people.places.models import Organization

UNDO_DAYS = 30
_WORKING = ("received", "unpacked", "checked", "applying")


@dataclass(frozen=True)
class MatchLine:
    """How many rows one column finds on the roster under one system of numbers."""

    column: str
    system: str
    matched: int
    rows: int


@dataclass(frozen=True)
class WindowLine:
    """One window of one assessment that a file brings."""

    assessment: str
    window: str
    rows: int


@dataclass(frozen=True)
class FilePage:
    """Everything the template needs; ``state`` chooses the words."""

    state: str
    working: bool
    share: int
    waits: bool
    decides: bool
    undoable: bool
    undo_until: date
    changes: int
    mappable: bool
    keeps_rows: bool
    template: str
    figures: list[Figure]
    kinds: list[tuple[str, dict[str, int]]]
    reasons: list[str]
    matches: list[MatchLine]
    windows: list[WindowLine]
    aside: list[FindingLine]
    notes: list[FindingLine]
    words: str


def page_of_file(import_run: "ImportRun", *, by: "Person") -> FilePage:
    """Make the page of a file for a person."""
    details: dict[str, Any] = import_run.details
    lines = queries.findings_of(import_run)
    kinds = queries.kind_lines(import_run)
    decides = queries.may_decide(by, import_run)
    applied = timezone.localdate(import_run.applied_at) if import_run.applied_at else timezone.localdate()
    waits = import_run.state in ("planned", "held")
    return FilePage(
        state=import_run.state,
        working=import_run.state in _WORKING,
        share=int(float(details.get("share", 0)) * 100),
        waits=waits,
        decides=decides,
        undoable=decides and queries.may_still_be_undone(import_run),
        undo_until=applied + timedelta(days=UNDO_DAYS),
        changes=queries.changes_of(import_run),
        mappable=decides and (waits or import_run.state == "rejected") and bool(details.get("look")),
        keeps_rows=decides and import_run.sealed_rows.exists(),
        template=str(import_run.template.get("title", "")),
        figures=_figures(import_run, kinds),
        kinds=kinds,
        reasons=queries.reasons_of(import_run),
        matches=[
            MatchLine(
                rate["column"], str(IdentifierSystem(rate["system"]).label), rate["matched"], rate["rows"]
            )
            for rate in details.get("rates", [])
        ],
        windows=[
            WindowLine(one["assessment"], _window_words(one), one["rows"])
            for one in details.get("windows", [])
        ],
        aside=[line for line in lines if line.severity in ("error", "reject")],
        notes=[line for line in lines if line.severity in ("warning", "info")],
        words=", ".join(details.get("words", [])),
    )


def _figures(import_run: "ImportRun", kinds: list[tuple[str, dict[str, int]]]) -> list[Figure]:
    def total(name: str) -> int:
        return sum(counts.get(name, 0) for _label, counts in kinds)

    return [
        Figure(f"{total('created'):,}", _("new")),
        Figure(f"{total('changed'):,}", _("corrected")),
        Figure(f"{total('unchanged'):,}", _("the same")),
        Figure(f"{int(import_run.details.get('waiting', 0)):,}", _("wait for their student")),
        Figure(f"{total('set_aside'):,}", _("rows set aside")),
    ]


def _window_words(one: dict[str, Any]) -> str:
    """Return a window as people say it: “Fall 2026–27”, “September 2026–27”, “2026–27”."""
    year = int(one["year"])
    years = f"{year - 1}–{year % 100:02d}"
    name = one["window"] or ("" if one["season"] == Window.ONCE else str(Window(one["season"]).label))
    return f"{name} {years}".strip()


def columns_to_map(import_run: "ImportRun") -> list[dict[str, Any]]:
    """Return the columns of levels with their codes, for the second step."""
    look = import_run.details.get("look", [])
    draft = [ColumnRole(role) for role in import_run.details.get("draft", [])]
    if len(draft) != len(look):
        return []
    wanted = set(level_columns([column["name"] for column in look], draft))
    return [column for column in look if column["name"] in wanted]


def template_choices(home: "Organization") -> list[tuple[str, str]]:
    """Return the templates to choose from, those of the district first."""
    own = [(one.name, one.title) for one in queries.own_templates(home)]
    return [*own, *queries.built_in_titles()]
