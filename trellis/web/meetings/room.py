"""What the room shows: the agenda and its clock, the notes, the evidence in question."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.cycles.queries.facts import work_of
from trellis.practice.cycles.queries.seeing import running_cycle_of
from trellis.practice.goals.queries import goal_sentence
from trellis.practice.meetings.queries.agenda import ItemLine, agenda_of, running_item
from trellis.practice.meetings.queries.seeing import relations_to_meeting
from trellis.practice.meetings.rules.may import may_change_work
from trellis.web.cycles.board import cycle_board
from trellis.web.meetings.running import protocol_part
from trellis.web.meetings.times import clock_words, when_words, where_words

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.accounts.models import Person
    from trellis.practice.cycles.models import Cycle
    from trellis.practice.meetings.models import Meeting


@dataclass(frozen=True)
class ItemView:
    """An agenda item as the room draws it."""

    pk: str
    at: str
    title: str
    note: str
    kind: str
    minutes: str
    state: str
    part: str
    protocol: str


@dataclass(frozen=True)
class Clock:
    """The server's clock of the item that runs."""

    label: str
    used: int
    total: int
    ends: str


def item_view(line: ItemLine, zone: str) -> ItemView:
    """Return an item as the room draws it."""
    item = line.item
    return ItemView(
        pk=item.public_id,
        at=clock_words(line.begins_at, zone),
        title=item.title,
        note=item.note,
        kind=str(item.get_kind_display()),
        minutes=_("%(n)d min") % {"n": item.minutes + item.extra_minutes},
        state="done" if line.is_past else "now" if line.is_now else "next",
        part=item.part,
        protocol=item.protocol,
    )


def agenda_page(meeting: "Meeting") -> dict[str, Any]:
    """Return the left column: items with their times, and the clock."""
    lines = agenda_of(meeting)
    running, now = running_item(lines), timezone.now()
    clock = None
    if running is not None:
        used, total = running.used_seconds(now), running.total_seconds
        clock = Clock(
            running.item.title,
            used,
            total,
            clock_words(now + timedelta(seconds=max(total - used, 0)), meeting.time_zone),
        )
    return {
        "items": [item_view(line, meeting.time_zone) for line in lines],
        "running": item_view(running, meeting.time_zone) if running else None,
        "clock": clock,
    }


def evidence_page(meeting: "Meeting", by: "Person") -> dict[str, Any]:
    """Return the right column: goal and chart of the running cycle, as far as this person sees them."""
    cycle: Cycle | None = meeting.cycle or running_cycle_of(meeting.community, by=by)
    if cycle is None or not may_change_work(relations_to_meeting(by, meeting)):
        return {"cycle": None, "goal": "", "picture": None, "use_sentence": ""}
    board = cycle_board(work_of(cycle))
    return {
        "cycle": cycle,
        "goal": goal_sentence(cycle.student_goal) if cycle.student_goal else "",
        "picture": board.picture,
        "use_sentence": board.use_sentence,
    }


def room_page(request: SignedIn, meeting: "Meeting") -> dict[str, Any]:
    """Return everything the room shows to somebody who is in it."""
    return {
        "meeting": meeting,
        "when": when_words(meeting),
        "where": where_words(meeting),
        "may_write": may_change_work(relations_to_meeting(request.user, meeting)),
        "agenda": agenda_page(meeting),
        "evidence": evidence_page(meeting, request.user),
        "protocol": protocol_part(meeting, request.user),
        "who": who_can_see(ObjectKind.MEETING_WORK, meeting.community),
        "who_measure": who_can_see(ObjectKind.MEASURE, meeting.community),
    }


def outside_page(meeting: "Meeting") -> dict[str, Any]:
    """Return what those see who may only know that there is a meeting."""
    return {
        "meeting": meeting,
        "when": when_words(meeting),
        "where": where_words(meeting),
        "who": who_can_see(ObjectKind.MEETING, meeting.community),
    }
