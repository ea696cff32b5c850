"""What a team says about the answers: the name of an error, whether a room is named."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Assessment
from trellis.evidence.roster.models import SchoolClass, Teaching
from trellis.evidence.roster.queries import classes_of_community, running
from trellis.kit.errors import Invalid, Refused
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.practice.students.models import ErrorPattern, RoomConsent
from trellis.practice.students.operations.guard import journal


@transaction.atomic
def name_error_pattern(
    *,
    by: Person,
    community: Community,
    assessment: Assessment,
    position: int,
    answer: str,
    name: str,
    now: datetime | None = None,
) -> ErrorPattern:
    """Name the misconception behind a wrong answer; another name replaces it.

    Raises:
        Refused: for everybody but members.
        Invalid: without a name.
    """
    if not may(Action.UPDATE, ObjectKind.RESULT, relations_to_community(by, community)):
        raise Refused(_("Only members of this team name what they see."))
    if not name.strip():
        raise Invalid(_("Say in a few words what these students may be thinking."))
    pattern, _made = ErrorPattern.objects.update_or_create(
        assessment=assessment,
        position=position,
        answer=answer,
        defaults={"name": name.strip()[:120], "named_by": by, "named_at": now or timezone.now()},
    )
    journal(by, community, "assessment", assessment.public_id, "error_pattern.named", {"item": position})
    return pattern


@transaction.atomic
def show_room(
    *, by: Person, community: Community, room: str, show: bool, now: datetime | None = None
) -> SchoolClass:
    """Let the team see which answers come from one's own class, or take that back.

    Raises:
        Refused: for a class that the person does not teach: nobody says yes for a colleague.
    """
    day = timezone.localdate()
    mine = Teaching.objects.filter(running(day), person=by).values("school_class_id")
    found = classes_of_community(community=community).filter(pk__in=mine, public_id=room).first()
    if found is None or not may(Action.UPDATE, ObjectKind.RESULT, relations_to_community(by, community)):
        raise Refused(_("Only the teacher of a class decides whether its name is shown."))
    moment = now or timezone.now()
    standing = RoomConsent.objects.filter(community=community, school_class=found, ended_at=None)
    if show:
        # a consent of somebody who taught the class before gives way
        standing.exclude(person=by).update(ended_at=moment)
        if not standing.exists():
            RoomConsent.objects.create(community=community, school_class=found, person=by, given_at=moment)
    else:
        standing.update(ended_at=moment)
    journal(by, community, "class", found.public_id, "room.shown" if show else "room.hidden")
    return found
