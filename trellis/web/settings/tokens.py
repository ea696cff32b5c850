"""One's own API tokens: made, shown once, looked over, revoked."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.access.queries import organization_to_set_up
from trellis.people.accounts.requests import SignedIn
from trellis.people.tokens import operations
from trellis.people.tokens.queries import may_have_tokens, open_token, reads_of, tokens_at, tokens_of
from trellis.people.tokens.rules import known_scopes
from trellis.people.tokens.words import KEPT_DAYS, Scope
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.settings.forms import TokenForm
from trellis.web.settings.views import settings_tabs
from trellis.web.sign_in.step_up import step_up
from trellis.web.ui import Link

#: So many lines of what was read stand on the page; older ones stay in the database.
LINES = 100


def _staff_only(request: SignedIn) -> None:
    if not may_have_tokens(request.user):
        raise NotFound(_("There is no such page, or it is not open to you."))


@require_GET
def api_tokens(request: SignedIn) -> HttpResponse:
    """My tokens, and what each may read."""
    _staff_only(request)
    context = {"tokens": tokens_of(request.user), "tabs": settings_tabs(request)}
    return show(request, "settings/api_tokens.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@step_up
def make_api_token(request: SignedIn) -> HttpResponse:
    """Make a token; it is shown on the page after this once."""
    _staff_only(request)
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.issue_token(by=request.user, **form.cleaned_data)
        except (Conflict, Invalid) as error:
            put_errors(form, error)
    context = {"form": form, "made": made}
    return show(request, "settings/make_api_token.html", context, status=422 if form.errors else 200)


@require_GET
def open_api_token(request: SignedIn, pk: str) -> HttpResponse:
    """What a program read with one of my tokens."""
    token = open_token(by=request.user, pk=pk)
    held = known_scopes(token.scopes)
    context = {
        "token": token,
        "scopes": [scope for scope in Scope if scope in held],
        "reads": reads_of(token)[:LINES],
        "kept_days": KEPT_DAYS,
    }
    return show(request, "settings/open_api_token.html", context)


@require_POST
def revoke_api_token(request: SignedIn, pk: str) -> HttpResponse:
    """Take a token back for good."""
    operations.revoke_token(by=request.user, pk=pk)
    tell(request, _("The token is revoked. Programs that use it get nothing any more."))
    return go(request, reverse("api-tokens"))


@require_GET
def tokens_of_place(request: SignedIn, pk: str) -> HttpResponse:
    """Which programs read as somebody of this place; what they read is between them and that person."""
    organization = organization_to_set_up(by=request.user, pk=pk)
    crumbs = [Link(organization.name, reverse("open-organization", args=[pk])), Link(_("API tokens"))]
    tokens = [
        (token, ", ".join(sorted(known_scopes(token.scopes))))
        for token in tokens_at(organization, by=request.user)
    ]
    context = {"organization": organization, "tokens": tokens, "crumbs": crumbs}
    return show(request, "settings/tokens_of_place.html", context)


@require_POST
def revoke_token_of_place(request: SignedIn, pk: str, token: str) -> HttpResponse:
    """Take back a token of somebody at this place."""
    organization = organization_to_set_up(by=request.user, pk=pk)
    operations.revoke_token_at(by=request.user, organization=organization, pk=token)
    tell(request, _("The token is revoked, and its person is told."))
    return go(request, reverse("tokens-of-place", args=[pk]))
