"""Academic standards: read and searched, brought in by a data steward, and seen where a team uses them."""

from typing import TYPE_CHECKING, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.imports.operations import receive_framework
from trellis.evidence.imports.queries import open_import, runs_of
from trellis.evidence.imports.words.states import RunFormat
from trellis.evidence.measures.queries.results import open_results_community
from trellis.evidence.measures.queries.standards import (
    items_of_standard,
    lines_of_community,
    open_standard_of_community,
    standards_of_community,
)
from trellis.evidence.standards import operations, queries
from trellis.kit.errors import DomainError, NotFound
from trellis.people.access.queries import who_can_see_place
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.cycles.queries.standards import work_on_standard
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.standards.forms import FrameworkForm
from trellis.web.standards.plan import page_of_framework_file
from trellis.web.standards.words import line_in_words

if TYPE_CHECKING:  # doors know the type of a file, never its table
    from trellis.evidence.imports.models import ImportRun
    from trellis.people.places.models import Organization

#: So many hits of a search are listed; more words find fewer.
MOST_FOUND = 50


@require_GET
def standards(request: SignedIn, pk: str) -> HttpResponse:
    """The frameworks in use at a place, and a search through all of them."""
    place = queries.open_standards_place(by=request.user, pk=pk)
    words = request.GET.get("q", "").strip()[:120]
    found = list(queries.search_standards(place, words)[: MOST_FOUND + 1]) if words else []
    context = {
        "place": place,
        "frameworks": queries.with_sizes(queries.frameworks_of(place)),
        "may_bring": queries.may_bring(request.user, place),
        "words": words,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "who": who_can_see_place(ObjectKind.ACADEMIC_STANDARD, place),
    }
    return show(request, "standards/standards.html", context)


@require_GET
def open_framework(request: SignedIn, pk: str) -> HttpResponse:
    """One framework as a nested list, or what is below one of its standards; with a search."""
    framework = queries.open_framework(by=request.user, pk=pk)
    words, chosen = request.GET.get("q", "").strip()[:120], request.GET.get("below", "")
    below = queries.open_standard(framework, chosen) if chosen else None
    hits = queries.search_standards(framework.organization, words, framework=framework)
    found = list(hits[: MOST_FOUND + 1]) if words else []
    context = {
        "framework": framework,
        "below": below,
        "way": queries.way_to(below) if below else [],
        "work": work_on_standard(below, by=request.user) if below else [],
        "tree": queries.branches_of(framework, below) if not words else None,
        "words": words,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "may_retire": framework.retired_at is None and queries.may_retire(request.user, framework),
        "who": who_can_see_place(ObjectKind.ACADEMIC_STANDARD, framework.organization),
    }
    return show(request, "standards/open_framework.html", context)


@require_POST
def retire_framework(request: SignedIn, pk: str) -> HttpResponse:
    """Take a framework out of use."""
    framework = operations.retire_framework(
        by=request.user, framework=queries.open_framework(by=request.user, pk=pk)
    )
    tell(request, _("The framework is out of use. Bring in its file again to use it again."))
    return go(request, reverse("standards", args=[framework.organization.public_id]))


def _receive(request: SignedIn, place: "Organization", form: FrameworkForm) -> "ImportRun":
    sent = cast("UploadedFile[bytes]", form.cleaned_data["file"])
    return receive_framework(
        by=request.user,
        organization=place,
        name=sent.name or "",
        size=sent.size or 0,
        chunks=sent.chunks(),
    )


@require_http_methods(["GET", "POST"])
def bring_framework(request: SignedIn, pk: str) -> HttpResponse:
    """Send the file of a framework, and what came in before; the file leads to its plan."""
    place = queries.open_place_to_bring_to(by=request.user, pk=pk)
    form = FrameworkForm(request.POST, request.FILES) if request.method == "POST" else FrameworkForm()
    if form.is_valid():
        try:
            import_run = _receive(request, place, form)
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("open-framework-file", args=[import_run.public_id]))
    context = {
        "place": place,
        "form": form,
        "runs": runs_of(place, by=request.user, format_=RunFormat.STANDARDS)[:50],
        "who": who_can_see_place(ObjectKind.IMPORT_RUN, place),
    }
    return show(request, "standards/bring_framework.html", context, status=422 if form.errors else 200)


@require_GET
def open_framework_file(request: SignedIn, pk: str) -> HttpResponse:
    """The plan of a framework while it waits, its report afterwards; asks again by itself while it works."""
    import_run = open_import(by=request.user, pk=pk)
    if import_run.format != RunFormat.STANDARDS:
        raise NotFound(_("There is no such page, or it is not open to you."))
    context = {
        "page": page_of_framework_file(import_run, by=request.user),
        "import_run": import_run,
        "place": import_run.source.organization,
        "who": who_can_see_place(ObjectKind.IMPORT_RUN, import_run.source.organization),
    }
    return show(request, "standards/open_framework_file.html", context, piece="state")


@require_GET
def team_standards(request: SignedIn, pk: str) -> HttpResponse:
    """The standards that a team's assessments show, each as it last went, the weakest first."""
    community = open_results_community(by=request.user, pk=pk)
    context = {
        "community": community,
        "lines": [line_in_words(line) for line in standards_of_community(community)],
        "who": who_can_see(ObjectKind.RESULT, community),
    }
    return show(request, "standards/team_standards.html", context)


@require_GET
def open_team_standard(request: SignedIn, pk: str, standard: str) -> HttpResponse:
    """Where a team uses one standard: window by window, and the items that show it."""
    community = open_results_community(by=request.user, pk=pk)
    found = open_standard_of_community(community=community, pk=standard)
    context = {
        "community": community,
        "standard": found,
        "lines": [line_in_words(line) for line in lines_of_community(community, found)],
        "items": items_of_standard(community, found),
        "who": who_can_see(ObjectKind.RESULT, community),
    }
    return show(request, "standards/open_team_standard.html", context)
