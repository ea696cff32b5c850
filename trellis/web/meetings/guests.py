"""Guests of one meeting: who is asked in, who sits there now, sending somebody away."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trellis.kit.errors import DomainError, Invalid
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.accounts.words import Language
from trellis.people.communities.queries import who_can_see
from trellis.practice.meetings.operations import hosting
from trellis.practice.meetings.queries import hosting as guests_seen
from trellis.practice.meetings.queries import seeing
from trellis.practice.meetings.rules.may import may_join
from trellis.practice.meetings.words import MeetingState
from trellis.web.meetings.forms.guests import InviteGuestForm
from trellis.web.meetings.times import when_words
from trellis.web.pages import go, put_errors, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.meetings.models import Meeting


def _form(request: SignedIn, meeting: "Meeting") -> InviteGuestForm:
    people = [(person.public_id, person.full_name) for person in guests_seen.people_to_invite(meeting)]
    asked = guests_seen.person_to_invite(
        meeting, request.POST.get("person", ""), request.POST.get("about", "")
    )
    if asked is not None and asked.public_id not in dict(people):
        people.append((asked.public_id, asked.full_name))
    return InviteGuestForm(request.POST or None, people=people)


def _page(request: SignedIn, meeting: "Meeting", form: InviteGuestForm) -> HttpResponse:
    about = request.GET.get("about", "")[:80]
    context = {
        "meeting": meeting,
        "when": when_words(meeting),
        "form": form,
        "guests": guests_seen.guests_of(meeting),
        "about": about,
        "experts": guests_seen.experts_for(meeting, about),
        "is_open": may_join(MeetingState(meeting.state)),
        "may_write": seeing.may_host(request.user, meeting),
        "who": who_can_see(ObjectKind.MEETING_WORK, meeting.community),
    }
    return show(request, "meetings/guests.html", context, status=422 if form.errors else 200)


@require_GET
def guests(request: SignedIn, pk: str) -> HttpResponse:
    """Who is asked into this meeting and who sits there; members ask in and send away."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    return _page(request, meeting, _form(request, meeting))


@require_POST
def invite_guest(request: SignedIn, pk: str) -> HttpResponse:
    """Ask somebody into this meeting."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    form = _form(request, meeting)
    if form.is_valid():
        try:
            name = _invite(request, meeting, form)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("%(name)s is invited to this meeting.") % {"name": name})
            return go(request, reverse("guests", args=[pk]))
    return _page(request, meeting, form)


def _invite(request: SignedIn, meeting: "Meeting", form: InviteGuestForm) -> str:
    data = form.cleaned_data
    if data["person"]:
        person = guests_seen.person_to_invite(meeting, data["person"], request.POST.get("about", ""))
        assert person is not None  # the form takes no other
        hosting.invite_to_meeting(by=request.user, meeting=meeting, person=person)
        return person.full_name
    if not data["address"]:
        raise Invalid(_("Whom do you invite?"), {"person": _("Choose a name, or write an address below.")})
    row = hosting.invite_by_address(
        by=request.user,
        meeting=meeting,
        address=data["address"],
        name=data["name"],
        language=Language(data["language"]),
    )
    return row.person.full_name if row.person else row.guest_name


@require_POST
def send_away(request: SignedIn, pk: str, guest: str) -> HttpResponse:
    """Take an invitation back, or close a seat: it holds from this moment."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    if request.POST.get("what") == "seat":
        hosting.send_guest_away(by=request.user, meeting=meeting, attendance=guest)
    else:
        hosting.end_invitation(by=request.user, meeting=meeting, invitation=guest)
    tell(request, _("The seat is closed. They see nothing of the meeting any more."))
    return go(request, reverse("guests", args=[pk]))
