"""Addresses of meetings."""

from django.urls import path

from trellis.web.meetings import protocol, schedule, views

urlpatterns = [
    path("communities/<str:pk>/meetings/", views.meetings, name="meetings"),
    path("communities/<str:pk>/meetings/new/", schedule.schedule_meeting, name="schedule-meeting"),
    path("communities/<str:pk>/meetings/series/new/", schedule.schedule_series, name="schedule-series"),
    path("meetings/<str:pk>/", views.open_meeting, name="open-meeting"),
    path("meetings/<str:pk>/protocol/", protocol.start_run, name="start-run"),
    path("runs/<str:pk>/", protocol.open_run, name="open-run"),
    path("runs/<str:pk>/lead/", protocol.lead_run, name="lead-run"),
    path("runs/<str:pk>/lines/", protocol.write_line, name="write-line"),
    path("runs/<str:pk>/lines/<str:line>/take-back/", protocol.take_back_line, name="take-back-line"),
    path("runs/<str:pk>/lines/<str:line>/ground/", protocol.ground_line, name="ground-line"),
    path("runs/<str:pk>/lines/<str:line>/dot/", protocol.place_dot, name="place-dot"),
    path("runs/<str:pk>/vote/", protocol.cast_vote, name="cast-vote"),
]
