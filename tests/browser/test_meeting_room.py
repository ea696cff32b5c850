"""The weekly meeting: Ana projects, Ben is on his phone, Rosa is a guest. From agenda to record."""

import re
from collections.abc import Callable
from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.site import Visitor, check_accessible, check_fits, picture, tab_to
from tests.cast import Cast
from tests.practice.meetings.world import planned_meeting
from tests.practice.world import planned, started
from trellis.people.communities.models import Norm
from trellis.practice.meetings.models import Meeting, MeetingRecord


def _prepared(cast: Cast) -> Meeting:
    planned(cast, started(cast))
    today = timezone.localdate()
    Norm.objects.create(
        community=cast.grade_4, text="We describe before we judge.", position=1, agreed_on=today
    )
    return planned_meeting(cast, today, time(23, 0))


def _before(ana: Page, meeting: Meeting) -> None:
    ana.get_by_role("button", name="Make the agenda").click()
    expect(ana.get_by_text("45 of 45 minutes")).to_be_visible()
    check_accessible(ana)
    check_fits(ana)
    picture(ana, "meeting-agenda-1280-light")
    ana.get_by_role("button", name="Send it ahead").click()
    expect(ana.get_by_text("Sent ahead", exact=True)).to_be_visible()
    ana.goto(f"/meetings/{meeting.public_id}/")
    ana.get_by_role("button", name="Begin the meeting").click()
    expect(ana.get_by_role("timer")).to_be_visible()
    expect(ana.get_by_text("We describe before we judge.")).to_be_visible()


def _decide(ana: Page, ben: Page) -> None:
    ana.locator("#write-down").get_by_text("Decision", exact=True).click()
    ana.get_by_label("We propose").fill("We reteach with folded strips, in all rooms, on Thursday.")
    ana.get_by_label("How do we decide?").select_option("consensus")
    ana.get_by_role("button", name="Put it to the team").click()
    expect(ana.get_by_text("0 of at least 2 have said their part.")).to_be_visible()
    ana.get_by_role("button", name="5: I will lead it").click()
    expect(ben.get_by_text("1 of at least 2 have said their part.")).to_be_visible()
    check_accessible(ben)
    picture(ben, "meeting-phone-360-light")
    ben.get_by_role("button", name="4: good").click()
    expect(ben.get_by_role("button", name="Write down the decision")).to_be_visible()
    ana.get_by_role("button", name="Write down the decision").click()
    expect(ana.get_by_text("Adopted. 2 members took part.")).to_be_visible()


def _promise(ben: Page) -> None:
    ben.locator("#write-down").get_by_text("Promise", exact=True).first.click()
    ben.get_by_label("What", exact=True).fill("copies the strip sheet")
    ben.get_by_role("button", name="Promise", exact=True).click()
    expect(ben.locator("#objects").get_by_text("copies the strip sheet")).to_be_visible()
    # what was taken is out of the hands again
    expect(ben.get_by_label("What", exact=True)).not_to_be_visible()


def test_S3_02_the_weekly_meeting_from_agenda_to_finished_record(
    live_visitor: Callable[..., Visitor], cast: Cast
) -> None:
    meeting = _prepared(cast)
    ana_s, ben_s, rosa_s = live_visitor(cast.ana), live_visitor(cast.ben, width=360), live_visitor(width=360)
    ana = ana_s.open(f"/meetings/{meeting.public_id}/agenda/")
    _before(ana, meeting)
    check_accessible(ana)

    show = ana_s.open(f"/meetings/{meeting.public_id}/projector/")
    check_accessible(show)
    check_fits(show)
    picture(show, "meeting-projector-1280-light")
    code = show.locator(".show-join b.num").inner_text()

    ben = ben_s.open(f"/j/{code}/")
    ben.get_by_role("button", name="Come in").click()
    expect(ben.get_by_role("timer")).to_be_visible()
    ben.get_by_label("One word to arrive").fill("hopeful")
    ben.get_by_role("button", name="I am here").click()
    expect(ben.get_by_label("One word to arrive")).not_to_be_visible()

    rosa = rosa_s.open(f"/j/{code}/")
    rosa.get_by_label("What should the others call you?").fill("Rosa")
    rosa.get_by_role("button", name="Come in as a guest").click()
    expect(rosa.get_by_text("Rosa, guest")).to_be_visible()
    check_accessible(rosa)
    check_fits(rosa)

    expect(ana.locator("#arrive").get_by_text("hopeful")).to_be_visible()
    expect(ana.get_by_text("3 here")).to_be_visible()
    # by keyboard: the focus stays on the button when the piece around it is new
    go_on = ana.get_by_role("button", name="Next", exact=True)
    go_on.focus()
    ana.keyboard.press("Enter")
    expect(ana.locator(".agenda [aria-current]")).to_contain_text("Goal and chart")
    expect(go_on).to_be_focused()
    ana.keyboard.press("Enter")
    expect(ana.locator(".agenda [aria-current]")).to_contain_text("Main work")

    _decide(ana, ben)
    _promise(ben)
    expect(ana.locator("#objects").get_by_text("copies the strip sheet")).to_be_visible()
    check_accessible(ana)
    check_fits(ana)
    picture(ana, "meeting-room-1280-light")
    expect(rosa.locator(".agenda [aria-current]")).to_contain_text("Main work")
    assert "folded strips" not in rosa.content()
    _end(ana, ben, rosa, meeting)


@pytest.mark.once
def test_S3_02_X_01_a_whole_meeting_by_keyboard_alone(
    live_visitor: Callable[..., Visitor], cast: Cast
) -> None:
    meeting = _prepared(cast)
    page = live_visitor(cast.ana).open(f"/meetings/{meeting.public_id}/agenda/")

    def press(name: str) -> None:
        tab_to(page, name)
        page.keyboard.press("Enter")

    press("Make the agenda")
    expect(page.get_by_text("45 of 45 minutes")).to_be_visible()
    press("Open the room")
    expect(page.get_by_role("button", name="Begin the meeting")).to_be_visible()
    press("Begin the meeting")
    expect(page.get_by_role("timer")).to_be_visible()
    tab_to(page, "One word to arrive")
    page.keyboard.type("rested")
    press("I am here")
    expect(page.locator("#arrive").get_by_text("rested")).to_be_visible()
    press("Next")
    expect(page.locator(".agenda [aria-current]")).to_contain_text("Goal and chart")
    press("Promise")
    tab_to(page, "What")
    page.keyboard.type("copies the strip sheet")
    press("Promise")
    expect(page.locator("#objects").get_by_text("copies the strip sheet")).to_be_visible()
    press("The last two minutes")
    expect(page.locator("#pulse")).to_be_visible()
    tab_to(page, "How did we work?")
    page.keyboard.type("Facts first.")
    press("Finish the meeting")
    expect(page).to_have_url(re.compile("/record/$"))
    expect(page.get_by_text("Facts first.")).to_be_visible()
    record = MeetingRecord.objects.get(meeting=meeting)
    assert record.content["present"] == ["Ana Reyes"]


def _end(ana: Page, ben: Page, rosa: Page, meeting: Meeting) -> None:
    ana.goto(f"/meetings/{meeting.public_id}/wrap/")
    check_accessible(ana)
    picture(ana, "meeting-wrap-1280-light")
    for name in ("useful", "heard", "clear"):
        ana.locator(f"label:has(input[name={name}][value='4'])").click()
    ana.locator("#pulse").get_by_role("button", name="Send", exact=True).click()
    expect(ana.get_by_text("Your answer is in. It stands without your name.")).to_be_visible()
    expect(ana.get_by_text("Answers show when there are at least five")).to_be_visible()
    ana.locator("#reflection").fill("The facts in silence helped.")
    ana.get_by_role("button", name="Finish the meeting").click()
    expect(ana.get_by_text("There is nothing to submit.")).to_be_visible()
    expect(ana.get_by_text("The facts in silence helped.")).to_be_visible()
    expect(ana.get_by_text("Rosa (guest)")).to_be_visible()
    check_accessible(ana)
    check_fits(ana)
    picture(ana, "meeting-record-1280-light")
    record = MeetingRecord.objects.get(meeting=meeting)
    assert record.content["present"] == ["Ana Reyes", "Ben Lee"]
    assert record.content["decisions"][0]["took_part"] == ["Ana Reyes", "Ben Lee"]
    # the screens of the others close with the meeting
    expect(ben.get_by_role("heading", name="Weekly meeting")).to_be_visible()
    expect(rosa.get_by_role("heading", name="Your seat is closed")).to_be_visible()
