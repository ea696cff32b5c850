"""The main navigation: few links, those of this person's own work, in one place."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.evidence.imports.queries import has_imports
from trellis.insight.boards.queries import Compass, compass_of
from trellis.people.access.words import STAFF_ROLES
from trellis.practice.students.queries.cards import children_of
from trellis.web.ui import Link


def compass(request: HttpRequest) -> Compass:
    """Return where this person's work is, read once a request."""
    found = getattr(request, "trellis_compass", None)
    if not isinstance(found, Compass):
        found = compass_of(by=request.user)  # type: ignore[arg-type]  # only asked for when signed in
        request.trellis_compass = found  # type: ignore[attr-defined]
    return found


def main_links(request: HttpRequest) -> Iterable[Link]:
    """Today, the own communities, the own place."""
    here = compass(request)
    yield Link(_("Today"), reverse("today"))
    for community in here.communities[:2]:
        yield Link(community.name, reverse("open-community", args=[community.public_id]))
    if here.place is not None:
        yield Link(here.place.name, reverse("open-organization", args=[here.place.public_id]))
    if children_of(request.user):  # type: ignore[arg-type]  # only asked for when signed in
        yield Link(_("My children"), reverse("my-children"))
    if has_imports(request.user):  # type: ignore[arg-type]  # only asked for when signed in
        yield Link(_("Import"), reverse("imports"))


def place_name(request: HttpRequest) -> str:
    """The organization in the footer."""
    place = compass(request).place
    return place.name if place is not None else ""


def foot_links(request: HttpRequest) -> Iterable[Link]:
    """Protocols for those who meet, who sees what, and the way out: for people who signed in."""
    if request.user.is_authenticated:
        here = compass(request)
        if here.communities or here.roles & STAFF_ROLES:
            yield Link(_("Protocols"), reverse("protocols"))
        yield Link(_("Who sees what"), reverse("who-can-see"))
        yield Link(_("Sign out"), reverse("account_logout"))
