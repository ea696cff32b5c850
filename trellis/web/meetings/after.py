"""Between meetings: what I promised, what was written, how we use our time."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, relations_to_community, who_can_see
from trellis.people.places.queries import school_year_of
from trellis.practice.meetings.operations import promising
from trellis.practice.meetings.queries import inside
from trellis.practice.meetings.queries.audit import Audit, audit_of
from trellis.practice.meetings.queries.facts import TeamFacts, facts_of_team
from trellis.practice.meetings.queries.record import hours_of
from trellis.practice.meetings.queries.search import found_in_meetings
from trellis.practice.meetings.rules.may import may_change_work
from trellis.practice.meetings.words import Lost, StepOutcome
from trellis.web.meetings.forms.acts import ReviewForm, read
from trellis.web.meetings.times import meeting_line
from trellis.web.pages import go, show, tell
from trellis.web.ui import Figure

#: Without a school year the facts reach this far back.
USUAL_REACH = timedelta(weeks=20)


@require_GET
def promises(request: SignedIn) -> HttpResponse:
    """What I promised, in all my teams, and the hours I earned."""
    hours = hours_of(request.user)
    context = {
        "steps": inside.open_promises_of(request.user),
        "hours": f"{int(hours.total_seconds()) // 3600}:{int(hours.total_seconds()) % 3600 // 60:02d}",
        "carry_to": timezone.localdate() + timedelta(days=7),
    }
    return show(request, "meetings/promises.html", context)


@require_POST
def settle_promise(request: SignedIn, pk: str) -> HttpResponse:
    """Done, carried or dropped, between two meetings."""
    step = inside.open_promise(by=request.user, pk=pk)
    data = read(ReviewForm, request)
    outcome = StepOutcome(data["outcome"])
    promising.review_promise(
        by=request.user, step=step, outcome=outcome, reason=data["reason"], due_on=data["due_on"]
    )
    tell(request, str(outcome.label))
    return go(request, reverse("promises"))


@require_GET
def search_meetings(request: SignedIn) -> HttpResponse:
    """Words in notes, decisions, promises and reflections of my meetings."""
    words = request.GET.get("q", "")
    hits = found_in_meetings(by=request.user, words=words) if words else []
    context = {
        "words": words,
        "hits": [
            (meeting_line(hit.meeting), hit.meeting.community.name, hit.kind.label, hit.piece) for hit in hits
        ],
    }
    return show(request, "meetings/search_meetings.html", context)


def _figures(facts: TeamFacts) -> list[Figure]:
    of = _("%(n)d of %(all)d")
    return [
        Figure(
            of % {"n": facts.held, "all": facts.expected} if facts.expected else str(facts.held),
            _("meetings held of what our rhythm makes") if facts.expected else _("meetings held"),
        ),
        Figure(str(facts.cancelled), _("cancelled")),
        Figure(str(facts.not_begun), _("nobody began")),
        Figure(of % {"n": facts.with_data, "all": facts.held}, _("with data on the table")),
        Figure(of % {"n": facts.with_protocol, "all": facts.held}, _("with a protocol")),
        Figure(of % {"n": facts.sent_ahead, "all": facts.held}, _("agenda a day ahead")),
        Figure(str(facts.on_goal_in_a_row), _("meetings in a row on our goal")),
    ]


def _balance(audit: Audit) -> list[tuple[str, int]]:
    """Return what became of planned time, line by line; lines without minutes are left out."""
    balance = audit.balance
    lines = [
        (_("Planned"), balance.planned),
        (_("Ran over the plan"), balance.over),
        (_("Used"), balance.used),
        (str(Lost.CANCELLED.label), balance.cancelled),
        (str(Lost.NOT_BEGUN.label), balance.not_begun),
        (str(Lost.SHORT.label), balance.short),
    ]
    return [line for line in lines if line[1]]


def _losses(audit: Audit) -> list[tuple[str, str]]:
    return [
        (
            f"{loss.kind.label}: {loss.reason}" if loss.reason else str(loss.kind.label),
            ngettext("%(n)d time, %(minutes)d minutes", "%(n)d times, %(minutes)d minutes", loss.times)
            % {"n": loss.times, "minutes": loss.minutes},
        )
        for loss in audit.losses
    ]


def _weeks(audit: Audit) -> list[Figure]:
    weeks = audit.weeks
    figures = [
        Figure(str(weeks.met), _("weeks in which you met")),
        Figure(str(weeks.lost), _("weeks whose meeting was lost")),
        Figure(str(weeks.unplanned), _("school weeks without a meeting")),
        Figure(str(weeks.without_school), _("weeks without school")),
    ]
    if audit.in_school_day is not None:
        words = _("%(n)d of %(all)d") % {"n": audit.in_school_day, "all": audit.held}
        figures.append(Figure(words, _("between first and last bell")))
    return figures


@require_GET
def team_facts(request: SignedIn, pk: str) -> HttpResponse:
    """How we use our time; the team alone sees it."""
    community = open_community(by=request.user, pk=pk)
    if not may_change_work(relations_to_community(request.user, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    year = school_year_of(community.organization)
    first = year.starts_on if year else timezone.localdate() - USUAL_REACH
    since = datetime.combine(first, time(), tzinfo=ZoneInfo(community.organization.time_zone))
    facts = facts_of_team(community, since=since)
    audit = audit_of(community, since=since)
    context = {
        "community": community,
        "facts": facts,
        "balance": _balance(audit),
        "losses": _losses(audit),
        "weeks": _weeks(audit),
        "figures": _figures(facts),
        "shares": [(kind.label, round(share)) for kind, share in facts.shares.items()],
        "most": number_format(round(100 * facts.most)) if facts.most is not None and facts.held > 1 else "",
        "first": first,
        "who": who_can_see(ObjectKind.MEETING_WORK, community),
    }
    return show(request, "meetings/team_facts.html", context)
