"""The pages of one's own API tokens."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.web.people.test_people import as_person
from trellis.people.tokens.models import ApiToken
from trellis.people.tokens.operations import issue_token, note_read
from trellis.people.tokens.words import Read, Scope

FORM = {"name": "Reports", "scopes": ["places:read", "members:read"], "days": "90"}


def test_threat_14_a_token_is_shown_once(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    assert "API tokens" in client.get(reverse("change-profile")).content.decode()
    assert client.get(reverse("make-api-token")).status_code == 200
    page = client.post(reverse("make-api-token"), FORM)
    assert "no-store" in page["Cache-Control"]
    found = re.search(r'value="(trellis_[\w-]{43})"', page.content.decode())
    assert found
    assert Client().get("/api/v1/me", headers={"authorization": f"Bearer {found[1]}"}).status_code == 200
    token = ApiToken.objects.get()
    for name, words in (("api-tokens", []), ("open-api-token", [token.public_id]), ("make-api-token", [])):
        assert found[1] not in client.get(reverse(name, args=words)).content.decode()


def test_a_form_without_sense_is_shown_again(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    wrongs: list[dict[str, Any]] = [{"name": " "}, {"scopes": []}, {"scopes": ["all"]}, {"days": "4000"}]
    for wrong in wrongs:
        assert client.post(reverse("make-api-token"), {**FORM, **wrong}).status_code == 422
    assert not ApiToken.objects.exists()


def test_threat_14_who_came_in_long_ago_is_asked_again(client: Client, cast: Cast) -> None:
    cast.ana.set_password("correct horse battery")
    cast.ana.save()
    as_person(client, cast.ana, fresh=False)
    for answer in (client.get(reverse("make-api-token")), client.post(reverse("make-api-token"), FORM)):
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("name", ["api-tokens", "make-api-token"])
def test_families_find_no_such_page(client: Client, cast: Cast, name: str) -> None:
    as_person(client, cast.eli)
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse("make-api-token"), FORM).status_code == 404
    assert reverse("api-tokens") not in client.get(reverse("change-profile")).content.decode()


def test_what_was_read_stands_on_the_page(client: Client, cast: Cast) -> None:
    token = issue_token(by=cast.ana, name="Reports", scopes=[Scope.CYCLES], days=30).token
    note_read(token=token, what=Read.CYCLE, object_id="7fkq2mwz9tbhc")
    as_person(client, cast.ana)
    page = client.get(reverse("open-api-token", args=[token.public_id])).content.decode()
    assert "One cycle" in page
    assert "7fkq2mwz9tbhc" in page
    as_person(client, cast.ben)
    assert client.get(reverse("open-api-token", args=[token.public_id])).status_code == 404
    assert client.post(reverse("revoke-api-token", args=[token.public_id])).status_code == 404


def test_a_token_is_revoked(client: Client, cast: Cast) -> None:
    token = issue_token(by=cast.ana, name="Reports", scopes=[Scope.CYCLES], days=30).token
    as_person(client, cast.ana)
    assert client.post(reverse("revoke-api-token", args=[token.public_id])).status_code == 303
    page = client.get(reverse("api-tokens")).content.decode()
    assert "Revoked" in page
    assert reverse("revoke-api-token", args=[token.public_id]) not in page


def test_threat_14_a_place_shows_which_programs_read_there(client: Client, cast: Cast) -> None:
    token = issue_token(by=cast.ana, name="Reports", scopes=[Scope.CYCLES], days=30).token
    note_read(token=token, what=Read.CYCLE, object_id="7fkq2mwz9tbhc")
    as_person(client, cast.dee)
    place = reverse("tokens-of-place", args=[cast.lincoln.public_id])
    assert place in client.get(reverse("open-organization", args=[cast.lincoln.public_id])).content.decode()
    page = client.get(place).content.decode()
    for words in ("Ana Reyes", "Reports", "cycles:read"):
        assert words in page
    assert "7fkq2mwz9tbhc" not in page, "what was read stands on the page of the person"
    revoke = reverse("revoke-token-of-place", args=[cast.lincoln.public_id, token.public_id])
    assert client.post(revoke).status_code == 303
    assert "Ana Reyes" not in client.get(place).content.decode()
    assert client.post(revoke).status_code == 404
    as_person(client, cast.pat)
    assert client.get(place).status_code == 404
