"""Addresses of looking after people."""

from django.urls import path

from trellis.web.people import views

urlpatterns = [
    path("places/<str:pk>/people/", views.people_of, name="people-of"),
    path("places/<str:pk>/people/new/", views.add_person, name="add-person"),
    path("places/<str:pk>/people/roles/", views.grant_role, name="grant-role"),
    path("places/<str:pk>/people/roles/<str:role>/end/", views.end_role, name="end-role"),
    path("places/<str:pk>/people/<str:person>/invite/", views.invite_person, name="invite-person"),
    path("places/<str:pk>/people/<str:person>/remove/", views.remove_person, name="remove-person"),
    path(
        "places/<str:pk>/people/invitations/<str:invitation>/withdraw/",
        views.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("places/<str:pk>/leave/", views.leave_organization, name="leave-organization"),
    path("places/<str:pk>/policy/", views.announce_policy_change, name="announce-policy-change"),
]
