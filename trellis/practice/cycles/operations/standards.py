"""Says which academic standards a cycle works on (S1-33)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.standards.queries import usable_standard
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Cycle, CycleStandard
from trellis.practice.cycles.operations.guard import journal, take_cycle

#: More than this is a year of teaching and not a cycle.
MOST_STANDARDS = 12


@transaction.atomic
def link_standard(
    *, by: Person, cycle: Cycle, standard: str, for_goal: bool = False, now: datetime | None = None
) -> CycleStandard:
    """Say that a cycle works on a standard; saying it again changes whether the goal names it.

    Args:
        standard: its public id.
        for_goal: whether the goal for students names it too.

    Raises:
        NotFound: when no framework in use here has it.
        Invalid: ``for_goal`` before there is a goal for students.
        Conflict: when the cycle works on twelve already.
    """
    locked = take_cycle(by, cycle)
    found = usable_standard(locked.community.organization, standard)
    if for_goal and locked.student_goal_id is None:
        raise Invalid(_("There is no goal for students yet."))
    link = CycleStandard.objects.filter(cycle=locked, standard=found).first()
    if link is None:
        if locked.standards.count() >= MOST_STANDARDS:
            raise Conflict(_("Twelve standards are a year of teaching. Choose those of this cycle."))
        link = CycleStandard(cycle=locked, standard=found, linked_by=by, linked_at=now or timezone.now())
    link.goal = locked.student_goal if for_goal else None
    link.save()
    journal(by, locked, "cycle_standard.linked", {"standard": found.public_id, "for_goal": for_goal})
    return link


@transaction.atomic
def unlink_standard(*, by: Person, cycle: Cycle, standard: str) -> None:
    """Say that a cycle does not work on a standard after all.

    Raises:
        NotFound: when it is not linked.
    """
    locked = take_cycle(by, cycle)
    link = CycleStandard.objects.filter(cycle=locked, standard__public_id=standard).first()
    if link is None:
        raise NotFound(_("This standard is not linked here."))
    link.delete()
    journal(by, locked, "cycle_standard.unlinked", {"standard": standard})


def copy_standards(cycle: Cycle, following: Cycle) -> None:
    """Give the next round the standards of this one; part of closing a cycle, which asks who may."""
    CycleStandard.objects.bulk_create(
        CycleStandard(
            cycle=following,
            standard_id=link.standard_id,
            goal=following.student_goal if link.goal_id else None,
            linked_by_id=link.linked_by_id,
            linked_at=link.linked_at,
        )
        for link in cycle.standards.all()
    )
