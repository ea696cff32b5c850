"""The record of a meeting: read, amended, agreed, printed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.meetings.operations import recording
from trellis.practice.meetings.queries import inside, seeing
from trellis.practice.meetings.queries.record import is_agreed, records_of, state_of_record
from trellis.practice.meetings.rules.may import may_change_work
from trellis.web.meetings.forms.acts import AmendmentForm, read
from trellis.web.meetings.pinning import pinned_page
from trellis.web.meetings.record_view import record_view
from trellis.web.meetings.room import wrap_page
from trellis.web.meetings.running import found_in
from trellis.web.meetings.times import when_words, where_words
from trellis.web.pages import go, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.meetings.models import Meeting, MeetingRecord


def open_record(request: SignedIn, pk: str) -> "Meeting":
    """Return a meeting that has a record, for those who read inside it."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    if not records_of(meeting):
        raise NotFound(_("The record comes when the meeting is over."))
    return meeting


def version_asked(request: SignedIn, versions: Sequence["MeetingRecord"]) -> "MeetingRecord":
    """Return the version of a record that the address asks for, else the newest."""
    asked = request.GET.get("version", "")
    return next((row for row in versions if str(row.version) == asked), versions[-1])


@require_GET
def record(request: SignedIn, pk: str) -> HttpResponse:
    """The record as it stands, or an earlier version of it."""
    meeting = open_record(request, pk)
    versions = records_of(meeting)
    shown = version_asked(request, versions)
    state = state_of_record(meeting)
    context: dict[str, Any] = {
        "meeting": meeting,
        "when": when_words(meeting),
        "where": where_words(meeting),
        "record": shown,
        "view": record_view(shown.content, meeting.time_zone),
        "state": str(state.label),
        "versions": versions,
        "agreed": is_agreed(meeting),
        "may_write": may_change_work(seeing.relations_to_meeting(request.user, meeting)),
        "decisions": inside.decisions_of(meeting),
        "pinned": pinned_page(request.user, meeting),
        "found": found_in(meeting, request.user),
        "who": who_can_see(ObjectKind.MEETING_WORK, meeting.community),
    }
    return show(request, "meetings/record.html", context | wrap_page(request, meeting))


@require_POST
def amend_record(request: SignedIn, pk: str) -> HttpResponse:
    """Add to the record."""
    meeting = open_record(request, pk)
    data = read(AmendmentForm, request)
    recording.amend_record(by=request.user, meeting=meeting, amendment=data["amendment"])
    tell(request, _("Your words are in the record."))
    return go(request, reverse("record", args=[pk]))


@require_POST
def agree_record(request: SignedIn, pk: str) -> HttpResponse:
    """Say for the team that the record is right."""
    meeting = open_record(request, pk)
    recording.agree_record(by=request.user, meeting=meeting)
    tell(request, _("The record is agreed."))
    return go(request, reverse("record", args=[pk]))
