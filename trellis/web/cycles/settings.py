"""What a place decides about its cycles."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.kit.errors import DomainError
from trellis.people.access.queries import organization_to_set_up
from trellis.people.accounts.requests import SignedIn
from trellis.practice.cycles.operations import doing
from trellis.practice.cycles.queries.chart import use_first_percent
from trellis.practice.cycles.rules.use import USE_FIRST_PERCENT
from trellis.web.cycles.forms import UseFirstForm
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.ui import Link


@require_http_methods(["GET", "POST"])
def set_use_first(request: SignedIn, pk: str) -> HttpResponse:
    """From which share of planned use on the charts of teams give a verdict."""
    organization = organization_to_set_up(by=request.user, pk=pk)
    percent = use_first_percent(organization)
    form = UseFirstForm(request.POST or None, initial={"percent": percent})
    if request.method == "POST" and form.is_valid():
        try:
            doing.set_use_first(by=request.user, organization=organization, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("This holds for every running cycle from now on."))
            return go(request, reverse("open-organization", args=[pk]))
    crumbs = [Link(organization.name, reverse("open-organization", args=[pk])), Link(_("Use first"))]
    context = {"form": form, "crumbs": crumbs, "percent": percent, "usual": USE_FIRST_PERCENT}
    return show(request, "cycles/set_use_first.html", context, status=422 if form.errors else 200)
