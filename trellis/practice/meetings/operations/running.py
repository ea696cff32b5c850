"""The meeting itself: begin, go on, give time, hand round the functions, end."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Norm
from trellis.people.communities.queries import norms_of, working_members_of
from trellis.practice.meetings.models import (
    AgendaItem,
    Attendance,
    FunctionHolder,
    Meeting,
    NormAsked,
    Pulse,
)
from trellis.practice.meetings.operations.agenda import find_item
from trellis.practice.meetings.operations.guard import journal, lock_meeting, take_meeting, topic_of
from trellis.practice.meetings.operations.joining import join_meeting
from trellis.practice.meetings.queries.functions import suggested_functions
from trellis.practice.meetings.rules.norms import turn_of_norms
from trellis.practice.meetings.words import ItemState, MeetingFunction, MeetingState

#: Minutes given to an item with one tap.
MORE = 2
#: Functions that every meeting hands round; the others are taken when they are needed.
USUAL_FUNCTIONS = (
    MeetingFunction.FACILITATOR,
    MeetingFunction.NOTE_TAKER,
    MeetingFunction.TIMEKEEPER,
    MeetingFunction.PROCESS_OBSERVER,
)


def take_running(by: Person, meeting: Meeting) -> Meeting:
    """Lock a meeting that runs.

    Raises:
        Conflict: before it began and when it is over.
    """
    locked = take_meeting(by, meeting)
    if locked.state != MeetingState.RUNNING:
        raise Conflict(_("This meeting does not run now."))
    return locked


@transaction.atomic
def start_meeting(*, by: Person, meeting: Meeting, now: datetime | None = None) -> Meeting:
    """Begin: the norm of the day is drawn, functions go to whose turn it is, the first item runs.

    Starting twice changes nothing, so that two people may press at once.

    Raises:
        Conflict: when it is over or cancelled.
    """
    locked = take_meeting(by, meeting)
    if locked.state == MeetingState.RUNNING:
        return locked
    if locked.state != MeetingState.PLANNED:
        raise Conflict(_("This meeting is over."))
    moment = now or timezone.now()
    locked.state, locked.opened_at = MeetingState.RUNNING, moment
    norms = _norms_of_the_day(locked)
    locked.norm = norms[0].text if norms else ""
    locked.save(update_fields=["state", "opened_at", "norm"])
    NormAsked.objects.bulk_create(
        NormAsked(meeting=locked, norm=norm, position=place) for place, norm in enumerate(norms, start=1)
    )
    _hand_round(locked, moment)
    first = _ahead(locked).first()
    if first is not None:
        first.started_at = moment
        first.save(update_fields=["started_at"])
    join_meeting(by=by, meeting=locked, now=moment)
    journal(by, locked, "meeting.started")
    announce(topic_of(locked), "agenda")
    return locked


def _ahead(meeting: Meeting) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(meeting=meeting, state=ItemState.PLANNED, started_at=None).order_by(
        "position", "id"
    )


def _norms_of_the_day(meeting: Meeting) -> list[Norm]:
    """Norms come round; the first is that of the day, all of these are asked for at the end."""
    held = Meeting.objects.filter(community=meeting.community, state=MeetingState.HELD).count()
    return turn_of_norms(list(norms_of(meeting.community)), held)


def _hand_round(meeting: Meeting, moment: datetime) -> None:
    """Give the usual functions to whose turn it is, where nobody took them before."""
    taken = set(FunctionHolder.objects.filter(meeting=meeting).values_list("function", flat=True))
    turns = suggested_functions(meeting, USUAL_FUNCTIONS)
    FunctionHolder.objects.bulk_create(
        FunctionHolder(meeting=meeting, function=function, person=person, given_at=moment)
        for function, person in turns.items()
        if function not in taken
    )


@transaction.atomic
def give_function(
    *,
    by: Person,
    meeting: Meeting,
    function: MeetingFunction,
    person: str,
    now: datetime | None = None,
) -> FunctionHolder:
    """Give a function to a member, instead of who has it.

    Raises:
        Invalid: for somebody who is no member.
        Conflict: when the meeting is over.
    """
    locked = take_meeting(by, meeting)
    if locked.state not in (MeetingState.PLANNED, MeetingState.RUNNING):
        raise Conflict(_("This meeting is over."))
    holder = member_of(locked, person)
    row, _made = FunctionHolder.objects.update_or_create(
        meeting=locked, function=function, defaults={"person": holder, "given_at": now or timezone.now()}
    )
    journal(by, locked, "meeting.function_given", {"function": str(function)})
    announce(topic_of(locked), "here")
    return row


def member_of(meeting: Meeting, pk: str) -> Person:
    """Return a working member of the meeting's community by public id.

    Raises:
        Invalid: when there is none.
    """
    for person in working_members_of(meeting.community):
        if person.public_id == pk:
            return person
    raise Invalid(_("Choose a member of the team."), {"who": _("Choose from the list.")})


def _end(rows: Sequence[AgendaItem], moment: datetime) -> None:
    for row in rows:
        row.ended_at = moment
    AgendaItem.objects.bulk_update(rows, ["ended_at"])


def _running(meeting: Meeting) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(meeting=meeting, started_at__isnull=False, ended_at=None))


@transaction.atomic
def next_item(
    *, by: Person, meeting: Meeting, after: str = "", now: datetime | None = None
) -> AgendaItem | None:
    """End the item that runs and begin the next; the last one leaves nothing running.

    ``after``: the item the button stood at. Pressed by two people at once, the second changes nothing.
    """
    locked = take_running(by, meeting)
    moment = now or timezone.now()
    running = _running(locked)
    if after and not any(row.public_id == after for row in running):
        return running[0] if running else None
    _end(running, moment)
    following = _ahead(locked).first()
    if following is not None:
        following.started_at = moment
        following.save(update_fields=["started_at"])
    journal(by, locked, "meeting.went_on", {"item": following.public_id if following else ""})
    announce(topic_of(locked), "agenda")
    return following


@transaction.atomic
def start_item(*, by: Person, meeting: Meeting, item: str, now: datetime | None = None) -> AgendaItem:
    """Begin an item out of turn; what runs ends. One that was over runs again from now."""
    locked = take_running(by, meeting)
    row = find_item(locked, item)
    moment = now or timezone.now()
    _end([other for other in _running(locked) if other.pk != row.pk], moment)
    if row.started_at is None or row.ended_at is not None:
        row.started_at, row.ended_at = moment, None
        row.save(update_fields=["started_at", "ended_at"])
        journal(by, locked, "meeting.went_on", {"item": item})
    announce(topic_of(locked), "agenda")
    return row


@transaction.atomic
def give_time(*, by: Person, meeting: Meeting, item: str, minutes: int = MORE) -> AgendaItem:
    """Give the running item some minutes more; everybody's clock follows.

    Raises:
        Invalid: for less than one or more than 30 minutes.
    """
    locked = take_running(by, meeting)
    if not 1 <= minutes <= 30:
        raise Invalid(_("From 1 to 30 minutes at a time."))
    row = find_item(locked, item)
    row.extra_minutes += minutes
    row.save(update_fields=["extra_minutes"])
    journal(by, locked, "meeting.time_given", {"item": item, "minutes": minutes})
    announce(topic_of(locked), "agenda")
    return row


@transaction.atomic
def write_family_line(*, by: Person, meeting: Meeting, text: str) -> Meeting:
    """Write the one line that families could read; it goes out only when somebody sends it."""
    locked = take_running(by, meeting)
    locked.family_line = text.strip()[:500]
    locked.save(update_fields=["family_line"])
    journal(by, locked, "meeting.family_line_written")
    announce(topic_of(locked), "wrap")
    return locked


@transaction.atomic
def give_pulse(*, by: Person, meeting: Meeting, useful: int, heard: int, clear: int) -> None:
    """Answer the three taps. What somebody answered is kept without their name; once each.

    Raises:
        NotFound: for who is not in the meeting.
        Conflict: when they answered already, or the meeting is not running or just over.
        Invalid: for taps that do not exist.
    """
    locked = lock_meeting(meeting)
    there = Attendance.objects.select_for_update().filter(meeting=locked, person=by).first()
    if there is None:
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    if locked.state not in (MeetingState.RUNNING, MeetingState.HELD):
        raise Conflict(_("The pulse opens when the meeting runs."))
    if there.pulse_given:
        raise Conflict(_("You have answered already. Thank you."))
    if not all(1 <= tap <= 4 for tap in (useful, heard, clear)):
        raise Invalid(_("Tap one answer in each line."))
    there.pulse_given = True
    there.save(update_fields=["pulse_given"])
    Pulse.objects.create(meeting=locked, useful=useful, heard=heard, clear=clear)
    announce(topic_of(locked), "wrap")
