"""What is on the agenda, and how far the meeting is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from trellis.practice.meetings.models import AgendaItem, Meeting
from trellis.practice.meetings.words import ItemState


@dataclass(frozen=True)
class ItemLine:
    """An item with its planned beginning; ``is_now`` and ``is_past`` follow the server's clock."""

    item: AgendaItem
    begins_at: datetime

    @property
    def is_now(self) -> bool:
        """Whether it runs."""
        return self.item.started_at is not None and self.item.ended_at is None

    @property
    def is_past(self) -> bool:
        """Whether it is over."""
        return self.item.ended_at is not None

    @property
    def total_seconds(self) -> int:
        """How long it may take, with the minutes given on the way."""
        return (self.item.minutes + self.item.extra_minutes) * 60

    def used_seconds(self, now: datetime) -> int:
        """How much of it is used up."""
        if self.item.started_at is None:
            return 0
        end = self.item.ended_at or now
        return max(int((end - self.item.started_at).total_seconds()), 0)


def agenda_of(meeting: Meeting, *, open_part_only: bool = False) -> list[ItemLine]:
    """Return the items on the agenda in their order, each with the time it begins."""
    items: Sequence[AgendaItem] = list(
        AgendaItem.objects.filter(meeting=meeting, state=ItemState.PLANNED).select_related("proposed_by")
    )
    lines, at = [], meeting.starts_at
    for item in items:
        begins = item.started_at or at
        lines.append(ItemLine(item, begins))
        at = (item.ended_at or begins) + timedelta(
            minutes=0 if item.ended_at else item.minutes + item.extra_minutes
        )
    return [line for line in lines if not (open_part_only and line.item.is_staff_only)]


def running_item(lines: Sequence[ItemLine]) -> ItemLine | None:
    """Return the item that runs, or nothing."""
    return next((line for line in lines if line.is_now), None)


def proposals_of(meeting: Meeting) -> list[AgendaItem]:
    """Return what others asked for and the team has not answered."""
    return list(
        AgendaItem.objects.filter(meeting=meeting, state=ItemState.PROPOSED).select_related("proposed_by")
    )
