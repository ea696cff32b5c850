"""Thanks: who helped, told to them, and to their team if the teller wants that (S0-13)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Invalid
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import my_communities
from trellis.people.notices.operations import tell
from trellis.practice.meetings.models import Meeting, Thanks
from trellis.practice.meetings.operations.guard import journal, take_meeting, topic_of
from trellis.practice.meetings.queries.thanks import helpers_in


def thank(
    *,
    by: Person,
    to: Person,
    text: str,
    team: Community | None,
    meeting: Meeting | None,
    now: datetime | None = None,
) -> Thanks:
    """Write thanks down and tell the person; called by operations that asked who may.

    Raises:
        Invalid: without words, or to oneself.
    """
    if to.pk == by.pk:
        raise Invalid(_("Thank somebody else."), {"who": _("Choose from the list.")})
    if not text.strip():
        raise Invalid(_("What did they help with?"), {"text": _("A few words.")})
    moment = now or timezone.now()
    row = Thanks.objects.create(
        meeting=meeting, team=team, to=to, by=by, text=text.strip()[:255], said_at=moment
    )
    tell(
        people=[to],
        kind="thanks.said",
        words={"by": by.full_name, "text": row.text},
        path="/thanks/",
        object_kind="thanks",
        object_id=row.public_id,
        now=moment,
    )
    return row


@transaction.atomic
def say_thanks(
    *,
    by: Person,
    meeting: Meeting,
    to: str,
    text: str,
    to_team: bool = True,
    now: datetime | None = None,
) -> Thanks:
    """Say who helped, and with what. The person reads it; their own team too if ``to_team``.

    Raises:
        Invalid: without words, to oneself, or to somebody who has nothing to do with this meeting.
    """
    locked = take_meeting(by, meeting)
    helper = next((person for person in helpers_in(locked) if person.public_id == to), None)
    if helper is None:
        raise Invalid(_("Choose a member of the team."), {"who": _("Choose from the list.")})
    team = None
    if to_team:
        teams = list(my_communities(helper))
        team = next((one for one in teams if one.pk == locked.community_id), teams[0] if teams else None)
    row = thank(by=by, to=helper, text=text, team=team, meeting=locked, now=now)
    journal(by, locked, "meeting.thanked", {"to": helper.public_id})
    announce(topic_of(locked), "wrap")
    return row
