"""Pages of organizations."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.roster.operations import propose_teams
from trellis.evidence.roster.queries import may_propose
from trellis.evidence.roster.words import RosterRule
from trellis.insight.boards.queries import organization_board, public_board
from trellis.kit.errors import DomainError, Invalid, NotFound
from trellis.people.access import operations
from trellis.people.access.operations import change_public_page
from trellis.people.access.queries import open_organization as opened_organization
from trellis.people.access.queries import public_page_to_write, relations_to_place, who_can_see_place
from trellis.people.access.rules import sees
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities import operations as communities
from trellis.people.communities.queries import (
    coverage_of,
    open_proposal,
    proposed_communities,
    proposed_member,
)
from trellis.people.places.queries import first_public_page
from trellis.people.places.queries import public_page as published_page
from trellis.people.places.words import OrganizationKind
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.places.forms import PlaceForm, PublicPageForm
from trellis.web.places.words import own_language, public_page_values
from trellis.web.ui import Figure, Link

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.places.models import Organization


@login_not_required
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The bare address: one's own Today, else the public page of the organization, else sign-in."""
    if request.user.is_authenticated:
        return redirect("today")
    page = first_public_page()
    return redirect("public-page", slug=page.slug) if page else redirect("account_login")


@login_not_required
@require_GET
def public_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The public face of an organization; needs no sign-in (S0-01)."""
    page = published_page(slug)
    if page is None:
        raise NotFound(_("There is no such page."))
    context = {
        "organization": page.organization,
        "page": page,
        "model_name": own_language(page.model_name),
        "welcome": own_language(page.welcome),
        "logo_alt": own_language(page.logo_alt),
        "board": public_board(page.organization),
    }
    return show(request, "places/public_page.html", context)


@login_not_required
@require_GET
def public_logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The logo of a public page, with the type its bytes have."""
    page = published_page(slug)
    if page is None or not page.logo:
        raise Http404
    response = HttpResponse(bytes(page.logo), content_type=page.logo_type)
    response["Cache-Control"] = "public, max-age=3600"
    response["Content-Disposition"] = "inline; filename=logo"
    return response


@require_GET
def open_organization(request: SignedIn, pk: str) -> HttpResponse:
    """What an organization is to this person: its teams, its year, what lies in it."""
    organization = opened_organization(by=request.user, pk=pk)
    board = organization_board(organization, by=request.user)
    return show(request, "places/open_organization.html", {"organization": organization, "board": board})


@require_http_methods(["GET", "POST"])
def add_place(request: SignedIn, pk: str) -> HttpResponse:
    """Add a school, a department or an area by hand."""
    parent = opened_organization(by=request.user, pk=pk)
    if not operations.may_add_place(request.user, parent):
        raise NotFound(_("There is no such page, or it is not open to you."))
    kinds = operations.kinds_below(parent)
    form = PlaceForm(request.POST or None, kinds=[(kind, kind.label) for kind in kinds])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"kind": OrganizationKind(form.cleaned_data["kind"])}
        try:
            place = operations.add_place(by=request.user, parent=parent, **data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("%(name)s is there now.") % {"name": place.name})
            return go(request, reverse("open-organization", args=[place.public_id]))
    crumbs = [Link(parent.name, reverse("open-organization", args=[pk])), Link(_("Add a place"))]
    context = {"organization": parent, "form": form, "crumbs": crumbs}
    return show(request, "places/add_place.html", context, status=422 if form.errors else 200)


def _covered_place(request: SignedIn, pk: str) -> "Organization":
    organization = opened_organization(by=request.user, pk=pk)
    if not sees(ObjectKind.COVERAGE, relations_to_place(request.user, organization)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return organization


@require_GET
def coverage(request: SignedIn, pk: str) -> HttpResponse:
    """Who works with somebody, and who with nobody yet (S0-12). Names are listed, never ordered by merit."""
    organization = _covered_place(request, pk)
    found = coverage_of(organization)
    context = {
        "proposals": list(proposed_communities(organization)),
        "rules": RosterRule.choices if may_propose(request.user, organization) else [],
        "organization": organization,
        "coverage": found,
        "figures": [
            Figure(str(found.educators), _("educators")),
            Figure(str(found.covered), _("work in a team")),
            Figure(str(len(found.missing)), _("with nobody yet")),
        ],
        "crumbs": [Link(organization.name, reverse("open-organization", args=[pk])), Link(_("Coverage"))],
        "who": who_can_see_place(ObjectKind.COVERAGE, organization),
    }
    return show(request, "places/coverage.html", context)


@require_POST
def propose_communities(request: SignedIn, pk: str) -> HttpResponse:
    """Let the roster propose teams: people who share a grade, a course, a subject or a role."""
    organization = _covered_place(request, pk)
    word = request.POST.get("rule", "")
    if word not in RosterRule.values:
        raise Invalid(_("Choose what the people of a team share."), {"rule": _("Choose one of the list.")})
    found = propose_teams(by=request.user, organization=organization, rule=RosterRule(word))
    tell(
        request,
        ngettext(
            "One team is proposed. Nobody was told yet.",
            "%(n)s teams are proposed. Nobody was told yet.",
            len(found),
        )
        % {"n": len(found)}
        if found
        else _("The roster shows no further team of this sort."),
    )
    return go(request, reverse("coverage", args=[pk]))


@require_POST
def accept_community(request: SignedIn, pk: str, proposal: str) -> HttpResponse:
    """Say yes to a team that the roster proposes, under a name of one's own; its people are told."""
    community = open_proposal(_covered_place(request, pk), proposal)
    name = request.POST.get("name", "").strip() or None
    chosen = request.POST.get("lead", "")
    communities.accept_community(
        by=request.user, community=community, name=name, lead=proposed_member(community, chosen)
    )
    tell(request, _("%(name)s has begun; its members were told.") % {"name": name or community.name})
    return go(request, reverse("coverage", args=[pk]))


@require_POST
def decline_community(request: SignedIn, pk: str, proposal: str) -> HttpResponse:
    """Say no to a proposed team; the same one is not proposed again."""
    community = open_proposal(_covered_place(request, pk), proposal)
    communities.decline_community(by=request.user, community=community)
    tell(request, _("The proposal was declined. Nobody was told of it."))
    return go(request, reverse("coverage", args=[pk]))


@require_http_methods(["GET", "POST"])
def write_public_page(request: SignedIn, pk: str) -> HttpResponse:
    """Name, logo and welcome of the public page."""
    organization, page = public_page_to_write(by=request.user, pk=pk)
    form = PublicPageForm(request.POST or None, request.FILES or None, initial=public_page_values(page))
    if request.method == "POST" and form.is_valid():
        logo = form.cleaned_data["logo"]
        try:
            change_public_page(
                by=request.user,
                organization=organization,
                model_name=form.both("model_name"),
                welcome=form.both("welcome"),
                accent=form.cleaned_data["accent"],
                publish=form.cleaned_data["publish"],
                logo=logo.read() if logo else None,
                logo_alt=form.both("logo_alt"),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The public page was saved."))
            return go(request, reverse("open-organization", args=[pk]))
    context = {"organization": organization, "page": page, "form": form}
    return show(request, "places/write_public_page.html", context, status=422 if form.errors else 200)
