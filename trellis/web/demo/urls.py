"""Address of the demo's sign-in links."""

from django.urls import path

from trellis.web.demo import views

urlpatterns = [path("enter/<str:token>/", views.enter_demo, name="enter-demo")]
