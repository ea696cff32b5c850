"""Coming in: password, link, second factor, lockout, and what strangers learn (nothing)."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.people.accounts.test_operations import prove, token_in
from trellis.people.access.operations import invite_person
from trellis.people.accounts.models import Person
from trellis.people.accounts.work import issue_sign_in_link

PASSWORD = "correct horse battery"
TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|x-csrftoken": ")[^"]*')


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def with_password(person: Person) -> Person:
    prove(person)
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": login, "password": password, **more})


def is_in(client: Client) -> bool:
    return bool(client.get(reverse("notices")).status_code == 200)


def test_sign_in_with_a_password(client: Client, cast: Cast) -> None:
    with_password(cast.ana)
    response = sign_in(client, "ANA@riverbend.example", next="/notices/")
    assert response["Location"] == "/notices/"
    assert is_in(client)


def test_sign_in_never_leads_to_another_site(client: Client, cast: Cast) -> None:
    with_password(cast.ana)
    assert sign_in(client, "ana@riverbend.example", next="https://evil.example/")["Location"] == "/today/"


def test_a_roster_address_is_no_way_in(client: Client, cast: Cast) -> None:
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    assert sign_in(client, cast.ana.contact_email).status_code == 200
    EmailAddress.objects.create(user=cast.ana, email=cast.ana.contact_email, verified=False)
    sign_in(client, cast.ana.contact_email)
    assert not is_in(client)


def test_known_and_unknown_addresses_look_the_same(client: Client, cast: Cast) -> None:
    with_password(cast.ana)
    answers = []
    for address in ("ana@riverbend.example", "nob@riverbend.example"):
        answer = sign_in(client, address, "a wrong password")
        answers.append(TOKEN.sub(b"", answer.content).replace(address.encode(), b""))
    assert answers[0] == answers[1]
    for address in ("ana@riverbend.example", "nob@riverbend.example"):
        answer = client.post(reverse("ask-for-sign-in-link"), {"email": address})
        answers.append(TOKEN.sub(b"", answer.content))
    assert answers[2] == answers[3]


def test_ten_wrong_tries_rest_that_name_but_no_other(client: Client, cast: Cast) -> None:
    with_password(cast.ana)
    with_password(cast.ben)
    for _try in range(10):
        cache.clear()  # allauth's own brake is tested elsewhere; here it is axes' turn
        answer = sign_in(client, "ana@riverbend.example", "a wrong password")
    cache.clear()
    assert answer.status_code == 429
    answer = sign_in(client, "Ana@riverbend.example")
    assert answer.status_code == 429
    assert "A short rest" in answer.content.decode()
    assert not is_in(client)
    cache.clear()
    sign_in(client, "ben@riverbend.example")
    assert is_in(client)


def test_someone_who_left_cannot_come_in(client: Client, cast: Cast) -> None:
    with_password(cast.ana)
    Person.objects.filter(pk=cast.ana.pk).update(is_active=False)
    sign_in(client, "ana@riverbend.example")
    assert not is_in(client)


@pytest.mark.parametrize("path", ["/sign-up/", "/accounts/signup/", "/accounts/password/reset/"])
def test_there_is_no_sign_up_and_no_reset_by_mail(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code in (302, 404)
    client.post(path, {"email": "new@elsewhere.example", "password1": PASSWORD})
    assert Person.objects.count() == 0


def test_S0_05_a_family_comes_in_by_a_link(
    client: Client, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    prove(cast.eli)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("ask-for-sign-in-link"), {"email": cast.eli.contact_email, "next": "/settings/sessions/"}
        )
    [letter] = mail.outbox
    path = next(line for line in str(letter.body).splitlines() if "/sign-in/by-mail/" in line)
    path = path.replace("http://localhost:8000", "")
    for _scanner in range(3):
        assert client.get(path).status_code == 200
    assert not is_in(client)
    assert client.post(path)["Location"] == "/settings/sessions/"
    assert is_in(client)
    again = Client()
    assert again.get(path).status_code == 404
    assert again.post(path).status_code == 404
    assert not is_in(again)


def test_a_link_to_another_site_is_not_kept(client: Client, cast: Cast) -> None:
    page = client.get(reverse("ask-for-sign-in-link"), {"next": "//evil.example/"})
    assert b'value="//evil' not in page.content


def code_now(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time  # noqa: PLC0415

    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_a_second_factor_is_asked_for_whatever_the_first_was(client: Client, cast: Cast) -> None:
    with_password(cast.ana)
    secret = generate_totp_secret()
    TOTP.activate(cast.ana, secret)
    assert secret not in str(Authenticator.objects.get().data)  # encrypted at rest
    for first in ("password", "link"):
        client.logout()
        if first == "password":
            answer = sign_in(client, "ana@riverbend.example")
        else:
            answer = client.post(issue_sign_in_link(person=cast.ana).replace("http://localhost:8000", ""))
        assert answer["Location"] == reverse("mfa_authenticate")
        assert not is_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
        assert not is_in(client)
        if first == "password":
            client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
        else:
            codes = RecoveryCodes.activate(cast.ana)
            client.post(reverse("mfa_authenticate"), {"code": codes.get_unused_codes()[0]})
        assert is_in(client)


def test_an_invitation_page_leads_in(
    client: Client, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invite_person(by=cast.dee, person=cast.ana)
    path = next(line for line in str(mail.outbox[0].body).splitlines() if "/invitations/" in line)
    path = path.replace("http://localhost:8000", "")
    assert "Ana" in client.get(path).content.decode()
    assert client.post(path, {"password": "too short"}).status_code == 422
    assert not is_in(client)
    assert client.post(path, {"preferred_name": "Ani", "password": PASSWORD}).status_code == 302
    assert is_in(client)
    cast.ana.refresh_from_db()
    assert cast.ana.called == "Ani"
    assert Client().get(path).status_code == 404


def test_signing_in_replaces_the_session(client: Client, cast: Cast) -> None:
    client.get(reverse("account_login"))
    session = client.session
    session["of_a_stranger"] = "yes"
    session.save()
    before = session.session_key
    client.post(issue_sign_in_link(person=cast.ana).replace("http://localhost:8000", ""))
    assert client.session.session_key != before
    first = client.session.session_key
    client.post(issue_sign_in_link(person=cast.ben).replace("http://localhost:8000", ""))
    assert client.session.session_key != first
    assert client.session["_auth_user_id"] == str(cast.ben.pk)


def test_a_token_of_another_length_is_just_not_there(client: Client, db: None) -> None:
    for token in ("x", "é" * 40, "a" * 500):
        assert client.get(reverse("use-sign-in-link", args=[token])).status_code == 404
        assert client.get(reverse("accept-invitation", args=[token])).status_code == 404


def test_link_addresses_carry_their_token_only(cast: Cast) -> None:
    assert len(token_in(issue_sign_in_link(person=cast.eli))) == 43


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["account_login", "ask-for-sign-in-link"])
def test_doors_can_be_read_in_both_languages(client: Client, db: None, language: str, name: str) -> None:
    client.post(reverse("choose-language"), {"language": language, "next": reverse(name)})
    page = client.get(reverse(name)).content.decode()
    assert f'<html lang="{language}"' in page
