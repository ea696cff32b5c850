"""Results: drop a file, mend it, apply it, see the picture. Members of the community alone."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trellis.evidence.measures.operations import results as operations
from trellis.evidence.measures.queries import results as queries
from trellis.evidence.measures.queries import windows
from trellis.evidence.measures.queries.growth import earlier_windows
from trellis.evidence.roster.words import IdentifierSystem
from trellis.kit.errors import DomainError, Invalid
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.results.forms import ApplyForm, ColumnsForm, DropForm


def _show_results(request: SignedIn, pk: str, form: DropForm) -> HttpResponse:
    community = queries.open_results_community(by=request.user, pk=pk)
    context = {
        "community": community,
        "form": form,
        "assessments": queries.assessments_of(community),
        "files": queries.files_in_work(community),
        "windows": [
            (one, windows.name_of_window(one)) for one in windows.windows_of_district(community)[:60]
        ],
        "who": who_can_see(ObjectKind.RESULT, community),
    }
    return show(request, "results/results.html", context, status=422 if form.errors else 200)


@require_GET
def results(request: SignedIn, pk: str) -> HttpResponse:
    """The results of a community, and where to drop new ones."""
    return _show_results(request, pk, DropForm())


@require_POST
def drop_results_file(request: SignedIn, pk: str) -> HttpResponse:
    """Take a file, read it, and lead to what was recognised."""
    community = queries.open_results_community(by=request.user, pk=pk)
    form = DropForm(request.POST, request.FILES)
    if form.is_valid():
        dropped = form.cleaned_data["file"]
        try:
            file = operations.drop_results_file(
                by=request.user, community=community, name=dropped.name, content=dropped.read()
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("open-results-file", args=[file.public_id]))
    return _show_results(request, pk, form)


def _show_file(
    request: SignedIn, pk: str, columns: ColumnsForm | None = None, form: ApplyForm | None = None
) -> HttpResponse:
    file = queries.open_results_file(by=request.user, pk=pk)
    context = {
        "file": file,
        "columns": columns or ColumnsForm(columns=file.columns),
        "form": form or ApplyForm(initial=queries.draft_of(file)),
        "ready": queries.ready_rows(file).count(),
        "waiting": queries.rows_to_mend(file),
        "key": queries.key_row(file),
        "rates": [(rate, IdentifierSystem(rate["system"]).label) for rate in file.match_rates],
        "left_out": file.rows.filter(left_out=True).count(),
        "who": who_can_see(ObjectKind.RESULT, file.community),
    }
    bad = (columns is not None and columns.errors) or (form is not None and form.errors)
    return show(request, "results/open_results_file.html", context, status=422 if bad else 200)


@require_GET
def open_results_file(request: SignedIn, pk: str) -> HttpResponse:
    """What was recognised in a file: columns, matches, and the rows that wait."""
    return _show_file(request, pk)


@require_POST
def choose_columns(request: SignedIn, pk: str) -> HttpResponse:
    """Say what each column holds and match again."""
    file = queries.open_results_file(by=request.user, pk=pk)
    form = ColumnsForm(request.POST, columns=file.columns)
    if form.is_valid():
        try:
            operations.choose_columns(by=request.user, file=file, kinds=form.kinds())
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The file was matched again."))
            return go(request, reverse("open-results-file", args=[pk]))
    return _show_file(request, pk, columns=form)


@require_POST
def mend_row(request: SignedIn, pk: str, number: int) -> HttpResponse:
    """Give a waiting row its student, or leave it out."""
    file = queries.open_results_file(by=request.user, pk=pk)
    chosen = None if "leave_out" in request.POST else request.POST.get("student", "")
    if chosen == "":
        raise Invalid(_("Choose a student, or leave the row out."))
    row = operations.mend_row(by=request.user, file=file, number=number, student_id=chosen)
    name = row.student.full_name if row.student and not row.left_out else ""
    tell(
        request,
        _("Row %(n)d belongs to %(name)s.") % {"n": number, "name": name}
        if name
        else _("Row %(n)d is left out.") % {"n": number},
    )
    return go(request, reverse("open-results-file", args=[pk]) + "#waiting")


@require_POST
def apply_results_file(request: SignedIn, pk: str) -> HttpResponse:
    """Write the results and lead to their picture."""
    file = queries.open_results_file(by=request.user, pk=pk)
    form = ApplyForm(request.POST)
    if form.is_valid():
        try:
            assessment = operations.apply_results_file(by=request.user, file=file, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The results are in."))
            return go(request, reverse("open-assessment", args=[assessment.public_id]))
    return _show_file(request, pk, form=form)


@require_POST
def put_results_file_aside(request: SignedIn, pk: str) -> HttpResponse:
    """Put a file aside; nothing was written from it."""
    file = queries.open_results_file(by=request.user, pk=pk)
    operations.put_results_file_aside(by=request.user, file=file)
    tell(request, _("The file was put aside. Nothing was written."))
    return go(request, reverse("results", args=[file.community.public_id]))


@require_GET
def open_assessment(request: SignedIn, pk: str) -> HttpResponse:
    """The picture: items by how many had them right, students in a grid."""
    assessment = queries.open_assessment(by=request.user, pk=pk)
    picture = queries.picture_of(assessment)
    context = {
        "assessment": assessment,
        "picture": picture,
        "who": who_can_see(ObjectKind.RESULT, queries.owner_of(assessment)),
    }
    return show(request, "results/open_assessment.html", context)


@require_GET
def open_window(request: SignedIn, pk: str, window: str) -> HttpResponse:
    """A window of a district's assessment, for the students of one community."""
    community = queries.open_results_community(by=request.user, pk=pk)
    administration = windows.open_window_of_district(community=community, pk=window)
    context = {
        "community": community,
        "administration": administration,
        "window": windows.name_of_window(administration),
        "table": windows.table_of_window(administration, community),
        "earlier": [(one, windows.name_of_window(one)) for one in earlier_windows(administration, community)],
        "who": who_can_see(ObjectKind.RESULT, community),
    }
    return show(request, "results/open_window.html", context)
