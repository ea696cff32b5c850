"""What I was told, read and unread."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trellis.people.accounts.requests import SignedIn
from trellis.people.notices import operations
from trellis.people.notices.queries import notices_of, open_notice, sentence_of, unread_count
from trellis.web.pages import go, show, tell
from trellis.web.ui import Link

A_PAGE = 30


def notice_links(request: HttpRequest) -> Iterable[Link]:
    """The way to one's notices, with how many are unread."""
    unread = unread_count(request.user)  # type: ignore[arg-type]  # asked for signed-in people only
    label = _("Notices (%(count)d)") % {"count": unread} if unread else _("Notices")
    yield Link(label, reverse("notices"))


@require_GET
def notices(request: SignedIn) -> HttpResponse:
    """All my notices, newest first."""
    page = Paginator(notices_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    lines = [(notice, sentence_of(notice)) for notice in page]
    context = {"page": page, "lines": lines, "unread": unread_count(request.user)}
    return show(request, "notices/notices.html", context)


@require_POST
def read_notice(request: SignedIn, pk: str) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = operations.read_notice(by=request.user, notice=open_notice(by=request.user, pk=pk))
    leads = notice.path if url_has_allowed_host_and_scheme(notice.path, None) else ""
    return go(request, leads or reverse("notices"))


@require_POST
def keep_notice_unread(request: SignedIn, pk: str) -> HttpResponse:
    """Mark a notice as not read, to come back to it."""
    operations.keep_notice_unread(by=request.user, notice=open_notice(by=request.user, pk=pk))
    return go(request, reverse("notices"))


@require_POST
def read_all_notices(request: SignedIn) -> HttpResponse:
    """Mark everything as read."""
    operations.read_all_notices(by=request.user)
    tell(request, _("All notices are marked as read."))
    return go(request, reverse("notices"))
