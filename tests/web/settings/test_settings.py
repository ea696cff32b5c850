"""One's own settings, page by page."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.web.people.test_people import as_person
from tests.web.sign_in.test_sign_in import is_in
from trellis.people.accounts.work import issue_sign_in_link
from trellis.people.notices.models import NoticePreference


def come_in(cast: Cast, browser: str) -> Client:
    client = Client(headers={"user-agent": browser})
    client.post(issue_sign_in_link(person=cast.ana).replace("http://localhost:8000", ""))
    return client


@pytest.mark.parametrize(
    "name",
    [
        "change-profile",
        "change-notice-preference",
        "sign-in-methods",
        "sessions",
        "change-password",
        "notices",
    ],
)
@pytest.mark.parametrize("who", ["ana", "eli"])
def test_every_page_opens_for_staff_and_families(client: Client, cast: Cast, name: str, who: str) -> None:
    as_person(client, getattr(cast, who))
    assert client.get(reverse(name)).status_code == 200


def test_X_02_the_own_language_drives_the_pages(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    form = {"preferred_name": "Ani", "language": "es", "time_zone": "America/Denver"}
    assert client.post(reverse("change-profile"), form).status_code == 303
    page = client.get(reverse("change-profile"), headers={"accept-language": "en"}).content.decode()
    assert '<html lang="es"' in page
    assert client.post(reverse("change-profile"), {**form, "language": "xx"}).status_code == 422
    visitor = Client().get(reverse("account_login"), headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en"' in visitor


def test_the_wish_for_mail_is_kept_or_refused(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    form = {
        "delivery": "at_once",
        "digest_hour": "7",
        "quiet_from": "20:00",
        "quiet_until": "07:00",
        "quiet_weekends": "on",
    }
    assert client.post(reverse("change-notice-preference"), form).status_code == 303
    assert NoticePreference.objects.get(person=cast.ana).delivery == "at_once"
    answer = client.post(reverse("change-notice-preference"), {**form, "quiet_until": "19:59"})
    assert answer.status_code == 422


def test_sessions_are_listed_and_ended(cast: Cast) -> None:
    here = come_in(cast, "Mozilla/5.0 (X11; CrOS x86_64) Chrome/140")
    there = come_in(cast, "Mozilla/5.0 (iPhone; CPU iPhone OS 19) Safari/605")
    page = here.get(reverse("sessions")).content.decode()
    assert "Chrome, ChromeOS" in page
    assert "Safari, iPhone" in page
    other = UserSession.objects.get(session_key=there.session.session_key)
    assert is_in(there)
    here.post(reverse("end-session", args=[other.pk]))
    assert not is_in(there)
    assert is_in(here)
    assert here.post(reverse("end-session", args=[other.pk])).status_code == 404


def test_nobody_ends_the_sessions_of_others(client: Client, cast: Cast) -> None:
    there = come_in(cast, "Firefox")
    as_person(client, cast.ben)
    client.post(reverse("end-session", args=[UserSession.objects.get().pk]))
    client.post(reverse("sign-out-everywhere"))
    assert is_in(there)


def test_sign_out_everywhere_else(cast: Cast) -> None:
    here, there, far = (come_in(cast, name) for name in ("Firefox", "Edg", "OPR"))
    here.post(reverse("sign-out-everywhere"))
    assert [is_in(here), is_in(there), is_in(far)] == [True, False, False]


def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = come_in(cast, "Firefox"), come_in(cast, "Edg")
    assert here.post(reverse("change-password"), {"password": "short"}).status_code == 422
    assert here.post(reverse("change-password"), {"password": "correct horse battery"}).status_code == 303
    assert is_in(here)
    assert not is_in(there)


def test_a_password_is_changed_only_by_who_just_came_in(client: Client, cast: Cast) -> None:
    cast.ana.set_password("correct horse battery")
    cast.ana.save()
    as_person(client, cast.ana, fresh=False)
    answer = client.post(reverse("change-password"), {"password": "another horse battery"})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    cast.ana.refresh_from_db()
    assert cast.ana.check_password("correct horse battery")


@pytest.mark.parametrize(
    "name",
    [
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "socialaccount_connections",
        "account_logout",
    ],
)
def test_the_pages_of_second_factors_are_in_house_style(client: Client, cast: Cast, name: str) -> None:
    as_person(client, cast.ana)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert b'class="plain"' in page.content


def test_the_authenticator_app_is_switched_on_and_off(client: Client, cast: Cast) -> None:
    from tests.web.sign_in.test_sign_in import code_now  # noqa: PLC0415  # only this test needs it

    as_person(client, cast.ana)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    shown = client.get(answer["Location"]).content.decode()
    assert shown.count("<code>") == 10
    assert client.get(reverse("mfa_view_recovery_codes")).content.decode().count("<code>") == 0
    assert "10 left" in client.get(reverse("sign-in-methods")).content.decode()
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert "10 left" not in client.get(reverse("sign-in-methods")).content.decode()
