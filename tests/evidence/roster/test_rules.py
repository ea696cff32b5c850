"""Reporting groups follow the source's flags by the dated rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.evidence.roster.rules import ETHNICITY, RACES, SEVERAL, reporting_race


@pytest.mark.parametrize(
    ("flags", "race"),
    [
        ({}, ""),
        ({"white": True}, "white"),
        ({"white": True, "asian": True}, "two_or_more"),
        ({"white": True, ETHNICITY: True}, "hispanic"),
        ({"asian": True, SEVERAL: True}, "two_or_more"),
        ({SEVERAL: True}, "two_or_more"),
        ({"white": False, "asian": None}, ""),
        # only a plain yes is a yes: a word from a broken file is not
        ({"white": "true"}, ""),
    ],
)
def test_C_5_one_category_by_the_rule_of_1997(flags: dict[str, object], race: str) -> None:
    assert reporting_race(flags) == race


@given(st.dictionaries(st.sampled_from([*RACES, ETHNICITY, SEVERAL]), st.sampled_from([True, False, None])))
def test_every_student_stands_in_exactly_one_category(flags: dict[str, object]) -> None:
    assert reporting_race(flags) in {"", "hispanic", "two_or_more", *RACES.values()}
