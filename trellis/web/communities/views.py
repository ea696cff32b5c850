"""A community: its page, its beginning, its settings."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trellis.insight.boards.queries import community_board, cycle_glance, meeting_glance
from trellis.kit.errors import DomainError
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities import operations
from trellis.people.communities.queries import open_community as opened_community
from trellis.people.communities.queries import open_guided_community, place_to_found_in
from trellis.web.communities.forms import CommunitySettingsForm, FoundCommunityForm
from trellis.web.cycles.board import road
from trellis.web.meetings.times import meeting_line
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.results.forms import DropForm


@require_GET
def open_community(request: SignedIn, pk: str) -> HttpResponse:
    """Who we are, what we want, where we stand: as much of it as this person may see."""
    community = opened_community(by=request.user, pk=pk)
    board = community_board(community, by=request.user)
    glance = cycle_glance(community, by=request.user)
    meetings = meeting_glance(community, by=request.user)
    context = {
        "community": community,
        "board": board,
        "meetings": meetings,
        "next_meeting": meeting_line(meetings.meeting) if meetings.meeting else None,
        "glance": glance,
        "drop": DropForm(),
        "road": road(glance.stages, glance.current) if glance.current else [],
    }
    return show(request, "communities/open_community.html", context)


@require_http_methods(["GET", "POST"])
def found_community(request: SignedIn, pk: str) -> HttpResponse:
    """Start a community by hand."""
    organization = place_to_found_in(by=request.user, pk=pk)
    form = FoundCommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            community = operations.found_community(
                by=request.user, organization=organization, **form.cleaned_data
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("Your community has begun. Add the people you work with."))
            return go(request, reverse("members", args=[community.public_id]))
    context = {"organization": organization, "form": form}
    return show(request, "communities/found_community.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_community(request: SignedIn, pk: str) -> HttpResponse:
    """Settings of a community, for those who guide it."""
    community = open_guided_community(by=request.user, pk=pk)
    fields = ("name", "purpose", "discovery", "join_rule")
    initial = {field: getattr(community, field) for field in fields}
    form = CommunitySettingsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_community(by=request.user, community=community, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The settings were saved."))
            return go(request, reverse("open-community", args=[pk]))
    context = {"community": community, "form": form}
    return show(request, "communities/change_community.html", context, status=422 if form.errors else 200)
