"""The protocol library on the screen."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from tests.cast import Cast
from tests.practice.meetings.world import planned_meeting
from tests.web.meetings.test_run_pages import signed_in
from trellis.practice.library.models import Protocol
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import protocols

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast: Cast) -> Client:
    load_content()
    return signed_in(cast.ben)


def test_protocols_are_found_by_use_people_and_minutes(ben: Client) -> None:
    url = reverse("protocols")
    assert len(ben.get(url).context["found"]) == 35
    found = ben.get(url, {"use": "data", "people": "5", "minutes": "25"}).context["found"]
    assert found[0].key == "what-so-what-now-what"
    odd = ben.get(url, {"use": "fun", "people": "many", "minutes": "-1"})
    assert len(odd.context["found"]) == 35, "what cannot be read is not asked for"
    assert "Nothing fits all of that" in ben.get(url, {"text": "quantum"}).content.decode()
    piece = ben.get(url, {"text": "onion"}, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in piece
    assert "Peeling the onion" in piece


def test_a_card_can_be_read_and_used(ben: Client, cast: Cast) -> None:
    meeting = planned_meeting(cast)
    page = ben.get(reverse("open-protocol", args=["tuning"])).content.decode()
    for words in ("Tuning", "45 minutes", "Watch for", "If time is short", "Joseph McDonald"):
        assert words in page
    assert reverse("open-meeting", args=[meeting.public_id]) in page
    assert ben.get(reverse("open-protocol", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_card_opens_in_both_languages(ben: Client, language: str) -> None:
    for protocol in protocols():
        with override(language):
            name = protocol.name
        answer = ben.get(reverse("open-protocol", args=[protocol.key]), headers={"accept-language": language})
        assert answer.status_code == 200
        assert name or language == "es"
        assert protocol.names["en"].split()[0] in answer.content.decode() or language == "es"


def test_the_list_asks_as_often_for_one_as_for_all(ben: Client) -> None:
    url = reverse("protocols")
    ben.get(url)
    with CaptureQueriesContext(connection) as many:
        ben.get(url)
    Protocol.objects.exclude(key__in=["tuning"]).delete()
    with CaptureQueriesContext(connection) as one:
        assert len(ben.get(url).context["found"]) == 1
    assert len(many) == len(one)
