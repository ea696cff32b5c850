"""What the page of one framework's file shows, made from its run."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trellis.evidence.imports import queries
from trellis.evidence.standards.operations import refusal_of
from trellis.web.ui import Figure

if TYPE_CHECKING:  # doors know the type of a run, never its table
    from trellis.evidence.imports.models import ImportRun
    from trellis.people.accounts.models import Person

_WORKING = ("received", "unpacked", "checked", "applying")


@dataclass(frozen=True)
class FrameworkFilePage:
    """Everything the template needs; ``state`` chooses the words."""

    state: str
    working: bool
    waits: bool
    decides: bool
    title: str
    refusal: str
    framework: str
    figures: list[Figure]
    reasons: list[str]
    linked: int


def page_of_framework_file(import_run: "ImportRun", *, by: "Person") -> FrameworkFilePage:
    """Make the page of a file for a person."""
    details: dict[str, Any] = import_run.details
    counts = next((counts for _label, counts in queries.kind_lines(import_run)), {})
    words = {
        "created": _("new"),
        "changed": _("changed"),
        "unchanged": _("the same"),
        "removed": _("gone, only marked"),
        "set_aside": _("without a statement, left out"),
    }
    figures = [
        Figure(f"{counts[name]:,}", label)
        for name, label in words.items()
        if counts.get(name) or (counts and name == "created")
    ]
    return FrameworkFilePage(
        state=import_run.state,
        working=import_run.state in _WORKING,
        waits=import_run.state in ("planned", "held"),
        decides=queries.may_decide(by, import_run),
        title=str(details.get("title", "")),
        refusal=refusal_of(str(details["refused"])) if "refused" in details else "",
        framework=str(details.get("framework", "")),
        figures=figures,
        reasons=queries.reasons_of(import_run),
        linked=int(details.get("linked", 0)),
    )
