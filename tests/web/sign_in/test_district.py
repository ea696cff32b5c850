"""The district's own sign-in, against a small provider on this machine (OpenID Connect)."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.web.sign_in.test_sign_in import is_in
from trellis.people.access.models import RoleAssignment
from trellis.people.access.operations import invite_person
from trellis.people.accounts.models import Person


@dataclass
class Provider:
    """A provider that signs in whoever its claims say, and remembers what it was asked."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    challenge: str = ""
    verified: bool = False

    def token_answer(self, form: dict[str, list[str]]) -> dict[str, Any]:
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        self.verified = base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
        claims = {"iss": self.url, "aud": "trellis", "exp": 4_000_000_000, **self.claims}
        key = "a key of the provider that is long enough"
        return {"access_token": "t", "token_type": "Bearer", "id_token": jwt.encode(claims, key)}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def _send(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        url = self.provider.url
        if self.path.endswith("openid-configuration"):
            self._send(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "userinfo_endpoint": f"{url}/userinfo",
                    "jwks_uri": f"{url}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self._send(self.provider.claims)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._send(self.provider.token_answer(parse_qs(body)))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    cache.clear()
    served = Provider()
    handler = type("Handler", (_Handler,), {"provider": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    app = {
        "provider_id": "district",
        "name": "Riverbend account",
        "client_id": "trellis",
        "secret": "secret",
        "settings": {"server_url": served.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.DISTRICT_SIGN_IN = "Riverbend account"
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def come_by_district(client: Client, provider: Provider, process: str = "login") -> Any:
    start = client.post(f"{reverse('openid_connect_login', args=['district'])}?process={process}")
    asked = parse_qs(urlsplit(start["Location"]).query)
    provider.challenge = asked["code_challenge"][0]
    back = reverse("openid_connect_callback", args=["district"])
    return client.get(back, {"code": "c", "state": asked["state"][0]})


CLAIMS = {
    "sub": "subject-1",
    "email": "ana@riverbend.example",
    "email_verified": True,
    "groups": ["site_administrator"],
    "roles": ["principal"],
    "is_staff": True,
}


def test_an_invited_person_is_bound_once_and_claims_give_no_role(
    client: Client, cast: Cast, provider: Provider
) -> None:
    invite_person(by=cast.dee, person=cast.ana)
    provider.claims = CLAIMS
    before = set(RoleAssignment.objects.values_list("person_id", "role"))
    come_by_district(client, provider)
    assert is_in(client)
    assert provider.verified  # proof key for code exchange was used, and fits
    bound = SocialAccount.objects.get()
    assert (bound.user, bound.uid, bound.extra_data) == (cast.ana, "subject-1", {})
    assert set(RoleAssignment.objects.values_list("person_id", "role")) == before


def test_afterwards_the_subject_counts_not_the_address(
    client: Client, cast: Cast, provider: Provider
) -> None:
    invite_person(by=cast.dee, person=cast.ana)
    provider.claims = CLAIMS
    come_by_district(client, provider)
    first = client.session.session_key
    provider.claims = {**CLAIMS, "email": "ana.new@riverbend.example"}
    come_by_district(client, provider)
    assert is_in(client)
    assert client.session.session_key != first
    stranger = Client()
    provider.claims = {**CLAIMS, "sub": "subject-2"}
    assert come_by_district(stranger, provider).status_code == 403
    assert not is_in(stranger)


@pytest.mark.parametrize("verified", [False, "false", "true", None])
def test_an_unverified_address_binds_nobody(
    client: Client, cast: Cast, provider: Provider, verified: object
) -> None:
    invite_person(by=cast.dee, person=cast.ana)
    provider.claims = {**CLAIMS, "email_verified": verified}
    assert come_by_district(client, provider).status_code == 403
    assert not is_in(client)


def test_an_unknown_account_makes_no_person(client: Client, cast: Cast, provider: Provider) -> None:
    people = Person.objects.count()
    provider.claims = CLAIMS  # Ana is known, but nobody invited her
    answer = come_by_district(client, provider)
    assert answer.status_code == 403
    assert "Nobody has invited this account yet" in answer.content.decode()
    assert (Person.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_someone_who_left_stays_out(client: Client, cast: Cast, provider: Provider) -> None:
    SocialAccount.objects.create(user=cast.ana, provider="district", uid="subject-1")
    Person.objects.filter(pk=cast.ana.pk).update(is_active=False)
    provider.claims = CLAIMS
    come_by_district(client, provider)
    assert not is_in(client)


def test_a_forged_state_is_refused(client: Client, cast: Cast, provider: Provider) -> None:
    back = reverse("openid_connect_callback", args=["district"])
    client.get(back, {"code": "c", "state": "forged"})
    assert not is_in(client)


def test_without_a_provider_there_is_no_button(client: Client, db: None) -> None:
    assert settings.DISTRICT_SIGN_IN == ""
    assert client.post(reverse("openid_connect_login", args=["district"])).status_code == 404
    assert "sign-in/with" not in client.get(reverse("account_login")).content.decode()
