"""The use of a strategy week by week, as the run chart of a team's practice (S0-35)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from trellis.evidence.measures.words import Unit
from trellis.practice.cycles.queries.facts import Work
from trellis.practice.cycles.rules.use import WeekOfUse
from trellis.practice.cycles.words import StudentsDid
from trellis.stats.spc import run_chart
from trellis.web.charts.judged import judged
from trellis.web.charts.pictures import Point, RunPicture
from trellis.web.cycles.picture import starts_of, value_words


def _students_words(week: WeekOfUse) -> str:
    """Say what teachers saw students do: “Most got it: 3, Some got it: 1”."""
    return ", ".join(f"{kind.label}: {week.students[kind]}" for kind in StudentsDid if kind in week.students)


def use_picture(work: Work, weeks: Sequence[WeekOfUse]) -> RunPicture | None:
    """Return the run chart of use, never by person; nothing before the first finished week."""
    if not weeks:
        return None
    shares = [round(100 * week.share, 1) for week in weeks]
    of = _("%(part)d of %(whole)d")
    picture = RunPicture(
        key="practice",
        title=_("Share of the planned use, as members recorded it"),
        short_title=_("Share of planned use"),
        points=[
            Point(
                on=week.week,
                value=share,
                words=value_words(share, Unit.PERCENT),
                detail=_("%(part)d of %(whole)d recorded") % {"part": week.recorded, "whole": week.members},
                cells=(of % {"part": week.recorded, "whole": week.members}, _students_words(week)),
                partial=week.recorded < week.members,
            )
            for week, share in zip(weeks, shares, strict=True)
        ],
        columns=(_("Week of"), _("Share of planned use"), _("Recorded"), _("What students did")),
        sentence="",
        starts=starts_of(work),
        unit="%",
        low=0,
        high=100,
        notes=[_("Fully counts 1, partly one half; what was not recorded counts as not used.")],
    )
    return judged(picture, run_chart(shares))
