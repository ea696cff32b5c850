"""Addresses of roster imports."""

from django.urls import path

from trellis.web.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/send/", views.send_import, name="send-import"),
    path("imports/matches/<str:pk>/", views.answer_match, name="answer-match"),
    path("imports/sources/<str:pk>/", views.settle_source, name="settle-source"),
    path("imports/<str:pk>/", views.open_import, name="open-import"),
    path("imports/<str:pk>/apply/", views.apply_import, name="apply-import"),
    path("imports/<str:pk>/put-aside/", views.put_import_aside, name="put-import-aside"),
    path("imports/<str:pk>/undo/", views.undo_import, name="undo-import"),
    path("imports/<str:pk>/report.csv", views.import_report_csv, name="import-report-csv"),
    path("imports/<str:pk>/report.json", views.import_report_json, name="import-report-json"),
]
