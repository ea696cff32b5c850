"""A data protocol in three browsers: silent writing, common reveal, nobody sees more than they should."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.site import Visitor, check_accessible, check_fits, check_screen, picture
from tests.cast import Cast
from tests.practice.meetings.world import planned_meeting
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Membership
from trellis.people.communities.words import Function
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import open_protocol
from trellis.practice.meetings.models import ProtocolRun, RunVote
from trellis.practice.meetings.operations import joining, leading, running
from trellis.practice.meetings.operations.agenda import NewItem, add_item
from trellis.practice.meetings.words import MeetingFunction

PROMPT = "What is true on this page?"
#: The screens look again by themselves after some seconds.
SOON = 20_000


def joined(cast: Cast) -> Person:
    """Cleo joins the Grade 4 team too, so that three write."""
    Membership.objects.create(
        community=cast.grade_4,
        person=cast.cleo,
        function=Function.MEMBER,
        starts_on=cast.grade_4.starts_on,
    )
    return cast.cleo


def write(page: Page, text: str) -> None:
    page.fill("#run-text", text)
    page.get_by_role("button", name="Add this line").click()
    expect(page.locator(".run-lines")).to_contain_text(text)


def test_S0_18_three_people_run_a_data_protocol(visitor: Callable[..., Visitor], cast: Cast) -> None:
    load_content()
    meeting = planned_meeting(cast)
    people = {"ana": cast.ana, "ben": cast.ben, "cleo": joined(cast)}
    room = reverse("open-meeting", args=[meeting.public_id])
    start = visitor(cast.ana).open(reverse("start-run", args=[meeting.public_id]))
    start.select_option("[name=protocol]", "data-driven-dialogue")
    start.fill("[name=question]", "Item 7")
    start.get_by_role("button", name="Start the clock").click()
    run = ProtocolRun.objects.get()
    for position in (1, 2):
        leading.next_step(by=cast.ana, run=run, position=position)
    screens = {
        name: visitor(person, width=1440 if name == "ana" else 360).open(room)
        for name, person in people.items()
    }
    lines = {name: f"Fact seen by {name}: {number} of 71" for number, name in enumerate(people, start=21)}
    for name, page in screens.items():
        expect(page.locator("#run")).to_contain_text(PROMPT)
        write(page, lines[name])
    for name, page in screens.items():
        for other in set(people) - {name}:
            expect(page.locator("body")).not_to_contain_text(lines[other])
    # only who leads has the card and the clock in hand
    expect(screens["ana"].locator(".run-card")).to_be_visible()
    expect(screens["ben"].locator(".run-card, .run-lead")).to_have_count(0)
    expect(screens["ana"].locator("#run")).to_contain_text("3 of 3 have written", timeout=SOON)
    screens["ben"].fill("#run-text", "typed, not yet sent")
    screens["ana"].get_by_role("button", name="Show all together").click()
    for page in screens.values():
        for line in lines.values():
            expect(page.locator("#run")).to_contain_text(line, timeout=SOON)
    expect(screens["ben"].locator("#run-unsent")).to_contain_text("typed, not yet sent")
    for name, page in screens.items():
        check_fits(page)
        check_accessible(page)
        picture(page, f"protocol-revealed-{name}")
    screens["ana"].get_by_role("button", name="End the protocol").click()
    expect(screens["ana"].locator("#run")).to_contain_text("What the team found")
    expect(screens["cleo"].locator("#run")).to_contain_text("What the team found", timeout=SOON)


@pytest.mark.once
def test_library_card_and_votes_fit_and_are_accessible(visitor: Callable[..., Visitor], cast: Cast) -> None:
    load_content()
    meeting = planned_meeting(cast)
    run = leading.start_run(by=cast.ana, meeting=meeting, protocol=open_protocol(key="decide-together"))
    for position in (1, 2):
        leading.next_step(by=cast.ana, run=run, position=position)
    ana = visitor(cast.ana)
    for name, address in {
        "protocols": reverse("protocols"),
        "protocol-card": reverse("open-protocol", args=["tuning"]),
        "protocol-start": reverse("start-run", args=[meeting.public_id]),
        "protocol-vote": reverse("open-run", args=[run.public_id]),
    }.items():
        check_screen(ana, address, name)
    page = ana.open(reverse("open-run", args=[run.public_id]))
    page.get_by_role("button", name="I can live with it").click()
    expect(page.get_by_role("button", name="I can live with it")).to_have_attribute("aria-pressed", "true")


def norms_begun(cast: Cast) -> ProtocolRun:
    """A running meeting whose open item works with a protocol that writes in silence first and votes last."""
    load_content()
    meeting = planned_meeting(cast)
    item = add_item(by=cast.ana, meeting=meeting, new=NewItem("How we work together", 30))
    running.start_meeting(by=cast.ana, meeting=meeting)
    running.give_function(
        by=cast.ana, meeting=meeting, function=MeetingFunction.FACILITATOR, person=cast.ana.public_id
    )
    joining.join_meeting(by=cast.ben, meeting=meeting)
    protocol = open_protocol(key="norm-builder")
    return leading.start_run(by=cast.ana, meeting=meeting, protocol=protocol, item=item, minutes=30)


def seated(rosa: Visitor, run: ProtocolRun) -> Page:
    page = rosa.open(reverse("join-meeting", args=[run.meeting.join_code]))
    page.get_by_label("What should the others call you?").fill("Rosa")
    page.get_by_role("button", name="Come in as a guest").click()
    expect(page.get_by_text("Rosa, guest")).to_be_visible()
    return page


def looked_at(page: Page, name: str) -> None:
    check_fits(page)
    check_accessible(page)
    picture(page, name)


def test_S2_55_a_guest_by_name_writes_in_silence_and_votes_where_the_facilitator_lets_them(
    live_visitor: Callable[..., Visitor], cast: Cast
) -> None:
    run = norms_begun(cast)
    meeting = run.meeting
    rosa = seated(live_visitor(width=360), run)
    expect(rosa.get_by_text("The team writes and votes here; you follow along.")).to_be_visible()
    expect(rosa.locator("#run-text")).to_have_count(0)
    ana = live_visitor(cast.ana).open(reverse("open-meeting", args=[meeting.public_id]))
    ben = live_visitor(cast.ben, width=360).open(reverse("open-run", args=[run.public_id]))
    ana.get_by_role("button", name="Let guests take part").click()
    # by itself: nobody on this phone has touched anything
    expect(rosa.get_by_text("Guests write and vote here like everybody else")).to_be_visible()
    write(rosa, "Start with one good thing")
    looked_at(rosa, "guest-writes-360-light")
    expect(ana.locator("#run")).to_contain_text("1 of 3 has written", timeout=SOON)
    for page in (ana, ben):
        expect(page.locator("body")).not_to_contain_text("Start with one good thing")
    ana.get_by_role("button", name="Show all together").click()
    expect(ben.locator("#run")).to_contain_text("Start with one good thing", timeout=SOON)
    expect(ben.locator("#run")).not_to_contain_text("Rosa")
    for position in (1, 2, 3):
        leading.next_step(by=cast.ana, run=run, position=position)
    rosa.get_by_role("button", name="I can live with it").click()
    expect(rosa.get_by_role("button", name="I can live with it")).to_have_attribute("aria-pressed", "true")
    looked_at(rosa, "guest-votes-360-light")
    assert [vote.fingers for vote in RunVote.objects.filter(step__run=run)] == [3]
    for member in (ana, ben):
        member.reload()
        member.get_by_role("button", name="Good", exact=False).click()
    # the last hand closes the vote; the guest sees the spread as the team does
    expect(rosa.locator("#run table.spread")).to_be_visible(timeout=SOON)
    expect(rosa.get_by_role("button", name="I can live with it")).to_have_count(0)
    _sent_away(ana, rosa, meeting.public_id)


def _sent_away(ana: Page, rosa: Page, meeting: str) -> None:
    """A guest is sent away on a phone: the list fits, is accessible; the guest's screen closes by itself."""
    ana.set_viewport_size({"width": 360, "height": 780})
    ana.goto(reverse("guests", args=[meeting]))
    expect(ana.get_by_text("is here now")).to_be_visible()
    looked_at(ana, "guests-of-a-meeting-360-light")
    ana.get_by_role("button", name="Send Rosa away").click()
    expect(ana.get_by_text("Nobody yet.")).to_be_visible()
    expect(rosa.get_by_role("heading", name="Your seat is closed")).to_be_visible(timeout=SOON)
    looked_at(rosa, "guest-gone-360-light")
