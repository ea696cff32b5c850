"""Addresses of results files and other evidence."""

from django.urls import path

from trellis.web.evidence_files import views

urlpatterns = [
    path("evidence-files/", views.evidence_files, name="evidence-files"),
    path("evidence-files/send/", views.send_evidence_file, name="send-evidence-file"),
    path("evidence-files/waiting/<str:pk>/", views.answer_waiting_row, name="answer-waiting-row"),
    path("evidence-files/templates/<str:pk>/retire/", views.retire_template, name="retire-template"),
    path("evidence-files/<str:pk>/", views.open_evidence_file, name="open-evidence-file"),
    path("evidence-files/<str:pk>/row/", views.look_at_sent_row, name="look-at-sent-row"),
    path("evidence-files/<str:pk>/columns/", views.choose_file_columns, name="choose-file-columns"),
    path("evidence-files/<str:pk>/map/", views.map_columns, name="map-columns"),
]
