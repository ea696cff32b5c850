"""Addresses of the API: what the routers declare, each behind the door, and its own description."""

from django.urls import URLPattern, path

from trellis.api.document import api, api_document, api_nothing
from trellis.api.door import name_of, watched
from trellis.people.tokens.words import Read


def _watched_patterns() -> list[URLPattern]:
    reads = {name_of(read): read for read in Read}
    patterns = []
    for pattern in api.urls[0]:
        if not isinstance(pattern, URLPattern) or pattern.name == "api-root":
            continue
        assert pattern.name is not None
        pattern.callback = watched(pattern.callback, reads[pattern.name])
        patterns.append(pattern)
    return patterns


urlpatterns = [
    path("openapi.json", api_document, name="api-document"),
    *_watched_patterns(),
    path("", api_nothing, name="api-nothing"),
    path("<path:rest>", api_nothing, name="api-nothing"),
]
