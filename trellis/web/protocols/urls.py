"""Addresses of the protocol library."""

from django.urls import path

from trellis.web.protocols import views

urlpatterns = [
    path("protocols/", views.protocols, name="protocols"),
    path("protocols/<slug:key>/", views.open_protocol, name="open-protocol"),
]
