"""Reads single cells: numbers, ranges, marks, days, years, windows. Plain Python; nothing becomes zero."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime

#: What senders write instead of a value, in lower case, with the reason it stands for.
MARKS: Mapping[str, str] = {
    "": "blank",
    "-": "blank",
    "--": "blank",
    ".": "blank",
    "null": "blank",
    "na": "blank",
    "n/a": "blank",
    "none": "blank",
    "nt": "not_tested",
    "not tested": "not_tested",
    "not assessed": "not_tested",
    "absent": "not_tested",
    "dnt": "not_tested",
    "exempt": "not_tested",
    "*": "suppressed",
    "**": "suppressed",
    "***": "suppressed",
    "ps": "suppressed",
    "s": "suppressed",
    "ds": "suppressed",
    "n<10": "suppressed",
    "tsss": "suppressed",
    "invalid": "invalid",
    "inv": "invalid",
}
MOST = 1e8
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,8}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.[0-9]{1,20})?", re.ASCII)
_WORDS_OF_RANGE = {
    "ge": "low",
    "gt": "low",
    ">=": "low",
    "≥": "low",
    ">": "low",
    "le": "high",
    "lt": "high",
    "<=": "high",
    "≤": "high",
    "<": "high",
}
_HALF = re.compile(r"(ge|gt|le|lt|>=|<=|≥|≤|>|<)\s*([0-9]+(?:\.[0-9]+)?)\s*%?", re.IGNORECASE | re.ASCII)
_BETWEEN = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[-–]\s*([0-9]+(?:\.[0-9]+)?)\s*%?", re.ASCII)
_UNIT = re.compile(r"(?:BR)?\s*([0-9]+(?:\.[0-9]+)?)\s*[LQ]", re.ASCII)
_COUNTED = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?) (?:students?|schools?)", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_WINDOWS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("fall", re.compile(r"\b(fall|autumn|otoño|boy|beginning|bop|f)\b", re.IGNORECASE)),
    ("winter", re.compile(r"\b(winter|invierno|moy|middle|mid|w)\b", re.IGNORECASE)),
    ("spring", re.compile(r"\b(spring|primavera|eoy|end|sp)\b", re.IGNORECASE)),
    ("summer", re.compile(r"\b(summer|verano|su)\b", re.IGNORECASE)),
)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-_/–]\s*((?:19|20)?\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ][0-9:.]{5,}(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_SLASH = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?: [0-9:]{4,8}(?: ?[AP]M)?(?: [+-]\d{4})?)?", re.IGNORECASE
)

#: value, low, high, answer, reason; the last is an error code or nothing.
Read = tuple[str | None, str | None, str | None, str, str]


class Unreadable(Exception):
    """A cell does not say what its column is for."""


def clean(text: str) -> str:
    """Return a cell without blanks around it, in one spelling, without signs that turn or hide text."""
    text = text.strip()
    return (
        text
        if text.isascii() and text.isprintable()
        else _CONTROL.sub("", unicodedata.normalize("NFC", text)).strip()
    )


def read_number(text: str) -> str | None:
    """Return a number as plain digits, or nothing. ``NaN``, ``1e5`` and other digits are no numbers."""
    word = text.rstrip("%").strip() if text.endswith("%") else text
    if not _NUMBER.fullmatch(word):
        return None
    word = word.replace(",", "")
    return word.lstrip("+")


def read_range(text: str) -> tuple[str | None, str | None] | None:
    """Return the ends of a range: ``60-79``, ``GE95``, ``<5``, ``≥ 40 %``; nothing when it is none."""
    half = _HALF.fullmatch(text)
    if half:
        end = _WORDS_OF_RANGE[half[1].lower()]
        return (half[2], None) if end == "low" else (None, half[2])
    both = _BETWEEN.fullmatch(text)
    if both and float(both[1]) <= float(both[2]):
        return both[1], both[2]
    return None


def read_score(text: str, method: str, marks: Mapping[str, str]) -> Read:
    """Read the cell of a result.

    Raises:
        Unreadable: when it is neither a value, a range, nor a mark.
    """
    mark = marks.get(text.lower())
    if mark is not None:
        return None, None, None, "", mark
    if method == "level":
        number = read_number(text)
        return number if number is not None and len(number) < 8 else None, None, None, text[:120], ""
    number = read_number(text)
    if number is not None:
        if method in ("points", "percentile") and number.startswith("-"):
            raise Unreadable
        if method in ("percent", "percentile") and not 0 <= float(number) <= 100:
            raise Unreadable
        return number, None, None, "", ""
    ends = read_range(text)
    if ends is not None:
        return None, ends[0], ends[1], text[:120], ""
    counted = _COUNTED.fullmatch(text)
    if counted:
        return counted[1].replace(",", ""), None, None, "", ""
    unit = _UNIT.fullmatch(text)
    if unit and method == "measure":
        return ("-" if text.startswith("BR") else "") + unit[1], None, None, text[:120], ""
    if method in ("grade", "measure", "growth", "other"):
        # “K”, “BR400L”, “PP”: these scales have words of their own
        return None, None, None, text[:120], ""
    raise Unreadable


def read_day(text: str, formats: Sequence[str]) -> str:
    """Return a day as ISO writes it.

    Raises:
        Unreadable: when it is no day, or one before 1900 or after 2100.
    """
    found: date | None = None
    for form in formats:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        break
    if found is None:
        found = _usual_day(text)
    if not 1900 <= found.year <= 2100:
        raise Unreadable
    return found.isoformat()


def _usual_day(text: str) -> date:
    iso, slash = _ISO.fullmatch(text), _SLASH.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if slash:
            year = int(slash[3])
            return date(year + 2000 if year < 100 else year, int(slash[1]), int(slash[2]))
    except ValueError:
        raise Unreadable from None
    raise Unreadable


def school_year_of(text: str) -> int | None:
    """Return the year in which a school year ends: of ``2023-2024``, ``2023_24``, ``Fall 2022-2023``."""
    both = _YEARS.search(text)
    if both:
        start, end = int(both[1]), int(both[2])
        if end < 100:
            # 1999-00 ends in 2000
            end += start // 100 * 100 + (100 if end < start % 100 else 0)
        return end
    one = _YEAR.search(text)
    return int(one[1]) if one else None


def year_of_day(day: str) -> int:
    """Return the school year of a day; it turns in July."""
    return int(day[:4]) + (day[5:7] >= "07")


def window_of(text: str) -> str | None:
    """Return fall, winter, spring or summer for what a sender calls a window."""
    return next((name for name, pattern in _WINDOWS if pattern.search(text)), None)


def window_of_day(day: str) -> str:
    """Return the season of a day as schools count it."""
    month = int(day[5:7])
    if month in (7,):
        return "summer"
    if month >= 8 and month <= 11:
        return "fall"
    return "winter" if month in (12, 1, 2) else "spring"
