"""Shared plumbing of pages: domain errors become pages or pieces of page, and words to tell a person.

A view raises nothing of its own: operations and queries raise ``trellis.kit.errors``; the middleware here
turns what a view does not catch into the right status with a sentence and a next step.
"""

import json
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from trellis.kit.errors import Conflict, DomainError, Invalid, NotFound, Refused
from trellis.kit.one_read import one_read

STATUS: dict[type[DomainError], int] = {NotFound: 404, Refused: 403, Invalid: 422, Conflict: 409}
HEADINGS = {
    404: _("This page is not here"),
    403: _("This is not yours to open"),
    422: _("That could not be taken"),
    409: _("Something changed in the meantime"),
    400: _("That could not be read"),
}


class DomainErrorMiddleware:
    """Turns domain errors that a view lets through into a page (or, for htmx, a notice on the same page)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a domain error; leave every other error to Django."""
        if not isinstance(exception, DomainError):
            return None
        status = next((code for kind, code in STATUS.items() if isinstance(exception, kind)), 400)
        return say_no(request, str(exception), status)


class OneReadMiddleware:
    """While a page only reads, who somebody is at a place is asked once; the next request asks anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with one_read():
            return self.get_response(request)


def is_htmx(request: HttpRequest) -> bool:
    """Return whether a script asks for a piece of page (and not for a boosted whole one)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def say_no(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """Refuse with a sentence: a page of its own, or a notice at the top of the page that htmx shows."""
    if is_htmx(request):
        response = render(request, "parts/refusal.html", {"sentence": sentence}, status=status)
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML"
        return response
    context = {"heading": HEADINGS[status], "sentence": sentence, "back_url": back_url(request)}
    # what was refused changed nothing: its page only reads
    with one_read():
        return render(request, "errors/refusal.html", context, status=status)


def back_url(request: HttpRequest) -> str:
    """Return the page the person came from, if it is one of ours, else the start page."""
    came_from = request.headers.get("Referer", "")
    if came_from and url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return came_from
    return "/"


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead to another page after a change: a redirect, or the same told to htmx."""
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url, status=303)


def show(
    request: HttpRequest, template: str, context: Mapping[str, object], *, piece: str = "", status: int = 200
) -> HttpResponse:
    """Show a page, or only its ``partialdef`` named ``piece`` when htmx asked for it.

    The same template serves both, so that a swapped piece equals a full reload.
    """
    if not piece or not is_htmx(request):
        return render(request, template, dict(context), status=status)
    response = render(request, f"{template}#{piece}", dict(context), status=status)
    if messages.get_messages(request):
        # what would stand at the top of a full page comes along with the piece
        response.content += render_to_string("parts/notices_along.html", {}, request).encode()
    return response


def tell(request: HttpRequest, sentence: str, *, undo_url: str = "") -> None:
    """Say on the next page that something was done; with ``undo_url`` (a POST) offer to undo it."""
    messages.success(request, sentence, extra_tags=undo_url)


def say_aloud(response: HttpResponse, sentence: str) -> HttpResponse:
    """Have a screen reader say a sentence when this piece of page arrives."""
    response["HX-Trigger"] = json.dumps({"say": {"target": "#say", "text": sentence}})
    return response


def put_errors(form: BaseForm, error: DomainError) -> None:
    """Write a domain error into the form it came from: each sentence at its field, else at the top."""
    if not isinstance(error, Invalid) or not error.fields:
        form.add_error(None, str(error))
        return
    for name, sentence in error.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
