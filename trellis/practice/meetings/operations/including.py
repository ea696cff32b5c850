"""What is arranged so that everybody can take part: interpreting, captions, turns, guest members (S3-17)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Invalid
from trellis.kit.fanout import announce
from trellis.people.access.operations.changes import announce_access_change
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import members_of
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.operations.guard import journal, take_meeting, topic_of
from trellis.practice.meetings.operations.joining import require_open
from trellis.practice.meetings.words import Inclusion, MeetingState


@dataclass(frozen=True)
class Arranged:
    """What is arranged; ``note``: which language, who interprets. ``open_to_guests``: for guest members."""

    inclusion: Collection[str] = ()
    note: str = ""
    open_to_guests: bool = False


@transaction.atomic
def arrange_inclusion(
    *,
    by: Person,
    meeting: Meeting,
    arranged: Arranged,
    whole_series: bool = False,
    now: datetime | None = None,
) -> Meeting:
    """Say what is arranged for this meeting, or for it and all that come after it in its series.

    Raises:
        NotFound: for people who may not read the meeting.
        Refused: for those who only read.
        Conflict: when the meeting is over.
        Invalid: for something that is not on the list.
    """
    locked = take_meeting(by, meeting)
    require_open(locked)
    if not set(arranged.inclusion) <= set(Inclusion):
        raise Invalid(_("Choose from the list."))
    chosen = [kind.value for kind in Inclusion if kind in arranged.inclusion]
    note = arranged.note.strip()[:255]
    changes: dict[str, Any] = {
        "inclusion": chosen,
        "inclusion_note": note,
        "is_open_to_guests": arranged.open_to_guests,
    }
    rows = Q(pk=locked.pk)
    if whole_series and locked.series is not None:
        rows |= Q(series=locked.series, state=MeetingState.PLANNED, starts_at__gte=locked.starts_at)
        locked.series.inclusion, locked.series.inclusion_note = chosen, note
        locked.series.save(update_fields=["inclusion", "inclusion_note"])
    Meeting.objects.filter(rows).update(**changes, changed_at=now or timezone.now())
    if locked.is_open_to_guests != arranged.open_to_guests:
        announce_access_change([row.person for row in members_of(locked.community)])
    locked.refresh_from_db(fields=[*changes])
    journal(by, locked, "meeting.inclusion_arranged", {"inclusion": chosen, "series": whole_series})
    announce(topic_of(locked), "agenda")
    return locked
