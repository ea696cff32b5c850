"""Addresses of help between teams."""

from django.urls import path

from trellis.web.support import views

urlpatterns = [
    path("places/<str:pk>/help/", views.help_board, name="help-board"),
    path("communities/<str:pk>/help/", views.ask_for_help, name="ask-for-help"),
    path("help/<str:pk>/", views.open_ask, name="open-ask"),
    path("help/<str:pk>/answer/", views.answer_ask, name="answer-ask"),
    path("help/<str:pk>/close/", views.close_ask, name="close-ask"),
    path("help/<str:pk>/answers/<str:answer>/thanks/", views.thank_for_answer, name="thank-for-answer"),
    path("thanks/", views.thanks, name="thanks"),
]
