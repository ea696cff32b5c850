"""Problem, needs, evidence, causes and ideas of a cycle."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trellis.people.accounts.requests import SignedIn
from trellis.practice.cycles.operations import speaking, thinking
from trellis.practice.cycles.queries import facts, seeing
from trellis.practice.cycles.queries.ideas import idea_board
from trellis.practice.cycles.rules.problem import check_problem
from trellis.practice.cycles.rules.wording import wording_hints
from trellis.practice.cycles.words import NeedSide
from trellis.web.cycles.forms import BackCauseForm, CauseForm, EvidenceForm, IdeaForm, NeedsForm, ProblemForm
from trellis.web.cycles.pages import step
from trellis.web.pages import go, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.cycles.models import Cause


@require_http_methods(["GET", "POST"])
def state_problem(request: SignedIn, pk: str) -> HttpResponse:
    """Write the problem; the checker and the wording advice answer on the same page."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    problem = cycle.problem
    verdicts = check_problem(problem.answers, work.kinds)
    form = ProblemForm(
        request.POST or None,
        initial={"statement": problem.statement, "topic": problem.topic, **problem.answers},
    )

    def act(data: Mapping[str, Any]) -> object:
        return thinking.state_problem(
            by=request.user,
            cycle=cycle,
            statement=data["statement"],
            answers=form.answers(),
            topic=data["topic"],
        )

    return step(
        request,
        cycle,
        form,
        act,
        template="cycles/state_problem.html",
        said=_("The problem is saved. Below stands what the checker says."),
        to=reverse("state-problem", args=[pk]),
        context={
            "verdicts": verdicts if problem.statement else [],
            "yes": sum(verdict.yes for verdict in verdicts),
            "hints": wording_hints(problem.statement),
            "problem": problem,
        },
    )


@require_POST
def share_problem(request: SignedIn, pk: str) -> HttpResponse:
    """Offer the problem to other teams of the district."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    thinking.share_problem(by=request.user, cycle=cycle)
    tell(request, _("Other teams can take up this problem now."))
    return go(request, reverse("state-problem", args=[pk]))


@require_http_methods(["GET", "POST"])
def write_needs(request: SignedIn, pk: str) -> HttpResponse:
    """What students need, and what we need to learn."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    needs = {need.side: need.statement for need in facts.work_of(cycle).needs}
    form = NeedsForm(request.POST or None, initial=needs)

    def act(data: Mapping[str, Any]) -> None:
        for side in NeedSide:
            if data[side.value] and data[side.value] != needs.get(side.value):
                thinking.write_need(by=request.user, cycle=cycle, side=side, statement=data[side.value])

    return step(
        request, cycle, form, act, template="cycles/write_needs.html", said=_("Both needs are saved.")
    )


@require_http_methods(["GET", "POST"])
def add_evidence(request: SignedIn, pk: str) -> HttpResponse:
    """The evidence there is, and one more piece."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    return step(
        request,
        cycle,
        EvidenceForm(request.POST or None),
        lambda data: thinking.add_evidence(by=request.user, cycle=cycle, **data),
        template="cycles/add_evidence.html",
        said=_("The evidence is added."),
        to=reverse("add-evidence", args=[pk]),
        context={"evidence": work.evidence, "single": len(set(work.kinds)) == 1},
    )


@require_POST
def remove_evidence(request: SignedIn, pk: str, evidence: str) -> HttpResponse:
    """Take a piece of evidence away."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    thinking.remove_evidence(by=request.user, cycle=cycle, pk=evidence)
    tell(request, _("The evidence is taken away."))
    return go(request, reverse("add-evidence", args=[pk]))


def _chain(causes: "list[Cause]") -> "list[tuple[int, Cause]]":
    """Return causes with their depth, each chain from the top down."""
    below: dict[int | None, list[Cause]] = {}
    for cause in causes:
        below.setdefault(cause.because_of_id, []).append(cause)

    def walk(parent: int | None, depth: int) -> "list[tuple[int, Cause]]":
        found: list[tuple[int, Cause]] = []
        for cause in below.get(parent, []):
            found += [(depth, cause), *walk(cause.pk, depth + 1)]
        return found

    return walk(None, 1)


@require_http_methods(["GET", "POST"])
def add_cause(request: SignedIn, pk: str) -> HttpResponse:
    """The chain of whys, and one more."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    form = CauseForm(
        request.POST or None,
        evidence=[(piece.public_id, piece.title) for piece in work.evidence],
        causes=[(cause.public_id, cause.statement[:80]) for cause in work.causes],
    )
    return step(
        request,
        cycle,
        form,
        lambda data: thinking.add_cause(by=request.user, cycle=cycle, **data),
        template="cycles/add_cause.html",
        said=_("The why is added."),
        to=reverse("add-cause", args=[pk]),
        context={"chain": _chain(work.causes)},
    )


@require_http_methods(["GET", "POST"])
def back_cause(request: SignedIn, pk: str, cause: str) -> HttpResponse:
    """Say what backs a cause and whether it is ours to change."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    current = next((entry for entry in work.causes if entry.public_id == cause), None)
    form = BackCauseForm(
        request.POST or None,
        evidence=[(piece.public_id, piece.title) for piece in work.evidence],
        initial={
            "evidence": current.evidence.public_id if current and current.evidence else "",
            "within_control": bool(current and current.within_control),
        },
    )
    return step(
        request,
        cycle,
        form,
        lambda data: thinking.back_cause(by=request.user, cycle=cycle, pk=cause, **data),
        template="cycles/back_cause.html",
        said=_("Saved."),
        to=reverse("add-cause", args=[pk]),
        context={"cause": current},
    )


@require_http_methods(["GET", "POST"])
def ideas(request: SignedIn, pk: str) -> HttpResponse:
    """The idea board: ideas first, names later, three dots each."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    return step(
        request,
        cycle,
        IdeaForm(request.POST or None),
        lambda data: speaking.add_idea(by=request.user, cycle=cycle, **data),
        template="cycles/ideas.html",
        said=_("Your idea is on the board."),
        to=reverse("ideas", args=[pk]),
        context={"board": idea_board(cycle, by=request.user)},
    )


@require_POST
def vote_idea(request: SignedIn, pk: str, idea: str) -> HttpResponse:
    """Put a dot on an idea, or take it away."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    speaking.vote_idea(by=request.user, cycle=cycle, pk=idea)
    return go(request, reverse("ideas", args=[pk]))


@require_POST
def open_idea_board(request: SignedIn, pk: str) -> HttpResponse:
    """Show who wrote which idea."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    speaking.open_idea_board(by=request.user, cycle=cycle)
    return go(request, reverse("ideas", args=[pk]))
