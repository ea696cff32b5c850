"""From the comparison written down early to the closing sentence, and who reads how much of it."""

import re
from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.site import Visitor, check_accessible, check_fits, picture
from tests.browser.test_whole_cycle import press, said
from tests.cast import Cast, _person
from tests.practice.cycles.studies import TODAY, cycle_in_use, windows
from tests.practice.cycles.test_studying import EARLY
from trellis.evidence.roster.models import Guardianship, Student
from trellis.people.access.words import Role
from trellis.people.accounts.words import Language
from trellis.practice.cycles.models import Cycle, Story, StudyDesign

SENTENCE = re.compile(r"10 students scored [\d.]+ points higher than before \(plausible change")


def close(ana: Visitor, cycle: Cycle) -> None:
    """Ana writes down what is compared, names the results, and shows the story to the district."""
    page = ana.open(reverse("open-cycle", args=[cycle.public_id]))
    page.get_by_role("link", name="Say how you will know").click()
    expect(page.locator("h1")).to_contain_text("How we will know")
    check_accessible(page)
    check_fits(page)
    page.get_by_label("The same students before and after").check()
    page.get_by_label("Results from before").select_option(index=1)
    press(page, "Write this down")
    said(page, "What you compare is written down.")
    StudyDesign.objects.update(written_at=EARLY)  # as if the five weeks since had passed
    page.locator("#finding").get_by_role("link", name="How we will know").click()
    page.get_by_label("Results from after").select_option(index=2)
    press(page, "Write this down")
    page = ana.open(reverse("decide-cycle", args=[cycle.public_id]))
    finding = page.locator("#finding")
    expect(finding).to_contain_text("It was used for 100 % of what you planned.")
    expect(finding).to_contain_text(SENTENCE)
    expect(finding).to_contain_text("This is tier 4")
    expect(page.locator("main")).to_contain_text("55 to 60 %")
    check_accessible(page)
    check_fits(page)
    picture(page, "closing-sentence")


def show_story(ana: Visitor, cycle: Cycle, audience: str) -> str:
    page = ana.open(reverse("write-story", args=[cycle.public_id]))
    page.get_by_label("Title", exact=True).fill("A talk before the rule")
    page.get_by_label("Story", exact=True).fill("We talked first.")
    page.get_by_label("Title in Spanish").fill("Hablar antes de la regla")
    page.get_by_label("Story in Spanish").fill("Primero hablamos.")
    page.get_by_label(audience).check()
    press(page, "Show this story")
    page.close()
    return reverse("story", args=[Story.objects.get().public_id])


def test_S0_28_the_closing_sentence_and_who_reads_how_much_of_it(
    visitor: Callable[..., Visitor], cast: Cast
) -> None:
    windows(cast)
    cycle = cycle_in_use(cast)
    hugo, zara = Student.objects.get(given_name="Hugo"), Student.objects.get(given_name="Zara")
    Guardianship.objects.create(person=cast.eli, student=hugo)
    elsewhere = _person("Wil", "Marsh", Role.TEACHER, cast.washington, TODAY, Language.ENGLISH)
    ana = visitor(cast.ana)
    close(ana, cycle)
    story = show_story(ana, cycle, "The district")
    work = reverse("decide-cycle", args=[cycle.public_id])
    card = reverse("student-card", args=[zara.public_id])
    child = reverse("my-child", args=[zara.public_id])
    staff = {"principal": cast.pat, "district lead": cast.dee, "teacher of another school": elsewhere}
    for name, person in staff.items():
        reader = visitor(person)
        for address in (work, card, child, reverse("results", args=[cast.grade_4.public_id])):
            reader.open(address, expect=404).close()
        page = reader.open(story)
        expect(page.locator("main"), name).to_contain_text(SENTENCE)
        for one in (hugo, zara):
            expect(page.locator("body"), name).not_to_contain_text(one.family_name)
        page.close()
        if name != "teacher of another school":
            board = reader.open(reverse("open-cycle", args=[cycle.public_id])).locator("main")
            expect(board).to_contain_text("Grade 4 students will move")
            expect(board).not_to_contain_text("students scored")
    family = visitor(cast.eli)
    for address in (story, work, child, card):
        family.open(address, expect=404).close()
    family.open(reverse("my-child", args=[hugo.public_id])).close()
    show_story(ana, cycle, "Everyone")
    page = family.open(story)
    found = page.locator("main section").first
    expect(found).to_contain_text("Los estudiantes pueden hacer más que antes.")
    assert not re.search(r"\d", found.inner_text())
