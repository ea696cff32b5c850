"""How results by standard read on a page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.evidence.measures.queries.windows import name_of_window

if TYPE_CHECKING:  # doors know the type of a line, never its table
    from trellis.evidence.measures.queries.standards import StandardLine
    from trellis.evidence.standards.models import AcademicStandard


@dataclass(frozen=True)
class LineInWords:
    """One standard in one window: the share of the points, and of how many students and items it is."""

    standard: "AcademicStandard"
    assessment: str
    window: str
    share: str
    points: str
    counted: str


def line_in_words(line: "StandardLine") -> LineInWords:
    """Return a line as a page says it."""
    students = ngettext("%(n)d student", "%(n)d students", line.students) % {"n": line.students}
    items = ngettext("%(n)d item", "%(n)d items", line.items) % {"n": line.items}
    window = line.window
    return LineInWords(
        standard=line.standard,
        assessment=window.assessment.title if window else "",
        window=name_of_window(window) if window else "",
        share=_("%(share)d %%") % {"share": round(100 * line.share)},
        points=_("%(points)s of %(full)s points")
        % {"points": f"{line.points.normalize():f}", "full": f"{line.full.normalize():f}"},
        counted=f"{students}, {items}",
    )
