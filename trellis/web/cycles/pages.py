"""What the pages of a cycle share: a form that becomes one change, and the way back."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse

from trellis.kit.errors import Conflict, Invalid
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.cycles.queries.outside import stages_of
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.ui import Link

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.cycles.models import Cycle


def trail_of(cycle: "Cycle") -> list[Link]:
    """Return the crumbs of a page below a cycle."""
    community = cycle.community
    return [
        Link(community.name, reverse("open-community", args=[community.public_id])),
        Link(cycle.name, reverse("open-cycle", args=[cycle.public_id])),
    ]


def stage_url(cycle: "Cycle") -> str:
    """Return the page of the stage the team is in."""
    stages = stages_of(cycle)
    here = next((stage for stage in stages if stage.passed_at is None), stages[-1])
    return reverse("open-stage", args=[cycle.public_id, here.position])


def step(
    request: SignedIn,
    cycle: "Cycle",
    form: Form,
    act: Callable[[Mapping[str, Any]], object],
    *,
    template: str,
    said: str,
    to: str = "",
    context: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Show a form of a cycle; when it is sent, do ``act``, say so and lead on (default: to the stage)."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except (Invalid, Conflict) as error:
            put_errors(form, error)
        else:
            tell(request, said)
            return go(request, to or stage_url(cycle))
    page = {
        "cycle": cycle,
        "trail": trail_of(cycle),
        "form": form,
        "who": who_can_see(ObjectKind.CYCLE_WORK, cycle.community),
        "back": stage_url(cycle),
        **(context or {}),
    }
    return show(request, template, page, status=422 if form.errors else 200)
