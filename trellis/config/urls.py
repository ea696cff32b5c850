"""All addresses: one `include` a slice."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("trellis.api.urls")),
    path("", include("trellis.web.urls")),
]
