"""Facts about students, figures about places, and answers of nobody in particular. Plain Python."""

from typing import Any

from trellis.evidence.imports.work.results.rows import (
    Columns,
    Notes,
    Out,
    Reader,
    RowAside,
    Student,
    as_json,
    digest_of,
)
from trellis.evidence.imports.work.results.values import (
    MARKS,
    Unreadable,
    read_number,
    read_score,
    school_year_of,
)

#: Columns that name somebody; a file of answers that has one is refused.
PERSON_COLUMNS = frozenset(
    {
        *(
            "student",
            "studentid",
            "student_id",
            "name",
            "email",
            "e-mail",
            "lasid",
            "sasid",
            "ssid",
            "username",
        ),
        *("student id", "student name", "first name", "last name", "full name", "email address", "local_id"),
        *("local id", "user name", "student local id number", "student first and last name", "your name"),
    }
)


class FactsReader(Reader):
    """Reads attendance, programs, behavior, services and participation."""

    table = "facts"

    def __init__(self, columns: Columns, notes: Notes, options: dict[str, Any]) -> None:
        super().__init__(columns, notes, options)
        self.student = Student(columns)
        self.parts = [
            (
                fact,
                columns.text(fact.code),
                columns.cell(fact.on),
                columns.cell(fact.ends),
                columns.cell(fact.amount),
                columns.text(fact.note),
                columns.text(fact.year),
                [
                    (columns.cell(name), {value.casefold() for value in values})
                    for name, values in fact.unless.items()
                ],
            )
            for fact in self.template.facts
        ]

    def bring(self, cells: list[str], row: int) -> dict[str, list[Out]]:
        """Return the facts of a row."""
        who = self.student.read(cells, row)
        found: list[Out] = []
        for fact, code, on, ends, amount, note, year, unless in self.parts:
            word = code(cells)
            if word.lower() in MARKS or any(cell(cells).casefold() in values for cell, values in unless):
                continue
            start, end = self.day(on(cells), fact.on), self.day(ends(cells), fact.ends)
            if start and end and end < start:
                raise RowAside("A16", fact.ends)
            size = amount(cells)
            number = None if size.lower() in MARKS else read_number(size)
            if size.lower() not in MARKS and number is None:
                raise RowAside("A02", fact.amount)
            term = school_year_of(year(cells))
            if start is None and term is None and fact.kind in ("attendance", "behavior"):
                raise RowAside("A03", fact.on)
            self.number += 1
            remark = note(cells)[:255]
            said = (fact.kind, word, start, end, number, remark, term)
            key = digest_of(fact.kind, word, start, term, remark if fact.kind == "behavior" else "")
            found.append(
                [
                    row,
                    self.number,
                    *who,
                    fact.kind,
                    word[:120],
                    start,
                    end,
                    number,
                    remark,
                    term,
                    key,
                    digest_of(*said),
                ]
            )
        if not found:
            self.notes.add("A15", "info", row)
        return {"facts": found}


class FiguresReader(Reader):
    """Reads published figures about places; they never stand among results of students."""

    table = "figures"

    def __init__(self, columns: Columns, notes: Notes, options: dict[str, Any]) -> None:
        super().__init__(columns, notes, options)
        self.marks = {**MARKS, **{word.lower(): reason for word, reason in self.template.marks.items()}}
        self.parts = [
            (
                figure,
                [
                    columns.text(text)
                    for text in (
                        figure.title,
                        figure.label,
                        figure.place,
                        figure.place_name,
                        figure.level,
                        figure.group,
                    )
                ],
                columns.text(figure.year),
                columns.cell(figure.column),
                columns.cell(figure.n),
            )
            for figure in self.template.figures
            if columns.at(figure.column) is not None
        ]

    def bring(self, cells: list[str], row: int) -> dict[str, list[Out]]:
        """Return the figures of a row; hidden ones keep their mark, ranges stay ranges."""
        found: list[Out] = []
        for figure, texts, year, cell, n in self.parts:
            word = cell(cells)
            if word.lower() in self.marks and self.marks[word.lower()] == "blank":
                continue
            term = self.options.get("year") or school_year_of(year(cells))
            if term is None:
                raise RowAside("A13", figure.column)
            try:
                value, low, high, answer, reason = read_score(word, figure.method, self.marks)
            except Unreadable:
                raise RowAside("A02", figure.column) from None
            size = n(cells).replace(",", "")
            self.number += 1
            named = [text(cells)[:255] for text in texts]
            key = digest_of(*named, figure.method, term)
            found.append(
                [
                    row,
                    self.number,
                    *named,
                    figure.method,
                    int(term),
                    value,
                    low,
                    high,
                    answer,
                    reason,
                    size if size.isdigit() and len(size) < 10 else None,
                    key,
                    digest_of(value, low, high, answer, reason, size),
                ]
            )
        if not found:
            self.notes.add("A15", "info", row)
        return {"figures": found}


class AnswersReader(Reader):
    """Reads sets of answers. A column that names somebody stops the file: nobody was promised that."""

    table = "answers"

    def __init__(self, columns: Columns, notes: Notes, options: dict[str, Any]) -> None:
        super().__init__(columns, notes, options)
        answers = self.template.answers
        assert answers is not None
        self.survey, self.group = columns.text(answers.survey), columns.text(answers.group)
        self.date, self.date_column = columns.cell(answers.date), answers.date
        used = {answers.date.casefold(), *(name.casefold() for name in answers.group.columns)}
        chosen = answers.questions or tuple(
            name for name in columns.header if name and name.casefold() not in used
        )
        self.questions = [(columns.cell(name), name[:500]) for name in chosen if columns.at(name) is not None]

    def bring(self, cells: list[str], row: int) -> dict[str, list[Out]]:
        """Return the answers of a row."""
        day = self.day(self.date(cells), self.date_column)
        answers = [[name, text] for cell, name in self.questions if (text := cell(cells))]
        if not answers:
            self.notes.add("A15", "info", row)
            return {}
        self.number += 1
        survey, group, kept = self.survey(cells)[:255], self.group(cells)[:120], as_json(answers)
        return {
            "answers": [
                [row, self.number, survey, day, group, kept, digest_of(survey, day, group, kept, row)]
            ]
        }


def person_columns(header: tuple[str, ...]) -> list[str]:
    """Return the columns of a survey file that name somebody."""
    return [name for name in header if name.casefold().strip() in PERSON_COLUMNS]
