"""A team's own assessment: items one a line, forms in two orders, answers typed as a row of letters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from trellis.evidence.measures.rules.results import name_key
from trellis.evidence.measures.words import Reason

MOST_ITEMS = 60
MOST_ITEM_POINTS = Decimal(100)
FORMS = ("A", "B")
#: What stands as the version of an assessment that has both forms.
TWO_FORMS = "A/B"
_KEY_ONLY = re.compile(r"^[A-Za-z](?:[ ,;]*[A-Za-z]){1,59}$")
_ABSENT = frozenset({"abs", "absent", "nt", "n/a", "ausente"})
_BLANK = frozenset({"-", "–", "_", "."})


class Unreadable(ValueError):
    """A line that cannot be read: its number and why, as a code."""

    def __init__(self, line: int, code: str) -> None:
        super().__init__(f"line {line}: {code}")
        self.line, self.code = line, code


@dataclass(frozen=True)
class ItemLine:
    """One item as it was written: label, right answer or nothing, points, standard."""

    label: str
    answer: str
    most: Decimal
    standard: str


def read_item_lines(text: str) -> list[ItemLine]:
    """Read items, one a line: label, right answer, points, standard, parted by tab or ``|``.

    Only the label is needed. A single line of letters (“B B A C”) is a key: so many items without words.

    Raises:
        Unreadable: for points that are no number above 0, doubled labels, or more than 60 items.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line]
    if len(lines) == 1 and _KEY_ONLY.match(lines[0][1]):
        letters = re.findall(r"[A-Za-z]", lines[0][1])
        return [ItemLine(str(n), letter.upper(), Decimal(1), "") for n, letter in enumerate(letters, start=1)]
    found: list[ItemLine] = []
    for number, line in lines:
        parts = [part.strip() for part in re.split(r"\t|\|", line)] + ["", "", ""]
        label, answer, points, standard = parts[:4]
        if not label:
            raise Unreadable(number, "label")
        if label.casefold() in {one.label.casefold() for one in found}:
            raise Unreadable(number, "twice")
        found.append(ItemLine(label[:255], answer[:40], _points(points, number), standard[:120]))
        if len(found) > MOST_ITEMS:
            raise Unreadable(number, "many")
    return found


def _points(text: str, line: int) -> Decimal:
    if not text:
        return Decimal(1)
    try:
        points = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Unreadable(line, "points") from None
    if not points.is_finite() or not 0 < points <= MOST_ITEM_POINTS:
        raise Unreadable(line, "points")
    return points


def form_order(count: int, form: str) -> list[int]:
    """Return the items of a form in its order, as indexes: form B begins with the second half.

    So half of the students meet the late items fresh, and neighbors do not have the same number in front of
    them.
    """
    order = list(range(count))
    half = (count + 1) // 2
    return order[half:] + order[:half] if form == "B" else order


def form_for(position: int, two_forms: bool) -> str:
    """Return the form of the student who stands at this position in the list of a class."""
    return FORMS[position % 2] if two_forms else ""


@dataclass(frozen=True)
class Typed:
    """What was typed for one item: points, an answer, or a reason for nothing."""

    value: Decimal | None = None
    answer: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Wanted:
    """What an item takes: its right answer (empty where points are given) and its points."""

    answer: str
    most: Decimal | None


def read_answers(text: str, items: Sequence[Wanted]) -> list[Typed] | None:
    """Read one student's row: “BBC-ABCB”, “1 0 2 1”, “abs”; nothing for an empty field.

    A dash or a point is left blank. A row may end early: what is missing is left blank, too.

    Raises:
        Unreadable: with the position of the answer that cannot be taken, from 1 on.
    """
    word = text.strip()
    if not word:
        return None
    if word.casefold() in _ABSENT:
        return [Typed(reason=Reason.NOT_TESTED) for _item in items]
    parts = re.split(r"[\s,;]+", word) if re.search(r"[\s,;]", word) else list(word)
    if len(parts) > len(items):
        raise Unreadable(len(items) + 1, "long")
    typed = [_read(part, item, at) for at, (part, item) in enumerate(zip(parts, items, strict=False), 1)]
    return typed + [Typed(reason=Reason.BLANK)] * (len(items) - len(typed))


def _read(part: str, item: Wanted, position: int) -> Typed:
    if part in _BLANK:
        return Typed(reason=Reason.BLANK)
    if item.answer:
        if not re.fullmatch(r"\w{1,10}", part):
            raise Unreadable(position, "answer")
        return Typed(answer=part.upper() if len(part) == 1 else part)
    try:
        value = Decimal(part)
    except InvalidOperation:
        raise Unreadable(position, "points") from None
    if not value.is_finite() or value < 0 or (item.most is not None and value > item.most):
        raise Unreadable(position, "points")
    return Typed(value=value)


def read_pasted(text: str, names: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Read rows pasted from a spreadsheet: a number or name, then the answers.

    Args:
        names: number or name -> the student's public id. Ambiguous names are left out by the caller.

    Returns:
        The answers by public id, and the first cells of the rows that name nobody.
    """
    keys = {name_key(name): pk for name, pk in names.items()}
    found: dict[str, str] = {}
    strangers = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells):
            continue
        pk, rest = keys.get(name_key(cells[0])), cells[1:]
        if pk is None and len(cells) > 1:
            # given and family name in two columns
            pk, rest = keys.get(name_key(f"{cells[0]} {cells[1]}")), cells[2:]
        if pk is None:
            strangers.append(cells[0])
            continue
        found[pk] = " ".join(cell or "-" for cell in rest)
    return found, strangers
