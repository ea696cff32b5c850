"""The protocol library: find one, read its card. It is open to everyone who is signed in."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from trellis.people.accounts.requests import SignedIn
from trellis.practice.library import queries
from trellis.practice.meetings.queries.seeing import next_meetings
from trellis.web.meetings.times import meeting_line
from trellis.web.pages import show
from trellis.web.protocols.forms import FindForm

#: So many meetings ahead are offered to use a protocol in.
MEETINGS_SHOWN = 4


@require_GET
def protocols(request: SignedIn) -> HttpResponse:
    """Protocols by what for, how many people, how many minutes."""
    form = FindForm(request.GET)
    found = queries.fitting_protocols(form.wish())
    return show(request, "protocols/protocols.html", {"form": form, "found": found}, piece="found")


@require_GET
def open_protocol(request: SignedIn, key: str) -> HttpResponse:
    """One protocol as a card to read, print and use."""
    protocol = queries.open_protocol(key=key)
    ahead = next_meetings(by=request.user)[:MEETINGS_SHOWN]
    context = {
        "protocol": protocol,
        "steps": protocol.steps.all(),
        "uses": queries.use_labels(protocol),
        "ahead": [meeting_line(meeting) for meeting in ahead],
    }
    return show(request, "protocols/open_protocol.html", context)
