"""Addresses of the notes of a meeting."""

from django.urls import path

from trellis.web.notes import views

_NOTES = "meetings/<str:pk>/notes/"

urlpatterns = [
    path(f"{_NOTES}objects/<slug:kind>/<str:ref>/", views.notes_object, name="notes-object"),
    path(f"{_NOTES}new/<slug:kind>/", views.insert_object, name="insert-object"),
    path(f"{_NOTES}versions/", views.notes_versions, name="notes-versions"),
    path(f"{_NOTES}versions/<str:version>/restore/", views.restore_version, name="restore-version"),
]
