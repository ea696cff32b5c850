"""Need groups: proposed, moved, planned, settled."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Assessment
from trellis.evidence.measures.queries.sheets import Sheet, sheet_of
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.practice.students.models import GroupMove, GroupPlace, NeedGroup, Regrouping
from trellis.practice.students.operations.guard import journal_groups, take_regrouping
from trellis.practice.students.queries.answers import pattern_names
from trellis.practice.students.rules.grouping import (
    Proposed,
    labels_of,
    propose_groups_of,
    without_a_place,
)
from trellis.practice.students.rules.may import may_settle_groups
from trellis.practice.students.words import GroupKind, RegroupingState

#: Groups meet for two weeks unless the team says otherwise: long enough to teach, and still flexible.
USUAL_DAYS = 14


def _name(group: Proposed, misconceptions: Mapping[str, str]) -> str:
    """Name a group: by what the team called the error behind its only need, else by its needs."""
    if group.kind != GroupKind.NEED:
        return str(GroupKind(group.kind).label)
    called = misconceptions.get(group.needs[0], "") if len(group.needs) == 1 else ""
    return (called or " + ".join(group.needs))[:120]


def _misconceptions(sheet: Sheet) -> Mapping[str, str]:
    """Return, for each standard or item, the name the team gave to an error in it."""
    named = {position: name for (position, _answer), name in pattern_names(sheet.assessment).items()}
    return {
        label: named[item.position]
        for item, label in zip(sheet.items, labels_of(sheet), strict=True)
        if item.position in named
    }


@transaction.atomic
def propose_groups(
    *, by: Person, community: Community, assessment: Assessment, now: datetime | None = None
) -> Regrouping:
    """Propose groups from the answers, over all rooms of the team; an earlier proposal from them ends.

    Raises:
        Refused: for everybody but members.
        Invalid: when the team has no student yet.
    """
    if not may(Action.CREATE, ObjectKind.NEED_GROUP, relations_to_community(by, community)):
        raise Refused(_("Only members of this team make its groups."))
    sheet = sheet_of(assessment, community=community)
    proposed, misconceptions = propose_groups_of(sheet), _misconceptions(sheet)
    if not proposed:
        raise Invalid(_("There is no student to group yet. The roster brings them in."))
    Regrouping.objects.filter(
        community=community, assessment=assessment, state=RegroupingState.PROPOSED
    ).update(state=RegroupingState.ENDED)
    regrouping = Regrouping.objects.create(
        community=community,
        assessment=assessment,
        title=assessment.title,
        proposed_by=by,
        proposed_at=now or timezone.now(),
    )
    places = []
    for position, one in enumerate(proposed, start=1):
        group = NeedGroup.objects.create(
            regrouping=regrouping,
            position=position,
            kind=one.kind,
            name=_name(one, misconceptions),
            needs=list(one.needs),
        )
        places += [
            GroupPlace(regrouping=regrouping, group=group, student_id=pk, borderline=pk in one.borderline)
            for pk in one.students
        ]
    GroupPlace.objects.bulk_create(places, batch_size=500)
    journal_groups(by, regrouping, "groups.proposed", {"groups": len(proposed), "students": len(places)})
    return regrouping


def _group(regrouping: Regrouping, pk: str) -> NeedGroup:
    group = NeedGroup.objects.filter(regrouping=regrouping, public_id=pk).first()
    if group is None:
        raise NotFound(_("There is no such group here."))
    return group


@transaction.atomic
def move_student(
    *, by: Person, regrouping: Regrouping, student: str, to: str, now: datetime | None = None
) -> GroupPlace:
    """Move a student (public id) to another group; also gives a place to one who came since.

    Raises:
        NotFound: for a student who is not of this team, or a group that is not here.
        Conflict: when the groups have ended.
    """
    locked = take_regrouping(by, regrouping)
    group = _group(locked, to)
    place = (
        GroupPlace.objects.select_related("group", "student")
        .filter(regrouping=locked, student__public_id=student)
        .first()
    )
    if place is None:
        new = students_of_community(community=locked.community).filter(public_id=student).first()
        if new is None:
            raise NotFound(_("There is no such student in this team."))
        place = GroupPlace.objects.create(regrouping=locked, group=group, student=new)
    elif place.group_id != group.pk:
        GroupMove.objects.create(
            regrouping=locked,
            student=place.student,
            from_group=place.group,
            to_group=group,
            moved_by=by,
            moved_at=now or timezone.now(),
        )
        place.group = group
        place.save(update_fields=["group"])
    journal_groups(by, locked, "groups.student_moved")
    return place


@transaction.atomic
def undo_move(*, by: Person, regrouping: Regrouping) -> GroupPlace:
    """Take back the last move.

    Raises:
        Conflict: when there is none.
    """
    locked = take_regrouping(by, regrouping)
    move = GroupMove.objects.select_related("from_group").filter(regrouping=locked).first()
    if move is None:
        raise Conflict(_("There is no move to undo."))
    place = GroupPlace.objects.select_related("student").get(regrouping=locked, student_id=move.student_id)
    place.group = move.from_group
    place.save(update_fields=["group"])
    move.delete()
    journal_groups(by, locked, "groups.move_undone")
    return place


@transaction.atomic
def add_need_group(*, by: Person, regrouping: Regrouping, name: str) -> NeedGroup:
    """Add an empty group.

    Raises:
        Invalid: without a name.
    """
    locked = take_regrouping(by, regrouping)
    if not name.strip():
        raise Invalid(_("Give the group a name."), {"name": _("For example “Close to one”.")})
    last = NeedGroup.objects.filter(regrouping=locked).aggregate(last=Max("position"))["last"] or 0
    group = NeedGroup.objects.create(regrouping=locked, position=last + 1, name=name.strip()[:120])
    journal_groups(by, locked, "groups.group_added")
    return group


@transaction.atomic
def remove_need_group(*, by: Person, group: NeedGroup) -> None:
    """Remove an empty group; students are moved first, so that nobody falls out.

    Raises:
        Conflict: while a student is in it, or for the place of those who are ready to extend.
    """
    locked = take_regrouping(by, group.regrouping)
    if GroupPlace.objects.filter(group=group).exists():
        raise Conflict(_("Move its students first, so that nobody is left without a group."))
    if group.kind == GroupKind.EXTENSION:
        raise Conflict(_("The place for those who are ready to extend stays, also when it is empty."))
    NeedGroup.objects.filter(regrouping=locked, pk=group.pk).delete()
    journal_groups(by, locked, "groups.group_removed")


@transaction.atomic
def settle_groups(
    *,
    by: Person,
    regrouping: Regrouping,
    starts_on: date,
    ends_on: date | None = None,
    now: datetime | None = None,
) -> Regrouping:
    """Settle the groups for a time; what was settled before ends the day before they begin.

    Raises:
        Invalid: when the last day comes before the first.
        Conflict: when somebody is without a group, a group with students has no teacher, or it was settled.
    """
    locked = take_regrouping(by, regrouping)
    if not may_settle_groups(relations_to_community(by, locked.community), RegroupingState(locked.state)):
        raise Conflict(_("These groups are settled already."))
    last = ends_on or date.fromordinal(starts_on.toordinal() + USUAL_DAYS)
    if last < starts_on:
        raise Invalid(_("The last day comes before the first."), {"ends_on": _("Choose a later day.")})
    ours = list(students_of_community(community=locked.community).values_list("pk", flat=True))
    places = dict(GroupPlace.objects.filter(regrouping=locked).values_list("student_id", "group_id"))
    if without_a_place(ours, places):
        raise Conflict(_("Somebody has no group yet. Give everyone a place first."))
    filled = NeedGroup.objects.filter(regrouping=locked, places__isnull=False)
    if filled.filter(teacher=None).exists():
        raise Conflict(_("A group has nobody who teaches it yet. Plan who takes it."))
    Regrouping.objects.filter(community=locked.community, state=RegroupingState.SETTLED).update(
        state=RegroupingState.ENDED, ends_on=date.fromordinal(starts_on.toordinal() - 1)
    )
    locked.state, locked.settled_at = RegroupingState.SETTLED, now or timezone.now()
    locked.starts_on, locked.ends_on = starts_on, last
    locked.save(update_fields=["state", "settled_at", "starts_on", "ends_on"])
    journal_groups(by, locked, "groups.settled", {"students": len(places), "starts_on": starts_on})
    return locked
