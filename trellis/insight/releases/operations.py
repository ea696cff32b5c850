"""Publishes releases. Nothing here changes one."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Administration, AssessmentItem
from trellis.evidence.measures.queries.tables import TestedStudent, tested_students
from trellis.evidence.measures.words import Method
from trellis.evidence.roster.queries import groups_of_students
from trellis.evidence.roster.words import GroupFamily
from trellis.insight.releases.models import (
    Release,
    ReleasedCell,
    ReleaseMember,
    ReleaseOpening,
    ReleaseWithdrawal,
)
from trellis.insight.releases.queries import ReadCell, earlier_populations, read_cell, tree_of_places
from trellis.insight.releases.rules.access import (
    may_open_release_to_everyone,
    may_publish_release,
    may_withdraw_release,
)
from trellis.insight.releases.rules.protection import (
    Counted,
    ProtectedTable,
    ShownCell,
    protect,
    pruned,
    reasons_of,
    single_parts_left_out,
)
from trellis.insight.releases.words import HiddenBecause
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization
from trellis.people.places.queries import below, district_of

#: The smallest group that is shown beyond a team's own students.
THRESHOLD = 10


@dataclass(frozen=True)
class Declared:
    """What a table is of, said before it is counted."""

    organization: Organization
    administration: Administration
    item: AssessmentItem
    method: Method
    cut: Decimal
    family: GroupFamily
    threshold: int


@dataclass(frozen=True)
class Preview:
    """What would be shown to staff, and which rules hide numbers."""

    cells: list[ReadCell]
    reasons: list[HiddenBecause]


@transaction.atomic
def publish_release(
    *,
    by: Person,
    organization: Organization,
    title: str,
    administration: Administration,
    item: AssessmentItem,
    method: Method,
    cut: Decimal,
    family: GroupFamily = GroupFamily.NONE,
    as_of: date | None = None,
    threshold: int = THRESHOLD,
) -> Release:
    """Compute, protect, attack and keep one table: the only way to results beyond one's own students.

    Raises:
        Refused: when the person may not publish here.
        Invalid: without a title or a result, or when the numbers are too small to be shown safely.
    """
    _check(by, organization, title, administration, item, threshold)
    district = Organization.objects.select_for_update().get(pk=district_of(organization).pk)
    declared = Declared(organization, administration, item, method, cut, family, threshold)
    number, people, found = _prepared(declared, district)
    release = Release.objects.create(
        organization=organization,
        number=number,
        title=title.strip(),
        administration=administration,
        item=item,
        method=method,
        cut=cut,
        family=family,
        threshold=threshold,
        as_of=as_of or timezone.localdate(),
        attacked=found.attacked,
        digest=digest_of(found.cells),
        published_by=by,
        published_at=timezone.now(),
    )
    _keep(release, found, people)
    _tell_journal(release, by)
    return release


def _prepared(declared: Declared, district: Organization) -> tuple[int, list[Counted], ProtectedTable]:
    """The next number, who is counted, and the table as it would be shown beside all earlier ones.

    Raises:
        Invalid: when nobody has a result, or the numbers are too small to be shown safely.
    """
    people, places = _people_in_places(
        tested_students(
            declared.organization,
            administration=declared.administration,
            item=declared.item,
            method=declared.method,
            cut=declared.cut,
        ),
        declared.organization,
        declared.family,
    )
    number = Release.objects.filter(organization__path__startswith=district.path).count() + 1
    found = protect(
        people,
        places,
        threshold=declared.threshold,
        earlier=earlier_populations(district),
        number=number,
    )
    if found is None:
        raise _too_small()
    return number, people, found


def preview_release(
    *,
    by: Person,
    organization: Organization,
    administration: Administration,
    item: AssessmentItem,
    method: Method,
    cut: Decimal,
    family: GroupFamily = GroupFamily.NONE,
) -> Preview:
    """Say what a release would show and why numbers would be hidden, and keep nothing.

    Raises:
        Refused: when the person may not publish here.
        Invalid: when nobody has a result, or the numbers are too small to be shown safely.
    """
    _check(by, organization, "preview", administration, item, THRESHOLD)
    declared = Declared(organization, administration, item, method, cut, family, THRESHOLD)
    _number, _people, found = _prepared(declared, district_of(organization))
    names = {str(place.pk): place.name for place in below(organization)}
    cells = [
        read_cell(names[cell.key[0]], cell.key, cell.students, cell.reached, THRESHOLD)
        for cell in found.cells
    ]
    return Preview(cells, reasons_of(found))


@transaction.atomic
def withdraw_release(*, by: Person, release: Release, reason: str) -> ReleaseWithdrawal:
    """Take a release off the pages. It is not changed, and later ones are still checked against it.

    Raises:
        Refused: when the person may not withdraw it.
        Invalid: without a reason.
        Conflict: when it is withdrawn already.
    """
    if not may_withdraw_release(relations_to_place(by, release.organization)):
        raise Refused(_("Only district leaders and data stewards withdraw tables of results."))
    if not reason.strip():
        raise Invalid(_("Say why it is withdrawn."), {"reason": _("One sentence is enough.")})
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if ReleaseWithdrawal.objects.filter(release=locked).exists():
        raise Conflict(_("This table is withdrawn already."))
    withdrawal = ReleaseWithdrawal.objects.create(
        release=locked, reason=reason.strip()[:500], withdrawn_by=by, withdrawn_at=timezone.now()
    )
    record(
        by=by,
        verb="withdraw",
        object_kind="release",
        object_id=release.public_id,
        organization_id=release.organization_id,
        data={"number": release.number},
    )
    return withdrawal


@transaction.atomic
def open_release_to_everyone(*, by: Person, release: Release) -> ReleaseOpening:
    """Let everyone read a release without signing in, in bands and coarse percentages. The whole table opens,
    never a part of it, and it stays open until it is withdrawn.

    Raises:
        Refused: when the person may not open it.
        Conflict: when it is open or withdrawn already.
    """
    if not may_open_release_to_everyone(relations_to_place(by, release.organization)):
        raise Refused(_("Only district leaders and data stewards open tables of results to everyone."))
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if ReleaseWithdrawal.objects.filter(release=locked).exists():
        raise Conflict(_("This table is withdrawn already."))
    if ReleaseOpening.objects.filter(release=locked).exists():
        raise Conflict(_("Everyone may read this table already."))
    opening = ReleaseOpening.objects.create(release=locked, opened_by=by, opened_at=timezone.now())
    record(
        by=by,
        verb="open",
        object_kind="release",
        object_id=release.public_id,
        organization_id=release.organization_id,
        data={"number": release.number, "digest": release.digest},
    )
    return opening


def _check(
    by: Person,
    organization: Organization,
    title: str,
    administration: Administration,
    item: AssessmentItem,
    threshold: int,
) -> None:
    if not may_publish_release(relations_to_place(by, organization)):
        raise Refused(_("Only district leaders and data stewards publish tables of results."))
    if not title.strip():
        raise Invalid(_("Give the table a title."), {"title": _("Give the table a title.")})
    if threshold < THRESHOLD:
        raise Invalid(_("Groups of fewer than %(n)d students are never published.") % {"n": THRESHOLD})
    assessment = administration.assessment
    if item.assessment_id != assessment.pk or assessment.community_id is not None:
        raise Invalid(_("Only results that came in for the whole organization can be published."))
    if not organization.path.startswith(district_of(assessment.organization).path):
        raise Invalid(_("Only results that came in for the whole organization can be published."))


def _people_in_places(
    tested: list[TestedStudent], organization: Organization, family: GroupFamily
) -> tuple[list[Counted], dict[str, str | None]]:
    """Who is counted where, and the tree of the places.

    Raises:
        Invalid: when nobody has a result.
    """
    if not tested:
        raise Invalid(_("Nobody here has a result of this kind in this window."))
    groups = groups_of_students([one.student_id for one in tested], family)
    people = [
        Counted(one.student_id, str(one.school_id), one.grade, groups[one.student_id], one.reached)
        for one in tested
    ]
    return pruned(single_parts_left_out(people), tree_of_places(organization))


def _too_small() -> Invalid:
    return Invalid(_("These numbers are too small to be shown safely beside what was published before."))


def _tell_journal(release: Release, by: Person) -> None:
    record(
        by=by,
        verb="publish",
        object_kind="release",
        object_id=release.public_id,
        organization_id=release.organization_id,
        data={"number": release.number, "digest": release.digest},
    )


def _keep(release: Release, found: ProtectedTable, people: list[Counted]) -> None:
    ReleasedCell.objects.bulk_create(
        (
            ReleasedCell(
                release=release,
                position=position,
                organization_id=int(cell.key[0]),
                grade=cell.key[1],
                group=cell.key[2],
                students=cell.students,
                reached=cell.reached,
            )
            for position, cell in enumerate(found.cells)
        ),
        batch_size=500,
    )
    ReleaseMember.objects.bulk_create(
        (
            ReleaseMember(
                release=release,
                student_number=one.student,
                school_number=int(one.place),
                grade=one.grade,
                group=one.group,
            )
            for one in people
        ),
        batch_size=500,
    )


def digest_of(cells: tuple[ShownCell, ...]) -> str:
    """Return the SHA-256 over every cell in its order, 64 hex characters."""
    content = json.dumps([[*cell.key, cell.students, cell.reached] for cell in cells])
    return hashlib.sha256(content.encode()).hexdigest()
