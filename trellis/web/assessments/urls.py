"""Addresses of a team's own assessments."""

from django.urls import path

from trellis.web.assessments import views

urlpatterns = [
    path(
        "communities/<str:pk>/assessments/new/", views.make_common_assessment, name="make-common-assessment"
    ),
    path("results/<str:pk>/classes/", views.choose_class, name="choose-class"),
    path("results/<str:pk>/classes/<str:room>/", views.enter_answers, name="enter-answers"),
    path("results/<str:pk>/classes/<str:room>/paste/", views.paste_answers, name="paste-answers"),
    path("results/<str:pk>/classes/<str:room>/print/", views.print_assessment, name="print-assessment"),
    path("results/<str:pk>/classes/<str:room>/sheets.pdf", views.sheets_pdf, name="sheets-pdf"),
]
