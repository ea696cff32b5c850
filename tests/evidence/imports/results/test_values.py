"""Single cells: numbers, ranges, marks, days, years and windows. Nothing becomes zero."""

import pytest

from trellis.evidence.imports.work.results.values import (
    MARKS,
    Unreadable,
    clean,
    read_day,
    read_score,
    school_year_of,
    window_of,
    window_of_day,
    year_of_day,
)


@pytest.mark.parametrize(
    ("text", "method", "value", "low", "high", "answer", "reason"),
    [
        ("435.0", "scale", "435.0", None, None, "", ""),
        ("1,234", "points", "1234", None, None, "", ""),
        ("14.4%", "percent", "14.4", None, None, "", ""),
        ("*", "scale", None, None, None, "", "suppressed"),
        ("PS", "percent", None, None, None, "", "suppressed"),
        ("", "scale", None, None, None, "", "blank"),
        ("NT", "points", None, None, None, "", "not_tested"),
        ("60-79", "percent", None, "60", "79", "60-79", ""),
        ("GE95", "percent", None, "95", None, "GE95", ""),
        ("<5", "points", None, None, "5", "<5", ""),
        ("≥ 40 %", "percent", None, "40", None, "≥ 40 %", ""),
        ("78 students", "points", "78", None, None, "", ""),
        ("BR400L", "measure", "-400", None, None, "BR400L", ""),
        ("670L", "measure", "670", None, None, "670L", ""),
        ("Met expectations", "level", None, None, None, "Met expectations", ""),
        ("3.4", "level", "3.4", None, None, "3.4", ""),
        ("K", "grade", None, None, None, "K", ""),
    ],
)
def test_a_cell_says_one_thing(
    text: str,
    method: str,
    value: str | None,
    low: str | None,
    high: str | None,
    answer: str,
    reason: str,
) -> None:
    assert read_score(text, method, MARKS) == (value, low, high, answer, reason)


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("NaN", "scale"),
        ("1e5", "scale"),
        ("٣٤", "points"),
        ("1_000", "points"),
        ("-3", "points"),
        ("101", "percentile"),
        ("79-60", "scale"),
        ("0x1F", "scale"),
    ],
)
def test_what_is_no_value_is_not_read(text: str, method: str) -> None:
    with pytest.raises(Unreadable):
        read_score(text, method, MARKS)


@pytest.mark.parametrize(
    ("text", "formats", "day"),
    [
        ("2026-01-05", (), "2026-01-05"),
        ("1/5/2026", (), "2026-01-05"),
        ("7/5/16", (), "2016-07-05"),
        ("2023-08-23T12:30:33.233Z", (), "2023-08-23"),
        ("01/21/2015 09:18:27", (), "2015-01-21"),
        ("10122023", ("%m%d%Y",), "2023-10-12"),
        ("05.01.2026", ("%d.%m.%Y",), "2026-01-05"),
    ],
)
def test_days(text: str, formats: tuple[str, ...], day: str) -> None:
    assert read_day(text, formats) == day


@pytest.mark.parametrize("text", ["2026-02-30", "yesterday", "13/40/2026", "0001-01-01", "20260105"])
def test_no_days(text: str) -> None:
    with pytest.raises(Unreadable):
        read_day(text, ())


def test_years_and_windows() -> None:
    years = {
        "2022_2023": 2023,
        "Fall 2022-2023": 2023,
        "2023-24": 2024,
        "1999-00": 2000,
        "2026": 2026,
        "none": None,
    }
    assert {text: school_year_of(text) for text in years} == years
    assert [window_of(text) for text in ("BOY", "Winter (Nov 16 - Mar 1)", "Spring 2026", "x")] == [
        "fall",
        "winter",
        "spring",
        None,
    ]
    assert [window_of_day(f"2026-{month}-05") for month in ("09", "01", "05", "07")] == [
        "fall",
        "winter",
        "spring",
        "summer",
    ]
    assert (year_of_day("2026-06-30"), year_of_day("2026-07-01")) == (2026, 2027)


def test_signs_that_hide_or_turn_text_are_taken_out() -> None:
    assert clean(" Jose\u0301 \u202e ") == "José"
