"""What members agree on: the charter and the norms."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.kit.errors import DomainError, NotFound
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities import operations
from trellis.people.communities.queries import (
    charter_of,
    charter_versions,
    function_of,
    norms_of,
    open_community,
    view_of_community,
    who_can_see,
)
from trellis.people.communities.rules import may_edit_charter
from trellis.people.communities.words import NORM_STARTERS, Cadence, DecisionRule
from trellis.web.communities.forms import CharterForm, NormsForm
from trellis.web.pages import go, put_errors, show, tell

CHARTER_FIELDS = (
    "growth",
    "joint_responsibility",
    "family_engagement",
    "alignment",
    "cadence",
    "meets",
    "decides_by",
    "review_on",
)


@require_http_methods(["GET", "POST"])
def adopt_charter(request: SignedIn, pk: str) -> HttpResponse:
    """The charter: read by those who see the community, written by its members."""
    community = open_community(by=request.user, pk=pk)
    if view_of_community(request.user, community, ObjectKind.COMMUNITY) < View.FULL:
        raise NotFound(_("There is no such page, or it is not open to you."))
    charter = charter_of(community)
    initial = {"purpose": community.purpose, "cadence": Cadence.WEEKLY, "decides_by": DecisionRule.CONSENSUS}
    if charter is not None:
        initial |= {field: getattr(charter, field) for field in CHARTER_FIELDS}
    form = CharterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.adopt_charter(by=request.user, community=community, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The charter was saved as a new version; the other members are told."))
            return go(request, reverse("open-community", args=[pk]))
    context = {
        "community": community,
        "form": form,
        "versions": list(charter_versions(community)),
        "may_write": may_edit_charter(function_of(request.user, community)),
        "who": who_can_see(ObjectKind.COMMUNITY, community),
    }
    return show(request, "communities/adopt_charter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def agree_norms(request: SignedIn, pk: str) -> HttpResponse:
    """The norms: chosen from starters, reworded, agreed."""
    community = open_community(by=request.user, pk=pk)
    if not may_edit_charter(function_of(request.user, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    current = [norm.text for norm in norms_of(community)]
    starters = [str(text) for text in NORM_STARTERS if str(text) not in current]
    form = NormsForm(request.POST or None, starters=starters, initial={"texts": "\n".join(current)})
    if request.method == "POST" and form.is_valid():
        try:
            operations.agree_norms(by=request.user, community=community, texts=form.lines())
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("Your norms were saved."))
            return go(request, reverse("open-community", args=[pk]))
    context = {"community": community, "form": form}
    return show(request, "communities/agree_norms.html", context, status=422 if form.errors else 200)
