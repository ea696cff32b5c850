"""Where cycles show on home pages: members see their chart, leaders stage and goal, nobody else's names."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.practice.world import planned, started
from trellis.evidence.measures.operations import record_data_point
from trellis.insight.boards.queries import cycle_glance, today_board
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.closing import publish_story
from trellis.practice.cycles.operations.doing import record_use
from trellis.practice.cycles.words import Audience, Used

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    made = started(cast)
    measure = planned(cast, made)
    for week, part in enumerate((40, 42, 47), start=1):
        on = timezone.localdate() - timedelta(weeks=4 - week)
        record_data_point(by=cast.ana, measure=measure, on=on, part=part, whole=90)
    return made


def test_members_watch_their_chart_on_today(cast: Cast, cycle: Cycle) -> None:
    for member in (cast.ana, cast.ben):
        board = today_board(by=member)
        assert board.chart is not None
        assert len(board.chart.reading.points) == 3


@pytest.mark.parametrize("name", ["cleo", "pat", "dee", "eli"])
def test_S0_34_nobody_else_sees_the_chart(cast: Cast, cycle: Cycle, name: str) -> None:
    assert today_board(by=getattr(cast, name)).chart is None


def test_leaders_see_stage_and_goal_of_teams(cast: Cast, cycle: Cycle) -> None:
    for leader in (cast.pat, cast.dee):
        lines = today_board(by=leader).teams
        assert [line.title for line in lines] == ["Grade 4 team: Comparing fractions"]
        assert "65" in lines[0].note
        assert not any(name in lines[0].note for name in ("Ana", "Ben"))
    assert today_board(by=cast.cleo).teams == []
    assert today_board(by=cast.eli).teams == []


def test_S0_45_the_try_log_of_this_week_waits_until_it_is_recorded(cast: Cast, cycle: Cycle) -> None:
    def waits() -> bool:
        return any("Did you try it" in thing.title for thing in today_board(by=cast.ben).waiting)

    assert waits()
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    record_use(by=cast.ben, cycle=cycle, week=monday, used=Used.FULLY, client_id="test-1")
    assert not waits()
    assert any("Did you try it" in thing.title for thing in today_board(by=cast.ana).waiting)


def test_the_community_page_shows_goal_pair_and_road(client: Client, cast: Cast, cycle: Cycle) -> None:
    url = reverse("open-community", args=[cast.grade_4.public_id])
    for name in ("ana", "cleo", "pat", "dee"):
        client.force_login(getattr(cast, name), backend=BACKEND)
        content = client.get(url).content.decode()
        assert "Our goal pair" in content
        assert "Comparing fractions" in content
    glance = cycle_glance(cast.grade_4, by=cast.ana)
    assert "65" in glance.students
    assert glance.current is not None


def test_S4_31_a_team_without_a_cycle_is_invited_to_start_one(client: Client, cast: Cast) -> None:
    client.force_login(cast.cleo, backend=BACKEND)
    own = client.get(reverse("open-community", args=[cast.grade_5.public_id])).content.decode()
    assert reverse("launch-cycle", args=[cast.grade_5.public_id]) in own
    other = client.get(reverse("open-community", args=[cast.grade_4.public_id])).content.decode()
    assert reverse("launch-cycle", args=[cast.grade_4.public_id]) not in other


def test_today_draws_the_chart_with_its_table(client: Client, cast: Cast, cycle: Cycle) -> None:
    client.force_login(cast.ana, backend=BACKEND)
    content = client.get(reverse("today")).content.decode()
    assert "<svg" in content
    assert content.count("<tr") >= 4


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.TEAM, {"ana"}),
        (Audience.SCHOOL, {"ana", "cleo", "pat"}),
        (Audience.DISTRICT, {"ana", "cleo", "pat", "dee"}),
    ],
)
def test_S1_12_the_page_of_a_community_is_open_about_goal_step_meeting_and_what_it_published(
    cast: Cast, cycle: Cycle, audience: Audience, readers: set[str]
) -> None:
    publish_story(by=cast.ana, cycle=cycle, title="A size", text="We talked.", audience=audience)
    for name in ("ana", "cleo", "pat", "dee"):
        browser = Client()
        browser.force_login(getattr(cast, name), backend=BACKEND)
        page = browser.get(reverse("open-community", args=[cast.grade_4.public_id])).content.decode()
        assert "65" in page.split("Our goal pair")[1].split("</section>")[0], name
        assert "Name the problem" in page.split("Where we are")[1], name
        assert ("A size" in page) == (name in readers), name
        assert ("Number-line" in page) is False, name
