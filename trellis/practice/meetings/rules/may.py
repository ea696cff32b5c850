"""Who may do what in a meeting, and when."""

from collections.abc import Collection

from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View
from trellis.practice.meetings.words import MeetingState

_MEETING, _WORK = ObjectKind.MEETING, ObjectKind.MEETING_WORK


def may_see_meeting(relations: Collection[Relation], *, invited: bool = False) -> bool:
    """Who may know of a meeting: title, time, that it happened, what was published."""
    return invited or view_of(_MEETING, relations) >= View.SUMMARY


def may_read_work(
    relations: Collection[Relation], *, invited: bool = False, has_staff_part: bool = False
) -> bool:
    """Who may read inside: members, and who was invited to this one meeting.

    A family or partner who was invited does not read a meeting that has a staff-only part (S1-03).
    """
    if view_of(_WORK, relations) >= View.FULL:
        return True
    return invited and not (has_staff_part and not is_staff(relations))


def may_read_open_part(
    relations: Collection[Relation], *, invited: bool = False, open_to_guests: bool = False
) -> bool:
    """Who may read the open items: members, the invited, guest members when it is open to them."""
    if invited or view_of(_WORK, relations) >= View.FULL:
        return True
    return open_to_guests and Relation.GUEST_MEMBER in relations


def may_change_work(relations: Collection[Relation]) -> bool:
    """Members change what is inside."""
    return may(Action.UPDATE, _WORK, relations)


def may_schedule_meeting(relations: Collection[Relation]) -> bool:
    """Members of the community schedule its meetings."""
    return may(Action.CREATE, _MEETING, relations)


def may_ask_for_slot(relations: Collection[Relation]) -> bool:
    """Leaders who see that the community meets can ask for a slot, never take one (S1-03, S2-14)."""
    leads = {Relation.SCHOOL_LEADER, Relation.DISTRICT_LEADER} & set(relations)
    return bool(leads) and view_of(_MEETING, relations) >= View.COUNT


def is_staff(relations: Collection[Relation]) -> bool:
    """Say whether somebody works for the place or its district."""
    return bool({Relation.SCHOOL_STAFF, Relation.DEPARTMENT, Relation.DISTRICT_STAFF} & set(relations))


def may_join(state: MeetingState) -> bool:
    """A meeting can be joined until it is over."""
    return state in (MeetingState.PLANNED, MeetingState.RUNNING)


def may_still_plan(state: MeetingState) -> bool:
    """The agenda can change until the meeting is over."""
    return state in (MeetingState.PLANNED, MeetingState.RUNNING)
