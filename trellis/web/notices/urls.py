"""Addresses of notices."""

from django.urls import path

from trellis.web.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all_notices, name="read-all-notices"),
    path("notices/<str:pk>/read/", views.read_notice, name="read-notice"),
    path("notices/<str:pk>/unread/", views.keep_notice_unread, name="keep-notice-unread"),
]
