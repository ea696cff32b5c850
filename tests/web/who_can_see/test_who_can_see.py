"""The pages about the policy say what the policy says (S2-32)."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.cast import Cast
from tests.web.people.test_people import as_person
from trellis.people.access.queries import PRINCIPAL, relations_to_place
from trellis.people.access.rules import ACTIONS, VIEWS, view_of
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.people.communities.operations import agree_norms


def part_of(page: str, part_id: str) -> str:
    found = re.search(rf'<section class="part" id="{part_id}".*?</section>', page, re.S)
    return (
        found.group() if found else re.split(rf'id="{part_id}"', page, maxsplit=1)[1].split('class="part"')[0]
    )


def test_S2_32_the_page_about_my_principal_matches_the_matrix(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    page = client.get(reverse("what-can-my-principal-see")).content.decode()
    parts = {name: part_of(page, f"sees-{name}") for name in ("nothing", "in-part", "everything")}
    real = relations_to_place(cast.pat, cast.lincoln)
    for kind in ObjectKind:
        view = view_of(kind, real)
        name = {View.NOTHING: "nothing", View.FULL: "everything"}.get(view, "in-part")
        for other, text in parts.items():
            assert (f">{escape(kind.label)}<" in text) == (other == name), (kind, other)
    assert "Pat Owens" in page


def test_the_relations_of_the_page_are_those_of_a_real_principal(cast: Cast) -> None:
    assert set(PRINCIPAL) == relations_to_place(cast.pat, cast.lincoln)


def test_the_general_page_matches_the_matrix(client: Client, cast: Cast) -> None:
    as_person(client, cast.eli)
    cast.eli.language = "en"
    cast.eli.save()
    page = client.get(reverse("who-can-see")).content.decode()
    for kind in ObjectKind:
        assert page.count(f'<details id="{kind}"') == 1
        text = page.split(f'<details id="{kind}"')[1].split("</details>")[0]
        said = {
            view: words.split(" · ")
            for view, words in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text)
            if view != "May also"
        }
        expected = {
            str(view.label).capitalize(): [
                escape(relation.label)
                for relation in Relation
                if VIEWS[kind].get(relation, View.NOTHING) == view
            ]
            for view in (View.FULL, View.SUMMARY, View.COUNT)
        }
        assert said == {view: those for view, those in expected.items() if those}, kind
        acting = {words.split(":")[0] for words in re.findall(r"<dt>May also</dt><dd>(.*?)</dd>", text)}
        actions = ACTIONS.get(kind, {})
        assert acting == {escape(relation.label) for those in actions.values() for relation in those}


def test_the_page_through_other_eyes_matches_the_matrix(client: Client, cast: Cast) -> None:
    as_person(client, cast.ana)
    for relation in Relation:
        page = client.get(reverse("who-can-see"), {"of": relation}).content.decode()
        parts = {name: part_of(page, f"sees-{name}") for name in ("nothing", "in-part", "everything")}
        for kind in ObjectKind:
            view = view_of(kind, {relation, Relation.ANYONE})
            name = {View.NOTHING: "nothing", View.FULL: "everything"}.get(view, "in-part")
            for other, text in parts.items():
                assert (f">{escape(kind.label)}<" in text) == (other == name), (relation, kind, other)


@pytest.mark.parametrize("name", ["ana", "eli", "dee"])
def test_everybody_signed_in_may_read_the_policy(client: Client, cast: Cast, name: str) -> None:
    as_person(client, getattr(cast, name))
    for page in ("who-can-see", "what-can-my-principal-see"):
        assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize(("name", "sees_it"), [("ana", True), ("ben", True), ("cleo", False), ("pat", False)])
def test_history_is_for_members(client: Client, cast: Cast, name: str, sees_it: bool) -> None:
    agree_norms(by=cast.ana, community=cast.grade_4, texts=["We listen."])
    as_person(client, getattr(cast, name))
    page = client.get(reverse("history", args=[cast.grade_4.public_id])).content.decode()
    assert ("Norms agreed" in page) == sees_it
    assert ("Ana Reyes" in page) == sees_it


def test_X_02_history_is_read_in_ones_own_language(client: Client, cast: Cast) -> None:
    agree_norms(by=cast.ana, community=cast.grade_4, texts=["We listen."])
    cast.ana.language = "es"
    cast.ana.save()
    as_person(client, cast.ana)
    page = client.get(reverse("history", args=[cast.grade_4.public_id])).content.decode()
    assert "Normas acordadas" in page
    assert "Norms agreed" not in page


def test_an_htmx_piece_of_the_history_equals_the_page(client: Client, cast: Cast) -> None:
    agree_norms(by=cast.ana, community=cast.grade_4, texts=["We listen."])
    as_person(client, cast.ana)
    url = reverse("history", args=[cast.grade_4.public_id])
    piece = client.get(url, headers={"hx-request": "true"}).content.decode().strip()
    assert piece.startswith("<ul")
    assert piece in client.get(url).content.decode()
