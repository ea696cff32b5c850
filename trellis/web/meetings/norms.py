"""Living norms: taps at the end, how they are kept over meetings, repair, renewal (S2-40)."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import DomainError, NotFound
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import (
    norms_of,
    norms_versions,
    open_community,
    relations_to_community,
    who_can_see,
)
from trellis.practice.meetings.operations import norms as living
from trellis.practice.meetings.queries import norms as seen
from trellis.practice.meetings.queries import seeing
from trellis.practice.meetings.rules.may import may_change_work
from trellis.practice.meetings.words import PULSE_FLOOR, RepairOutcome
from trellis.web.charts.pictures import Spark
from trellis.web.meetings.acts import again
from trellis.web.meetings.forms.acts import read
from trellis.web.meetings.forms.norms import LookForm, RenewForm, RepairForm
from trellis.web.pages import go, put_errors, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.communities.models import Community

#: Columns of the table: as many points as fit a phone.
POINTS_SHOWN = 8


def _team(request: SignedIn, pk: str) -> "Community":
    community = open_community(by=request.user, pk=pk)
    if not may_change_work(relations_to_community(request.user, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return community


def _line(line: seen.NormLine) -> dict[str, Any]:
    points = list(line.points)[-POINTS_SHOWN:]
    last = points[-1] if points else None
    words = (
        _("%(share)d %% of %(n)d taps on %(day)s say we kept it")
        % {
            "share": round(last.share),
            "n": last.answers,
            "day": date_format(last.on, "MONTH_DAY_FORMAT"),
        }
        if last
        else ngettext(
            "too few to show: %(count)d tap so far", "too few to show: %(count)d taps so far", line.waiting
        )
        % {"count": line.waiting}
    )
    return {
        "text": line.norm.text,
        "spark": Spark([point.share for point in points], words, _("Kept over meetings"))
        if len(points) > 1
        else None,
        "words": words,
        "repair": line.repair,
        "points": [
            (date_format(point.on, "SHORT_DATE_FORMAT"), point.meetings, point.answers, round(point.share))
            for point in points
        ],
    }


def _page(request: SignedIn, community: "Community", form: RepairForm) -> HttpResponse:
    repairs = [(repair, seen.is_due(repair)) for repair in seen.repairs_of(community)]
    context = {
        "community": community,
        "lines": [_line(line) for line in seen.norm_lines(community)],
        "floor": PULSE_FLOOR,
        "form": form,
        "repairs": repairs,
        "outcomes": RepairOutcome.choices,
        "renewal": seen.renewal_of(community),
        "versions": list(norms_versions(community)),
        "who": who_can_see(ObjectKind.MEETING_WORK, community),
    }
    return show(request, "meetings/norms_kept.html", context, status=422 if form.errors else 200)


def _repair_form(request: SignedIn, community: "Community") -> RepairForm:
    return RepairForm(request.POST or None, norms=[(str(norm.pk), norm.text) for norm in norms_of(community)])


@require_GET
def norms_kept(request: SignedIn, pk: str) -> HttpResponse:
    """How we keep our norms; the team alone sees it."""
    community = _team(request, pk)
    return _page(request, community, _repair_form(request, community))


@require_POST
def agree_repair(request: SignedIn, pk: str) -> HttpResponse:
    """One sentence of what we do differently."""
    community = _team(request, pk)
    form = _repair_form(request, community)
    if form.is_valid():
        try:
            data = form.cleaned_data
            living.agree_repair(
                by=request.user,
                community=community,
                norm=int(data["norm"]),
                sentence=data["sentence"],
                after_meetings=data["after_meetings"],
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("Agreed. You look at it again after so many meetings."))
            return go(request, reverse("norms-kept", args=[pk]))
    return _page(request, community, form)


@require_POST
def look_at_repair(request: SignedIn, pk: str, repair: str) -> HttpResponse:
    """Better, once more, or let go."""
    community = _team(request, pk)
    row = seen.open_repair(community, repair)
    outcome = RepairOutcome(read(LookForm, request)["outcome"])
    living.look_at_repair(by=request.user, repair=row, outcome=outcome)
    tell(request, _("You have looked at it together."))
    return go(request, reverse("norms-kept", args=[pk]))


@require_POST
def tap_norms(request: SignedIn, pk: str) -> HttpResponse:
    """One tap for each norm that is asked for."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    given = [request.POST.get(f"norm-{asked.position}", "") for asked in seen.norms_asked(meeting)]
    taps = [int(tap) if tap in {"1", "2", "3", "4"} else 0 for tap in given]
    living.tap_norms(by=request.user, meeting=meeting, taps=taps)
    return again(request, meeting, _("Thank you."))


@require_http_methods(["GET", "POST"])
def renew_norms(request: SignedIn, pk: str) -> HttpResponse:
    """Put the norms to the team, by consensus, in the meeting that runs."""
    meeting = seeing.open_meeting_work(by=request.user, pk=pk)
    community = _team(request, meeting.community.public_id)
    texts = "\n".join(norm.text for norm in norms_of(community))
    form = RenewForm(request.POST or None, initial={"texts": texts})
    if request.method == "POST" and form.is_valid():
        try:
            living.propose_norms(
                by=request.user,
                meeting=meeting,
                texts=form.cleaned_data["texts"].splitlines(),
                keeps_charter=form.cleaned_data["keeps_charter"],
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("Your norms are put to the team. Everybody holds up fingers now."))
            return go(request, reverse("open-meeting", args=[pk]) + "#objects")
    renewal = seen.renewal_of(community)
    if renewal is None or not renewal.has_charter:
        del form.fields["keeps_charter"]
    context = {
        "meeting": meeting,
        "form": form,
        "renewal": renewal,
        "community": community,
        "who": who_can_see(ObjectKind.COMMUNITY, community),
    }
    return show(request, "meetings/renew_norms.html", context, status=422 if form.errors else 200)
