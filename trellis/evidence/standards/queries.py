"""Reads academic standards: trees, and the search that links goals, items and lessons to them (S1-33)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from trellis.evidence.standards.models import AcademicFramework, AcademicStandard
from trellis.evidence.standards.rules import (
    deepest_shown,
    may_bring_framework,
    may_read_standards,
    may_retire_framework,
)
from trellis.kit.errors import NotFound
from trellis.people.access.queries import open_organization, relations_to_place
from trellis.people.accounts.models import Person
from trellis.people.places.models import Organization

#: So many standards stand on one page; of a larger tree the upper levels, each with what is below it.
MOST_ON_PAGE = 400


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


def open_standards_place(*, by: Person, pk: str) -> Organization:
    """Return a place whose academic standards the person may read.

    Raises:
        NotFound: for everybody but the staff of the district.
    """
    organization = open_organization(by=by, pk=pk)
    if not may_read_standards(relations_to_place(by, organization)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return organization


def may_read_standards_of(by: Person, organization: Organization) -> bool:
    """Say whether this person may open the academic standards of a place."""
    return may_read_standards(relations_to_place(by, organization))


def open_place_to_bring_to(*, by: Person, pk: str) -> Organization:
    """Return a place to which the person may bring a framework.

    Raises:
        NotFound: for everybody but data stewards.
    """
    organization = open_organization(by=by, pk=pk)
    if not may_bring(by, organization):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return organization


def may_bring(by: Person, organization: Organization) -> bool:
    """Say whether this person may bring a framework to this place."""
    return may_bring_framework(relations_to_place(by, organization))


def may_retire(by: Person, framework: AcademicFramework) -> bool:
    """Say whether this person may take this framework out of use."""
    return may_retire_framework(relations_to_place(by, framework.organization))


def open_framework(*, by: Person, pk: str) -> AcademicFramework:
    """Return one framework by its public id.

    Raises:
        NotFound: when there is none or the person may not read the standards of its place.
    """
    found = AcademicFramework.objects.select_related("organization").filter(public_id=pk).first()
    if found is None or not may_read_standards(relations_to_place(by, found.organization)):
        raise NotFound(_("There is no such framework, or it is not open to you."))
    return found


def with_sizes(frameworks: QuerySet[AcademicFramework]) -> QuerySet[AcademicFramework]:
    """Add to each framework how many standards are in use, as ``standard_count``."""
    return frameworks.annotate(standard_count=Count("standards", filter=Q(standards__removed_at=None)))


def open_standard(framework: AcademicFramework, pk: str) -> AcademicStandard:
    """Return one standard of a framework by its public id.

    Raises:
        NotFound: when there is none.
    """
    found = framework.standards.select_related("parent").filter(public_id=pk, removed_at=None).first()
    if found is None:
        raise NotFound(_("There is no such standard."))
    return found


def usable_standard(organization: Organization, pk: str) -> AcademicStandard:
    """Return one standard by its public id, out of the frameworks in use in an organization.

    Raises:
        NotFound: when there is none.
    """
    found = AcademicStandard.objects.filter(
        public_id=pk, removed_at=None, framework__in=frameworks_of(organization)
    ).first()
    if found is None:
        raise NotFound(_("There is no such standard."))
    return found


@dataclass
class Branch:
    """One standard with the standards below it; ``more`` is how many of them did not fit on the page."""

    standard: AcademicStandard
    below: list["Branch"] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True)
class Tree:
    """What one page shows of a framework; ``left_out`` did not fit even on its first level."""

    branches: Sequence[Branch]
    left_out: int


def branches_of(
    framework: AcademicFramework, below: AcademicStandard | None = None, *, most: int = MOST_ON_PAGE
) -> Tree:
    """Return a framework, or what is below one standard, as nested branches: as many levels as fit."""
    standards = tree_of(framework, below)
    if below is not None:
        standards = standards.exclude(pk=below.pk)
    first = below.depth + 1 if below is not None else 0
    by_depth = dict(standards.order_by("depth").values_list("depth").annotate(n=Count("pk")))
    sizes = [by_depth.get(depth, 0) for depth in range(first, max(by_depth, default=first) + 1)]
    last = first + deepest_shown(sizes, most)
    shown = standards.filter(depth__lte=last)
    branches = {one.pk: Branch(one) for one in shown[:most]}
    hidden = standards.filter(depth=last + 1).order_by("parent").values_list("parent")
    for parent, count in hidden.annotate(n=Count("pk")):
        if parent in branches:
            branches[parent].more = count
    top: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.standard.parent_id or 0)
        (above.below if above else top).append(branch)
    return Tree(top, shown.count() - len(branches))


def way_to(standard: AcademicStandard) -> Sequence[AcademicStandard]:
    """Return the standards above one, from the top."""
    width = len("00000.")
    places = [standard.place[:end] for end in range(width, len(standard.place), width)]
    return list(standard.framework.standards.filter(place__in=places, removed_at=None).order_by("place"))


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
