"""Supports, cards, a team's own assessment and student work: they fit, axe accepts them."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.site import Visitor, check_accessible, check_screen
from tests.cast import Cast
from tests.practice.students.test_care import supported
from tests.practice.students.test_work import png
from tests.practice.students.world import answered, rooms_of
from trellis.evidence.measures.models import Assessment
from trellis.evidence.roster.models import Guardianship, Student
from trellis.practice.students.models import WorkSample
from trellis.practice.students.operations.cards import add_strength, look_at_student, name_adult
from trellis.practice.students.operations.looking import ask_about_look
from trellis.practice.students.operations.work import add_work_sample
from trellis.practice.students.queries.cards import looks_at


@pytest.fixture
def check(cast: Cast) -> Assessment:
    return answered(cast)


@pytest.mark.once
def test_care_and_assessments_fit_and_are_accessible(
    visitor: Callable[..., Visitor], cast: Cast, check: Assessment
) -> None:
    mateo = Student.objects.get(given_name="Mateo")
    support = supported(cast, mateo, aim="words a minute", baseline=40, target=60)
    add_strength(by=cast.ana, pk=mateo.public_id, text="Explains with drawings")
    name_adult(by=cast.ana, community=cast.grade_4, student=mateo.public_id, person=cast.pat.public_id)
    add_work_sample(by=cast.ana, assessment=check, position=7, content=png())
    Guardianship.objects.create(person=cast.eli, student=mateo)
    look_at_student(by=cast.ana, pk=mateo.public_id)
    team, pk, room = cast.grade_4.public_id, check.public_id, rooms_of(cast)[0].public_id
    addresses = {
        "supports": reverse("supports", args=[team]),
        "sweep-students": reverse("sweep-students", args=[team]),
        "plan-support": reverse("plan-support", args=[team, mateo.public_id]),
        "named-adults": reverse("named-adults", args=[team]),
        "student-card": reverse("student-card", args=[mateo.public_id]),
        "who-looked": reverse("who-looked", args=[mateo.public_id]),
        "open-support": reverse("open-support", args=[support.public_id]),
        "make-common-assessment": reverse("make-common-assessment", args=[team]),
        "choose-class": reverse("choose-class", args=[pk]),
        "enter-answers": reverse("enter-answers", args=[pk, room]),
        "print-assessment": reverse("print-assessment", args=[pk, room]),
        "work-samples": reverse("work-samples", args=[pk]),
        "sort-work": reverse("sort-work", args=[pk]),
    }
    ana, eli = visitor(cast.ana), visitor(cast.eli)
    pages = [(ana, name, address) for name, address in addresses.items()]
    pages.append((eli, "my-child", reverse("my-child", args=[mateo.public_id])))
    look = looks_at(mateo)[0].hash
    ask_about_look(by=cast.eli, pk=mateo.public_id, look=look, text="¿Por qué la abrió?")
    pages.append((visitor(cast.pat), "look-questions", reverse("look-questions")))
    for person, name, address in pages:
        check_screen(person, address, name)


@pytest.mark.once
def test_S3_31_a_name_is_covered_before_the_picture_is_sent(
    visitor: Callable[..., Visitor], cast: Cast, check: Assessment
) -> None:
    page = visitor(cast.ana, width=360).open(reverse("work-samples", args=[check.public_id]))
    page.get_by_label("Photo or scan").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": png()}
    )
    page.get_by_role("button", name="Cover the top").click()
    page.wait_for_function("document.getElementById('work-picture').files[0].name === 'work.jpg'")
    page.get_by_role("button", name="Lay it on the table").click()
    expect(page.locator("#notices")).to_contain_text("The work is on the table.")
    sample = WorkSample.objects.get()
    assert sample.picture_type == "image/jpeg", "drawn anew, not the file that was chosen"
    expect(page.locator(".piece img")).to_be_visible()


@pytest.mark.once
def test_S3_31_pieces_are_sorted_by_keyboard_alone(
    visitor: Callable[..., Visitor], cast: Cast, check: Assessment
) -> None:
    for pile in ("Half is near", "", "", ""):
        add_work_sample(by=cast.ana, assessment=check, position=7, content=png(), pile=pile)
    page = visitor(cast.ana, width=768).open(reverse("sort-work", args=[check.public_id]))
    for done in (1, 2, 3):
        expect(page.locator("main")).to_contain_text(f"{done} of 4 sorted")
        expect(page.get_by_role("button", name="Half is near")).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is sorted")
    check_accessible(page)
