"""Run charts of the questions that were asked more than once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.evidence.surveys.queries import trend_of, words_in
from trellis.evidence.surveys.words import QuestionKind
from trellis.people.accounts.requests import Person
from trellis.stats.spc import run_chart
from trellis.web.charts.judged import judged
from trellis.web.charts.pictures import Point, RunPicture

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.surveys.models import Question

#: With fewer rounds there is no course to look at.
FEWEST_ROUNDS = 3


def trend_pictures(questions: Sequence["Question"], *, by: Person, language: str) -> list[RunPicture]:
    """Return one chart for each closed question that was asked often enough, in their order."""
    closed = [question for question in questions if question.kind != QuestionKind.TEXT]
    pictures = [_picture(question, by=by, language=language) for question in closed]
    return [picture for picture in pictures if picture is not None]


def _picture(question: "Question", *, by: Person, language: str) -> RunPicture | None:
    trend = trend_of(question, by=by)
    if sum(point.value is not None for point in trend) < FEWEST_ROUNDS:
        return None
    points = [
        Point(
            on=point.on,
            value=point.value,
            words=f"{point.value:.0f} %" if point.value is not None else _("too few to show"),
            detail=_of(point.yes, point.n) if point.value is not None else "",
            cells=(_of(point.yes, point.n) if point.value is not None else "",),
        )
        for point in trend
    ]
    words = words_in(question.texts, language)
    shown = [point.n for point in trend if point.value is not None]
    picture = RunPicture(
        key=f"q{question.position}",
        title=words,
        short_title=words,
        points=points,
        columns=(_("Day"), _("Yes"), _("Answers")),
        sentence="",
        unit="%",
        low=0,
        high=100,
        notes=[
            ngettext("%(least)d to %(most)d answer", "%(least)d to %(most)d answers", max(shown))
            % {"least": min(shown), "most": max(shown)}
        ],
    )
    values = [float("nan") if point.value is None else point.value for point in trend]
    return judged(picture, run_chart(values))


def _of(yes: int, n: int) -> str:
    return _("%(yes)d of %(n)d") % {"yes": yes, "n": n}
