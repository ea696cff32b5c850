"""A team's own assessments: made, entered by keyboard or paste, printed. Members of the team alone."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.measures.operations import own as operations
from trellis.evidence.measures.queries import own as queries
from trellis.evidence.measures.queries.results import (
    open_assessment,
    open_results_community,
    owner_of,
)
from trellis.evidence.measures.rules.own import form_order, read_pasted
from trellis.kit.errors import DomainError, Invalid
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.web.assessments.forms import EntryForm, MakeForm, PasteForm
from trellis.web.meetings.qr import qr_code
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.paper.pdf import file_response
from trellis.web.paper.sheets import LETTERS, ClassSheets, Sheet, SheetItem, make_sheets

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.measures.models import AssessmentItem


@require_http_methods(["GET", "POST"])
def make_common_assessment(request: SignedIn, pk: str) -> HttpResponse:
    """Make an assessment in a minute."""
    community = open_results_community(by=request.user, pk=pk)
    form = MakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.make_common_assessment(
                by=request.user, community=community, **form.cleaned_data
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("It is ready: print it, or enter answers."))
            return go(request, reverse("choose-class", args=[made.public_id]))
    context = {"community": community, "form": form, "who": who_can_see(ObjectKind.RESULT, community)}
    return show(
        request, "assessments/make_common_assessment.html", context, status=422 if form.errors else 200
    )


@require_GET
def choose_class(request: SignedIn, pk: str) -> HttpResponse:
    """The classes of the team: enter or print each."""
    assessment = open_assessment(by=request.user, pk=pk)
    community = owner_of(assessment)
    context = {
        "assessment": assessment,
        "community": community,
        "states": queries.class_states(assessment, community),
        "who": who_can_see(ObjectKind.RESULT, community),
    }
    return show(request, "assessments/choose_class.html", context)


def _entry(request: SignedIn, pk: str, room: str) -> queries.Entry:
    assessment = open_assessment(by=request.user, pk=pk)
    return queries.entry_of(assessment, queries.open_class_of(owner_of(assessment), room))


def _show_entry(
    request: SignedIn, entry: queries.Entry, form: EntryForm, paste: PasteForm | None = None
) -> HttpResponse:
    community = owner_of(entry.assessment)
    context = {
        "assessment": entry.assessment,
        "community": community,
        "entry": entry,
        "form": form,
        "paste_form": paste or PasteForm(),
        "letters": any(one.answer for one in entry.wanted),
        "who": who_can_see(ObjectKind.RESULT, community),
    }
    bad = form.errors or (paste is not None and paste.errors)
    return show(request, "assessments/enter_answers.html", context, status=422 if bad else 200)


def _keep(request: SignedIn, entry: queries.Entry, rows: dict[str, str]) -> HttpResponse:
    done = operations.enter_answers(
        by=request.user, assessment=entry.assessment, school_class=entry.school_class, rows=rows
    )
    said = ngettext(
        "The answers of %(n)d student are in.", "The answers of %(n)d students are in.", done.written
    )
    tell(request, said % {"n": done.written})
    return go(request, reverse("choose-class", args=[entry.assessment.public_id]))


@require_http_methods(["GET", "POST"])
def enter_answers(request: SignedIn, pk: str, room: str) -> HttpResponse:
    """Type one short row a student: “BBC-ABCB”."""
    entry = _entry(request, pk, room)
    form = EntryForm(request.POST or None, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            return _keep(request, entry, form.rows())
        except Invalid as error:
            put_errors(form, Invalid(str(error), {f"row_{pk}": text for pk, text in error.fields.items()}))
    return _show_entry(request, entry, form)


@require_POST
def paste_answers(request: SignedIn, pk: str, room: str) -> HttpResponse:
    """Take rows pasted from a spreadsheet."""
    entry = _entry(request, pk, room)
    form = PasteForm(request.POST)
    if form.is_valid():
        rows, strangers = read_pasted(form.cleaned_data["rows"], queries.names_in(entry))
        if strangers:
            names = ", ".join(strangers[:5])
            form.add_error("rows", _("Nobody in this class is called: %(names)s.") % {"names": names})
        else:
            try:
                return _keep(request, entry, rows)
            except Invalid as error:
                form.add_error("rows", " ".join([str(error), *error.fields.values()]))
    return _show_entry(request, entry, EntryForm(entry=entry), form)


def _entry_address(request: SignedIn, entry: queries.Entry) -> str:
    where = [entry.assessment.public_id, entry.school_class.public_id]
    return request.build_absolute_uri(reverse("enter-answers", args=where))


def _sheets(entry: queries.Entry) -> "list[tuple[queries.EntryLine, list[AssessmentItem]]]":
    """Return each student with the items in the order of their form."""
    return [
        (line, [entry.items[at] for at in form_order(len(entry.items), line.form)]) for line in entry.lines
    ]


def _sheet_item(item: "AssessmentItem") -> SheetItem:
    return SheetItem(item.label, LETTERS if item.answer else ())


@require_GET
def print_assessment(request: SignedIn, pk: str, room: str) -> HttpResponse:
    """A sheet a student, each with its form, and a code that leads a phone to the page of entry."""
    entry = _entry(request, pk, room)
    address = _entry_address(request, entry)
    context = {
        "assessment": entry.assessment,
        "entry": entry,
        "sheets": _sheets(entry),
        "qr": qr_code(address),
        "address": address,
        "languages": settings.LANGUAGES,
    }
    return show(request, "assessments/print_assessment.html", context)


@require_GET
def sheets_pdf(request: SignedIn, pk: str, room: str) -> HttpResponse:
    """The same sheets as a file, in the language that students read."""
    entry = _entry(request, pk, room)
    address = _entry_address(request, entry)
    paper = ClassSheets(
        title=entry.assessment.title,
        room=entry.school_class.title,
        community=owner_of(entry.assessment).name,
        address=address,
        code=qr_code(address).picture,
        sheets=[
            Sheet(line.student.full_name, line.form, [_sheet_item(item) for item in items])
            for line, items in _sheets(entry)
        ],
    )
    wanted = request.GET.get("language", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or "en"
    with translation.override(language):
        return file_response(make_sheets(paper), f"sheets-{language}")
