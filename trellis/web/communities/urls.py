"""Addresses of communities."""

from django.urls import path

from trellis.web.communities import agreements, members, mentoring, views, welcome

urlpatterns = [
    path("places/<str:pk>/communities/new/", views.found_community, name="found-community"),
    path("communities/<str:pk>/", views.open_community, name="open-community"),
    path("communities/<str:pk>/settings/", views.change_community, name="change-community"),
    path("communities/<str:pk>/join/", members.join_community, name="join-community"),
    path("communities/<str:pk>/ask/", members.ask_to_join, name="ask-to-join"),
    path("communities/<str:pk>/members/", members.members, name="members"),
    path("communities/<str:pk>/members/add/", members.add_member, name="add-member"),
    path("communities/<str:pk>/members/<str:member>/", members.change_function, name="change-function"),
    path("communities/<str:pk>/members/<str:member>/end/", members.end_membership, name="end-membership"),
    path("communities/<str:pk>/members/<str:member>/mentor/", mentoring.name_mentor, name="name-mentor"),
    path(
        "communities/<str:pk>/members/<str:member>/mentor/end/",
        mentoring.end_mentorship,
        name="end-mentorship",
    ),
    path(
        "communities/<str:pk>/requests/<str:asked>/",
        members.answer_join_request,
        name="answer-join-request",
    ),
    path("communities/<str:pk>/welcome/", welcome.welcome_pack, name="welcome-pack"),
    path("communities/<str:pk>/welcome.pdf", welcome.welcome_pack_pdf, name="welcome-pack-pdf"),
    path("communities/<str:pk>/charter/", agreements.adopt_charter, name="adopt-charter"),
    path("communities/<str:pk>/norms/", agreements.agree_norms, name="agree-norms"),
]
