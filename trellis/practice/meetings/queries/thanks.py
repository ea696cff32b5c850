"""Who was thanked, as far as somebody may read it. There is no count and no order but time."""

from django.db.models import Q, QuerySet

from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import working_members_of
from trellis.practice.meetings.models import Meeting, MeetingInvitation, Thanks


def helpers_in(meeting: Meeting) -> list[Person]:
    """Return who can be thanked in a meeting: members, and the people who were asked into it."""
    members = working_members_of(meeting.community)
    known = {person.pk for person in members}
    invited = MeetingInvitation.objects.filter(
        meeting=meeting, ended_at=None, person__isnull=False
    ).select_related("person")
    guests = [row.person for row in invited if row.person is not None and row.person_id not in known]
    return [*members, *guests]


def thanks_in(meeting: Meeting, *, by: Person | None = None) -> list[Thanks]:
    """Return the thanks of a meeting: what the team may read, and with ``by`` what they said or were told."""
    read = Q(team=meeting.community_id)
    if by is not None:
        read |= Q(by=by) | Q(to=by)
    return list(Thanks.objects.filter(read, meeting=meeting).select_related("to", "by"))


def thanks_to(by: Person) -> QuerySet[Thanks]:
    """Return what a person was thanked for, the newest first; nobody else reads this list."""
    return Thanks.objects.filter(to=by).select_related("by", "meeting").order_by("-said_at", "-id")


def thanks_to_teams(by: Person, teams: list[Community]) -> QuerySet[Thanks]:
    """Return what others in a person's own teams were thanked for, where the teller told their team."""
    return (
        Thanks.objects.filter(team__in=teams)
        .exclude(to=by)
        .select_related("to", "by", "team")
        .order_by("-said_at", "-id")
    )
