"""Turns rows into what the template says they bring. Plain Python; one object for one file."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from trellis.evidence.imports.work.results.header import name_key
from trellis.evidence.imports.work.results.source import MOST_CELL
from trellis.evidence.imports.work.results.spec import MOST_IDS, Template, Text
from trellis.evidence.imports.work.results.values import MARKS, Unreadable, clean, read_day

#: Findings kept with their row, per code; totals are exact.
PLACES = 1000
_REMEMBERED = 50_000
Cells = Sequence[str]
Out = list[str | int | None]


@dataclass
class Notes:
    """Findings of the reading: exact totals, and the first ones with their place."""

    totals: Counter[str] = field(default_factory=Counter)
    places: list[list[Any]] = field(default_factory=list)

    def add(self, code: str, severity: str, row: int = 0, column: str = "") -> None:
        """Count a finding and keep its place while there are few."""
        key = f"{code}|{severity}||{column[:60]}"
        self.totals[key] += 1
        if self.totals[key] <= PLACES:
            self.places.append([code, severity, "", row, column[:60], ""])


class RowAside(Exception):
    """A row cannot be taken. The arguments are the code and the column."""


class Columns:
    """Where the columns of a template stand in this file."""

    def __init__(self, template: Template, header: Sequence[str]) -> None:
        self.template = template
        self.places: dict[str, int] = {}
        for at, name in enumerate(header):
            self.places.setdefault(name_key(name), at)
        self.header = tuple(header)

    def at(self, name: str) -> int | None:
        """Return the place of a column; nothing when the file lacks it."""
        return self.places.get(name_key(name)) if name else None

    def cell(self, name: str) -> Callable[[Cells], str]:
        """Return what reads a cell; a column that is not there reads as empty."""
        place = self.at(name)
        if place is None:
            return lambda cells: ""
        return lambda cells: clean(cells[place])

    def text(self, text: Text | None) -> Callable[[Cells], str]:
        """Return what reads a text with cells in it; equal cells are read once."""
        if text is None or not text.parts:
            return lambda cells: ""
        if not text.columns:
            fixed = "".join(part[0] for part in text.parts)
            return lambda cells: fixed
        parts = [
            (fixed, self.cell(column) if column else None, self._map(name))
            for fixed, column, name in text.parts
        ]

        def read(cells: Cells) -> str:
            made = []
            for fixed, cell, map_ in parts:
                if cell is None:
                    made.append(fixed)
                else:
                    word = cell(cells)
                    made.append(map_.get(word.casefold(), word) if map_ else word)
            return "".join(made).strip()

        return read

    def _map(self, name: str) -> dict[str, str]:
        return {word.casefold(): to for word, to in self.template.maps.get(name, {}).items()}

    def map(self, name: str) -> dict[str, str]:
        """Return a map with its words as they are compared."""
        return self._map(name)

    def key(self, texts: Iterable[Text | None]) -> Callable[[Cells], tuple[str, ...]]:
        """Return what reads the cells that some texts depend on, to remember what was made of them."""
        places = sorted(
            {place for text in texts if text for name in text.columns if (place := self.at(name)) is not None}
        )
        if not places:
            return lambda cells: ()
        if len(places) == 1:
            only = places[0]
            return lambda cells: (cells[only],)
        return lambda cells: tuple(cells[place] for place in places)


class Student:
    """Reads who a row is about: the candidate numbers, and names only as a hint for a person."""

    def __init__(self, columns: Columns) -> None:
        names = columns.template.names
        self.ids = [columns.cell(name) for name in columns.template.students]
        self.full = columns.cell(names.get("full", ""))
        self.given, self.family = columns.cell(names.get("given", "")), columns.cell(names.get("family", ""))
        self.born, self.grade = columns.cell(names.get("born", "")), columns.cell(names.get("grade", ""))
        self.dates = columns.template.dates
        self.id_columns = columns.template.students

    def read(self, cells: Cells, row: int) -> Out:
        """Return four numbers, name, birth date and grade.

        Raises:
            RowAside: when nothing names a student.
        """
        numbers: Out = [cell(cells)[:255] for cell in self.ids]
        numbers = [None if str(number).lower() in MARKS else number for number in numbers]
        name = self.full(cells) or f"{self.given(cells)} {self.family(cells)}".strip()
        if not any(numbers) and not name:
            raise RowAside("A01", self.id_columns[0])
        born = self.born(cells)
        try:
            day = read_day(born, self.dates) if born else None
        except Unreadable:
            day = None
        return [*numbers, *([None] * (MOST_IDS - len(numbers))), name[:255], day, self.grade(cells)[:20]]


def digest_of(*parts: object) -> int:
    """Return 48 bits that stand for the content; sums of them fit into the database's numbers."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big")


class Reader:
    """What every target shares: the row filter, widths, notes, and the running number."""

    table = ""

    def __init__(self, columns: Columns, notes: Notes, options: dict[str, Any]) -> None:
        self.columns, self.notes, self.options = columns, notes, options
        self.template = columns.template
        self.width = len(columns.header)
        self.number = 0
        self.rows = self.aside = 0
        self.keep = [
            (columns.cell(name), {word.casefold() for word in words})
            for name, words in self.template.keep
            if columns.at(name) is not None
        ]
        self.ragged = bool(self.template.file.get("ragged"))

    def fit(self, cells: list[str], row: int) -> list[str] | None:
        """Return the cells of a row in full width; nothing for notes, titles and rows that are filtered out.

        Raises:
            RowAside: when the width is wrong, or a cell is too long.
        """
        filled = sum(1 for cell in cells if cell and not cell.isspace())
        if not filled:
            return None
        if filled == 1 and self.width > 3:
            self.notes.add("A14", "info", row)
            return None
        self.rows += 1
        if len(cells) != self.width:
            cells = self._mend(cells)
        if any(len(cell) > MOST_CELL for cell in cells):
            raise RowAside("A05", "")
        for cell, words in self.keep:
            if cell(cells).casefold() not in words:
                self.notes.add("A11", "info", row)
                return None
        return cells

    def _mend(self, cells: list[str]) -> list[str]:
        extra = cells[self.width :]
        if len(cells) > self.width and not any(cell.strip() for cell in extra):
            return cells[: self.width]
        if len(cells) < self.width and self.ragged:
            return [*cells, *([""] * (self.width - len(cells)))]
        raise RowAside("A05", "")

    def take(self, cells: list[str], row: int) -> dict[str, list[Out]]:
        """Return the staged rows a row brings, by table; what is wrong is noted."""
        try:
            fitted = self.fit(cells, row)
            return self.bring(fitted, row) if fitted is not None else {}
        except RowAside as aside:
            code, column = aside.args
            self.notes.add(code, "error", row, column)
            self.aside += 1
            return {}

    def bring(self, cells: list[str], row: int) -> dict[str, list[Out]]:
        """Return what this target makes of a row of full width."""
        raise TypeError(self.table)

    def dims(self) -> dict[str, list[Out]]:
        """Return what was met for the first time since the last call: assessments, windows, items."""
        return {}

    def day(self, cell: str, column: str) -> str | None:
        """Return a day, nothing for a blank.

        Raises:
            RowAside: when it is no day.
        """
        if cell.lower() in MARKS:
            return None
        try:
            return read_day(cell, self.template.dates)
        except Unreadable:
            raise RowAside("A03", column) from None


def as_json(value: object) -> str:
    """Return JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
