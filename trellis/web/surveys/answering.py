"""Answering: for people who sign in, and by a link for families, students and partners."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.evidence.surveys import operations
from trellis.evidence.surveys.queries import questions_of, round_by_code, round_to_answer, words_in
from trellis.kit.errors import Invalid
from trellis.people.accounts.requests import SignedIn
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.surveys.forms import AnswerForm

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.surveys.models import SurveyRound

#: Remembered in the session of a browser that answered by a link: one tap too many is no second answer.
ANSWERED = "survey_rounds_answered"


def _language() -> str:
    return "es" if (get_language() or "en").startswith("es") else "en"


def _form(request: HttpRequest, at: "SurveyRound") -> AnswerForm:
    # an answer with nothing ticked is an empty post, and still one
    sent = request.POST if request.method == "POST" else None
    return AnswerForm(sent, questions=questions_of(at.survey), language=_language())


def _page(at: "SurveyRound", form: AnswerForm) -> dict[str, object]:
    survey = at.survey
    return {
        "round": at,
        "survey": survey,
        "form": form,
        "purpose": words_in(survey.purposes, _language()),
        "count": len(form.fields),
    }


@require_http_methods(["GET", "POST"])
def answer_survey(request: SignedIn, pk: str) -> HttpResponse:
    """A few questions for somebody who signed in; that they answered is kept, not what."""
    at = round_to_answer(by=request.user, pk=pk)
    form = _form(request, at)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_survey(by=request.user, at=at, given=form.given(), language=_language())
        except Invalid as error:
            put_errors(form, error)
        else:
            tell(request, _("Thank you. Your answers are in, without your name."))
            return go(request, reverse("today"))
    return show(request, "surveys/answer_survey.html", _page(at, form), status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
def answer_by_link(request: HttpRequest, code: str) -> HttpResponse:
    """The same by a link, in English and Spanish, with nothing asked about the person."""
    at = round_by_code(code=code)
    answered = at.public_id in request.session.get(ANSWERED, [])
    form = _form(request, at)
    if request.method == "POST" and form.is_valid() and not answered:
        try:
            operations.answer_by_link(at=at, given=form.given(), language=_language())
        except Invalid as error:
            put_errors(form, error)
        else:
            request.session[ANSWERED] = [*request.session.get(ANSWERED, [])[-20:], at.public_id]
            return go(request, reverse("answer-by-link", args=[code]))
    context = {**_page(at, form), "answered": answered}
    return show(request, "surveys/answer_by_link.html", context, status=422 if form.errors else 200)
