"""A survey and answers to it, for tests."""

from datetime import date, timedelta

from django.utils import timezone

from tests.cast import Cast, _person
from trellis.evidence.surveys.models import Survey, SurveyRound
from trellis.evidence.surveys.operations import answer_by_link, answer_survey, make_survey, open_round
from trellis.evidence.surveys.queries import questions_of
from trellis.evidence.surveys.rules import Draft
from trellis.evidence.surveys.words import Asked, QuestionKind, SurveyKind
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person

WELCOME = Draft(
    QuestionKind.AGREE,
    {"en": "I feel welcome at this school.", "es": "Me siento bienvenido en esta escuela."},
)
WISH = Draft(QuestionKind.TEXT, {"en": "What should we change?", "es": "¿Qué debemos cambiar?"})
WHY = {"en": "To plan the spring evenings.", "es": "Para planear las noches de primavera."}


def family_survey(cast: Cast, *, floor: int = 10, with_text: bool = True) -> Survey:
    """Return a survey of families by the Grade 4 team; nobody was asked yet."""
    return make_survey(
        by=cast.ana,
        community=cast.grade_4,
        kind=SurveyKind.SURVEY,
        asked=Asked.FAMILIES,
        name="Families of grade 4",
        purpose=WHY,
        questions=[WELCOME, WISH] if with_text else [WELCOME],
        floor=floor,
    )


def staff_pulse(cast: Cast, *, floor: int = 5) -> Survey:
    """Return a pulse of all staff of Lincoln."""
    return make_survey(
        by=cast.ana,
        community=cast.grade_4,
        kind=SurveyKind.PULSE,
        asked=Asked.STAFF,
        name="How we meet",
        purpose={"en": "To meet better."},
        questions=[Draft(QuestionKind.AGREE, {"en": "The time was well used."})],
        floor=floor,
    )


def colleagues(cast: Cast, count: int) -> list[Person]:
    """Add teachers to Lincoln."""
    since = timezone.localdate() - timedelta(days=30)
    return [_person(f"T{number}", "Teacher", Role.TEACHER, cast.lincoln, since) for number in range(count)]


def asked_by_link(cast: Cast, survey: Survey, count: int = 20) -> SurveyRound:
    """Open a round by link for a week."""
    return open_round(
        by=cast.ana,
        survey=survey,
        closes_on=timezone.localdate() + timedelta(days=7),
        asked_count=count,
    )


def come(at: SurveyRound, values: list[int], text: str = "") -> None:
    """Let somebody answer by the link, once for each value."""
    questions = questions_of(at.survey)
    for value in values:
        given: dict[str, object] = {questions[0].public_id: value}
        if text and len(questions) > 1:
            given[questions[1].public_id] = f"{text} {value}"
        answer_by_link(at=at, given=given, language="es")


def answer(person: Person, at: SurveyRound, value: int) -> None:
    """Let a person who signs in answer the first question."""
    answer_survey(by=person, at=at, given={questions_of(at.survey)[0].public_id: value}, language="en")


def close_yesterday(at: SurveyRound, on: date | None = None) -> SurveyRound:
    """Move a round back, so that it is over."""
    yesterday = (on or timezone.localdate()) - timedelta(days=1)
    SurveyRound.objects.filter(pk=at.pk).update(opens_on=yesterday - timedelta(days=7), closes_on=yesterday)
    at.refresh_from_db()
    return at
