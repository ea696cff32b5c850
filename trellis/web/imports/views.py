"""Roster imports: send a package, read the plan, decide, read the report, take it back."""

from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.imports import operations, queries
from trellis.evidence.imports.words.states import RunFormat
from trellis.kit.errors import DomainError, NotFound, Refused
from trellis.people.access.queries import who_can_see_place
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.web.imports.forms import SendForm, SourceForm, UndoForm
from trellis.web.imports.plan import page_of
from trellis.web.pages import go, put_errors, show, tell


def _show_imports(request: SignedIn, form: SendForm) -> HttpResponse:
    home = queries.import_home_of(request.user)
    if home is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    context = {
        "home": home,
        "form": form,
        "runs": queries.runs_of(home, by=request.user)[:50],
        "may_send": queries.may_send(request.user, home),
        "proposals": queries.open_proposals(home)[:100],
        "sources": queries.sources_of(home),
        "who": who_can_see_place(ObjectKind.IMPORT_RUN, home),
    }
    return show(request, "imports/imports.html", context, status=422 if form.errors else 200)


@require_GET
def imports(request: SignedIn) -> HttpResponse:
    """What came in before, and where to send a new roster."""
    return _show_imports(request, SendForm())


@require_POST
def send_import(request: SignedIn) -> HttpResponse:
    """Take a package and lead to its plan."""
    form = SendForm(request.POST, request.FILES)
    home = queries.import_home_of(request.user)
    if home is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    if form.is_valid():
        package = cast("UploadedFile[bytes]", form.cleaned_data["package"])
        try:
            import_run = operations.receive_package(
                by=request.user,
                organization=home,
                name=package.name or "",
                size=package.size or 0,
                chunks=package.chunks(),
                strict=form.cleaned_data["strict"],
                encoding=form.cleaned_data["encoding"],
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("open-import", args=[import_run.public_id]))
    return _show_imports(request, form)


@require_http_methods(["GET", "POST"])
def settle_source(request: SignedIn, pk: str) -> HttpResponse:
    """How a system is read, and what of it waits for a person."""
    source = queries.open_source(by=request.user, pk=pk)
    form = SourceForm(
        request.POST or None, initial={name: getattr(source, name) for name in SourceForm.base_fields}
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.settle_source(by=request.user, source=source, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("Kept. It holds for the next package."))
            return go(request, reverse("imports"))
    context = {
        "form": form,
        "source": source,
        "who": who_can_see_place(ObjectKind.IMPORT_RUN, source.organization),
    }
    return show(request, "imports/settle_source.html", context, status=422 if form.errors else 200)


@require_GET
def open_import(request: SignedIn, pk: str) -> HttpResponse:
    """The plan of an import while it waits, its report afterwards; asks again by itself while it works."""
    import_run = queries.open_import(by=request.user, pk=pk)
    if import_run.format == RunFormat.RESULTS:
        return go(request, reverse("open-evidence-file", args=[pk]))
    if import_run.format == RunFormat.STANDARDS:
        return go(request, reverse("open-framework-file", args=[pk]))
    context = {
        "page": page_of(import_run, by=request.user),
        "import_run": import_run,
        "who": who_can_see_place(ObjectKind.IMPORT_RUN, import_run.source.organization),
    }
    return show(request, "imports/open_import.html", context, piece="state")


@require_POST
def apply_import(request: SignedIn, pk: str) -> HttpResponse:
    """Say yes to the plan."""
    import_run = queries.open_import(by=request.user, pk=pk)
    operations.apply_plan(
        by=request.user, import_run=import_run, without_removals=request.POST.get("removals") == "no"
    )
    return go(request, reverse("open-import", args=[pk]))


@require_POST
def put_import_aside(request: SignedIn, pk: str) -> HttpResponse:
    """Say no to the plan."""
    operations.put_aside(by=request.user, import_run=queries.open_import(by=request.user, pk=pk))
    tell(request, _("The file was put aside. Nothing of it was written."))
    return go(request, reverse("imports"))


@require_http_methods(["GET", "POST"])
def undo_import(request: SignedIn, pk: str) -> HttpResponse:
    """What taking an applied import back would change; a yes takes it back as a whole."""
    import_run = queries.open_import(by=request.user, pk=pk)
    if not queries.may_decide(request.user, import_run):
        raise Refused(_("Only a data steward can decide about imports."))
    reasons = queries.undo_reasons(import_run)
    form = UndoForm(request.POST if request.method == "POST" else None, must_be_sure=bool(reasons))
    if request.method == "POST" and form.is_valid():
        operations.undo_applied(by=request.user, import_run=import_run, sure=form.cleaned_data["sure"])
        tell(request, _("The import is being taken back."))
        return go(request, reverse("open-import", args=[pk]))
    context = {
        "import_run": import_run,
        "form": form,
        "kinds": queries.undo_plan(import_run),
        "reasons": reasons,
        "undoable": queries.may_still_be_undone(import_run),
        "who": who_can_see_place(ObjectKind.IMPORT_RUN, import_run.source.organization),
    }
    return show(request, "imports/undo_import.html", context, status=422 if form.errors else 200)


@require_POST
def answer_match(request: SignedIn, pk: str) -> HttpResponse:
    """Say whether a row of the roster is somebody we know."""
    proposal = queries.open_proposal(by=request.user, pk=pk)
    operations.answer_proposal(by=request.user, proposal=proposal, same=request.POST.get("same") == "yes")
    tell(request, _("Thank you. The next import follows your answer."))
    return go(request, reverse("imports"))


@require_GET
def import_report_csv(request: SignedIn, pk: str) -> HttpResponse:
    """The findings as CSV; no cell of the package is in it."""
    import_run = queries.open_import(by=request.user, pk=pk)
    response = HttpResponse(queries.report_as_csv(import_run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{pk}.csv"'
    return response


@require_GET
def import_report_json(request: SignedIn, pk: str) -> HttpResponse:
    """The report as one JSON object, as the command prints it."""
    return JsonResponse(queries.report_of(queries.open_import(by=request.user, pk=pk)))
