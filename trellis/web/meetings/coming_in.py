"""Coming in by code or QR: members with one tap, guests by name for this one meeting."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import Conflict, NotFound
from trellis.people.accounts.rules import digest_of_token
from trellis.practice.meetings.operations import joining, writing
from trellis.practice.meetings.queries import running, seeing
from trellis.practice.meetings.words import GUEST_COOKIE, GUEST_HOURS, MeetingState
from trellis.web.meetings.forms.acts import CodeForm, read
from trellis.web.meetings.forms.guests import GuestActForm, GuestForm
from trellis.web.meetings.room import agenda_page
from trellis.web.meetings.running import run_page
from trellis.web.meetings.times import inclusion_words, when_words
from trellis.web.pages import go, is_htmx, show

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.meetings.models import Attendance, Meeting

#: A guest's key is no use after the meeting; the cookie goes on the same day.
KEPT = timedelta(hours=GUEST_HOURS)


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


def _seated(request: HttpRequest, seat: joining.GuestSeat) -> HttpResponse:
    response = go(request, reverse("guest-seat", args=[seat.attendance.meeting.join_code]))
    response.set_signed_cookie(
        GUEST_COOKIE,
        seat.key,
        max_age=int(KEPT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
        path=reverse("join"),
    )
    return response


@login_not_required
@require_POST
def join_as_guest(request: HttpRequest, code: str) -> HttpResponse:
    """Come in by name, for this meeting only."""
    meeting = seeing.meeting_by_code(code)
    return _seated(request, joining.join_as_guest(meeting=meeting, name=read(GuestForm, request)["name"]))


@login_not_required
@require_http_methods(["GET", "POST"])
def come_as_guest(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The link of an invitation: a seat in one meeting, with one tap, while it runs."""
    meeting = seeing.meeting_by_code(code)
    invitation = seeing.invitation_by_key(meeting, digest_of_token(key))
    if request.method == "POST":
        return _seated(
            request,
            joining.join_as_guest(meeting=meeting, name=invitation.guest_name, invitation=invitation),
        )
    context = {
        "meeting": meeting,
        "invitation": invitation,
        "running": meeting.state == MeetingState.RUNNING,
        "when": when_words(meeting),
    }
    return show(request, "meetings/come_as_guest.html", context)


def _seat(request: HttpRequest, code: str) -> "tuple[Meeting, Attendance]":
    """Return the meeting and the guest whose browser asks.

    Raises:
        NotFound: for whoever has no seat, and when the meeting is over.
    """
    meeting = seeing.meeting_by_code(code)
    key = request.get_signed_cookie(GUEST_COOKIE, default="", max_age=int(KEPT.total_seconds()))
    guest = seeing.guest_of(meeting, joining.digest_of_key(key)) if key else None
    if guest is None:
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    return meeting, guest


def _seat_page(meeting: "Meeting", guest: "Attendance") -> dict[str, Any]:
    run = running.run_for_guest(guest, meeting)
    return {
        "meeting": meeting,
        "guest": guest,
        "agenda": agenda_page(meeting, open_part_only=True),
        "taking_part": {"words": inclusion_words(meeting)},
        "own_part": seeing.runs_staff_part(meeting),
        "p": run_page(running.view_of_run(run, by=guest)) if run else None,
    }


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
    joining.note_presence(by=guest, meeting=meeting.public_id)
    return show(request, "meetings/guest_seat.html", _seat_page(meeting, guest), piece="seat")


@login_not_required
@require_POST
def guest_act(request: HttpRequest, code: str) -> HttpResponse:
    """What a guest does in a protocol that is open to them: write, take back, dots, a vote."""
    meeting, guest = _seat(request, code)
    run = running.run_for_guest(guest, meeting)
    if run is None:
        raise Conflict(_("This protocol is finished."))
    data = read(GuestActForm, request)
    position, line = data["position"], data["line"]
    match data["act"]:
        case "write":
            writing.write_line(by=guest, run=run, position=position, text=data["text"], mark=data["mark"])
        case "take-back":
            writing.take_back_line(by=guest, run=run, line=line)
        case "dot":
            writing.place_dot(by=guest, run=run, position=position, line=line)
        case "vote":
            writing.cast_vote(by=guest, run=run, position=position, fingers=data["fingers"])
    if not is_htmx(request):
        return go(request, reverse("guest-seat", args=[code]))
    return show(request, "meetings/guest_seat.html", _seat_page(meeting, guest), piece="seat")


@login_not_required
@require_POST
def leave_seat(request: HttpRequest, code: str) -> HttpResponse:
    """A guest goes; the seat is closed."""
    meeting, guest = _seat(request, code)
    joining.leave_meeting(by=guest, meeting=meeting)
    return go(request, reverse("join"))
