"""The invited guest at every door of meetings: this one meeting opens to them, and nothing else of the team.

Two kinds of guest: a colleague or partner who was invited by name, and somebody with a seat by code. Every
address of meetings, notes and protocols, over pages and pieces; feeds, search and sockets beside them.
"""

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

from tests.house.matrix import meetings, notes, protocols
from tests.house.matrix.slices import make_full_world
from tests.house.matrix.table import Answer, Row
from tests.house.matrix.test_matrix import CHANNELS, Knocker, _Undo, check
from tests.house.matrix.world import Thing, World, signed_in
from trellis.people.journal.models import JournalEntry
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.operations.hosting import end_invitation, invite_to_meeting
from trellis.practice.meetings.operations.joining import join_as_guest
from trellis.practice.meetings.operations.promising import make_promise
from trellis.practice.meetings.operations.running import start_meeting
from trellis.practice.meetings.words import GUEST_COOKIE

ROWS: dict[str, Row] = meetings.ROWS | notes.ROWS | protocols.ROWS
#: Who is invited: a teacher of another school, and a partner from outside.
INVITED = ("teacher_elsewhere", "partner")
#: The things that belong to the one meeting they are invited to.
OF_MEETING = frozenset(
    {"meeting", "meeting_item", "asked_item", "meeting_guest", "meeting_promise", "run", "run line"}
)
#: What they open: they read this meeting as members do.
READS = frozenset(
    {
        *("open-meeting", "meeting-now", "projector", "agenda-pdf", "phone"),
        *("wrap-meeting", "guests", "open-run"),
    }
)
#: What they do themselves: come in, answer, write where the protocol asks, go.
ACTS = frozenset(
    {
        *("check-in", "give-pulse", "tap-norms", "say-thanks", "leave-meeting"),
        *("write-line", "cast-vote", "ground-line", "place-dot"),
    }
)
#: Pages on which members plan: guests find no such page.
PLANS = frozenset({"plan-agenda", "move-meeting", "renew-norms", "cover", "ask-for-cover"})
TODAY = str(timezone.localdate())
#: Whole forms, so that a refusal is about the person and not about a field.
FORMS: dict[str, dict[str, object]] = {
    "add-item": {"title": "Mine", "minutes": 5, "kind": "learn"},
    "change-item": {"title": "Mine", "minutes": 5, "kind": "learn"},
    "give-function": {"function": "facilitator", "person": "x"},
    "make-promise": {"text": "Mine", "who": "x", "due_on": TODAY},
    "park-question": {"text": "Mine?"},
    "propose-decision": {"text": "Mine", "method": "vote"},
    "invite-guest": {"address": "new@garden.example", "name": "New", "language": "en"},
    "review-promise": {"outcome": "done"},
    "lead-run": {"act": "next", "position": 1, "turn": 0},
    "propose-from-run": {"text": "Mine", "position": 1},
    "cancel-meeting": {"reason": "Mine"},
}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), suppress(_Undo), transaction.atomic():
        world = make_full_world()
        for name in INVITED:
            person = world.actors[name]
            assert person is not None
            invite_to_meeting(by=world.cast.ana, meeting=meeting_of(world), person=person)
        yield world
        raise _Undo


@pytest.fixture
def world(made: World, db: None) -> World:
    return made


def meeting_of(world: World, name: str = "meeting") -> Meeting:
    return Meeting.objects.get(public_id=world.things[name][0].words[0])


def is_theirs(world: World, thing: Thing) -> bool:
    """Whether a thing is part of the meeting the guests are invited to."""
    pk = world.things["meeting"][0].words[0]
    return thing.name in OF_MEETING and (thing.words[0] == pk or thing.name.startswith("run"))


def sent(client: Client, row: Row, name: str, thing: Thing, headers: dict[str, str]) -> tuple[Any, int]:
    """Send one request with a whole form; return the answer and what it wrote, then take it back."""
    url, response, written = reverse(name, args=thing.words), None, 0
    before = JournalEntry.objects.count()
    with suppress(_Undo), transaction.atomic():
        if row.method == "GET":
            response = client.get(url, headers=headers)
        else:
            response = client.post(url, FORMS.get(name, {}), headers=headers)
        written = JournalEntry.objects.count() - before
        raise _Undo
    return response, written


def wrong_at(client: Client, row: Row, name: str, thing: Thing, channel: str) -> str:
    """Say what is wrong at a door of their own meeting; nothing when all is well."""
    response, written = sent(client, row, name, thing, CHANNELS[channel])
    cell = f"{row.method} {name} of {thing.name} ({channel}): {response.status_code}, {written} written"
    if name in READS:
        return "" if response.status_code == 200 else cell
    if name in ACTS:
        # a form without words and a step that is over are refused inside
        return "" if response.status_code in {200, 204, 303, 409, 422} else cell
    expected = {404} if name in PLANS or row.method == "GET" else {403, 404}
    if name == "start-run":
        expected = {403, 404}
    if name == "invite-guest":
        # the form comes back with the refusal in words
        expected |= {422}
    return "" if response.status_code in expected and not written else cell


@pytest.mark.slow
@pytest.mark.parametrize("actor", INVITED)
def test_S0_34_S1_29_who_is_invited_to_one_meeting_is_in_that_one_alone(world: World, actor: str) -> None:
    knocker, wrong = Knocker.of(world, actor), []
    for name, row in ROWS.items():
        for thing in world.things[row.belongs_to]:
            for channel in CHANNELS:
                if is_theirs(world, thing):
                    wrong.append(wrong_at(knocker.client, row, name, thing, channel))
                else:
                    # as if nobody had invited them
                    wrong.append(check(knocker, name, row, thing, channel))
    assert [trouble for trouble in wrong if trouble] == []


def test_S1_29_an_invitation_that_is_taken_back_closes_every_door(world: World) -> None:
    meeting, person = meeting_of(world), world.actors["teacher_elsewhere"]
    row = meeting.invitations.get(person=person)
    end_invitation(by=world.cast.ana, meeting=meeting, invitation=row.public_id)
    knocker = Knocker.of(world, "teacher_elsewhere")
    wrong = [
        check(knocker, name, row, thing, "page")
        for name, row in ROWS.items()
        for thing in world.things[row.belongs_to]
        if is_theirs(world, thing)
    ]
    assert [trouble for trouble in wrong if trouble] == []


@pytest.mark.parametrize("actor", INVITED)
def test_S1_29_feeds_today_and_search_know_of_that_meeting_alone(world: World, actor: str) -> None:
    client, other = signed_in(world.actors[actor]), meeting_of(world, "held_meeting")
    start = start_meeting(by=world.cast.ana, meeting=meeting_of(world))
    room = reverse("open-meeting", args=[start.public_id])
    assert "strips" in signed_in(world.cast.ben).get(room).content.decode(), "promised last week"
    assert "strips" not in client.get(room).content.decode(), "an earlier meeting is not theirs"
    make_promise(
        by=world.cast.ana,
        meeting=start,
        text="Bring strips to the museum",
        who=world.cast.ben.public_id,
        due_on=timezone.localdate() + timedelta(days=1),
    )
    found = client.get(reverse("search-meetings"), {"q": "strips"}).content.decode()
    assert start.public_id in found
    for page in (found, client.get(reverse("today")).content.decode()):
        assert other.public_id not in page
        assert "Last week" not in page
    made = client.post(reverse("make-calendar-feed"), {"community": ""}).content.decode()
    if 'value="http://testserver' in made:
        address = made.split('value="http://testserver', 1)[1].split('"', 1)[0]
        calendar = Client().get(address).content.decode()
        for meeting in (start, other):
            assert meeting.public_id not in calendar, "a feed is of one's own communities"
    own = {"community": world.cast.grade_4.public_id}
    assert client.post(reverse("make-calendar-feed"), own).status_code in {404, 422}


def test_S1_29_a_seat_by_code_opens_the_guests_page_of_its_meeting_and_no_other_door(world: World) -> None:
    meeting, other = meeting_of(world), meeting_of(world, "running_meeting")
    start_meeting(by=world.cast.ana, meeting=meeting)
    client = Client()
    client.raise_request_exception = False
    client.post(reverse("join-as-guest", args=[meeting.join_code]), {"name": "Rosa"})
    assert GUEST_COOKIE in client.cookies
    join_as_guest(meeting=other, name="Rosa")
    seat = client.get(reverse("guest-seat", args=[meeting.join_code]))
    assert seat.status_code == 200
    for hidden in ("strips", "Said among us", "I expect 60 of 71", "Drill"):
        assert hidden not in seat.content.decode(), hidden
    assert client.get(reverse("guest-seat", args=[other.join_code])).status_code == 404
    assert client.post(reverse("guest-act", args=[other.join_code]), {"act": "write"}).status_code == 404
    for name, row in ROWS.items():
        for thing in world.things[row.belongs_to]:
            for headers in CHANNELS.values():
                response, written = sent(client, row, name, thing, headers)
                assert response.status_code == 302, (name, thing.name)
                assert response["Location"].startswith(reverse("account_login")), name
                assert not written, name


def test_the_tables_of_guests_name_addresses_that_are_there() -> None:
    assert {*READS, *ACTS, *PLANS, *FORMS} <= set(ROWS)
    assert not READS & ACTS
    assert {
        row.rule(actor, frozenset(), Thing("x", (), {})) for actor in INVITED for row in ROWS.values()
    } <= {*Answer}
