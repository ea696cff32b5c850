"""Coming in by code or QR: members with one tap, guests by name for this one meeting."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import NotFound
from trellis.practice.meetings.operations import joining
from trellis.practice.meetings.queries import seeing
from trellis.practice.meetings.words import MeetingState
from trellis.web.meetings.forms.acts import CodeForm, GuestForm, read
from trellis.web.meetings.room import agenda_page
from trellis.web.pages import go, is_htmx, show

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.meetings.models import Attendance, Meeting

COOKIE = "trellis_guest"
#: A guest's key is no use after the meeting; the cookie goes on the same day.
KEPT = timedelta(hours=12)


@login_not_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Type the code that stands on the projector."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"].replace(" ", "").replace("-", "").upper()
        return go(request, reverse("join-meeting", args=[code]))
    return show(request, "meetings/join.html", {"form": form}, status=422 if form.errors else 200)


def _may_be_in(request: HttpRequest, meeting: "Meeting") -> bool:
    if not request.user.is_authenticated:
        return False
    person = request.user
    return seeing.reads_work(person, meeting) or seeing.reads_open_part(person, meeting)


@login_not_required
@require_http_methods(["GET", "POST"])
def join_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """One tap for who belongs here; sign in or a name for everybody else."""
    meeting = seeing.meeting_by_code(code)
    belongs = _may_be_in(request, meeting)
    person = request.user
    if request.method == "POST" and belongs and person.is_authenticated:
        joining.join_meeting(by=person, meeting=meeting)
        to = "phone" if seeing.reads_work(person, meeting) else "open-meeting"
        return go(request, reverse(to, args=[meeting.public_id]))
    context: dict[str, Any] = {
        # who is not in it learns the team's name only while its code is on the wall
        "meeting": meeting,
        "code": meeting.join_code,
        "belongs": belongs,
        "running": meeting.state == MeetingState.RUNNING,
        "form": GuestForm(),
        "sign_in": f"{reverse('account_login')}?next={request.path}",
    }
    return show(request, "meetings/join_meeting.html", context)


@login_not_required
@require_POST
def join_as_guest(request: HttpRequest, code: str) -> HttpResponse:
    """Come in by name, for this meeting only."""
    meeting = seeing.meeting_by_code(code)
    seat = joining.join_as_guest(meeting=meeting, name=read(GuestForm, request)["name"])
    response = go(request, reverse("guest-seat", args=[meeting.join_code]))
    response.set_signed_cookie(
        COOKIE,
        seat.key,
        max_age=int(KEPT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
        path=reverse("join"),
    )
    return response


def _seat(request: HttpRequest, code: str) -> "tuple[Meeting, Attendance]":
    """Return the meeting and the guest whose browser asks.

    Raises:
        NotFound: for whoever has no seat, and when the meeting is over.
    """
    meeting = seeing.meeting_by_code(code)
    key = request.get_signed_cookie(COOKIE, default="", max_age=int(KEPT.total_seconds()))
    guest = seeing.guest_of(meeting, joining.digest_of_key(key)) if key else None
    if guest is None:
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    return meeting, guest


@login_not_required
@require_GET
def guest_seat(request: HttpRequest, code: str) -> HttpResponse:
    """What a guest sees: the open items, the clock, the question of now. No notes, no names of students."""
    try:
        meeting, guest = _seat(request, code)
    except NotFound:
        if is_htmx(request):
            # an open screen whose seat has ended says so; the same words for whoever has no seat
            return show(request, "meetings/_guest_gone.html", {})
        raise
    context = {
        "meeting": meeting,
        "guest": guest,
        "agenda": agenda_page(meeting, open_part_only=True),
        "own_part": seeing.runs_staff_part(meeting),
    }
    return show(request, "meetings/guest_seat.html", context)
