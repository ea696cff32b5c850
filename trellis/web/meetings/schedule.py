"""Pages that put meetings on the calendar."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trellis.kit.errors import DomainError, NotFound
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, relations_to_community, who_can_see
from trellis.people.places.queries import school_days, school_year_of
from trellis.practice.meetings.operations import moving, scheduling
from trellis.practice.meetings.queries.seeing import open_meeting_work, open_own_meeting
from trellis.practice.meetings.rules.days import local_day, local_time
from trellis.practice.meetings.rules.may import may_schedule_meeting
from trellis.practice.meetings.words import Mode, Rhythm
from trellis.web.meetings.forms import CancelForm, MeetingForm, MoveForm, SeriesForm
from trellis.web.pages import go, put_errors, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.communities.models import Community


def community_to_schedule(request: SignedIn, pk: str) -> "Community":
    """Return a community whose meetings this person schedules."""
    community = open_community(by=request.user, pk=pk)
    if not may_schedule_meeting(relations_to_community(request.user, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return community


def usual_meeting(community: "Community") -> dict[str, Any]:
    """Return what most teams would enter."""
    today = timezone.localdate()
    days = school_days(community.organization, today + timedelta(days=1), today + timedelta(weeks=12))
    year = school_year_of(community.organization, today)
    first = days[0] if days else today + timedelta(days=1)
    return {
        "title": _("Weekly team meeting"),
        "on": first,
        "last_on": year.ends_on if year else _in_half_a_year(first),
        "at": time(15, 0),
        "minutes": 45,
        "mode": Mode.ROOM,
        "rhythm": Rhythm.WEEKLY,
    }


def _asked_day(text: str) -> date | None:
    """Read the day that another page proposed; nothing when it is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _in_half_a_year(day: date) -> date:
    return day + timedelta(weeks=26)


@require_http_methods(["GET", "POST"])
def schedule_meeting(request: SignedIn, pk: str) -> HttpResponse:
    """One meeting on the calendar."""
    community = community_to_schedule(request, pk)
    initial = usual_meeting(community) | {"title": ""}
    initial["on"] = _asked_day(request.GET.get("on", "")) or initial["on"]
    form = MeetingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = scheduling.schedule_meeting(
                by=request.user,
                community=community,
                title=form.cleaned_data["title"],
                slot=form.slot(),
                where=form.where(),
                is_protected=form.cleaned_data["is_protected"],
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The meeting is on the calendar. Your colleagues were told."))
            return go(request, reverse("open-meeting", args=[meeting.public_id]))
    return _form_page(request, community, form, "meetings/schedule_meeting.html")


@require_http_methods(["GET", "POST"])
def schedule_series(request: SignedIn, pk: str) -> HttpResponse:
    """Meetings that come again, over the school calendar."""
    community = community_to_schedule(request, pk)
    form = SeriesForm(request.POST or None, initial=usual_meeting(community))
    if request.method == "POST" and form.is_valid():
        data: Mapping[str, Any] = form.cleaned_data
        try:
            series = scheduling.schedule_series(
                by=request.user,
                community=community,
                title=data["title"],
                slot=form.slot(),
                rhythm=Rhythm(data["rhythm"]),
                last_on=data["last_on"],
                where=form.where(),
                is_protected=data["is_protected"],
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(
                request,
                _("“%(title)s” is on the calendar. Your colleagues were told.") % {"title": series.title},
            )
            return go(request, reverse("meetings", args=[pk]))
    return _form_page(request, community, form, "meetings/schedule_series.html")


@require_http_methods(["GET", "POST"])
def move_meeting(request: SignedIn, pk: str) -> HttpResponse:
    """Give a meeting another time or place; people and calendars hear of it."""
    meeting = open_own_meeting(by=request.user, pk=pk)
    initial = {
        "title": meeting.title,
        "on": local_day(meeting.starts_at, meeting.time_zone),
        "at": local_time(meeting.starts_at, meeting.time_zone),
        "minutes": meeting.minutes,
        "mode": meeting.mode,
        "place": meeting.place,
        "link": meeting.link,
    }
    form = MoveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            moving.move_meeting(
                by=request.user,
                meeting=meeting,
                slot=form.slot(),
                where=form.where(),
                title=form.cleaned_data["title"],
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The meeting is moved. Everybody in it was told."))
            return go(request, reverse("open-meeting", args=[pk]))
    context = {"community": meeting.community, "meeting": meeting, "form": form, "cancel": CancelForm()}
    who = {"who": who_can_see(ObjectKind.MEETING, meeting.community)}
    return show(request, "meetings/move_meeting.html", context | who, status=422 if form.errors else 200)


@require_POST
def cancel_meeting(request: SignedIn, pk: str) -> HttpResponse:
    """Cancel a meeting with the reason its time was lost for."""
    meeting = open_meeting_work(by=request.user, pk=pk)
    moving.cancel_meeting(by=request.user, meeting=meeting, reason=request.POST.get("reason", ""))
    tell(request, _("The meeting is cancelled. Everybody in it was told."))
    return go(request, reverse("meetings", args=[meeting.community.public_id]))


def _form_page(request: SignedIn, community: "Community", form: MeetingForm, template: str) -> HttpResponse:
    context = {"community": community, "form": form, "who": who_can_see(ObjectKind.MEETING, community)}
    return show(request, template, context, status=422 if form.errors else 200)
