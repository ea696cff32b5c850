"""Where allauth's flows meet our rules: nobody signs up, the worker mails, claims give no rights."""

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.kit.errors import DomainError
from trellis.people.access.operations import accept_by_district_account
from trellis.people.accounts import tasks
from trellis.people.accounts.requests import Person


def proved_lately(request: HttpRequest) -> bool:
    """Say whether the person proved who they are within the last minutes, by any of their ways."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < REAUTHENTICATION_TIMEOUT


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts by invitation only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This address and password do not belong together. Look at both again, or have a link mailed."
        ),
        "incorrect_code": _("This code is not right, or it is a minute too old."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("That was tried too often. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themself."""
        return False

    def should_send_confirmation_mail(self, *args: Any, **kwargs: Any) -> bool:
        """Addresses are proved by invitations, never by a mail to an address that somebody typed."""
        return False

    def respond_email_verification_sent(self, request: HttpRequest, user: Person) -> HttpResponse:
        """An address that was not proved is no way in; say no more than for an unknown one."""
        return HttpResponseRedirect(reverse("ask-for-sign-in-link"))

    def is_reauthentication_required(self, app: str | None = None) -> bool:
        """Who came in a moment ago is not asked again."""
        return not proved_lately(context.request)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Keep errors; say nothing where the page itself shows what happened."""
        if level >= messages.ERROR:
            super().add_message(request, level, *args, **kwargs)

    def send_notification_mail(self, template_prefix: str, user: Person, *args: Any, **kwargs: Any) -> None:
        """Tell a person of a changed way in, in their language, through the worker."""
        signs = {"webauthn": "passkey", "totp": "authenticator", "recovery_codes": "authenticator"}
        what = next((word for sign, word in signs.items() if sign in template_prefix), "district")
        tasks.mail_security_change.enqueue(user.pk, what)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors; their secrets are stored encrypted with a key that is not in the database."""

    def _box(self) -> Fernet:
        key = hashlib.sha256(f"second factors {settings.SECRET_KEY}".encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret from the database."""
        return self._box().decrypt(encrypted_text.encode()).decode()


class DistrictAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in with the district's own accounts (OpenID Connect).

    An account there is bound to a person here by its subject, once: through an open invitation to an address
    that the district has verified, or by connecting it in the settings. No claim makes a person or a role.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """An unknown account makes no person."""
        return False

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """An unknown account makes no person."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Keep no claims; bind an invited person; turn everybody else away with a sentence."""
        sociallogin.account.extra_data = {}
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            return
        if sociallogin.state.get("process") == "connect":
            return
        try:
            sociallogin.connect(request, accept_by_district_account(email=_verified_email(sociallogin)))
        except DomainError:
            raise ImmediateHttpResponse(render(request, "sign_in/_not_invited.html", status=403)) from None


def _verified_email(sociallogin: SocialLogin) -> str:
    return next((str(row.email) for row in sociallogin.email_addresses if row.verified is True), "")
