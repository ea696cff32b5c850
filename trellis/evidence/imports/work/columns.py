"""Checks a whole column of a batch at once; cells are looked at one by one only where one departs. Plain Python."""  # noqa: E501

import re
from collections.abc import Callable, Sequence

from trellis.evidence.imports.words.tables import Column
from trellis.evidence.imports.work.cells import CELL_CHARACTERS, Verdict, check_of, fault_of_text

#: Words, dates and flags come again and again: remember this many verdicts a column.
REMEMBERED = 20_000
ID_CHARACTERS = 255
_ONLY_IDS = re.compile(r"[0-9A-Za-z.\-_/@]*")
#: Types whose few values are worth remembering.
_FEW = ("word", "flag", "date", "time", "year", "number", "list")

#: (code, severity, place in the batch) of what was found in a column.
Report = Callable[[str, str, int], None]


def are_plain_ids(cells: Sequence[str], together: str) -> bool:
    """Say whether every cell is empty or an id as the strict rule wants it."""
    return _ONLY_IDS.fullmatch(together) is not None and max(map(len, cells)) <= ID_CHARACTERS


class ColumnCheck:
    """The check of one column of one file."""

    def __init__(self, column: Column, position: int, *, strict: bool) -> None:
        self.column, self.position, self.strict = column, position, strict
        self._check = check_of(column)
        self._type = column.type.partition(":")[0]
        self._remembered: dict[str, Verdict] = {}

    def values(self, cells: Sequence[str], report: Report) -> list[str | None]:
        """Return what to keep of each cell (nothing for an empty one) and report what departs."""
        if not any(cells) and not self.column.required:
            return [None] * len(cells)
        if self.column.required and not all(cells):
            return self._one_by_one(cells, report)
        if self._type in _FEW:
            return self._by_value(cells, report)
        together = "".join(cells)
        if self._type in ("id", "ids") and are_plain_ids(cells, together):
            if self._type == "id":
                return [cell or None for cell in cells]
            return [f'["{cell}"]' if cell else None for cell in cells]
        broken = "\n" in together or "\r" in together
        if self._type == "text" and not broken and max(map(len, cells)) <= CELL_CHARACTERS:
            return [cell or None for cell in cells]
        return self._one_by_one(cells, report)

    def _by_value(self, cells: Sequence[str], report: Report) -> list[str | None]:
        known = self._remembered
        different = set(cells)
        different.discard("")
        if len(known) > REMEMBERED:
            known.clear()
        for text in different.difference(known):
            known[text] = self._verdict(text)
        if any(known[text].code for text in different):
            return self._one_by_one(cells, report)
        if all(known[text].value == text for text in different):
            return [cell or None for cell in cells]
        return [known[cell].value if cell else None for cell in cells]

    def _verdict(self, text: str) -> Verdict:
        fault = fault_of_text(text)
        return Verdict(None, fault, "error") if fault else self._check(text, self.strict)

    def _one_by_one(self, cells: Sequence[str], report: Report) -> list[str | None]:
        found: list[str | None] = []
        for place, text in enumerate(cells):
            if not text:
                if self.column.required:
                    report("R01", "error", place)
                found.append(None)
                continue
            verdict = self._remembered.get(text) or self._verdict(text)
            if verdict.code:
                report(verdict.code, verdict.severity, place)
            found.append(verdict.value)
        return found
