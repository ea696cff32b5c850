"""The meetings of a community, and the room of one meeting."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, relations_to_community, who_can_see
from trellis.practice.meetings.queries import seeing
from trellis.practice.meetings.rules.may import may_schedule_meeting
from trellis.practice.meetings.words import MeetingState
from trellis.web.meetings.room import outside_page, room_page
from trellis.web.meetings.times import meeting_line
from trellis.web.pages import show

PAST_SHOWN = 20


@require_GET
def meetings(request: SignedIn, pk: str) -> HttpResponse:
    """What is ahead and what was, of one community."""
    community = open_community(by=request.user, pk=pk)
    mine = seeing.meetings_of(community, by=request.user)
    now = timezone.now()
    over = [MeetingState.HELD, MeetingState.CANCELLED]
    ahead = mine.exclude(state__in=over).filter(ends_at__gte=now)
    past = mine.exclude(pk__in=ahead.values("pk")).order_by("-starts_at", "-id")[:PAST_SHOWN]
    context = {
        "community": community,
        "ahead": [meeting_line(meeting) for meeting in ahead],
        "past": [meeting_line(meeting) for meeting in past],
        "may_schedule": may_schedule_meeting(relations_to_community(request.user, community)),
        "who": who_can_see(ObjectKind.MEETING, community),
    }
    return show(request, "meetings/meetings.html", context)


@require_GET
def open_meeting(request: SignedIn, pk: str) -> HttpResponse:
    """The room; for those who are not in it title, time and what was published."""
    meeting = seeing.open_meeting(by=request.user, pk=pk)
    if not seeing.reads_work(request.user, meeting):
        return show(request, "meetings/_meeting_outside.html", outside_page(meeting))
    return show(request, "meetings/open_meeting.html", room_page(request, meeting))
