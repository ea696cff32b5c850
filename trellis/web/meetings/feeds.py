"""Calendar feeds: own addresses, and what stands behind them."""

from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from trellis.kit.errors import NotFound
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import my_communities, open_community
from trellis.practice.meetings.operations import feeds
from trellis.practice.meetings.queries.feeds import entries_of, feed_by_digest, feeds_of
from trellis.web.meetings.calendar_text import calendar_text
from trellis.web.pages import go, show, tell
from trellis.web.settings.views import settings_tabs


@require_GET
def calendar_feeds(request: SignedIn) -> HttpResponse:
    """My secret addresses."""
    context = {
        "tabs": settings_tabs(request),
        "feeds": feeds_of(request.user),
        "communities": my_communities(request.user),
        "new_address": "",
    }
    return show(request, "meetings/calendar_feeds.html", context)


@require_POST
def make_calendar_feed(request: SignedIn) -> HttpResponse:
    """Make an address; it is shown on this page once."""
    pk = request.POST.get("community", "")
    community = open_community(by=request.user, pk=pk) if pk else None
    made = feeds.make_calendar_feed(by=request.user, community=community)
    context = {
        "tabs": settings_tabs(request),
        "feeds": feeds_of(request.user),
        "communities": my_communities(request.user),
        "new_address": request.build_absolute_uri(reverse("calendar-feed", args=[made.token])),
    }
    return show(request, "meetings/calendar_feeds.html", context)


@require_POST
def revoke_calendar_feed(request: SignedIn, pk: str) -> HttpResponse:
    """Close an address for good."""
    feeds.revoke_calendar_feed(by=request.user, feed=pk)
    tell(request, _("The address is closed. Calendars that read it find nothing there."))
    return go(request, reverse("calendar-feeds"))


@login_not_required
@require_safe
@cache_control(private=True, max_age=0)
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar reads. Whoever has the address reads it: no names, nothing from inside."""
    feed = feed_by_digest(feeds.digest_of_token(token))
    if feed is None:
        raise NotFound(_("There is no such address."))
    entries = entries_of(feed)
    name = feed.community.name if feed.community else _("My meetings")
    addresses = [f"{settings.SITE_URL}{reverse('open-meeting', args=[entry.public_id])}" for entry in entries]
    text = calendar_text(name, entries, addresses)
    tag = f'"{sha256(text).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    response["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return response
