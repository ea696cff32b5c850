"""Pictures that stand with items of an agenda, as they were seen when somebody pinned them."""

from trellis.people.accounts.models import Person
from trellis.practice.meetings.models import DataSnapshot, Meeting
from trellis.practice.meetings.queries.seeing import relations_to_meeting
from trellis.practice.meetings.rules.may import may_change_work


def pinned_in(meeting: Meeting) -> list[DataSnapshot]:
    """Return the pictures of a meeting in the order of its agenda, whoever asks (for its record)."""
    return list(
        DataSnapshot.objects.filter(notes__meeting=meeting, item__isnull=False)
        .select_related("item", "frozen_by")
        .order_by("item__position", "id")
    )


def pinned_for(by: Person, meeting: Meeting) -> list[DataSnapshot]:
    """Return the pictures of a meeting, for its members alone: they show results of their students."""
    return pinned_in(meeting) if may_change_work(relations_to_meeting(by, meeting)) else []
