"""Recognises what a results file holds: columns by headers and cells, values, matches. Pure functions."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trellis.evidence.measures.words import ColumnKind, Reason

#: Below this share of matched rows a file is not applied without a person looking (design: 90 %).
MATCH_ENOUGH = 0.9
#: Points an answer can have at most; above it a number is taken for an identifier, not a result.
MOST_POINTS = Decimal(100_000)

_NUMBER = re.compile(r"[+-]?[0-9]{1,7}(?:\.[0-9]{1,6})?%?", re.ASCII)
_ANSWER = re.compile(r"[A-Za-zÑñ]{1,2}\*?|[A-Za-z](?:[,; ]?[A-Za-z]){1,5}")
_MISSING: Mapping[str, Reason] = {
    "": Reason.BLANK,
    "-": Reason.BLANK,
    "na": Reason.BLANK,
    "n/a": Reason.BLANK,
    "null": Reason.BLANK,
    "absent": Reason.NOT_TESTED,
    "abs": Reason.NOT_TESTED,
    "nt": Reason.NOT_TESTED,
    "not tested": Reason.NOT_TESTED,
    "exempt": Reason.NOT_TESTED,
    "*": Reason.SUPPRESSED,
    "ps": Reason.SUPPRESSED,
}
_HEADERS: Sequence[tuple[ColumnKind, re.Pattern[str]]] = (
    (ColumnKind.GIVEN_NAME, re.compile(r"^(first|given)( ?name)?$|^nombres?$|^(student )?first name$")),
    (ColumnKind.FAMILY_NAME, re.compile(r"^(last|family|sur) ?(name)?$|^apellidos?$|^(student )?last name$")),
    (
        ColumnKind.FULL_NAME,
        re.compile(r"^((student|full|learner) ?)?name$|^student$|^alumn[oa]$|^estudiante$"),
    ),
    (
        ColumnKind.IDENTIFIER,
        re.compile(
            r"\b(id|lasid|sasid|ssid|number|no|user ?name|login|e ?mail|sourcedid|sourced id)$"
            r"|^(id|lasid|sasid|ssid|local id|state id|student ?id|student ?number|email|user ?name)\b"
        ),
    ),
    (
        ColumnKind.SCORE,
        re.compile(r"\b(total|score|points|percent|percentile|rank|grade equivalent|sum|puntaje)\b"),
    ),
    (ColumnKind.ITEM, re.compile(r"^(item|question|q|problem|task|pregunta|p)? ?[0-9]{1,3}[a-z]?\b")),
    (
        ColumnKind.IGNORE,
        re.compile(r"\b(school|teacher|class|section|grade|date|time|gender|sex|age|period|comment)\b"),
    ),
)


@dataclass(frozen=True)
class Cell:
    """What one cell says: points, an answer, a reason for nothing, or (``bad``) nothing we can read."""

    value: Decimal | None = None
    answer: str = ""
    reason: str = ""
    bad: bool = False


def school_year_of(day: date) -> int:
    """Return the school year a day belongs to, named by the year in which it ends; it turns in July."""
    return day.year + (day.month >= 7)


def header_key(header: str) -> str:
    """Return a header as it is compared: lower case, without marks and doubled blanks."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.strip("'\" "))
    plain = unicodedata.normalize("NFKD", split).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def name_key(name: str) -> str:
    """Return a name as it is compared: no case, no accents, “Lee, Ben” turned into “Ben Lee”."""
    if name.count(",") == 1:
        family, given = name.split(",")
        name = f"{given} {family}"
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    return re.sub(r"[^\w]+", " ", letters).strip()


def read_cell(text: str, kind: ColumnKind) -> Cell:
    """Read one cell of an item or score column. A missing result is a reason, never zero.

    Points are plain ASCII numbers from 0; percent runs from 0 to 100. ``NaN``, ``1_000``, other digits and
    negative numbers are not read.
    """
    word = text.strip()
    missing = _MISSING.get(word.casefold())
    if missing is not None:
        return Cell(reason=missing)
    if _NUMBER.fullmatch(word):
        value = Decimal(word.rstrip("%"))
        if value < 0 or value > MOST_POINTS or (word.endswith("%") and value > 100):
            return Cell(bad=True)
        return Cell(value=value.quantize(Decimal("0.01")))
    if kind == ColumnKind.ITEM and _ANSWER.fullmatch(word) and word.casefold() != "nan":
        return Cell(answer=word)
    return Cell(bad=True)


def _looks_like_result(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return False
    good = sum(not read_cell(cell, ColumnKind.ITEM).bad for cell in filled)
    return good >= 0.8 * len(filled)


def guess_column(header: str, cells: Sequence[str]) -> ColumnKind:
    """Guess what a column holds from its header and, where that says nothing, from its cells."""
    key = header_key(header)
    for kind, pattern in _HEADERS:
        if pattern.search(key):
            if kind in (ColumnKind.SCORE, ColumnKind.ITEM) and not _looks_like_result(cells):
                return ColumnKind.IGNORE
            return kind
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or not _looks_like_result(filled):
        return ColumnKind.IGNORE
    if len(set(filled)) == len(filled) > 3 and all(len(cell) >= 4 for cell in filled):
        return ColumnKind.IDENTIFIER
    return ColumnKind.ITEM


@dataclass(frozen=True)
class MatchRate:
    """How many rows one column finds on the roster under one system of identifiers."""

    column: int
    system: str
    matched: int
    rows: int

    @property
    def share(self) -> float:
        """Share of rows found, 0 to 1."""
        return self.matched / self.rows if self.rows else 0.0


def match_rates(
    candidates: Mapping[int, Sequence[str]], roster: Mapping[str, Mapping[str, frozenset[int]]]
) -> list[MatchRate]:
    """Try every candidate column against every system of the roster, best first.

    Args:
        candidates: column index -> its cells, row by row.
        roster: system -> value in lower case -> ids of the students who have it.
    """
    rates = [
        MatchRate(
            column=column,
            system=system,
            matched=sum(len(values.get(cell.strip().casefold(), ())) == 1 for cell in cells),
            rows=len(cells),
        )
        for column, cells in candidates.items()
        for system, values in roster.items()
    ]
    return sorted(rates, key=lambda rate: (-rate.matched, rate.column, rate.system))


def repeated(students: Sequence[int | None]) -> set[int]:
    """Return the students who stand in more than one row."""
    counts = Counter(student for student in students if student is not None)
    return {student for student, count in counts.items() if count > 1}


def full_points(values: Sequence[Decimal | None]) -> Decimal | None:
    """Return the most points anyone has on an item: what counts as full where the file does not say."""
    found = [value for value in values if value is not None]
    return max(found) if found else None
