"""What the API says of itself: one OpenAPI 3.1 document, open to everyone; it holds no data."""

import json
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from trellis.api import communities, cycles, places, tables
from trellis.api.problems import MEDIA_TYPE, answer_problems, problem
from trellis.people.tokens.words import SCOPE_OF, Read

WHERE = "api/v1"
DESCRIPTION = (
    "Reads what a person of Trellis may read, through a token that the person made under Settings, API "
    "tokens. A token never reads more than its person, and never students, their results or notes of "
    "meetings; of results only published tables, each one whole."
)

api = NinjaAPI(
    title="Trellis",
    version="1",
    description=DESCRIPTION,
    urls_namespace="trellis-api",
    openapi_url=None,
    docs_url=None,
)
for part in (places, communities, cycles, tables):
    api.add_router("", part.router)
answer_problems(api)


def _with_problems(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
    scope = SCOPE_OF[Read(operation["operationId"])]
    operation["security"] = [{"Token": [scope.value] if scope else []}]
    if scope:
        operation["description"] = f"{operation['description']}\n\nNeeds the scope `{scope.value}`."


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    with translation.override("en"):
        made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=WHERE))
    for methods in made["paths"].values():
        for operation in methods.values():
            _with_problems(operation)
    plain: dict[str, Any] = json.loads(json.dumps(made))
    return plain


@login_not_required
@require_safe
def api_document(request: HttpRequest) -> JsonResponse:
    """Give the document to programs."""
    return JsonResponse(document())


@login_not_required
@csrf_exempt
def api_nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer addresses that do not exist as the API answers everything: with a problem."""
    return problem(404, _("There is no such address in the API."))
