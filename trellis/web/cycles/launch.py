"""Starts a cycle: a need, evidence, a road on the calendar, a first meeting."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trellis.kit.errors import DomainError, NotFound
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, relations_to_community, who_can_see
from trellis.people.places.queries import school_days
from trellis.practice.cycles.operations.launching import launch_cycle as launch
from trellis.practice.cycles.operations.launching import road_for
from trellis.practice.cycles.rules.may import may_launch_cycle
from trellis.practice.library.queries import cycle_templates, open_cycle_template
from trellis.web.charts.run import day_words
from trellis.web.cycles.forms import LaunchForm
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.ui import Stage

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.communities.models import Community


def _community(request: SignedIn, pk: str) -> "Community":
    community = open_community(by=request.user, pk=pk)
    if not may_launch_cycle(relations_to_community(request.user, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return community


def _first_day(community: "Community") -> date:
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    days = school_days(community.organization, monday, monday + timedelta(weeks=12))
    return days[0] if days else monday


def _form(request: HttpRequest, community: "Community") -> LaunchForm:
    templates = [(template.key, f"{template.name}. {template.summary}") for template in cycle_templates()]
    return LaunchForm(request.POST or None, templates=templates, first_day=_first_day(community))


@require_http_methods(["GET", "POST"])
def launch_cycle(request: SignedIn, pk: str) -> HttpResponse:
    """One page, sensible answers filled in; the road is drawn beside the dates as they change."""
    community = _community(request, pk)
    form = _form(request, community)
    if request.method == "POST" and form.is_valid():
        template = open_cycle_template(key=form.cleaned_data["template"])
        try:
            cycle = launch(by=request.user, community=community, template=template, start=form.start())
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("Your cycle has begun. Your colleagues were told."))
            return go(request, reverse("open-cycle", args=[cycle.public_id]))
    context = {
        "community": community,
        "form": form,
        "who": who_can_see(ObjectKind.CYCLE_WORK, community),
        "stages": _preview(community, "", form["starts_on"].value(), ""),
        "refused": "",
    }
    return show(request, "cycles/launch_cycle.html", context, status=422 if form.errors else 200)


def _preview(community: "Community", key: str, starts_on: object, weeks: str) -> list[Stage]:
    """Return the road for what stands in the form; nothing while it makes no sense."""
    template = open_cycle_template(key=key or cycle_templates()[0].key)
    first = starts_on if isinstance(starts_on, date) else parse_date(str(starts_on or ""))
    if first is None:
        return []
    road = road_for(community, template, first, int(weeks) if weeks.isdecimal() else None)
    return [
        Stage(
            stage.name,
            stretch.weeks,
            "now" if index == 0 else "next",
            _("%(first)s to %(last)s")
            % {"first": day_words(stretch.starts_on), "last": day_words(stretch.ends_on)},
        )
        for index, (stage, stretch) in enumerate(zip(template.stages.all(), road, strict=True))
    ]


@require_GET
def preview_road(request: SignedIn, pk: str) -> HttpResponse:
    """The road for other dates, as a piece of the launch page."""
    community = _community(request, pk)
    asked = request.GET
    stages: list[Stage] = []
    refused = ""
    try:
        stages = _preview(
            community, asked.get("template", ""), asked.get("starts_on", ""), asked.get("weeks", "")
        )
    except (DomainError, ValueError) as error:
        refused = str(error)
    return show(request, "cycles/_road_preview.html", {"stages": stages, "refused": refused})
