"""Addresses of coming in and going out.

Names with ``account_``, ``mfa_``, ``socialaccount_`` and ``openid_connect_`` are those that allauth's own
flows lead to; whatever is not listed here (signing up, resetting by mail, adding addresses) does not exist.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as district
from django.urls import path
from django.views.generic import RedirectView

from trellis.web.sign_in import views

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/left/", account.account_inactive, name="account_inactive"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("sign-in/second-step/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/by-mail/", views.ask_for_sign_in_link, name="ask-for-sign-in-link"),
    path("sign-in/by-mail/<str:token>/", views.use_sign_in_link, name="use-sign-in-link"),
    path("invitations/<str:token>/", views.accept_invitation, name="accept-invitation"),
    path("sign-in/with/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/with/error/", social.login_error, name="socialaccount_login_error"),
    path("sign-in/with/<slug:provider_id>/", district.login, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", district.callback, name="openid_connect_callback"),
    path("settings/sign-in/district/", social.connections, name="socialaccount_connections"),
    path(
        "settings/sign-in/ways/",
        RedirectView.as_view(pattern_name="sign-in-methods", permanent=False),
        name="mfa_index",
    ),
    path("settings/sign-in/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("settings/sign-in/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("settings/sign-in/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("settings/sign-in/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("settings/sign-in/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("settings/sign-in/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("settings/sign-in/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
