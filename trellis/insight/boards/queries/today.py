"""Today: one column with what matters now, the same parts for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.evidence.surveys.queries import tickets_to_answer
from trellis.insight.boards.queries.cycles import (
    TeamLine,
    WatchedChart,
    own_works,
    team_lines,
    unrecorded_use,
    watched_chart,
)
from trellis.insight.boards.queries.meetings import next_meeting_of, promises_of
from trellis.insight.boards.queries.public import StoryLine, public_pages_for, story_lines
from trellis.insight.boards.queries.welcome import Welcome, welcomes_for
from trellis.people.access.queries import roles_of
from trellis.people.access.words import DISTRICT_LEADER_ROLES, SCHOOL_LEADER_ROLES, STAFF_ROLES
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, JoinRequest, Membership
from trellis.people.communities.queries import (
    charter_of,
    function_of,
    my_communities,
    norms_of,
    proposed_communities,
)
from trellis.people.communities.words import GUIDING
from trellis.people.places.models import Organization, PublicPage
from trellis.practice.cycles.queries.facts import Work
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.queries.covering import covers_asked
from trellis.practice.meetings.queries.norms import renewal_of
from trellis.practice.students.queries.looking import answers_somewhere, questions_to
from trellis.practice.support.models import HelpAsk
from trellis.practice.support.queries import asks_around

#: More asks than this are on the board of the place.
ASKS_SHOWN = 3


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person, with the one thing to do about it."""

    title: str
    note: str
    do: str
    url: str


@dataclass(frozen=True)
class TodayBoard:
    """What a person's Today shows.

    Attributes:
        greeting: "Good morning, Ana".
        day: the date in words.
        lede: one sentence on what matters now.
        meeting: the next meeting the person takes part in.
        waiting: what waits for this person, nothing of anybody else's.
        communities: where the person belongs.
        places: the organizations the person has a role in.
        staff: the person works in one of them; families and partners see what was published instead.
        public_pages: published pages of the places, for those who come from outside.
        stories: stories told to everyone, for those who come from outside.
        chart: the one chart the person's team watches.
        teams: cycles of the teams, for those who lead; stage and goal only, by name.
        welcomes: teams the person is new in, in the first weeks.
        asks: what other teams ask this person's teams for, the newest few.
    """

    greeting: str
    day: str
    lede: str
    meeting: Meeting | None
    waiting: Sequence[Waiting]
    communities: Sequence[Community]
    places: Sequence[Organization]
    staff: bool
    public_pages: Sequence[PublicPage]
    stories: Sequence[StoryLine]
    chart: WatchedChart | None
    teams: Sequence[TeamLine]
    welcomes: Sequence[Welcome]
    asks: Sequence[HelpAsk]


def _greeting(by: Person, now: datetime) -> str:
    hour = timezone.localtime(now).hour
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": by.called}
    if hour < 18:
        return _("Good afternoon, %(name)s") % {"name": by.called}
    return _("Good evening, %(name)s") % {"name": by.called}


def _join_requests_for(by: Person, communities: Sequence[Community]) -> list[Waiting]:
    guided = Membership.objects.filter(
        person=by, community__in=communities, function__in=GUIDING, ends_on=None
    ).values("community_id")
    return [
        Waiting(
            title=_("%(name)s asks to join %(community)s")
            % {"name": row.person.full_name, "community": row.community.name},
            note=row.message,
            do=_("Answer"),
            url=reverse("members", args=[row.community.public_id]),
        )
        for row in JoinRequest.objects.filter(community__in=guided, answered_at=None)
        .select_related("person", "community")
        .order_by("asked_at")
    ]


def _agreements_for(by: Person, communities: Sequence[Community]) -> list[Waiting]:
    found = []
    for community in communities[:5]:
        if charter_of(community) is None:
            found.append(
                Waiting(
                    title=_("%(community)s has no charter yet") % {"community": community.name},
                    note=_("Ten minutes together: what you are for and what you promise each other."),
                    do=_("Write it"),
                    url=reverse("adopt-charter", args=[community.public_id]),
                )
            )
        elif not norms_of(community).exists():
            found.append(
                Waiting(
                    title=_("%(community)s has no norms yet") % {"community": community.name},
                    note=_("Choose four to six and make them yours."),
                    do=_("Choose"),
                    url=reverse("agree-norms", args=[community.public_id]),
                )
            )
        elif function_of(by, community) in GUIDING:
            found += _renewal_for(community)
    return found


def _renewal_for(community: Community) -> list[Waiting]:
    """Whoever guides a team is reminded when a new term began since the norms were agreed (S2-40)."""
    renewal = renewal_of(community)
    if renewal is None or renewal.day is None or not renewal.is_due or renewal.proposed:
        return []
    return [
        Waiting(
            title=_("%(community)s agrees again on its norms") % {"community": community.name},
            note=_("Agreed last on %(last)s; a new term began on %(day)s. Renew them in your next meeting.")
            % {"last": formats.date_format(renewal.last_on), "day": formats.date_format(renewal.day)},
            do=_("Look"),
            url=reverse("norms-kept", args=[community.public_id]),
        )
    ]


def _use_for(works: Sequence[Work], by: Person) -> list[Waiting]:
    return [
        Waiting(
            title=_("Did you try it this week? %(cycle)s") % {"cycle": line.name},
            note=_("Three taps, twenty seconds. Your team sees it; leaders see a count."),
            do=_("Record my week"),
            url=line.url,
        )
        for line in unrecorded_use(works, by=by)
    ]


def _surveys_for(by: Person) -> list[Waiting]:
    return [
        Waiting(
            title=ticket.round.survey.name,
            note=_("%(community)s asks you, until %(day)s. Your name is not kept beside your answers.")
            % {
                "community": ticket.round.survey.community.name,
                "day": formats.date_format(ticket.round.closes_on),
            },
            do=_("Answer"),
            url=reverse("answer-survey", args=[ticket.round.public_id]),
        )
        for ticket in tickets_to_answer(by=by)
    ]


def _covers_for(by: Person, moment: datetime) -> list[Waiting]:
    return [
        Waiting(
            title=_("%(name)s asks: can you take the class?") % {"name": ask.member.full_name},
            note=formats.date_format(
                timezone.localtime(ask.meeting.starts_at, ZoneInfo(ask.meeting.time_zone)), "l, F j, P"
            ),
            do=_("Answer"),
            url=reverse("answer-cover", args=[ask.public_id]),
        )
        for ask in covers_asked(by, moment)
    ]


def _promises_for(by: Person) -> list[Waiting]:
    return [
        Waiting(
            title=_("You promised: %(text)s") % {"text": step.text},
            note=_("%(community)s, by %(day)s")
            % {"community": step.community.name, "day": formats.date_format(step.due_on, "MONTH_DAY_FORMAT")},
            do=_("Look"),
            url=reverse("promises"),
        )
        for step in promises_of(by)
    ]


def _proposals_for(places: Sequence[Organization]) -> list[Waiting]:
    found = []
    for place in places:
        count = proposed_communities(place).count()
        if count:
            found.append(
                Waiting(
                    title=ngettext(
                        "%(count)d team is proposed from the roster of %(place)s",
                        "%(count)d teams are proposed from the roster of %(place)s",
                        count,
                    )
                    % {"count": count, "place": place.name},
                    note=_("Nobody was told yet. Say yes, rename, or say no."),
                    do=_("Look"),
                    url=reverse("coverage", args=[place.public_id]),
                )
            )
    return found


def _look_questions_for(by: Person) -> list[Waiting]:
    """Families wait for whoever answers for the school (S0-23)."""
    count = sum(1 for question in questions_to(by) if question.answered_at is None)
    if not count:
        return []
    return [
        Waiting(
            title=ngettext(
                "A family asks why a card was opened",
                "%(count)d families ask why a card was opened",
                count,
            )
            % {"count": count},
            note=_("You answer for the school; the family reads it beside the look."),
            do=_("Answer"),
            url=reverse("look-questions"),
        )
    ]


def today_board(*, by: Person, now: datetime | None = None) -> TodayBoard:
    """Return what a person's Today shows; everything on it is about this person's own work."""
    moment = now or timezone.now()
    roles = roles_of(by)
    communities = list(my_communities(by))
    leading = SCHOOL_LEADER_ROLES | DISTRICT_LEADER_ROLES
    led = list({row.organization_id: row.organization for row in roles if row.role in leading}.values())
    staff = any(row.role in STAFF_ROLES for row in roles)
    places = list({row.organization_id: row.organization for row in roles}.values())
    waiting = _proposals_for(led) + _join_requests_for(by, communities)
    if staff:
        waiting += _look_questions_for(by) if answers_somewhere(by) else []
        waiting += _agreements_for(by, communities) + _covers_for(by, moment)
    works = own_works(communities, by=by)
    waiting += _use_for(works, by) + _promises_for(by) + _surveys_for(by)
    if waiting:
        lede = ngettext("One thing waits for you.", "%(count)d things wait for you.", len(waiting)) % {
            "count": len(waiting)
        }
    elif communities:
        lede = _("Nothing waits for you. Your communities are below.")
    else:
        lede = _("Nothing waits for you.")
    return TodayBoard(
        greeting=_greeting(by, moment),
        day=formats.date_format(timezone.localdate(moment), r"l j \d\e F")
        if by.language == "es"
        else formats.date_format(timezone.localdate(moment), "l, F j"),
        lede=lede,
        meeting=next_meeting_of(by, moment),
        waiting=waiting,
        communities=communities,
        places=places,
        staff=staff,
        public_pages=[] if staff else public_pages_for(places),
        stories=[] if staff or not places else story_lines(places[0]),
        chart=watched_chart(works),
        teams=team_lines(by=by) if led else [],
        welcomes=welcomes_for(by, today=timezone.localdate(moment)),
        asks=list(asks_around(by=by)[:ASKS_SHOWN]) if staff and communities else [],
    )
