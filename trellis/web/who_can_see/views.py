"""The visibility policy as pages, made from the table that the server enforces (S2-32)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trellis.people.access.queries import (
    changes_of_view,
    coming_policy_change,
    home_of,
    people_with_role,
    policy_by_subject,
    policy_profile_of,
    sight_of,
    sight_of_principal,
)
from trellis.people.access.rules import DEFAULT_PROFILE
from trellis.people.access.words import SCHOOL_LEADER_ROLES, Relation
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import history_of_community, open_community
from trellis.people.places.words import PolicyProfile
from trellis.web.pages import show
from trellis.web.ui import Link


def _tabs(request: SignedIn) -> list[Link]:
    pages = (
        (_("What my principal sees"), "what-can-my-principal-see"),
        (_("Who sees what"), "who-can-see"),
    )
    return [Link(label, reverse(name), current=request.path == reverse(name)) for label, name in pages]


def _profile(request: SignedIn) -> PolicyProfile:
    """Return the profile that holds where the person works."""
    home = home_of(request.user)
    return policy_profile_of(home) if home else DEFAULT_PROFILE


def _policy(request: SignedIn) -> dict[str, object]:
    home = home_of(request.user)
    profile = _profile(request)
    coming = coming_policy_change(home) if home else None
    return {
        "home": home,
        "profile": profile,
        "coming": coming,
        "changes": changes_of_view(profile, PolicyProfile(coming.profile)) if coming else [],
        "tabs": _tabs(request),
    }


@require_GET
def what_can_my_principal_see(request: SignedIn) -> HttpResponse:
    """What the principal of my school sees of us, and what not."""
    home = home_of(request.user)
    leaders = list(people_with_role(home, SCHOOL_LEADER_ROLES)) if home else []
    context = {**_policy(request), "sight": sight_of_principal(_profile(request)), "leaders": leaders}
    return show(request, "who_can_see/what_can_my_principal_see.html", context)


@require_GET
def who_can_see(request: SignedIn) -> HttpResponse:
    """Every kind of object with everybody who sees it where I work, or what one group of people sees."""
    chosen = request.GET.get("of", "")
    relation = Relation(chosen) if chosen in Relation else None
    context = {
        **_policy(request),
        "subjects": policy_by_subject(_profile(request)),
        "relations": list(Relation),
        "chosen": relation,
        "sight": sight_of({relation, Relation.ANYONE}, _profile(request)) if relation else None,
    }
    return show(request, "who_can_see/who_can_see.html", context)


@require_GET
def history(request: SignedIn, pk: str) -> HttpResponse:
    """What happened in a community, as much as the policy shows this person."""
    community = open_community(by=request.user, pk=pk)
    lines = history_of_community(community, by=request.user)
    context = {"community": community, "lines": lines}
    return show(request, "who_can_see/history.html", context, piece="lines")
