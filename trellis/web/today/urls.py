"""Address of Today."""

from django.urls import path

from trellis.web.today import views

urlpatterns = [path("today/", views.today, name="today")]
