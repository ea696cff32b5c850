"""A family asks about a look at their child's card; who answers for the school answers."""

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import DomainError, NotFound
from trellis.people.accounts.requests import SignedIn
from trellis.practice.students.operations import looking as operations
from trellis.practice.students.queries.cards import look_words
from trellis.practice.students.queries.looking import answers_somewhere, open_look_question, questions_to
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.ui import Seen


class AnswerForm(forms.Form):
    """What the school answers."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=1000,
        help_text=gettext_lazy("Why this person needed the card, and whom the family can call."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@require_POST
def ask_about_look(request: SignedIn, pk: str) -> HttpResponse:
    """Ask the school about one look at one's own child's card."""
    operations.ask_about_look(
        by=request.user, pk=pk, look=request.POST.get("look", ""), text=request.POST.get("text", "")
    )
    tell(request, _("Your question is with the school. The answer will stand on this page."))
    return go(request, reverse("my-child", args=[pk]) + "#looks")


@require_GET
def look_questions(request: SignedIn) -> HttpResponse:
    """What families asked about looks and this person answers, the unanswered first."""
    if not answers_somewhere(request.user):
        raise NotFound(_("There is no such page, or it is not open to you."))
    questions = questions_to(request.user)
    seen = Seen(_("Seen by who answers for the school: the privacy officer, else the principal"), ())
    context = {
        "waiting": [one for one in questions if one.answered_at is None],
        "answered": [one for one in questions if one.answered_at is not None],
        "who": seen,
    }
    return show(request, "students/look_questions.html", context)


@require_http_methods(["GET", "POST"])
def answer_look_question(request: SignedIn, pk: str) -> HttpResponse:
    """One question of a family, with the look it is about, and the answer."""
    question = open_look_question(by=request.user, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_look_question(by=request.user, pk=pk, text=form.cleaned_data["text"])
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The family was told that you answered."))
            return go(request, reverse("look-questions"))
    seen = Seen(
        _("Seen by the family that asked, and by who answers for the school"),
        (_("The card of the student itself is not opened by this page."),),
    )
    context = {"question": question, "did": look_words(question.look), "form": form, "who": seen}
    status = 422 if form.errors else 200
    return show(request, "students/answer_look_question.html", context, status=status)
