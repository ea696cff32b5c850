"""Who looks after a new member, said on the page of welcome."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.people.accounts.requests import SignedIn
from trellis.people.communities import operations
from trellis.people.communities.queries import open_community, open_membership
from trellis.web.pages import go, tell


@require_POST
def name_mentor(request: SignedIn, pk: str, member: str) -> HttpResponse:
    """Name who looks after a member, instead of whoever did."""
    membership = open_membership(open_community(by=request.user, pk=pk), member)
    mentorship = operations.name_mentor(
        by=request.user, membership=membership, mentor=request.POST.get("mentor", "")
    )
    said = {"mentor": mentorship.mentor.person.full_name, "member": membership.person.full_name}
    tell(request, _("%(mentor)s looks after %(member)s.") % said)
    return go(request, reverse("welcome-pack", args=[pk]))


@require_POST
def end_mentorship(request: SignedIn, pk: str, member: str) -> HttpResponse:
    """End it."""
    membership = open_membership(open_community(by=request.user, pk=pk), member)
    operations.end_mentorship(by=request.user, membership=membership)
    tell(request, _("Ended. Both know."))
    return go(request, reverse("welcome-pack", args=[pk]))
