"""Pins a picture to the next meeting: an item of its agenda, with the picture as it is seen now."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trellis.people.accounts.models import Person
from trellis.practice.meetings.models import AgendaItem, Meeting
from trellis.practice.meetings.operations.agenda import NewItem, add_item
from trellis.practice.meetings.operations.notes import TITLE_LENGTH, freeze_data
from trellis.practice.meetings.words import PIN_MINUTES, ItemKind, ItemSource


@transaction.atomic
def pin_to_meeting(
    *,
    by: Person,
    meeting: Meeting,
    title: str,
    content: Mapping[str, object],
    minutes: int = PIN_MINUTES,
    now: datetime | None = None,
) -> AgendaItem:
    """Put a picture on the agenda, frozen as it is seen now; every member may.

    ``content`` is what is shown, already limited to what this person sees; never a student.

    Raises:
        NotFound: for people who may not read inside the meeting.
        Refused: for those who only read.
        Conflict: when the meeting is over.
        Invalid: without anything to show.
    """
    new = NewItem(
        title=title[:TITLE_LENGTH],
        minutes=minutes,
        kind=ItemKind.LEARN,
        source=ItemSource.MEMBER,
        with_data=True,
    )
    item = add_item(by=by, meeting=meeting, new=new, now=now)
    freeze_data(by=by, meeting=meeting, title=title, content=content, item=item)
    return item
