"""When everybody can come: proposals, and a series from one of them in one press."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from trellis.kit.errors import Invalid
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.meetings.operations.scheduling import Slot, schedule_series
from trellis.practice.meetings.queries.common_time import CommonTime, TimeOffer, common_time_of
from trellis.practice.meetings.rules.days import local_time, moment_of
from trellis.practice.meetings.words import Mode, Rhythm
from trellis.web.meetings.forms.common_time import LengthForm, TakeForm
from trellis.web.meetings.schedule import community_to_schedule, usual_meeting
from trellis.web.pages import go, put_errors, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.communities.models import Community

USUAL_MINUTES = 45


@dataclass(frozen=True)
class OfferView:
    """A time of the week in words, with what the press sends."""

    value: str
    when: str
    elsewhere: str
    can: str
    busy: tuple[str, ...]
    everyone: bool


def _city(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _view(found: TimeOffer, common: CommonTime, zone: str) -> OfferView:
    offer = found.offer
    moment = moment_of(found.first_on, offer.at, zone)
    others = [one for one in common.zones if one != zone]
    return OfferView(
        value=f"{offer.weekday} {offer.at:%H:%M}",
        when=_("%(day)s, %(time)s")
        % {"day": str(WEEKDAYS[offer.weekday]).capitalize(), "time": time_format(offer.at, "P")},
        elsewhere="; ".join(
            _("%(time)s in %(city)s")
            % {"time": time_format(local_time(moment, other), "P"), "city": _city(other)}
            for other in others
        ),
        can=_("%(n)d of %(all)d can come") % {"n": len(found.can), "all": len(common.members)},
        busy=tuple(
            ngettext(
                "%(name)s: busy on %(n)d of %(all)d day",
                "%(name)s: busy on %(n)d of %(all)d days",
                len(offer.days),
            )
            % {"name": person.called, "n": times, "all": len(offer.days)}
            for person, times in found.busy
        ),
        everyone=not found.busy,
    )


@require_GET
def common_time(request: SignedIn, pk: str) -> HttpResponse:
    """Times of the week, ranked by how many can come."""
    community = community_to_schedule(request, pk)
    return _offers_page(request, community, request.GET.dict())


def _offers_page(
    request: SignedIn, community: "Community", words: dict[str, Any], take: TakeForm | None = None
) -> HttpResponse:
    """Show proposals; what was entered to take one stands again beside what is wrong with it."""
    form = LengthForm({"minutes": USUAL_MINUTES, "rhythm": Rhythm.WEEKLY} | words)
    minutes = form.cleaned_data["minutes"] if form.is_valid() else USUAL_MINUTES
    found = common_time_of(community, minutes)
    rhythm = form.cleaned_data.get("rhythm", Rhythm.WEEKLY)
    context = {
        "community": community,
        "form": form,
        "take": take or TakeForm(initial={"mode": Mode.ROOM, "minutes": minutes, "rhythm": rhythm}),
        "offers": [_view(one, found, community.organization.time_zone) for one in found.offers],
        "found": found,
        "who": who_can_see(ObjectKind.MEETING_WORK, community),
    }
    return show(request, "meetings/common_time.html", context, status=422 if form.errors or take else 200)


@require_POST
def take_common_time(request: SignedIn, pk: str) -> HttpResponse:
    """Start the series at a proposed time."""
    community = community_to_schedule(request, pk)
    form = TakeForm(request.POST)
    asked = {name: request.POST[name] for name in ("minutes", "rhythm") if name in request.POST}
    if not form.is_valid():
        return _offers_page(request, community, asked, form)
    data, usual = form.cleaned_data, usual_meeting(community)
    try:
        series = schedule_series(
            by=request.user,
            community=community,
            title=usual["title"] if data["rhythm"] == Rhythm.WEEKLY else _("Team meeting"),
            slot=_first(usual, form),
            rhythm=Rhythm(data["rhythm"]),
            last_on=usual["last_on"],
            where=form.where(),
        )
    except Invalid as error:
        put_errors(form, error)
        return _offers_page(request, community, asked, form)
    said = _("“%(title)s” is on the calendar from %(day)s on. Your colleagues were told.")
    tell(request, said % {"title": series.title, "day": date_format(series.first_on, "MONTH_DAY_FORMAT")})
    return go(request, reverse("meetings", args=[pk]))


def _first(usual: dict[str, Any], form: TakeForm) -> Slot:
    """Return the first day of the series: the next such weekday from the next school day on."""
    weekday, at = form.taken()
    first = usual["on"]
    first += timedelta(days=(weekday - first.weekday()) % 7)
    return Slot(first, at, form.cleaned_data["minutes"])
