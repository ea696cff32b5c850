"""Columns, cells and matches: pure rules, with the odd ways files are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.evidence.measures.rules.matching import RosterStudent, match_rows
from trellis.evidence.measures.rules.results import guess_column, name_key, read_cell
from trellis.evidence.measures.words import ColumnKind as Kind
from trellis.evidence.measures.words import Reason, RowProblem


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("StudentLocalID", ["10", "11"], Kind.IDENTIFIER),
        ("LASID", ["111111111"], Kind.IDENTIFIER),
        ("'local_id'", ["100"], Kind.IDENTIFIER),
        ("Student ID", ["a1"], Kind.IDENTIFIER),
        ("Student", ["Ben Lee"], Kind.FULL_NAME),
        ("Student Name", ["Ben Lee"], Kind.FULL_NAME),
        ("First Name", ["Ben"], Kind.GIVEN_NAME),
        ("Apellidos", ["Lee"], Kind.FAMILY_NAME),
        ("Item 7", ["1", "0"], Kind.ITEM),
        ("Q3", ["A", "B"], Kind.ITEM),
        ("PercentileRank", ["70"], Kind.SCORE),
        ("Total Score", ["12"], Kind.SCORE),
        ("SchoolLocalID", ["WSNS"], Kind.IDENTIFIER),
        ("Teacher", ["Ms. Ito"], Kind.IGNORE),
        ("Date", ["2026-10-01"], Kind.IGNORE),
        ("fractions", ["1", "0", "1", "1"], Kind.ITEM),
        ("remarks", ["was ill on Monday"], Kind.IGNORE),
    ],
)
def test_columns_are_recognised(header: str, cells: list[str], kind: Kind) -> None:
    assert guess_column(header, cells) == kind


@pytest.mark.parametrize("word", ["NaN", "-1", "101%", "١٢٣", "1_000", "1e9", "inf", "=1+1", "0x1F", "1,000"])
def test_what_is_no_plain_number_is_not_read_as_a_result(word: str) -> None:
    assert read_cell(word, Kind.SCORE).bad


@pytest.mark.parametrize(
    ("word", "value"), [("  7 ", "7.00"), ("0", "0.00"), ("2.5", "2.50"), ("85%", "85.00"), ("+3", "3.00")]
)
def test_plain_numbers_are_points(word: str, value: str) -> None:
    assert read_cell(word, Kind.ITEM).value == Decimal(value)


@pytest.mark.parametrize(
    ("word", "reason"),
    [("", Reason.BLANK), ("Absent", Reason.NOT_TESTED), ("NT", Reason.NOT_TESTED), ("*", Reason.SUPPRESSED)],
)
def test_a_missing_result_is_a_reason_and_never_zero(word: str, reason: Reason) -> None:
    cell = read_cell(word, Kind.ITEM)
    assert cell.reason == reason
    assert cell.value is None


def test_an_answer_is_kept_as_chosen() -> None:
    assert read_cell("B", Kind.ITEM).answer == "B"
    assert read_cell("B", Kind.SCORE).bad


@given(st.text(max_size=30))
def test_every_cell_says_exactly_one_thing(word: str) -> None:
    cell = read_cell(word, Kind.ITEM)
    said = [cell.value is not None, bool(cell.answer), bool(cell.reason), cell.bad]
    assert sum(said) == 1
    assert cell.value is None or cell.value >= 0


def test_names_are_compared_without_accents_case_and_order() -> None:
    assert name_key("Núñez, José") == name_key("jose nunez") == name_key(" José  NÚÑEZ ")


def roster() -> list[RosterStudent]:
    return [
        RosterStudent(1, ("Mateo Delgado",), (("local", "1001"), ("state", "CA-1")), ours=True),
        RosterStudent(2, ("Mai Vang",), (("local", "1002"), ("state", "CA-2")), ours=True),
        RosterStudent(3, ("Olga Petrova",), (("local", "2001"), ("state", "CA-3")), ours=False),
        RosterStudent(4, ("Sam Hill",), (("local", "1004"),), ours=True),
        RosterStudent(5, ("Sam Hill",), (("local", "1005"),), ours=True),
    ]


def test_the_best_pair_of_column_and_system_is_taken() -> None:
    matching = match_rows(
        [Kind.IDENTIFIER, Kind.IDENTIFIER, Kind.ITEM],
        [["row-1", "ca-1", "1"], ["row-2", "CA-2", "0"]],
        roster(),
    )
    assert [match.student for match in matching.matches] == [1, 2]
    assert (matching.rates[0].column, matching.rates[0].system, matching.rates[0].share) == (1, "state", 1.0)


def test_problems_are_said_and_nobody_is_guessed() -> None:
    matching = match_rows(
        [Kind.IDENTIFIER, Kind.FULL_NAME, Kind.ITEM],
        [
            ["1001", "", "1"],
            ["2001", "", "1"],
            ["9999", "", "1"],
            ["", "Sam Hill", "1"],
            ["", "Vang, Mai", "1"],
            ["", "Olga Petrova", "1"],
        ],
        roster(),
    )
    assert [match.problem for match in matching.matches] == [
        None,
        RowProblem.NOT_OURS,
        RowProblem.UNKNOWN,
        RowProblem.SEVERAL,
        None,
        RowProblem.UNKNOWN,
    ]
    assert matching.matches[4].student == 2
    assert matching.matches[4].by_name


def test_the_same_student_twice_waits_in_both_rows() -> None:
    matching = match_rows(
        [Kind.IDENTIFIER, Kind.ITEM], [["1001", "1"], ["1001", "0"], ["1002", "1"]], roster()
    )
    assert [match.problem for match in matching.matches] == [RowProblem.TWICE, RowProblem.TWICE, None]


@given(
    st.lists(st.lists(st.sampled_from(["1001", "1002", "2001", "", "Mai Vang", "x"]), min_size=2, max_size=2))
)
def test_no_match_reaches_outside_the_community_and_none_doubles(rows: list[list[str]]) -> None:
    matching = match_rows([Kind.IDENTIFIER, Kind.FULL_NAME], rows, roster())
    found = [match.student for match in matching.matches if match.student is not None]
    assert len(matching.matches) == len(rows)
    assert len(found) == len(set(found))
    assert 3 not in found
