"""Asks once more who it is, before something that matters."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from trellis.web.sign_in.adapters import proved_lately


def step_up(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page only to someone who proved who they are within the last ten minutes.

    Others are asked for their password, code or passkey and then led on, a sent form included. Who has
    none of these is mailed a link.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if proved_lately(request):
            return view(request, *args, **kwargs)
        if get_reauthentication_flows(request.user):
            raise ReauthenticationRequired
        query = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
        return HttpResponseRedirect(f"{reverse('ask-for-sign-in-link')}?{query}")

    return asked
