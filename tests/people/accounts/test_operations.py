"""Links, passwords, profile, sessions, and closing an account."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts import operations, work
from trellis.people.accounts.models import Person, SignInLink
from trellis.people.accounts.queries import link_of_token, person_of_proved_address
from trellis.people.accounts.signals import person_left
from trellis.people.accounts.words import SIGN_IN_LINKS_AN_HOUR
from trellis.people.journal.models import JournalEntry


def prove(person: Person, email: str = "") -> str:
    address = email or person.contact_email
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return address


def token_in(url: str) -> str:
    return url.rstrip("/").rsplit("/", 1)[1]


def test_a_link_is_mailed_in_the_readers_language(cast: Cast) -> None:
    prove(cast.eli)
    assert work.mail_sign_in_link(cast.eli.contact_email.upper())
    [letter] = mail.outbox
    assert letter.to == [cast.eli.contact_email]
    link = SignInLink.objects.get()
    assert link.person == cast.eli
    assert link.token_digest not in str(letter.message())
    assert "/sign-in/by-mail/" in str(letter.body)


def test_no_mail_goes_to_an_unknown_unproved_or_left_address(cast: Cast) -> None:
    assert not work.mail_sign_in_link("nobody@riverbend.example")
    assert not work.mail_sign_in_link(cast.eli.contact_email)  # known from a roster, never proved
    EmailAddress.objects.create(user=cast.ana, email="ana@riverbend.example", verified=False)
    assert not work.mail_sign_in_link("ana@riverbend.example")
    prove(cast.ben)
    Person.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert not work.mail_sign_in_link(cast.ben.contact_email)
    assert mail.outbox == []


def test_a_person_is_mailed_a_few_links_an_hour_and_no_more(cast: Cast) -> None:
    address = prove(cast.eli)
    now = timezone.now()
    sent = [work.mail_sign_in_link(address, now=now) for _ in range(SIGN_IN_LINKS_AN_HOUR + 2)]
    assert sent == [True] * SIGN_IN_LINKS_AN_HOUR + [False] * 2
    assert work.mail_sign_in_link(address, now=now + timedelta(minutes=61))


def test_a_link_works_once(cast: Cast) -> None:
    token = token_in(work.issue_sign_in_link(person=cast.eli, next_path="/notices/"))
    assert operations.use_sign_in_link(token=token).person == cast.eli
    with pytest.raises(NotFound):
        operations.use_sign_in_link(token=token)


def test_a_link_works_for_half_an_hour(cast: Cast) -> None:
    now = timezone.now()
    token = token_in(work.issue_sign_in_link(person=cast.eli, now=now))
    assert link_of_token(token, now + timedelta(minutes=29, seconds=59)).person == cast.eli
    with pytest.raises(NotFound):
        operations.use_sign_in_link(token=token, now=now + timedelta(minutes=30))


def test_old_links_are_forgotten(cast: Cast) -> None:
    now = timezone.now()
    work.issue_sign_in_link(person=cast.eli, now=now - timedelta(days=8))
    work.issue_sign_in_link(person=cast.eli, now=now)
    assert work.forget_old_links(now) == 1
    assert work.forget_old_links(now) == 0


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("short", False),
        ("fourteen-chars", False),
        ("fifteen-letters", True),
        ("aaaa aaaa aaaa aaaa", False),
        ("123456789012345", False),
        ("passwordpassword", False),
        ("password1234567", False),
        ("qwertyuiopasdfgh", False),
        ("Trellis20262026", False),
        ("correct horse battery", True),
    ],
)
def test_passwords_are_long_and_nothing_else_is_asked(cast: Cast, password: str, taken: bool) -> None:
    if taken:
        operations.change_password(by=cast.ana, password=password)
        assert cast.ana.check_password(password)
    else:
        with pytest.raises(Invalid) as refused:
            operations.change_password(by=cast.ana, password=password)
        assert "password" in refused.value.fields


@pytest.mark.django_db(transaction=True)
def test_a_changed_password_is_told_by_mail(django_capture_on_commit_callbacks: Any) -> None:
    person = Person.objects.create(given_name="Ana")
    prove(person, "ana@riverbend.example")
    operations.change_password(by=person, password="correct horse battery")
    [letter] = mail.outbox
    assert "correct horse" not in str(letter.message())
    assert letter.to == ["ana@riverbend.example"]


def test_a_profile_refuses_unknown_languages_and_zones(cast: Cast) -> None:
    words = {"preferred_name": " Ana ", "pronouns": "she", "good_at": "", "wants_to_learn": "rounds"}
    changed = operations.change_profile(by=cast.ana, language="es", time_zone="America/Denver", **words)
    assert (changed.preferred_name, changed.language) == ("Ana", "es")
    said = operations.change_profile(by=cast.ana, language="es", time_zone="", said_as=" AH-nah ", **words)
    assert said.said_as == "AH-nah"
    with pytest.raises(Invalid):
        operations.change_profile(by=cast.ana, language="xx", time_zone="", **words)
    with pytest.raises(Invalid):
        operations.change_profile(by=cast.ana, language="es", time_zone="Mars/Olympus", **words)


def test_a_closed_account_has_no_way_in(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    heard: list[int] = []

    def listen(sender: object, person_id: int, **_more: object) -> None:
        heard.append(person_id)

    person_left.connect(listen)
    try:
        token = token_in(work.issue_sign_in_link(person=cast.ben))
        prove(cast.ben)
        with django_capture_on_commit_callbacks(execute=True):
            operations.close_account(by=cast.dee, person=cast.ben)
    finally:
        person_left.disconnect(listen)
    assert heard == [cast.ben.pk]
    assert person_of_proved_address(cast.ben.contact_email) is None
    with pytest.raises(NotFound):
        operations.use_sign_in_link(token=token)
    with pytest.raises(Conflict):
        operations.close_account(by=cast.dee, person=cast.ben)
    assert JournalEntry.objects.filter(verb="person.left", object_id=cast.ben.public_id).count() == 1


def test_someone_who_left_is_out_at_the_next_request(client: Client, cast: Cast) -> None:
    client.force_login(cast.ben, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/notices/").status_code == 200
    operations.close_account(by=cast.dee, person=cast.ben)
    assert client.get("/notices/").status_code == 302
