"""Meetings on the home pages: the next one with its way in, and what a person promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.practice.meetings.models import ActionStep, Meeting
from trellis.practice.meetings.queries.inside import open_promises_of
from trellis.practice.meetings.queries.seeing import meetings_of, next_meetings
from trellis.practice.meetings.rules.may import may_change_work
from trellis.practice.meetings.words import MeetingState, StepState

PROMISES_SHOWN = 6


@dataclass(frozen=True)
class MeetingGlance:
    """The next meeting of a community, as much as the person may know of it.

    Attributes:
        meeting: the next one, or nothing.
        inside: the person takes part in it.
        promises: what the team has promised and not yet done; empty for everybody else.
    """

    meeting: Meeting | None
    inside: bool
    promises: Sequence[ActionStep]


def meeting_glance(community: Community, *, by: Person, now: datetime | None = None) -> MeetingGlance:
    """Return the next meeting of a community, for its page."""
    ahead = meetings_of(community, by=by).filter(
        state__in=[MeetingState.PLANNED, MeetingState.RUNNING], ends_at__gte=now or timezone.now()
    )
    inside = may_change_work(relations_to_community(by, community))
    promises = (
        ActionStep.objects.filter(community=community, state=StepState.OPEN)
        .select_related("who")
        .order_by("due_on", "id")[:PROMISES_SHOWN]
        if inside
        else []
    )
    return MeetingGlance(ahead.first(), inside, list(promises))


def next_meeting_of(by: Person, now: datetime | None = None) -> Meeting | None:
    """Return the nearest meeting a person takes part in."""
    return next_meetings(by=by, now=now).first()


def promises_of(by: Person) -> list[ActionStep]:
    """Return what a person promised, across all teams, the nearest day first."""
    return list(open_promises_of(by)[:PROMISES_SHOWN])
