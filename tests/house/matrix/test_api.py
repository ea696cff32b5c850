"""Everybody knocks at the API with a token of their own; the table of the pages says what they find."""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.house.matrix import releases
from tests.house.matrix.api import LISTS, TWINS, WITHOUT
from tests.house.matrix.table import ROWS, Answer
from tests.house.matrix.test_profiles import put_under, under
from tests.house.matrix.world import ACTORS, Thing, World, make_world
from trellis.insight.releases.models import Release
from trellis.insight.releases.operations import open_release_to_everyone
from trellis.kit.errors import NotFound
from trellis.people.accounts.rules import digest_of_token
from trellis.people.places.words import PolicyProfile
from trellis.people.tokens.models import ApiToken
from trellis.people.tokens.words import Scope
from trellis.practice.cycles.models import Cycle, Story
from trellis.practice.cycles.queries.stories import open_story
from trellis.practice.cycles.words import Audience


class _Undo(Exception):
    """Takes the world back."""


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all, taken back whole."""
    with django_db_blocker.unblock(), suppress(_Undo), transaction.atomic():
        yield make_world()
        raise _Undo


@pytest.fixture
def world(made: World, db: None) -> World:
    return made


class Program:
    """A program with a token of an actor, made past the operations: also for those who may have none."""

    def __init__(self, world: World, actor: str) -> None:
        self.client, self.secret = Client(), secrets.token_urlsafe()
        person, now = world.actors[actor], timezone.now()
        if person is not None:
            ApiToken.objects.create(
                person=person,
                name=actor,
                token_digest=digest_of_token(self.secret),
                scopes=list(Scope),
                made_at=now,
                expires_at=now + timedelta(days=1),
            )

    def ask(self, name: str, *words: object) -> Any:
        ApiToken.objects.update(minute_began_at=None)
        headers = {"authorization": f"Bearer {self.secret}"}
        return self.client.get(
            reverse(name, args=words), {"limit": 100} if not words else {}, headers=headers
        )


def answer_of(name: str, actor: str, thing: Thing) -> Answer:
    return ROWS[TWINS[name]].rule(actor, thing.relations[actor], thing)


@pytest.mark.parametrize("actor", ACTORS)
def test_threat_14_everybody_at_the_api_finds_what_the_page_shows(world: World, actor: str) -> None:
    program, wrong = Program(world, actor), []
    for name, page in TWINS.items():
        if page not in ROWS:
            continue  # stories and tables: below
        nothing = program.ask(name, "nothing-here")
        for thing in world.things[ROWS[page].belongs_to]:
            response = program.ask(name, *thing.words)
            answer = answer_of(name, actor, thing)
            status = 200 if answer == Answer.OPENS else 404
            if actor in WITHOUT:
                status = 401
            same = answer != Answer.ABSENT or response.content == nothing.content
            if response.status_code != status or not same:
                wrong.append((name, thing.name, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("actor", sorted(set(ACTORS) - WITHOUT))
def test_threat_14_lists_show_exactly_what_opens(world: World, actor: str) -> None:
    program = Program(world, actor)
    for listing, single in LISTS.items():
        if TWINS[single] not in ROWS:
            continue
        shown = {row["id"] for row in program.ask(listing).json()["items"]}
        things = world.things[ROWS[TWINS[single]].belongs_to]
        should = {thing.words[0] for thing in things if answer_of(single, actor, thing) == Answer.OPENS}
        assert shown & {thing.words[0] for thing in things} == should, listing
        for pk in shown:
            assert program.ask(single, pk).status_code == 200, (single, pk)


@pytest.mark.parametrize("profile", [PolicyProfile.STRICTER, PolicyProfile.STATE_REPORTING])
def test_X_04_the_api_follows_the_policy_profile(world: World, profile: PolicyProfile) -> None:
    put_under(world, profile)
    wrong = []
    for actor in ("member", "teacher", "principal", "department", "district_leader", "data_steward"):
        program = Program(world, actor)
        for listing, single in LISTS.items():
            if TWINS[single] not in ROWS:
                continue
            shown = {row["id"] for row in program.ask(listing).json()["items"]}
            for thing in world.things[ROWS[TWINS[single]].belongs_to]:
                opens = answer_of(single, actor, under(thing, profile)) == Answer.OPENS
                found = program.ask(single, *thing.words).status_code == 200
                if (opens, opens) != (found, thing.words[0] in shown):
                    wrong.append((actor, single, thing.name, opens))
    assert wrong == []


@pytest.mark.parametrize("audience", Audience)
def test_threat_14_stories_are_read_by_whom_they_were_told_to(world: World, audience: Audience) -> None:
    now = timezone.now()
    told = Story.objects.create(
        cycle=Cycle.objects.get(),
        title="Told",
        text="Size first.",
        audience=audience,
        changed_at=now,
        published_at=now,
    )
    readers = set()
    for actor in sorted(set(ACTORS) - WITHOUT):
        program, person = Program(world, actor), world.actors[actor]
        try:
            open_story(by=person, pk=told.public_id)
            readers.add(actor)
        except NotFound:
            pass
        single = program.ask("api-story", told.public_id).status_code
        listed = [row["id"] for row in program.ask("api-stories").json()["items"]]
        expected = (200, [told.public_id]) if actor in readers else (404, [])
        assert (single, listed) == expected, actor
    assert {"member", "facilitator"} <= readers
    Story.objects.update(published_at=None)
    assert Program(world, "member").ask("api-stories").json()["items"] == []


@pytest.mark.parametrize("opened", [False, True])
def test_threat_14_tables_are_read_as_on_their_page_or_by_everyone(world: World, opened: bool) -> None:
    [thing] = releases.things(world)["release"]
    pk = str(thing.words[0])
    if opened:
        open_release_to_everyone(by=world.cast.dee, release=Release.objects.get(public_id=pk))
    rule = releases.ROWS["open-release"].rule
    for actor in sorted(set(ACTORS) - WITHOUT):
        program = Program(world, actor)
        opens = opened or rule(actor, thing.relations[actor], thing) == Answer.OPENS
        listed = [row["id"] for row in program.ask("api-tables").json()["items"]]
        found = program.ask("api-table", pk).status_code
        assert (found, listed) == ((200, [pk]) if opens else (404, [])), actor
    for actor in sorted(WITHOUT):
        assert Program(world, actor).ask("api-table", pk).status_code == 401, actor
