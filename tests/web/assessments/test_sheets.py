"""Sheets of a class as tagged PDF, in English and Spanish."""

import re

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.evidence.measures.classroom import Classroom, make_classroom
from tests.house.matrix.world import signed_in
from tests.web.assessments.test_assessments import make
from tests.web.paper.test_pdf import parts_of, tags_of
from trellis.evidence.measures.queries.own import classes_to_enter
from trellis.web.meetings.qr import qr_code
from trellis.web.paper.sheets import LETTERS, ClassSheets, Sheet, SheetItem, make_sheets

ADDRESS = "https://trellis.example/results/a/classes/b/"


@pytest.fixture
def room(cast: Cast) -> Classroom:
    return make_classroom(cast)


def sheets(*words: str, names: tuple[str, ...] = ("Mateo Delgado", "Mai Vang")) -> ClassSheets:
    items = [SheetItem("Which is more?", LETTERS), *(SheetItem(line) for line in words)]
    return ClassSheets(
        title="Exit check",
        room="Room 11",
        community="Grade 4 team",
        address=ADDRESS,
        code=qr_code(ADDRESS).picture,
        sheets=[Sheet(name, "AB"[at % 2], items) for at, name in enumerate(names)],
    )


def pages_in(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", parts_of(pdf)))


def test_every_student_has_a_page_of_their_own_behind_the_teachers() -> None:
    pdf = make_sheets(sheets("Show it."))
    clear = parts_of(pdf)
    assert re.search(rb"pdfuaid:part>\s*1", clear)
    assert {"H1", "P", "L", "LI", "LBody", "Figure"} <= tags_of(pdf)
    assert b"QR code of the page of entry" in clear
    assert pages_in(pdf) == 3
    assert pages_in(make_sheets(sheets(names=("Mateo", "Mai", "Sam", "Sam")))) == 5


def test_what_a_team_wrote_into_an_item_is_no_markup() -> None:
    plain = tags_of(make_sheets(sheets("a plain line")))
    for written in ('#read("/etc/passwd")', "= Heading", "$x$ *bold*", '"}\\'):
        assert tags_of(make_sheets(sheets(written))) == plain, written


@pytest.mark.parametrize(("asked", "lang"), [("", "en"), ("es", "es"), ("xx", "en")])
def test_the_file_is_in_the_language_that_students_read(
    cast: Cast, room: Classroom, asked: str, lang: str
) -> None:
    ana = signed_in(cast.ana)
    pk = make(cast, ana, two_forms="on").public_id
    where = [pk, classes_to_enter(cast.grade_4)[0].public_id]
    response = ana.get(reverse("sheets-pdf", args=where), {"language": asked})
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert re.search(rb"/Lang\s*\(" + lang.encode(), parts_of(response.content))
    assert pages_in(response.content) == 4
    page = ana.get(reverse("print-assessment", args=where)).content.decode()
    assert f"{reverse('sheets-pdf', args=where)}?language=es" in page
