"""Publishes releases. Nothing here changes one."""

import hashlib
import json
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
from trellis.insight.releases.models import Release, ReleasedCell, ReleaseMember
from trellis.insight.releases.queries import earlier_populations, tree_of_places
from trellis.insight.releases.rules.access import may_publish_release
from trellis.insight.releases.rules.protection import (
    Counted,
    ProtectedTable,
    ShownCell,
    protect,
    pruned,
    single_parts_left_out,
)
from trellis.kit.errors import Invalid, Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization
from trellis.people.places.queries import district_of

#: The smallest group that is shown beyond a team's own students.
THRESHOLD = 10


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
    people, places = _people_in_places(
        tested_students(organization, administration=administration, item=item, method=method, cut=cut),
        organization,
        family,
    )
    number = Release.objects.filter(organization__path__startswith=district.path).count() + 1
    found = protect(
        people,
        places,
        threshold=threshold,
        earlier=earlier_populations(district),
        number=number,
    )
    if found is None:
        raise _too_small()
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
