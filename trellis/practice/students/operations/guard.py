"""What changes of groups and of a student's care begin and end with."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from trellis.evidence.roster.models import Student
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.errors import Conflict, NotFound, Refused
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.people.journal.operations import record
from trellis.practice.students.models import Regrouping
from trellis.practice.students.rules.may import may_move_student, may_read_groups
from trellis.practice.students.words import REGROUPING, RegroupingState


def take_regrouping(by: Person, regrouping: Regrouping) -> Regrouping:
    """Lock a regrouping for this transaction after asking whether this person may change it.

    Raises:
        NotFound: for people who may not even read it.
        Conflict: when it has ended.
    """
    locked = (
        Regrouping.objects.select_for_update(of=("self",))
        .select_related("community__organization")
        .get(pk=regrouping.pk)
    )
    relations = relations_to_community(by, locked.community)
    if not may_read_groups(relations):
        raise NotFound(_("There are no such groups, or they are not open to you."))
    if not may_move_student(relations, RegroupingState(locked.state)):
        raise Conflict(_("These groups have ended. Make new ones from the newest answers."))
    return locked


def check_care(by: Person, community: Community, action: Action = Action.UPDATE) -> None:
    """Ask whether a person may change what students of this community get.

    Raises:
        Refused: for everybody but members.
    """
    if not may(action, ObjectKind.SUPPORT, relations_to_community(by, community)):
        raise Refused(_("Only members of this team do this."))


def one_of_ours(community: Community, pk: str) -> Student:
    """Return a student of a community by public id.

    Raises:
        NotFound: when it is nobody of theirs.
    """
    student = students_of_community(community=community).filter(public_id=pk).first()
    if student is None:
        raise NotFound(_("There is no such student in this team."))
    return student


def journal(
    by: Person, community: Community, kind: str, pk: str, verb: str, data: Mapping[str, object] | None = None
) -> None:
    """Write into the journal that something happened; names of students never stand there."""
    record(
        by=by,
        verb=verb,
        object_kind=kind,
        object_id=pk,
        organization_id=community.organization_id,
        community_id=community.pk,
        data=data or {},
    )


def journal_groups(
    by: Person, regrouping: Regrouping, verb: str, data: Mapping[str, object] | None = None
) -> None:
    """Write into the journal that something happened to a regrouping."""
    journal(by, regrouping.community, REGROUPING, regrouping.public_id, verb, data)
