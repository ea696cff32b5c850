"""From a dropped file to a point on the chart."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from trellis.evidence.measures.operations.from_results import record_point_from_results as record
from trellis.evidence.measures.queries import measures_of, open_measure
from trellis.evidence.measures.queries.points import ITEMS_RIGHT, Countable, countable_in
from trellis.evidence.measures.queries.results import open_assessment, owner_of
from trellis.evidence.measures.words import Unit
from trellis.kit.errors import DomainError
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.ui import Link


class FromResultsForm(forms.Form):
    """Which chart, and from how much on a student is counted."""

    measure = forms.ChoiceField(label=gettext_lazy("On which chart?"), widget=forms.RadioSelect)
    by_what = forms.ChoiceField(label=gettext_lazy("Count by"))
    least = forms.DecimalField(
        label=gettext_lazy("Students who have at least"), min_value=0, max_digits=9, decimal_places=2
    )

    def __init__(
        self, *args: Any, measures: list[tuple[str, str]], countable: list[Countable], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("measure", measures),
            ("by_what", [(one.key, _label(one)) for one in countable]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


def _label(countable: Countable) -> str:
    most = f"{countable.most.normalize():f}"
    if countable.key == ITEMS_RIGHT:
        return _("Items right, of %(most)s") % {"most": most}
    return _("%(label)s, up to %(most)s") % {"label": countable.label, "most": most}


@require_http_methods(["GET", "POST"])
def record_point_from_results(request: SignedIn, pk: str) -> HttpResponse:
    """Count who reached it and put the share on a chart of the team."""
    assessment = open_assessment(by=request.user, pk=pk)
    community, countable = owner_of(assessment), countable_in(assessment)
    shares = [one for one in measures_of(community, by=request.user) if one.unit == Unit.PERCENT]
    choices = [(one.public_id, one.name) for one in shares]
    first = {"measure": choices[0][0], "least": countable[0].most} if choices and countable else {}
    form = FromResultsForm(request.POST or None, measures=choices, countable=countable, initial=first)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data | {"measure": open_measure(by=request.user, pk=form.cleaned_data["measure"])}
        try:
            point = record(by=request.user, assessment=assessment, **wish)
        except DomainError as error:
            put_errors(form, error)
        else:
            undo = reverse("take-back-data-point", args=[point.public_id])
            words = {"part": point.part, "whole": point.whole}
            tell(request, _("%(part)d of %(whole)d reached it; that is on the chart.") % words, undo_url=undo)
            return go(request, reverse("record-data-point", args=[point.measure.public_id]))
    context = {
        "assessment": assessment,
        "community": community,
        "form": form,
        "crumbs": [
            Link(community.name, reverse("results", args=[community.public_id])),
            Link(assessment.title, reverse("open-assessment", args=[pk])),
        ],
        "ready": bool(choices and countable),
        "countable": countable,
        "who": who_can_see(ObjectKind.MEASURE, community),
    }
    status = 422 if form.errors else 200
    return show(request, "measures/record_point_from_results.html", context, status=status)
