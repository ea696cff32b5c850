"""People come, change their function, and go."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trellis.insight.boards.queries import members_board
from trellis.kit.errors import DomainError, Invalid, NotFound
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities import operations
from trellis.people.communities.queries import (
    candidates_for,
    open_community,
    open_join_request,
    open_membership,
    view_of_community,
)
from trellis.people.communities.words import Function
from trellis.web.communities.forms import AddMemberForm, FunctionForm, JoinRequestForm
from trellis.web.pages import go, put_errors, show, tell

A_PAGE = 50


def _show_members(request: SignedIn, pk: str, form: AddMemberForm | None = None) -> HttpResponse:
    community = open_community(by=request.user, pk=pk)
    if view_of_community(request.user, community, ObjectKind.COMMUNITY) < View.FULL:
        raise NotFound(_("There is no such page, or it is not open to you."))
    words, who = (request.GET.get(name, "").strip()[:100] for name in ("name", "who"))
    board = members_board(community, by=request.user, words=words, who=who)
    context = {
        "community": community,
        "board": board,
        "page": Paginator(board.memberships, A_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "who_words": who,
        "searched": bool(words) or board.count > A_PAGE,
        "searched_people": bool(who) or board.more_people,
        "form": form or AddMemberForm(people=board.people),
        "functions": Function.choices,
    }
    status = 422 if form is not None and form.errors else 200
    return show(request, "communities/members.html", context, status=status)


@require_GET
def members(request: SignedIn, pk: str) -> HttpResponse:
    """Who belongs to the community; guides also add, change and end here."""
    return _show_members(request, pk)


@require_POST
def add_member(request: SignedIn, pk: str) -> HttpResponse:
    """Add a person of the place."""
    community = open_community(by=request.user, pk=pk)
    chosen = candidates_for(community).filter(public_id=request.POST.get("person", "")).first()
    form = AddMemberForm(request.POST, people=[(chosen.public_id, chosen.full_name)] if chosen else [])
    if form.is_valid() and chosen is not None:
        try:
            operations.add_member(
                by=request.user,
                community=community,
                person=chosen,
                function=Function(form.cleaned_data["function"]),
                ends_on=form.cleaned_data["ends_on"],
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("%(name)s is now a member.") % {"name": chosen.full_name})
            return go(request, reverse("members", args=[pk]))
    return _show_members(request, pk, form)


@require_POST
def change_function(request: SignedIn, pk: str, member: str) -> HttpResponse:
    """Give a member another function."""
    community = open_community(by=request.user, pk=pk)
    membership = open_membership(community, member)
    form = FunctionForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose one of the functions."))
    operations.change_function(
        by=request.user, membership=membership, function=Function(form.cleaned_data["function"])
    )
    tell(request, _("%(name)s has a new function.") % {"name": membership.person.full_name})
    return go(request, reverse("members", args=[pk]))


@require_POST
def end_membership(request: SignedIn, pk: str, member: str) -> HttpResponse:
    """End a membership, one's own or, for guides, another's."""
    community = open_community(by=request.user, pk=pk)
    membership = open_membership(community, member)
    operations.end_membership(by=request.user, membership=membership)
    tell(request, _("The membership has ended."))
    own = membership.person_id == request.user.pk
    return go(request, reverse("today") if own else reverse("members", args=[pk]))


@require_POST
def join_community(request: SignedIn, pk: str) -> HttpResponse:
    """Become a member of an open community."""
    community = open_community(by=request.user, pk=pk)
    operations.join_community(by=request.user, community=community)
    tell(request, _("You are now a member of %(name)s.") % {"name": community.name})
    return go(request, reverse("open-community", args=[pk]))


@require_POST
def ask_to_join(request: SignedIn, pk: str) -> HttpResponse:
    """Ask the leads to be taken in."""
    community = open_community(by=request.user, pk=pk)
    form = JoinRequestForm(request.POST)
    message = form.cleaned_data["message"] if form.is_valid() else ""
    operations.ask_to_join(by=request.user, community=community, message=message)
    tell(request, _("The leads were asked. You will be told their answer."))
    return go(request, reverse("open-community", args=[pk]))


@require_POST
def answer_join_request(request: SignedIn, pk: str, asked: str) -> HttpResponse:
    """Say yes or no to someone who asks to join."""
    community = open_community(by=request.user, pk=pk)
    join_request = open_join_request(community, asked)
    accept = request.POST.get("answer") == "yes"
    operations.answer_join_request(by=request.user, request=join_request, accept=accept)
    tell(request, _("%(name)s was told.") % {"name": join_request.person.full_name})
    return go(request, reverse("members", args=[pk]))
