"""Pages of answers and groups: from a dropped file to the plan, with and without scripts."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.students.world import (
    KEY,
    answered,
    check_file,
    grouped,
    planned_groups,
    rooms_of,
    student,
)
from tests.practice.world import started
from trellis.evidence.measures.models import Assessment, ResultsFile
from trellis.practice.cycles.models import PlanStep
from trellis.practice.library.models import Strategy
from trellis.practice.library.operations import load_content
from trellis.practice.students.models import ErrorPattern, GroupPlace, NeedGroup, Regrouping
from trellis.practice.students.words import GroupKind, RegroupingState


@pytest.fixture
def ana(cast: Cast) -> Client:
    return signed_in(cast.ana)


def text(client: Client, name: str, *words: object) -> str:
    response = client.get(reverse(name, args=words))
    assert response.status_code == 200
    return response.content.decode()


def test_S0_27_from_a_dropped_file_to_the_grid_in_four_steps(cast: Cast, ana: Client) -> None:
    sheet = SimpleUploadedFile("check.csv", check_file(cast).encode())
    ana.post(reverse("drop-results-file", args=[cast.grade_4.public_id]), {"file": sheet})
    file = ResultsFile.objects.get()
    given = {"title": "Thursday", "given_on": timezone.localdate().isoformat()}
    ana.post(reverse("apply-results-file", args=[file.public_id]), given)
    pk = Assessment.objects.get(title="Thursday").public_id
    assert "What is right?" in text(ana, "read-answers", pk)
    right = {f"item_{at}": letter for at, letter in enumerate(KEY, start=1)}
    assert ana.post(reverse("say-right-answers", args=[pk]), right).status_code == 303
    page = text(ana, "read-answers", pk)
    assert "Item 3: 5 of 11 chose C." in page
    assert "Right, of 11" in page
    assert "Lucía Haro" in page
    assert page.index("Hugo Marin") < page.index("Amir Naji"), "most need first"


def test_the_grid_by_name_and_a_named_error(cast: Cast, ana: Client) -> None:
    pk = answered(cast).public_id
    page = ana.get(reverse("read-answers", args=[pk]) + "?order=name").content.decode()
    assert page.index("Theo Brandt") < page.index("Hugo Marin")
    words = {"position": "3", "answer": "C", "name": "Bigger bottom number"}
    assert ana.post(reverse("name-error-pattern", args=[pk]), words).status_code == 303
    assert ErrorPattern.objects.get().name == "Bigger bottom number"
    assert "Bigger bottom number" in text(ana, "read-answers", pk)
    assert ana.post(reverse("name-error-pattern", args=[pk]), {"position": "x"}).status_code == 422


def test_a_room_is_named_after_its_teacher_said_yes_and_no_sooner(cast: Cast, ana: Client) -> None:
    pk = answered(cast).public_id
    room_11, room_12, _room_13 = rooms_of(cast)
    assert "Room 12" not in text(ana, "read-answers", pk)
    words = {"room": room_12.public_id, "show": "yes", "assessment": pk}
    address = reverse("show-room", args=[cast.grade_4.public_id])
    assert ana.post(address, words).status_code == 403, "nobody says yes for a colleague"
    assert signed_in(cast.ben).post(address, words).status_code == 303
    page = text(ana, "read-answers", pk)
    assert "Room 12" in page
    assert "Let the team see my class" in page, "Room 11 waits for Ana"
    assert room_11.title in page


def test_S2_33_a_name_is_placed_with_two_taps_and_no_script(cast: Cast, ana: Client) -> None:
    regrouping = grouped(cast)
    board = reverse("open-regrouping", args=[regrouping.public_id])
    place = GroupPlace.objects.select_related("student", "group").filter(regrouping=regrouping).first()
    assert place is not None
    to = regrouping.groups.exclude(pk=place.group_id).first()
    assert to is not None
    picked = ana.get(board, {"pick": place.student.public_id}).content.decode()
    assert "is picked up. Choose the group." in picked
    assert f"Place {place.student.full_name} in “{to.name}”" in picked
    words = {"student": place.student.public_id, "to": to.public_id}
    assert ana.post(reverse("move-student", args=[regrouping.public_id]), words)["Location"].endswith(
        "#board"
    )
    place.refresh_from_db()
    assert place.group == to
    assert "Undo last move" in ana.get(board).content.decode()
    ana.post(reverse("undo-move", args=[regrouping.public_id]))
    place.refresh_from_db()
    assert place.group != to


def board_in(page: str) -> str:
    found = re.search(r'<div id="board".*?<form id="drop".*?</form>\s*</div>', page, re.DOTALL)
    assert found
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*', "", found[0].replace(" data-focus", ""))


def test_the_swapped_board_equals_a_full_reload(cast: Cast, ana: Client) -> None:
    regrouping = grouped(cast)
    place = GroupPlace.objects.filter(regrouping=regrouping, group__kind=GroupKind.UNSEEN).get()
    to = regrouping.groups.get(kind=GroupKind.EXTENSION)
    piece = ana.post(
        reverse("move-student", args=[regrouping.public_id]),
        {"student": place.student.public_id, "to": to.public_id},
        headers={"hx-request": "true"},
    )
    assert "is now in" in piece["HX-Trigger"]
    whole = ana.get(reverse("open-regrouping", args=[regrouping.public_id]))
    assert board_in(piece.content.decode()) == board_in(whole.content.decode())


def test_S3_02_from_the_grid_to_the_plan_of_the_cycle(cast: Cast, ana: Client) -> None:
    cycle = started(cast)
    pk = answered(cast).public_id
    ana.post(reverse("propose-groups", args=[pk]))
    regrouping = Regrouping.objects.get()
    told = {"name": "Folded strips", "practice_change": "Fold two strips.", "told_by": cast.ben.public_id}
    assert ana.post(reverse("capture-strategy", args=[cast.grade_4.public_id]), told).status_code == 303
    for group in regrouping.groups.all():
        page = text(ana, "plan-group", group.public_id)
        card = re.search(r'value="(\w+)"[^>]*>Folded strips', page)
        assert card
        plan = {"name": group.name, "teacher": cast.ben.public_id, "card": card[1], "meets": "Thursday"}
        assert ana.post(reverse("plan-group", args=[group.public_id]), plan).status_code == 303
    refused = ana.post(reverse("settle-groups", args=[regrouping.public_id]), {"starts_on": ""})
    assert refused.status_code == 422
    day = {"starts_on": timezone.localdate().isoformat()}
    assert ana.post(reverse("settle-groups", args=[regrouping.public_id]), day).status_code == 303
    regrouping.refresh_from_db()
    assert regrouping.state == RegroupingState.SETTLED
    done = ana.post(reverse("put-groups-in-cycle", args=[regrouping.public_id]))
    assert done["Location"] == reverse("plan-steps", args=[cycle.public_id])
    assert PlanStep.objects.filter(cycle=cycle, who=cast.ben).count() == regrouping.groups.count()


def test_add_and_remove_a_group(cast: Cast, ana: Client) -> None:
    regrouping = grouped(cast)
    ana.post(reverse("add-need-group", args=[regrouping.public_id]), {"name": "Close to one"})
    group = NeedGroup.objects.get(name="Close to one")
    assert "Remove this empty group" in text(ana, "open-regrouping", regrouping.public_id)
    ana.post(reverse("remove-need-group", args=[group.public_id]))
    assert not NeedGroup.objects.filter(name="Close to one").exists()


def test_pages_ask_the_same_number_of_questions_for_few_and_for_many(cast: Cast, ana: Client) -> None:
    regrouping = planned_groups(cast)
    assert regrouping.assessment is not None
    addresses = [
        reverse("read-answers", args=[regrouping.assessment.public_id]),
        reverse("open-regrouping", args=[regrouping.public_id]),
    ]

    def questions() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert ana.get(address).status_code == 200
            found.append(len(asked))
        return found

    questions()
    few = questions()
    for at in range(3):
        student(cast, f"More{at}", "Late", f"50{at}", rooms_of(cast)[at % 2])
        NeedGroup.objects.create(regrouping=regrouping, position=20 + at, name=f"G{at}", teacher=cast.ana)
    assert questions() == few


def test_S4_12_a_suggested_strategy_is_taken_into_the_plan_with_one_press(cast: Cast, ana: Client) -> None:
    load_content()
    group = NeedGroup.objects.filter(regrouping=grouped(cast), kind=GroupKind.NEED).order_by("position")[0]
    page = text(ana, "plan-group", group.public_id)
    assert "Worth a try" in page
    assert "Take “Ten-minute number-line talk”" in page
    card = Strategy.objects.get(key="number-line-talk")
    taken = ana.get(
        reverse("plan-group", args=[group.public_id]) + f"?card={card.public_id}"
    ).content.decode()
    assert f'<option value="{card.public_id}" selected>' in taken
    assert "Taken into the plan" in taken
    sent = {"name": group.name, "teacher": cast.ben.public_id, "card": card.public_id}
    assert ana.post(reverse("plan-group", args=[group.public_id]), sent).status_code == 303
    group.refresh_from_db()
    assert group.card == card
    assert group.practice_change == card.practice_change
    other = Strategy.objects.get(key="first-look-at-tomorrow")
    again = ana.get(
        reverse("plan-group", args=[group.public_id]) + f"?card={other.public_id}"
    ).content.decode()
    assert f'<option value="{other.public_id}" selected>' in again
