"""Which surveys a person sees, which wait for their answer, and what may be shown of the answers."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.surveys.models import AnswerSet, Question, Survey, SurveyRound, SurveyTicket
from trellis.evidence.surveys.rules import (
    counts_of,
    is_low_response,
    may_read_answers,
    may_read_texts,
    shown_counts,
    shown_texts,
    yes_of,
)
from trellis.evidence.surveys.words import BY_LINK, SCALES, Asked, Facet, QuestionKind
from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import communities_seen, relations_to_community
from trellis.stats.effects.shares import share
from trellis.stats.protect.coding import coded_shares
from trellis.stats.results import Interval

CONTENT = Path(__file__).resolve().parent / "content" / "questions.json"


@dataclass(frozen=True)
class Starter:
    """A question to begin with: our own wording, a draft that no study has tested yet."""

    key: str
    facet: Facet
    kind: QuestionKind
    texts: Mapping[str, str]


@lru_cache(maxsize=1)
def _starters() -> tuple[tuple[str, Starter], ...]:
    return tuple(
        (row["asked"], Starter(row["key"], Facet(row["facet"]), QuestionKind(row["kind"]), row["texts"]))
        for row in json.loads(CONTENT.read_text(encoding="utf-8"))
    )


def starter_questions(asked: Asked) -> list[Starter]:
    """Return the starter questions for those who are asked; members and staff share the educators'."""
    whom = str(asked) if asked in BY_LINK else "educators"
    return [starter for row, starter in _starters() if row == whom]


def _missing() -> NotFound:
    return NotFound(_("There is no such survey, or it is not open to you."))


def is_open(at: SurveyRound, on: date) -> bool:
    """Say whether answers are taken on a day."""
    return at.closed_at is None and at.opens_on <= on <= at.closes_on


def is_over(at: SurveyRound, on: date) -> bool:
    """Say whether the round is closed for good."""
    return at.closed_at is not None or on > at.closes_on


def surveys_seen(*, by: Person) -> QuerySet[Survey]:
    """Return the surveys whose questions the person may read: those of their communities and places."""
    return Survey.objects.filter(
        community__in=communities_seen(by=by, kind=ObjectKind.SURVEY, at_least=View.SUMMARY)
    ).select_related("community__organization")


def surveys_of(community: Community, *, by: Person) -> QuerySet[Survey]:
    """Return the surveys of a community that the person sees, the newest first."""
    return surveys_seen(by=by).filter(community=community).prefetch_related("rounds")


def open_survey(*, by: Person, pk: str) -> Survey:
    """Return one survey by its public id.

    Raises:
        NotFound: when there is none, or it is not theirs to see.
    """
    survey = surveys_seen(by=by).filter(public_id=pk).first()
    if survey is None:
        raise _missing()
    return survey


def open_own_survey(*, by: Person, pk: str) -> Survey:
    """Return one survey of a community the person is a member of.

    Raises:
        NotFound: for everybody else.
    """
    survey = open_survey(by=by, pk=pk)
    if not may_read_texts(relations_to_community(by, survey.community)):
        raise _missing()
    return survey


def open_own_round(*, by: Person, pk: str) -> SurveyRound:
    """Return one round of a survey of the person's own community.

    Raises:
        NotFound: for everybody who is no member.
    """
    found = SurveyRound.objects.select_related("survey__community__organization").filter(public_id=pk).first()
    if found is None or not may_read_texts(relations_to_community(by, found.survey.community)):
        raise _missing()
    return found


def questions_of(survey: Survey) -> list[Question]:
    """Return the questions in their order."""
    return list(survey.questions.all())


def words_in(texts: Mapping[str, str], language: str) -> str:
    """Return the wording in a language, in English where there is none."""
    return texts.get(language) or texts.get("en") or ""


def tickets_to_answer(*, by: Person, on: date | None = None) -> QuerySet[SurveyTicket]:
    """Return what the person is asked today and has not answered yet."""
    day = on or timezone.localdate()
    return (
        SurveyTicket.objects.filter(
            person=by,
            used=False,
            round__opens_on__lte=day,
            round__closes_on__gte=day,
            round__closed_at=None,
        )
        .select_related("round__survey__community")
        .order_by("round__closes_on", "id")
    )


def round_to_answer(*, by: Person, pk: str, on: date | None = None) -> SurveyRound:
    """Return a round that waits for the person's answer.

    Raises:
        NotFound: when they are not asked, have answered, or it is over.
    """
    ticket = tickets_to_answer(by=by, on=on).filter(round__public_id=pk).first()
    if ticket is None:
        raise NotFound(_("There is nothing to answer here: you have answered, or it is over."))
    return ticket.round


def round_by_code(*, code: str, on: date | None = None) -> SurveyRound:
    """Return an open round by the code of its link; who has the link may answer.

    Raises:
        NotFound: for a wrong code, a round of people who sign in, or one that is over.
    """
    found = (
        SurveyRound.objects.select_related("survey__community__organization")
        .filter(code=code, survey__asked__in=BY_LINK)
        .first()
    )
    if found is None or not is_open(found, on or timezone.localdate()):
        raise NotFound(_("There is nothing to answer here any more. Thank you for looking."))
    return found


@dataclass(frozen=True)
class QuestionResult:
    """What one question tells.

    Attributes:
        text: the wording in the reader's language.
        counts: answers from the low end to the high end, for members; None where too few answered.
        labels: the answers in words.
        yes, n: how many chose one of the two upper answers, of how many; 0 where too few answered.
        interval: plausible share of yes, as if those who answered stood for all.
        band: the share of yes as leaders see it, in bands that give no single answer away.
        texts: own words in the order of the alphabet; None where too few answered or not for this reader.
    """

    text: str
    kind: QuestionKind
    counts: tuple[int, ...] | None
    labels: tuple[str, ...]
    yes: int = 0
    n: int = 0
    interval: Interval | None = None
    band: str = ""
    texts: tuple[str, ...] | None = None

    @property
    def low(self) -> int:
        """Lower end of the plausible share, in whole percent."""
        return round(100 * self.interval.low) if self.interval else 0

    @property
    def high(self) -> int:
        """Upper end of the plausible share, in whole percent."""
        return round(100 * self.interval.high) if self.interval else 0

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Each answer with how many chose it."""
        return list(zip(self.labels, self.counts or (), strict=False))

    @property
    def is_text(self) -> bool:
        """Whether people wrote in own words."""
        return self.kind == QuestionKind.TEXT


@dataclass(frozen=True)
class RoundResult:
    """What one closed round tells; ``answers`` is None where too few answered for anything to be shown."""

    round: SurveyRound
    answers: int | None
    low_response: bool
    questions: tuple[QuestionResult, ...]

    @property
    def shown(self) -> list[tuple[int, ...]]:
        """The counts of all closed questions that show, for one common scale."""
        return [question.counts for question in self.questions if question.counts is not None]

    @property
    def scales(self) -> list[tuple[str, ...]]:
        """The answers in words of each kind of closed question that shows, once."""
        return list(dict.fromkeys(row.labels for row in self.questions if row.counts is not None))


def round_result(at: SurveyRound, *, by: Person, language: str, on: date | None = None) -> RoundResult | None:
    """Return what a person may see of a round; nothing while it is open.

    Raises:
        NotFound: for those whom the policy shows no answers.
    """
    relations = relations_to_community(by, at.survey.community)
    if not may_read_answers(relations):
        raise _missing()
    if not is_over(at, on or timezone.localdate()):
        return None
    given = list(AnswerSet.objects.filter(round=at).values_list("given", flat=True))
    floor, answers = at.survey.floor, len(given)
    enough = answers >= floor
    by_question: dict[str, list[Any]] = defaultdict(list)
    for one in given:
        for key, value in one.items():
            by_question[key].append(value)
    results = tuple(
        _question_result(
            question,
            by_question.get(question.public_id, []) if enough else [],
            floor,
            language,
            inside=may_read_texts(relations),
        )
        for question in questions_of(at.survey)
    )
    return RoundResult(
        round=at,
        answers=answers if enough else None,
        low_response=enough and is_low_response(answers, at.asked_count),
        questions=results,
    )


def _question_result(
    question: Question, values: list[Any], floor: int, language: str, *, inside: bool
) -> QuestionResult:
    """What one question tells to members (``inside``) or, in bands and without own words, to leaders."""
    kind, text = QuestionKind(question.kind), words_in(question.texts, language)
    if kind == QuestionKind.TEXT:
        texts = shown_texts(values, len(values), floor) if inside else None
        return QuestionResult(text, kind, None, (), texts=tuple(texts) if texts is not None else None)
    counts = shown_counts(counts_of(kind, values), floor)
    labels = tuple(str(label) for label in SCALES[kind])
    if counts is None:
        return QuestionResult(text, kind, None, labels)
    yes, n = yes_of(counts), sum(counts)
    if not inside:
        band = coded_shares([yes], [n])[0]
        said = band.say("es" if language == "es" else "en")
        return QuestionResult(text, kind, None, labels, n=n, band=said)
    return QuestionResult(text, kind, counts, labels, yes, n, share(yes, n).interval)


@dataclass(frozen=True)
class TrendPoint:
    """One round on the chart of a question: the share of yes in percent, or None where too few answered."""

    on: date
    value: float | None
    yes: int
    n: int


def trend_of(question: Question, *, by: Person, on: date | None = None) -> list[TrendPoint]:
    """Return the share of yes of one closed question over the closed rounds, the oldest first.

    Raises:
        NotFound: for everybody who is no member: points of many rounds tell more than bands.
    """
    survey, day = question.survey, on or timezone.localdate()
    if not may_read_texts(relations_to_community(by, survey.community)):
        raise _missing()
    rounds = [at for at in survey.rounds.all() if is_over(at, day)]
    given: dict[int, list[int]] = defaultdict(list)
    sizes: dict[int, int] = defaultdict(int)
    for round_id, answers in AnswerSet.objects.filter(round__in=rounds).values_list("round_id", "given"):
        sizes[round_id] += 1
        if question.public_id in answers:
            given[round_id].append(answers[question.public_id])
    points = []
    for at in rounds:
        counts = shown_counts(counts_of(QuestionKind(question.kind), given[at.pk]), survey.floor)
        if counts is None or sizes[at.pk] < survey.floor:
            points.append(TrendPoint(at.opens_on, None, 0, 0))
            continue
        yes, n = yes_of(counts), sum(counts)
        points.append(TrendPoint(at.opens_on, 100 * yes / n, yes, n))
    return points
