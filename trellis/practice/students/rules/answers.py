"""Reads a sheet of answers: what is right, which items tell most, which wrong answers come back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trellis.evidence.measures.queries.sheets import Mark, Sheet, SheetItem
from trellis.evidence.measures.words import Reason
from trellis.practice.students.words import Cell
from trellis.stats.inputs import FloatArray

#: A wrong answer chosen by fewer than three, or by less than a tenth, may be a slip and is no pattern.
PATTERN_FEWEST, PATTERN_SHARE = 3, 0.1
#: How many items "tell most of the story", and from which share of wrong answers on.
KEY_ITEMS, KEY_SHARE = 2, 0.2


def read_mark(item: SheetItem, mark: Mark | None) -> Cell:
    """Say how one answer reads. Without points and without a known right answer nothing is judged."""
    if mark is None or mark.reason in (Reason.NOT_TESTED, Reason.SUPPRESSED, Reason.INVALID):
        return Cell.UNSEEN
    if mark.value is not None and item.most:
        if mark.value >= item.most:
            return Cell.RIGHT
        return Cell.PART if mark.value > 0 else Cell.WRONG
    if mark.answer:
        if not item.answer:
            return Cell.UNSEEN
        return Cell.RIGHT if mark.answer.casefold() == item.answer.casefold() else Cell.WRONG
    return Cell.BLANK if mark.reason == Reason.BLANK else Cell.UNSEEN


def share_of(item: SheetItem, mark: Mark | None) -> float:
    """Return the share of the points, 0 to 1; NaN where nothing was seen. Left blank is 0, not nothing."""
    cell = read_mark(item, mark)
    if cell == Cell.UNSEEN:
        return float("nan")
    if mark is not None and cell == Cell.PART and mark.value is not None and item.most:
        return float(mark.value / item.most)
    return 1.0 if cell == Cell.RIGHT else 0.0


def shares_of(sheet: Sheet) -> FloatArray:
    """Return students by items as shares of the points, rows as ``sheet.students``.

    A student with nothing but blanks was not there: the whole row is unseen.
    """
    table = np.array(
        [
            [share_of(item, sheet.marks.get((student.pk, item.position))) for item in sheet.items]
            for student in sheet.students
        ],
        dtype=np.float64,
    ).reshape(len(sheet.students), len(sheet.items))
    for row, student in enumerate(sheet.students):
        marks = [sheet.marks.get((student.pk, item.position)) for item in sheet.items]
        if all(mark is None or mark.reason for mark in marks):
            table[row] = np.nan
    return table


def judged_items(sheet: Sheet) -> list[int]:
    """Return the indexes of the items on which at least one answer can be judged."""
    table = shares_of(sheet)
    return [at for at in range(len(sheet.items)) if not np.isnan(table[:, at]).all()]


def needs_a_key(sheet: Sheet) -> list[SheetItem]:
    """Return the items with chosen answers whose right answer nobody has said yet."""
    chosen = {position for (_student, position), mark in sheet.marks.items() if mark.answer}
    return [item for item in sheet.items if item.position in chosen and not item.answer]


@dataclass(frozen=True)
class ItemReading:
    """One item in plain numbers: who is right of those seen, and what the others chose, most often first."""

    item: SheetItem
    seen: int
    right: int
    wrong_answers: tuple[tuple[str, int], ...]
    blank: int
    is_key: bool = False

    @property
    def wrong(self) -> int:
        """How many of those seen are not fully right."""
        return self.seen - self.right


def _reading(sheet: Sheet, item: SheetItem, there: Sequence[int]) -> ItemReading:
    cells = {pk: read_mark(item, sheet.marks.get((pk, item.position))) for pk in there}
    seen = [pk for pk, cell in cells.items() if cell != Cell.UNSEEN]
    wrong = Counter(
        sheet.marks[(pk, item.position)].answer or f"{sheet.marks[(pk, item.position)].value or 0:g}"
        for pk in seen
        if cells[pk] in (Cell.WRONG, Cell.PART)
    )
    return ItemReading(
        item=item,
        seen=len(seen),
        right=sum(cells[pk] == Cell.RIGHT for pk in seen),
        wrong_answers=tuple(sorted(wrong.items(), key=lambda pair: (-pair[1], pair[0]))),
        blank=sum(cells[pk] == Cell.BLANK for pk in seen),
    )


def students_there(sheet: Sheet) -> list[int]:
    """Return the ids of the students with at least one answer."""
    table = shares_of(sheet)
    return [student.pk for row, student in enumerate(sheet.students) if not np.isnan(table[row]).all()]


def item_readings(sheet: Sheet) -> list[ItemReading]:
    """Return every item in the order of the sheet; the two hardest are the key items, if hard enough."""
    there = students_there(sheet)
    readings = [_reading(sheet, item, there) for item in sheet.items]
    hardest = sorted(
        (one for one in readings if one.seen and one.wrong / one.seen >= KEY_SHARE),
        key=lambda one: (-one.wrong / one.seen, one.item.position),
    )
    keys = {one.item.position for one in hardest[:KEY_ITEMS]}
    return [
        ItemReading(one.item, one.seen, one.right, one.wrong_answers, one.blank, one.item.position in keys)
        for one in readings
    ]


@dataclass(frozen=True)
class Pattern:
    """A wrong answer that comes back: on which item, by how many of how many, and its name if it has one."""

    item: SheetItem
    answer: str
    count: int
    seen: int
    name: str = ""


def error_patterns(
    sheet: Sheet, readings: Sequence[ItemReading], names: Mapping[tuple[int, str], str]
) -> list[Pattern]:
    """Return the chosen wrong answers that are more than a slip, the most frequent first."""
    chosen = {(position, mark.answer) for (_student, position), mark in sheet.marks.items() if mark.answer}
    found = [
        Pattern(one.item, answer, count, one.seen, names.get((one.item.position, answer), ""))
        for one in readings
        for answer, count in one.wrong_answers
        if (one.item.position, answer) in chosen
        and count >= PATTERN_FEWEST
        and count >= PATTERN_SHARE * one.seen
    ]
    return sorted(found, key=lambda one: (-one.count, one.item.position, one.answer))
