"""Pictures of README and guide: the demo at mid-year, as Ana sees it (TRELLIS_PICTURES=1 keeps them)."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.browser.site import check_accessible, picture
from tests.browser.sockets import serving
from trellis.cli.demo import make_demo
from trellis.cli.demo.stages import Stage
from trellis.cli.demo.world import World
from trellis.kit.fanout import hub
from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Cycle
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.operations import filling, joining, promising, recording, running
from trellis.practice.meetings.queries.agenda import agenda_of
from trellis.practice.meetings.queries.seeing import meetings_seen

#: So high that the chart is on it.
LONG = (1280, 1640)
DESK, WALL, PHONE = (1280, 1000), (1280, 720), (360, 720)


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.usefixtures("_editor")
def test_the_pictures_of_the_readme_and_the_guide(browser: Browser, transactional_db: None) -> None:
    world = make_demo(Stage.MIDYEAR)
    ana = world.people["ana"]
    cycle = Cycle.objects.get(community=world.teams["grade_4"])
    meeting = (
        meetings_seen(by=ana)
        .filter(community=world.teams["grade_4"], starts_at__gte=timezone.now())
        .order_by("starts_at")[0]
    )
    with serving() as url:
        _take(browser, ana, url, {"readme-room": reverse("open-meeting", args=[meeting.public_id])}, DESK)
        pages = {
            "readme-today": reverse("today"),
            "readme-cycle": reverse("open-cycle", args=[cycle.public_id]),
        }
        _take(browser, ana, url, pages, LONG)
        _of_a_meeting(browser, world, url, meeting)
    hub.close()


def _of_a_meeting(browser: Browser, world: World, url: str, meeting: Meeting) -> None:
    """Every view of a meeting: the wall, the hand, the desk, the last two minutes, the record."""
    ana, ben = world.people["ana"], world.people["ben"]
    begin = meeting.starts_at
    if not agenda_of(meeting):
        filling.fill_agenda(by=ana, meeting=meeting)
    running.start_meeting(by=ana, meeting=meeting, now=timezone.now())
    joining.join_meeting(by=ben, meeting=meeting)
    while not any(line.is_now and line.item.part == "main" for line in agenda_of(meeting)):
        running.next_item(by=ana, meeting=meeting)
    promising.make_promise(
        by=ana,
        meeting=meeting,
        text="copies the strip sheet for all rooms",
        who=ben.public_id,
        due_on=timezone.localdate(begin),
    )
    at = [meeting.public_id]
    _take(browser, ana, url, {"guide-meeting-wall": reverse("projector", args=at)}, WALL)
    _take(browser, ben, url, {"guide-meeting-phone": reverse("phone", args=at)}, PHONE)
    desk = {
        "guide-meeting-desk": reverse("open-meeting", args=at),
        "guide-meeting-last": reverse("wrap-meeting", args=at),
    }
    _take(browser, ana, url, desk, DESK)
    later = timezone.now() + timedelta(minutes=meeting.minutes)
    recording.finish_meeting(by=ana, meeting=meeting, reflection="The facts in silence helped.", now=later)
    _take(browser, ana, url, {"guide-meeting-record": reverse("record", args=at)}, DESK)


def _take(
    browser: Browser, person: Person, url: str, pages: Mapping[str, str], size: tuple[int, int]
) -> None:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    width, height = size
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
    for file, address in pages.items():
        page = context.new_page()
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        check_accessible(page)
        picture(page, file)
        page.close()
    context.close()
