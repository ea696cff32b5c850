"""What people do in the room: each view is one act, answered by the pieces of the screen that changed."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.people.accounts.requests import SignedIn
from trellis.practice.meetings.operations import deciding, joining, promising, running, thanking, voices
from trellis.practice.meetings.queries import inside, seeing
from trellis.practice.meetings.words import DecisionMethod, MeetingFunction, StepOutcome
from trellis.web.meetings.forms import acts as forms
from trellis.web.meetings.room import now_page
from trellis.web.pages import go, is_htmx, say_aloud, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.meetings.models import Meeting

#: The screens of a meeting: their URL names, as forms send them back.
SCREENS = {"room": "open-meeting", "phone": "phone", "wrap": "wrap-meeting", "projector": "projector"}


def again(request: SignedIn, meeting: "Meeting", said: str) -> HttpResponse:
    """Answer an act: with a script the pieces of this screen, without one the screen anew."""
    screen = request.POST.get("screen", "room")
    if is_htmx(request):
        page = now_page(request, seeing.open_meeting_work(by=request.user, pk=meeting.public_id), screen)
        return say_aloud(show(request, "meetings/_now.html", page), said)
    tell(request, said)
    return go(request, reverse(SCREENS.get(screen, "open-meeting"), args=[meeting.public_id]))


@require_POST
def start_meeting(request: SignedIn, pk: str) -> HttpResponse:
    """Begin the meeting."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    running.start_meeting(by=request.user, meeting=meeting)
    tell(request, _("The meeting has begun."))
    return go(request, reverse("open-meeting", args=[pk]))


@require_POST
def next_item(request: SignedIn, pk: str) -> HttpResponse:
    """Go on to the next item."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    item = running.next_item(by=request.user, meeting=meeting, after=request.POST.get("after", ""))
    return again(request, meeting, item.title if item else _("Everything on the agenda is done."))


@require_POST
def start_item(request: SignedIn, pk: str, item: str) -> HttpResponse:
    """Begin an item out of turn."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    row = running.start_item(by=request.user, meeting=meeting, item=item)
    return again(request, meeting, row.title)


@require_POST
def give_time(request: SignedIn, pk: str, item: str) -> HttpResponse:
    """Two minutes more."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    running.give_time(by=request.user, meeting=meeting, item=item)
    return again(request, meeting, _("Two minutes more."))


@require_POST
def check_in(request: SignedIn, pk: str) -> HttpResponse:
    """One word to arrive."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    data = forms.read(forms.WordForm, request)
    joining.check_in(by=request.user, meeting=meeting, word=data["word"])
    return again(request, meeting, _("You are here."))


@require_POST
def leave_meeting(request: SignedIn, pk: str) -> HttpResponse:
    """Say that one has to go; no vote waits."""
    meeting = seeing.open_meeting(by=request.user, pk=pk)
    joining.leave_meeting(by=request.user, meeting=meeting)
    tell(request, _("You have left the meeting. It goes on; the record will be there."))
    return go(request, reverse("today"))


@require_POST
def give_function(request: SignedIn, pk: str) -> HttpResponse:
    """Hand a function to somebody."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    data = forms.read(forms.FunctionForm, request)
    running.give_function(
        by=request.user, meeting=meeting, function=MeetingFunction(data["function"]), person=data["person"]
    )
    return again(request, meeting, _("Handed over."))


@require_POST
def count_turn(request: SignedIn, pk: str) -> HttpResponse:
    """Count that somebody has spoken."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    voices.count_turn(by=request.user, meeting=meeting, who=request.POST.get("who", ""))
    return again(request, meeting, _("Counted."))


@require_POST
def make_promise(request: SignedIn, pk: str) -> HttpResponse:
    """Who does what by when."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    promising.make_promise(by=request.user, meeting=meeting, **forms.read(forms.PromiseForm, request))
    return again(request, meeting, _("The promise is written down."))


@require_POST
def review_promise(request: SignedIn, pk: str, promise: str) -> HttpResponse:
    """Done, carried or dropped, in this meeting."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    step = inside.open_promise(by=request.user, pk=promise)
    data = forms.read(forms.ReviewForm, request)
    promising.review_promise(
        by=request.user,
        step=step,
        outcome=StepOutcome(data["outcome"]),
        reason=data["reason"],
        due_on=data["due_on"],
        meeting=meeting,
    )
    return again(request, meeting, str(StepOutcome(data["outcome"]).label))


@require_POST
def park_question(request: SignedIn, pk: str) -> HttpResponse:
    """A question for another day."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    data = forms.read(forms.QuestionForm, request)
    promising.park_question(by=request.user, community=meeting.community, meeting=meeting, text=data["text"])
    return again(request, meeting, _("The question is kept."))


@require_POST
def propose_decision(request: SignedIn, pk: str) -> HttpResponse:
    """Put a proposal to the team."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    data = forms.read(forms.ProposalForm, request)
    reopens = inside.open_decided(meeting.community, data["reopens"]) if data["reopens"] else None
    deciding.propose_decision(
        by=request.user,
        meeting=meeting,
        text=data["text"],
        method=DecisionMethod(data["method"]),
        options=data["options"].splitlines(),
        review_on=data["review_on"],
        reopens=reopens,
        reason=data["reason"],
    )
    return again(request, meeting, _("The proposal is open."))


@require_POST
def speak_to_decision(request: SignedIn, pk: str, decision: str) -> HttpResponse:
    """Say one's own part."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    data = forms.read(forms.VoiceForm, request)
    row = inside.open_decision(meeting, decision)
    deciding.speak_to_decision(by=request.user, decision=row, choice=data["choice"], words=data["words"])
    return again(request, meeting, _("You have said your part."))


@require_POST
def close_decision(request: SignedIn, pk: str, decision: str) -> HttpResponse:
    """Write down what was decided."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    row = inside.open_decision(meeting, decision)
    deciding.close_decision(by=request.user, decision=row, adopt=request.POST.get("adopt") != "no")
    return again(request, meeting, _("It is decided."))


@require_POST
def withdraw_decision(request: SignedIn, pk: str, decision: str) -> HttpResponse:
    """Take back one's own proposal."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    deciding.withdraw_decision(by=request.user, decision=inside.open_decision(meeting, decision))
    return again(request, meeting, _("The proposal is taken back."))


@require_POST
def show_decision(request: SignedIn, pk: str, decision: str) -> HttpResponse:
    """Publish what was decided to those who may know of the meeting."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    deciding.show_decision(by=request.user, decision=inside.open_decision(meeting, decision))
    return again(request, meeting, _("The decision can be read by those who know of the meeting."))


@require_POST
def write_family_line(request: SignedIn, pk: str) -> HttpResponse:
    """The one line to families."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    data = forms.read(forms.LineForm, request)
    running.write_family_line(by=request.user, meeting=meeting, text=data["text"])
    return again(request, meeting, _("The line is kept."))


@require_POST
def give_pulse(request: SignedIn, pk: str) -> HttpResponse:
    """Three taps."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    running.give_pulse(by=request.user, meeting=meeting, **forms.read(forms.PulseForm, request))
    return again(request, meeting, _("Thank you."))


@require_POST
def say_thanks(request: SignedIn, pk: str) -> HttpResponse:
    """Who helped."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    thanking.say_thanks(by=request.user, meeting=meeting, **forms.read(forms.ThanksForm, request))
    return again(request, meeting, _("Said."))
