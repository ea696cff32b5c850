"""Surveys of a community: what was asked, what was learned, ask again."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.surveys import operations, queries
from trellis.evidence.surveys.rules import Draft, may_make_survey, may_read_texts
from trellis.evidence.surveys.words import BY_LINK, TRUST, Asked, QuestionKind, SurveyKind, Topic
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.access.rules import sees
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import open_community, relations_to_community, who_can_see
from trellis.web.meetings.qr import qr_code
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.surveys.forms import OWN_ROWS, AskForm, QuestionsForm, SurveyForm
from trellis.web.surveys.pictures import trend_pictures

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.surveys.models import Survey, SurveyRound
    from trellis.people.communities.models import Community


def _no_page() -> NotFound:
    return NotFound(_("There is no such page, or it is not open to you."))


def _own_community(request: SignedIn, pk: str) -> "Community":
    community = open_community(by=request.user, pk=pk)
    if not may_make_survey(relations_to_community(request.user, community)):
        raise _no_page()
    return community


def _language() -> str:
    return "es" if (get_language() or "en").startswith("es") else "en"


@require_GET
def surveys(request: SignedIn, pk: str) -> HttpResponse:
    """What a community asks, and whom it could ask."""
    community = open_community(by=request.user, pk=pk)
    relations = relations_to_community(request.user, community)
    if not sees(ObjectKind.SURVEY, relations):
        raise _no_page()
    context = {
        "community": community,
        "surveys": list(queries.surveys_of(community, by=request.user)),
        "may_make": may_make_survey(relations),
        "asked": [(asked.value, asked.label) for asked in Asked],
        "who": who_can_see(ObjectKind.SURVEY, community),
    }
    return show(request, "surveys/surveys.html", context)


@require_http_methods(["GET", "POST"])
def make_survey(request: SignedIn, pk: str, asked: str) -> HttpResponse:
    """Write a survey for those who are asked; starters are a tick away."""
    community = _own_community(request, pk)
    if asked not in Asked:
        raise _no_page()
    whom = Asked(asked)
    form = _survey_form(request, whom)
    if request.method == "POST" and form.is_valid():
        try:
            survey = operations.make_survey(
                by=request.user,
                community=community,
                kind=SurveyKind(form.cleaned_data["kind"]),
                asked=whom,
                name=form.cleaned_data["name"],
                purpose=form.purpose(),
                questions=form.questions(),
                floor=form.cleaned_data["floor"],
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            tell(request, _("The questions are kept. Nobody was asked yet."))
            return go(request, reverse("open-survey", args=[survey.public_id]))
    context = {"community": community, "asked": whom.label, "form": form}
    return show(request, "surveys/make_survey.html", context, status=422 if form.errors else 200)


def _survey_form(request: SignedIn, whom: Asked) -> SurveyForm:
    starters = queries.starter_questions(whom)
    return SurveyForm(request.POST or None, asked=whom, starters=starters, initial=_begun(request, starters))


def _begun(request: SignedIn, starters: Sequence[queries.Starter]) -> dict[str, Any]:
    """Return what stands in the form already: all of a trust pulse when that was chosen (S2-41)."""
    keys = [starter.key for starter in starters if starter.facet in TRUST]
    if request.GET.get("begin") != "trust" or not keys:
        return {}
    return {
        "name": _("Trust among colleagues"),
        "purpose_en": _("To see together how it is to work here, and what would make it better."),
        "kind": SurveyKind.PULSE,
        "starters": keys,
    }


@require_GET
def open_survey(request: SignedIn, pk: str) -> HttpResponse:
    """One survey: its questions, and what the rounds told, as far as enough people answered."""
    survey = queries.open_survey(by=request.user, pk=pk)
    relations = relations_to_community(request.user, survey.community)
    today, language = timezone.localdate(), _language()
    rounds = list(survey.rounds.all())
    running = next((at for at in rounds if queries.is_open(at, today)), None)
    over = [at for at in rounds if queries.is_over(at, today)]
    reads = over and sees(ObjectKind.SURVEY_RESULT, relations)
    questions, member = queries.questions_of(survey), may_read_texts(relations)
    context = {
        "survey": survey,
        "purpose": queries.words_in(survey.purposes, language),
        "questions": [queries.words_in(question.texts, language) for question in questions],
        "running": running,
        **_way_in(request, running if member and survey.asked in BY_LINK else None),
        "result": queries.round_result(over[-1], by=request.user, language=language) if reads else None,
        "trends": trend_pictures(questions, by=request.user, language=language) if member else [],
        "member": member,
        "untouched": not rounds,
        "who": who_can_see(ObjectKind.SURVEY_RESULT, survey.community),
    }
    return show(request, "surveys/open_survey.html", context)


def _way_in(request: SignedIn, at: "SurveyRound | None") -> dict[str, object]:
    """Return the link of an open round and its code to print, for members of the community that asks."""
    if at is None:
        return {"link": "", "qr": None}
    link = request.build_absolute_uri(reverse("answer-by-link", args=[at.code]))
    return {"link": link, "qr": qr_code(link)}


@require_http_methods(["GET", "POST"])
def change_questions(request: SignedIn, pk: str) -> HttpResponse:
    """Write the questions anew, as long as nobody was asked."""
    survey = queries.open_own_survey(by=request.user, pk=pk)
    drafts = [Draft(QuestionKind(row.kind), row.texts) for row in queries.questions_of(survey)]
    form = QuestionsForm(
        request.POST or None, asked=Asked(survey.asked), rows=len(drafts) + OWN_ROWS, drafts=drafts
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_questions(by=request.user, survey=survey, questions=form.drafts())
        except (Invalid, Conflict) as error:
            put_errors(form, error)
        else:
            tell(request, _("The questions are kept."))
            return go(request, reverse("open-survey", args=[pk]))
    context = {"survey": survey, "form": form}
    return show(request, "surveys/change_questions.html", context, status=422 if form.errors else 200)


def _ask(request: SignedIn, survey: "Survey", data: Mapping[str, Any]) -> None:
    if "topics" in data:
        operations.mark_topics(
            by=request.user,
            survey=survey,
            topics=[Topic(topic) for topic in data["topics"]],
            guardians_told_on=data["guardians_told_on"],
        )
    operations.open_round(
        by=request.user,
        survey=survey,
        closes_on=data["closes_on"],
        asked_count=data.get("asked_count"),
    )


@require_http_methods(["GET", "POST"])
def ask_survey(request: SignedIn, pk: str) -> HttpResponse:
    """Open a round: people who sign in are told, for the others there is a link."""
    survey = queries.open_own_survey(by=request.user, pk=pk)
    initial = {"topics": survey.topics, "guardians_told_on": survey.guardians_told_on}
    by_link = survey.asked in BY_LINK
    form = AskForm(request.POST or None, asked=Asked(survey.asked), by_link=by_link, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, survey, form.cleaned_data)
        except (Invalid, Conflict) as error:
            put_errors(form, error)
        else:
            tell(request, _("You have asked. Answers show when the round is closed."))
            return go(request, reverse("open-survey", args=[pk]))
    context = {"survey": survey, "form": form}
    return show(request, "surveys/ask_survey.html", context, status=422 if form.errors else 200)


@require_POST
def close_survey_round(request: SignedIn, pk: str) -> HttpResponse:
    """Close a round early; the answers show now."""
    at = queries.open_own_round(by=request.user, pk=pk)
    operations.close_round(by=request.user, at=at)
    tell(request, _("The round is closed."))
    return go(request, reverse("open-survey", args=[at.survey.public_id]))


@require_POST
def retire_survey(request: SignedIn, pk: str) -> HttpResponse:
    """Ask no more; what was learned stays."""
    survey = queries.open_own_survey(by=request.user, pk=pk)
    operations.retire_survey(by=request.user, survey=survey)
    tell(request, _("The survey is no longer in use. What it told stays here."))
    return go(request, reverse("surveys", args=[survey.community.public_id]))
