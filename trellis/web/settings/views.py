"""Profile, notices, ways to sign in, sessions."""

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from trellis.kit.errors import Invalid
from trellis.people.accounts import operations
from trellis.people.accounts.queries import open_sessions, sign_in_ways
from trellis.people.accounts.requests import SignedIn
from trellis.people.notices import operations as notices
from trellis.people.notices.queries import preference_of
from trellis.people.tokens.queries import may_have_tokens
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.settings.forms import NoticePreferenceForm, PasswordForm, ProfileForm
from trellis.web.sign_in.step_up import step_up
from trellis.web.sign_in.views import district_name
from trellis.web.ui import Link

PROFILE = ("preferred_name", "said_as", "pronouns", "language", "time_zone", "good_at", "wants_to_learn")
PREFERENCE = ("delivery", "digest_hour", "quiet_from", "quiet_until", "quiet_weekends")


def settings_tabs(request: SignedIn) -> list[Link]:
    """Return the tabs of the settings, this one marked."""
    pages = (
        (_("You"), "change-profile"),
        (_("Notices"), "change-notice-preference"),
        (_("Calendar"), "calendar-feeds"),
        (_("Sign-in"), "sign-in-methods"),
        (_("Sessions"), "sessions"),
        *([(_("API tokens"), "api-tokens")] if may_have_tokens(request.user) else []),
    )
    return [Link(label, reverse(name), current=request.path == reverse(name)) for label, name in pages]


@require_http_methods(["GET", "POST"])
def change_profile(request: SignedIn) -> HttpResponse:
    """How I am called, what colleagues can ask me about, my language."""
    initial = {name: getattr(request.user, name) for name in PROFILE}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_profile(by=request.user, **form.cleaned_data)
        except Invalid as error:
            put_errors(form, error)
        else:
            tell(request, _("Saved."))
            return go(request, reverse("change-profile"))
    context = {"form": form, "tabs": settings_tabs(request)}
    return show(request, "settings/change_profile.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_notice_preference(request: SignedIn) -> HttpResponse:
    """How and when I want to be told."""
    preference = preference_of(request.user)
    initial = {name: getattr(preference, name) for name in PREFERENCE}
    form = NoticePreferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            notices.change_notice_preference(by=request.user, **form.cleaned_data)
        except Invalid as error:
            put_errors(form, error)
        else:
            tell(request, _("Saved. Mails that were waiting follow your new choice."))
            return go(request, reverse("change-notice-preference"))
    context = {"form": form, "tabs": settings_tabs(request)}
    return show(
        request, "settings/change_notice_preference.html", context, status=422 if form.errors else 200
    )


@require_GET
def sign_in_methods(request: SignedIn) -> HttpResponse:
    """My ways to come in."""
    context = {
        "ways": sign_in_ways(request.user),
        "district_name": district_name(),
        "tabs": settings_tabs(request),
    }
    return show(request, "settings/sign_in_methods.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@step_up
def change_password(request: SignedIn) -> HttpResponse:
    """Choose a new password; all other browsers are signed out."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_password(by=request.user, password=form.cleaned_data["password"])
        except Invalid as error:
            put_errors(form, error)
        else:
            update_session_auth_hash(request, request.user)
            tell(request, _("Your password was changed. Everywhere else you are signed out."))
            return go(request, reverse("sign-in-methods"))
    return show(request, "settings/change_password.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def sessions(request: SignedIn) -> HttpResponse:
    """Where I am signed in."""
    found = open_sessions(request.user, current_key=request.session.session_key or "")
    return show(request, "settings/sessions.html", {"sessions": found, "tabs": settings_tabs(request)})


@require_POST
def end_session(request: SignedIn, pk: int) -> HttpResponse:
    """Sign me out in one other browser."""
    operations.end_session(by=request.user, pk=pk)
    tell(request, _("You are signed out there."))
    return go(request, reverse("sessions"))


@require_POST
def sign_out_everywhere(request: SignedIn) -> HttpResponse:
    """Sign me out in all other browsers."""
    operations.sign_out_everywhere(by=request.user, keep_key=request.session.session_key or "")
    tell(request, _("You are signed out everywhere else."))
    return go(request, reverse("sessions"))


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages before signing in; afterwards the own settings count."""
    return set_language(request)
