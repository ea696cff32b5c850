"""Addresses of academic standards."""

from django.urls import path

from trellis.web.standards import views

urlpatterns = [
    path("places/<str:pk>/standards/", views.standards, name="standards"),
    path("places/<str:pk>/standards/bring/", views.bring_framework, name="bring-framework"),
    path("standards/<str:pk>/", views.open_framework, name="open-framework"),
    path("standards/<str:pk>/retire/", views.retire_framework, name="retire-framework"),
    path("framework-files/<str:pk>/", views.open_framework_file, name="open-framework-file"),
    path("communities/<str:pk>/standards/", views.team_standards, name="team-standards"),
    path(
        "communities/<str:pk>/standards/<str:standard>/", views.open_team_standard, name="open-team-standard"
    ),
]
