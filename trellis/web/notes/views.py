"""What stands in the notes of a meeting, and the history of the notes."""

from functools import partial

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.meetings.operations import notes as operations
from trellis.practice.meetings.queries import notes
from trellis.practice.meetings.queries.seeing import open_meeting_work
from trellis.practice.meetings.words import NotesSight
from trellis.web.notes.inserts import INSERTS
from trellis.web.notes.objects import draw
from trellis.web.notes.written import written
from trellis.web.pages import go, put_errors, show, tell


@require_GET
def notes_object(request: SignedIn, pk: str, kind: str, ref: str) -> HttpResponse:
    """One thing that stands in the notes by reference, as this reader sees it."""
    meeting = open_meeting_work(by=request.user, pk=pk)
    return HttpResponse(draw(kind, ref, by=request.user, meeting=meeting))


@require_http_methods(["GET", "POST"])
def insert_object(request: SignedIn, pk: str, kind: str) -> HttpResponse:
    """The form of one kind; posted, it makes the thing and answers with its id."""
    meeting = open_meeting_work(by=request.user, pk=pk)
    if kind not in INSERTS or notes.sight_of(request.user, meeting) < NotesSight.WRITES:
        raise NotFound(_("There is no such page, or it is not open to you."))
    insert = INSERTS[kind]
    form = insert.form(request.user, meeting, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ref = insert.make(request.user, meeting, form.cleaned_data)
            return JsonResponse({"kind": kind, "ref": ref}, status=201)
        except (Invalid, Conflict, Refused) as error:
            put_errors(form, error)
    context = {"form": form, "kind": kind, "insert": insert, "meeting": meeting}
    return render(request, "notes/insert_object.html", context, status=422 if form.errors else 200)


@require_GET
def notes_versions(request: SignedIn, pk: str) -> HttpResponse:
    """The versions of the notes, newest first; one of them shown in full."""
    meeting = open_meeting_work(by=request.user, pk=pk)
    versions = list(notes.versions_of(meeting))
    wished = request.GET.get("version", "")
    shown = notes.open_version(meeting, wished) if wished else next(iter(versions), None)
    paint = partial(draw, by=request.user, meeting=meeting)
    context = {
        "meeting": meeting,
        "versions": versions,
        "shown": shown,
        "words": written(notes.nodes_of_version(shown), paint) if shown else "",
        "may_restore": notes.sight_of(request.user, meeting) == NotesSight.WRITES,
        "who": who_can_see(ObjectKind.MEETING_WORK, meeting.community),
    }
    return show(request, "notes/notes_versions.html", context)


@require_POST
def restore_version(request: SignedIn, pk: str, version: str) -> HttpResponse:
    """Put an earlier version in place of what stands there now."""
    meeting = open_meeting_work(by=request.user, pk=pk)
    chosen = notes.open_version(meeting, version)
    operations.restore_version(by=request.user, meeting=meeting, version=chosen)
    tell(request, _("Version %(number)d stands in the notes again.") % {"number": chosen.number})
    return go(request, reverse("open-meeting", kwargs={"pk": pk}))
