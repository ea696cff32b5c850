"""What a person who maps columns sees of a file: header, masked cells, codes, a first guess. Plain Python.

Masking happens here, in the reading process: a cell leaves it as a pattern of signs, never as it is written.
Only codes, few words that come again and again in a column that names nobody, are shown.
"""

import re
from collections import Counter
from collections.abc import Sequence

from trellis.evidence.imports.work.results.values import MARKS, Unreadable, clean, read_day, read_number

MOST_CODES = 15
MASKED_ROWS = 5
_PERSON = re.compile(
    r"name|nombre|apellido|birth|dob|mail|address|phone|teacher|user|guardian|comment|note", re.IGNORECASE
)
_ID = re.compile(r"(\b|_)(id|lasid|sasid|ssid|number|no|identifier|sourcedid)\b|id$", re.IGNORECASE)
_GUESSES: Sequence[tuple[str, re.Pattern[str]]] = (
    ("born", re.compile(r"birth|\bdob\b", re.IGNORECASE)),
    ("given", re.compile(r"(first|given)[ _]?n", re.IGNORECASE)),
    ("family", re.compile(r"(last|family|sur)[ _]?n", re.IGNORECASE)),
    ("full", re.compile(r"^(student )?(full )?name$|^student$", re.IGNORECASE)),
    ("date", re.compile(r"date|\bday\b|taken|completed|tested", re.IGNORECASE)),
    ("grade", re.compile(r"^(student |current |enrolled )?grade( level)?$", re.IGNORECASE)),
    ("percentile", re.compile(r"percentile|\bpr\b|ptile", re.IGNORECASE)),
    ("level", re.compile(r"level|placement|proficien|tier|benchmark|band|category", re.IGNORECASE)),
    ("percent", re.compile(r"percent|%|\bpct\b", re.IGNORECASE)),
    ("question", re.compile(r"^(item|question|q|p)[ _.]?[0-9]{1,3}\b", re.IGNORECASE)),
    ("scale", re.compile(r"scale|score|\brit\b|theta", re.IGNORECASE)),
    ("points", re.compile(r"points|raw|total|correct|sum", re.IGNORECASE)),
)


def masked(cell: str) -> str:
    """Return a cell as a pattern: letters as a, digits as 0, other signs as they are."""
    return "".join("a" if sign.isalpha() else "0" if sign.isdigit() else sign for sign in clean(cell)[:24])


def guess_of(header: str, cells: Sequence[str]) -> str:
    """Return what a column probably holds, by its header first and its cells second."""
    filled = [cell for cell in map(clean, cells) if cell.lower() not in MARKS]
    if not filled:
        return "ignore"
    for role, pattern in _GUESSES:
        if pattern.search(header):
            return role if role not in ("date", "born") or _are_days(filled) else "ignore"
    distinct = len(set(filled))
    if _ID.search(header) and distinct > len(filled) * 0.6:
        return "student"
    if re.search(r"student|learner|pupil|lasid|sasid", header, re.IGNORECASE) and distinct == len(filled):
        return "student"
    return "ignore"


def _are_days(cells: Sequence[str]) -> bool:
    for cell in cells[:20]:
        if re.fullmatch(r"\d{1,2}[/.]\d{1,2}[/.](\d{4}|\d\d)", cell):
            continue
        try:
            read_day(cell, ())
        except Unreadable:
            return False
    return True


def codes_of(header: str, cells: Sequence[str]) -> list[list[object]]:
    """Return the few words of a column of codes, each with how often it stands there."""
    filled = [clean(cell) for cell in cells if cell.strip()]
    if _PERSON.search(header) or _ID.search(header):
        return []
    counts = Counter(filled)
    if not 0 < len(counts) <= MOST_CODES or any(len(word) > 60 for word in counts):
        return []
    short = all(len(word) <= 3 or read_number(word) is not None for word in counts)
    if not short and len(filled) < 2 * len(counts):
        return []
    return [[word, count] for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def look_at(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[dict[str, object]]:
    """Return what there is to say of every column, from the first rows."""
    found: list[dict[str, object]] = []
    for at, name in enumerate(columns):
        cells = [row[at] for row in rows if at < len(row)]
        found.append(
            {
                "name": name,
                "masked": [masked(cell) for cell in cells[:MASKED_ROWS]],
                "filled": sum(bool(cell.strip()) for cell in cells),
                "rows": len(cells),
                "codes": codes_of(name, cells),
                "guess": guess_of(name, cells),
            }
        )
    return found
