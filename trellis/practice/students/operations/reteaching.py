"""The reteach plan of a group, filled from a strategy card, and its way into the running cycle."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import working_members_of
from trellis.practice.cycles.models import Cycle, Experiment, PlanStep, StrategyInUse
from trellis.practice.cycles.operations.planning import add_plan_step, choose_strategy
from trellis.practice.cycles.queries.seeing import running_cycle_of
from trellis.practice.library.models import Strategy, StrategyCard
from trellis.practice.students.models import NeedGroup, Regrouping
from trellis.practice.students.operations.guard import journal_groups, take_regrouping
from trellis.practice.students.words import GroupKind, RegroupingState


@dataclass(frozen=True)
class Plan:
    """A reteach plan as the form gives it. ``card``: public id of a strategy, the team's or the library's."""

    name: str = ""
    teacher: str = ""
    meets: str = ""
    place: str = ""
    material: str = ""
    practice_change: str = ""
    card: str = ""


def _card_of(community: Community, pk: str) -> StrategyCard | Strategy | None:
    own = StrategyCard.objects.filter(community=community, public_id=pk).first()
    return own or Strategy.objects.filter(public_id=pk).first()


def _fill(group: NeedGroup, card: StrategyCard | Strategy) -> None:
    """Take the words of a card where the plan has none of its own."""
    if isinstance(card, StrategyCard):
        group.team_card, group.card = card, None
        group.material = group.material or card.material
    else:
        group.card, group.team_card = card, None
    group.practice_change = group.practice_change or card.practice_change


@transaction.atomic
def plan_group(*, by: Person, group: NeedGroup, plan: Plan) -> NeedGroup:
    """Say who takes the group, when, where and with what; a card fills what was left open.

    Raises:
        Invalid: without a name, for a teacher outside the team or a card that is not there.
        Conflict: when the groups have ended.
    """
    locked = take_regrouping(by, group.regrouping)
    members = {person.public_id: person for person in working_members_of(locked.community)}
    card = _card_of(locked.community, plan.card) if plan.card else None
    problems = {}
    if not plan.name.strip():
        problems["name"] = _("Give the group a name.")
    if plan.teacher and plan.teacher not in members:
        problems["teacher"] = _("Choose a member of the team.")
    if plan.card and card is None:
        problems["card"] = _("Choose a strategy of the team or the library.")
    if problems:
        raise Invalid(_("The plan is not complete yet."), problems)
    group.name, group.teacher = plan.name.strip()[:120], members.get(plan.teacher)
    group.meets, group.place = plan.meets.strip()[:120], plan.place.strip()[:120]
    group.material, group.practice_change = plan.material.strip()[:255], plan.practice_change.strip()
    group.card = group.team_card = None
    if card is not None:
        _fill(group, card)
    group.save()
    journal_groups(by, locked, "groups.group_planned")
    return group


def _step_text(group: NeedGroup) -> str:
    what = group.practice_change or group.material or _("teach this group")
    return f"{group.name}: {what}"[:255]


def _mark_start(by: Person, cycle: Cycle, regrouping: Regrouping, lead: NeedGroup) -> bool:
    """Let the groups be what the cycle tries, from their first day; return whether the chart has a start now.

    A strategy that has its day keeps it, and a locked prediction moves nothing.
    """
    strategy = StrategyInUse.objects.filter(cycle=cycle).first()
    if strategy is not None and strategy.starts_on is not None:
        return True
    if Experiment.objects.filter(cycle=cycle, locked_at__isnull=False).exists():
        return False
    cause = strategy.cause.public_id if strategy is not None and strategy.cause is not None else ""
    choose_strategy(
        by=by,
        cycle=cycle,
        name=strategy.name if strategy else lead.name,
        practice_change=strategy.practice_change if strategy else lead.practice_change,
        times_a_week=strategy.times_a_week if strategy else 1,
        cause=cause,
        card=lead.card.public_id if lead.card is not None and strategy is None else "",
        material=strategy.material if strategy else lead.material,
        gives_up=strategy.gives_up if strategy else "",
        starts_on=regrouping.starts_on,
    )
    return True


@transaction.atomic
def put_groups_in_cycle(*, by: Person, regrouping: Regrouping) -> Cycle:
    """Write each group's plan as a step of the running cycle; where the cycle tries nothing yet, the groups
    are what it tries, and its chart gets its start marker on their first day.

    Doing it again changes the steps that are there and adds no second ones.

    Raises:
        Conflict: before the groups are settled, or when no cycle runs.
    """
    locked = take_regrouping(by, regrouping)
    if locked.state != RegroupingState.SETTLED or locked.starts_on is None:
        raise Conflict(_("Settle the groups first."))
    cycle = running_cycle_of(locked.community, by=by)
    if cycle is None:
        raise Conflict(_("No cycle is running in this team. Start one, and the groups go into its plan."))
    groups = list(
        NeedGroup.objects.filter(regrouping=locked, teacher__isnull=False)
        .select_related("teacher", "plan_step", "card")
        .order_by("position")
    )
    for group in groups:
        _write_step(by, cycle, group, locked.starts_on)
    lead = next((one for one in groups if one.kind == GroupKind.NEED and one.practice_change), None)
    if lead is not None:
        _mark_start(by, cycle, locked, lead)
    locked.cycle = cycle
    locked.save(update_fields=["cycle"])
    journal_groups(by, locked, "groups.put_in_cycle", {"cycle": cycle.public_id})
    return cycle


def _write_step(by: Person, cycle: Cycle, group: NeedGroup, day: date) -> None:
    assert group.teacher is not None
    if group.plan_step is not None and group.plan_step.cycle_id == cycle.pk:
        PlanStep.objects.filter(pk=group.plan_step.pk).update(
            text=_step_text(group), who=group.teacher, due_on=day, material=group.material
        )
        return
    group.plan_step = add_plan_step(
        by=by,
        cycle=cycle,
        text=_step_text(group),
        who=group.teacher.public_id,
        due_on=day,
        material=group.material,
    )
    group.save(update_fields=["plan_step"])
