"""What a dropped file says about itself: its name, its day, its key, and who a row could be about."""

import re
from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher
from pathlib import PurePath

from trellis.evidence.measures.rules.results import header_key, name_key
from trellis.evidence.measures.words import NAMING_KINDS, ColumnKind

#: From this likeness of two names on, 0 to 1, a student is offered first. Offered, never chosen.
ALIKE = 0.6
_DAY_FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b", re.ASCII),
    re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})\b", re.ASCII),
)
_DAYS_IN_NAME = re.compile(r"\b\d{4}[ .]\d{1,2}[ .]\d{1,2}\b|\b\d{1,2}[ .]\d{1,2}[ .]\d{4}\b|\b\d{8,}\b")
_NOISE = re.compile(r"\b(export|download|results?|report|final|copy)\b", re.IGNORECASE)


def draft_title(file_name: str) -> str:
    """Return what the results could be called: “Fractions_check_2026-10-05_export.csv” is “Fractions check”.

    Empty where the name of the file says nothing.
    """
    words = re.sub(r"[_\-\s()]+", " ", PurePath(file_name.replace("\\", "/")).stem)
    words = _NOISE.sub(" ", _DAYS_IN_NAME.sub(" ", words))
    words = re.sub(r"\s+", " ", words).strip(" .")
    return words[:1].upper() + words[1:200] if re.search(r"[^\W\d_]", words) else ""


_KEY_ROW = re.compile(
    r"^((answer )?key|correct( answers?| responses?)?|right answers?|clave|respuestas( correctas)?"
    r"|points possible|possible points|max( points)?|out of)$"
)


def is_key_row(kinds: Sequence[ColumnKind], cells: Sequence[str]) -> bool:
    """Whether a row names no student but says what is right, or how many points there are.

    Quiz tools write “Key” or “Points Possible” where the names of students stand.
    """
    naming = [cell for kind, cell in zip(kinds, cells, strict=False) if kind in NAMING_KINDS and cell.strip()]
    return bool(naming) and all(_KEY_ROW.match(header_key(cell)) for cell in naming)


def _day_of(cell: str) -> date | None:
    found = next((match for form in _DAY_FORMS if (match := form.match(cell.strip()))), None)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    except ValueError:
        return None


def draft_day(headers: Sequence[str], rows: Sequence[Sequence[str]], today: date) -> date | None:
    """Return the day of the task where a column of dates has one day in all rows, and not one to come."""
    for at, header in enumerate(headers):
        if not re.search(r"\b(date|day|fecha|taken|completed)\b", header_key(header)):
            continue
        cells = {row[at].strip() for row in rows if at < len(row)} - {""}
        days = {_day_of(cell) for cell in cells}
        found = days.pop() if len(days) == 1 else None
        if found is not None and found <= today and "birth" not in header_key(header):
            return found
    return None


def day_in_name(file_name: str, today: date) -> date | None:
    """Return the one day that the name of a file says, year first, and not one to come."""
    found = re.findall(r"(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)", PurePath(file_name).stem)
    days = {_day_of("-".join(parts)) for parts in found} - {None}
    day = days.pop() if len(days) == 1 else None
    return day if day is not None and date(2000, 1, 1) <= day <= today else None


def alike_first(
    cells: Sequence[str], students: Sequence[tuple[str, str]]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Part students (public id, name) into those named much like a row, best first, and all others as given.

    A row may hold a name in one cell or in two, in either order.
    """
    names = [key for key in (name_key(cell) for cell in cells[:6]) if re.fullmatch(r"[^\d_]{2,}", key)]
    pairs = [f"{one} {two}" for one in names for two in names if one != two]

    def likeness(name: str) -> float:
        key = name_key(name)
        return max((SequenceMatcher(None, key, other).ratio() for other in [*names, *pairs]), default=0.0)

    scored = [(likeness(name), (pk, name)) for pk, name in students]
    first = sorted((one for one in scored if one[0] >= ALIKE), key=lambda one: (-one[0], one[1][1]))[:3]
    likely = [student for _score, student in first]
    return likely, [student for student in students if student not in likely]
