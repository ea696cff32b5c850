"""One student's card and supports, who looked at them, and a family's own child."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trellis.kit.errors import DomainError, Invalid
from trellis.people.accounts.requests import SignedIn
from trellis.practice.students.operations import cards as operations
from trellis.practice.students.operations import supports as support_operations
from trellis.practice.students.queries import cards as queries
from trellis.practice.students.queries.changes import progress_of
from trellis.practice.students.queries.looking import looks_for_family
from trellis.practice.students.queries.supports import reading_of
from trellis.practice.students.words import Looked, SupportEnd
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.students.care_forms import LetInForm, PointForm, ProfileForm, ReviewForm, StrengthForm
from trellis.web.ui import Seen

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.roster.models import Student
    from trellis.people.journal.models import JournalEntry


def _seen() -> Seen:
    return Seen(
        _("Seen by the members of the teams that teach this student"),
        (
            _("Colleagues who were let in by name, for a purpose and a time."),
            _("The student’s own family sees its part on a page of its own."),
            _("Every look is written down; it can be read below."),
        ),
    )


def _looks(student: "Student", most: int) -> "list[tuple[JournalEntry, str]]":
    return [(look, queries.look_words(look)) for look in queries.looks_at(student)[:most]]


@require_GET
def student_card(request: SignedIn, pk: str) -> HttpResponse:
    """The card: strengths first. That it was opened is written down."""
    opened = operations.look_at_student(by=request.user, pk=pk)
    card = queries.card_of(opened.student)
    profile = card.profile
    initial = {
        "said_as": profile.said_as if profile else "",
        "pronouns": card.pronouns,
        "family_asks": profile.family_asks if profile else "",
    }
    people = [(one.public_id, one.full_name) for one in queries.people_to_let_in(opened.student)]
    context = {
        "opened": opened,
        "student": opened.student,
        "team": opened.teams[0] if opened.teams else None,
        "card": card,
        "progress": progress_of(opened.student, opened.teams[0]) if opened.teams else [],
        "looks": _looks(opened.student, 5),
        "strength_form": StrengthForm(),
        "profile_form": ProfileForm(initial=initial),
        "let_in_form": LetInForm(people=people),
        "who": _seen(),
    }
    return show(request, "students/student_card.html", context)


@require_GET
def who_looked(request: SignedIn, pk: str) -> HttpResponse:
    """Everybody who opened this card, a support or a row of a file about the student, and when."""
    opened = queries.open_card(by=request.user, pk=pk)
    context = {"student": opened.student, "looks": _looks(opened.student, 500), "who": _seen()}
    return show(request, "students/who_looked.html", context)


def _card_form(request: SignedIn, pk: str) -> str:
    """Return where a change of the card leads back to, after asking whether it may be opened."""
    queries.open_card(by=request.user, pk=pk)
    return reverse("student-card", args=[pk])


@require_POST
def add_strength(request: SignedIn, pk: str) -> HttpResponse:
    """Write down something the student is good at."""
    back = _card_form(request, pk)
    operations.add_strength(by=request.user, pk=pk, text=request.POST.get("text", ""))
    tell(request, _("It stands on the card now."))
    return go(request, back)


@require_POST
def change_student_profile(request: SignedIn, pk: str) -> HttpResponse:
    """Keep name, pronouns and what the family asks."""
    back = _card_form(request, pk)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("One of these is too long."))
    operations.change_student_profile(by=request.user, pk=pk, **form.cleaned_data)
    tell(request, _("Kept."))
    return go(request, back)


@require_POST
def let_in(request: SignedIn, pk: str) -> HttpResponse:
    """Let a colleague open this card."""
    back = _card_form(request, pk)
    student = queries.open_card(by=request.user, pk=pk).student
    people = [(one.public_id, one.full_name) for one in queries.people_to_let_in(student)]
    form = LetInForm(request.POST, people=people)
    if not form.is_valid():
        raise Invalid(_("Say who, for what and until when."))
    operations.let_in(by=request.user, pk=pk, **form.cleaned_data)
    tell(request, _("Your colleague can open this card now. Every look is written down."))
    return go(request, back)


@require_POST
def end_card_right(request: SignedIn, pk: str, right: str) -> HttpResponse:
    """End a colleague's right to open this card."""
    back = _card_form(request, pk)
    operations.end_card_right(by=request.user, pk=pk, right=right)
    tell(request, _("The card is closed to your colleague again."))
    return go(request, back)


def _show_support(
    request: SignedIn, pk: str, *, point: PointForm | None = None, review: ReviewForm | None = None
) -> HttpResponse:
    support = queries.open_support(by=request.user, pk=pk)
    opened = operations.look_at_student(by=request.user, pk=support.student.public_id, what=Looked.SUPPORT)
    forms = (point, review)
    context = {
        "support": support,
        "student": support.student,
        "opened": opened,
        "may_change": any(team.pk == support.community_id for team in opened.teams),
        "reading": reading_of(support),
        "point_form": point or PointForm(),
        "review_form": review or ReviewForm(),
        "today": timezone.localdate(),
        "who": _seen(),
    }
    bad = any(form is not None and form.errors for form in forms)
    return show(request, "students/open_support.html", context, status=422 if bad else 200)


@require_GET
def open_support(request: SignedIn, pk: str) -> HttpResponse:
    """A support with its aim line. That it was opened is written down."""
    return _show_support(request, pk)


@require_POST
def record_support_point(request: SignedIn, pk: str) -> HttpResponse:
    """Write what was counted."""
    support = queries.open_support(by=request.user, pk=pk)
    form = PointForm(request.POST)
    if form.is_valid():
        try:
            support_operations.record_support_point(by=request.user, support=support, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("open-support", args=[pk]))
    return _show_support(request, pk, point=form)


@require_POST
def review_support(request: SignedIn, pk: str) -> HttpResponse:
    """Go on, or end with a reason."""
    support = queries.open_support(by=request.user, pk=pk)
    form = ReviewForm(request.POST)
    if form.is_valid():
        end = form.cleaned_data["end"]
        try:
            support_operations.review_support(
                by=request.user,
                support=support,
                review_on=form.cleaned_data["review_on"],
                end=SupportEnd(end) if end else None,
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The review is kept."))
            return go(request, reverse("supports", args=[support.community.public_id]))
    return _show_support(request, pk, review=form)


@require_GET
def my_children(request: SignedIn) -> HttpResponse:
    """A family's own children, each a link."""
    return show(request, "students/my_children.html", {"children": queries.children_of(request.user)})


@require_GET
def my_child(request: SignedIn, pk: str) -> HttpResponse:
    """What the school does for one's own child, and who looked at the card."""
    child = queries.open_own_child(by=request.user, pk=pk)
    context = {
        "child": child,
        "card": queries.card_of(child),
        "looks": looks_for_family(child, request.user),
    }
    return show(request, "students/my_child.html", context)
