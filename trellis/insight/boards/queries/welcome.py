"""What a new member of a team needs: who, what for, where we are, what was decided, what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.insight.boards.queries.communities import CommunityBoard, community_board
from trellis.insight.boards.queries.cycles import CycleGlance, cycle_glance
from trellis.insight.boards.queries.meetings import meeting_glance
from trellis.kit.errors import NotFound
from trellis.people.access.queries import holding
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership, Mentorship
from trellis.people.communities.queries import (
    function_of,
    members_to_show,
    mentors_of,
    open_community,
    view_of_community,
    working_memberships_of,
)
from trellis.people.communities.rules import may_end_mentorship, may_name_mentor
from trellis.people.communities.words import GUESTS, GUIDING
from trellis.practice.cycles.models import StrategyInUse
from trellis.practice.library.models import Protocol
from trellis.practice.library.queries import protocols
from trellis.practice.meetings.models import ActionStep, Meeting, MeetingDecision, ProtocolRun
from trellis.practice.meetings.queries.road_map import MapLine, map_lines_of
from trellis.practice.meetings.words import DecisionState, MeetingState, StepState

#: For so long after they came in people are new.
NEW_FOR = timedelta(days=28)
#: How many of the last meetings the pack tells of.
LAST_MEETINGS = 3
#: Of a community of thousands so many new members are shown, and so many mentors offered, guides first.
NEWCOMERS, OFFERED = 24, 50


@dataclass(frozen=True)
class Welcome:
    """A team that a person is new in: whom to ask, and whether they have said something of themselves."""

    community: Community
    ask: Sequence[Person]
    has_profile: bool
    mentor: Person | None


@dataclass(frozen=True)
class Newcomer:
    """Somebody who came lately or has a mentor, and whom the reader may name instead."""

    membership: Membership
    mentor: Person | None
    choices: Sequence[Membership]
    may_end: bool


@dataclass(frozen=True)
class DecidedIn:
    """What was decided in one meeting."""

    meeting: Meeting
    texts: Sequence[str]


@dataclass(frozen=True)
class WelcomePack:
    """One page for a new member, from what the team has written; nothing in it is made up."""

    community: Community
    board: CommunityBoard
    glance: CycleGlance
    strategy: StrategyInUse | None
    decided: Sequence[DecidedIn]
    promises: Sequence[ActionStep]
    meeting: Meeting | None
    planned: Sequence[MapLine]
    protocols: Sequence[tuple[Protocol, int]]
    newcomers: Sequence[Newcomer]


def open_welcome_pack(*, by: Person, pk: str, now: datetime | None = None) -> WelcomePack:
    """Return the pack of a community for its members.

    Raises:
        NotFound: for everybody else; leaders included, for it tells of the work inside.
    """
    community = open_community(by=by, pk=pk)
    inside = (ObjectKind.MEETING_WORK, ObjectKind.CYCLE_WORK)
    if any(view_of_community(by, community, kind) < View.FULL for kind in inside):
        raise NotFound(_("There is no such page, or it is not open to you."))
    glance = cycle_glance(community, by=by)
    meeting = meeting_glance(community, by=by).meeting
    return WelcomePack(
        community=community,
        board=community_board(community, by=by),
        glance=glance,
        strategy=StrategyInUse.objects.filter(cycle=glance.cycle).first() if glance.cycle else None,
        decided=_decided(community),
        promises=list(
            ActionStep.objects.filter(community=community, state=StepState.OPEN)
            .select_related("who")
            .order_by("due_on", "id")
        ),
        meeting=meeting,
        planned=map_lines_of(meeting, by=by, now=now) if meeting else [],
        protocols=_protocols(community),
        newcomers=_newcomers(community, by),
    )


def _newcomers(community: Community, by: Person) -> list[Newcomer]:
    """Return who is new beside somebody who was there before, and whoever has a mentor, by name."""
    rows = working_memberships_of(community)
    first = rows.order_by().aggregate(first=Min("starts_on"))["first"]
    since = timezone.localdate() - NEW_FOR
    running = Mentorship.objects.filter(ends_on=None, member__community=community).values("member_id")
    is_new = Q(starts_on__gt=max(since, first or since))
    shown = list(rows.filter(is_new | Q(pk__in=running))[:NEWCOMERS])
    mentors = mentors_of([row.pk for row in shown])
    function = function_of(by, community)
    offered = list(members_to_show(community).exclude(function__in=GUESTS)[:OFFERED])
    found = []
    for row in shown:
        mentor = mentors.get(row.pk)
        both = {row.person_id, mentor.pk if mentor else row.person_id}
        others = [one for one in offered if one.person_id != row.person_id and one.person != mentor]
        may_name = may_name_mentor(function, is_own=row.person_id == by.pk)
        may_end = mentor is not None and may_end_mentorship(function, is_one_of_both=by.pk in both)
        found.append(Newcomer(row, mentor, others if may_name else [], may_end))
    return found


def _decided(community: Community) -> list[DecidedIn]:
    last = Meeting.objects.filter(community=community, state=MeetingState.HELD).order_by("-starts_at", "-id")
    meetings = list(last[:LAST_MEETINGS])
    rows = MeetingDecision.objects.filter(meeting__in=meetings, state=DecisionState.ADOPTED).order_by("id")
    by_meeting: dict[int, list[str]] = {}
    for row in rows:
        by_meeting.setdefault(row.meeting_id, []).append(row.text)
    return [DecidedIn(meeting, by_meeting[meeting.pk]) for meeting in meetings if meeting.pk in by_meeting]


def _protocols(community: Community) -> list[tuple[Protocol, int]]:
    counted = dict(
        ProtocolRun.objects.filter(meeting__community=community)
        .values_list("protocol__key")
        .annotate(times=Count("id"))
        .order_by()
    )
    newest = [protocol for protocol in protocols() if protocol.key in counted]
    return sorted(
        ((protocol, counted[protocol.key]) for protocol in newest),
        key=lambda pair: (-pair[1], pair[0].number),
    )


def welcomes_for(by: Person, *, today: date | None = None) -> list[Welcome]:
    """Return the teams a person is new in (S0-13): they came in lately, and others were there before."""
    day = today or timezone.localdate()
    fresh = list(
        Membership.objects.filter(holding(day), person=by, starts_on__gt=day - NEW_FOR)
        .exclude(function__in=GUESTS)
        .exclude(community__accepted_at=None)
        .select_related("community")
        .order_by("community__name", "id")
    )
    mentors = mentors_of([row.pk for row in fresh], day) if fresh else {}
    found = []
    for row in fresh:
        before = list(
            Membership.objects.filter(
                holding(day), community=row.community, starts_on__lt=row.starts_on, person__is_active=True
            ).select_related("person")
        )
        if before:
            guides = [other.person for other in before if other.function in GUIDING]
            has_profile = bool(by.good_at or by.wants_to_learn)
            found.append(Welcome(row.community, guides, has_profile, mentors.get(row.pk)))
    return found
