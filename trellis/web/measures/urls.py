"""Addresses of measures."""

from django.urls import path

from trellis.web.measures import views

urlpatterns = [
    path("communities/<str:pk>/measures/", views.measures, name="measures"),
    path("communities/<str:pk>/measures/new/", views.make_measure, name="make-measure"),
    path("measures/<str:pk>/", views.record_data_point, name="record-data-point"),
    path("data-points/<str:pk>/take-back/", views.take_back_data_point, name="take-back-data-point"),
]
