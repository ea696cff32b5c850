"""Addresses of meetings."""

from django.urls import path

from trellis.web.meetings import schedule, views

urlpatterns = [
    path("communities/<str:pk>/meetings/", views.meetings, name="meetings"),
    path("communities/<str:pk>/meetings/new/", schedule.schedule_meeting, name="schedule-meeting"),
    path("communities/<str:pk>/meetings/series/new/", schedule.schedule_series, name="schedule-series"),
    path("meetings/<str:pk>/", views.open_meeting, name="open-meeting"),
]
