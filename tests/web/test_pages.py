"""Shared plumbing: domain errors become pages or notices; redirects, messages and form errors."""

import json
import re

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from trellis.kit.errors import Conflict, DomainError, Invalid, NotFound, Refused
from trellis.web import pages

HTMX = {"HX-Request": "true"}
SENTENCE = "Only members of the team can change its norms."
KINDS = [(NotFound, 404), (Refused, 403), (Invalid, 422), (Conflict, 409), (DomainError, 400)]


def a_request(**headers: str) -> HttpRequest:
    request = RequestFactory(headers={name.replace("_", "-"): value for name, value in headers.items()}).get(
        "/x"
    )
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]  # the fallback storage only needs a mapping
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def answer(error: Exception, request: HttpRequest) -> HttpResponse | None:
    middleware = pages.DomainErrorMiddleware(lambda _: HttpResponse())
    return middleware.process_exception(request, error)


@pytest.mark.parametrize(("kind", "status"), KINDS)
def test_a_domain_error_becomes_a_page_with_its_sentence_and_a_way_back(
    kind: type[DomainError], status: int
) -> None:
    response = answer(kind(SENTENCE), a_request(Referer="http://testserver/teams/abc"))
    assert response is not None
    page = response.content.decode()
    assert response.status_code == status
    assert SENTENCE in page
    assert 'href="http://testserver/teams/abc"' in page
    assert page.count("<h1>") == 1


@pytest.mark.parametrize(("kind", "status"), KINDS)
def test_for_htmx_it_becomes_a_notice_at_the_top_of_the_page(kind: type[DomainError], status: int) -> None:
    response = answer(kind(SENTENCE), a_request(HX_Request="true"))
    assert response is not None
    assert response.status_code == status
    assert response["HX-Retarget"] == "#notices"
    assert 'role="alert"' in response.content.decode()
    assert "<html" not in response.content.decode()


def test_other_errors_are_left_to_django() -> None:
    assert answer(ValueError("a mistake of ours"), a_request()) is None


def test_the_way_back_never_leads_away() -> None:
    assert pages.back_url(a_request(Referer="https://elsewhere.example/")) == "/"


def test_go_redirects_and_tells_htmx_the_same() -> None:
    assert pages.go(a_request(), "/today")["Location"] == "/today"
    response = pages.go(a_request(HX_Request="true"), "/today")
    assert (response.status_code, response["HX-Redirect"]) == (204, "/today")


def test_messages_come_along_with_a_piece_of_page() -> None:
    request = a_request(HX_Request="true")
    pages.tell(request, "Your week is recorded.", undo_url="/undo/1")
    piece = pages.show(
        request, "patterns/patterns.html", {"times": 3, "layout": "layouts/page.html"}, piece="swapped"
    ).content.decode()
    assert "<html" not in piece
    assert "3 times" in piece
    assert re.search(r'<div id="notices" hx-swap-oob="innerHTML">.*Your week is recorded.', piece, re.DOTALL)
    assert 'action="/undo/1"' in piece


def test_say_aloud_is_addressed_to_the_live_region() -> None:
    header = json.loads(pages.say_aloud(HttpResponse(), "Guardado: año 2")["HX-Trigger"])
    assert header == {"say": {"target": "#say", "text": "Guardado: año 2"}}


class GoalForm(forms.Form):
    goal = forms.CharField(required=False)


def test_each_sentence_stands_at_its_field_and_the_rest_at_the_top() -> None:
    form = GoalForm({"goal": "all"})
    pages.put_errors(form, Invalid("No.", {"goal": "Say how many.", "elsewhere": "And when."}))
    assert form.errors == {"goal": ["Say how many."], "__all__": ["And when."]}
    form = GoalForm({"goal": "all"})
    pages.put_errors(form, Conflict("Ben changed it a minute ago."))
    assert form.non_field_errors() == ["Ben changed it a minute ago."]


def test_an_address_that_is_not_there_answers_in_house_style(client: Client) -> None:
    response = client.get("/no/such/page")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_the_page_of_a_broken_server_needs_nothing() -> None:
    client = Client(raise_request_exception=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trellis.web.patterns.samples.gallery", lambda: 1 / 0)
        response = client.get("/patterns")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "Algo falló" in response.content.decode()
