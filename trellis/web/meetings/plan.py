"""Before the meeting: its agenda, what others ask for, sending it ahead."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, who_can_see
from trellis.practice.library.queries import agenda_templates
from trellis.practice.meetings.operations import agenda, filling, including, promising
from trellis.practice.meetings.operations.agenda import NewItem
from trellis.practice.meetings.queries import inside, seeing
from trellis.practice.meetings.queries.agenda import proposals_of
from trellis.practice.meetings.rules.may import may_ask_for_slot
from trellis.practice.meetings.words import Inclusion, ItemKind, ItemSource
from trellis.web.meetings.forms import acts as forms
from trellis.web.meetings.pinning import pictures_by_item
from trellis.web.meetings.room import agenda_page, planned_page
from trellis.web.meetings.times import when_words, where_words
from trellis.web.pages import go, put_errors, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.meetings.models import Meeting


def _back(request: SignedIn, pk: str, said: str) -> HttpResponse:
    tell(request, said)
    return go(request, reverse("plan-agenda", args=[pk]))


def _page(request: SignedIn, meeting: "Meeting") -> dict[str, object]:
    found = agenda_page(meeting)
    pictures = pictures_by_item(request.user, meeting)
    total = sum(line.item.minutes for line in found["lines"])
    return {
        "meeting": meeting,
        "when": when_words(meeting),
        "where": where_words(meeting),
        "agenda": found,
        "rows": [(line, pictures.get(line.item.pk, [])) for line in found["lines"]],
        **planned_page(request.user, meeting),
        "proposals": proposals_of(meeting),
        "questions": inside.questions_of(meeting.community)[:12],
        "templates": agenda_templates(),
        "kinds": ItemKind.choices,
        "inclusions": [(kind.value, kind.label, kind in meeting.inclusion) for kind in Inclusion],
        "total": total,
        "spare": meeting.minutes - total,
        "who": who_can_see(ObjectKind.MEETING_WORK, meeting.community),
    }


@require_GET
def plan_agenda(request: SignedIn, pk: str) -> HttpResponse:
    """The agenda while it can still change."""
    meeting = seeing.open_own_meeting(by=request.user, pk=pk)
    return show(request, "meetings/plan_agenda.html", _page(request, meeting))


@require_POST
def fill_agenda(request: SignedIn, pk: str) -> HttpResponse:
    """Make the agenda from a template and what the team works on."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    filling.fill_agenda(by=request.user, meeting=meeting, template=request.POST.get("template", ""))
    return _back(request, pk, _("The agenda is made. Change one line, or leave it."))


def _new(request: SignedIn) -> NewItem:
    data = forms.read(forms.ItemForm, request)
    return NewItem(
        title=data["title"],
        minutes=data["minutes"],
        kind=ItemKind(data["kind"]),
        note=data["note"],
        protocol=data["protocol"],
        is_staff_only=data["is_staff_only"],
        source=ItemSource.QUESTION if data["question"] else ItemSource.MEMBER,
        question=data["question"],
    )


@require_POST
def add_item(request: SignedIn, pk: str) -> HttpResponse:
    """Put an item on the agenda."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    agenda.add_item(by=request.user, meeting=meeting, new=_new(request))
    return _back(request, pk, _("It is on the agenda."))


@require_POST
def change_item(request: SignedIn, pk: str, item: str) -> HttpResponse:
    """Word an item anew."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    agenda.change_item(by=request.user, meeting=meeting, item=item, new=_new(request))
    return _back(request, pk, _("The item is changed."))


@require_POST
def move_item(request: SignedIn, pk: str, item: str) -> HttpResponse:
    """Let an item change places."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    agenda.move_item(by=request.user, meeting=meeting, item=item, up=request.POST.get("to") == "up")
    return _back(request, pk, _("The order is changed."))


@require_POST
def remove_item(request: SignedIn, pk: str, item: str) -> HttpResponse:
    """Take an item off the agenda."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    agenda.remove_item(by=request.user, meeting=meeting, item=item)
    return _back(request, pk, _("It is off the agenda."))


@require_POST
def answer_slot(request: SignedIn, pk: str, item: str) -> HttpResponse:
    """Say yes or no to somebody who asked for time."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    accept = request.POST.get("answer") == "yes"
    agenda.answer_slot(by=request.user, meeting=meeting, item=item, accept=accept)
    return _back(request, pk, _("They were told."))


@require_POST
def arrange_inclusion(request: SignedIn, pk: str) -> HttpResponse:
    """Say what is arranged so that everybody can take part."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    data = forms.read(forms.InclusionForm, request)
    including.arrange_inclusion(
        by=request.user,
        meeting=meeting,
        arranged=including.Arranged(data["inclusion"], data["note"], data["open_to_guests"]),
        whole_series=data["whole_series"],
    )
    return _back(request, pk, _("Everybody who comes reads what is arranged."))


@require_POST
def write_purpose(request: SignedIn, pk: str) -> HttpResponse:
    """Say what the meeting is for."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    agenda.write_purpose(
        by=request.user,
        meeting=meeting,
        purpose=request.POST.get("purpose", ""),
        product=request.POST.get("product", ""),
    )
    return _back(request, pk, _("Kept."))


@require_POST
def publish_agenda(request: SignedIn, pk: str) -> HttpResponse:
    """Send the agenda ahead."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    agenda.publish_agenda(by=request.user, meeting=meeting)
    return _back(request, pk, _("The agenda is with everybody."))


@require_http_methods(["GET", "POST"])
def ask_for_slot(request: SignedIn, pk: str) -> HttpResponse:
    """A leader asks the team for time; the team answers."""
    meeting = seeing.open_meeting(by=request.user, pk=pk)
    if not may_ask_for_slot(seeing.relations_to_meeting(request.user, meeting)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    form = forms.SlotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agenda.ask_for_slot(by=request.user, meeting=meeting, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            put_errors(form, error)
        else:
            tell(request, _("The team was asked. You hear from it."))
            return go(request, reverse("open-meeting", args=[pk]))
    context = {
        "meeting": meeting,
        "when": when_words(meeting),
        "form": form,
        "who": who_can_see(ObjectKind.MEETING_WORK, meeting.community),
    }
    return show(request, "meetings/ask_for_slot.html", context, status=422 if form.errors else 200)


@require_POST
def ask_question(request: SignedIn, pk: str) -> HttpResponse:
    """A member keeps a question for one of the next meetings."""
    community = open_community(by=request.user, pk=pk)
    data = forms.read(forms.QuestionForm, request)
    promising.park_question(by=request.user, community=community, text=data["text"])
    tell(request, _("Your question is on the list for one of the next meetings."))
    return go(request, reverse("meetings", args=[pk]))
