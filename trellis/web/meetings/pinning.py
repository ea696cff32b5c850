"""Pins what a page shows to the team's next meeting: results, a chart, need groups. Members alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trellis.evidence.measures.queries import live_points, open_measure
from trellis.evidence.measures.queries.results import open_assessment, owner_of
from trellis.kit.errors import NotFound
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import relations_to_community
from trellis.practice.cycles.queries.chart import starts_on_measure
from trellis.practice.meetings.operations import pinning
from trellis.practice.meetings.queries import seeing
from trellis.practice.meetings.queries.pinned import pinned_for
from trellis.practice.meetings.rules.may import may_change_work
from trellis.practice.students.queries import groups
from trellis.practice.students.queries.answers import Answers, answers_of
from trellis.practice.students.rules.answers import ItemReading
from trellis.web.measures.pictures import measure_picture
from trellis.web.meetings.times import clock_words, day_words
from trellis.web.pages import go, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.accounts.models import Person
    from trellis.people.communities.models import Community
    from trellis.practice.meetings.models import Meeting

#: A picture on a wall shows so many rows; what went best is counted.
ROWS = 10


@dataclass(frozen=True)
class PinnedView:
    """A pinned picture as the room draws it."""

    title: str
    item: int | None
    chart: SafeString
    sentence: str
    at: str
    by: str
    is_now: bool


def pinned_page(by: "Person", meeting: "Meeting") -> list[PinnedView]:
    """Return the pictures pinned to a meeting, that of the running item first."""
    zone = meeting.time_zone
    views = [
        PinnedView(
            title=one.title,
            item=one.item_id,
            # drawn by us when it was frozen, and never changed since
            chart=mark_safe(one.content["chart"]),
            sentence=one.content["sentence"],
            at=f"{day_words(one.frozen_at, zone)}, {clock_words(one.frozen_at, zone)}",
            by=one.frozen_by.called,
            is_now=one.item is not None and one.item.started_at is not None and one.item.ended_at is None,
        )
        for one in pinned_for(by, meeting)
    ]
    return sorted(views, key=lambda view: not view.is_now)


def pictures_by_item(by: "Person", meeting: "Meeting") -> dict[int | None, list[str]]:
    """Return what the pictures of each item (by number) say, for members of the team alone."""
    found: dict[int | None, list[str]] = {}
    for one in pinned_for(by, meeting):
        found.setdefault(one.item_id, []).append(_("Picture: %(says)s") % {"says": one.content["sentence"]})
    return found


def _pin(request: SignedIn, community: "Community", title: str, content: Mapping[str, str]) -> HttpResponse:
    meeting = seeing.next_meeting_of(community, by=request.user)
    if meeting is None:
        tell(
            request, _("No meeting of your team is planned. Put one on the calendar; then you can pin to it.")
        )
        return go(request, reverse("schedule-meeting", args=[community.public_id]))
    pinning.pin_to_meeting(by=request.user, meeting=meeting, title=title, content=content)
    day = day_words(meeting.starts_at, meeting.time_zone)
    tell(
        request,
        _("“%(title)s” is on the agenda of %(day)s, as you see it now.") % {"title": title, "day": day},
    )
    return go(request, reverse("plan-agenda", args=[meeting.public_id]))


def _require_member(request: SignedIn, community: "Community") -> None:
    if not may_change_work(relations_to_community(request.user, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))


def _results_sentence(answers: Answers, hardest: ItemReading) -> str:
    """Say in one sentence how many answered, and what was hardest."""
    said = ngettext("%(n)d student with answers.", "%(n)d students with answers.", answers.there)
    words = {"item": hardest.item.label, "right": hardest.right, "seen": hardest.seen}
    return f"{said % {'n': answers.there}} {_('Hardest: %(item)s, right for %(right)d of %(seen)d.') % words}"


@require_POST
def pin_results(request: SignedIn, pk: str) -> HttpResponse:
    """Pin the picture of an assessment: items by how many had them right, no student."""
    assessment = open_assessment(by=request.user, pk=pk)
    community = owner_of(assessment)
    _require_member(request, community)
    answers = answers_of(assessment, community=community, by=request.user)
    known = sorted((one for one in answers.items if one.seen), key=lambda one: one.right / one.seen)
    if not known:
        return _pin(request, community, assessment.title, {})
    context = {
        "title": assessment.title,
        "sentence": _results_sentence(answers, known[0]),
        "items": known[:ROWS],
        "more": len(known[ROWS:]),
        "patterns": [one for one in answers.patterns if one.name],
    }
    chart = render_to_string("meetings/_pinned_results.html", context)
    return _pin(request, community, assessment.title, _content(chart, str(context["sentence"])))


@require_POST
def pin_measure(request: SignedIn, pk: str) -> HttpResponse:
    """Pin the run chart of a measure."""
    measure = open_measure(by=request.user, pk=pk)
    _require_member(request, measure.community)
    picture = measure_picture(measure, live_points(measure), starts_on_measure(measure))
    if picture is None:
        return _pin(request, measure.community, measure.name, {})
    # ids inside the drawing are unique on the page: the same chart may stand beside it
    today = date_format(timezone.localdate(), "MONTH_DAY_FORMAT")
    own = replace(
        picture,
        key=f"pinned-{uuid4().hex[:8]}",
        title=_("%(title)s, as seen on %(day)s") % {"title": picture.title, "day": today},
    )
    chart = render_to_string("notes/_frozen_chart.html", {"picture": own})
    return _pin(request, measure.community, measure.name, _content(chart, picture.sentence))


@require_POST
def pin_groups(request: SignedIn, pk: str) -> HttpResponse:
    """Pin need groups: how many are in each and who takes it, no student."""
    regrouping = groups.open_regrouping(by=request.user, pk=pk)
    _require_member(request, regrouping.community)
    board = groups.board_of(regrouping)
    title = _("Groups after “%(title)s”") % {"title": regrouping.title}
    sentence = ngettext(
        "%(placed)d of %(all)d student has a group.",
        "%(placed)d of %(all)d students have a group.",
        board.students,
    ) % {"placed": board.placed, "all": board.students}
    context = {"title": title, "sentence": sentence, "board": board}
    chart = render_to_string("meetings/_pinned_groups.html", context) if board.groups else ""
    return _pin(request, regrouping.community, title, _content(chart, sentence))


def _content(chart: str, sentence: str) -> dict[str, str]:
    return {"chart": chart, "sentence": sentence} if chart else {}
