"""Addresses of organizations."""

from django.urls import path

from trellis.web.places import calendar, views

urlpatterns = [
    path("", views.front, name="front"),
    path("o/<slug:slug>/", views.public_page, name="public-page"),
    path("o/<slug:slug>/logo", views.public_logo, name="public-logo"),
    path("places/<str:pk>/", views.open_organization, name="open-organization"),
    path("places/<str:pk>/new/", views.add_place, name="add-place"),
    path("places/<str:pk>/coverage/", views.coverage, name="coverage"),
    path("places/<str:pk>/calendar/", calendar.calendar, name="calendar"),
    path("places/<str:pk>/calendar/years/", calendar.open_school_year, name="open-school-year"),
    path("places/<str:pk>/calendar/terms/", calendar.add_term, name="add-term"),
    path("places/<str:pk>/calendar/holidays/", calendar.add_holiday, name="add-holiday"),
    path("places/<str:pk>/calendar/marks/", calendar.add_calendar_mark, name="add-calendar-mark"),
    path(
        "places/<str:pk>/calendar/marks/<str:mark>/remove/",
        calendar.remove_calendar_mark,
        name="remove-calendar-mark",
    ),
    path("places/<str:pk>/calendar/bells/", calendar.add_bell_period, name="add-bell-period"),
    path(
        "places/<str:pk>/calendar/bells/<str:period>/remove/",
        calendar.remove_bell_period,
        name="remove-bell-period",
    ),
    path("places/<str:pk>/coverage/propose/", views.propose_communities, name="propose-communities"),
    path("places/<str:pk>/coverage/<str:proposal>/accept/", views.accept_community, name="accept-community"),
    path(
        "places/<str:pk>/coverage/<str:proposal>/decline/",
        views.decline_community,
        name="decline-community",
    ),
    path("places/<str:pk>/public-page/", views.write_public_page, name="write-public-page"),
]
