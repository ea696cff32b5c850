"""What the screens of a meeting show: agenda and clock, promises, decisions, the evidence in question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import norms_of, who_can_see, working_members_of
from trellis.practice.cycles.queries.facts import work_of
from trellis.practice.cycles.queries.seeing import running_cycle_of
from trellis.practice.goals.queries import goal_sentence
from trellis.practice.meetings.queries import inside
from trellis.practice.meetings.queries.agenda import ItemLine, agenda_of, running_item
from trellis.practice.meetings.queries.functions import attendance_of, functions_of
from trellis.practice.meetings.queries.norms import due_repairs, norms_asked, renewal_of
from trellis.practice.meetings.queries.presence import is_here
from trellis.practice.meetings.queries.road_map import map_lines_of
from trellis.practice.meetings.queries.seeing import reads_open_part, relations_to_meeting
from trellis.practice.meetings.queries.thanks import helpers_in, thanks_in
from trellis.practice.meetings.rules.fair import in_turn
from trellis.practice.meetings.rules.may import may_ask_for_slot, may_change_work, may_still_plan
from trellis.practice.meetings.words import (
    PULSE_QUESTIONS,
    DecisionMethod,
    Inclusion,
    ItemPart,
    MeetingFunction,
    MeetingState,
)
from trellis.web.cycles.board import cycle_board
from trellis.web.meetings.decisions import decision_view
from trellis.web.meetings.pinning import pinned_page
from trellis.web.meetings.running import protocol_part
from trellis.web.meetings.times import clock_words, inclusion_words, when_words, where_words
from trellis.web.meetings.voices import voices_page

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.accounts.models import Person
    from trellis.practice.cycles.models import Cycle
    from trellis.practice.meetings.models import Attendance, Meeting

#: How long a promise usually takes.
USUAL_WEEK = timedelta(days=7)


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
    staff_only: bool


@dataclass(frozen=True)
class Clock:
    """The server's clock of the item that runs; ``over`` when its time is used up."""

    label: str
    left: str
    seconds: int
    used: int
    total: int
    ends: str
    over: bool


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
        staff_only=item.is_staff_only,
    )


def clock_of(line: ItemLine, zone: str) -> Clock:
    """Return the clock of a running item, reckoned by the server."""
    now = timezone.now()
    used, total = line.used_seconds(now), line.total_seconds
    left = total - used
    sign = "+" if left < 0 else ""
    return Clock(
        label=line.item.title,
        left=f"{sign}{abs(left) // 60}:{abs(left) % 60:02d}",
        seconds=left,
        used=min(used, total),
        total=total,
        ends=clock_words(now + timedelta(seconds=max(left, 0)), zone),
        over=left < 0,
    )


def agenda_page(meeting: "Meeting", *, open_part_only: bool = False) -> dict[str, Any]:
    """Return the left column: items with their times, and the clock."""
    lines = agenda_of(meeting)
    running = running_item(lines)
    if open_part_only:
        lines = [line for line in lines if not line.item.is_staff_only]
        if running is not None and running.item.is_staff_only:
            running = None
    has_next = any(not line.is_past and not line.is_now for line in lines)
    return {
        "lines": lines,
        "items": [item_view(line, meeting.time_zone) for line in lines],
        "running": item_view(running, meeting.time_zone) if running else None,
        "clock": clock_of(running, meeting.time_zone) if running else None,
        "has_next": has_next,
        "place": _("%(n)d of %(all)d") % {"n": sum(line.is_past for line in lines) + 1, "all": len(lines)},
        "drift": _drift_words(lines, meeting),
    }


def _drift_words(lines: Sequence[ItemLine], meeting: "Meeting") -> str:
    """Say how far the meeting is behind its plan; nothing while it is on time."""
    if meeting.state != MeetingState.RUNNING or not lines:
        return ""
    ahead = [line.begins_at + timedelta(seconds=line.total_seconds) for line in lines if not line.is_past]
    ends = max([*ahead, timezone.now()])
    late = round((ends - meeting.ends_at).total_seconds() / 60)
    if late <= 1:
        return ""
    return ngettext(
        "At this pace we end %(count)d minute late.", "At this pace we end %(count)d minutes late.", late
    ) % {"count": late}


def evidence_page(meeting: "Meeting", by: "Person") -> dict[str, Any]:
    """Return the right column: goal and chart of the running cycle, as far as this person sees them."""
    empty = {"cycle": None, "goal": "", "picture": None, "use_sentence": ""}
    if not may_change_work(relations_to_meeting(by, meeting)):
        return empty
    cycle: Cycle | None = meeting.cycle or running_cycle_of(meeting.community, by=by)
    if cycle is None:
        return empty
    board = cycle_board(work_of(cycle))
    return {
        "cycle": cycle,
        "goal": goal_sentence(cycle.student_goal) if cycle.student_goal else "",
        "picture": board.picture,
        "use_sentence": board.use_sentence,
    }


def _people(meeting: "Meeting", by: "Person") -> dict[str, Any]:
    there, now = attendance_of(meeting), timezone.now()
    here = [row for row in there if is_here(row, now)] if meeting.state == MeetingState.RUNNING else there
    return {
        "here": here,
        "here_words": ngettext("%(count)d here", "%(count)d here", len(here)) % {"count": len(here)},
        "am_here": any(row.person_id == by.pk for row in here),
        "words": [row for row in there if row.word],
        "functions": functions_of(meeting),
        "all_functions": MeetingFunction.choices,
        "members": working_members_of(meeting.community),
        "arrived": any(row.word and row.person_id == by.pk for row in there),
    }


def _is_start(meeting: "Meeting", lines: Sequence[ItemLine]) -> bool:
    """Whether the meeting is ahead or its first item runs: then it begins with what was agreed on (S3-17)."""
    begins = meeting.state == MeetingState.RUNNING and not any(line.is_past for line in lines)
    return meeting.state == MeetingState.PLANNED or begins


def _taking_part(meeting: "Meeting", here: Sequence["Attendance"], *, is_start: bool) -> dict[str, Any]:
    """Return what is arranged so that everybody can take part, and the turns when people speak in turn."""
    turns: list[str] = []
    if Inclusion.TURN_ORDER in meeting.inclusion and meeting.state == MeetingState.RUNNING:
        names = [row.person.called if row.person else row.guest_name for row in here]
        turns = in_turn(names, meeting.pk) if len(names) > 1 else []
    return {"words": inclusion_words(meeting), "turns": turns, "is_start": is_start}


def inside_page(request: SignedIn, meeting: "Meeting") -> dict[str, Any]:
    """Return what changes while the meeting runs."""
    agenda = agenda_page(meeting)
    part = agenda["running"].part if agenda["running"] else ""
    people, is_start = _people(meeting, request.user), _is_start(meeting, agenda["lines"])
    may_write = may_change_work(relations_to_meeting(request.user, meeting))
    # what was promised in earlier meetings is none of a guest's business
    before = inside.promises_before(meeting) if may_write else []
    return {
        "meeting": meeting,
        "running": meeting.state == MeetingState.RUNNING,
        "planned": meeting.state == MeetingState.PLANNED,
        "over": meeting.state in (MeetingState.HELD, MeetingState.CANCELLED),
        "may_write": may_write,
        "agenda": agenda,
        "people": people,
        "norms_now": [norm.text for norm in norms_of(meeting.community)] if is_start else [],
        "taking_part": _taking_part(meeting, people["here"], is_start=is_start),
        "voices": voices_page(meeting, request.user, people["here"]),
        "before": before,
        "before_open": part == ItemPart.PROMISES or any(line.review is None for line in before),
        "promises": inside.promises_made(meeting),
        "decisions": [decision_view(line, request.user) for line in inside.decisions_of(meeting)],
        "parked": inside.parked_in(meeting),
        "carry_to": timezone.localdate() + USUAL_WEEK,
    }


def now_page(request: SignedIn, meeting: "Meeting", screen: str) -> dict[str, Any]:
    """Return the pieces of one screen that follow the meeting."""
    page = inside_page(request, meeting) | {"screen": screen}
    page["protocol"] = protocol_part(meeting, request.user)
    # asked for only by the screens that draw it
    page["pinned"] = partial(pinned_page, request.user, meeting)
    if screen == "wrap":
        page |= wrap_page(request, meeting)
    return page


def planned_page(by: "Person", meeting: "Meeting") -> dict[str, Any]:
    """Return what the road map of the cycle says of this meeting, for members."""
    lines = map_lines_of(meeting, by=by)
    return {
        "planned_work": lines,
        "planned_cycle": lines[0].stage.cycle.public_id if lines else "",
    }


def room_page(request: SignedIn, meeting: "Meeting") -> dict[str, Any]:
    """Return everything the room shows to somebody who is in it."""
    return now_page(request, meeting, "room") | {
        "when": when_words(meeting),
        "where": where_words(meeting),
        **planned_page(request.user, meeting),
        "evidence": evidence_page(meeting, request.user),
        "methods": DecisionMethod.choices,
        "norms_due": _norms_due(meeting),
        "stands": inside.decided_before(meeting.community)[:20],
        "who": who_can_see(ObjectKind.MEETING_WORK, meeting.community),
        "who_measure": who_can_see(ObjectKind.MEASURE, meeting.community),
    }


def _norms_due(meeting: "Meeting") -> dict[str, Any]:
    """Return whether agreements are due, and the repairs to look at again; asked only while it runs."""
    if meeting.state != MeetingState.RUNNING:
        return {"renewal": None, "repairs": []}
    renewal = renewal_of(meeting.community)
    is_due = renewal is not None and renewal.is_due and not renewal.proposed
    return {"renewal": renewal if is_due else None, "repairs": due_repairs(meeting.community)}


def wrap_page(request: SignedIn, meeting: "Meeting") -> dict[str, Any]:
    """Return the last two minutes: what was decided, who does what, the line to families, the pulse."""
    there = next((row for row in attendance_of(meeting) if row.person_id == request.user.pk), None)
    pulse = inside.pulse_of(meeting)
    return {
        "pulse": pulse,
        "pulse_questions": PULSE_QUESTIONS,
        "pulse_lines": [(dict(PULSE_QUESTIONS)[name], counts) for name, counts in pulse.lines],
        "may_tap": there is not None and not there.pulse_given,
        "has_tapped": there is not None and there.pulse_given,
        "thanks": thanks_in(meeting, by=request.user),
        "helpers": [person for person in helpers_in(meeting) if person.pk != request.user.pk],
        "norms_asked": norms_asked(meeting),
        "may_tap_norms": there is not None
        and not there.norms_given
        and meeting.state == MeetingState.RUNNING,
        "norms_tapped": there is not None and there.norms_given,
    }


def outside_page(by: "Person", meeting: "Meeting") -> dict[str, Any]:
    """Return what those see who may only know that there is a meeting, and guest members its open items."""
    relations = relations_to_meeting(by, meeting)
    return {
        "meeting": meeting,
        "may_ask": may_ask_for_slot(relations) and may_still_plan(MeetingState(meeting.state)),
        "agenda": agenda_page(meeting, open_part_only=True) if reads_open_part(by, meeting) else None,
        "inclusion": inclusion_words(meeting),
        "when": when_words(meeting),
        "where": where_words(meeting),
        "decisions": inside.shown_decisions(meeting),
        "who": who_can_see(ObjectKind.MEETING, meeting.community),
    }
