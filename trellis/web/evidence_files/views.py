"""Results and other evidence of a district: send, map by hand where nobody knows the file, plan, decide."""

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.imports import operations, queries
from trellis.evidence.imports.words.states import RowPurpose, RunFormat
from trellis.evidence.measures.words import Reason
from trellis.kit.errors import Conflict, DomainError, Invalid, NotFound, Refused
from trellis.people.access.queries import who_can_see_place
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.web.evidence_files.forms import EvidenceForm, FileColumnsForm, MapForm, SentRowForm
from trellis.web.evidence_files.plan import columns_to_map, page_of_file, template_choices
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.ui import Seen

if TYPE_CHECKING:  # doors know the type of a place, never its table
    from trellis.evidence.imports.models import ImportRun
    from trellis.people.places.models import Organization


def _home(request: SignedIn) -> "Organization":
    home = queries.import_home_of(request.user)
    if home is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return home


def _file(request: SignedIn, pk: str) -> "ImportRun":
    import_run = queries.open_import(by=request.user, pk=pk)
    if import_run.format != RunFormat.RESULTS:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return import_run


def _file_to_map(request: SignedIn, pk: str) -> "ImportRun":
    import_run = _file(request, pk)
    if not queries.may_decide(request.user, import_run):
        raise Refused(_("Only a data steward can decide about imports."))
    return import_run


def _show_files(request: SignedIn, form: EvidenceForm) -> HttpResponse:
    home = _home(request)
    may_send = queries.may_send(request.user, home)
    context = {
        "home": home,
        "form": form,
        "runs": queries.runs_of(home, by=request.user, format_=RunFormat.RESULTS)[:50],
        "may_send": may_send,
        "waiting": queries.waiting_rows_of(home)[:50] if may_send else [],
        "templates": queries.own_templates(home),
        "who": who_can_see_place(ObjectKind.IMPORT_RUN, home),
    }
    return show(request, "evidence_files/evidence_files.html", context, status=422 if form.errors else 200)


@require_GET
def evidence_files(request: SignedIn) -> HttpResponse:
    """What came in before, what waits for its student, and where to send a new file."""
    return _show_files(request, EvidenceForm(templates=template_choices(_home(request))))


@require_POST
def send_evidence_file(request: SignedIn) -> HttpResponse:
    """Take a file and lead to its plan."""
    home = _home(request)
    form = EvidenceForm(request.POST, request.FILES, templates=template_choices(home))
    if form.is_valid():
        sent = cast("UploadedFile[bytes]", form.cleaned_data.pop("file"))
        try:
            import_run = operations.receive_results_file(
                by=request.user,
                organization=home,
                name=sent.name or "",
                size=sent.size or 0,
                chunks=sent.chunks(),
                **form.cleaned_data,
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("open-evidence-file", args=[import_run.public_id]))
    return _show_files(request, form)


@require_GET
def open_evidence_file(request: SignedIn, pk: str) -> HttpResponse:
    """The plan of a file while it waits, its report afterwards; asks again by itself while it works."""
    import_run = _file(request, pk)
    context = {
        "page": page_of_file(import_run, by=request.user),
        "import_run": import_run,
        "who": who_can_see_place(ObjectKind.IMPORT_RUN, import_run.source.organization),
    }
    return show(request, "evidence_files/open_evidence_file.html", context, piece="state")


@require_http_methods(["GET", "POST"])
def choose_file_columns(request: SignedIn, pk: str) -> HttpResponse:
    """First step by hand: what every column holds, beside masked cells."""
    import_run = _file_to_map(request, pk)
    look, draft = import_run.details.get("look", []), import_run.details.get("draft", [])
    form = FileColumnsForm(request.POST or None, columns=look, draft=draft)
    if request.method == "POST" and form.is_valid():
        try:
            operations.choose_file_columns(by=request.user, import_run=import_run, roles=form.roles())
        except Invalid as error:
            put_errors(form, error)
        else:
            return go(request, reverse("map-columns", args=[pk]))
    context = {"import_run": import_run, "form": form, "columns": list(zip(form, look, strict=True))}
    return _show_step(request, "evidence_files/choose_file_columns.html", context)


@require_http_methods(["GET", "POST"])
def map_columns(request: SignedIn, pk: str) -> HttpResponse:
    """Second step by hand: what the codes mean, what it is called, and when it was."""
    import_run = _file_to_map(request, pk)
    form = MapForm(request.POST or None, columns=columns_to_map(import_run))
    if request.method == "POST" and form.is_valid():
        plain = {name: form.cleaned_data[name] for name in MapForm.base_fields}
        try:
            operations.map_columns(by=request.user, import_run=import_run, codes=form.code_words(), **plain)
        except Invalid as error:
            put_errors(form, error)
        else:
            tell(request, _("The template is saved. The file is being read with it."))
            return go(request, reverse("open-evidence-file", args=[pk]))
    reasons = [label for value, label in Reason.choices if value != Reason.BLANK]
    context = {"import_run": import_run, "form": form, "reasons": reasons}
    return _show_step(request, "evidence_files/map_columns.html", context)


@require_http_methods(["GET", "POST"])
def look_at_sent_row(request: SignedIn, pk: str) -> HttpResponse:
    """One row of a file as it was sent; who looked and why stands in the journal."""
    import_run = _file_to_map(request, pk)
    form, sent = SentRowForm(request.POST or None, initial={"row": request.GET.get("row", "")}), None
    if request.method == "POST" and form.is_valid():
        try:
            sent = operations.look_at_sent_row(
                by=request.user,
                import_run=import_run,
                row=form.cleaned_data["row"],
                purpose=RowPurpose(form.cleaned_data["purpose"]),
            )
        except (Conflict, Invalid) as error:
            put_errors(form, error)
    who = Seen(
        _("Opened by data stewards alone"),
        (
            _("Who looked, at which row and why stands in the journal."),
            _("The look stands in the student’s list of looks, too; the family reads it with the reason."),
        ),
    )
    context = {"import_run": import_run, "form": form, "sent": sent, "days": settings.ROW_DAYS, "who": who}
    status = 422 if form.errors else 200
    return show(request, "evidence_files/look_at_sent_row.html", context, status=status)


def _show_step(request: SignedIn, template: str, context: dict[str, Any]) -> HttpResponse:
    place = context["import_run"].source.organization
    context["who"] = who_can_see_place(ObjectKind.IMPORT_RUN, place)
    return show(request, template, context, status=422 if context["form"].errors else 200)


@require_POST
def answer_waiting_row(request: SignedIn, pk: str) -> HttpResponse:
    """Say which student a waiting row is about, by any number of the roster, or leave it out."""
    waiting = queries.open_waiting_row(by=request.user, pk=pk)
    student = None
    if "leave_out" not in request.POST:
        number = request.POST.get("number", "")
        student = queries.student_by_number(waiting.run.source.organization, number) if number else None
        if student is None:
            raise Invalid(_("No student, or more than one, has this number. Try another of their numbers."))
    operations.answer_waiting_row(by=request.user, waiting=waiting, student=student)
    tell(request, _("Thank you. The row does not wait any more."))
    return go(request, reverse("evidence-files") + "#waiting")


@require_POST
def retire_template(request: SignedIn, pk: str) -> HttpResponse:
    """Stop offering a template of the district."""
    operations.retire_template(by=request.user, template=queries.open_template(by=request.user, pk=pk))
    tell(request, _("The template is no longer offered. What came in with it stays."))
    return go(request, reverse("evidence-files"))
