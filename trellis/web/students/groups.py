"""Need groups: propose, move, plan, settle, put into the cycle. Members of the team alone."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.measures.queries.results import open_assessment, owner_of
from trellis.kit.errors import Conflict, DomainError, Invalid
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see, working_members_of
from trellis.practice.cycles.queries.seeing import running_cycle_of
from trellis.practice.library.queries import strategies_for, strategy_cards_of
from trellis.practice.students.operations import groups as operations
from trellis.practice.students.operations import reteaching
from trellis.practice.students.queries import groups as queries
from trellis.practice.students.queries.suggesting import suggestions_for
from trellis.practice.students.words import RegroupingState
from trellis.web.pages import go, put_errors, say_aloud, show, tell
from trellis.web.students.forms import GroupNameForm, PlanForm, SettleForm

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.students.models import NeedGroup, Regrouping

THURSDAY = 3


def _next_thursday(today: date) -> date:
    return today + timedelta(days=(THURSDAY - today.weekday()) % 7 or 7)


def _board_url(regrouping: "Regrouping") -> str:
    return reverse("open-regrouping", args=[regrouping.public_id])


@require_POST
def propose_groups(request: SignedIn, pk: str) -> HttpResponse:
    """Propose groups from the answers and lead to them."""
    assessment = open_assessment(by=request.user, pk=pk)
    made = operations.propose_groups(by=request.user, community=owner_of(assessment), assessment=assessment)
    return go(request, _board_url(made))


def _show_board(
    request: SignedIn, regrouping: "Regrouping", *, settle: SettleForm | None = None, moved: str = ""
) -> HttpResponse:
    board = queries.board_of(regrouping)
    everyone = [place.student for one in board.groups for place in one.places] + list(board.without)
    picked = next((one for one in everyone if one.public_id == request.GET.get("pick")), None)
    first = settle or SettleForm(initial={"starts_on": _next_thursday(timezone.localdate())})
    context = {
        "regrouping": regrouping,
        "community": regrouping.community,
        "board": board,
        "picked": picked,
        "moved": moved,
        "settle_form": first,
        "name_form": GroupNameForm(),
        "is_open": regrouping.state != RegroupingState.ENDED,
        "is_proposed": regrouping.state == RegroupingState.PROPOSED,
        "cycle": running_cycle_of(regrouping.community, by=request.user),
        "who": who_can_see(ObjectKind.NEED_GROUP, regrouping.community),
    }
    bad = settle is not None and settle.errors
    return show(request, "students/open_regrouping.html", context, piece="board", status=422 if bad else 200)


@require_GET
def open_regrouping(request: SignedIn, pk: str) -> HttpResponse:
    """The groups: everybody has a place; a name is picked up and placed by key, by drag or by two taps."""
    return _show_board(request, queries.open_regrouping(by=request.user, pk=pk))


@require_POST
def move_student(request: SignedIn, pk: str) -> HttpResponse:
    """Move a student to another group."""
    regrouping = queries.open_regrouping(by=request.user, pk=pk)
    student, to = request.POST.get("student", ""), request.POST.get("to", "")
    if not student or not to:
        raise Invalid(_("Choose a student and a group."))
    place = operations.move_student(by=request.user, regrouping=regrouping, student=student, to=to)
    if not request.headers.get("HX-Request"):
        return go(request, _board_url(regrouping) + "#board")
    words = {"name": place.student.full_name, "group": place.group.name}
    response = _show_board(request, regrouping, moved=place.student.public_id)
    return say_aloud(response, _("%(name)s is now in “%(group)s”.") % words)


@require_POST
def undo_move(request: SignedIn, pk: str) -> HttpResponse:
    """Take back the last move."""
    regrouping = queries.open_regrouping(by=request.user, pk=pk)
    place = operations.undo_move(by=request.user, regrouping=regrouping)
    if not request.headers.get("HX-Request"):
        return go(request, _board_url(regrouping) + "#board")
    words = {"name": place.student.full_name, "group": place.group.name}
    response = _show_board(request, regrouping, moved=place.student.public_id)
    return say_aloud(response, _("%(name)s is back in “%(group)s”.") % words)


@require_POST
def add_need_group(request: SignedIn, pk: str) -> HttpResponse:
    """Add an empty group."""
    regrouping = queries.open_regrouping(by=request.user, pk=pk)
    operations.add_need_group(by=request.user, regrouping=regrouping, name=request.POST.get("name", ""))
    return go(request, _board_url(regrouping) + "#board")


@require_POST
def remove_need_group(request: SignedIn, pk: str) -> HttpResponse:
    """Remove an empty group."""
    group = queries.open_need_group(by=request.user, pk=pk)
    operations.remove_need_group(by=request.user, group=group)
    return go(request, _board_url(group.regrouping) + "#board")


def _plan_form(request: SignedIn, group: "NeedGroup") -> PlanForm:
    community = group.regrouping.community
    card = group.team_card or group.card
    fields = ("name", "meets", "place", "material", "practice_change")
    initial = {name: getattr(group, name) for name in fields}
    initial["teacher"] = group.teacher.public_id if group.teacher else ""
    initial["card"] = card.public_id if card else ""
    if request.GET.get("card", "") not in ("", initial["card"]):
        # another strategy is taken: what it says fills the plan
        initial |= {"card": request.GET["card"], "practice_change": ""}
    return PlanForm(
        request.POST or None,
        people=[(person.public_id, person.full_name) for person in working_members_of(community)],
        own=[(one.public_id, one.name) for one in strategy_cards_of(community, by=request.user)],
        library=[(one.public_id, one.name) for one in strategies_for()],
        initial=initial,
    )


@require_http_methods(["GET", "POST"])
def plan_group(request: SignedIn, pk: str) -> HttpResponse:
    """The reteach plan of one group: who, when, where, with what."""
    group = queries.open_need_group(by=request.user, pk=pk)
    form = _plan_form(request, group)
    if request.method == "POST" and form.is_valid():
        try:
            reteaching.plan_group(by=request.user, group=group, plan=reteaching.Plan(**form.cleaned_data))
        except (Invalid, Conflict) as error:
            put_errors(form, error)
        else:
            tell(request, _("The plan of “%(name)s” is kept.") % {"name": group.name})
            return go(request, _board_url(group.regrouping))
    context = {
        "group": group,
        "regrouping": group.regrouping,
        "community": group.regrouping.community,
        "form": form,
        "suggestions": suggestions_for(group, by=request.user),
        "taken": request.GET.get("card", ""),
        "who": who_can_see(ObjectKind.NEED_GROUP, group.regrouping.community),
    }
    return show(request, "students/plan_group.html", context, status=422 if form.errors else 200)


@require_POST
def settle_groups(request: SignedIn, pk: str) -> HttpResponse:
    """Settle the groups; where a cycle runs, their plans become its steps at once."""
    regrouping = queries.open_regrouping(by=request.user, pk=pk)
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            operations.settle_groups(by=request.user, regrouping=regrouping, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The groups are settled. Nobody is without a place."))
            return go(request, _board_url(regrouping))
    return _show_board(request, regrouping, settle=form)


@require_POST
def put_groups_in_cycle(request: SignedIn, pk: str) -> HttpResponse:
    """Write the plans of the groups as steps of the running cycle."""
    regrouping = queries.open_regrouping(by=request.user, pk=pk)
    cycle = reteaching.put_groups_in_cycle(by=request.user, regrouping=regrouping)
    tell(request, _("The groups stand in the plan of the cycle."))
    return go(request, reverse("plan-steps", args=[cycle.public_id]))
