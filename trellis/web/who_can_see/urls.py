"""Addresses of the policy and of histories."""

from django.urls import path

from trellis.web.who_can_see import views

urlpatterns = [
    path("who-can-see/", views.who_can_see, name="who-can-see"),
    path("who-can-see/principal/", views.what_can_my_principal_see, name="what-can-my-principal-see"),
    path("communities/<str:pk>/history/", views.history, name="history"),
]
