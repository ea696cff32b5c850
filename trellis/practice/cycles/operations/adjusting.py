"""A team corrects what it does, with the reason and what it saw; and what one notes for oneself."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.queries import live_points
from trellis.kit.errors import Conflict, Invalid
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.practice.cycles.models import Adjustment, Cycle, ReflectionDepth, StrategyInUse
from trellis.practice.cycles.operations.guard import journal, take_cycle
from trellis.practice.cycles.operations.thinking import evidence_in
from trellis.practice.cycles.words import Depth


@transaction.atomic
def adjust_strategy(
    *,
    by: Person,
    cycle: Cycle,
    what: str,
    because: str,
    adjusted_on: date,
    point: str = "",
    evidence: str = "",
    now: datetime | None = None,
) -> Adjustment:
    """Write down what is done differently from a day on (S3-37). ``point``, ``evidence``: public ids.

    Raises:
        Invalid: without words, a reason and something it was seen in, or for a day outside of the use.
        Conflict: before there is a strategy with a day of first use.
    """
    locked = take_cycle(by, cycle)
    moment = now or timezone.now()
    strategy = StrategyInUse.objects.filter(cycle=locked).first()
    if strategy is None or strategy.starts_on is None:
        raise Conflict(_("First choose the strategy and its day of first use."))
    points = live_points(locked.measure) if locked.measure else []
    seen = next((one for one in points if one.public_id == point), None) if point else None
    found = evidence_in(locked, evidence)
    wrong = {}
    if not what.strip():
        wrong["what"] = _("Say in one sentence what you do differently.")
    if not because.strip():
        wrong["because"] = _("Say in one sentence why.")
    if seen is None and found is None:
        wrong["seen_in"] = _("Choose the value or the evidence in which you saw it.")
    if adjusted_on < strategy.starts_on or adjusted_on > timezone.localdate(moment):
        wrong["adjusted_on"] = _("Choose a day between first use and today.")
    if wrong:
        raise Invalid(_("The adjustment is not complete yet."), wrong)
    adjustment = Adjustment.objects.create(
        cycle=locked,
        adjusted_on=adjusted_on,
        what=what.strip(),
        because=because.strip(),
        point=seen,
        evidence=found,
        written_by=by,
        written_at=moment,
    )
    journal(by, locked, "strategy.adjusted", {"day": adjusted_on})
    return adjustment


@transaction.atomic
def rate_reflection(
    *, by: Person, cycle: Cycle, depth: Depth, now: datetime | None = None
) -> ReflectionDepth:
    """Note for oneself how deep one looked back (S3-04). It is nobody's business: the journal knows nothing.

    Raises:
        Invalid: for people who do not do the work.
    """
    locked = take_cycle(by, cycle)
    if by.pk not in {person.pk for person in working_members_of(locked.community)}:
        raise Invalid(_("Only members who do the work speak here."))
    note, _made = ReflectionDepth.objects.update_or_create(
        cycle=locked, person=by, defaults={"depth": depth, "rated_at": now or timezone.now()}
    )
    return note
