"""Writes goals."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Measure
from trellis.kit.errors import Invalid, Refused
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.people.journal.operations import record
from trellis.practice.goals.models import Goal
from trellis.practice.goals.rules import goal_problems
from trellis.practice.goals.words import Direction, GoalKind, GoalType


@transaction.atomic
def write_goal(
    *,
    by: Person,
    community: Community,
    kind: GoalKind,
    starts_on: date,
    goal: Goal | None = None,
    type: GoalType = GoalType.OUTCOME,
    who: str,
    measured_by: str,
    measure: Measure | None = None,
    unit: str = "",
    baseline: Decimal | None = None,
    baseline_unknown: bool = False,
    target: Decimal | None = None,
    direction: Direction = Direction.UP,
    due_on: date | None = None,
    equity_note: str = "",
    now: datetime | None = None,
) -> Goal:
    """Write a goal, or change ``goal``; ``starts_on`` is the day its work starts (S0-43, S4-22).

    Raises:
        Refused: for everybody who is no member.
        Invalid: without a measure, date, target or an answer about the baseline, or in the wrong direction.
    """
    if not may(Action.UPDATE, ObjectKind.GOAL, relations_to_community(by, community)):
        raise Refused(_("Only members of this community write its goals."))
    problems = goal_problems(
        who=who,
        measured_by=measured_by,
        baseline=baseline,
        baseline_unknown=baseline_unknown,
        target=target,
        direction=direction,
        due_on=due_on,
        starts_on=starts_on,
    )
    if measure is not None and measure.community_id != community.pk:
        problems["measure"] = _("Choose a measure of your own community.")
    if problems or target is None or due_on is None:
        raise Invalid(_("The goal is not complete yet."), problems)
    row = goal or Goal(community=community, kind=kind, written_by=by, written_at=now or timezone.now())
    row.type, row.who, row.measured_by, row.measure = type, who.strip(), measured_by.strip(), measure
    row.unit, row.baseline, row.baseline_unknown = unit.strip(), baseline, baseline_unknown
    row.target, row.direction, row.due_on = target, direction, due_on
    row.equity_note = equity_note.strip()
    row.save()
    record(
        by=by,
        verb="goal.changed" if goal else "goal.written",
        object_kind="goal",
        object_id=row.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data={"kind": str(kind), "target": target, "due_on": due_on, "baseline": baseline},
    )
    return row


def pair_goals(*, student: Goal, educator: Goal) -> None:
    """Tie a goal for students to the goal for ourselves that serves it (S1-15)."""
    if student.pair_id != educator.pk:
        student.pair = educator
        student.save(update_fields=["pair"])
