"""Reads releases, as exactly as the reader's tier allows, and what the next one is checked against."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trellis.insight.releases.models import Release, ReleaseWithdrawal
from trellis.insight.releases.rules.access import (
    audience_of,
    may_open_release_to_everyone,
    may_publish_release,
    may_withdraw_release,
)
from trellis.insight.releases.rules.protection import CellKey, populations
from trellis.insight.releases.words import Audience
from trellis.kit.errors import NotFound
from trellis.people.access.queries import (
    open_organization,
    reached_by,
    reaches_of,
    relations_to_place,
    roles_of,
    seen_by_place,
)
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.places.models import Organization
from trellis.people.places.queries import below, ids_on_path
from trellis.stats.protect import CodedShare, Population, coded_shares

#: Least size of each band of sizes, largest first.
SIZE_BANDS = (300, 100, 40, 20, 10)


@dataclass(frozen=True)
class ReadCell:
    """A cell as one tier reads it. A hidden number and a hidden share look the same whatever the reason.

    ``students`` is the exact number (staff alone), ``at_least`` and ``at_most`` the band of sizes;
    ``low`` and ``high`` are percents, equal where a whole percent is shown.
    """

    place: str
    grade: str
    group: str
    hidden: bool
    students: int | None
    at_least: int | None
    at_most: int | None
    low: int | None
    high: int | None


def releases_of(organization: Organization, *, by: Person) -> QuerySet[Release]:
    """Return the releases of an organization and of what it lies in that the person reads, newest first."""
    readable = [
        place.pk
        for place in Organization.objects.filter(pk__in=ids_on_path(organization))
        if audience_of(relations_to_place(by, place)) is not None
    ]
    return Release.objects.filter(organization__in=readable).select_related("organization", "withdrawal")


def is_open_to_everyone(release: Release) -> bool:
    """Say whether everyone may read a release: it was opened, and it was not withdrawn."""
    return Release.objects.filter(pk=release.pk, opening__isnull=False, withdrawal=None).exists()


def _reads_as(by: Person | None, release: Release) -> Audience | None:
    """Return how exactly somebody reads a release, signed in or not; nothing where they do not read it."""
    audience = audience_of(relations_to_place(by, release.organization)) if by is not None else None
    if audience is None and is_open_to_everyone(release):
        return Audience.PUBLIC
    return audience


def releases_seen(*, by: Person) -> QuerySet[Release]:
    """Return every release the person reads, by place or because everyone does. Equals `open_release`."""
    reaches = reaches_of(roles_of(by))
    by_place = seen_by_place(
        ObjectKind.RELEASE,
        View.SUMMARY,
        lambda relations: reached_by(reaches, relations, "organization__"),
        prefix="organization__",
    )
    found = Release.objects.filter(by_place | Q(opening__isnull=False, withdrawal=None))
    return found.select_related("organization", "withdrawal")


def public_releases(organization: Organization) -> QuerySet[Release]:
    """Return the releases of a place and below that everyone may read, the newest first."""
    return (
        Release.objects.filter(
            organization__path__startswith=organization.path, opening__isnull=False, withdrawal=None
        )
        .select_related("organization")
        .order_by("-published_at", "-id")
    )


def open_release(*, by: Person | None, pk: str) -> Release:
    """Return one release by its public id, for somebody signed in or not.

    Raises:
        NotFound: when there is none or they do not read it.
    """
    related = ("organization", "withdrawal", "opening", "administration__assessment", "item")
    release = Release.objects.select_related(*related).filter(public_id=pk).first()
    if release is None or _reads_as(by, release) is None:
        raise NotFound(_("There is no such table, or it is not open to you."))
    return release


def cells_of(release: Release, *, by: Person | None) -> list[ReadCell]:
    """Return the cells in their order, as exactly as the person's tier reads them.

    Raises:
        NotFound: when the person does not read the release, or it was withdrawn.
    """
    audience = _reads_as(by, release)
    if audience is None or ReleaseWithdrawal.objects.filter(release=release).exists():
        raise NotFound(_("There is no such table, or it is not open to you."))
    return [
        read_cell(
            cell.organization.name,
            (str(cell.organization_id), cell.grade, cell.group),
            cell.students,
            cell.reached,
            release.threshold,
            audience,
        )
        for cell in release.cells.select_related("organization")
    ]


def read_cell(
    place: str,
    key: CellKey,
    students: int | None,
    reached: int | None,
    threshold: int,
    audience: Audience = Audience.STAFF,
) -> ReadCell:
    """Return a cell of the table as exactly as an audience reads it."""
    staff = audience == Audience.STAFF
    at_least, at_most = _size_band(students)
    low, high = _share(students, reached, staff, threshold)
    return ReadCell(
        place=place,
        grade=key[1],
        group=key[2],
        hidden=students is None,
        students=students if staff else None,
        at_least=at_least,
        at_most=at_most,
        low=low,
        high=high,
    )


def _size_band(students: int | None) -> tuple[int | None, int | None]:
    if students is None:
        return None, None
    if students < SIZE_BANDS[-1]:
        return 0, 0  # smaller groups are hidden, so nobody is here
    for larger, least in zip((None, *SIZE_BANDS), SIZE_BANDS, strict=False):
        if students >= least:
            return least, None if larger is None else larger - 1
    return None, None


def _share(
    students: int | None, reached: int | None, staff: bool, threshold: int
) -> tuple[int | None, int | None]:
    if not students or reached is None:
        return None, None
    if staff:
        whole = round(100 * reached / students)
        return whole, whole
    coded: CodedShare = coded_shares([reached], [students], threshold=threshold)[0]
    return coded.low, coded.high


def open_place_of_releases(*, by: Person, pk: str) -> Organization:
    """Return a place whose releases the person reads.

    Raises:
        NotFound: when there is none, or they read none there.
    """
    organization = open_organization(by=by, pk=pk)
    if audience_of(relations_to_place(by, organization)) is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return organization


def open_place_to_publish(*, by: Person, pk: str) -> Organization:
    """Return a place for which the person may publish releases.

    Raises:
        NotFound: for everybody else.
    """
    organization = open_place_of_releases(by=by, pk=pk)
    if not may_publish(by, organization):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return organization


def is_withdrawn(release: Release) -> bool:
    """Say whether a release was taken off the pages."""
    return hasattr(release, "withdrawal")  # read with the release itself, so no question of its own


def withdrawal_of(release: Release) -> ReleaseWithdrawal | None:
    """Return that and why a release was taken off the pages, if it was."""
    return ReleaseWithdrawal.objects.filter(release=release).first()


def may_publish(by: Person, organization: Organization) -> bool:
    """Say whether the person may publish releases here."""
    return may_publish_release(relations_to_place(by, organization))


def may_open_to_everyone(by: Person, release: Release) -> bool:
    """Say whether the person may let everyone read this release."""
    return may_open_release_to_everyone(relations_to_place(by, release.organization))


def may_withdraw(by: Person, release: Release) -> bool:
    """Say whether the person may take this release off the pages."""
    return may_withdraw_release(relations_to_place(by, release.organization))


def tree_of_places(organization: Organization) -> dict[str, str | None]:
    """Return every place from the organization down with its parent; the organization has none."""
    return {
        str(place.pk): str(place.parent_id) if place.pk != organization.pk else None
        for place in below(organization).order_by("path")
    }


def earlier_populations(district: Organization) -> list[Population]:
    """Return the groups of all releases of a district: who stood in which cell, and whether it was shown."""
    found: list[Population] = []
    for release in Release.objects.filter(organization__path__startswith=district.path).order_by("number"):
        places = _places_then(release)
        shown = [
            (str(organization), grade, group)
            for organization, grade, group in release.cells.filter(students__isnull=False).values_list(
                "organization_id", "grade", "group"
            )
        ]
        people = [
            (student, str(school), grade, group)
            for student, school, grade, group in release.members.values_list(
                "student_number", "school_number", "grade", "group"
            )
        ]
        found += populations(people, places, shown, release.number)
    return found


def _places_then(release: Release) -> Mapping[str, str | None]:
    """The tree as it was published: the places of its cells."""
    places = Organization.objects.filter(pk__in=release.cells.values("organization_id"))
    parents = {str(place.pk): str(place.parent_id) for place in places}
    return {place: parent if parent in parents else None for place, parent in parents.items()}
