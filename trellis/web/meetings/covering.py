"""Who takes the classes of those who meet: ask a colleague, answer."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import Conflict
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.meetings.operations import covering as operations
from trellis.practice.meetings.queries import covering, seeing
from trellis.practice.meetings.rules.may import may_join
from trellis.practice.meetings.words import CoverState, MeetingState
from trellis.web.meetings.times import when_words
from trellis.web.pages import go, show, tell

#: From so many colleagues on, one of them can be looked for by name.
MANY = 12


@require_GET
def cover(request: SignedIn, pk: str) -> HttpResponse:
    """Who of us teaches then, who takes it, and whom I could ask."""
    meeting = seeing.open_own_meeting(by=request.user, pk=pk)
    lines = covering.cover_of(meeting)
    mine = next((line for line in lines if line.member.pk == request.user.pk), None)
    asked = {ask.asked_id for ask in mine.asks} if mine else set()
    is_open = may_join(MeetingState(meeting.state))
    words = request.GET.get("name", "").strip()[:100]
    found = covering.free_colleagues(meeting, request.user, words) if is_open else []
    free = [one for one in found if one.person.pk not in asked]
    context = {
        "meeting": meeting,
        "when": when_words(meeting),
        "lines": lines,
        "mine": mine,
        "is_open": is_open,
        "free": free,
        "known": [one.person for one in free if one.is_known],
        "unknown": [one.person for one in free if not one.is_known],
        "words": words,
        "searched": bool(words) or len(free) > MANY,
        "who": who_can_see(ObjectKind.MEETING_WORK, meeting.community),
    }
    return show(request, "meetings/cover.html", context)


@require_POST
def ask_for_cover(request: SignedIn, pk: str) -> HttpResponse:
    """Ask one colleague."""
    meeting = seeing.open_own_meeting(by=request.user, pk=pk)
    person, message = request.POST.get("person", ""), request.POST.get("message", "")
    ask = operations.ask_for_cover(by=request.user, meeting=meeting, person=person, message=message)
    tell(request, _("%(name)s was asked and can say yes or no with one tap.") % {"name": ask.asked.called})
    return go(request, reverse("cover", args=[pk]))


@require_http_methods(["GET", "POST"])
def answer_cover(request: SignedIn, pk: str) -> HttpResponse:
    """What a colleague asks: take the class, yes or no."""
    ask = covering.open_cover(by=request.user, pk=pk)
    if request.method == "POST":
        try:
            operations.answer_cover(by=request.user, ask=ask, takes_it=request.POST.get("answer") == "yes")
        except Conflict as error:
            tell(request, str(error))
        else:
            tell(request, _("%(name)s was told.") % {"name": ask.member.called})
        return go(request, reverse("answer-cover", args=[pk]))
    context = {
        "ask": ask,
        "when": when_words(ask.meeting),
        "is_asked": ask.asked_id == request.user.pk,
        "is_open": may_join(MeetingState(ask.meeting.state)) and ask.state != CoverState.WITHDRAWN,
    }
    return show(request, "meetings/answer_cover.html", context)


@require_POST
def withdraw_cover(request: SignedIn, pk: str) -> HttpResponse:
    """Take one's question back."""
    ask = covering.open_cover(by=request.user, pk=pk)
    operations.withdraw_cover(by=request.user, ask=ask)
    tell(request, _("%(name)s was told.") % {"name": ask.asked.called})
    return go(request, reverse("cover", args=[ask.meeting.public_id]))
