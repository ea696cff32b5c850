"""Between meetings: promises, search, how a team uses its time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting
from trellis.practice.meetings.models import ActionStep, Meeting
from trellis.practice.meetings.operations import joining, promising, recording, running
from trellis.practice.meetings.operations.agenda import NewItem, add_item
from trellis.practice.meetings.operations.moving import cancel_meeting
from trellis.practice.meetings.queries.facts import facts_of_team
from trellis.practice.meetings.words import ItemKind, StepState


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def held(cast: Cast) -> Meeting:
    """A meeting of yesterday: 30 minutes of learning, 10 of logistics, one promise of Ben's."""
    meeting = planned_meeting(cast, timezone.localdate() - timedelta(days=1))
    add_item(by=cast.ana, meeting=meeting, new=NewItem("Strips", 30, touches_goal=True, with_data=True))
    add_item(by=cast.ana, meeting=meeting, new=NewItem("Bus list", 10, ItemKind.LOGISTICS))
    at = meeting.starts_at
    running.start_meeting(by=cast.ana, meeting=meeting, now=at)
    joining.join_meeting(by=cast.ben, meeting=meeting, now=at)
    running.next_item(by=cast.ana, meeting=meeting, now=at + timedelta(minutes=30))
    promising.make_promise(
        by=cast.ana,
        meeting=meeting,
        text="copies the folded strips",
        who=cast.ben.public_id,
        due_on=timezone.localdate() + timedelta(days=3),
        now=at,
    )
    recording.finish_meeting(
        by=cast.ana, meeting=meeting, reflection="More silence.", now=at + timedelta(minutes=40)
    )
    return meeting


def test_my_promises_wait_on_today_and_are_settled_in_one_tap(cast: Cast, held: Meeting) -> None:
    ben = signed_in(cast.ben)
    assert "You promised: copies the folded strips" in ben.get(reverse("today")).content.decode()
    assert "copies the folded strips" not in signed_in(cast.ana).get(reverse("today")).content.decode()
    page = ben.get(reverse("promises")).content.decode()
    assert "copies the folded strips" in page
    assert "0:40" in page
    step = ActionStep.objects.get()
    ben.post(reverse("settle-promise", args=[step.public_id]), {"outcome": "done"})
    step.refresh_from_db()
    assert step.state == StepState.DONE
    assert "copies the folded strips" not in ben.get(reverse("today")).content.decode()


def test_S2_47_search_finds_only_what_i_may_read(cast: Cast, held: Meeting) -> None:
    url = reverse("search-meetings")
    for words in ("folded strips", "silence"):
        mine = signed_in(cast.ben).get(url, {"q": words}).content.decode()
        assert reverse("open-meeting", args=[held.public_id]) in mine
        for stranger in (cast.cleo, cast.pat, cast.dee, cast.eli):
            page = signed_in(stranger).get(url, {"q": words}).content.decode()
            assert reverse("open-meeting", args=[held.public_id]) not in page, stranger


def test_S0_33_S3_34_the_team_sees_its_time_by_purpose_and_nobody_else(cast: Cast, held: Meeting) -> None:
    facts = facts_of_team(cast.grade_4, since=timezone.now() - timedelta(days=30))
    assert facts.held == 1
    assert round(facts.shares[ItemKind.LEARN]) == 75
    assert round(facts.shares[ItemKind.LOGISTICS]) == 25
    assert (facts.with_data, facts.on_goal_in_a_row, facts.drifts) == (1, 1, False)
    url = reverse("team-facts", args=[cast.grade_4.public_id])
    page = signed_in(cast.ben).get(url).content.decode()
    assert "Learn: 75 % of the time" in page
    body = page.split('<section class="part"', 1)[1].split("</main>", 1)[0]
    assert "Ana" not in body
    assert "Ben" not in body
    assert "Planned time and what became of it" in body
    assert "weeks in which you met" in body
    assert signed_in(cast.pat).get(url).status_code == 404


def test_S4_39_lost_time_stands_on_the_page_with_its_reason(cast: Cast, held: Meeting) -> None:
    gone = planned_meeting(cast)
    cancel_meeting(by=cast.ana, meeting=gone, reason="Assembly in the gym")
    Meeting.objects.filter(pk=gone.pk).update(
        starts_at=timezone.now() - timedelta(days=1), ends_at=timezone.now() - timedelta(hours=23)
    )
    page = signed_in(cast.ben).get(reverse("team-facts", args=[cast.grade_4.public_id])).content.decode()
    assert "Cancelled: Assembly in the gym" in page
    assert "1 time, 60 minutes" in page


def test_the_community_page_leads_to_the_next_meeting(cast: Cast, held: Meeting) -> None:
    meeting = planned_meeting(cast)
    url = reverse("open-community", args=[cast.grade_4.public_id])
    room = reverse("open-meeting", args=[meeting.public_id])
    page = signed_in(cast.ben).get(url).content.decode()
    assert room in page
    assert "copies the folded strips" in page
    outside = signed_in(cast.pat).get(url).content.decode()
    assert room in outside
    assert "copies the folded strips" not in outside
