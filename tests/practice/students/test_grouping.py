"""Rules of answers and groups, without a page: everybody in exactly one group, whatever the answers are."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.evidence.measures.queries.sheets import Mark, Sheet, SheetItem
from trellis.evidence.measures.words import Reason
from trellis.people.access.words import Relation
from trellis.practice.students.rules.answers import error_patterns, item_readings, read_mark
from trellis.practice.students.rules.grouping import propose_groups_of, without_a_place
from trellis.practice.students.rules.may import (
    may_count_care,
    may_move_student,
    may_read_groups,
    may_see_card,
    may_settle_groups,
)
from trellis.practice.students.words import Cell, GroupKind, RegroupingState

R = Relation


def student(pk: int) -> Any:
    return SimpleNamespace(pk=pk, family_name=f"F{pk:03}", given_name="G", full_name=f"G F{pk:03}")


def sheet(answers: list[str], key: str, standards: list[str] | None = None, unseen: int = 0) -> Sheet:
    """Answers as letters, “-” left blank, “.” not there."""
    marks = {}
    for pk, row in enumerate(answers):
        for position, letter in enumerate(row, start=1):
            if letter == "-":
                marks[(pk, position)] = Mark(reason=Reason.BLANK)
            elif letter != ".":
                marks[(pk, position)] = Mark(answer=letter)
    return Sheet(
        assessment=cast(Any, None),
        window=None,
        items=tuple(
            SheetItem(at, f"Item {at}", None, letter, standards[at - 1] if standards else "")
            for at, letter in enumerate(key, start=1)
        ),
        students=tuple(student(pk) for pk in range(len(answers))),
        marks=marks,
        unseen=tuple(student(1000 + n) for n in range(unseen)),
    )


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    items = draw(st.integers(1, 6))
    rows = draw(st.lists(st.text("ABC-.", min_size=items, max_size=items), min_size=0, max_size=25))
    standards = draw(st.none() | st.lists(st.sampled_from("XYZ"), min_size=items, max_size=items))
    return sheet(rows, "A" * items, standards, draw(st.integers(0, 4)))


@settings(max_examples=150, deadline=None)
@given(sheets())
def test_S0_17_S3_10_everybody_is_in_exactly_one_group(found: Sheet) -> None:
    groups = propose_groups_of(found)
    placed = [pk for group in groups for pk in group.students]
    everybody = [one.pk for one in (*found.students, *found.unseen)]
    assert sorted(placed) == sorted(everybody)
    assert len(set(placed)) == len(placed)
    assert without_a_place(everybody, {pk: 1 for pk in placed}) == []
    for group in groups:
        assert group.borderline <= set(group.students)
        assert (group.kind == GroupKind.NEED) == bool(group.needs)


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_nobody_with_a_wrong_answer_everywhere_is_ready_to_extend(found: Sheet) -> None:
    ready = {pk for g in propose_groups_of(found) if g.kind == GroupKind.EXTENSION for pk in g.students}
    for one in found.students:
        cells = {read_mark(item, found.marks.get((one.pk, item.position))) for item in found.items}
        if Cell.RIGHT not in cells:
            assert one.pk not in ready


def test_the_place_to_extend_is_there_before_anybody_is_ready() -> None:
    groups = propose_groups_of(sheet(["B", "B", "B"], "A"))
    assert [group.kind for group in groups] == [GroupKind.NEED, GroupKind.EXTENSION]
    assert groups[1].students == ()


def test_without_a_key_nothing_is_judged_and_everybody_waits_to_be_seen() -> None:
    blind = sheet(["AB", "BA"], "AB")
    items = tuple(SheetItem(one.position, one.label, None) for one in blind.items)
    groups = propose_groups_of(replace(blind, items=items))
    assert [group.kind for group in groups] == [GroupKind.UNSEEN]


@pytest.mark.parametrize(
    ("mark", "key", "most", "cell"),
    [
        (None, "A", None, Cell.UNSEEN),
        (Mark(answer="A"), "a", None, Cell.RIGHT),
        (Mark(answer="B"), "A", None, Cell.WRONG),
        (Mark(answer="B"), "", None, Cell.UNSEEN),
        (Mark(value=Decimal(2)), "", Decimal(2), Cell.RIGHT),
        (Mark(value=Decimal(1)), "", Decimal(2), Cell.PART),
        (Mark(value=Decimal(0)), "", Decimal(2), Cell.WRONG),
        (Mark(reason=Reason.BLANK), "A", None, Cell.BLANK),
        (Mark(reason=Reason.NOT_TESTED), "A", None, Cell.UNSEEN),
        (Mark(reason=Reason.SUPPRESSED), "A", None, Cell.UNSEEN),
        (Mark(reason=Reason.INVALID), "A", None, Cell.UNSEEN),
    ],
)
def test_a_missing_answer_is_never_zero(
    mark: Mark | None, key: str, most: Decimal | None, cell: Cell
) -> None:
    assert read_mark(SheetItem(1, "Item 1", most, key), mark) == cell


def test_S0_27_an_answer_that_comes_back_is_a_pattern_and_a_slip_is_none() -> None:
    found = sheet(["C", "C", "C", "B", "A", "A", "-"], "A")
    patterns = error_patterns(found, item_readings(found), {(1, "C"): "Bigger bottom number"})
    assert [(one.answer, one.count, one.seen, one.name) for one in patterns] == [
        ("C", 3, 6, "Bigger bottom number")
    ]


#: Relation, then: reads groups, moves in settled groups, moves in ended ones, settles, sees a card of ours,
#: sees a card by name, sees counts.
TRUTH = [
    ({R.MEMBER}, True, True, False, True, True, True, True),
    ({R.GUEST_MEMBER}, False, False, False, False, False, True, False),
    ({R.FORMER_MEMBER}, False, False, False, False, False, True, False),
    ({R.SCHOOL_LEADER, R.SCHOOL_STAFF}, False, False, False, False, False, True, True),
    ({R.SCHOOL_STAFF}, False, False, False, False, False, True, False),
    ({R.DISTRICT_LEADER}, False, False, False, False, False, True, True),
    ({R.DEPARTMENT}, False, False, False, False, False, True, False),
    ({R.DATA_STEWARD}, False, False, False, False, False, True, False),
    ({R.FAMILY}, False, False, False, False, False, True, False),
    ({R.ANYONE}, False, False, False, False, False, True, False),
]


@pytest.mark.parametrize("line", TRUTH, ids=lambda line: "+".join(sorted(line[0])))
def test_who_may_do_what(line: tuple[set[Relation], bool, bool, bool, bool, bool, bool, bool]) -> None:
    who, reads, moves, moves_ended, settles, ours, by_name, counts = line
    assert may_read_groups(who) == reads
    assert may_move_student(who, RegroupingState.SETTLED) == moves
    assert may_move_student(who, RegroupingState.ENDED) == moves_ended
    assert may_settle_groups(who, RegroupingState.PROPOSED) == settles
    assert not may_settle_groups(who, RegroupingState.SETTLED)
    assert may_see_card(who, is_ours=True, has_right=False) == ours
    assert not may_see_card(who, is_ours=False, has_right=False)
    assert may_see_card(who, is_ours=False, has_right=True) == by_name
    assert may_count_care(who) == counts
