"""Turns a reading of answers into the grid that a page draws."""

import re
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.practice.students.queries.answers import Answers
from trellis.practice.students.rules.answers import ItemReading, read_mark
from trellis.practice.students.rules.grouping import Proposed
from trellis.practice.students.words import Cell, GroupKind
from trellis.web.ui import Answer, AnswerGrid, AnswerRow, AnswerSection, Item

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.roster.models import Student

type State = Literal["right", "wrong", "part", "blank", "unseen"]
_STATES: dict[Cell, State] = {
    Cell.RIGHT: "right",
    Cell.WRONG: "wrong",
    Cell.PART: "part",
    Cell.BLANK: "blank",
    Cell.UNSEEN: "unseen",
}
#: “Item 7”, “Question 7: 3/8”, “7”, “7. 3/8”; a label that only begins with a figure, “3/8”, has no number.
_NUMBERED = re.compile(
    r"^(?:(?:item|question|q|problem|task|pregunta|p)[ .]*(\d{1,3}[a-z]?)\b[:. ]*(.*)"
    r"|(\d{1,3}[a-z]?)(?:[.:)]\s+(.*))?)$",
    re.IGNORECASE,
)


def item_words(label: str, position: int) -> tuple[str, str]:
    """Split a label into its number and its words: “Item 7: 3/8 or 3/10” -> (“7”, “3/8 or 3/10”)."""
    found = _NUMBERED.match(label.strip())
    if found:
        return found[1] or found[3], found[2] or found[4] or ""
    return str(position), label


def _item(one: ItemReading) -> Item:
    number, words = item_words(one.item.label, one.item.position)
    return Item(number=number, words=words, is_key=one.is_key, right=str(one.right) if one.seen else "")


def _answer(answers: Answers, student_pk: int, one: ItemReading) -> Answer:
    mark = answers.sheet.marks.get((student_pk, one.item.position))
    cell = read_mark(one.item, mark)
    if mark is None or cell in (Cell.RIGHT, Cell.BLANK):
        return Answer(state=_STATES[cell])
    if mark.answer:
        # a chosen answer whose key is not known yet is shown as it is, and not judged
        return Answer(state="part" if cell == Cell.UNSEEN else _STATES[cell], mark=mark.answer)
    return Answer(state=_STATES[cell], mark=f"{mark.value:g}" if mark.value is not None else "")


def section_title(group: Proposed, count: int) -> str:
    """Name a section of the grid: the needs behind it and how many students."""
    students = ngettext("%(n)d student", "%(n)d students", count) % {"n": count}
    if group.kind == GroupKind.NEED:
        return f"{', '.join(group.needs)}: {students}"
    return f"{GroupKind(group.kind).label}: {students}"


def answer_grid_of(answers: Answers, *, by_name: bool = False) -> AnswerGrid:
    """Return students by items: sections by need with the most need first, or one list by name."""

    def row(student: "Student") -> AnswerRow:
        return AnswerRow(student.full_name, [_answer(answers, student.pk, one) for one in answers.items])

    if by_name:
        sections = [AnswerSection([row(student) for student in answers.sheet.students])]
    else:
        sections = []
        for group in answers.proposed:
            students = answers.students_in_order(group)
            if students:
                sections.append(
                    AnswerSection([row(one) for one in students], section_title(group, len(students)))
                )
    return AnswerGrid(
        caption=_("Each letter is the answer a student chose; a small ring is right; a dash is blank."),
        items=[_item(one) for one in answers.items],
        sections=sections,
        foot=_("Right, of %(n)d") % {"n": answers.there},
    )
