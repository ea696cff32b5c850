"""The demo's sign-in links: only in development, only with the installation's own signature."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from trellis.kit.demo_links import demo_token, read_demo_token
from trellis.people.accounts.models import Person


def test_a_link_signs_its_person_in(client: Client, ana: Person) -> None:
    response = client.get(reverse("enter-demo", args=[demo_token(ana.public_id)]))
    assert response.headers["Location"] == reverse("today")
    assert client.session["_auth_user_id"] == str(ana.pk)
    # among her sessions it stands like any other way in
    assert "This browser" in client.get(reverse("sessions")).content.decode()


def test_outside_development_there_is_no_such_page(client: Client, ana: Person) -> None:
    address = reverse("enter-demo", args=[demo_token(ana.public_id)])
    with override_settings(DEVELOPMENT=False):
        assert client.get(address).status_code == 404
    assert "_auth_user_id" not in client.session


def test_forged_foreign_and_left_are_refused(client: Client, ana: Person, ben: Person) -> None:
    forged = demo_token(ana.public_id).replace(ana.public_id, ben.public_id)
    assert client.get(reverse("enter-demo", args=[forged])).status_code == 404
    Person.objects.filter(pk=ben.pk).update(is_active=False)
    assert client.get(reverse("enter-demo", args=[demo_token(ben.public_id)])).status_code == 404
    assert client.get(reverse("enter-demo", args=[demo_token("nobody")])).status_code == 404


def test_a_link_ends_after_thirty_days(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    token = demo_token(ana.public_id)
    assert read_demo_token(token) == ana.public_id
    later = timezone.now().timestamp() + 31 * 24 * 3600
    monkeypatch.setattr("time.time", lambda: later)
    assert read_demo_token(token) is None
