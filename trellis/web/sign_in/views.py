"""Links by mail, invitations, and what allauth's own flows do not have."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trellis.kit.errors import Invalid
from trellis.people.access.operations import accept_invitation as accept
from trellis.people.access.queries import needs_password
from trellis.people.accounts import operations
from trellis.people.accounts.queries import invitation_of_token, link_of_token
from trellis.people.accounts.requests import Person
from trellis.web.pages import put_errors, show
from trellis.web.sign_in.forms import AcceptInvitationForm, LinkForm


def _next_path(request: HttpRequest) -> str:
    """Return where the person wanted to go, if that is a page of ours."""
    wished = request.POST.get("next") or request.GET.get("next") or ""
    return wished if url_has_allowed_host_and_scheme(wished, None) else ""


def _come_in(request: HttpRequest, person: Person, how: str, next_path: str = "") -> HttpResponse:
    """Sign the person in through allauth's stages: a second factor is asked for where there is one."""
    record_authentication(request, person, method=how)
    # a link or invitation in a mail is itself the proof of the address
    login = Login(user=person, redirect_url=next_path or None, email_verification="none")
    response: HttpResponse = perform_login(request, login)
    return response


@login_not_required
@never_cache
@rate_limit(action="sign_in_link")  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "POST"])
def ask_for_sign_in_link(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. The answer is the same for known and unknown addresses."""
    form = LinkForm(request.POST or None)
    next_path = _next_path(request)
    if request.method == "POST" and form.is_valid():
        operations.ask_for_sign_in_link(email=form.cleaned_data["email"], next_path=next_path)
        return show(request, "sign_in/_sign_in_link_asked.html", {})
    status = 422 if form.errors else 200
    context = {"form": form, "next": next_path}
    return show(request, "sign_in/ask_for_sign_in_link.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def use_sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by a link: opening it changes nothing (mail scanners open links), the button does."""
    if request.method == "POST":
        link = operations.use_sign_in_link(token=token)
        return _come_in(request, link.person, "sign_in_link", link.next_path)
    link = link_of_token(token)
    return show(request, "sign_in/use_sign_in_link.html", {"person": link.person})


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation, with a password where one is needed, or with the district's own account."""
    invitation = invitation_of_token(token)
    person = invitation.person
    needed = needs_password(person)
    form = AcceptInvitationForm(
        request.POST or None, initial={"preferred_name": person.called}, password_needed=needed
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _come_in(request, accept(token=token, **form.cleaned_data), "invitation")
        except Invalid as error:
            put_errors(form, error)
    context = {"form": form, "invitation": invitation, "district_name": district_name()}
    return show(request, "sign_in/accept_invitation.html", context, status=422 if form.errors else 200)


def district_name() -> str:
    """Return what the district calls its own sign-in; empty where there is none."""
    return str(settings.DISTRICT_SIGN_IN)
