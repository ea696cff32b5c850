"""Pages of a team's own assessments."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.measures.classroom import Classroom, make_classroom
from tests.house.matrix.world import signed_in
from trellis.evidence.measures.models import Assessment, Result
from trellis.evidence.measures.queries.own import classes_to_enter


@pytest.fixture
def room(cast: Cast) -> Classroom:
    return make_classroom(cast)


def make(cast: Cast, client: Client, items: str = "B A B", **more: str) -> Assessment:
    words = {"title": "Exit check", "given_on": timezone.localdate().isoformat(), "items": items, **more}
    address = reverse("make-common-assessment", args=[cast.grade_4.public_id])
    assert client.post(address, words).status_code == 303
    return Assessment.objects.get()


def test_made_entered_by_keyboard_and_read_in_the_grid(cast: Cast, room: Classroom) -> None:
    ana = signed_in(cast.ana)
    pk = make(cast, ana).public_id
    room_11 = classes_to_enter(cast.grade_4)[0].public_id
    assert "0 of 3 are in" in ana.get(reverse("choose-class", args=[pk])).content.decode()
    entry = reverse("enter-answers", args=[pk, room_11])
    mateo, jose = room.ours[0].public_id, room.ours[2].public_id
    bad = ana.post(entry, {f"row_{mateo}": "BABAB", f"row_{jose}": "BAB"})
    assert bad.status_code == 422
    assert "number 4 is too many" in bad.content.decode()
    assert not Result.objects.exists()
    assert ana.post(entry, {f"row_{mateo}": "bab", f"row_{jose}": "C-B"}).status_code == 303
    assert "2 of 3 are in" in ana.get(reverse("choose-class", args=[pk])).content.decode()
    assert 'value="C-B"' in ana.get(entry).content.decode()
    assert "José Núñez" in ana.get(reverse("read-answers", args=[pk])).content.decode()


def test_items_that_cannot_be_read_stand_beside_their_sentence(cast: Cast) -> None:
    address = reverse("make-common-assessment", args=[cast.grade_4.public_id])
    words = {"title": "x", "given_on": timezone.localdate().isoformat(), "items": "a\na"}
    page = signed_in(cast.ana).post(address, words)
    assert page.status_code == 422
    assert "Line 2 says the same as a line before." in page.content.decode()


def test_rows_are_pasted_and_strangers_are_named(cast: Cast, room: Classroom) -> None:
    ana = signed_in(cast.ana)
    pk = make(cast, ana).public_id
    room_11 = classes_to_enter(cast.grade_4)[0].public_id
    paste = reverse("paste-answers", args=[pk, room_11])
    page = ana.post(paste, {"rows": "Nobody\tB\tA\tB"})
    assert page.status_code == 422
    assert "Nobody in this class is called: Nobody." in page.content.decode()
    assert ana.post(paste, {"rows": "1001\tB\tA\tB\n"}).status_code == 303
    assert Result.objects.filter(attempt__student=room.ours[0]).count() == 3


def test_sheets_have_a_code_a_form_and_every_student(cast: Cast, room: Classroom) -> None:
    ana = signed_in(cast.ana)
    pk = make(cast, ana, two_forms="on").public_id
    room_11 = classes_to_enter(cast.grade_4)[0].public_id
    page = ana.get(reverse("print-assessment", args=[pk, room_11])).content.decode()
    assert "<svg" in page
    assert f"/results/{pk}/classes/{room_11}/" in page
    assert page.count('class="sheet"') == 3
    assert "form B" in page


def test_nobody_outside_the_team_opens_any_of_it(cast: Cast, room: Classroom) -> None:
    ana = signed_in(cast.ana)
    pk = make(cast, ana).public_id
    room_11 = classes_to_enter(cast.grade_4)[0].public_id
    for person in (cast.cleo, cast.pat, cast.dee, cast.eli):
        client = signed_in(person)
        for name in ("enter-answers", "print-assessment"):
            assert client.get(reverse(name, args=[pk, room_11])).status_code == 404
        assert client.get(reverse("choose-class", args=[pk])).status_code == 404
