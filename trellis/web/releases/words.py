"""A cell of a published table in words: the same on the page, in the picture and in the file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.insight.releases.queries import ReadCell
from trellis.insight.releases.words import GROUP_LABELS
from trellis.kit.sheets import write_csv


@dataclass(frozen=True)
class CellWords:
    """A cell as it is read. ``low`` and ``high`` are percents for the bar, or nothing."""

    place: str
    grade: str
    group: str
    students: str
    share: str
    low: int | None
    high: int | None


def group_words(group: str) -> str:
    """Return a group in words; what the student system calls otherwise stays as it says it."""
    label = GROUP_LABELS.get(group)
    return str(label) if label is not None else group


def grade_words(grade: str) -> str:
    """Return a grade in words."""
    return _("Grade %(grade)s") % {"grade": grade.lstrip("0") or "0"} if grade else _("All grades")


def _students(cell: ReadCell) -> str:
    if cell.hidden:
        return _("not shown")
    if cell.students is not None:
        return f"{cell.students:,}"
    if cell.at_most == 0:
        return _("none")
    if cell.at_most is None:
        return _("%(n)d or more") % {"n": cell.at_least or 0}
    return _("%(low)d to %(high)d") % {"low": cell.at_least or 0, "high": cell.at_most}


def _share(cell: ReadCell) -> str:
    if not cell.hidden and (cell.students == 0 or cell.at_most == 0):
        return "–"
    if cell.low is None or cell.high is None:
        return _("not shown")
    if cell.low == cell.high:
        return _("%(n)d %%") % {"n": cell.low}
    if cell.low == 0:
        return _("%(n)d %% or less") % {"n": cell.high}
    if cell.high == 100:
        return _("%(n)d %% or more") % {"n": cell.low}
    return _("%(low)d to %(high)d %%") % {"low": cell.low, "high": cell.high}


def words_of(cell: ReadCell) -> CellWords:
    """Return a cell in words. A hidden number looks the same whatever the reason."""
    return CellWords(
        cell.place,
        grade_words(cell.grade),
        group_words(cell.group),
        _students(cell),
        _share(cell),
        cell.low,
        cell.high,
    )


def as_csv(cells: Sequence[ReadCell]) -> str:
    """Return all cells of a table, those of the page and no others, in the same words."""
    rows = [words_of(cell) for cell in cells]
    return write_csv(
        [_("Place"), _("Grade"), _("Group"), _("Students"), _("Reached it")],
        [(row.place, row.grade, row.group, row.students, row.share) for row in rows],
    )
