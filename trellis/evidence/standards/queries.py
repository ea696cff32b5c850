"""Reads academic standards: trees, and the search that links goals, items and lessons to them (S1-33)."""

from django.db.models import Q, QuerySet

from trellis.evidence.standards.models import AcademicFramework, AcademicStandard
from trellis.people.places.models import Organization


def frameworks_of(organization: Organization) -> QuerySet[AcademicFramework]:
    """Return the frameworks in use in an organization: its own and those of the places above it."""
    above = [int(part) for part in organization.path.strip("/").split("/") if part]
    return AcademicFramework.objects.filter(organization_id__in=above, retired_at=None)


def tree_of(
    framework: AcademicFramework, below: AcademicStandard | None = None
) -> QuerySet[AcademicStandard]:
    """Return a framework, or what is below one standard, in the order of its tree."""
    standards = framework.standards.filter(removed_at=None)
    return standards.filter(place__startswith=below.place) if below is not None else standards


def search_standards(
    organization: Organization, words: str, *, grade: str = "", framework: AcademicFramework | None = None
) -> QuerySet[AcademicStandard]:
    """Return the standards with all words in their code or statement, those whose code begins so first."""
    found = AcademicStandard.objects.filter(
        framework__in=[framework] if framework else frameworks_of(organization), removed_at=None
    ).select_related("framework")
    for word in words.split()[:8]:
        found = found.filter(Q(code__icontains=word) | Q(statement__icontains=word))
    if grade:
        found = found.filter(grades__icontains=f'"{grade}"')
    return found.annotate(begins=Q(code__istartswith=words.strip())).order_by("-begins", "framework", "place")
