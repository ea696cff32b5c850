"""The living notes in two real browsers: both type, each sees the other, the line goes and comes back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Visitor, check_accessible, picture
from tests.cast import Cast
from tests.evidence.measures.classroom import make_classroom
from tests.practice.meetings.world import planned_meeting
from trellis.people.communities.models import Membership
from trellis.people.communities.operations.members import end_membership
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.queries.notes import plain_notes_of

SURFACE = "#notes-surface .ProseMirror"


def _open(visitor: Visitor, meeting: Meeting) -> Page:
    page = visitor.open(f"/meetings/{meeting.public_id}/")
    expect(page.locator(SURFACE)).to_be_visible(timeout=60_000)
    return page


def test_S2_47_two_people_write_at_once_and_one_loses_the_line(
    live_visitor: Callable[..., Visitor], cast: Cast
) -> None:
    meeting = planned_meeting(cast)
    ana_s, ben_s = live_visitor(cast.ana), live_visitor(cast.ben, width=360, scheme="dark")
    ana, ben = _open(ana_s, meeting), _open(ben_s, meeting)
    ana.locator(SURFACE).click()
    ana.keyboard.type("Facts: 21 of 71 chose 3/10. ")
    expect(ben.locator(SURFACE)).to_contain_text("21 of 71 chose 3/10.")
    ben.locator(SURFACE).click()
    ben.keyboard.press("Control+End")
    ben.keyboard.press("Enter")
    ben.keyboard.type("Niño: «diez es más» 🌱")
    expect(ana.locator(SURFACE)).to_contain_text("Niño: «diez es más» 🌱")
    # each sees where the other is
    expect(ana.locator(f"{SURFACE} .caret")).to_have_text("Ben")
    expect(ana.locator("[data-here]")).to_have_text("Ben")
    expect(ben.locator(f"{SURFACE} .caret")).to_have_text("Ana")
    expect(ana.locator("[data-state]")).to_have_text("All changes are saved.")
    check_accessible(ana)
    picture(ana, "notes-1280-light")
    picture(ben, "notes-360-dark")

    before = list(ben_s.watch.complaints)
    ben_s.context.set_offline(True)
    ben.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(ben.locator("[data-state]")).to_contain_text("No line.")
    ben.keyboard.type(" Written without a line.")
    expect(ben.locator("[data-state]")).to_contain_text("wait on this device")
    ana.keyboard.type("Meanwhile Ana wrote on.")
    expect(ana.locator("[data-state]")).to_have_text("All changes are saved.")
    ben_s.context.set_offline(False)
    ben.evaluate("window.dispatchEvent(new Event('online'))")
    expect(ben.locator("[data-state]")).to_have_text("All changes are saved.")
    # that other pieces of the page could not be fetched meanwhile is no fault
    ben_s.watch.complaints[:] = before
    for page in (ana, ben):
        expect(page.locator(SURFACE)).to_contain_text("Written without a line.")
        expect(page.locator(SURFACE)).to_contain_text("Meanwhile Ana wrote on.")
    text = plain_notes_of(meeting)
    assert "Niño: «diez es más» 🌱 Written without a line." in text
    assert "Meanwhile Ana wrote on." in text


@pytest.mark.once
def test_a_student_stands_in_the_notes_by_reference_put_there_by_keyboard(
    live_visitor: Callable[..., Visitor], cast: Cast
) -> None:
    student = make_classroom(cast).ours[0]
    meeting = planned_meeting(cast)
    ana, ben = _open(live_visitor(cast.ana), meeting), _open(live_visitor(cast.ben), meeting)
    ana.locator(SURFACE).click()
    ana.keyboard.type("/")
    menu = ana.locator("[data-slash]")
    expect(menu.get_by_role("button").first).to_be_focused()
    check_accessible(ana)
    ana.keyboard.press("Escape")
    expect(ana.locator(SURFACE)).to_have_text("/")
    ana.keyboard.press("Backspace")
    ana.keyboard.type("/")
    button = menu.get_by_role("button", name="Student")
    for _step in range(10):
        if button.evaluate("node => node === document.activeElement"):
            break
        ana.keyboard.press("ArrowDown")
    ana.keyboard.press("Enter")
    dialog = ana.get_by_role("dialog", name="Student")
    expect(dialog.get_by_label("Student")).to_be_focused()
    check_accessible(ana)
    dialog.get_by_label("Student").select_option(student.public_id)
    dialog.get_by_role("button", name="Put into the notes").click()
    for page in (ana, ben):
        expect(page.locator(f"{SURFACE} .student")).to_have_text(
            f"{student.given_name} {student.family_name}"
        )
    expect(ana.locator(SURFACE)).to_be_focused()
    expect(ana.locator("[data-state]")).to_have_text("All changes are saved.")
    picture(ana, "notes-student-1280")
    assert student.family_name not in plain_notes_of(meeting)


def test_notes_that_close_while_open_say_so(live_visitor: Callable[..., Visitor], cast: Cast) -> None:
    meeting = planned_meeting(cast)
    page = _open(live_visitor(cast.ben), meeting)
    end_membership(by=cast.ana, membership=Membership.objects.get(person=cast.ben))
    expect(page.locator("[data-state]")).to_have_text("These notes are not open to you any more.")
    expect(page.locator(SURFACE)).to_have_attribute("contenteditable", "false")
