"""Suggests the standards of a cycle from the assessments used in it (S1-33)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q

from trellis.evidence.measures.models import Administration, AssessmentItem
from trellis.evidence.standards.models import AcademicStandard
from trellis.evidence.standards.queries import frameworks_of
from trellis.practice.cycles.models import Cycle, CycleStandard, StudyDesign
from trellis.practice.students.models import Regrouping

#: What a team looked at so long before it began is what it began from.
BEFORE = timedelta(weeks=4)


@dataclass
class Suggested:
    """A standard that items of the cycle's assessments show: how many, and in which assessments."""

    standard: AcademicStandard
    items: int = 0
    assessments: list[str] = field(default_factory=list)


def _used_in(cycle: Cycle) -> set[int]:
    """Return the assessments used in a cycle: named in its comparison, regrouped from, or given meanwhile."""
    found: set[int] = set()
    study = StudyDesign.objects.filter(cycle=cycle).select_related("before", "after").first()
    if study is not None:
        found |= {window.assessment_id for window in (study.before, study.after) if window is not None}
    regroupings = Regrouping.objects.filter(cycle=cycle, assessment__isnull=False)
    found |= set(regroupings.values_list("assessment_id", flat=True))
    meanwhile = Administration.objects.filter(
        assessment__community=cycle.community,
        given_on__gte=cycle.starts_on - BEFORE,
        given_on__lte=cycle.ends_on,
    )
    return found | set(meanwhile.values_list("assessment_id", flat=True))


def suggested_standards(cycle: Cycle) -> Sequence[Suggested]:
    """Return standards that are not linked yet, those that most items show first. For members only: the
    caller opens the cycle's work first.
    """
    place = cycle.community.organization
    linked = set(CycleStandard.objects.filter(cycle=cycle).values_list("standard_id", flat=True))
    rows = (
        AssessmentItem.objects.filter(
            Q(assessment__community=cycle.community) | Q(assessment__community=None),
            assessment__in=_used_in(cycle),
            standards__framework__in=frameworks_of(place),
            standards__removed_at=None,
        )
        .order_by("assessment__title", "assessment", "position")
        .values_list("standards", "assessment__title")
    )
    shown = [(pk, title) for pk, title in rows if pk not in linked]
    standards = AcademicStandard.objects.select_related("framework").in_bulk({pk for pk, _title in shown})
    found = {pk: Suggested(standard) for pk, standard in standards.items()}
    for pk, title in shown:
        found[pk].items += 1
        if title not in found[pk].assessments:
            found[pk].assessments.append(title)
    return sorted(found.values(), key=lambda one: (-one.items, one.standard.code, one.standard.pk))
