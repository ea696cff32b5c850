"""A table is declared, looked at with what is hidden, and published."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.evidence.measures.queries.tables import numbers_in_window, windows_to_count
from trellis.evidence.measures.queries.windows import name_of_window
from trellis.evidence.measures.words import Method
from trellis.evidence.roster.words import GroupFamily
from trellis.insight.releases import operations, queries
from trellis.kit.errors import Invalid
from trellis.people.access.queries import who_can_see_place
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.releases.forms import DeclareForm, WindowForm
from trellis.web.releases.words import words_of

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.measures.models import Administration
    from trellis.people.places.models import Organization

#: So many windows stand in the list, the newest ones.
MOST_WINDOWS = 60


@dataclass
class _Making:
    """A table in the making: the window, what can be counted in it, and the form."""

    organization: "Organization"
    window: "Administration | None"
    windows: list[tuple[str, str]]
    numbers: dict[str, tuple[Any, Method]]
    form: DeclareForm | None

    def declared(self) -> dict[str, Any]:
        """What the form says, as the operations take it; the title apart."""
        assert self.form is not None
        data = self.form.cleaned_data
        item, method = self.numbers[data["number"]]
        return {
            "organization": self.organization,
            "administration": self.window,
            "item": item,
            "method": method,
            "cut": data["cut"],
            "family": GroupFamily(data["family"]),
        }


def _making(request: SignedIn, pk: str) -> _Making:
    organization = queries.open_place_to_publish(by=request.user, pk=pk)
    found = {one.public_id: one for one in windows_to_count(organization)[:MOST_WINDOWS]}
    words = request.POST if request.method == "POST" else request.GET
    window = found.get(words.get("window", ""))
    choices = [(key, f"{one.assessment.title}, {name_of_window(one)}") for key, one in found.items()]
    numbers: dict[str, tuple[Any, Method]] = {}
    form = None
    if window is not None:
        numbers = {f"{item.position}-{method}": (item, method) for item, method in numbers_in_window(window)}
        form = DeclareForm(
            words if "number" in words else None,
            numbers=[(key, f"{item.label}: {method.label}") for key, (item, method) in numbers.items()],
            initial={"title": dict(choices)[window.public_id], "family": GroupFamily.NONE},
        )
    return _Making(organization, window, choices, numbers, form)


@require_http_methods(["GET", "POST"])
def make_release(request: SignedIn, pk: str) -> HttpResponse:
    """Choose the results, say what is counted, look at what would be shown, and publish it."""
    making = _making(request, pk)
    form, preview = making.form, None
    if form is not None and form.is_bound and form.is_valid():
        try:
            if request.method == "POST":
                title = form.cleaned_data["title"]
                release = operations.publish_release(by=request.user, title=title, **making.declared())
                tell(request, _("Table %(n)d is published.") % {"n": release.number})
                return go(request, reverse("open-release", args=[release.public_id]))
            preview = operations.preview_release(by=request.user, **making.declared())
        except Invalid as error:
            put_errors(form, error)
    bad = form is not None and form.is_bound and bool(form.errors)
    return show(
        request, "releases/make_release.html", _context(request, making, preview), status=422 if bad else 200
    )


def _context(request: SignedIn, making: _Making, preview: operations.Preview | None) -> dict[str, object]:
    first = {"window": making.window.public_id} if making.window else None
    return {
        "organization": making.organization,
        "windows": WindowForm(windows=making.windows, initial=first) if making.windows else None,
        "window": making.window,
        "form": making.form,
        "hidden": [(name, making.form.data.get(name, "")) for name in making.form.fields]
        if making.form
        else [],
        "preview": [words_of(cell) for cell in preview.cells] if preview else None,
        "reasons": [reason.label for reason in preview.reasons] if preview else [],
        "who": who_can_see_place(ObjectKind.RELEASE, making.organization),
    }
