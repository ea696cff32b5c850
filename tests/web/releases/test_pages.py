"""Tables of results on pages: declared, looked at, published, read by tier, taken along, withdrawn."""

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.insight.releases.stored import BACKEND, read_as
from tests.insight.releases.world import World
from trellis.evidence.roster.models import Demographic
from trellis.insight.releases.models import Release
from trellis.people.places.models import PublicPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


@pytest.fixture
def dee(client: Client, cast: Cast) -> Client:
    client.force_login(cast.dee, backend=BACKEND)
    return client


def rows_of(file: str) -> dict[tuple[str, str], dict[str, str]]:
    rows = csv.DictReader(io.StringIO(file.removeprefix("\ufeff")))
    return {(row["Place"], row["Group"]): row for row in rows}


def test_S0_34_declared_looked_at_and_published(dee: Client, world: World) -> None:
    page = reverse("make-release", args=[world.cast.district.public_id])
    assert "Fall 2026" in dee.get(page).content.decode()
    window = {"window": world.fall.public_id}
    content = dee.get(page, window).content.decode()
    assert "Mathematics: Scale score" in content
    wish = {**window, "title": "Mathematics, fall", "number": "1-scale", "cut": "500", "family": "sex"}
    seen = dee.get(page, wish).content.decode()
    for words in ("What would be shown", "not shown", "A group has fewer students", "Publish this table"):
        assert words in seen, words
    assert not Release.objects.exists()
    assert dee.get(page, {**wish, "cut": "no"}).status_code == 422
    response = dee.post(page, wish)
    assert response.status_code == 303
    assert "Table 1 is published." in dee.get(response["Location"]).content.decode()
    listed = dee.get(reverse("releases", args=[world.cast.lincoln.public_id])).content.decode()
    assert "Mathematics, fall" in listed
    empty = world.given("Empty", [])
    refused = dee.get(page, {**wish, "window": empty.public_id})
    assert refused.status_code == 422


def test_each_tier_reads_its_own_numbers_and_the_file_says_the_same(world: World) -> None:
    cast, release = world.cast, world.publish()
    for person in (cast.pat, cast.dee, cast.ana):
        page, file = read_as(person, release)
        whole = rows_of(file)[cast.district.name, "All students"]
        assert whole["Students"] == "114"
        assert re.fullmatch(r"\d+ %", whole["Reached it"])
        assert rows_of(file)[cast.lincoln.name, "Another gender"]["Students"] == "not shown"
        assert whole["Reached it"] in page
    page, file = read_as(cast.eli, release)
    assert "de 100 a 299" in page
    assert "114" not in page.split("<main", 1)[1]
    assert "114" not in file
    shown = {cell["Estudiantes"] for cell in csv.DictReader(io.StringIO(file.removeprefix("\ufeff")))}
    assert all(not words.isdigit() for words in shown)


def test_a_hidden_share_has_no_bar(world: World) -> None:
    release = world.publish()
    hidden = release.cells.filter(students=None).count()
    assert hidden
    client = Client()
    client.force_login(world.cast.pat, backend=BACKEND)
    page = client.get(reverse("open-release", args=[release.public_id]), {"group": "other"}).content.decode()
    lines = re.findall(r"<svg[^>]*range-line.*?</svg>", page, re.S)
    assert len(lines) == 3
    shown = release.cells.filter(group="other", reached__isnull=False, students__gt=0).count()
    assert sum("<rect" in line for line in lines) == shown
    whole = client.get(reverse("open-release", args=[release.public_id])).content.decode()
    assert len(re.findall(r"<rect class=.range", whole)) == 3


def test_S0_34_two_worlds_that_differ_in_a_hidden_number_read_the_same(world: World) -> None:
    """One child more in a hidden group, one fewer in another hidden one: nobody sees a difference."""
    cast, readers = world.cast, (world.cast.dee, world.cast.pat, world.cast.eli)
    boys = [world._student(cast.washington, "male") for _ in range(20)]
    window = world.given("Spring 2027", [*world.students, *boys])
    first = world.publish(window)
    hidden = set(first.cells.filter(students=None).values_list("organization_id", "group"))
    assert hidden == {
        (place.pk, group) for place in (cast.lincoln, cast.district) for group in ("female", "other")
    }
    before = [read_as(person, first)[1] for person in readers]
    digest = first.digest
    first.delete()
    moved = Demographic.objects.filter(student__school=cast.lincoln, sex="female").first()
    assert moved is not None
    moved.sex = "other"
    moved.save()
    second = world.publish(window)
    assert second.members.filter(group="other").count() == 5
    assert second.digest == digest
    assert [read_as(person, second)[1] for person in readers] == before


def test_withdrawn_tables_show_the_reason_and_no_number(dee: Client, world: World) -> None:
    release = world.publish()
    act = reverse("withdraw-release", args=[release.public_id])
    page = reverse("open-release", args=[release.public_id])
    assert dee.post(act, {"reason": ""}).status_code == 422
    assert dee.post(act, {"reason": "Wrong window"}).status_code == 303
    content = dee.get(page).content.decode()
    assert "Wrong window" in content
    assert "114" not in content.split("<main", 1)[1]
    assert dee.get(reverse("release-csv", args=[release.public_id])).status_code == 404
    assert dee.post(act, {"reason": "Again"}).status_code == 409


def test_names_of_places_never_become_formulas(world: World) -> None:
    world.cast.lincoln.name = "=1+1"
    world.cast.lincoln.save()
    _page, file = read_as(world.cast.pat, world.publish())
    assert "'=1+1" in file


@pytest.mark.parametrize("name", ["ana", "pat", "eli"])
def test_only_those_who_publish_see_how_a_table_is_made(client: Client, world: World, name: str) -> None:
    client.force_login(getattr(world.cast, name), backend=BACKEND)
    for place in (world.cast.district, world.cast.lincoln):
        address = reverse("make-release", args=[place.public_id])
        assert client.get(address).status_code == 404
        assert client.post(address, {"window": world.fall.public_id}).status_code == 404


def test_S0_34_a_visitor_reads_what_is_open_to_everyone_and_signs_in_for_the_rest(
    client: Client, world: World
) -> None:
    cast, release = world.cast, world.publish()
    page = reverse("open-release", args=[release.public_id])
    file = reverse("release-csv", args=[release.public_id])
    for address in (page, file, reverse("open-release", args=["nothing-here"])):
        response = client.get(address)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))
    dee = Client()
    dee.force_login(cast.dee, backend=BACKEND)
    assert "Let everyone read it" in dee.get(page).content.decode()
    act = reverse("open-release-to-everyone", args=[release.public_id])
    assert dee.post(act).status_code == 303
    assert "Everyone may read this" in dee.get(page).content.decode()
    content = client.get(page).content.decode()
    assert "Everyone may read this" in content
    assert "100 to 299" in content
    assert "Withdraw this table" not in content
    rows = rows_of(client.get(file).content.decode())
    assert rows[cast.district.name, "All students"]["Students"] == "100 to 299"
    PublicPage.objects.create(organization=cast.district, slug="riverbend", published_at=release.published_at)
    board = client.get(reverse("public-page", args=["riverbend"])).content.decode()
    assert page in board
    dee.post(reverse("withdraw-release", args=[release.public_id]), {"reason": "Wrong window"})
    assert client.get(page).status_code == 302
    assert page not in client.get(reverse("public-page", args=["riverbend"])).content.decode()
