"""Addresses of results."""

from django.urls import path

from trellis.web.results import growth, views

urlpatterns = [
    path("communities/<str:pk>/results/", views.results, name="results"),
    path("communities/<str:pk>/results/drop/", views.drop_results_file, name="drop-results-file"),
    path("communities/<str:pk>/results/<str:window>/", views.open_window, name="open-window"),
    path(
        "communities/<str:pk>/results/<str:window>/since/<str:earlier>/",
        growth.compare_windows,
        name="compare-windows",
    ),
    path("results/files/<str:pk>/", views.open_results_file, name="open-results-file"),
    path("results/files/<str:pk>/columns/", views.choose_columns, name="choose-columns"),
    path("results/files/<str:pk>/rows/<int:number>/", views.mend_row, name="mend-row"),
    path("results/files/<str:pk>/apply/", views.apply_results_file, name="apply-results-file"),
    path("results/files/<str:pk>/aside/", views.put_results_file_aside, name="put-results-file-aside"),
    path("results/<str:pk>/", views.open_assessment, name="open-assessment"),
]
