"""The pages of organizations: their own, their public face, coverage."""

import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.cast import Cast
from trellis.people.communities.models import Community
from trellis.people.communities.operations import propose_community
from trellis.people.communities.queries import function_of
from trellis.people.communities.words import Function
from trellis.people.places.models import PublicPage
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import cycle_templates

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 40, 40) + b"\x08\x06" * 8
FIELDS = {
    "model_name_en": "Learning Community Model",
    "model_name_es": "Modelo de comunidad de aprendizaje",
    "welcome_en": "We learn together.",
    "welcome_es": "Aprendemos juntos.",
    "accent": "lake",
    "publish": "on",
}


def as_person(client: Client, person: object) -> Client:
    client.force_login(person, backend=BACKEND)  # type: ignore[arg-type]
    return client


def test_front_leads_home(client: Client, cast: Cast) -> None:
    assert client.get("/")["Location"] == reverse("account_login")
    assert as_person(client, cast.ana).get("/")["Location"] == reverse("today")


def test_S0_01_name_and_logo_change_the_public_page_which_needs_no_sign_in(
    client: Client, cast: Cast
) -> None:
    url = reverse("write-public-page", args=[cast.lincoln.public_id])
    as_person(client, cast.pat)
    logo = SimpleUploadedFile("logo.png", PNG, "image/png")
    response = client.post(url, {**FIELDS, "logo": logo, "logo_alt_en": "A leaf", "logo_alt_es": "Una hoja"})
    assert response.status_code == 303
    page = PublicPage.objects.get()
    visitor = Client()
    assert visitor.get("/")["Location"] == reverse("public-page", args=[page.slug])
    english = visitor.get(reverse("public-page", args=[page.slug])).content.decode()
    assert "Learning Community Model" in english
    assert "We learn together." in english
    assert 'alt="A leaf"' in english
    spanish = visitor.get(reverse("public-page", args=[page.slug]), headers={"accept-language": "es"})
    assert "Aprendemos juntos." in spanish.content.decode()
    picture = visitor.get(reverse("public-logo", args=[page.slug]))
    assert picture["Content-Type"] == "image/png"
    assert picture.content == PNG
    client.post(url, {**FIELDS, "model_name_en": "Our way"})
    assert "Our way" in visitor.get(reverse("public-page", args=[page.slug])).content.decode()


def test_an_unpublished_page_is_not_there(client: Client, cast: Cast) -> None:
    as_person(client, cast.pat)
    client.post(reverse("write-public-page", args=[cast.lincoln.public_id]), FIELDS | {"publish": ""})
    assert PublicPage.objects.get().published_at is None
    assert Client().get(reverse("public-page", args=[PublicPage.objects.get().slug])).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"welcome_es": ""}, "welcome_es"),
        ({"accent": "red"}, "accent"),
        ({"logo": SimpleUploadedFile("logo.png", b"<svg><script/></svg>"), "logo_alt_en": "x"}, "logo"),
        ({"logo": SimpleUploadedFile("logo.png", PNG), "logo_alt_en": ""}, "logo_alt_en"),
    ],
    ids=["one language", "unknown colour", "script in disguise", "no description"],
)
def test_a_public_page_that_is_refused_says_where(
    client: Client, cast: Cast, change: dict[str, object], field: str
) -> None:
    as_person(client, cast.pat)
    response = client.post(reverse("write-public-page", args=[cast.lincoln.public_id]), {**FIELDS, **change})
    assert response.status_code == 422
    assert f"id_{field}_error" in response.content.decode()
    assert not PublicPage.objects.exists()


@pytest.mark.parametrize(
    ("page", "seen_by"),
    [
        ("open-organization", {"ana", "ben", "cleo", "pat", "dee", "eli"}),
        ("coverage", {"pat", "dee"}),
        ("write-public-page", {"pat", "dee"}),
    ],
)
def test_pages_of_a_place_open_for_those_who_may(
    client: Client, cast: Cast, page: str, seen_by: set[str]
) -> None:
    url = reverse(page, args=[cast.lincoln.public_id])
    for name in ("ana", "ben", "cleo", "pat", "dee", "eli"):
        expected = 200 if name in seen_by else 404
        assert as_person(client, getattr(cast, name)).get(url).status_code == expected, name


def test_a_family_sees_the_place_but_no_directory_of_staff_teams(client: Client, cast: Cast) -> None:
    url = reverse("open-organization", args=[cast.lincoln.public_id])
    content = as_person(client, cast.eli).get(url).content.decode()
    assert "Lincoln Elementary" in content
    assert "Grade 4 team" not in content
    assert "Grade 4 team" in as_person(client, cast.pat).get(url).content.decode()


def test_a_proposed_team_is_not_in_the_directory(client: Client, cast: Cast) -> None:
    propose_community(
        by=None,
        organization=cast.lincoln,
        name="Grade 3 team",
        people=[cast.cleo],
        roster_rule={"grade": "03"},
    )
    url = reverse("open-organization", args=[cast.lincoln.public_id])
    assert "Grade 3 team" not in as_person(client, cast.cleo).get(url).content.decode()


def test_coverage_names_who_has_nobody(client: Client, cast: Cast) -> None:
    content = (
        as_person(client, cast.pat).get(reverse("coverage", args=[cast.lincoln.public_id])).content.decode()
    )
    assert "Cleo Park" in content
    assert "One educator has no team yet" in content


def test_S0_01_how_the_model_works_comes_from_the_live_template(client: Client, cast: Cast) -> None:
    load_content()
    as_person(client, cast.pat)
    client.post(reverse("write-public-page", args=[cast.lincoln.public_id]), FIELDS)
    url = reverse("public-page", args=[PublicPage.objects.get().slug])
    template = cycle_templates().prefetch_related("stages").first()
    assert template is not None
    content = Client().get(url).content.decode()
    for stage in template.stages.all():
        assert escape(stage.names["en"]) in content
    spanish = Client().get(url, headers={"accept-language": "es"}).content.decode()
    for stage in template.stages.all():
        assert escape(stage.names["es"]) in spanish


def test_S0_12_a_leader_answers_proposed_teams_on_the_coverage_page(client: Client, cast: Cast) -> None:
    def proposed(grade: str) -> Community:
        team = propose_community(
            by=None,
            organization=cast.lincoln,
            name=f"Grade {grade} team",
            people=[cast.cleo],
            roster_rule={"grade": grade},
        )
        assert team is not None
        return team

    yes, no = proposed("03"), proposed("06")
    place = cast.lincoln.public_id
    accept = reverse("accept-community", args=[place, yes.public_id])
    assert as_person(client, cast.cleo).post(accept).status_code == 404
    as_person(client, cast.pat)
    page = client.get(reverse("coverage", args=[place])).content.decode()
    assert "Grade 03 team" in page
    assert "Cleo Park" in page
    assert client.post(accept, {"name": "Third grade"}).status_code == 422  # somebody has to guide it
    wish = {"name": "Third grade", "lead": cast.cleo.public_id}
    assert client.post(accept, wish).status_code == 303
    assert client.post(accept, wish).status_code == 404
    assert function_of(cast.cleo, yes) == Function.FACILITATOR
    assert client.post(reverse("decline-community", args=[place, no.public_id])).status_code == 303
    yes.refresh_from_db()
    no.refresh_from_db()
    assert (yes.name, yes.accepted_at is not None) == ("Third grade", True)
    assert no.ends_on is not None
