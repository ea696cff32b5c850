"""Today: each of the cast sees the own work and nobody else's."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from trellis.insight.boards.queries import today_board
from trellis.people.communities.operations import ask_to_join, propose_community

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.mark.parametrize("name", ["ana", "ben", "cleo", "dee", "eli", "pat"])
def test_today_opens_for_everybody(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name), backend=BACKEND)
    response = client.get(reverse("today"))
    assert response.status_code == 200
    assert getattr(cast, name).given_name in response.content.decode()


def test_a_request_to_join_waits_for_the_guide_alone(cast: Cast) -> None:
    ask_to_join(by=cast.cleo, community=cast.grade_4, message="Fractions!")
    assert any("Cleo Park asks to join" in thing.title for thing in today_board(by=cast.ana).waiting)
    for person in (cast.ben, cast.pat, cast.dee):
        assert not any("asks to join" in thing.title for thing in today_board(by=person).waiting)


def test_proposed_teams_wait_for_those_who_lead(cast: Cast) -> None:
    propose_community(
        by=None, organization=cast.lincoln, name="Grade 3", people=[cast.cleo], roster_rule={"grade": "03"}
    )
    assert any("proposed from the roster" in thing.title for thing in today_board(by=cast.pat).waiting)
    assert any("proposed from the roster" in thing.title for thing in today_board(by=cast.dee).waiting)
    assert not any("proposed" in thing.title for thing in today_board(by=cast.ana).waiting)


@pytest.mark.parametrize(
    ("hour", "greeting"), [(8, "Good morning"), (13, "Good afternoon"), (19, "Good evening")]
)
def test_the_greeting_knows_the_time_of_day(cast: Cast, hour: int, greeting: str) -> None:
    now = datetime(2026, 11, 24, hour, tzinfo=ZoneInfo("America/Los_Angeles"))
    board = today_board(by=cast.ana, now=now)
    assert board.greeting == f"{greeting}, Ana"
    assert board.day == "Tuesday, November 24"


def test_a_family_sees_what_was_published_and_no_staff_words(client: Client, cast: Cast) -> None:
    client.force_login(cast.eli, backend=BACKEND)
    content = client.get(reverse("today")).content.decode()
    assert "You are in no community yet" not in content
    board = today_board(by=cast.eli)
    assert not board.staff
    assert board.waiting == []
