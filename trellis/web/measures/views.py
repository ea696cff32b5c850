"""Measures: make one, enter a point in 20 seconds, take it back."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trellis.evidence.measures import operations
from trellis.evidence.measures.queries import live_points, measures_of, open_data_point
from trellis.evidence.measures.queries import open_measure as opened_measure
from trellis.evidence.measures.words import Better, MeasureKind, Unit
from trellis.kit.errors import DomainError, NotFound
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, relations_to_community, who_can_see
from trellis.web.measures.forms import DataPointForm, MeasureForm
from trellis.web.pages import go, put_errors, show, tell


@require_http_methods(["GET", "POST"])
def make_measure(request: SignedIn, pk: str) -> HttpResponse:
    """Give a community something to watch."""
    community = open_community(by=request.user, pk=pk)
    if not may(Action.CREATE, ObjectKind.MEASURE, relations_to_community(request.user, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    form = MeasureForm(request.POST or None, initial={"better": Better.HIGHER})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        data |= {"unit": Unit(data["unit"]), "better": Better(data["better"])}
        data["kind"] = MeasureKind(data["kind"])
        try:
            measure = operations.make_measure(by=request.user, community=community, **data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The measure is made. Enter its first value."))
            return go(request, reverse("record-data-point", args=[measure.public_id]))
    context = {
        "community": community,
        "form": form,
        "measures": list(measures_of(community, by=request.user)),
        "who": who_can_see(ObjectKind.MEASURE, community),
    }
    return show(request, "measures/make_measure.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def record_data_point(request: SignedIn, pk: str) -> HttpResponse:
    """One value in 20 seconds, on a phone, with or without a connection."""
    measure = opened_measure(by=request.user, pk=pk)
    form = DataPointForm(request.POST or None, unit=Unit(measure.unit), classes=measure.classes)
    if request.method == "POST" and form.is_valid():
        try:
            point = operations.record_data_point(by=request.user, measure=measure, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            undo = reverse("take-back-data-point", args=[point.public_id])
            tell(request, _("The value is on the chart."), undo_url=undo)
            return go(request, reverse("record-data-point", args=[pk]))
    context = {
        "measure": measure,
        "form": form,
        "points": live_points(measure)[::-1],
        "cycles": list(measure.cycles.all()),
        "who": who_can_see(ObjectKind.MEASURE, measure.community),
    }
    return show(request, "measures/record_data_point.html", context, status=422 if form.errors else 200)


@require_POST
def take_back_data_point(request: SignedIn, pk: str) -> HttpResponse:
    """Take a value off the chart."""
    point = open_data_point(by=request.user, pk=pk)
    operations.take_back_data_point(by=request.user, point=point)
    tell(request, _("The value is off the chart."))
    return go(request, reverse("record-data-point", args=[point.measure.public_id]))
