"""Results: every row brings sittings of students, with what each item says. Plain Python."""

from typing import Any

from trellis.evidence.imports.work.results.rows import (
    _REMEMBERED,
    Cells,
    Columns,
    Notes,
    Out,
    Reader,
    RowAside,
    Student,
    as_json,
    digest_of,
)
from trellis.evidence.imports.work.results.spec import Score, Sitting
from trellis.evidence.imports.work.results.values import (
    MARKS,
    Read,
    Unreadable,
    read_number,
    read_score,
    school_year_of,
    window_of,
    window_of_day,
    year_of_day,
)

_NO = frozenset({"", "0", "n", "no", "false", "null", "na", "n/a"})
_BLANK: Read = (None, None, None, "", "blank")
#: A sitting that is not valid and has no result says so, not only that nothing is there.
_NOTHING: dict[str, Read] = {reason: (None, None, None, "", reason) for reason in ("not_tested", "invalid")}


class ScoreColumn:
    """One result of a sitting, ready to be read row by row."""

    def __init__(self, columns: Columns, score: Score, marks: dict[str, str]) -> None:
        self.score, self.columns = score, columns
        self.there = columns.at(score.column) is not None
        self.cell = columns.cell(score.column)
        self.map = columns.map(score.map) if score.map else None
        self.marks = {**marks, **{word.lower(): reason for word, reason in score.marks.items()}}
        self.error = columns.cell(score.error) if columns.at(score.error) is not None else None
        self.answer = columns.cell(score.answer) if columns.at(score.answer) is not None else None
        self.low, self.high = columns.cell(score.low), columns.cell(score.high)
        self.ends = bool(score.low and score.high)
        self.item, self.label = columns.text(score.item), columns.text(score.label)
        self.standard, self.full = columns.text(score.standard), columns.cell(score.full)
        self.key = columns.key([score.item, score.label, score.standard])
        self.remembered: dict[str, Read] = {}
        self.items: dict[tuple[object, ...], tuple[int, str]] = {}

    def read(self, cells: Cells, notes: Notes, row: int) -> Read:
        """Return value, ends, answer and reason.

        Raises:
            RowAside: when the cell says something that is no result.
        """
        text = self.cell(cells)
        known = self.remembered.get(text)
        if known is None:
            known = self._read(text, notes, row)
            if len(self.remembered) < _REMEMBERED:
                self.remembered[text] = known
        return known

    def _read(self, text: str, notes: Notes, row: int) -> Read:
        word = text
        if self.map is not None and text.lower() not in self.marks:
            word = self.map.get(text.casefold(), "")
            if not word:
                notes.add("A06", "warning", row, self.score.column)
                word = text
        try:
            found = read_score(word, self.score.method, self.marks)
        except Unreadable:
            raise RowAside("A02", self.score.column) from None
        if found[0] is not None:
            self._check(float(found[0]), notes, row)
        return found

    def _check(self, value: float, notes: Notes, row: int) -> None:
        least, most = self.score.least, self.score.most
        if (least is not None and value < least) or (most is not None and value > most):
            notes.add("A04", "warning", row, self.score.column)


class SittingReader:
    """One sitting of the template, ready to be read row by row."""

    def __init__(self, columns: Columns, sitting: Sitting, marks: dict[str, str]) -> None:
        self.sitting = sitting
        self.title, self.key = columns.text(sitting.title), columns.text(sitting.key)
        self.subject, self.version = columns.text(sitting.subject), columns.text(sitting.version)
        self.year, self.window = columns.text(sitting.year), columns.text(sitting.window)
        self.window_title = columns.text(sitting.window_title)
        self.date, self.test = columns.cell(sitting.date), columns.cell(sitting.test)
        self.grade, self.form = columns.cell(sitting.grade), columns.cell(sitting.form)
        self.valid = columns.cell(sitting.valid)
        self.school_class = columns.cell(sitting.school_class)
        self.valid_map = {word.casefold(): to for word, to in sitting.valid_map.items()}
        self.accommodations = [
            (columns.cell(name), name) for name in sitting.accommodations if columns.at(name) is not None
        ]
        self.scores = [
            column for score in sitting.scores if (column := ScoreColumn(columns, score, marks)).there
        ]
        self.dims = columns.key([sitting.title, sitting.key, sitting.subject, sitting.version])
        self.times = columns.key([sitting.year, sitting.window, sitting.window_title])
        self.assessments: dict[tuple[str, ...], int] = {}
        self.windows: dict[tuple[object, ...], int] = {}

    def day_decides(self) -> bool:
        """Say whether the day of the row tells the window, because nothing else does."""
        return self.sitting.window is None or self.sitting.year is None


class ResultsReader(Reader):
    """Reads results files."""

    table = "sittings"

    def __init__(self, columns: Columns, notes: Notes, options: dict[str, Any]) -> None:
        super().__init__(columns, notes, options)
        marks = {**MARKS, **{word.lower(): reason for word, reason in self.template.marks.items()}}
        self.student = Student(columns)
        self.sittings = [SittingReader(columns, sitting, marks) for sitting in self.template.sittings]
        self.one = len(self.sittings) == 1
        self._assessments: dict[str, int] = {}
        self._windows: dict[tuple[int, str], int] = {}
        self._items: dict[tuple[int, str], int] = {}
        self._new: dict[str, list[Out]] = {"assessments": [], "windows": [], "items": []}

    def dims(self) -> dict[str, list[Out]]:
        """Return new assessments, windows and items."""
        new, self._new = self._new, {"assessments": [], "windows": [], "items": []}
        return new

    def bring(self, cells: list[str], row: int) -> dict[str, list[Out]]:
        """Return the sittings and results of a row."""
        who = self.student.read(cells, row)
        sittings: list[Out] = []
        results: list[Out] = []
        for sitting in self.sittings:
            found = [(column, column.read(cells, self.notes, row)) for column in sitting.scores]
            filled = [pair for pair in found if pair[1] != _BLANK]
            valid = (
                sitting.valid_map.get(sitting.valid(cells).casefold(), "valid")
                if sitting.valid_map
                else "valid"
            )
            if not filled and not (self.one and found) and valid == "valid":
                continue
            nothing = [(column, _NOTHING.get(valid, _BLANK)) for column, _read in found[:1]]
            self._add(sitting, cells, row, who, filled or nothing, valid, sittings, results)
        if not sittings:
            self.notes.add("A15", "info", row)
        return {"sittings": sittings, "results": results}

    def _add(
        self,
        sitting: SittingReader,
        cells: list[str],
        row: int,
        who: Out,
        found: list[tuple[ScoreColumn, Read]],
        valid: str,
        sittings: list[Out],
        results: list[Out],
    ) -> None:
        assessment = self._assessment(sitting, cells)
        day = self.day(sitting.date(cells), sitting.sitting.date)
        window = self._window(sitting, cells, assessment, day)
        test, grade, form = sitting.test(cells)[:120], sitting.grade(cells)[:20], sitting.form(cells)[:20]
        used = [name for cell, name in sitting.accommodations if cell(cells).lower() not in _NO]
        self.number += 1
        said: list[object] = [day, grade, form, valid, *used]
        for column, (value, low, high, answer, reason) in found:
            item, key = self._item(column, cells, assessment)
            error = read_number(column.error(cells)) if column.error else None
            if column.answer:
                answer = column.answer(cells)[:120] or answer
            if column.ends and value is not None:
                low, high = read_number(column.low(cells)), read_number(column.high(cells))
            said += [key, column.score.method, value, low, high, error, answer, reason]
            results.append([self.number, item, column.score.method, value, low, high, error, answer, reason])
        note = sitting.valid(cells)[:255] if valid != "valid" else ""
        sittings.append(
            [
                row,
                self.number,
                *who,
                window,
                test if 0 < len(test) <= 64 else str(digest_of(test)) if test else (day or ""),
                day,
                test,
                grade,
                form,
                valid,
                note,
                as_json(used),
                digest_of(*said),
                sitting.school_class(cells)[:255],
            ]
        )

    def _assessment(self, sitting: SittingReader, cells: list[str]) -> int:
        known = sitting.dims(cells)
        number = sitting.assessments.get(known)
        if number is None:
            title = sitting.title(cells) or self.template.title
            key = f"{self.template.family}|{sitting.key(cells)}"[:255]
            number = self._assessments.get(key)
            if number is None:
                number = self._assessments[key] = len(self._assessments) + 1
                self._new["assessments"].append(
                    [
                        number,
                        key,
                        title[:255],
                        sitting.subject(cells)[:120],
                        self.template.family[:120],
                        sitting.version(cells)[:60],
                        self.template.kind,
                    ]
                )
            sitting.assessments[known] = number
        return number

    def _window(self, sitting: SittingReader, cells: list[str], assessment: int, day: str | None) -> int:
        known = (assessment, sitting.times(cells), day[:7] if day and sitting.day_decides() else "")
        number = sitting.windows.get(known)
        if number is None:
            number = sitting.windows[known] = self._new_window(sitting, cells, assessment, day)
        return number

    def _new_window(self, sitting: SittingReader, cells: list[str], assessment: int, day: str | None) -> int:
        said_year = sitting.year(cells)
        year = self.options.get("year") or (school_year_of(said_year) if said_year else None)
        if year is None and day:
            year = year_of_day(day)
        if year is None:
            raise RowAside("A13", sitting.sitting.date)
        window, detail = self._season(sitting, cells, day)
        title = sitting.window_title(cells)[:120]
        key = "/".join(part for part in (str(year), window, detail or title) if part)[:255]
        number = self._windows.get((assessment, key))
        if number is None:
            number = self._windows[(assessment, key)] = len(self._windows) + 1
            self._new["windows"].append([number, assessment, key, window, int(year), title])
        return number

    def _season(self, sitting: SittingReader, cells: list[str], day: str | None) -> tuple[str, str]:
        if self.options.get("window"):
            return str(self.options["window"]), ""
        said = sitting.window(cells)
        if said in ("once", "month", "fall", "winter", "spring", "summer"):
            return said, ""
        if said:
            season = window_of(said)
            return (season, "") if season else ("once", said[:60])
        return (window_of_day(day), "") if day and sitting.sitting.window is None else ("once", "")

    def _item(self, column: ScoreColumn, cells: list[str], assessment: int) -> tuple[int, str]:
        known = (assessment, column.key(cells))
        found = column.items.get(known)
        if found is None:
            key = column.item(cells)[:255]
            number = self._items.get((assessment, key))
            if number is None:
                number = self._items[(assessment, key)] = len(self._items) + 1
                kind = column.score.kind if key else "whole"
                full = read_number(column.full(cells)) if column.score.full else None
                most = full or (
                    str(column.score.most) if column.score.kind == "item" and column.score.most else None
                )
                self._new["items"].append(
                    [
                        number,
                        assessment,
                        key,
                        column.label(cells)[:255],
                        kind,
                        column.standard(cells)[:120],
                        most,
                    ]
                )
            found = column.items[known] = (number, key)
        return found
