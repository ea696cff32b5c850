"""A protocol in a meeting: start it, lead it, write, place dots, vote, read what came of it."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.library.queries import open_protocol, protocols
from trellis.practice.meetings.operations import hosting, joining, leading, proposing, writing
from trellis.practice.meetings.queries import running, seeing
from trellis.practice.meetings.queries.agenda import agenda_of
from trellis.practice.meetings.queries.suggesting import suggestions_for
from trellis.web.meetings.forms.protocols import ProposeForm, StartRunForm
from trellis.web.meetings.running import run_page
from trellis.web.pages import go, is_htmx, put_errors, show

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.meetings.models import Meeting, ProtocolRun


def _start_form(request: HttpRequest, meeting: "Meeting") -> StartRunForm:
    people = running.people_in(meeting)
    return StartRunForm(
        request.POST or None,
        initial={name: request.GET[name] for name in ("protocol", "item") if name in request.GET},
        protocols=[(one.key, f"{one.name}, {one.minutes} min") for one in protocols()],
        items=[(line.item.public_id, line.item.title) for line in agenda_of(meeting)],
        presenters=[(person.public_id, person.full_name) for person in people],
    )


@require_http_methods(["GET", "POST"])
def start_run(request: SignedIn, pk: str) -> HttpResponse:
    """Choose a protocol for this meeting and start it."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    if not running.leads_run(request.user, meeting):
        raise Refused(_("The facilitator of this meeting starts protocols."))
    form = _start_form(request, meeting)
    if request.method == "POST" and form.is_valid():
        try:
            _start(request, meeting, form)
            return go(request, reverse("open-meeting", args=[pk]) + "#run")
        except (Invalid, Conflict) as error:
            put_errors(form, error)
    context = {
        "meeting": meeting,
        "form": form,
        "suggestions": suggestions_for(meeting),
        "who": who_can_see(ObjectKind.MEETING_WORK, meeting.community),
    }
    return show(request, "meetings/start_run.html", context, status=422 if form.errors else 200)


def _start(request: SignedIn, meeting: "Meeting", form: StartRunForm) -> None:
    data = form.cleaned_data
    people = {person.public_id: person for person in running.people_in(meeting)}
    items = {line.item.public_id: line.item for line in agenda_of(meeting)}
    leading.start_run(
        by=request.user,
        meeting=meeting,
        protocol=open_protocol(key=data["protocol"]),
        item=items.get(data["item"]),
        question=data["question"],
        presenter=people.get(data["presenter"]),
        minutes=data["minutes"],
    )


@require_GET
def open_run(request: SignedIn, pk: str) -> HttpResponse:
    """A run: while it runs the step, afterwards what the team found. Pieces bring themselves up to date."""
    run = running.open_run(by=request.user, pk=pk)
    page = run_page(running.view_of_run(run, by=request.user))
    if not is_htmx(request) or request.GET.get("part") != "live":
        return show(request, "meetings/open_run.html", {"p": page}, piece="run")
    joining.note_presence(by=request.user, meeting=run.meeting.public_id)
    if request.GET.get("seen") == page["seen"]:
        return HttpResponse(status=204)
    response = show(request, "meetings/open_run.html", {"p": page}, piece="live")
    if request.GET.get("mark") != page["mark"]:
        # another step, a reveal or the end: what is written into is drawn anew too
        response["HX-Trigger"] = json.dumps({"run-changed": {"target": "#run"}})
    return response


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _lead(request: SignedIn, run: "ProtocolRun") -> dict[str, Callable[[], object]]:
    by, position = request.user, _number(request, "position")
    return {
        "next": lambda: leading.next_step(by=by, run=run, position=position),
        "skip": lambda: leading.skip_step(by=by, run=run, position=position),
        "more": lambda: leading.extend_step(by=by, run=run, minutes=2),
        "pause": lambda: leading.pause_run(by=by, run=run),
        "resume": lambda: leading.resume_run(by=by, run=run),
        "reveal": lambda: leading.reveal_step(by=by, run=run, position=position),
        "close": lambda: leading.close_vote(by=by, run=run, position=position),
        "guests-in": lambda: hosting.let_guests_take_part(by=by, run=run, allow=True),
        "guests-out": lambda: hosting.let_guests_take_part(by=by, run=run, allow=False),
        "turn": lambda: leading.pass_turn(
            by=by, run=run, position=position or 0, turn=_number(request, "turn") or 0
        ),
        "finish": lambda: leading.finish_run(by=by, run=run),
    }


def _answer(request: SignedIn, run: "ProtocolRun", *, refocus: bool = False) -> HttpResponse:
    """Show the run after a change: the piece that htmx asked for, or the meeting."""
    if not is_htmx(request):
        return go(request, reverse("open-meeting", args=[run.meeting.public_id]) + "#run")
    fresh = running.open_run(by=request.user, pk=run.public_id)
    page = run_page(running.view_of_run(fresh, by=request.user)) | {"refocus": refocus}
    return show(request, "meetings/open_run.html", {"p": page}, piece="run")


@require_POST
def lead_run(request: SignedIn, pk: str) -> HttpResponse:
    """One act of who leads: next, more time, pause, skip, show together, close, finish."""
    run = running.open_run(by=request.user, pk=pk)
    act = _lead(request, run).get(request.POST.get("act", ""))
    if act is None:
        raise Invalid(_("There is no such act."))
    act()
    return _answer(request, run)


@require_POST
def write_line(request: SignedIn, pk: str) -> HttpResponse:
    """Write one line in the open step."""
    run = running.open_run(by=request.user, pk=pk)
    writing.write_line(
        by=request.user,
        run=run,
        position=_number(request, "position") or 0,
        text=request.POST.get("text", ""),
        mark=request.POST.get("mark", ""),
        rests_on=request.POST.get("rests_on", ""),
    )
    return _answer(request, run, refocus=True)


@require_POST
def take_back_line(request: SignedIn, pk: str, line: str) -> HttpResponse:
    """Take one's own line away before it is shown."""
    run = running.open_run(by=request.user, pk=pk)
    writing.take_back_line(by=request.user, run=run, line=line)
    return _answer(request, run)


@require_POST
def ground_line(request: SignedIn, pk: str, line: str) -> HttpResponse:
    """Say which observation an inference rests on."""
    run = running.open_run(by=request.user, pk=pk)
    writing.ground_line(by=request.user, run=run, line=line, rests_on=request.POST.get("rests_on", ""))
    return _answer(request, run)


@require_POST
def place_dot(request: SignedIn, pk: str, line: str) -> HttpResponse:
    """Place a dot on a line, or take it away again."""
    run = running.open_run(by=request.user, pk=pk)
    writing.place_dot(by=request.user, run=run, position=_number(request, "position") or 0, line=line)
    return _answer(request, run)


@require_POST
def cast_vote(request: SignedIn, pk: str) -> HttpResponse:
    """Hold up zero to five fingers."""
    run = running.open_run(by=request.user, pk=pk)
    fingers = _number(request, "fingers")
    writing.cast_vote(
        by=request.user,
        run=run,
        position=_number(request, "position") or 0,
        fingers=-1 if fingers is None else fingers,
    )
    return _answer(request, run)


@require_POST
def propose_from_run(request: SignedIn, pk: str) -> HttpResponse:
    """Put the proposal of a deciding protocol on record; it opens among the decisions of the meeting."""
    run = running.open_run(by=request.user, pk=pk)
    form = ProposeForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("What do you propose?"))
    proposing.propose_from_run(by=request.user, run=run, **form.cleaned_data)
    return go(request, reverse("open-meeting", args=[run.meeting.public_id]) + "#objects")
