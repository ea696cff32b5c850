"""Addresses of organizations."""

from django.urls import path

from trellis.web.places import views

urlpatterns = [
    path("", views.front, name="front"),
    path("o/<slug:slug>/", views.public_page, name="public-page"),
    path("o/<slug:slug>/logo", views.public_logo, name="public-logo"),
    path("places/<str:pk>/", views.open_organization, name="open-organization"),
    path("places/<str:pk>/coverage/", views.coverage, name="coverage"),
    path("places/<str:pk>/public-page/", views.write_public_page, name="write-public-page"),
]
