"""Addresses of the pattern gallery."""

from django.urls import path

from trellis.web.patterns import views

urlpatterns = [
    path("patterns", views.patterns, name="patterns"),
]
