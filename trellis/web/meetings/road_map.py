"""The road map of a cycle: what each meeting is for, moved and worded by the team."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import Conflict, Invalid
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.cycles.queries.seeing import open_cycle_work
from trellis.practice.library.queries import protocols, protocols_for_stage
from trellis.practice.meetings.operations import road_map as operations
from trellis.practice.meetings.queries.road_map import MapLine, RoadMap, road_map_of
from trellis.web.meetings.forms.road_map import WorkForm
from trellis.web.meetings.times import clock_words, day_words
from trellis.web.pages import go, is_htmx, put_errors, say_aloud, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.cycles.models import Cycle


def _context(cycle: "Cycle", laid: RoadMap, moved: str = "") -> dict[str, Any]:
    ahead = laid.open_meetings()
    return {
        "cycle": cycle,
        "community": cycle.community,
        "map": laid,
        "moved": moved,
        "can_up": laid.movable(up=True),
        "can_down": laid.movable(up=False),
        "covered": len(laid.stages) - len(laid.gaps),
        "choices": [
            (
                one.meeting.public_id,
                f"{day_words(one.meeting.starts_at, one.meeting.time_zone)}, "
                f"{clock_words(one.meeting.starts_at, one.meeting.time_zone)}",
            )
            for one in ahead
        ],
        "who": who_can_see(ObjectKind.CYCLE_WORK, cycle.community),
    }


@require_GET
def road_map(request: SignedIn, pk: str) -> HttpResponse:
    """Weeks and meetings with their work."""
    cycle = open_cycle_work(by=request.user, pk=pk)
    return show(request, "meetings/road_map.html", _context(cycle, road_map_of(cycle)))


@require_POST
def move_work(request: SignedIn, pk: str, step: int, number: int) -> HttpResponse:
    """Move work up, down or to another meeting; a key, a choice and a drag all come here."""
    cycle = open_cycle_work(by=request.user, pk=pk)
    to = request.POST.get("to", "")
    if not to:
        raise Invalid(_("Choose a meeting."))
    operations.move_work(
        by=request.user,
        cycle=cycle,
        stage=step,
        number=number,
        to=to,
        before=_work_key(request.POST.get("before", "")),
    )
    laid = road_map_of(cycle)
    if not is_htmx(request):
        return go(request, reverse("road-map", args=[pk]) + f"#work-{step}-{number}")
    response = show(request, "meetings/_road_map.html", _context(cycle, laid, moved=f"{step}-{number}"))
    return say_aloud(response, _said(laid, laid.line(step, number)))


def _work_key(text: str) -> tuple[int, int] | None:
    """Read “2-1”: the first work of the second step."""
    stage, _dash, number = text.partition("-")
    return (int(stage), int(number)) if stage.isdigit() and number.isdigit() else None


def _said(laid: RoadMap, line: MapLine) -> str:
    meeting = next(one.meeting for one in laid.open_meetings() if one.meeting.pk == line.work.slot)
    return _("“%(step)s” is now on %(day)s.") % {
        "step": line.stage.definition.name,
        "day": day_words(meeting.starts_at, meeting.time_zone),
    }


@require_http_methods(["GET", "POST"])
def plan_work(request: SignedIn, pk: str, step: int, number: int) -> HttpResponse:
    """What this meeting is for, what it leaves, and the protocol, in the team's own words."""
    cycle = open_cycle_work(by=request.user, pk=pk)
    laid = road_map_of(cycle)
    line = laid.line(step, number)
    suited = protocols_for_stage(template_key=cycle.template.key, stage_key=line.stage.definition.key)
    first = {protocol.key for protocol in suited}
    choices = [(p.key, p.name) for p in [*suited, *(p for p in protocols() if p.key not in first)]]
    initial = {"purpose": line.purpose, "product": line.product, "protocol": line.work.protocol}
    form = WorkForm(request.POST or None, protocols=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.plan_work(by=request.user, cycle=cycle, stage=step, number=number, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            put_errors(form, error)
        else:
            tell(request, _("The road map is changed. It keeps your words when the calendar changes."))
            return go(request, reverse("road-map", args=[pk]) + f"#work-{step}-{number}")
    context = _context(cycle, laid) | {"line": line, "form": form, "step": step, "number": number}
    return show(request, "meetings/plan_work.html", context, status=422 if form.errors else 200)


@require_POST
def reset_work(request: SignedIn, pk: str, step: int, number: int) -> HttpResponse:
    """Take the proposal again."""
    cycle = open_cycle_work(by=request.user, pk=pk)
    operations.reset_work(by=request.user, cycle=cycle, stage=step, number=number)
    tell(request, _("It is as proposed again."))
    return go(request, reverse("road-map", args=[pk]))
