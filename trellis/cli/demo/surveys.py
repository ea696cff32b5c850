"""The demo's surveys: families told the Grade 4 team something, and all staff of Lincoln answer a pulse."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from trellis.cli.demo.stages import Stage
from trellis.cli.demo.world import World
from trellis.evidence.surveys.models import Survey, SurveyRound
from trellis.evidence.surveys.operations import (
    answer_by_link,
    answer_survey,
    close_round,
    make_survey,
    open_round,
)
from trellis.evidence.surveys.queries import questions_of, starter_questions
from trellis.evidence.surveys.rules import Draft
from trellis.evidence.surveys.words import Asked, QuestionKind, SurveyKind

FAMILY_ANSWERS = 34
FAMILIES_ASKED = 88
WISHES = (
    ("en", "A paper copy for those without a phone."),
    ("en", "More evenings, with child care."),
    ("es", "Que nos expliquen las fracciones con dibujos."),
    ("es", "Más mensajes en español, por favor."),
    ("en", "Tell us earlier what the class works on."),
    ("es", "Una hora más tarde para los que trabajamos."),
    ("en", "Show us one example of the homework."),
    ("en", "Ask my daughter too; she has good ideas."),
    ("es", "Que la maestra de español también venga."),
    ("en", "A short video would help my husband."),
    ("es", "Todo está bien, gracias."),
    ("en", "Say what the numbers on the report mean."),
)
PULSE_WEEKS = 5
PULSE_SHARE = 0.8


def make(world: World) -> None:
    """Ask, answer and close, as the stage has it."""
    if world.stage is Stage.PLANNING:
        return
    _families(world)
    _staff(world)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(15, 0)))


def _families(world: World) -> None:
    """A survey by link that is over: enough answers in two languages, fewer than half of those asked."""
    ana = world.people["ana"]
    questions = [Draft(row.kind, row.texts) for row in starter_questions(Asked.FAMILIES)[:4]]
    wish = Draft(QuestionKind.TEXT, {"en": "What should we change?", "es": "¿Qué debemos cambiar?"})
    survey = make_survey(
        by=ana,
        community=world.teams["grade_4"],
        kind=SurveyKind.SURVEY,
        asked=Asked.FAMILIES,
        name="Families of grade 4",
        purpose={
            "en": "We plan the spring evenings and want to know what helps you.",
            "es": "Planeamos las noches de primavera y queremos saber qué le ayuda.",
        },
        questions=[*questions, wish],
    )
    opened = world.today - timedelta(days=20)
    at = open_round(
        by=ana,
        survey=survey,
        opens_on=opened,
        closes_on=opened + timedelta(days=10),
        asked_count=FAMILIES_ASKED,
        now=_moment(opened),
    )
    rows = questions_of(survey)
    for number in range(FAMILY_ANSWERS):
        language, words = WISHES[number % len(WISHES)]
        given: dict[str, object] = {
            row.public_id: world.chance.choice((2, 3, 4, 4, 5, 5))
            for row in rows
            if row.kind != QuestionKind.TEXT
        }
        if number < len(WISHES):
            given[rows[-1].public_id] = words
        answer_by_link(at=at, given=given, language=language, now=_moment(opened + timedelta(days=2)))


def _staff(world: World) -> None:
    """A pulse of Lincoln's staff, week after week; this week's is open and waits on Today."""
    ana = world.people["ana"]
    questions = [Draft(row.kind, row.texts) for row in starter_questions(Asked.STAFF)[1:4]]
    survey = make_survey(
        by=ana,
        community=world.teams["grade_4"],
        kind=SurveyKind.PULSE,
        asked=Asked.STAFF,
        name="How we meet",
        purpose={"en": "Our meetings should be worth your time. Three taps tell us whether they are."},
        questions=questions,
    )
    for weeks in range(PULSE_WEEKS, 0, -1):
        _pulse(world, survey, world.today - timedelta(weeks=weeks), share=PULSE_SHARE)
    open_round(
        by=ana,
        survey=survey,
        opens_on=world.today,
        closes_on=world.today + timedelta(days=4),
        now=_moment(world.today),
    )


def _pulse(world: World, survey: Survey, day: date, *, share: float) -> SurveyRound:
    ana, moment = world.people["ana"], _moment(day)
    at = open_round(by=ana, survey=survey, opens_on=day, closes_on=day + timedelta(days=2), now=moment)
    rows = questions_of(survey)
    for ticket in at.tickets.select_related("person").order_by("pk"):
        if world.chance.random() < share:
            given: dict[str, object] = {row.public_id: world.chance.choice((2, 3, 4, 4, 5)) for row in rows}
            answer_survey(by=ticket.person, at=at, given=given, language="en", now=moment)
    return close_round(by=ana, at=at, now=moment + timedelta(days=2))
