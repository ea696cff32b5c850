"""Measures: make one, enter a point in 20 seconds, take it back."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.measures import operations
from trellis.evidence.measures.queries import (
    catalogue,
    catalogue_by_area,
    live_points,
    measures_of,
    open_data_point,
    points_of_measures,
)
from trellis.evidence.measures.queries import open_measure as opened_measure
from trellis.evidence.measures.words import Better, MeasureKind, Unit
from trellis.kit.errors import DomainError, NotFound
from trellis.people.access.rules import may, sees
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, relations_to_community, who_can_see
from trellis.practice.cycles.queries.chart import starts_on_measure
from trellis.practice.cycles.queries.seeing import open_cycle_work
from trellis.practice.goals.words import GoalKind
from trellis.web.measures.forms import DataPointForm, MeasureForm
from trellis.web.measures.pictures import measure_picture, measure_spark
from trellis.web.pages import go, put_errors, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.measures.models import Measure


@require_GET
def measures(request: SignedIn, pk: str) -> HttpResponse:
    """Everything a community watches, each with its line, and what others watch."""
    community = open_community(by=request.user, pk=pk)
    if not sees(ObjectKind.MEASURE, relations_to_community(request.user, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    ours = list(measures_of(community, by=request.user))
    points = points_of_measures(ours)
    context = {
        "community": community,
        "measures": [(measure, measure_spark(measure, points[measure.pk])) for measure in ours],
        "areas": catalogue_by_area(),
        "who": who_can_see(ObjectKind.MEASURE, community),
    }
    return show(request, "measures/measures.html", context)


def _from_catalogue(key: str) -> dict[str, object]:
    """Return what the form begins with when somebody chose a measure of the catalogue."""
    chosen = next((row for row in catalogue() if row.key == key), None)
    if chosen is None:
        return {"better": Better.HIGHER}
    names = ("name", "short_name", "unit", "better", "source", "kind")
    return {name: getattr(chosen, name) for name in names}


def _after_making(request: SignedIn, measure: "Measure", cycle: str) -> HttpResponse:
    """Lead to the first value, or back to the goal of a cycle for which the measure was made."""
    if not cycle:
        tell(request, _("The measure is made. Enter its first value."))
        return go(request, reverse("record-data-point", args=[measure.public_id]))
    tell(request, _("The measure is made. Now the goal that it watches."))
    goal = reverse("set-goal", args=[cycle, GoalKind.STUDENT])
    return go(request, f"{goal}?{urlencode({'measure': measure.public_id})}")


@require_http_methods(["GET", "POST"])
def make_measure(request: SignedIn, pk: str) -> HttpResponse:
    """Give a community something to watch."""
    community = open_community(by=request.user, pk=pk)
    if not may(Action.CREATE, ObjectKind.MEASURE, relations_to_community(request.user, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    cycle = request.GET.get("cycle", "")
    if cycle:
        open_cycle_work(by=request.user, pk=cycle)
    form = MeasureForm(request.POST or None, initial=_from_catalogue(request.GET.get("from", "")))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        data |= {"unit": Unit(data["unit"]), "better": Better(data["better"])}
        data["kind"] = MeasureKind(data["kind"])
        try:
            measure = operations.make_measure(by=request.user, community=community, **data)
        except DomainError as error:
            put_errors(form, error)
        else:
            return _after_making(request, measure, cycle)
    context = {
        "community": community,
        "form": form,
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
    points = live_points(measure)
    context = {
        "measure": measure,
        "form": form,
        "points": points[::-1],
        "picture": measure_picture(measure, points, starts_on_measure(measure)),
        "cycles": list(measure.cycles.all()),
        "may_pin": may(
            Action.UPDATE, ObjectKind.MEETING_WORK, relations_to_community(request.user, measure.community)
        ),
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
