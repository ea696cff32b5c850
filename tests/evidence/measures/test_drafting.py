"""What a dropped file says about itself saves a new user questions, and decides nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.evidence.measures.rules.drafting import (
    alike_first,
    day_in_name,
    draft_day,
    draft_title,
    is_key_row,
)
from trellis.evidence.measures.words import ColumnKind

TODAY = date(2026, 11, 20)
OURS = [("p1", "Mateo Delgado"), ("p2", "Mai Vang"), ("p3", "José Núñez"), ("p4", "Sam Hill")]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Fractions_check_2026-10-05_export.csv", "Fractions check"),
        ("grade 4 reading (10-05-2026).xlsx", "Grade 4 reading"),
        ("results.csv", ""),
        ("20261005.csv", ""),
        ("C:\\Users\\ana\\Exit slip 3.csv", "Exit slip 3"),
        ("", ""),
    ],
)
def test_S0_27_the_name_of_a_file_is_the_draft_of_a_title(name: str, title: str) -> None:
    assert draft_title(name) == title


@given(st.text(max_size=300))
def test_any_name_of_a_file_is_taken(name: str) -> None:
    assert len(draft_title(name)) <= 200


@pytest.mark.parametrize(
    ("headers", "rows", "day"),
    [
        (["ID", "Date Completed"], [["1", "11/05/2026"], ["2", "11/05/2026 09:12"]], date(2026, 11, 5)),
        (["ID", "Fecha"], [["1", "2026-11-05"], ["2", ""]], date(2026, 11, 5)),
        (["ID", "Date"], [["1", "2026-11-05"], ["2", "2026-11-06"]], None),
        (["ID", "Date"], [["1", "2027-11-05"]], None),
        (["ID", "Date of birth"], [["1", "2016-11-05"]], None),
        (["ID", "Date"], [["1", "soon"]], None),
        (["ID", "Item 1"], [["1", "2026-11-05"]], None),
        (["ID", "Date"], [["1"]], None),
    ],
)
def test_S0_27_a_day_that_stands_in_every_row_is_the_day(
    headers: list[str], rows: list[list[str]], day: date | None
) -> None:
    assert draft_day(headers, rows, TODAY) == day


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["9001", "Delgado", "Matteo", "3"], "Mateo Delgado"),
        (["9001", "Nunez, Jose"], "José Núñez"),
        (["9001", "Vang", "May"], "Mai Vang"),
    ],
)
def test_S0_27_who_is_named_much_like_a_row_stands_first(cells: list[str], first: str) -> None:
    likely, others = alike_first(cells, OURS)
    assert likely[0][1] == first
    assert sorted([*likely, *others]) == sorted(OURS)


def test_a_row_without_a_name_offers_nobody_first() -> None:
    assert alike_first(["9001", "12", "A"], OURS) == ([], OURS)


@pytest.mark.parametrize(
    ("cells", "is_key"),
    [
        (["Key", "", "B"], True),
        (["", "Answer Key", "B"], True),
        (["    Points Possible", "", "3"], True),
        (["Clave", "", "B"], True),
        (["", "", "B"], False),
        (["1001", "Key", "B"], False),
        (["Key", "Francis", "B"], False),
        ([], False),
    ],
)
def test_S0_27_a_row_that_says_what_is_right_is_no_student(cells: list[str], is_key: bool) -> None:
    kinds = [ColumnKind.IDENTIFIER, ColumnKind.FULL_NAME, ColumnKind.ITEM]
    assert is_key_row(kinds, cells) is is_key


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Fractions_check_2026-10-05_export.csv", date(2026, 10, 5)),
        ("check 20261005.xlsx", date(2026, 10, 5)),
        ("2026-10-05 and again 2026-10-05.csv", date(2026, 10, 5)),
        ("from 2026-10-05 to 2026-10-09.csv", None),  # which of the two?
        ("2999-01-01.csv", None),  # still to come
        ("2026-13-45.csv", None),
        ("export-1234567890123.csv", None),
        ("05-10-2026.csv", None),  # day or month first?
        ("check.csv", None),
    ],
)
def test_S0_27_the_day_in_the_name_of_a_file(name: str, day: date | None) -> None:
    assert day_in_name(name, TODAY) == day
