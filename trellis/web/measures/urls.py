"""Addresses of measures."""

from django.urls import path

from trellis.web.measures import from_results, views

urlpatterns = [
    path("communities/<str:pk>/measures/", views.measures, name="measures"),
    path("communities/<str:pk>/measures/new/", views.make_measure, name="make-measure"),
    path("measures/<str:pk>/", views.record_data_point, name="record-data-point"),
    path("data-points/<str:pk>/take-back/", views.take_back_data_point, name="take-back-data-point"),
    path(
        "results/<str:pk>/chart/",
        from_results.record_point_from_results,
        name="record-point-from-results",
    ),
]
