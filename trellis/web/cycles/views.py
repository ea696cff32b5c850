"""A cycle and its stages: the board of the team, and what those outside see."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.standards.queries import may_read_standards_of
from trellis.people.access.rules import sees
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, relations_to_community, who_can_see
from trellis.practice.cycles.operations import doing, launching, thinking
from trellis.practice.cycles.queries import facts, outside, seeing
from trellis.practice.cycles.queries.practice import strategies_in_use
from trellis.practice.cycles.queries.standards import standards_of
from trellis.practice.cycles.queries.stories import stories_of
from trellis.practice.cycles.rules.may import may_launch_cycle, may_read_work
from trellis.practice.support.queries import asks_in
from trellis.web.cycles.board import cycle_board, road, road_note
from trellis.web.cycles.forms import PassForm, RoadForm
from trellis.web.cycles.pages import step
from trellis.web.cycles.practice import strategy_lines
from trellis.web.cycles.stage import stage_page
from trellis.web.cycles.study import finding_of
from trellis.web.pages import go, is_htmx, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.cycles.models import Cycle


@require_GET
def cycles(request: SignedIn, pk: str) -> HttpResponse:
    """The cycles of a community that this person sees."""
    community = open_community(by=request.user, pk=pk)
    relations = relations_to_community(request.user, community)
    inside = sees(ObjectKind.CYCLE_WORK, relations, View.FULL)
    context = {
        "community": community,
        "in_use": strategy_lines(strategies_in_use(community)) if inside else [],
        "lines": outside.cycle_lines(list(seeing.cycles_of(community, by=request.user))),
        "stories": stories_of(community, by=request.user),
        "may_launch": may_launch_cycle(relations),
        "who": who_can_see(ObjectKind.GOAL, community),
    }
    return show(request, "cycles/cycles.html", context)


def _from_outside(request: SignedIn, cycle: "Cycle") -> HttpResponse:
    view = outside.outside_view(cycle, by=request.user)
    context = {
        "cycle": cycle,
        "view": view,
        "stages": road(view.stages, view.stage),
        "road_note": road_note(cycle),
        "standards": standards_of(cycle),
        "may_read_standards": may_read_standards_of(request.user, cycle.community.organization),
        "who": who_can_see(ObjectKind.GOAL, cycle.community),
    }
    return show(request, "cycles/_cycle_outside.html", context)


@require_GET
def open_cycle(request: SignedIn, pk: str) -> HttpResponse:
    """The board of the team; for others goal, stage and products."""
    cycle = seeing.open_cycle(by=request.user, pk=pk)
    if not may_read_work(seeing.relations_to_cycle(request.user, cycle)):
        return _from_outside(request, cycle)
    work = facts.work_of(cycle)
    context = {
        "cycle": cycle,
        "work": work,
        "board": cycle_board(work),
        "who_work": who_can_see(ObjectKind.CYCLE_WORK, cycle.community),
        "who_use": who_can_see(ObjectKind.USE_COUNT, cycle.community),
        "who_measure": who_can_see(ObjectKind.MEASURE, cycle.community),
        "result": work.points[-1] if work.points else None,
        "finding": finding_of(work),
        "standards": standards_of(cycle),
        "asks": list(asks_in(cycle)),
    }
    return show(request, "cycles/open_cycle.html", context)


@require_GET
def open_stage(request: SignedIn, pk: str, position: int) -> HttpResponse:
    """One stage: why, what to talk about, evidence, exit checks."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    return show(request, "cycles/open_stage.html", stage_page(facts.work_of(cycle), position, PassForm()))


@require_POST
def answer_prompt(request: SignedIn, pk: str, position: int, prompt: str) -> HttpResponse:
    """Save the team's answer to a prompt; with a script as it is typed, without one by a button."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    seen = request.POST.get("version", "")
    answer = thinking.answer_prompt(
        by=request.user,
        cycle=cycle,
        position=position,
        prompt=prompt,
        text=request.POST.get("text", ""),
        seen_version=int(seen) if seen.isdecimal() else None,
    )
    if is_htmx(request):
        return show(request, "cycles/_saved_answer.html", {"answer": answer})
    tell(request, _("Your answer is saved."))
    return go(request, reverse("open-stage", args=[pk, position]))


@require_POST
def pass_stage(request: SignedIn, pk: str, position: int) -> HttpResponse:
    """Go on to the next stage, by its checks or with a reason."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    return step(
        request,
        cycle,
        PassForm(request.POST),
        lambda data: doing.pass_stage(by=request.user, cycle=cycle, position=position, **data),
        template="cycles/open_stage.html",
        said=_("On to the next step."),
        to=reverse("open-cycle", args=[pk]),
        context=stage_page(work, position, None),
    )


@require_http_methods(["GET", "POST"])
def change_road(request: SignedIn, pk: str) -> HttpResponse:
    """Give the stages other lengths; the days follow from the school calendar."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    stages = outside.stages_of(cycle)
    form = RoadForm(request.POST or None, stages=stages)
    return step(
        request,
        cycle,
        form,
        lambda data: launching.change_road(by=request.user, cycle=cycle, weeks=form.weeks()),
        template="cycles/change_road.html",
        said=_("The road is laid anew over the school calendar."),
        to=reverse("open-cycle", args=[pk]),
        context={"road_note": road_note(cycle), "stages_now": stages},
    )


@require_POST
def show_trial(request: SignedIn, pk: str) -> HttpResponse:
    """Show a safe-to-try cycle to those who see the team's other goals."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    launching.show_trial(by=request.user, cycle=cycle)
    tell(request, _("Goal and stage of this cycle can be seen now; the work inside stays with you."))
    return go(request, reverse("open-cycle", args=[pk]))
