"""What the team said before stands in the next form already: nothing is typed twice."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.practice.cycles.queries.facts import Work
from trellis.practice.goals.queries import number_words


def strategy_words(work: Work) -> dict[str, Any]:
    """Return the strategy as it is, or what follows from cause and road when there is none yet."""
    strategy = work.strategy
    if strategy is not None:
        names = ("name", "practice_change", "times_a_week", "material", "gives_up", "starts_on")
        return {
            **{name: getattr(strategy, name) for name in names},
            "cause": strategy.cause.public_id if strategy.cause else "",
            "card": strategy.card.public_id if strategy.card else "",
        }
    found = {"times_a_week": 3, "starts_on": _first_use(work)}
    ours = [cause for cause in work.causes if cause.within_control and not cause.is_assumption]
    return found | ({"cause": ours[-1].public_id} if ours else {})


def _first_use(work: Work) -> date | None:
    """Return the first day of the step in which the strategy is used, or today when that has begun."""
    use = next((stage for stage in work.stages if "use" in stage.definition.tools), None)
    return max(use.starts_on, timezone.localdate()) if use else None


def theory_words(work: Work) -> dict[str, str]:
    """Return the newest wording of the theory, or its blanks filled from strategy, goal and cause."""
    if work.theories:
        names = ("if_we", "with_whom", "then", "because", "wrong_if")
        return {name: getattr(work.theories[0], name) for name in names}
    strategy, goal = work.strategy, work.cycle.student_goal
    return {
        "if_we": strategy.practice_change[:500] if strategy else "",
        "with_whom": goal.who if goal else "",
        "because": strategy.cause.statement[:500] if strategy and strategy.cause else "",
    }


def prediction_words(work: Work) -> dict[str, Any]:
    """Return the prediction as it is, written as people write numbers; else the end of the cycle."""
    experiment = work.experiment
    if experiment is None:
        return {"by_on": work.cycle.ends_on}
    return {
        "low": _plain(experiment.low),
        "high": _plain(experiment.high),
        "by_on": experiment.by_on,
        "words": experiment.words,
    }


def _plain(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def predicted_measure(work: Work) -> str:
    """Say what is predicted, and where it stands now."""
    goal = work.cycle.student_goal
    if goal is None:
        return ""
    if goal.baseline is None:
        return goal.measured_by
    return _("%(measure)s. Now: %(now)s, goal: %(goal)s.") % {
        "measure": goal.measured_by,
        "now": number_words(goal.baseline, goal.unit),
        "goal": number_words(goal.target, goal.unit),
    }
