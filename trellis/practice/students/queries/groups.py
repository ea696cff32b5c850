"""Need groups of a team: the regroupings, and one of them as a board."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Assessment
from trellis.evidence.roster.models import Student
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import communities_seen, relations_to_community
from trellis.practice.students.models import GroupMove, GroupPlace, NeedGroup, Regrouping
from trellis.practice.students.rules.may import may_read_groups
from trellis.practice.students.words import GroupKind, RegroupingState


def _missing() -> NotFound:
    return NotFound(_("There are no such groups, or they are not open to you."))


def open_regrouping(*, by: Person, pk: str) -> Regrouping:
    """Return one regrouping by its public id.

    Raises:
        NotFound: when there is none or the person is no member of its team.
    """
    found = (
        Regrouping.objects.select_related("community__organization", "assessment", "cycle")
        .filter(public_id=pk)
        .first()
    )
    if found is None or found.community.accepted_at is None:
        raise _missing()
    if not may_read_groups(relations_to_community(by, found.community)):
        raise _missing()
    return found


def open_need_group(*, by: Person, pk: str) -> NeedGroup:
    """Return one group by its public id, with its regrouping and team.

    Raises:
        NotFound: when there is none or the person is no member of its team.
    """
    group = (
        NeedGroup.objects.select_related(
            "regrouping__community__organization", "regrouping__cycle", "teacher"
        )
        .filter(public_id=pk)
        .first()
    )
    if group is None:
        raise _missing()
    open_regrouping(by=by, pk=group.regrouping.public_id)
    return group


def regroupings_of(community: Community, *, by: Person) -> QuerySet[Regrouping]:
    """Return the regroupings of a team, newest first; none for those who are no members."""
    teams = communities_seen(by=by, kind=ObjectKind.NEED_GROUP)
    return Regrouping.objects.filter(community=community, community__in=teams.values("pk"))


def regrouping_of(assessment: Assessment) -> Regrouping | None:
    """Return the newest regrouping made from an assessment that has not ended."""
    return Regrouping.objects.filter(assessment=assessment).exclude(state=RegroupingState.ENDED).first()


@dataclass(frozen=True)
class GroupOnBoard:
    """A group with its students by name."""

    group: NeedGroup
    places: Sequence[GroupPlace]

    @property
    def about(self) -> str:
        """What the group is about, where its name does not say it already."""
        words = ", ".join(self.group.needs) or str(GroupKind(self.group.kind).label)
        is_said = words == self.group.name or (self.group.kind == GroupKind.NEED and not self.group.needs)
        return "" if is_said else words


@dataclass(frozen=True)
class Board:
    """A regrouping as the team sees it: groups, who has no place yet, and the move that can be undone."""

    regrouping: Regrouping
    groups: tuple[GroupOnBoard, ...]
    without: tuple[Student, ...]
    last_move: GroupMove | None

    @property
    def placed(self) -> int:
        """How many students have a group."""
        return sum(len(one.places) for one in self.groups)

    @property
    def students(self) -> int:
        """How many students the team has: those placed and those without."""
        return self.placed + len(self.without)


def groups_of(regrouping: Regrouping) -> QuerySet[NeedGroup]:
    """Return the groups in order, each with its places and students by family name."""
    places = GroupPlace.objects.select_related("student").order_by(
        "student__family_name", "student__given_name", "student_id"
    )
    return (
        NeedGroup.objects.filter(regrouping=regrouping)
        .select_related("teacher", "card", "team_card", "plan_step")
        .prefetch_related(Prefetch("places", queryset=places))
    )


def board_of(regrouping: Regrouping) -> Board:
    """Return the board; students who came to the team since then are listed, not lost."""
    groups = tuple(GroupOnBoard(group, list(group.places.all())) for group in groups_of(regrouping))
    placed = {place.student_id for one in groups for place in one.places}
    ours = students_of_community(community=regrouping.community)
    return Board(
        regrouping=regrouping,
        groups=groups,
        without=tuple(student for student in ours if student.pk not in placed),
        last_move=GroupMove.objects.filter(regrouping=regrouping)
        .select_related("student", "from_group")
        .first(),
    )
