"""Addresses of one's own settings."""

from django.urls import path

from trellis.web.settings import tokens, views

urlpatterns = [
    path("settings/", views.change_profile, name="change-profile"),
    path("settings/notices/", views.change_notice_preference, name="change-notice-preference"),
    path("settings/sign-in/", views.sign_in_methods, name="sign-in-methods"),
    path("settings/sign-in/password/", views.change_password, name="change-password"),
    path("settings/sessions/", views.sessions, name="sessions"),
    path("settings/sessions/end/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("settings/sessions/<int:pk>/end/", views.end_session, name="end-session"),
    path("settings/tokens/", tokens.api_tokens, name="api-tokens"),
    path("settings/tokens/new/", tokens.make_api_token, name="make-api-token"),
    path("settings/tokens/<str:pk>/", tokens.open_api_token, name="open-api-token"),
    path("settings/tokens/<str:pk>/revoke/", tokens.revoke_api_token, name="revoke-api-token"),
    path("places/<str:pk>/tokens/", tokens.tokens_of_place, name="tokens-of-place"),
    path(
        "places/<str:pk>/tokens/<str:token>/revoke/",
        tokens.revoke_token_of_place,
        name="revoke-token-of-place",
    ),
    path("language/", views.choose_language, name="choose-language"),
]
