"""The meetings of a community, and the screens of one meeting."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, relations_to_community, who_can_see
from trellis.practice.meetings.operations import joining, recording
from trellis.practice.meetings.queries import inside, seeing
from trellis.practice.meetings.rules.may import may_schedule_meeting
from trellis.practice.meetings.words import MeetingState
from trellis.web.meetings.forms.acts import FinishForm, read
from trellis.web.meetings.qr import qr_code
from trellis.web.meetings.room import now_page, outside_page, room_page, wrap_page
from trellis.web.meetings.times import meeting_line
from trellis.web.pages import go, show, tell

PAST_SHOWN = 20


@require_GET
def meetings(request: SignedIn, pk: str) -> HttpResponse:
    """What is ahead and what was, of one community."""
    community = open_community(by=request.user, pk=pk)
    mine = seeing.meetings_of(community, by=request.user)
    over = [MeetingState.HELD, MeetingState.CANCELLED]
    ahead = mine.exclude(state__in=over).filter(ends_at__gte=timezone.now())
    past = mine.exclude(pk__in=ahead.values("pk")).order_by("-starts_at", "-id")[:PAST_SHOWN]
    member = may_schedule_meeting(relations_to_community(request.user, community))
    context = {
        "community": community,
        "ahead": [meeting_line(meeting) for meeting in ahead],
        "past": [meeting_line(meeting) for meeting in past],
        "may_schedule": member,
        "questions": inside.questions_of(community) if member else [],
        "who": who_can_see(ObjectKind.MEETING, community),
        "who_work": who_can_see(ObjectKind.MEETING_WORK, community),
    }
    return show(request, "meetings/meetings.html", context)


@require_GET
def open_meeting(request: SignedIn, pk: str) -> HttpResponse:
    """The room; for those who are not in it title, time and what was published."""
    meeting = seeing.open_meeting(by=request.user, pk=pk)
    if not seeing.reads_work(request.user, meeting):
        return show(request, "meetings/_meeting_outside.html", outside_page(request.user, meeting))
    if meeting.state == MeetingState.HELD:
        return go(request, reverse("record", args=[pk]))
    return show(request, "meetings/open_meeting.html", room_page(request, meeting))


@require_GET
def meeting_now(request: SignedIn, pk: str) -> HttpResponse:
    """The pieces of a screen as they are now; asked for when something changed."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    if meeting.state == MeetingState.HELD:
        return go(request, reverse("record", args=[pk]))
    joining.note_presence(by=request.user, meeting=pk)
    screen = request.GET.get("screen", "room")
    return show(request, "meetings/_now.html", now_page(request, meeting, screen))


@require_GET
def projector(request: SignedIn, pk: str) -> HttpResponse:
    """Large type for the wall: the question of now, the clock, and how to come in."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    address = request.build_absolute_uri(reverse("join-meeting", args=[meeting.join_code]))
    context = room_page(request, meeting) | {
        "screen": "projector",
        "qr": qr_code(address),
        "join_at": request.build_absolute_uri(reverse("join")).split("://", 1)[-1].rstrip("/"),
    }
    return show(request, "meetings/projector.html", context)


@require_GET
def phone(request: SignedIn, pk: str) -> HttpResponse:
    """One thumb, one thing: the question of now, the clock, voting, a promise."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    return show(request, "meetings/phone.html", room_page(request, meeting) | {"screen": "phone"})


@require_GET
def wrap_meeting(request: SignedIn, pk: str) -> HttpResponse:
    """The last two minutes."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    context = room_page(request, meeting) | wrap_page(request, meeting) | {"screen": "wrap"}
    return show(request, "meetings/wrap_meeting.html", context)


@require_http_methods(["POST"])
def finish_meeting(request: SignedIn, pk: str) -> HttpResponse:
    """End the meeting; the record is there at once."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    recording.finish_meeting(by=request.user, meeting=meeting, **read(FinishForm, request))
    tell(request, _("The meeting is over. There is nothing to submit."))
    return go(request, reverse("record", args=[pk]))
