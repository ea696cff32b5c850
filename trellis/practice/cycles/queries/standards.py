"""Reads which academic standards cycles work on, and who works on a standard (S1-33)."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.evidence.standards.models import AcademicStandard
from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Cycle, CycleStandard
from trellis.practice.cycles.queries.outside import CycleLine, cycle_lines
from trellis.practice.cycles.queries.seeing import cycles_seen


def standards_of(cycle: Cycle) -> list[CycleStandard]:
    """Return what a cycle works on. Who sees its goal sees this: the caller opens the cycle first."""
    return list(
        CycleStandard.objects.filter(cycle=cycle)
        .select_related("standard__framework")
        .order_by("standard__framework", "standard__place", "standard__code")
    )


@dataclass(frozen=True)
class WorkOnStandard:
    """A cycle that works on a standard or on one below it; ``named`` when its goal for students names one.

    ``elsewhere`` are the standards below, where the cycle does not work on this one itself.
    """

    line: CycleLine
    elsewhere: Sequence[AcademicStandard]
    named: bool


def work_on_standard(standard: AcademicStandard, *, by: Person, most: int = 50) -> list[WorkOnStandard]:
    """Return the cycles the person may see that work on a standard or on one below it, the newest first."""
    links = CycleStandard.objects.filter(
        standard__framework=standard.framework_id, standard__place__startswith=standard.place
    )
    if not standard.place:
        links = CycleStandard.objects.filter(standard=standard)
    seen = cycles_seen(by=by).filter(pk__in=links.values("cycle")).order_by("-starts_on", "-id")[:most]
    lines = cycle_lines(list(seen))
    of_cycle: dict[int, list[CycleStandard]] = {}
    for link in links.filter(cycle__in=[line.cycle.pk for line in lines]).select_related("standard"):
        of_cycle.setdefault(link.cycle_id, []).append(link)
    return [
        WorkOnStandard(
            line,
            [link.standard for link in of_cycle[line.cycle.pk] if link.standard_id != standard.pk],
            any(link.goal_id for link in of_cycle[line.cycle.pk]),
        )
        for line in lines
    ]
