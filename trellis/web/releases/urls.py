"""Addresses of published tables of results."""

from django.urls import path

from trellis.web.releases import making, views

urlpatterns = [
    path("places/<str:pk>/tables/", views.releases, name="releases"),
    path("places/<str:pk>/tables/new/", making.make_release, name="make-release"),
    path("tables/<str:pk>/", views.open_release, name="open-release"),
    path("tables/<str:pk>/csv/", views.release_csv, name="release-csv"),
    path("tables/<str:pk>/everyone/", views.open_release_to_everyone, name="open-release-to-everyone"),
    path("tables/<str:pk>/withdraw/", views.withdraw_release, name="withdraw-release"),
]
