"""A team writes down how it will know, before the results."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.queries.scores import windows_to_compare
from trellis.evidence.roster.queries import classes_of_community
from trellis.kit.errors import Invalid
from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Cycle, StudyDesign
from trellis.practice.cycles.operations.guard import journal, take_cycle
from trellis.practice.cycles.words import OF_STUDENTS, StudyKind


@transaction.atomic
def write_study_design(
    *,
    by: Person,
    cycle: Cycle,
    kind: StudyKind,
    before: str = "",
    after: str = "",
    later_classes: Sequence[str] = (),
    chosen_low: bool = False,
    now: datetime | None = None,
) -> StudyDesign:
    """Write down what is compared with what (before and after: public ids of windows).

    A change of the comparison is dated anew; naming the results that came in later is not.

    Raises:
        Invalid: when what the comparison needs is missing, or nobody is left on one side.
        Conflict: when the cycle is closed.
    """
    locked = take_cycle(by, cycle)
    windows = {one.public_id: one for one in windows_to_compare(locked.community)}
    classes = {one.public_id: one for one in classes_of_community(community=locked.community)}
    first, last = windows.get(before), windows.get(after)
    of_students = kind in OF_STUDENTS
    waiting = [classes[pk] for pk in later_classes if pk in classes] if kind == StudyKind.COMPARISON else []
    problems = {}
    if of_students and first is None:
        problems["before"] = _("Choose the results from before you begin.")
    if first and last and not (first.given_on and last.given_on and first.given_on < last.given_on):
        problems["after"] = _("The results after come from a later day than those before.")
    if kind == StudyKind.COMPARISON and not 0 < len(waiting) < len(classes):
        problems["later_classes"] = _("Choose which classes begin later; the others begin now.")
    if problems:
        raise Invalid(_("The comparison is not complete yet."), problems)
    current = StudyDesign.objects.filter(cycle=locked).first()
    study = current or StudyDesign(cycle=locked)
    first, last = (first, last) if of_students else (None, None)
    told = (str(kind), first.pk if first else None, bool(chosen_low), {one.pk for one in waiting})
    if current is None or told != _told(current):
        study.written_by, study.written_at = by, now or timezone.now()
    study.kind, study.before, study.after, study.chosen_low = kind, first, last, bool(chosen_low)
    study.save()
    study.later_classes.set(waiting)
    journal(by, locked, "study.written", {"kind": str(kind)})
    return study


def _told(study: StudyDesign) -> tuple[str, int | None, bool, set[int]]:
    waiting = set(study.later_classes.values_list("pk", flat=True))
    return study.kind, study.before_id, study.chosen_low, waiting
