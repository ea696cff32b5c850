"""Who does what for whom, and what the team changed. Members of the team alone."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.cycles.words import VoiceKind
from trellis.practice.students.queries import sharing as queries
from trellis.practice.students.queries.care import open_care_community
from trellis.practice.students.queries.changes import Change, changes_of
from trellis.web.pages import show
from trellis.web.ui import Link


@dataclass(frozen=True)
class _Row:
    """A row of the grid with the page on which somebody takes it."""

    title: str
    cells: tuple[str, ...]
    take: Link | None


def _take(row: queries.GridRow) -> Link | None:
    if not row.nobody:
        return None
    if row.kind == queries.STUDENT_GOAL:
        return Link(_("Plan a step"), reverse("plan-steps", args=[row.pk]))
    if row.kind == queries.EDUCATOR_GOAL:
        return Link(_("Name one thing I will try"), reverse("speak", args=[row.pk, VoiceKind.TRIES.value]))
    return Link(_("Plan who takes it"), reverse("plan-group", args=[row.pk]))


@require_GET
def responsibility(request: SignedIn, pk: str) -> HttpResponse:
    """Who does what for which goal and which students; what is nobody's stands out."""
    community = open_care_community(by=request.user, pk=pk)
    grid = queries.responsibility_of(community)
    context = {
        "community": community,
        "people": grid.people,
        "rows": [_Row(row.title, row.cells, _take(row)) for row in grid.rows],
        "open_rows": len(grid.open_rows),
        "who": who_can_see(ObjectKind.SUPPORT, community),
    }
    return show(request, "students/responsibility.html", context)


def _url(change: Change) -> str:
    if change.cycle:
        return reverse("open-cycle", args=[change.cycle])
    return reverse("open-regrouping", args=[change.regrouping])


@require_GET
def changes(request: SignedIn, pk: str) -> HttpResponse:
    """What we changed in our teaching, the newest first."""
    community = open_care_community(by=request.user, pk=pk)
    context = {
        "community": community,
        "changes": [(change, _url(change)) for change in changes_of(community)[:200]],
        "who": who_can_see(ObjectKind.SUPPORT, community),
    }
    return show(request, "students/changes.html", context)
