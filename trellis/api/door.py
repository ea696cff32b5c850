"""The door itself: who comes in with which token, and how an address is declared."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import Router, Schema
from ninja.errors import Throttled
from ninja.security import HttpBearer

from trellis.api.problems import PROBLEMS, OutOfScope, no_token, problem
from trellis.people.tokens.operations import count_ask, note_read
from trellis.people.tokens.queries import Bearer, bearer_of
from trellis.people.tokens.words import SCOPE_OF, Read


class TokenRequest(HttpRequest):
    """A request behind the door: ``request.auth`` says who reads."""

    auth: Bearer


class Token(HttpBearer):
    """Lets in who shows a token that works, may read this, and does not ask too often.

    Cookies open nothing here: a page of another site cannot make a browser ask for anybody.
    """

    def __init__(self, read: Read) -> None:
        super().__init__()
        self.read = read

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        """Return who reads, or nothing; from here on the answer is in their language."""
        bearer = bearer_of(token)
        if bearer is None:
            return None
        translation.activate(bearer.person.language)
        if bearer.person.time_zone:
            timezone.activate(bearer.person.time_zone)
        else:
            timezone.deactivate()
        if wait := count_ask(token=bearer.token):
            raise Throttled(wait)
        scope = SCOPE_OF[self.read]
        if scope is not None and scope not in bearer.scopes:
            raise OutOfScope(scope)
        return bearer


def name_of(read: Read) -> str:
    """Return the name of the address: ``api-organizations``."""
    return f"api-{read.value.replace('_', '-')}"


def reading[**P, R](
    router: Router, path: str, read: Read, answer: type[Schema]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare an address: a ``GET`` that gives this answer, or a problem, and needs the scope of its word."""
    with translation.override("en"):
        summary = str(read.label)
    declare: Callable[[Callable[P, R]], Callable[P, R]] = router.get(
        path,
        url_name=name_of(read),
        operation_id=read.value,
        summary=summary,
        auth=Token(read),
        response={200: answer, **PROBLEMS},
    )
    return declare


def watched(view: Callable[..., HttpResponse], read: Read) -> Callable[..., HttpResponse]:
    """Put the door before a view: no sign-in page, no copies kept, and every read written down first."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        bearer = getattr(request, "auth", None)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = problem(405, _("The API reads; it changes nothing."), headers={"Allow": allowed})
        if response.status_code == 200 and isinstance(bearer, Bearer):
            named = str(kwargs.get("pk", ""))
            if not note_read(token=bearer.token, what=read, object_id=named):
                response = no_token(request)
        response["Cache-Control"] = "no-store"
        return response

    return login_not_required(csrf_exempt(answer))
