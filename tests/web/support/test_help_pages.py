"""The pages of help between teams, from the question to the thanks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from trellis.practice.support.models import HelpAnswer, HelpAsk
from trellis.practice.support.operations import ask_for_help


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_S0_13_a_question_is_answered_by_another_team(cast: Cast) -> None:
    ana, cleo = signed_in(cast.ana), signed_in(cast.cleo)
    ask_url = reverse("ask-for-help", args=[cast.grade_4.public_id])
    assert ana.post(ask_url, {"topic": ""}).status_code == 422
    data = {"topic": "Comparing fractions", "text": "We tried the number line.", "reach": "school"}
    assert ana.post(ask_url, data).status_code == 303
    ask = HelpAsk.objects.get()
    page_url = reverse("open-ask", args=[ask.public_id])
    board = reverse("help-board", args=[cast.lincoln.public_id])
    for url in (board, reverse("today"), page_url):
        assert b"Comparing fractions" in cleo.get(url).content, url
    assert b"Comparing fractions" not in ana.get(reverse("today")).content, "their own is no news"
    answer_url = reverse("answer-ask", args=[ask.public_id])
    assert cleo.post(answer_url, {"community": cast.grade_5.public_id}).status_code == 422
    answer = {"community": cast.grade_5.public_id, "text": "Folded strips."}
    assert cleo.post(answer_url, answer).status_code == 303
    page = ana.get(page_url).content.decode()
    assert "Folded strips." in page
    assert "Leaders do not read it" in page
    row = HelpAnswer.objects.get()
    thank = reverse("thank-for-answer", args=[ask.public_id, row.public_id])
    assert ana.post(thank, {"text": "for the strips", "to_team": "on"}).status_code == 303
    assert b"for the strips" in cleo.get(reverse("thanks")).content
    assert b"for the strips" not in ana.get(reverse("thanks")).content
    assert ana.post(reverse("close-ask", args=[ask.public_id])).status_code == 303
    assert b"Comparing fractions" not in cleo.get(board).content
    assert b"They found help" in cleo.get(page_url).content


def test_the_board_asks_a_constant_number_of_times(cast: Cast) -> None:
    client, board = signed_in(cast.cleo), reverse("help-board", args=[cast.lincoln.public_id])

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(board).status_code == 200
        return len(caught)

    ask_for_help(by=cast.ana, community=cast.grade_4, topic="One")
    client.get(board)
    one = queries()
    for number in range(3):
        ask_for_help(by=cast.ana, community=cast.grade_4, topic=f"Another {number}")
    assert queries() == one
