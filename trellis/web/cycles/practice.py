"""How a team's teaching changes: from knowing to doing, what was adjusted, and the evidence on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.cycles.operations.adjusting import adjust_strategy as adjust
from trellis.practice.cycles.queries import facts, seeing
from trellis.practice.cycles.queries.chart import practice_of
from trellis.practice.cycles.queries.practice import InUse, strategies_in_use, timeline_of
from trellis.practice.cycles.words import Grasp
from trellis.practice.goals.queries import goal_sentence
from trellis.web.charts.run import day_words
from trellis.web.cycles.forms import AdjustForm
from trellis.web.cycles.pages import step, trail_of
from trellis.web.cycles.picture import value_words
from trellis.web.cycles.use_picture import use_picture
from trellis.web.pages import show
from trellis.web.ui import Figure

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.measures.models import DataPoint


def ladder_figures(used: InUse) -> list[Figure]:
    """Return how many members came at least to each step, as counts and never by name."""
    ladder = used.ladder
    return [
        Figure(_("%(n)d of %(all)d") % {"n": ladder.counts[step], "all": ladder.members}, str(step.label))
        for step in Grasp
    ]


def stalled_words(used: InUse) -> str:
    """Say that nothing moved for weeks, or nothing."""
    weeks = used.ladder.stalled_weeks
    if weeks is None:
        return ""
    return ngettext(
        "Stalled: no use is recorded for %(n)d finished week.",
        "Stalled: no use is recorded for %(n)d finished weeks.",
        weeks,
    ) % {"n": weeks}


@dataclass(frozen=True)
class StrategyLine:
    """A strategy in the list of a community: how far most of the team came, and whether it stands still."""

    name: str
    url: str
    reached: str
    stalled: str


def strategy_lines(in_use: Sequence[InUse]) -> list[StrategyLine]:
    """Return the lines of a list of strategies, those that stand still first (S2-61)."""
    lines = [
        StrategyLine(
            name=used.strategy.name,
            url=reverse("our-practice", args=[used.strategy.cycle.public_id]),
            reached=str(used.ladder.reached.label) if used.ladder.reached else _("Not begun yet"),
            stalled=stalled_words(used),
        )
        for used in in_use
    ]
    return sorted(lines, key=lambda line: not line.stalled)


@require_GET
def our_practice(request: SignedIn, pk: str) -> HttpResponse:
    """The goal for ourselves with the evidence that our teaching changes."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    used = next(iter(strategies_in_use(cycle.community, cycle=cycle)), None)
    context = {
        "cycle": cycle,
        "trail": trail_of(cycle),
        "goal": goal_sentence(cycle.educator_goal) if cycle.educator_goal else "",
        "strategy": work.strategy,
        "figures": ladder_figures(used) if used else [],
        "stalled": stalled_words(used) if used else "",
        "picture": use_picture(work, practice_of(work)),
        "adjustments": [(row, _value_seen(row.point)) for row in work.adjustments[::-1]],
        "timeline": timeline_of(work),
        "running": facts.is_running(work),
        "may_adjust": facts.is_running(work) and work.use_starts_on is not None,
        "who": who_can_see(ObjectKind.CYCLE_WORK, cycle.community),
    }
    return show(request, "cycles/our_practice.html", context)


@require_http_methods(["GET", "POST"])
def adjust_strategy(request: SignedIn, pk: str) -> HttpResponse:
    """Correct what we do, with the reason and what shows it (S3-37)."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    form = AdjustForm(request.POST or None, seen=_seen(work), initial={"adjusted_on": timezone.localdate()})

    def act(data: Mapping[str, Any]) -> object:
        kind, _colon, found = data["seen_in"].partition(":")
        return adjust(
            by=request.user,
            cycle=cycle,
            what=data["what"],
            because=data["because"],
            adjusted_on=data["adjusted_on"],
            **{kind: found},
        )

    return step(
        request,
        cycle,
        form,
        act,
        template="cycles/adjust_strategy.html",
        said=_("The adjustment is written down, and marked on the chart."),
        to=reverse("our-practice", args=[pk]),
        context={"strategy": work.strategy},
    )


def _value_seen(point: "DataPoint | None") -> str:
    return value_words(float(point.value), point.measure.unit) if point else ""


def _seen(work: facts.Work) -> list[tuple[str, str]]:
    """Return in what one can have seen it: values since first use, the newest first, then evidence."""
    start = work.use_starts_on
    points = [
        (
            f"point:{point.public_id}",
            _("%(measure)s, %(day)s: %(value)s")
            % {
                "measure": point.measure.short_name or point.measure.name,
                "day": day_words(point.on),
                "value": _value_seen(point),
            },
        )
        for point in reversed(work.points)
        if start is None or point.on >= start
    ]
    return points + [(f"evidence:{piece.public_id}", piece.title) for piece in work.evidence]
