"""Strategies a team writes down itself."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.evidence.measures.queries.results import open_results_community
from trellis.kit.errors import Invalid, Refused
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see, working_members_of
from trellis.practice.library import operations
from trellis.practice.library.queries import strategy_cards_of
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.students.forms import CaptureForm


@require_http_methods(["GET", "POST"])
def capture_strategy(request: SignedIn, pk: str) -> HttpResponse:
    """Write down what a member told; below stand the strategies the team has."""
    community = open_results_community(by=request.user, pk=pk)
    people = [(person.public_id, person.full_name) for person in working_members_of(community)]
    initial = {"told_by": request.user.public_id, "topic": request.GET.get("topic", "")[:120]}
    form = CaptureForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.capture_strategy(by=request.user, community=community, **form.cleaned_data)
        except (Invalid, Refused) as error:
            put_errors(form, error)
        else:
            tell(request, _("The strategy is kept. Groups can use it."))
            return go(request, reverse("capture-strategy", args=[pk]))
    context = {
        "community": community,
        "form": form,
        "cards": list(strategy_cards_of(community, by=request.user)),
        "who": who_can_see(ObjectKind.STRATEGY_CARD, community),
    }
    return show(request, "students/capture_strategy.html", context, status=422 if form.errors else 200)
