"""What a team plans: goals, strategy, theory, prediction, steps."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import DataPoint, Measure
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.practice.cycles.models import Cause, Cycle, Experiment, PlanStep, StrategyInUse, Theory
from trellis.practice.cycles.operations.guard import journal, take_cycle
from trellis.practice.cycles.rules.may import may_lock_prediction, may_move_start
from trellis.practice.goals.models import Goal
from trellis.practice.goals.operations import pair_goals, write_goal
from trellis.practice.goals.words import Direction, GoalKind, GoalType
from trellis.practice.library.models import Strategy


@transaction.atomic
def set_goal(
    *,
    by: Person,
    cycle: Cycle,
    kind: GoalKind,
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
    """Write one half of the goal pair; the other half joins it when both are there (S0-43, S1-15, S2-25).

    Raises:
        Invalid: without a measure, date, target or an answer about the baseline.
    """
    locked = take_cycle(by, cycle)
    current = locked.student_goal if kind == GoalKind.STUDENT else locked.educator_goal
    goal = write_goal(
        by=by,
        community=locked.community,
        kind=kind,
        starts_on=locked.starts_on,
        goal=current,
        type=GoalType.OUTCOME if kind == GoalKind.STUDENT else GoalType.PRACTICE,
        who=who,
        measured_by=measured_by,
        measure=measure,
        unit=unit,
        baseline=baseline,
        baseline_unknown=baseline_unknown,
        target=target,
        direction=direction,
        due_on=due_on,
        equity_note=equity_note,
        now=now,
    )
    if kind == GoalKind.STUDENT:
        locked.student_goal = goal
        if measure is not None:
            locked.measure = measure
    else:
        locked.educator_goal = goal
    locked.save(update_fields=["student_goal", "educator_goal", "measure"])
    if locked.student_goal is not None and locked.educator_goal is not None:
        pair_goals(student=locked.student_goal, educator=locked.educator_goal)
    cycle.student_goal, cycle.educator_goal = locked.student_goal, locked.educator_goal
    cycle.measure = locked.measure
    return goal


@transaction.atomic
def watch_measure(*, by: Person, cycle: Cycle, measure: Measure) -> Cycle:
    """Choose the measure whose chart stands in the cycle.

    Raises:
        Invalid: when it belongs to another community.
        Conflict: once the prediction is locked: it was about the measure of then.
    """
    locked = take_cycle(by, cycle)
    if measure.community_id != locked.community_id:
        raise Invalid(_("Choose a measure of your own community."))
    if Experiment.objects.filter(cycle=locked, locked_at__isnull=False).exists():
        raise Conflict(_("The prediction is locked; it was made for the measure you watch now."))
    locked.measure = measure
    locked.save(update_fields=["measure"])
    cycle.measure = measure
    journal(by, locked, "cycle.measure_chosen", {"measure": measure.public_id})
    return locked


def _first_result(cycle: Cycle, start: date) -> date | None:
    """Return the day of the first point ever written for a day from ``start`` on, taken back or not."""
    if cycle.measure_id is None:
        return None
    points = DataPoint.objects.filter(measure_id=cycle.measure_id, on__gte=start)
    return points.order_by("on").values_list("on", flat=True).first()


@transaction.atomic
def choose_strategy(
    *,
    by: Person,
    cycle: Cycle,
    name: str,
    practice_change: str,
    times_a_week: int,
    cause: str = "",
    card: str = "",
    material: str = "",
    gives_up: str = "",
    starts_on: date | None = None,
    now: datetime | None = None,
) -> StrategyInUse:
    """Say who does what differently, how often and from when; it serves the student goal (S0-16, S0-44).

    Raises:
        Invalid: without a change in practice or how often, before the cycle, or on a day with results.
        Conflict: when the day of first use would move after the prediction was locked.
    """
    locked = take_cycle(by, cycle)
    problems = {}
    if not name.strip():
        problems["name"] = _("Give the strategy a short name.")
    if not practice_change.strip():
        problems["practice_change"] = _("Who does what differently? A goal alone changes nothing.")
    if not 1 <= times_a_week <= 25:
        problems["times_a_week"] = _("How many lessons a week? From 1 to 25.")
    if starts_on is not None and starts_on < locked.starts_on:
        problems["starts_on"] = _("First use comes after the start of the cycle.")
    answered = Cause.objects.filter(cycle=locked, public_id=cause).first() if cause else None
    if cause and answered is None:
        problems["cause"] = _("Choose a cause of this cycle.")
    current = StrategyInUse.objects.filter(cycle=locked).first()
    before = current.starts_on if current else None
    if starts_on is not None and starts_on != before:
        sealed = Experiment.objects.filter(cycle=locked, locked_at__isnull=False).exists()
        if not may_move_start(locked=sealed):
            raise Conflict(_("The prediction is locked, so the day of first use stays as it is."))
        if _first_result(locked, starts_on) is not None:
            problems["starts_on"] = _("There are results from that day on already. Choose a later day.")
    if problems:
        raise Invalid(_("The strategy is not complete yet."), problems)
    row = current or StrategyInUse(cycle=locked)
    row.card = Strategy.objects.filter(public_id=card).first() if card else row.card
    row.name, row.practice_change, row.times_a_week = name.strip(), practice_change.strip(), times_a_week
    row.material, row.gives_up = material.strip(), gives_up.strip()
    row.cause, row.serves = answered, locked.student_goal
    row.starts_on = starts_on or before
    row.changed_at = now or timezone.now()
    row.save()
    journal(by, locked, "strategy.chosen", {"times_a_week": times_a_week, "starts_on": row.starts_on})
    return row


@transaction.atomic
def write_theory(
    *,
    by: Person,
    cycle: Cycle,
    if_we: str,
    with_whom: str,
    then: str,
    because: str,
    wrong_if: str,
    now: datetime | None = None,
) -> Theory:
    """Write the theory of action; other words are a new version, the same words change nothing.

    Raises:
        Invalid: with an empty blank; what would show it wrong is a blank too.
    """
    locked = take_cycle(by, cycle)
    blanks = {
        name: text.strip()
        for name, text in (
            ("if_we", if_we),
            ("with_whom", with_whom),
            ("then", then),
            ("because", because),
            ("wrong_if", wrong_if),
        )
    }
    empty = {name: _("Fill this blank.") for name, text in blanks.items() if not text}
    if "wrong_if" in empty:
        empty["wrong_if"] = _("What would you see if you were wrong? Without it, nothing can be learned.")
    if empty:
        raise Invalid(_("The sentence still has an open blank."), empty)
    newest = Theory.objects.filter(cycle=locked).order_by("-version").first()
    if newest is not None and all(getattr(newest, name) == text for name, text in blanks.items()):
        return newest
    theory = Theory.objects.create(
        cycle=locked,
        version=newest.version + 1 if newest else 1,
        written_by=by,
        written_at=now or timezone.now(),
        **blanks,
    )
    journal(by, locked, "theory.written", {"version": theory.version})
    return theory


@transaction.atomic
def write_prediction(
    *,
    by: Person,
    cycle: Cycle,
    low: Decimal,
    high: Decimal,
    by_on: date,
    words: str = "",
    now: datetime | None = None,
) -> Experiment:
    """Write what the team expects to see; it can be changed until it is locked.

    Raises:
        Invalid: when the range or the day is the wrong way round.
        Conflict: once it is locked.
    """
    locked = take_cycle(by, cycle)
    current = Experiment.objects.filter(cycle=locked).first()
    if current is not None and current.locked_at is not None:
        raise Conflict(_("The prediction is locked. It stays as you wrote it."))
    problems = {}
    if high < low:
        problems["high"] = _("The higher value comes second.")
    if by_on <= locked.starts_on:
        problems["by_on"] = _("Choose a day after the start of the cycle.")
    if problems:
        raise Invalid(_("The prediction is not complete yet."), problems)
    experiment = current or Experiment(cycle=locked)
    experiment.low, experiment.high, experiment.by_on, experiment.words = low, high, by_on, words.strip()
    experiment.written_by, experiment.written_at = by, now or timezone.now()
    experiment.save()
    journal(by, locked, "prediction.written")
    return experiment


@transaction.atomic
def lock_prediction(*, by: Person, cycle: Cycle, now: datetime | None = None) -> Experiment:
    """Seal the prediction before the first result (S0-47). There is no way back.

    Raises:
        NotFound: when there is none yet.
        Conflict: when it is locked, first use has no day, or a result from that day on was there first.
    """
    locked = take_cycle(by, cycle)
    experiment = Experiment.objects.filter(cycle=locked).first()
    if experiment is None:
        raise NotFound(_("Write the prediction first."))
    if locked.measure_id is None:
        raise Conflict(_("Choose the measure you will watch; the prediction is about it."))
    # the same lock that writing a point takes: neither can slip in between
    Measure.objects.select_for_update().get(pk=locked.measure_id)
    strategy = StrategyInUse.objects.filter(cycle=locked).first()
    start = strategy.starts_on if strategy else None
    first = _first_result(locked, start) if start else None
    if not may_lock_prediction(
        use_starts_on=start, first_result_on=first, locked=experiment.locked_at is not None
    ):
        if experiment.locked_at is not None:
            raise Conflict(_("It is locked already."))
        if start is None:
            raise Conflict(_("Set the day of first use first: a prediction is made before it."))
        raise Conflict(_("A result is already there. A prediction after the fact is not one."))
    experiment.locked_by, experiment.locked_at = by, now or timezone.now()
    experiment.save(update_fields=["locked_by", "locked_at"])
    journal(by, locked, "prediction.locked", {"low": experiment.low, "high": experiment.high})
    return experiment


@transaction.atomic
def add_plan_step(
    *, by: Person, cycle: Cycle, text: str, who: str, due_on: date, material: str = ""
) -> PlanStep:
    """Add a step with a name and a day (S0-45).

    Raises:
        Invalid: without words, or for someone who is not in the team.
    """
    locked = take_cycle(by, cycle)
    members = {person.public_id: person for person in working_members_of(locked.community)}
    problems = {}
    if not text.strip():
        problems["text"] = _("What will be done?")
    if who not in members:
        problems["who"] = _("Choose a member of the team.")
    if problems:
        raise Invalid(_("The step is not complete yet."), problems)
    step = PlanStep.objects.create(
        cycle=locked, text=text.strip(), who=members[who], due_on=due_on, material=material.strip()
    )
    journal(by, locked, "plan_step.added", {"due_on": due_on})
    return step


@transaction.atomic
def finish_plan_step(*, by: Person, cycle: Cycle, pk: str, now: datetime | None = None) -> PlanStep:
    """Mark a step as done, or open it again."""
    locked = take_cycle(by, cycle)
    step = PlanStep.objects.filter(cycle=locked, public_id=pk).first()
    if step is None:
        raise NotFound(_("There is no such step here."))
    step.done_at = None if step.done_at else now or timezone.now()
    step.save(update_fields=["done_at"])
    return step
