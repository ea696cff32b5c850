"""The pictures of the README: the demo at mid-year, as Ana sees it (TRELLIS_PICTURES=1 keeps them)."""

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
from trellis.practice.cycles.models import Cycle
from trellis.practice.meetings.queries.seeing import meetings_seen


@pytest.mark.once
@pytest.mark.slow
def test_the_pictures_of_the_readme(browser: Browser, transactional_db: None) -> None:
    world = make_demo(Stage.MIDYEAR)
    with serving() as url:
        _take(browser, world, url)
    hub.close()


def _take(browser: Browser, world: World, url: str) -> None:
    client = Client()
    client.force_login(world.people["ana"], backend="allauth.account.auth_backends.AuthenticationBackend")
    context = browser.new_context(
        base_url=url, viewport={"width": 1280, "height": 1000}, reduced_motion="reduce"
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
    cycle = Cycle.objects.get(community=world.teams["grade_4"])
    meeting = (
        meetings_seen(by=world.people["ana"])
        .filter(community=world.teams["grade_4"], starts_at__gte=timezone.now())
        .order_by("starts_at")[0]
    )
    pages = {
        "readme-today": reverse("today"),
        "readme-room": reverse("open-meeting", args=[meeting.public_id]),
        "readme-cycle": reverse("open-cycle", args=[cycle.public_id]),
    }
    for file, address in pages.items():
        page = context.new_page()
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        check_accessible(page)
        picture(page, file)
        page.close()
    context.close()
