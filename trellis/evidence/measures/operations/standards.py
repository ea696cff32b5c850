"""Links items with the academic standards that files name by code."""

from django.db import transaction
from django.db.models.functions import Lower

from trellis.evidence.measures.models import AssessmentItem
from trellis.evidence.standards.models import AcademicStandard
from trellis.evidence.standards.queries import frameworks_of
from trellis.people.places.models import Organization


@transaction.atomic
def link_items_to_standards(organization: Organization) -> int:
    """Link the items of an organization whose file named a standard we have; return how many links are new.

    A code that several standards have is not linked: nobody guesses which one is meant.
    """
    items = AssessmentItem.objects.filter(
        assessment__organization__path__startswith=organization.path, standards=None
    ).exclude(standard_code="")
    wanted = {code.casefold() for code in items.values_list("standard_code", flat=True).distinct()}
    by_code: dict[str, set[int]] = {}
    standards = AcademicStandard.objects.filter(framework__in=frameworks_of(organization), removed_at=None)
    for at in range(0, len(wanted), 500):
        piece = sorted(wanted)[at : at + 500]
        for pk, code in standards.annotate(low=Lower("code")).filter(low__in=piece).values_list("pk", "low"):
            by_code.setdefault(code, set()).add(pk)
    links = [
        AssessmentItem.standards.through(assessmentitem_id=pk, academicstandard_id=next(iter(found)))
        for pk, code in items.values_list("pk", "standard_code")
        if len(found := by_code.get(code.casefold(), set())) == 1
    ]
    AssessmentItem.standards.through.objects.bulk_create(links, batch_size=1000, ignore_conflicts=True)
    return len(links)
