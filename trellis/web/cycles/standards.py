"""The academic standards a cycle works on: linked, suggested, searched (S1-33)."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trellis.evidence.standards.queries import frameworks_of, search_standards
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.cycles.operations import standards as operations
from trellis.practice.cycles.queries import seeing
from trellis.practice.cycles.queries.standards import standards_of
from trellis.practice.cycles.words import CycleState
from trellis.practice.students.queries.standards import suggested_standards
from trellis.web.cycles.pages import stage_url, trail_of
from trellis.web.pages import go, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.students.queries.standards import Suggested

#: So many hits of a search, and so many suggestions, are listed.
MOST_FOUND = 20
MOST_SUGGESTED = 8


def _why(suggested: "Suggested") -> str:
    items = ngettext("%(n)d item", "%(n)d items", suggested.items) % {"n": suggested.items}
    return _("%(items)s of %(names)s") % {"items": items, "names": ", ".join(suggested.assessments)}


@require_http_methods(["GET", "POST"])
def cycle_standards(request: SignedIn, pk: str) -> HttpResponse:
    """What the cycle works on, what its assessments suggest, and a search; a button links one."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    if request.method == "POST":
        link = operations.link_standard(
            by=request.user,
            cycle=cycle,
            standard=request.POST.get("standard", ""),
            for_goal=bool(request.POST.get("for_goal")),
        )
        tell(request, _("The cycle works on %(standard)s.") % {"standard": link.standard})
        return go(request, reverse("cycle-standards", args=[pk]))
    place, linked = cycle.community.organization, standards_of(cycle)
    words = request.GET.get("q", "").strip()[:120]
    hits = search_standards(place, words).exclude(pk__in=[link.standard_id for link in linked])
    found = list(hits[: MOST_FOUND + 1]) if words else []
    context = {
        "cycle": cycle,
        "trail": trail_of(cycle),
        "back": stage_url(cycle),
        "linked": linked,
        "suggested": [(one, _why(one)) for one in suggested_standards(cycle)[:MOST_SUGGESTED]],
        "words": words,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "has_frameworks": frameworks_of(place).exists(),
        "running": cycle.state == CycleState.RUNNING,
        "who": who_can_see(ObjectKind.GOAL, cycle.community),
    }
    return show(request, "cycles/cycle_standards.html", context)


@require_POST
def unlink_standard(request: SignedIn, pk: str, standard: str) -> HttpResponse:
    """The cycle does not work on it after all."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    operations.unlink_standard(by=request.user, cycle=cycle, standard=standard)
    tell(request, _("The standard is not linked any more."))
    return go(request, reverse("cycle-standards", args=[pk]))
