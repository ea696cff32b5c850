"""Agenda and record on paper: the same words as the pages, for the same people, as tagged PDF."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.library.queries import protocols
from trellis.practice.meetings.queries import inside, seeing
from trellis.practice.meetings.queries.record import records_of
from trellis.practice.meetings.rules.days import local_day
from trellis.practice.meetings.rules.may import may_change_work
from trellis.web.meetings.pinning import pictures_by_item
from trellis.web.meetings.record import open_record, version_asked
from trellis.web.meetings.record_view import RecordView, record_view
from trellis.web.meetings.room import agenda_page
from trellis.web.meetings.running import found_in
from trellis.web.meetings.times import inclusion_words, when_words, where_words
from trellis.web.paper.pdf import Paper, Section, pdf_response

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.meetings.models import Meeting


def _foot(meeting: "Meeting") -> str:
    return who_can_see(ObjectKind.MEETING_WORK, meeting.community).sentence


def _name(meeting: "Meeting", what: str) -> str:
    return f"{what}-{local_day(meeting.starts_at, meeting.time_zone).isoformat()}"


@require_GET
def agenda_pdf(request: SignedIn, pk: str) -> HttpResponse:
    """The agenda to print or to send."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    found = agenda_page(meeting)
    items = found["items"]
    pictures = pictures_by_item(request.user, meeting)
    said = [pictures.get(line.item.pk, []) for line in found["lines"]]
    named = {protocol.key: protocol.name for protocol in protocols()}
    rows = [
        (item.at, "\n".join(part for part in (item.title, item.note, *says) if part), item.kind, item.minutes)
        for item, says in zip(items, said, strict=True)
    ]
    used = dict.fromkeys(named[item.protocol] for item in items if item.protocol in named)
    arranged = inclusion_words(meeting)
    is_member = may_change_work(seeing.relations_to_meeting(request.user, meeting))
    before = inside.promises_before(meeting) if is_member else []
    sections = [
        Section(_("This meeting is for"), [meeting.purpose] if meeting.purpose else ()),
        Section(_("We leave with"), [meeting.product] if meeting.product else ()),
        Section(_("Everybody can take part"), [arranged] if arranged else ()),
        Section(_("Agenda"), head=(_("Time"), _("Item"), _("For"), _("Minutes")), rows=rows),
        Section(_("Protocols"), lines=list(used)),
        Section(
            _("Promises from last time"),
            lines=[f"{line.step.who.called}: {line.step.text}" for line in before],
        ),
    ]
    facts = [meeting.community.name, when_words(meeting), where_words(meeting)]
    paper = Paper(meeting.title, meeting.community.name, facts, sections, _foot(meeting))
    return pdf_response(paper, _name(meeting, "agenda"))


@require_GET
def record_pdf(request: SignedIn, pk: str) -> HttpResponse:
    """The record as it stands, or an earlier version of it."""
    meeting = open_record(request, pk)
    shown = version_asked(request, records_of(meeting))
    view = record_view(shown.content, meeting.time_zone)
    found = [
        Section(
            _("What we found: %(name)s") % {"name": page["run"].protocol.name},
            lines=[line.text for step in page["found"] for line in step.lines],
        )
        for page in found_in(meeting, request.user)
    ]
    version = _("Version %(n)d, %(state)s") % {"n": shown.version, "state": shown.get_state_display()}
    facts = [view.community, view.when, version]
    pinned = _pinned(view) if may_change_work(seeing.relations_to_meeting(request.user, meeting)) else []
    sections = [*_first(view), *pinned, *found, *_then(view)]
    paper = Paper(view.title, view.community, facts, sections, _foot(meeting))
    return pdf_response(paper, _name(meeting, "record"))


def _first(view: RecordView) -> list[Section]:
    there = [view.present, *view.functions]
    if view.norm:
        there.append(f"{_('Norm of the day:')} {view.norm}")
    return [
        Section(_("Who was there"), [words for words in there if words]),
        Section(_("Decisions"), lines=[f"{text} {how}" for text, how in view.decisions]),
        Section(_("Who does what by when"), lines=view.promises),
        Section(_("Promises from last time"), lines=view.before),
        Section(_("As seen then"), [words for words in (view.goal, view.measured) if words]),
        Section(_("Notes"), view.notes),
    ]


def _pinned(view: RecordView) -> list[Section]:
    """What the pinned pictures said, for members."""
    lines = [f"{title}. {sentence}" for title, sentence in view.pinned]
    return [Section(_("Pictures we looked at"), lines=lines)]


def _then(view: RecordView) -> list[Section]:
    worked = [view.reflection or _("Skipped this time.")]
    return [
        Section(
            _("Agenda"), head=(_("For"), _("Item"), _("Minutes")), rows=[(k, t, u) for t, k, u in view.items]
        ),
        Section(_("For another day"), lines=view.parked),
        Section(_("Line for families"), [view.family_line] if view.family_line else ()),
        Section(_("How we worked"), worked, lines=view.thanks),
        Section(_("Amendments"), view.amendments),
    ]
