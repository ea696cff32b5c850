"""How a team uses its time. For its members alone; nothing of it is about one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils import timezone

from trellis.people.communities.models import Community
from trellis.people.communities.queries import charter_of
from trellis.people.communities.words import Cadence
from trellis.people.places.queries import school_weeks
from trellis.practice.meetings.models import AgendaItem, FunctionHolder, Meeting, ProtocolRun
from trellis.practice.meetings.rules.facts import (
    AHEAD,
    MeetingFact,
    Used,
    continuity,
    drifts,
    expected_meetings,
    share_by_kind,
)
from trellis.practice.meetings.rules.fair import share_of_most
from trellis.practice.meetings.words import ItemKind, MeetingFunction, MeetingState


@dataclass(frozen=True)
class TeamFacts:
    """What a row of meetings says, since ``since``.

    Attributes:
        expected: how many meetings the charter's rhythm makes of the school weeks; nothing without a charter.
        shares: percent of time by kind of item.
        most: share of meetings facilitated by whoever did it most often; nobody is named.
    """

    since: datetime
    held: int
    cancelled: int
    not_begun: int
    expected: int | None
    shares: dict[ItemKind, float]
    with_data: int
    with_protocol: int
    sent_ahead: int
    drifts: bool
    on_goal_in_a_row: int
    most: float | None


def _fact(meeting: Meeting, with_run: frozenset[int]) -> MeetingFact:
    ran: Sequence[AgendaItem] = list(meeting.items.all())
    return MeetingFact(
        items=[
            Used(ItemKind(item.kind), (item.ended_at - item.started_at).total_seconds() / 60)
            for item in ran
            if item.started_at is not None and item.ended_at is not None
        ],
        touched_goal=any(item.touches_goal for item in ran),
        with_data=any(item.with_data for item in ran),
        with_protocol=meeting.pk in with_run,
    )


def facts_of_team(community: Community, *, since: datetime, now: datetime | None = None) -> TeamFacts:
    """Return how a community used its meetings from a day on."""
    moment = now or timezone.now()
    ran = AgendaItem.objects.filter(started_at__isnull=False)
    rows = list(
        Meeting.objects.filter(community=community, starts_at__gte=since, starts_at__lt=moment)
        .prefetch_related(Prefetch("items", ran))
        .order_by("starts_at", "id")
    )
    held = [row for row in rows if row.state == MeetingState.HELD]
    runs = ProtocolRun.objects.filter(meeting__in=held).values_list("meeting_id", flat=True)
    facts = [_fact(row, frozenset(runs)) for row in held]
    leading = FunctionHolder.objects.filter(meeting__in=held, function=MeetingFunction.FACILITATOR)
    charter = charter_of(community)
    weeks = len(school_weeks(community.organization, timezone.localdate(since), timezone.localdate(moment)))
    return TeamFacts(
        since=since,
        held=len(held),
        cancelled=sum(row.state == MeetingState.CANCELLED for row in rows),
        not_begun=sum(row.state == MeetingState.PLANNED and row.ends_at < moment for row in rows),
        expected=expected_meetings(Cadence(charter.cadence), weeks) if charter else None,
        shares=share_by_kind(facts),
        with_data=sum(fact.with_data for fact in facts),
        with_protocol=sum(fact.with_protocol for fact in facts),
        sent_ahead=sum(
            row.published_at is not None and row.starts_at - row.published_at >= AHEAD for row in held
        ),
        drifts=drifts(facts),
        on_goal_in_a_row=continuity(facts),
        most=share_of_most(list(leading.values_list("person_id", flat=True))),
    )
