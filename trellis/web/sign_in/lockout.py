"""What axes asks us: which name was tried, from where, and what to say when it was too often."""

from collections.abc import Mapping

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def name_tried(request: HttpRequest, credentials: Mapping[str, object] | None = None) -> str:
    """Return the address somebody tries to sign in with, in lower case; empty where none was given."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()


def client_ip(request: HttpRequest) -> str:
    """Return the caller's address, past as many proxies as the settings trust."""
    return str(get_client_ip(request) or "")


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, _credentials: Mapping[str, object] | None = None
) -> HttpResponse:
    """Say kindly that this name rests for a while, known or not, and what still works."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "sign_in/_locked_out.html", {"minutes": minutes}, status=429)
