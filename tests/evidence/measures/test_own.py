"""A team's own assessment: items in lines, forms in two orders, rows typed, pasted, corrected."""

from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from tests.evidence.measures.classroom import Classroom, make_classroom
from trellis.evidence.measures.models import Assessment, Attempt, Intake, Result
from trellis.evidence.measures.operations.own import enter_answers, make_common_assessment
from trellis.evidence.measures.queries.own import (
    class_states,
    classes_to_enter,
    entry_of,
    names_in,
    open_class_of,
)
from trellis.evidence.measures.queries.results import standing_results
from trellis.evidence.measures.rules.own import (
    Typed,
    Unreadable,
    Wanted,
    form_for,
    form_order,
    read_answers,
    read_item_lines,
    read_pasted,
)
from trellis.evidence.measures.words import Reason
from trellis.kit.errors import Invalid, NotFound, Refused

ITEMS = "1/3 or 1/8? | B | 1 | 4.NF.A.2\nExplain | | 3 | 4.NF.A.2\nOn a line | A"


@pytest.fixture
def room(cast: Cast) -> Classroom:
    return make_classroom(cast)


def made(cast: Cast, *, two_forms: bool = False) -> Assessment:
    return make_common_assessment(
        by=cast.ana,
        community=cast.grade_4,
        title="Check",
        items=ITEMS,
        given_on=timezone.localdate(),
        two_forms=two_forms,
    )


def test_items_come_one_a_line_or_as_a_key() -> None:
    lines = read_item_lines("Half?|b|2|4.NF\n\nLine\tA\nWords")
    assert [(one.label, one.answer, one.most, one.standard) for one in lines] == [
        ("Half?", "b", Decimal(2), "4.NF"),
        ("Line", "A", Decimal(1), ""),
        ("Words", "", Decimal(1), ""),
    ]
    assert [one.answer for one in read_item_lines("b b A, C")] == ["B", "B", "A", "C"]
    assert read_item_lines(" \n") == []


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("Half | B | none", 1, "points"),
        ("Half | B | 0", 1, "points"),
        ("Half | B | NaN", 1, "points"),
        ("Half | B | 1e9", 1, "points"),
        ("Half\n\nhalf", 3, "twice"),
        (" | B\nx", 1, "label"),
        ("\n".join(f"Item number {n}" for n in range(61)), 61, "many"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, line: int, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_item_lines(text)
    assert (refused.value.line, refused.value.code) == (line, code)


@given(st.integers(0, 60), st.sampled_from(["", "A", "B"]))
def test_both_forms_hold_every_item_once(count: int, form: str) -> None:
    assert sorted(form_order(count, form)) == list(range(count))


def test_forms_alternate_and_form_b_begins_with_the_second_half() -> None:
    assert [form_for(at, True) for at in range(4)] == ["A", "B", "A", "B"]
    assert form_for(1, False) == ""
    assert form_order(5, "B") == [3, 4, 0, 1, 2]


LETTERS = [Wanted("B", Decimal(1))] * 3
POINTS = [Wanted("", Decimal(2))] * 3


def test_a_row_is_read_as_it_is_typed() -> None:
    assert read_answers("", LETTERS) is None
    assert read_answers("b-A", LETTERS) == [Typed(answer="B"), Typed(reason=Reason.BLANK), Typed(answer="A")]
    assert read_answers("B", LETTERS) == [Typed(answer="B")] + [Typed(reason=Reason.BLANK)] * 2
    assert read_answers("2 0 1.5", POINTS) == [
        Typed(value=Decimal(2)),
        Typed(value=Decimal(0)),
        Typed(value=Decimal("1.5")),
    ]
    assert read_answers("abs", POINTS) == [Typed(reason=Reason.NOT_TESTED)] * 3


@pytest.mark.parametrize(
    ("text", "wanted", "position"),
    [
        ("BBBB", LETTERS, 4),
        ("3 0 0", POINTS, 1),
        ("1 x 0", POINTS, 2),
        ("1 NaN 0", POINTS, 2),
        ("B€B", LETTERS, 2),
    ],
)
def test_an_answer_that_cannot_be_taken_is_named(text: str, wanted: list[Wanted], position: int) -> None:
    with pytest.raises(Unreadable) as refused:
        read_answers(text, wanted)
    assert refused.value.line == position


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        typed = read_answers(text, LETTERS)
    except Unreadable:
        return
    assert typed is None or len(typed) == len(LETTERS)


def test_S0_27_made_in_one_step_and_entered_by_class(cast: Cast, room: Classroom) -> None:
    assessment = made(cast)
    items = list(assessment.items.all())
    assert [(one.label, one.answer, one.most, one.standard_code) for one in items] == [
        ("1/3 or 1/8?", "B", Decimal(1), "4.NF.A.2"),
        ("Explain", "", Decimal(3), "4.NF.A.2"),
        ("On a line", "A", Decimal(1), ""),
    ]
    room_11 = classes_to_enter(cast.grade_4)[0]
    mateo, jose = room.ours[0], room.ours[2]
    rows = {mateo.public_id: "B 2 A", jose.public_id: "abs"}
    done = enter_answers(by=cast.ben, assessment=assessment, school_class=room_11, rows=rows)
    assert (done.written, done.unchanged) == (2, 0)
    values = Result.objects.filter(attempt__student=mateo).order_by("item__position")
    assert [(one.answer, one.value) for one in values] == [("B", None), ("", Decimal(2)), ("A", None)]
    assert [(one.entered, one.students) for one in class_states(assessment, cast.grade_4)] == [(2, 3), (0, 2)]
    assert {line.row for line in entry_of(assessment, room_11).lines} == {"B2A", "abs", ""}


def test_a_correction_is_a_new_version_and_the_same_row_writes_nothing(cast: Cast, room: Classroom) -> None:
    assessment = made(cast)
    room_11, mateo = classes_to_enter(cast.grade_4)[0], room.ours[0]
    for row in ("B 2 A", "B 2 A", "C 3 A"):
        enter_answers(by=cast.ana, assessment=assessment, school_class=room_11, rows={mateo.public_id: row})
    attempts = Attempt.objects.filter(student=mateo)
    assert attempts.count() == 2
    assert Intake.objects.count() == 2
    window = assessment.administrations.get()
    assert [one.answer or one.value for one in standing_results(window).order_by("item__position")] == [
        "C",
        Decimal(3),
        "A",
    ]


def test_form_b_is_typed_in_its_own_order(cast: Cast, room: Classroom) -> None:
    assessment = made(cast, two_forms=True)
    room_11 = classes_to_enter(cast.grade_4)[0]
    line = next(one for one in entry_of(assessment, room_11).lines if one.form == "B")
    enter_answers(
        by=cast.ana, assessment=assessment, school_class=room_11, rows={line.student.public_id: "A B 2"}
    )
    found = Result.objects.filter(attempt__student=line.student).order_by("item__position")
    assert [one.answer or one.value for one in found] == ["B", Decimal(2), "A"]
    assert Attempt.objects.get().form == "B"
    again = next(one for one in entry_of(assessment, room_11).lines if one.student == line.student)
    assert again.row == "AB2"


def test_one_bad_row_and_nothing_is_written(cast: Cast, room: Classroom) -> None:
    assessment = made(cast)
    room_11, mateo, jose = classes_to_enter(cast.grade_4)[0], room.ours[0], room.ours[2]
    with pytest.raises(Invalid) as refused:
        enter_answers(
            by=cast.ana,
            assessment=assessment,
            school_class=room_11,
            rows={mateo.public_id: "B 2 A", jose.public_id: "B 9 A"},
        )
    assert set(refused.value.fields) == {jose.public_id}
    assert not Result.objects.exists()


def test_nobody_outside_the_team_makes_or_enters(cast: Cast, room: Classroom) -> None:
    assessment = made(cast)
    room_11 = classes_to_enter(cast.grade_4)[0]
    for stranger in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(Refused):
            make_common_assessment(
                by=stranger, community=cast.grade_4, title="x", items="x", given_on=timezone.localdate()
            )
        with pytest.raises(Refused):
            enter_answers(by=stranger, assessment=assessment, school_class=room_11, rows={})
    with pytest.raises(NotFound):
        enter_answers(
            by=cast.ana, assessment=assessment, school_class=room_11, rows={room.other.public_id: "B 1 A"}
        )
    with pytest.raises(NotFound):
        open_class_of(cast.grade_5, room_11.public_id)
    for title, items in ((" ", "x"), ("x", " "), ("x", "a\na")):
        with pytest.raises(Invalid):
            make_common_assessment(
                by=cast.ana, community=cast.grade_4, title=title, items=items, given_on=timezone.localdate()
            )


def test_pasted_rows_find_students_by_number_and_name_and_say_whom_they_do_not_find(
    cast: Cast, room: Classroom
) -> None:
    entry = entry_of(made(cast), classes_to_enter(cast.grade_4)[0])
    names = names_in(entry)
    mateo, jose = room.ours[0], room.ours[2]
    rows, strangers = read_pasted("1001\tB\t2\t\nJose\tNunez\tA\t1\tA\nNobody\tB\n\n", names)
    assert rows == {mateo.public_id: "B 2 -", jose.public_id: "A 1 A"}
    assert strangers == ["Nobody"]
