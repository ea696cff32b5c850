"""Everybody knocks at every door, over pages and htmx pieces; the policy table says what they find."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from tests.house.matrix.api import API
from tests.house.matrix.slices import OPEN, OWN_BY_NUMBER, ROWS, SIGNED_IN, make_full_world
from tests.house.matrix.table import Answer, Row
from tests.house.matrix.world import ACTORS, OUTSIDE_THE_WALL, Thing, World, signed_in
from trellis.people.access.queries import relations_to_place
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.people.places.models import Organization

CHANNELS: dict[str, dict[str, str]] = {"page": {}, "piece": {"hx-request": "true"}}
CHANCE = re.compile(rb'(csrfmiddlewaretoken" value="|x-csrftoken": ")[^"]*')


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[str | None]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern.name


def test_every_address_has_a_row() -> None:
    names = list(addresses(get_resolver().url_patterns))
    assert None not in names, "every address has a name"
    tables = [set(ROWS), SIGNED_IN, OPEN, OWN_BY_NUMBER, API]
    assert sum(map(len, tables)) == len(set().union(*tables)), "no address has two rows"
    listed = set().union(*tables)
    assert set(names) - listed == set(), "give these a row in tests/house/matrix/table.py"
    assert listed - set(names) == set(), "these addresses are gone"


class _Undo(Exception):
    """Takes back what a request changed."""


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for every door, made once and taken back whole; each test takes back what it did."""
    with django_db_blocker.unblock(), suppress(_Undo), transaction.atomic():
        yield make_full_world()
        raise _Undo


@pytest.fixture
def world(made: World, db: None) -> World:
    return made


def test_the_server_reckons_relations_as_they_were_written_down(world: World) -> None:
    for actor, person in world.actors.items():
        for thing in world.things["place"]:
            place = Organization.objects.get(public_id=thing.words[0])
            assert relations_to_place(person, place) == thing.relations[actor], (actor, thing.name)
        for thing in world.things["community"]:
            team = Community.objects.get(public_id=thing.words[0])
            assert relations_to_community(person, team) == thing.relations[actor], (actor, thing.name)


def ask(client: Client, row: Row, url: str, headers: dict[str, str]) -> Any:
    """Send one request and take back whatever it did, to the database and to the browser."""
    cookies = dict(client.cookies)
    response: Any = None
    try:
        with transaction.atomic():
            response = (
                client.get(url, headers=headers) if row.method == "GET" else client.post(url, headers=headers)
            )
            raise _Undo
    except _Undo:
        client.cookies.clear()
        client.cookies.update(cookies)
    return response


def without_chance(response: Any, words: tuple[object, ...]) -> tuple[int, bytes]:
    content = CHANCE.sub(b"", response.content)
    for word in words:
        content = content.replace(str(word).encode(), b"")
    return response.status_code, content


def absent(name: str, thing: Thing) -> tuple[str, tuple[object, ...]]:
    """The address of a thing that does not exist, beside this one."""
    words = tuple("nothing-here" if isinstance(word, str) else word for word in thing.words)
    return reverse(name, args=words), words


@dataclass
class Knocker:
    """One person at the doors, and what they were told at doors of things that do not exist."""

    actor: str
    client: Client
    asked: set[str] = field(default_factory=set)
    told: dict[tuple[str, str], set[tuple[int, bytes]]] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, actor: str) -> "Knocker":
        client = signed_in(world.actors[actor])
        client.raise_request_exception = False
        return cls(actor, client)

    def sees_nothing(self, name: str, row: Row, thing: Thing, channel: str, response: Any) -> bool:
        """Say whether the answer looks as if the thing did not exist.

        Every door is asked once for a thing that does not exist; for further things and pieces it is enough
        to look like what this person was told at any such door.
        """
        told = self.told.setdefault((channel, row.method), set())
        looks = without_chance(response, thing.words)
        if name in self.asked and looks in told:
            return True
        self.asked.add(name)
        url, words = absent(name, thing)
        nothing = without_chance(ask(self.client, row, url, CHANNELS[channel]), words)
        told.add(nothing)
        return looks == nothing


def check(knocker: Knocker, name: str, row: Row, thing: Thing, channel: str) -> str:
    """Return what is wrong with one cell of the matrix; nothing when all is well."""
    url = reverse(name, args=thing.words)
    response, actor = ask(knocker.client, row, url, CHANNELS[channel]), knocker.actor
    cell = f"{actor} {row.method} {name} of {thing.name} ({channel}): {response.status_code}"
    if actor in OUTSIDE_THE_WALL:
        is_door = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
        return "" if is_door else f"{cell}, the door of sign-in expected"
    answer = row.rule(actor, thing.relations.get(actor, frozenset()), thing)
    if response.status_code >= 500:
        return f"{cell}, broken"
    if answer == Answer.OPENS:
        # a form without words is refused as such (422), an act may not fit the state (409): both are inside
        return "" if response.status_code in {200, 204, 303, 409, 422} else f"{cell}, it should open"
    if answer == Answer.NOT_YOURS:
        # a form without words may be refused as such before anybody asks whose it is; that nothing is done by
        # a whole form is tested with the operations
        return "" if response.status_code in {403, 404, 409, 422} else f"{cell}, it is not theirs"
    if answer == Answer.NOT_THERE:
        return "" if response.status_code == 404 else f"{cell}, it should not be there"
    if response.status_code != 404:
        return f"{cell}, it should not be there"
    same = knocker.sees_nothing(name, row, thing, channel, response)
    return "" if same else f"{cell}, absence looks different"


@pytest.mark.slow
@pytest.mark.parametrize("actor", ACTORS)
def test_S0_34_everybody_at_every_door(world: World, actor: str) -> None:
    knocker = Knocker.of(world, actor)
    wrong = [
        trouble
        for name, row in ROWS.items()
        for number, thing in enumerate(world.things[row.belongs_to])
        # the door does not ask for the channel: one thing of each sort is enough for pieces
        for channel in (CHANNELS if number == 0 else ["page"])
        if (trouble := check(knocker, name, row, thing, channel))
    ]
    assert wrong == []


@pytest.mark.parametrize("actor", ACTORS)
def test_own_pages_are_behind_the_wall(world: World, actor: str) -> None:
    client = signed_in(world.actors[actor])
    for name in sorted(SIGNED_IN):
        response = client.get(reverse(name))
        if actor in OUTSIDE_THE_WALL:
            assert response.status_code == 302, name
            assert response["Location"].startswith(reverse("account_login")), name
        else:
            # 404 and 403: there is no such way to sign in yet; 405: only a form is taken
            assert response.status_code in {200, 302, 403, 404, 405}, name


@pytest.mark.parametrize("name", sorted({*ROWS, *SIGNED_IN} - {"write-public-page"}))
def test_nobody_from_outside_sends_a_form(world: World, client: Client, name: str) -> None:
    row = ROWS.get(name)
    words = world.things[row.belongs_to][0].words if row else ()
    response = client.post(reverse(name, args=words), {"name": "x"})
    assert response.status_code in {302, 405}
