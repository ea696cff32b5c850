"""One shape for everything that goes wrong: problem details for HTTP (RFC 9457)."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, Throttled, ValidationError

from trellis.kit.errors import DomainError, Invalid, NotFound, Refused

MEDIA_TYPE = "application/problem+json"


class Trouble(Schema):
    """One value that cannot be taken."""

    where: str
    what: str


class Problem(Schema):
    """What went wrong, in the language of the token's person."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Trouble] = []


class BadCursor(Exception):
    """A list is asked to go on after something that is not in it."""


class OutOfScope(Exception):
    """The token may not read this."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


#: Every operation can answer with these; 429 is for a token that asks too often.
PROBLEMS: dict[int, type[Problem]] = {status: Problem for status in (400, 401, 403, 404, 405, 409, 422, 429)}


def problem(
    status: int,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Return a problem as an answer."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": errors or [],
    }
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def _challenge(request: HttpRequest) -> str:
    """Return the challenge of RFC 6750: which way in there is, and what was wrong with the one tried."""
    return 'Bearer realm="Trellis"' + (
        ', error="invalid_token"' if "Authorization" in request.headers else ""
    )


def no_token(request: HttpRequest, _error: AuthenticationError | None = None) -> JsonResponse:
    """Ask for a token that works."""
    detail = _("Send a token that works: Authorization: Bearer …")
    return problem(401, detail, headers={"WWW-Authenticate": _challenge(request)})


def _out_of_scope(_request: HttpRequest, error: OutOfScope) -> JsonResponse:
    detail = _("This token may not read that. It would need “%(scope)s”.") % {"scope": error.scope}
    challenge = f'Bearer realm="Trellis", error="insufficient_scope", scope="{error.scope}"'
    return problem(403, detail, headers={"WWW-Authenticate": challenge})


def _too_often(_request: HttpRequest, error: Throttled) -> JsonResponse:
    detail = _("Too many requests within a minute. Seconds to wait: %(n)d.") % {"n": error.wait or 1}
    return problem(429, detail, headers={"Retry-After": str(error.wait or 1)})


def _bad_cursor(_request: HttpRequest, _error: BadCursor) -> JsonResponse:
    # the list may have changed since: in itself the question is sound
    return problem(409, _("This list does not go on from there. Begin again without “after”."))


def _invalid_words(_request: HttpRequest, error: ValidationError) -> JsonResponse:
    errors = [_trouble(one) for one in error.errors]
    return problem(422, _("Some values cannot be taken."), errors=errors)


def _trouble(error: Mapping[str, Any]) -> dict[str, str]:
    place = [str(part) for part in error.get("loc", ())]
    return {
        "where": ".".join((place[0], place[-1]) if len(place) > 1 else place),
        "what": str(error.get("msg")),
    }


def _refusal(_request: HttpRequest, error: DomainError) -> JsonResponse:
    statuses: dict[type[DomainError], int] = {NotFound: 404, Refused: 403, Invalid: 422}
    return problem(
        next((code for kind, code in statuses.items() if isinstance(error, kind)), 400), str(error)
    )


def answer_problems(api: NinjaAPI) -> None:
    """Have the API answer every refusal as a problem."""
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        AuthenticationError: no_token,
        OutOfScope: _out_of_scope,
        Throttled: _too_often,
        BadCursor: _bad_cursor,
        ValidationError: _invalid_words,
        DomainError: _refusal,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)
