"""The process map: how it goes today, step by step, and where it goes wrong (S0-42)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Cycle, Evidence, ProcessStep
from trellis.practice.cycles.operations.guard import journal, take_cycle
from trellis.practice.cycles.operations.thinking import evidence_in

#: More than this is several processes.
MOST_STEPS = 20

type Way = Literal["up", "down"]


def _words(what: str, who: str, trouble: str, evidence: str) -> tuple[str, str, str]:
    wrong = {}
    if not what.strip():
        wrong["what"] = _("Say what happens, in a few words.")
    if not who.strip():
        wrong["who"] = _("Say who does it: a role is enough.")
    if evidence and not trouble.strip():
        wrong["trouble"] = _("Say what goes wrong here, or leave “How do we know?” open.")
    if wrong:
        raise Invalid(_("The step is not complete yet."), wrong)
    return what.strip(), who.strip(), trouble.strip()


def _step_in(cycle: Cycle, pk: str) -> ProcessStep:
    step = ProcessStep.objects.filter(cycle=cycle, public_id=pk).first()
    if step is None:
        raise NotFound(_("There is no such step here."))
    return step


def _number(steps: list[ProcessStep]) -> None:
    """Put steps into this order, without gaps."""
    for position, step in enumerate(steps, start=1):
        if step.position != position:
            step.position = position
            step.save(update_fields=["position"])


@transaction.atomic
def add_process_step(
    *,
    by: Person,
    cycle: Cycle,
    what: str,
    who: str,
    trouble: str = "",
    evidence: str = "",
    now: datetime | None = None,
) -> ProcessStep:
    """Add a step at the end. What goes wrong in it stays an assumption without evidence.

    Raises:
        Invalid: without what happens and who does it, or with evidence of another cycle or for no trouble.
        Conflict: when the map is full.
    """
    locked = take_cycle(by, cycle)
    what, who, trouble = _words(what, who, trouble, evidence)
    there = locked.process_steps.count()
    if there >= MOST_STEPS:
        raise Conflict(_("Twenty steps are several processes. Map the part where it goes wrong."))
    step = ProcessStep.objects.create(
        cycle=locked,
        position=there + 1,
        what=what,
        who=who,
        trouble=trouble,
        evidence=evidence_in(locked, evidence),
        added_by=by,
        added_at=now or timezone.now(),
    )
    journal(by, locked, "process_step.added", {"assumption": step.is_assumption})
    return step


@transaction.atomic
def change_process_step(
    *, by: Person, cycle: Cycle, pk: str, what: str, who: str, trouble: str = "", evidence: str = ""
) -> ProcessStep:
    """Change the words of a step and what backs them; its place stays.

    Raises:
        NotFound: when there is no such step.
        Invalid: as in `add_process_step`.
    """
    locked = take_cycle(by, cycle)
    step = _step_in(locked, pk)
    step.what, step.who, step.trouble = _words(what, who, trouble, evidence)
    step.evidence = evidence_in(locked, evidence)
    step.save(update_fields=["what", "who", "trouble", "evidence"])
    journal(by, locked, "process_step.changed", {"assumption": step.is_assumption})
    return step


@transaction.atomic
def move_process_step(*, by: Person, cycle: Cycle, pk: str, to: Way) -> ProcessStep:
    """Move a step one place; at the end of the way it stays where it is.

    Raises:
        NotFound: when there is no such step.
    """
    locked = take_cycle(by, cycle)
    step = _step_in(locked, pk)
    steps = list(locked.process_steps.all())
    here = next(index for index, other in enumerate(steps) if other.pk == step.pk)
    there = here - 1 if to == "up" else here + 1
    if 0 <= there < len(steps):
        steps[here], steps[there] = steps[there], steps[here]
        _number(steps)
        journal(by, locked, "process_step.moved")
    return _step_in(locked, pk)


@transaction.atomic
def remove_process_step(*, by: Person, cycle: Cycle, pk: str) -> None:
    """Take a step out; those behind it move up.

    Raises:
        NotFound: when there is no such step.
    """
    locked = take_cycle(by, cycle)
    _step_in(locked, pk).delete()
    _number(list(locked.process_steps.all()))
    journal(by, locked, "process_step.removed")


def copy_process_steps(cycle: Cycle, following: Cycle, evidence: Mapping[int, Evidence]) -> None:
    """Give the next round the map as it stands; part of closing a cycle, which asks who may."""
    ProcessStep.objects.bulk_create(
        ProcessStep(
            cycle=following,
            position=step.position,
            what=step.what,
            who=step.who,
            trouble=step.trouble,
            evidence=evidence.get(step.evidence_id or 0),
            added_by_id=step.added_by_id,
            added_at=step.added_at,
        )
        for step in cycle.process_steps.all()
    )
