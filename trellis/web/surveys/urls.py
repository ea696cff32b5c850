"""Addresses of surveys."""

from django.urls import path

from trellis.web.surveys import answering, views

urlpatterns = [
    path("communities/<str:pk>/surveys/", views.surveys, name="surveys"),
    path("communities/<str:pk>/surveys/new/<str:asked>/", views.make_survey, name="make-survey"),
    path("surveys/<str:pk>/", views.open_survey, name="open-survey"),
    path("surveys/<str:pk>/questions/", views.change_questions, name="change-questions"),
    path("surveys/<str:pk>/ask/", views.ask_survey, name="ask-survey"),
    path("surveys/<str:pk>/retire/", views.retire_survey, name="retire-survey"),
    path("survey-rounds/<str:pk>/close/", views.close_survey_round, name="close-survey-round"),
    path("survey-rounds/<str:pk>/answer/", answering.answer_survey, name="answer-survey"),
    path("s/<str:code>/", answering.answer_by_link, name="answer-by-link"),
]
