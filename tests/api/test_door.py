"""Threat 14: tokens are scoped, end, are counted, and never are more than their person."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.api.conftest import Ask, asking, secret_for
from tests.cast import Cast
from tests.web.people.test_people import as_person
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.accounts.operations import close_account
from trellis.people.tokens.models import ApiToken, TokenRead
from trellis.people.tokens.operations import revoke_token
from trellis.people.tokens.words import ASKS_A_MINUTE, SCOPE_OF, Read, Scope

ME = "/api/v1/me"


def show_header(value: str) -> Any:
    return Client().get(ME, headers={"authorization": value})


def check_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    body: dict[str, Any] = response.json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert body["status"] == status
    assert body["detail"]
    return body


def test_who_has_a_token_learns_whom_it_reads_for(ask: Ask, ana: Person) -> None:
    said = ask("api-me").json()
    assert (said["id"], said["name"]) == (ana.public_id, "Ana Reyes")
    assert said["scopes"] == sorted(Scope)
    assert said["requests_a_minute"] == ASKS_A_MINUTE


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer trellis_nothing",
        "Bearer trellis_" + "x" * 5000,
        "Basic YW5hOmFuYQ==",
        "bearer\ttrellis_x",
        "Bearer \u00e9\u0000",
    ],
)
def test_threat_14_rubbish_opens_nothing(db: None, value: str) -> None:
    response = show_header(value)
    check_problem(response, 401)
    assert response["WWW-Authenticate"].startswith('Bearer realm="Trellis"')


def test_threat_14_a_session_opens_nothing_here(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    check_problem(client.get(ME), 401)


def test_threat_14_only_a_digest_is_kept(cast: Cast) -> None:
    secret = secret_for(cast.ana)
    row = ApiToken.objects.values().get()
    assert secret.startswith("trellis_")
    assert all(secret not in str(value) for value in row.values())


@pytest.mark.parametrize("end", ["revoked", "expired", "left", "no staff any more"])
def test_threat_14_a_token_ends(cast: Cast, end: str) -> None:
    secret = secret_for(cast.ana)
    ask = asking(secret)
    assert ask("api-me").status_code == 200
    token = ApiToken.objects.get()
    if end == "revoked":
        revoke_token(by=cast.ana, pk=token.public_id)
    elif end == "expired":
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "left":
        close_account(by=None, person=cast.ana)
    else:
        RoleAssignment.objects.filter(person=cast.ana).update(role=Role.FAMILY)
    check_problem(ask("api-me"), 401)


def test_threat_14_a_token_is_its_person_of_today(cast: Cast) -> None:
    ask = asking(secret_for(cast.ana))
    assert ask("api-members", cast.grade_4.public_id).status_code == 200
    RoleAssignment.objects.filter(person=cast.ana).update(organization=cast.washington)
    cast.grade_4.memberships.filter(person=cast.ana).update(ends_on=timezone.localdate() - timedelta(days=1))
    check_problem(ask("api-members", cast.grade_4.public_id), 404)


@pytest.mark.parametrize("scope", [None, *Scope])
def test_threat_14_every_scope_opens_its_own_addresses_alone(cast: Cast, scope: Scope | None) -> None:
    # a token with no scope is what is left when the only one it had is given up
    secret = secret_for(cast.ana, [scope or Scope.PLACES])
    if scope is None:
        ApiToken.objects.update(scopes=["given-up:read"])
    ask = asking(secret)
    for read, needed in SCOPE_OF.items():
        words = ["nothing-here"] if read in ONE else []
        response = ask(f"api-{read}", *words)
        if needed in (None, scope):
            assert response.status_code == (404 if words else 200), read
        else:
            check_problem(response, 403)
            assert f'scope="{needed}"' in response["WWW-Authenticate"]


ONE = {Read.ORGANIZATION, Read.COMMUNITY, Read.MEMBERS, Read.HISTORY, Read.CYCLE, Read.STORY, Read.TABLE}


def test_a_scope_is_asked_before_existence(cast: Cast) -> None:
    ask = asking(secret_for(cast.ana, [Scope.STORIES]))
    there, absent = ask("api-community", cast.grade_4.public_id), ask("api-community", "nothing-here")
    assert there.content == absent.content


def test_threat_14_a_token_that_asks_too_often_waits(cast: Cast) -> None:
    ask = asking(secret_for(cast.ana, [Scope.PLACES]))
    ApiToken.objects.update(minute_began_at=timezone.now(), asks_this_minute=ASKS_A_MINUTE - 1)
    assert ask("api-me").status_code == 200
    response = ask("api-me")
    check_problem(response, 429)
    assert 1 <= int(response["Retry-After"]) <= 60
    other = asking(secret_for(cast.ben, [Scope.PLACES]))
    assert other("api-me").status_code == 200, "another token is not slowed down"
    check_problem(ask("api-communities"), 429)
    ApiToken.objects.filter(person=cast.ana).update(minute_began_at=timezone.now() - timedelta(seconds=61))
    assert ask("api-me").status_code == 200


def test_threat_14_every_read_is_written_down(cast: Cast) -> None:
    ask = asking(secret_for(cast.ana, [Scope.COMMUNITIES]))
    for _time in range(2):
        ask("api-community", cast.grade_4.public_id)
    ask("api-community", "nothing-here")
    ask("api-stories")
    ask("api-communities", limit=0)
    [row] = TokenRead.objects.all()
    assert (row.what, row.object_id, row.times) == (Read.COMMUNITY, cast.grade_4.public_id, 2)
    assert ApiToken.objects.get().last_used_at is not None


def test_threat_14_a_token_revoked_during_a_read_gets_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = asking(secret_for(cast.ana, [Scope.PLACES]))

    def revoked_meanwhile(**_words: object) -> int:
        ApiToken.objects.update(revoked_at=timezone.now())
        return 0

    monkeypatch.setattr("trellis.api.door.count_ask", revoked_meanwhile)
    response = ask("api-organizations")
    check_problem(response, 401)
    assert b"Lincoln" not in response.content
    assert not TokenRead.objects.exists()


def test_X_02_problems_come_in_the_language_of_the_person(cast: Cast) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(language="es", time_zone="America/Denver")
    ask = asking(secret_for(cast.ana, [Scope.PLACES]))
    assert "token" in check_problem(ask("api-stories"), 403)["detail"].lower()
    assert "Este" in check_problem(ask("api-stories"), 403)["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head", "options"])
def test_the_api_only_reads(ask: Ask, ana: Person, method: str) -> None:
    headers = {"authorization": f"Bearer {secret_for(ana)}"}
    response = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/organizations", headers=headers)
    assert response.status_code == 405
    assert response["Allow"] == "GET"
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["", "nothing", "organizations/", "organizations/a/b", "docs"])
def test_addresses_that_do_not_exist_are_problems_too(db: None, path: str) -> None:
    response = Client().get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_ids_without_sense_are_refused_before_the_database(ask: Ask) -> None:
    for words in ("x" * 65, "a'b", "a\x00b", "A", "é"):
        url = reverse("api-organizations") + "/" + words.replace("\x00", "%00")
        assert url
        check_problem(ask("api-organization", words), 422)


def test_a_page_of_sign_in_is_never_shown(db: None) -> None:
    assert Client().get("/api/v1/organizations").status_code == 401
