"""From a file to a picture: a new user drops what a quiz tool wrote, mends one row, and sees who needs what.

The steps are counted, not the seconds: whoever makes the way longer finds out here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Visitor, check_accessible, check_fits, picture, tab_to
from tests.cast import Cast
from tests.evidence.measures.classroom import make_classroom
from trellis.evidence.measures.models import Attempt, ResultsFile

#: Choose the file, read it, say who the row is about (choose, confirm), write, see who needs what.
STEPS = 6


def vendor_file(folder: Path) -> Path:
    """What a quiz tool writes: columns nobody needs, one student under an old number and misspelled."""
    day = (timezone.localdate() - timedelta(days=2)).strftime("%m/%d/%Y")
    people = (
        ("1001", "Delgado", "Mateo", "C,B,A,B"),
        ("1002", "Vang", "Mai", "B,B,A,B"),
        ("7003", "Nunes", "Jose", "C,B,A,D"),
        ("1004", "Hill", "Sam", "C,B,A,B"),
        ("1005", "Hill", "Sam", "B,D,A,B"),
    )
    lines = ["Student ID,Last Name,First Name,Grade,Teacher,Date Taken,Q1,Q2,Q3,Q4,Percent Correct"]
    lines += [",,Answer Key,,,,B,B,A,B,"]
    lines += [f'{n},{family},{given},4,"Reyes, Ana",{day},{q},75%' for n, family, given, q in people]
    file = folder / "Fractions_check_export.csv"
    file.write_text("\ufeff" + "\r\n".join(lines) + "\r\n", encoding="utf-8")
    return file


@dataclass
class Hand:
    """A hand that counts what it does."""

    page: Page
    steps: int = 0

    def click(self, what: Locator, *, leads: bool = True) -> None:
        self.steps += 1
        if leads:
            with self.page.expect_navigation():
                what.click()
        else:
            what.click()

    def give(self, what: Locator, file: Path) -> None:
        self.steps += 1
        what.set_input_files(file)

    def choose(self, what: Locator, label: str) -> None:
        self.steps += 1
        what.select_option(label=label)


def test_S0_27_from_a_file_to_the_picture_in_six_steps(
    visitor: Callable[..., Visitor], cast: Cast, tmp_path: Path
) -> None:
    make_classroom(cast)
    page = visitor(cast.ana).open(reverse("open-community", args=[cast.grade_4.public_id]))
    hand = Hand(page)
    hand.give(page.get_by_label("Results file"), vendor_file(tmp_path))
    hand.click(page.get_by_role("button", name="Read the file"))
    main = page.locator("main")
    expect(main).to_contain_text("4 rows have their student.")
    expect(main).to_contain_text("“Student ID” as District number finds 4 of 5 students.")
    expect(page.get_by_label("Q1", exact=True)).to_have_value("item")
    expect(page.get_by_label("Percent Correct")).to_have_value("score")
    for name in ("Grade", "Teacher", "Date Taken"):
        expect(page.get_by_label(name, exact=True)).to_have_value("ignore")
    expect(page.locator("#waiting")).to_contain_text("7003 · Nunes · Jose")
    expect(main).to_contain_text("Row 2 says what is right")
    expect(page.locator("#waiting optgroup").first).to_have_attribute("label", "Named much like it")
    check_accessible(page)
    picture(page, "file-read")
    hand.choose(page.get_by_label("Student of row 5"), "José Núñez")
    hand.click(page.get_by_role("button", name="This one"))
    expect(page.locator("#notices")).to_contain_text("Row 5 belongs to José Núñez.")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Fractions check")
    expect(page.get_by_label("Given on")).to_have_value(
        (timezone.localdate() - timedelta(days=2)).isoformat()
    )
    hand.click(page.get_by_role("button", name="Write the results of 5 students"))
    expect(page.locator("#notices")).to_contain_text("The results are in.")
    hand.click(page.get_by_role("link", name="See who needs what"))
    expect(main).to_contain_text("Q1: 3 of 5 chose C.")
    expect(main).to_contain_text("José Núñez")
    check_accessible(page)
    check_fits(page)
    picture(page, "file-picture")
    assert Attempt.objects.count() == 5
    assert hand.steps == STEPS


@pytest.mark.once
def test_S0_27_the_same_way_by_keyboard_alone(
    visitor: Callable[..., Visitor], cast: Cast, tmp_path: Path
) -> None:
    make_classroom(cast)
    page = visitor(cast.ana).open(reverse("open-community", args=[cast.grade_4.public_id]))
    # the browser is told early that files are chosen by the test: the first key press must not come before it
    page.on("filechooser", lambda _chooser: None)
    tab_to(page, "Results file")
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Enter")
    asked.value.set_files(vendor_file(tmp_path))

    def press(name: str) -> None:
        tab_to(page, name)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    press("Read the file")
    tab_to(page, "Student of row 5")
    page.keyboard.type("José")
    press("This one")
    expect(page.locator("#notices")).to_contain_text("Row 5 belongs to José Núñez.")
    press("Write the results of 5 students")
    press("See who needs what")
    expect(page.locator("main")).to_contain_text("José Núñez")
    assert ResultsFile.objects.get().applied_at is not None
