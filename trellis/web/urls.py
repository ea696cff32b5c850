"""Addresses of pages, slice by slice."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("trellis.web.demo.urls")),
    path("", include("trellis.web.patterns.urls")),
    path("", include("trellis.web.places.urls")),
    path("", include("trellis.web.today.urls")),
    path("", include("trellis.web.communities.urls")),
    path("", include("trellis.web.cycles.urls")),
    path("", include("trellis.web.protocols.urls")),
    path("", include("trellis.web.measures.urls")),
    path("", include("trellis.web.meetings.urls")),
    path("", include("trellis.web.notes.urls")),
    path("", include("trellis.web.releases.urls")),
    path("", include("trellis.web.results.urls")),
    path("", include("trellis.web.standards.urls")),
    path("", include("trellis.web.surveys.urls")),
    path("", include("trellis.web.assessments.urls")),
    path("", include("trellis.web.students.urls")),
    path("", include("trellis.web.support.urls")),
    path("", include("trellis.web.imports.urls")),
    path("", include("trellis.web.evidence_files.urls")),
    path("", include("trellis.web.sign_in.urls")),
    path("", include("trellis.web.settings.urls")),
    path("", include("trellis.web.notices.urls")),
    path("", include("trellis.web.people.urls")),
    path("", include("trellis.web.who_can_see.urls")),
]
