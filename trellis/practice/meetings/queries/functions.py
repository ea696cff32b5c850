"""Who does what in a meeting, and whose turn it is."""

from collections.abc import Sequence
from datetime import datetime

from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.practice.meetings.models import Attendance, FunctionHolder, Meeting
from trellis.practice.meetings.rules.fair import fair_queue
from trellis.practice.meetings.words import MeetingFunction, MeetingState


def functions_of(meeting: Meeting) -> list[FunctionHolder]:
    """Return who does what, in the order of the vocabulary."""
    order = {function: place for place, function in enumerate(MeetingFunction)}
    rows = FunctionHolder.objects.filter(meeting=meeting).select_related("person")
    return sorted(rows, key=lambda row: order[MeetingFunction(row.function)])


def suggested_functions(
    meeting: Meeting, functions: Sequence[MeetingFunction]
) -> dict[MeetingFunction, Person]:
    """Return whose turn each function is, by the fair queue over the meetings that were held."""
    members = {person.pk: person for person in working_members_of(meeting.community)}
    held: dict[int, dict[str, datetime]] = {}
    rows = (
        FunctionHolder.objects.filter(
            meeting__community=meeting.community,
            meeting__state=MeetingState.HELD,
            person_id__in=members,
        )
        .order_by("meeting__starts_at")
        .values_list("person_id", "function", "meeting__starts_at")
    )
    for person_id, function, starts_at in rows:
        held.setdefault(person_id, {})[function] = starts_at
    turns = fair_queue(functions, list(members), held)
    return {function: members[pk] for function, pk in turns.items()}


def counts_voices(by: Person, meeting: Meeting) -> bool:
    """Say whether a person counts who has spoken: the process observer, else who facilitates the meeting."""
    holders = {row.function: row.person_id for row in FunctionHolder.objects.filter(meeting=meeting)}
    counter = holders.get(MeetingFunction.PROCESS_OBSERVER, holders.get(MeetingFunction.FACILITATOR))
    return counter == by.pk


def attendance_of(meeting: Meeting) -> list[Attendance]:
    """Return who is or was there, in the order they came."""
    return list(Attendance.objects.filter(meeting=meeting).select_related("person"))
