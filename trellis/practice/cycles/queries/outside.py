"""What those outside the team see of a cycle: goal, stage, products, use as a count. Never work or names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.practice.cycles.models import (
    Cycle,
    Decision,
    Experiment,
    Stage,
    Story,
    StrategyInUse,
    Theory,
    UseRecord,
)
from trellis.practice.cycles.queries.seeing import relations_to_cycle
from trellis.practice.cycles.rules.may import may_see_use_count
from trellis.practice.cycles.rules.use import FEWEST_COUNTED, use_summary
from trellis.practice.cycles.words import CycleState, Used
from trellis.practice.goals.queries import goal_sentence


@dataclass(frozen=True)
class OutsideView:
    """A cycle as leaders and staff see it. ``use_count`` is empty where the policy shows none."""

    goals: Sequence[str]
    stages: Sequence[Stage]
    stage: Stage
    products: Sequence[str]
    use_count: str


def stages_of(cycle: Cycle) -> list[Stage]:
    """Return the road of a cycle."""
    return list(cycle.stages.select_related("definition").order_by("position"))


def _products(cycle: Cycle) -> list[str]:
    """Name what the cycle has made so far (content, 7.14): that it exists, never what is in it."""
    made = (
        (_("Student goal and goal for ourselves"), bool(cycle.student_goal_id and cycle.educator_goal_id)),
        (_("Measure"), cycle.measure_id is not None),
        (_("Strategy"), StrategyInUse.objects.filter(cycle=cycle).exists()),
        (_("Theory of action"), Theory.objects.filter(cycle=cycle).exists()),
        (_("Locked prediction"), Experiment.objects.filter(cycle=cycle, locked_at__isnull=False).exists()),
        (_("Decision"), Decision.objects.filter(cycle=cycle).exists()),
        (_("Story"), Story.objects.filter(cycle=cycle, published_at__isnull=False).exists()),
    )
    return [name for name, there in made if there]


def use_count_of(cycle: Cycle) -> str:
    """Say use as a count for leaders; in a team so small that a count is a person, say that instead."""
    members = working_members_of(cycle.community)
    if len(members) < FEWEST_COUNTED:
        return _("Too few members to show a count.")
    rows = UseRecord.objects.filter(cycle=cycle).values_list("person_id", "week", "used")
    use = use_summary(
        members={person.pk for person in members},
        weeks=(),
        used={(person, week): Used(how) for person, week, how in rows},
    )
    if use.last_week is None:
        return _("Nobody has recorded use yet.")
    return _("%(n)d of %(all)d used the strategy in the last recorded week.") % {
        "n": use.used_last_week,
        "all": use.members,
    }


def stuck_words(cycle: Cycle) -> dict[str, str]:
    """Return the first words of a team that is stuck: what it tries. It rewrites and sends them (S3-15)."""
    strategy = StrategyInUse.objects.filter(cycle=cycle).first()
    topic = strategy.name if strategy else cycle.name
    tried = _("What we try: %(text)s") % {"text": strategy.practice_change} if strategy else ""
    return {"topic": topic[:120], "text": f"{tried}\n" + _("Where we are stuck: ") if tried else ""}


def outside_view(cycle: Cycle, *, by: Person) -> OutsideView:
    """Return what this person may see of a cycle they have opened."""
    stages = stages_of(cycle)
    goals = [goal_sentence(goal) for goal in (cycle.student_goal, cycle.educator_goal) if goal is not None]
    current = next((stage for stage in stages if stage.passed_at is None), stages[-1])
    shows_count = may_see_use_count(relations_to_cycle(by, cycle), cycle.hidden)
    return OutsideView(goals, stages, current, _products(cycle), use_count_of(cycle) if shows_count else "")


@dataclass(frozen=True)
class CycleLine:
    """A cycle in a list: where it is and what it aims for."""

    cycle: Cycle
    stage: str
    goal: str


def cycle_lines(cycles: Sequence[Cycle]) -> list[CycleLine]:
    """Return lists lines for cycles in a fixed number of queries."""
    rows = (
        Cycle.objects.filter(pk__in=[cycle.pk for cycle in cycles])
        .select_related("community__organization", "student_goal", "template")
        .prefetch_related(Prefetch("stages", Stage.objects.select_related("definition").order_by("position")))
        .order_by("-starts_on", "-id")
    )
    lines = []
    for cycle in rows:
        stages = list(cycle.stages.all())
        current = next((stage for stage in stages if stage.passed_at is None), None)
        where = (
            _("Closed")
            if cycle.state == CycleState.CLOSED or current is None
            else _("Step %(n)d of %(all)d, %(name)s")
            % {"n": current.position, "all": len(stages), "name": current.definition.name}
        )
        lines.append(CycleLine(cycle, where, goal_sentence(cycle.student_goal) if cycle.student_goal else ""))
    return lines
