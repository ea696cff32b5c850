"""Looking after people: what administrators can do on the pages, and that others do not even see them."""

import time
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.people.accounts.test_operations import prove
from trellis.people.access.operations import grant_role
from trellis.people.access.queries import roles_of
from trellis.people.access.words import Role
from trellis.people.accounts.models import Invitation, Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def as_person(client: Client, person: Person, *, fresh: bool = True) -> Client:
    """Sign in; ``fresh`` as after a sign-in a moment ago, so that no step-up is asked."""
    client.force_login(person, backend=BACKEND)
    if fresh:
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client


def test_S2_08_a_new_colleague_is_invited(
    client: Client, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    as_person(client, cast.dee)
    url = reverse("add-person", args=[cast.lincoln.public_id])
    assert client.get(url).status_code == 200
    form = {"given_name": "Noor", "email": "noor@riverbend.example", "role": "teacher", "language": "es"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, form).status_code == 303
    assert mail.outbox[0].to == ["noor@riverbend.example"]
    page = client.get(reverse("people-of", args=[cast.lincoln.public_id])).content.decode()
    assert "noor@riverbend.example" in page
    invitation = Invitation.objects.get()
    client.post(reverse("withdraw-invitation", args=[cast.lincoln.public_id, invitation.public_id]))
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_a_form_that_cannot_be_taken_says_why(client: Client, cast: Cast) -> None:
    as_person(client, cast.dee)
    url = reverse("add-person", args=[cast.lincoln.public_id])
    form = {"given_name": "Ana", "email": "ana@riverbend.example", "role": "teacher", "language": "en"}
    answer = client.post(url, form)
    assert answer.status_code == 422
    assert "known already" in answer.content.decode()
    assert client.post(url, {**form, "role": "site_administrator"}).status_code == 422


@pytest.mark.parametrize("name", ["ana", "pat", "eli"])
@pytest.mark.parametrize("page", ["people-of", "add-person", "grant-role", "announce-policy-change"])
def test_others_do_not_learn_of_the_page(client: Client, cast: Cast, name: str, page: str) -> None:
    as_person(client, getattr(cast, name))
    assert client.get(reverse(page, args=[cast.lincoln.public_id])).status_code == 404


def test_roles_are_given_and_ended(client: Client, cast: Cast) -> None:
    as_person(client, cast.dee)
    url = reverse("grant-role", args=[cast.lincoln.public_id])
    answer = client.post(url, {"person": cast.ana.public_id, "role": "coach"}, follow=True)
    assert "Ana Reyes now has this role." in answer.content.decode()
    coach = cast.ana.roles.get(role=Role.COACH)
    client.post(reverse("end-role", args=[cast.lincoln.public_id, coach.public_id]))
    assert [row.role for row in roles_of(cast.ana)] == [Role.TEACHER]


def test_nobody_can_be_chosen_who_is_oneself_or_from_elsewhere(client: Client, cast: Cast) -> None:
    as_person(client, cast.dee)
    url = reverse("grant-role", args=[cast.lincoln.public_id])
    assert client.post(url, {"person": cast.dee.public_id, "role": "coach"}).status_code == 422
    assert client.post(url, {"person": "nobody", "role": "coach"}).status_code == 422


def test_what_matters_asks_again_who_it_is(client: Client, cast: Cast) -> None:
    as_person(client, cast.dee, fresh=False)
    url = reverse("remove-person", args=[cast.lincoln.public_id, cast.ben.public_id])
    answer = client.post(url)
    assert answer["Location"].startswith(reverse("ask-for-sign-in-link"))  # Dee has no password yet
    prove(cast.dee)
    cast.dee.set_password("correct horse battery")
    cast.dee.save()
    as_person(client, cast.dee, fresh=False)
    answer = client.post(url)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    cast.ben.refresh_from_db()
    assert cast.ben.is_active
    answer = client.post(answer["Location"], {"password": "correct horse battery"})
    cast.ben.refresh_from_db()
    assert not cast.ben.is_active  # the sent form went on by itself


def test_leaving_is_ones_own(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    url = reverse("leave-organization", args=[cast.lincoln.public_id])
    assert client.get(url).status_code == 200
    client.post(url)
    assert roles_of(cast.ana) == []


def test_the_policy_is_announced(client: Client, cast: Cast) -> None:
    as_person(client, cast.dee)
    url = reverse("announce-policy-change", args=[cast.lincoln.public_id])
    assert client.post(url, {"profile": "state_reporting", "reason": ""}).status_code == 422
    assert client.post(url, {"profile": "stricter", "reason": "We agreed on it."}).status_code == 303
    assert "Stricter" in client.get(reverse("people-of", args=[cast.lincoln.public_id])).content.decode()


def test_the_page_asks_the_same_number_of_questions_for_more_people(client: Client, cast: Cast) -> None:
    as_person(client, cast.dee)
    url = reverse("people-of", args=[cast.lincoln.public_id])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(3):
        person = Person.objects.create(given_name=f"P{number}")
        prove(person, f"p{number}@riverbend.example")
        grant_role(by=None, person=person, organization=cast.lincoln, role=Role.TEACHER)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
