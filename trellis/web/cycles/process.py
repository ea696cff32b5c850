"""The process map: how it goes today, drawn and as a table; to change, to order, to take along (S0-42)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import Invalid, NotFound
from trellis.kit.sheets import write_csv
from trellis.people.accounts.requests import SignedIn
from trellis.practice.cycles.operations import mapping
from trellis.practice.cycles.queries import facts, seeing
from trellis.practice.cycles.queries.mapping import process_of
from trellis.practice.cycles.words import CycleState
from trellis.web.charts.process import MappedStep, process_svg
from trellis.web.cycles.diagram import drawing_tabs
from trellis.web.cycles.forms import ProcessStepForm
from trellis.web.cycles.pages import step
from trellis.web.pages import go, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.cycles.models import Cycle, ProcessStep

WAYS = ("up", "down")


def mapped_steps(steps: "Sequence[ProcessStep]") -> list[MappedStep]:
    """Return steps as they are drawn and written."""
    return [
        MappedStep(
            what=row.what,
            who=row.who,
            trouble=row.trouble,
            note=(row.evidence.title if row.evidence else _("assumption")) if row.trouble else "",
            backed=not row.is_assumption,
        )
        for row in steps
    ]


def _drawn(cycle: "Cycle") -> str:
    title = _("How it goes today, “%(name)s”") % {"name": cycle.name}
    return process_svg(mapped_steps(process_of(cycle)), title)


def _form(request: SignedIn, cycle: "Cycle", current: "ProcessStep | None" = None) -> ProcessStepForm:
    evidence = [(piece.public_id, piece.title) for piece in facts.work_of(cycle).evidence]
    initial = (
        {
            "what": current.what,
            "who": current.who,
            "trouble": current.trouble,
            "evidence": current.evidence.public_id if current.evidence else "",
        }
        if current
        else {}
    )
    return ProcessStepForm(request.POST or None, evidence=evidence, initial=initial)


@require_http_methods(["GET", "POST"])
def process_map(request: SignedIn, pk: str) -> HttpResponse:
    """The map as it stands, and one more step."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    steps = process_of(cycle)
    context = {
        "tabs": drawing_tabs(cycle, "process"),
        "lines": list(zip(steps, mapped_steps(steps), strict=True)),
        "drawing": _drawn(cycle) if steps else "",
        "moved": request.GET.get("moved", ""),
        "running": cycle.state == CycleState.RUNNING,
    }
    return step(
        request,
        cycle,
        _form(request, cycle),
        lambda data: mapping.add_process_step(by=request.user, cycle=cycle, **data),
        template="cycles/process_map.html",
        said=_("The step is added."),
        to=reverse("process-map", args=[pk]),
        context=context,
    )


@require_http_methods(["GET", "POST"])
def change_process_step(request: SignedIn, pk: str, process_step: str) -> HttpResponse:
    """Other words for a step, or what backs it."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    current = next((row for row in process_of(cycle) if row.public_id == process_step), None)
    if current is None:
        raise NotFound(_("There is no such step here."))
    return step(
        request,
        cycle,
        _form(request, cycle, current),
        lambda data: mapping.change_process_step(by=request.user, cycle=cycle, pk=process_step, **data),
        template="cycles/change_process_step.html",
        said=_("Saved."),
        to=reverse("process-map", args=[pk]),
        context={"process_step": current},
    )


@require_POST
def move_process_step(request: SignedIn, pk: str, process_step: str) -> HttpResponse:
    """Move a step one place up or down; the focus stays with it."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    to = request.POST.get("to", "")
    if to not in WAYS:
        raise Invalid(_("Say which way the step should go: up or down."))
    moved = mapping.move_process_step(
        by=request.user, cycle=cycle, pk=process_step, to=cast("mapping.Way", to)
    )
    tell(request, _("“%(what)s” is step %(n)d now.") % {"what": moved.what, "n": moved.position})
    return go(request, f"{reverse('process-map', args=[pk])}?moved={moved.public_id}")


@require_POST
def remove_process_step(request: SignedIn, pk: str, process_step: str) -> HttpResponse:
    """Take a step out of the map."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    mapping.remove_process_step(by=request.user, cycle=cycle, pk=process_step)
    tell(request, _("The step is taken out."))
    return go(request, reverse("process-map", args=[pk]))


@require_GET
def process_map_svg(request: SignedIn, pk: str) -> HttpResponse:
    """The drawing as a file."""
    drawing = _drawn(seeing.open_cycle_work(by=request.user, pk=pk))
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response["Content-Disposition"] = 'attachment; filename="process.svg"'
    return response


@require_GET
def process_map_csv(request: SignedIn, pk: str) -> HttpResponse:
    """The steps as a table for a spreadsheet."""
    steps = mapped_steps(process_of(seeing.open_cycle_work(by=request.user, pk=pk)))
    header = (_("Step"), _("What happens"), _("Who"), _("Where it goes wrong"), _("How we know"))
    rows = [
        (str(place), row.what, row.who, row.trouble, row.note) for place, row in enumerate(steps, start=1)
    ]
    response = HttpResponse(write_csv(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="process.csv"'
    return response
