"""The page behind a demo link. An installation that is not for development has none."""

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from trellis.kit.demo_links import read_demo_token

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_GET
def enter_demo(request: HttpRequest, token: str) -> HttpResponse:
    """Sign the person of the token in and show their Today."""
    public_id = read_demo_token(token)
    person = (
        get_user_model().objects.filter(public_id=public_id, is_active=True).first() if public_id else None
    )
    if person is None:
        raise Http404
    # as after any sign-in: whoever came in a moment ago is not asked again who it is
    record_authentication(request, person, method="demo")
    login(request, person, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    return redirect("today")
