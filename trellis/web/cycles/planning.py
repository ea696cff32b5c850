"""Goals, strategy, theory, prediction and steps of a cycle."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.measures.queries import live_points, measures_of, open_measure
from trellis.evidence.measures.words import Unit
from trellis.kit.errors import NotFound
from trellis.people.accounts.requests import SignedIn
from trellis.practice.cycles.operations import planning
from trellis.practice.cycles.queries import facts, seeing
from trellis.practice.cycles.queries.standards import standards_of
from trellis.practice.goals.queries import goal_sentence
from trellis.practice.goals.words import Direction, GoalKind
from trellis.practice.library.queries import fitting_designs, strategies_for
from trellis.web.cycles.forms import (
    DesignForm,
    GoalForm,
    PlanStepForm,
    PredictionForm,
    StrategyForm,
    TheoryForm,
    WatchForm,
)
from trellis.web.cycles.pages import stage_url, step, trail_of
from trellis.web.cycles.prefill import predicted_measure, prediction_words, strategy_words, theory_words
from trellis.web.pages import go, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.cycles.models import Cycle


@require_GET
def goals(request: SignedIn, pk: str) -> HttpResponse:
    """The pair of goals."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    context = {
        "cycle": cycle,
        "trail": trail_of(cycle),
        "back": stage_url(cycle),
        "student": goal_sentence(cycle.student_goal) if cycle.student_goal else "",
        "educator": goal_sentence(cycle.educator_goal) if cycle.educator_goal else "",
        "measures": list(measures_of(cycle.community, by=request.user)),
        "standards": [link for link in standards_of(cycle) if link.goal_id],
        "make_url": _make_url(cycle),
    }
    return show(request, "cycles/goals.html", context)


def _goal_form(request: SignedIn, cycle: "Cycle", kind: GoalKind) -> GoalForm:
    goal = cycle.student_goal if kind == GoalKind.STUDENT else cycle.educator_goal
    names = ("who", "measured_by", "unit", "baseline", "baseline_unknown", "target", "direction", "due_on")
    initial: dict[str, Any] = {"direction": Direction.UP, "due_on": cycle.ends_on}
    if goal is not None:
        initial = {name: getattr(goal, name) for name in (*names, "equity_note")}
        initial["measure"] = goal.measure.public_id if goal.measure else ""
    elif kind == GoalKind.STUDENT and cycle.measure is not None:
        initial |= {"measure": cycle.measure.public_id, "measured_by": cycle.measure.name}
    choices = [(m.public_id, m.name) for m in measures_of(cycle.community, by=request.user)]
    if request.GET.get("measure"):  # just made for this goal
        initial["measure"] = request.GET["measure"]
    return GoalForm(request.POST or None, measures=choices, initial=initial)


@require_http_methods(["GET", "POST"])
def set_goal(request: SignedIn, pk: str, kind: str) -> HttpResponse:
    """One half of the pair; refused without a measure or a date."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    if kind not in GoalKind:
        raise NotFound(_("There is no such goal."))

    def act(data: Mapping[str, Any]) -> object:
        entered = dict(data)
        chosen = entered.pop("measure")
        measure = open_measure(by=request.user, pk=chosen) if chosen else None
        if measure is not None:  # what the chart says already is not asked for twice
            entered["measured_by"] = entered["measured_by"] or measure.name
            entered["unit"] = entered["unit"] or ("%" if measure.unit == Unit.PERCENT else "")
            points = live_points(measure)
            if points and entered["baseline"] is None and not entered["baseline_unknown"]:
                entered["baseline"] = round(points[-1].value, 2)
        return planning.set_goal(
            by=request.user, cycle=cycle, kind=GoalKind(kind), measure=measure, **entered
        )

    return step(
        request,
        cycle,
        _goal_form(request, cycle, GoalKind(kind)),
        act,
        template="cycles/set_goal.html",
        said=_("The goal is saved."),
        to=reverse("goals", args=[pk]),
        context={"kind": kind, "make_url": _make_url(cycle)},
    )


def _make_url(cycle: "Cycle") -> str:
    """Return where a measure is made that is to watch this cycle's goal."""
    return f"{reverse('make-measure', args=[cycle.community.public_id])}?cycle={cycle.public_id}"


@require_http_methods(["GET", "POST"])
def choose_strategy(request: SignedIn, pk: str) -> HttpResponse:
    """What we do differently, from the library or our own."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    cards = strategies_for(cycle.problem.topic)
    initial = strategy_words(work)
    taken = next((card for card in cards if card.public_id == request.GET.get("card", "")), None)
    if taken is not None:
        initial |= {
            "card": taken.public_id,
            "name": taken.name,
            "practice_change": taken.practice_change,
            "times_a_week": taken.times_a_week,
        }
    form = StrategyForm(
        request.POST or None,
        causes=[(cause.public_id, cause.statement[:80]) for cause in work.causes],
        cards=[(card.public_id, card.name) for card in cards],
        initial=initial,
    )
    return step(
        request,
        cycle,
        form,
        lambda data: planning.choose_strategy(by=request.user, cycle=cycle, **data),
        template="cycles/choose_strategy.html",
        said=_("The strategy is saved."),
        context={"cards": cards},
    )


@require_http_methods(["GET", "POST"])
def write_theory(request: SignedIn, pk: str) -> HttpResponse:
    """One sentence with blanks; old wordings are kept."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    return step(
        request,
        cycle,
        TheoryForm(request.POST or None, initial=theory_words(work)),
        lambda data: planning.write_theory(by=request.user, cycle=cycle, **data),
        template="cycles/write_theory.html",
        said=_("The theory of action is saved."),
        context={"earlier": work.theories[1:]},
    )


@require_http_methods(["GET", "POST"])
def write_prediction(request: SignedIn, pk: str) -> HttpResponse:
    """What we expect, to be locked before the first result."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    return step(
        request,
        cycle,
        PredictionForm(request.POST or None, initial=prediction_words(work)),
        lambda data: planning.write_prediction(by=request.user, cycle=cycle, **data),
        template="cycles/write_prediction.html",
        said=_("The prediction is saved. Lock it when everyone agrees."),
        to=reverse("write-prediction", args=[pk]),
        context={
            "experiment": work.experiment,
            "strategy": work.strategy,
            "measure": predicted_measure(work),
        },
    )


@require_POST
def lock_prediction(request: SignedIn, pk: str) -> HttpResponse:
    """Seal the prediction; there is no way back."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    planning.lock_prediction(by=request.user, cycle=cycle)
    tell(request, _("The prediction is locked. Now results may come."))
    return go(request, reverse("open-cycle", args=[pk]))


@require_http_methods(["GET", "POST"])
def plan_steps(request: SignedIn, pk: str) -> HttpResponse:
    """Steps with a name and a day."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    form = PlanStepForm(
        request.POST or None, people=[(person.public_id, person.full_name) for person in work.members]
    )
    return step(
        request,
        cycle,
        form,
        lambda data: planning.add_plan_step(by=request.user, cycle=cycle, **data),
        template="cycles/plan_steps.html",
        said=_("The step is added."),
        to=reverse("plan-steps", args=[pk]),
        context={"steps": work.plan_steps},
    )


@require_POST
def finish_plan_step(request: SignedIn, pk: str, plan_step: str) -> HttpResponse:
    """Mark a step as done, or open it again."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    planning.finish_plan_step(by=request.user, cycle=cycle, pk=plan_step)
    return go(request, reverse("plan-steps", args=[pk]))


@require_http_methods(["GET", "POST"])
def watch_measure(request: SignedIn, pk: str) -> HttpResponse:
    """Enter this week's value; while the cycle has no measure, choose or make one."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    if cycle.measure is not None and request.method == "GET":
        return go(request, reverse("record-data-point", args=[cycle.measure.public_id]))
    measures = list(measures_of(cycle.community, by=request.user))
    form = WatchForm(request.POST or None, measures=[(m.public_id, m.name) for m in measures])
    return step(
        request,
        cycle,
        form,
        lambda data: planning.watch_measure(
            by=request.user, cycle=cycle, measure=open_measure(by=request.user, pk=data["measure"])
        ),
        template="cycles/watch_measure.html",
        said=_("This measure stands in the cycle now."),
        to=reverse("open-cycle", args=[pk]),
        context={"measures": measures},
    )


@require_GET
def learning_designs(request: SignedIn, pk: str) -> HttpResponse:
    """Ways to learn, ranked by fit, each with its reasons (S4-23)."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    people = len(facts.work_of(cycle).members)
    form = DesignForm(request.GET if "area" in request.GET else None, initial={"hours": 3, "people": people})
    fits = fitting_designs(**form.cleaned_data) if form.is_valid() else []
    context = {"cycle": cycle, "trail": trail_of(cycle), "form": form, "fits": fits, "back": stage_url(cycle)}
    return show(request, "cycles/learning_designs.html", context)
