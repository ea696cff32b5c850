"""Help between teams: the board of a place, a team's own asks, one ask, thanks."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import DomainError, NotFound
from trellis.people.access.queries import open_organization, relations_to_place
from trellis.people.access.rules import sees
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, relations_to_community
from trellis.practice.cycles.queries.outside import stuck_words
from trellis.practice.cycles.queries.seeing import open_cycle_work
from trellis.practice.meetings.queries.thanks import thanks_to, thanks_to_teams
from trellis.practice.support import operations, queries
from trellis.practice.support.rules import may_ask_for_help
from trellis.practice.support.words import Reach
from trellis.web.meetings.forms.acts import read
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.support.forms import AnswerForm, AskForm, ThankForm

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.communities.models import Community
    from trellis.practice.cycles.models import Cycle
    from trellis.practice.support.models import HelpAsk

THANKS_SHOWN = 30


@require_GET
def help_board(request: SignedIn, pk: str) -> HttpResponse:
    """What teams of this place and below ask other teams for, as far as this person is asked."""
    place = open_organization(by=request.user, pk=pk)
    if not sees(ObjectKind.HELP_ASK, relations_to_place(request.user, place)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    context = {
        "place": place,
        "asks": list(queries.asks_around(by=request.user, place=place)),
        "teams": queries.own_teams(request.user),
    }
    return show(request, "support/help_board.html", context)


def _stuck_in(request: SignedIn, community: "Community") -> "Cycle | None":
    """Return the cycle in which the team is stuck, when the link came from one."""
    pk = request.GET.get("cycle", "")
    cycle = open_cycle_work(by=request.user, pk=pk) if pk else None
    if cycle is not None and cycle.community_id != community.pk:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return cycle


@require_http_methods(["GET", "POST"])
def ask_for_help(request: SignedIn, pk: str) -> HttpResponse:
    """A team asks; below, what it asked before."""
    community = open_community(by=request.user, pk=pk)
    if not may_ask_for_help(relations_to_community(request.user, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    cycle = _stuck_in(request, community)
    initial = {"reach": Reach.SCHOOL, **(stuck_words(cycle) if cycle else {})}
    form = AskForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data | {"reach": Reach(form.cleaned_data["reach"])}
            ask = operations.ask_for_help(by=request.user, community=community, cycle=cycle, **data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("Your question is on the board."))
            return go(request, reverse("open-ask", args=[ask.public_id]))
    context = {
        "community": community,
        "form": form,
        "cycle": cycle,
        "asks": list(queries.asks_of(community, by=request.user)),
    }
    return show(request, "support/ask_for_help.html", context, status=422 if form.errors else 200)


def _answer_form(request: SignedIn, ask: "HelpAsk") -> AnswerForm | None:
    teams = [(team.public_id, team.name) for team in queries.own_teams(request.user)]
    if queries.is_asking_team(request.user, ask) or ask.closed_at is not None or not teams:
        return None
    return AnswerForm(request.POST or None, teams=teams)


def _ask_page(request: SignedIn, ask: "HelpAsk", form: AnswerForm | None) -> HttpResponse:
    context: dict[str, Any] = {
        "ask": ask,
        "answers": queries.answers_of(ask, by=request.user),
        "ours": queries.is_asking_team(request.user, ask),
        "form": form,
        "who": queries.who_can_see_ask(ask),
    }
    status = 422 if form is not None and form.errors else 200
    return show(request, "support/open_ask.html", context, status=status)


@require_GET
def open_ask(request: SignedIn, pk: str) -> HttpResponse:
    """One ask: what is asked, what this person may read of the answers, answering."""
    ask = queries.open_ask(by=request.user, pk=pk)
    return _ask_page(request, ask, _answer_form(request, ask))


@require_POST
def answer_ask(request: SignedIn, pk: str) -> HttpResponse:
    """Answer for one's own team."""
    ask = queries.open_ask(by=request.user, pk=pk)
    form = _answer_form(request, ask)
    if form is not None and not form.is_valid():
        return _ask_page(request, ask, form)
    data = form.cleaned_data if form is not None else {"community": "", "text": ""}
    operations.answer_ask(by=request.user, ask=ask, **data)
    tell(request, _("Thank you. Both teams were told."))
    return go(request, reverse("open-ask", args=[pk]))


@require_POST
def close_ask(request: SignedIn, pk: str) -> HttpResponse:
    """Help was found, or is no longer needed."""
    ask = queries.open_ask(by=request.user, pk=pk)
    operations.close_ask(by=request.user, ask=ask)
    tell(request, _("It is off the board. Who answered was told."))
    return go(request, reverse("open-ask", args=[pk]))


@require_POST
def thank_for_answer(request: SignedIn, pk: str, answer: str) -> HttpResponse:
    """Say who helped, and with what."""
    ask = queries.open_ask(by=request.user, pk=pk)
    row = queries.open_answer(ask, answer)
    operations.thank_for_answer(by=request.user, answer=row, **read(ThankForm, request))
    tell(request, _("Said."))
    return go(request, reverse("open-ask", args=[pk]))


@require_GET
def thanks(request: SignedIn) -> HttpResponse:
    """What I was thanked for, and what others in my teams were, where the teller told their team."""
    context = {
        "mine": thanks_to(request.user)[:THANKS_SHOWN],
        "teams": thanks_to_teams(request.user, queries.own_teams(request.user))[:THANKS_SHOWN],
    }
    return show(request, "support/thanks.html", context)
