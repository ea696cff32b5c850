"""A protocol on the screen: who sees which piece, the reveal on every channel, forms without script."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.practice.meetings.world import planned_meeting
from trellis.people.accounts.models import Person
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import open_protocol
from trellis.practice.meetings.models import Meeting, MeetingDecision, ProtocolRun
from trellis.practice.meetings.operations import leading, writing
from trellis.practice.meetings.operations.deciding import withdraw_decision
from trellis.practice.meetings.operations.joining import join_meeting
from trellis.practice.meetings.operations.recording import finish_meeting
from trellis.practice.meetings.operations.running import start_meeting

pytestmark = pytest.mark.django_db
SECRET = "I expect 60 of 71 right on item 7"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    load_content()
    return planned_meeting(cast)


@pytest.fixture
def run(cast: Cast, meeting: Meeting) -> ProtocolRun:
    return leading.start_run(
        by=cast.ana, meeting=meeting, protocol=open_protocol(key="data-driven-dialogue"), question="Item 7"
    )


def pages(run: ProtocolRun) -> list[tuple[str, dict[str, str]]]:
    """Every address and channel on which lines of a run could be read."""
    here = reverse("open-run", args=[run.public_id])
    return [
        (here, {}),
        (f"{here}?part=run", {"hx-request": "true"}),
        (f"{here}?part=live", {"hx-request": "true"}),
        (reverse("open-meeting", args=[run.meeting.public_id]), {}),
    ]


def test_S0_18_on_no_channel_others_lines_before_the_reveal(cast: Cast, run: ProtocolRun) -> None:
    writing.write_line(by=cast.ben, run=run, position=1, text=SECRET)
    ana, ben = signed_in(cast.ana), signed_in(cast.ben)
    for url, headers in pages(run):
        assert SECRET not in ana.get(url, headers=headers).content.decode(), url
        assert SECRET in ben.get(url, headers=headers).content.decode(), url
    answer = ana.post(
        reverse("write-line", args=[run.public_id]),
        {"position": "1", "text": "Mine"},
        headers={"hx-request": "true"},
    )
    assert SECRET not in answer.content.decode()
    leading.reveal_step(by=cast.ana, run=run)
    for url, headers in pages(run):
        assert SECRET in ana.get(url, headers=headers).content.decode(), url


def test_the_card_is_the_facilitators_alone(cast: Cast, run: ProtocolRun) -> None:
    card = run.steps.get(position=1).definition.watch
    for url, headers in pages(run):
        assert card in signed_in(cast.ana).get(url, headers=headers).content.decode().replace("&#x27;", "'")
        ben = signed_in(cast.ben).get(url, headers=headers).content.decode()
        assert card not in ben
        assert reverse("lead-run", args=[run.public_id]) not in ben


def test_nothing_new_costs_nothing(cast: Cast, run: ProtocolRun) -> None:
    ben = signed_in(cast.ben)
    here = reverse("open-run", args=[run.public_id])
    page = ben.get(here).context["p"]
    same = f"{here}?part=live&mark={page['mark']}&seen={page['seen']}"
    assert ben.get(same, headers={"hx-request": "true"}).status_code == 204
    writing.write_line(by=cast.ana, run=run, position=1, text="Somebody else writes")
    news = ben.get(same, headers={"hx-request": "true"})
    assert news.status_code == 200
    assert "HX-Trigger" not in news, "the field one writes in is left alone"
    leading.next_step(by=cast.ana, run=run)
    assert "run-changed" in ben.get(same, headers={"hx-request": "true"})["HX-Trigger"]


def test_a_piece_equals_the_full_page(cast: Cast, run: ProtocolRun) -> None:
    ana = signed_in(cast.ana)
    here = reverse("open-run", args=[run.public_id])
    whole = ana.get(here).content.decode()
    piece = ana.get(f"{here}?part=run", headers={"hx-request": "true"}).content.decode()
    start = piece.index('<div class="prompt">')
    assert piece[start : piece.index("</div>", start)] in whole


def test_it_is_started_and_led_without_a_script(cast: Cast, meeting: Meeting) -> None:
    ana = signed_in(cast.ana)
    start = reverse("start-run", args=[meeting.public_id])
    form = ana.get(f"{start}?protocol=fishbone")
    assert form.context["form"]["protocol"].value() == "fishbone"
    sent = ana.post(start, {"protocol": "fishbone", "minutes": "20", "question": "Why item 7?"})
    assert sent.status_code == 303
    run = ProtocolRun.objects.get()
    assert sum(step.planned_seconds for step in run.steps.all()) == 20 * 60
    lead = reverse("lead-run", args=[run.public_id])
    for act in ("more", "pause", "resume", "reveal", "next", "skip", "skip", "close", "finish"):
        assert ana.post(lead, {"act": act}).status_code == 303, act
    assert ana.post(lead, {"act": "dance"}).status_code == 422
    run.refresh_from_db()
    assert run.state == "finished"
    record = ana.get(reverse("open-run", args=[run.public_id])).content.decode()
    assert "gave 2 minutes more" in record
    assert "left out by Ana" in record


def test_too_short_is_said_at_the_field(cast: Cast, meeting: Meeting) -> None:
    answer = signed_in(cast.ana).post(
        reverse("start-run", args=[meeting.public_id]), {"protocol": "tuning", "minutes": "3"}
    )
    assert answer.status_code == 422
    assert "7 steps" in str(answer.context["form"].errors["minutes"])


def test_ben_writes_but_does_not_start(cast: Cast, meeting: Meeting, run: ProtocolRun) -> None:
    ben = signed_in(cast.ben)
    assert ben.get(reverse("start-run", args=[meeting.public_id])).status_code == 403
    assert ben.post(reverse("lead-run", args=[run.public_id]), {"act": "next"}).status_code == 403
    write = reverse("write-line", args=[run.public_id])
    assert ben.post(write, {"position": "1", "text": SECRET}).status_code == 303
    assert ben.post(write, {"position": "x", "text": SECRET}).status_code == 409
    assert ben.post(write, {"position": "1", "text": " "}).status_code == 422
    line = run.steps.get(position=1).lines.get()
    assert ben.post(reverse("take-back-line", args=[run.public_id, line.public_id])).status_code == 303


def test_a_vote_and_dots_are_taps(cast: Cast, meeting: Meeting) -> None:
    run = leading.start_run(by=cast.ana, meeting=meeting, protocol=open_protocol(key="decide-together"))
    leading.next_step(by=cast.ana, run=run)
    leading.next_step(by=cast.ana, run=run)
    ben, vote = signed_in(cast.ben), reverse("cast-vote", args=[run.public_id])
    assert ben.post(vote, {"position": "3", "fingers": "nine"}).status_code == 422
    answer = ben.post(vote, {"position": "3", "fingers": "2"}, headers={"hx-request": "true"})
    assert 'aria-pressed="true"' in answer.content.decode()
    ana = signed_in(cast.ana).get(reverse("open-run", args=[run.public_id])).content.decode()
    assert 'aria-pressed="true"' not in ana
    assert "1 of 2 has voted" in ana
    leading.finish_run(by=cast.ana, run=run)
    assert (
        "1 hand with 2" in signed_in(cast.ana).get(reverse("open-run", args=[run.public_id])).content.decode()
    )


def test_dots_and_grounds_by_the_page(cast: Cast, meeting: Meeting) -> None:
    run = leading.start_run(by=cast.ana, meeting=meeting, protocol=open_protocol(key="fishbone"))
    leading.next_step(by=cast.ana, run=run)
    bone = writing.write_line(by=cast.ana, run=run, position=2, text="We teach the rule first")
    leading.next_step(by=cast.ana, run=run)
    fact = writing.write_line(by=cast.ana, run=run, position=3, text="14 of 20 said ten is more")
    ben = signed_in(cast.ben)
    here = ben.get(reverse("open-run", args=[run.public_id])).content.decode()
    assert "What did we see that shows it?" in here
    ground = reverse("ground-line", args=[run.public_id, bone.public_id])
    assert ben.post(ground, {"rests_on": fact.public_id}).status_code == 303
    leading.next_step(by=cast.ana, run=run)
    dot = reverse("place-dot", args=[run.public_id, bone.public_id])
    answer = ben.post(dot, {"position": "4"}, headers={"hx-request": "true"}).content.decode()
    assert "My dot" in answer
    assert "2 dots left" in answer
    leading.close_vote(by=cast.ana, run=run)
    assert "1 dot" in ben.get(reverse("open-run", args=[run.public_id])).content.decode()


@pytest.mark.parametrize("key", ["assessment-response", "microlab", "decide-together", "students-analyze"])
def test_every_step_can_be_drawn_for_both(cast: Cast, meeting: Meeting, key: str) -> None:
    run = leading.start_run(by=cast.ana, meeting=meeting, protocol=open_protocol(key=key), presenter=cast.ben)
    ana, ben = signed_in(cast.ana), signed_in(cast.ben)
    for step in run.steps.select_related("definition"):
        for client in (ana, ben):
            text = client.get(reverse("open-meeting", args=[meeting.public_id])).content.decode()
            assert step.definition.names["en"].replace("'", "&#x27;") in text
        leading.next_step(by=cast.ana, run=run, position=step.position)
    assert "Nothing was written down." in ben.get(reverse("open-run", args=[run.public_id])).content.decode()


def test_the_page_asks_as_often_for_three_lines_as_for_one(cast: Cast, run: ProtocolRun) -> None:
    ana = signed_in(cast.ana)
    here = reverse("open-run", args=[run.public_id])

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert ana.get(here).status_code == 200
        return len(caught)

    writing.write_line(by=cast.ana, run=run, position=1, text="One")
    ana.get(here)
    one = count()
    for number in range(3):
        writing.write_line(by=cast.ben, run=run, position=1, text=f"Line {number}")
    leading.reveal_step(by=cast.ana, run=run)
    assert count() == one


@pytest.mark.parametrize("screen", ["projector", "phone"])
def test_the_projector_and_the_phone_show_the_step(cast: Cast, run: ProtocolRun, screen: str) -> None:
    prompt = run.steps.get(position=1).definition.prompts["en"].split(":")[0]
    card = run.steps.get(position=1).definition.watch
    page = signed_in(cast.ben).get(reverse(screen, args=[run.meeting.public_id])).content.decode()
    assert prompt in page
    assert card not in page


def test_what_was_found_is_in_the_record_and_a_proposal_is_put_on_it(cast: Cast, meeting: Meeting) -> None:
    start_meeting(by=cast.ana, meeting=meeting)
    join_meeting(by=cast.ben, meeting=meeting)
    run = leading.start_run(by=cast.ana, meeting=meeting, protocol=open_protocol(key="decide-together"))
    writing.write_line(by=cast.ana, run=run, position=1, text="We open with a number-line talk")
    for position in (1, 2):
        leading.next_step(by=cast.ana, run=run, position=position)
    for person in (cast.ana, cast.ben):
        writing.cast_vote(by=person, run=run, position=3, fingers=4)
    leading.finish_run(by=cast.ana, run=run)
    ana = signed_in(cast.ana)
    room = reverse("open-meeting", args=[meeting.public_id])
    propose = reverse("propose-from-run", args=[run.public_id])
    assert propose in ana.get(room).content.decode()
    assert ana.post(propose, {"text": ""}).status_code == 422
    assert ana.post(propose, {"text": "We open with a number-line talk"}).status_code == 303
    assert propose not in ana.get(room).content.decode()
    withdraw_decision(by=cast.ana, decision=MeetingDecision.objects.get())
    finish_meeting(by=cast.ana, meeting=meeting, reflection="We decided together.")
    record = ana.get(reverse("record", args=[meeting.public_id])).content.decode()
    assert "What we found: Decide together" in record
    assert "2 hands with 4" in record
