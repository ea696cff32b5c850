"""Causes as a picture: driver diagram, fishbone, nested list; as SVG and as a table to take along (S0-42)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trellis.kit.sheets import write_csv
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.cycles.queries import facts, seeing
from trellis.practice.cycles.words import NeedSide
from trellis.practice.goals.queries import goal_sentence
from trellis.web.charts.causes import CauseNode, fishbone_svg, tree_svg
from trellis.web.cycles.pages import stage_url, trail_of
from trellis.web.pages import show
from trellis.web.ui import Link

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.cycles.models import Cause, Cycle

SHAPES = ("drivers", "fishbone")


def _node(cause: "Cause", below: dict[int | None, "list[Cause]"], work: facts.Work) -> CauseNode:
    children = [_node(child, below, work) for child in below.get(cause.pk, [])]
    strategy = work.strategy
    if strategy is not None and strategy.cause_id == cause.pk:
        children.append(CauseNode(strategy.name, _("what we try"), kind="try"))
    note = cause.evidence.title if cause.evidence else _("assumption")
    return CauseNode(
        cause.statement, note, backed=not cause.is_assumption, ours=cause.within_control, below=children
    )


def cause_tree(work: facts.Work, *, aim: bool) -> CauseNode:
    """Return the causes below the problem, or (``aim``) below what the team wants to reach."""
    below: dict[int | None, list[Cause]] = {}
    for cause in work.causes:
        below.setdefault(cause.because_of_id, []).append(cause)
    needs = {need.side: need.statement for need in work.needs}
    words = work.cycle.problem.statement or needs.get(NeedSide.STUDENT, "") or work.cycle.name
    if aim and work.cycle.student_goal is not None:
        words = goal_sentence(work.cycle.student_goal)
    roots = [_node(cause, below, work) for cause in below.get(None, [])]
    return CauseNode(words, kind="aim", below=roots)


def _drawn(work: facts.Work, shape: str) -> str:
    name = work.cycle.name
    if shape == "fishbone":
        return fishbone_svg(cause_tree(work, aim=False), _("Fishbone of “%(name)s”") % {"name": name})
    return tree_svg(cause_tree(work, aim=True), _("Driver diagram of “%(name)s”") % {"name": name})


def _shape(request: SignedIn) -> str:
    asked = request.GET.get("as", SHAPES[0])
    return asked if asked in SHAPES else SHAPES[0]


def drawing_tabs(cycle: "Cycle", current: str) -> list[Link]:
    """Return the ways in which a team draws what it found: causes in two shapes, and how it goes today."""
    causes, process = (reverse(name, args=[cycle.public_id]) for name in ("cause-diagram", "process-map"))
    names = {"drivers": _("Driver diagram"), "fishbone": _("Fishbone")}
    return [
        *(Link(names[shape], f"{causes}?as={shape}", current=shape == current) for shape in SHAPES),
        Link(_("Process map"), process, current=current == "process"),
    ]


@require_GET
def cause_diagram(request: SignedIn, pk: str) -> HttpResponse:
    """The causes drawn, with the same as a nested list."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work, shape = facts.work_of(cycle), _shape(request)
    context = {
        "cycle": cycle,
        "trail": trail_of(cycle),
        "tree": cause_tree(work, aim=shape == "drivers"),
        "drawing": _drawn(work, shape) if work.causes else "",
        "shape": shape,
        "tabs": drawing_tabs(cycle, shape),
        "back": stage_url(cycle),
        "who": who_can_see(ObjectKind.CYCLE_WORK, cycle.community),
    }
    return show(request, "cycles/cause_diagram.html", context)


@require_GET
def cause_diagram_svg(request: SignedIn, pk: str) -> HttpResponse:
    """The drawing as a file."""
    work = facts.work_of(seeing.open_cycle_work(by=request.user, pk=pk))
    response = HttpResponse(_drawn(work, _shape(request)), content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="{_shape(request)}.svg"'
    return response


def _rows(nodes: Sequence[CauseNode], above: str, depth: int) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for node in nodes:
        if node.kind == "cause":
            ours = _("yes") if node.ours else _("no")
            rows.append((str(depth), node.words, above, node.note, ours))
            rows += _rows(node.below, node.words, depth + 1)
    return rows


@require_GET
def cause_diagram_csv(request: SignedIn, pk: str) -> HttpResponse:
    """The causes as a table for a spreadsheet."""
    tree = cause_tree(facts.work_of(seeing.open_cycle_work(by=request.user, pk=pk)), aim=False)
    header = (_("Why"), _("Because"), _("Explains"), _("How we know"), _("Ours to change"))
    content = write_csv(header, _rows(tree.below, tree.words, 1))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="causes.csv"'
    return response
