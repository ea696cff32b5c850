"""Makes surveys, asks, takes answers, closes. Who answered and what they said are never in one row."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.surveys.models import AnswerSet, Question, Survey, SurveyRound, SurveyTicket
from trellis.evidence.surveys.queries import is_open, questions_of
from trellis.evidence.surveys.rules import (
    Draft,
    given_problem,
    may_make_survey,
    opening_problem,
    question_problems,
    survey_problems,
    was_asked_lately,
)
from trellis.evidence.surveys.words import (
    BY_LINK,
    DAYS_BETWEEN_PULSES,
    USUAL_FLOOR,
    Asked,
    QuestionKind,
    SurveyKind,
    Topic,
)
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.queries import people_with_role
from trellis.people.access.words import STAFF_ROLES
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community, working_members_of
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell


def _check(by: Person, community: Community) -> None:
    if not may_make_survey(relations_to_community(by, community)):
        raise Refused(_("Only members of this community ask for it."))


def _journal(by: Person, survey: Survey, verb: str, data: Mapping[str, object] | None = None) -> None:
    record(
        by=by,
        verb=verb,
        object_kind="survey",
        object_id=survey.public_id,
        organization_id=survey.community.organization_id,
        community_id=survey.community_id,
        data=dict(data or {}),
    )


@transaction.atomic
def make_survey(
    *,
    by: Person,
    community: Community,
    kind: SurveyKind,
    asked: Asked,
    name: str,
    purpose: Mapping[str, str],
    questions: Sequence[Draft],
    floor: int = USUAL_FLOOR,
    now: datetime | None = None,
) -> Survey:
    """Write a survey; it is asked when a round is opened.

    Raises:
        Refused: for everybody who is no member.
        Invalid: with what is missing: purpose, words, Spanish, too many questions, too low a floor.
    """
    _check(by, community)
    problems = survey_problems(kind=kind, asked=asked, name=name, purpose=purpose, floor=floor)
    wrong = question_problems(kind, asked, questions)
    if wrong:
        problems["questions"] = " ".join(wrong)
    if problems:
        raise Invalid(_("Something is missing."), problems)
    survey = Survey.objects.create(
        community=community,
        name=name.strip(),
        kind=kind,
        asked=asked,
        purposes=_clean(purpose),
        floor=floor,
        made_by=by,
        made_at=now or timezone.now(),
    )
    _write_questions(survey, questions)
    _journal(by, survey, "survey.made", {"kind": str(kind), "asked": str(asked), "floor": floor})
    return survey


def _clean(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in texts.items() if text.strip()}


def _write_questions(survey: Survey, questions: Sequence[Draft]) -> None:
    Question.objects.bulk_create(
        Question(survey=survey, position=position, kind=question.kind, texts=_clean(question.texts))
        for position, question in enumerate(questions, start=1)
    )


@transaction.atomic
def change_questions(*, by: Person, survey: Survey, questions: Sequence[Draft]) -> Survey:
    """Write the questions anew, as long as nobody was asked: later the rounds could not be compared.

    Raises:
        Refused: for everybody who is no member.
        Conflict: when a round was opened already.
        Invalid: with what is wrong.
    """
    _check(by, survey.community)
    locked = Survey.objects.select_for_update(of=("self",)).select_related("community").get(pk=survey.pk)
    if locked.rounds.exists():
        raise Conflict(_("People have been asked already. Make a new survey for other questions."))
    wrong = question_problems(SurveyKind(locked.kind), Asked(locked.asked), questions)
    if wrong:
        raise Invalid(_("Something is missing."), {"questions": " ".join(wrong)})
    locked.questions.all().delete()
    _write_questions(locked, questions)
    _journal(by, locked, "survey.changed")
    return locked


@transaction.atomic
def mark_topics(
    *, by: Person, survey: Survey, topics: Sequence[Topic], guardians_told_on: date | None
) -> Survey:
    """Note which protected areas the questions touch, and when guardians were told.

    Raises:
        Refused: for everybody who is no member.
    """
    _check(by, survey.community)
    survey.topics = sorted(str(topic) for topic in topics)
    survey.guardians_told_on = guardians_told_on
    survey.save(update_fields=["topics", "guardians_told_on"])
    _journal(by, survey, "survey.topics_marked", {"topics": survey.topics})
    return survey


def _people_asked(survey: Survey, on: date) -> list[Person]:
    """Return who signs in to answer; for pulses without those who were asked one in the last days."""
    if survey.asked in BY_LINK:
        return []
    if survey.asked == Asked.MEMBERS:
        people = working_members_of(survey.community, on)
    else:
        people = list(people_with_role(survey.community.organization, STAFF_ROLES, on))
    if survey.kind != SurveyKind.PULSE:
        return people
    lately: dict[int, list[date]] = {}
    rows = SurveyTicket.objects.filter(
        person__in=people,
        is_pulse=True,
        round__opens_on__gt=on - timedelta(days=DAYS_BETWEEN_PULSES),
    ).values_list("person_id", "round__opens_on")
    for person_id, day in rows:
        lately.setdefault(person_id, []).append(day)
    return [person for person in people if not was_asked_lately(lately.get(person.pk, ()), on)]


def _ask(by: Person, at: SurveyRound, people: Sequence[Person], now: datetime) -> None:
    """Give everybody who signs in a ticket and a notice."""
    survey = at.survey
    is_pulse = survey.kind == SurveyKind.PULSE
    SurveyTicket.objects.bulk_create(
        SurveyTicket(round=at, person=person, is_pulse=is_pulse) for person in people
    )
    tell(
        people=[person for person in people if person.pk != by.pk],
        kind="survey.asked",
        words={
            "community": survey.community.name,
            "survey": survey.name,
            "count": str(survey.questions.count()),
            "day": at.closes_on.isoformat(),
        },
        path=reverse("answer-survey", args=[at.public_id]),
        object_kind="survey",
        object_id=survey.public_id,
        now=now,
    )


@transaction.atomic
def open_round(
    *,
    by: Person,
    survey: Survey,
    closes_on: date,
    opens_on: date | None = None,
    asked_count: int | None = None,
    now: datetime | None = None,
) -> SurveyRound:
    """Ask. People who sign in are told; for the others there is a link.

    Args:
        asked_count: how many could answer by the link; not needed where people sign in.

    Raises:
        Refused: for everybody who is no member.
        Conflict: while another round is open, or the survey is retired.
        Invalid: when too few can answer, the days do not fit, or guardians were not told.
    """
    _check(by, survey.community)
    moment = now or timezone.now()
    today = timezone.localdate(moment)
    first = opens_on or today
    locked = (
        Survey.objects.select_for_update(of=("self",))
        .select_related("community__organization")
        .get(pk=survey.pk)
    )
    if locked.retired_on is not None:
        raise Conflict(_("This survey is no longer in use."))
    if locked.rounds.filter(closed_at=None, closes_on__gte=today).exists():
        raise Conflict(_("A round is open already. Close it before you ask again."))
    people = _people_asked(locked, first)
    count = asked_count if locked.asked in BY_LINK else len(people)
    problem = opening_problem(
        asked=Asked(locked.asked),
        floor=locked.floor,
        count=count,
        opens_on=first,
        closes_on=closes_on,
        touches_protected=bool(locked.topics),
        guardians_told_on=locked.guardians_told_on,
    )
    if problem is not None:
        raise Invalid(problem[1], {problem[0]: problem[1]})
    at = SurveyRound.objects.create(
        survey=locked,
        opens_on=first,
        closes_on=closes_on,
        asked_count=count,
        opened_by=by,
        opened_at=moment,
    )
    _ask(by, at, people, moment)
    _journal(by, locked, "survey.asked", {"closes_on": closes_on, "asked": count})
    return at


@transaction.atomic
def answer_survey(
    *,
    by: Person,
    at: SurveyRound,
    given: Mapping[str, object],
    language: str,
    now: datetime | None = None,
) -> None:
    """Take the answers of a person who was asked, once. That they answered is kept, not what.

    Nothing is written in the journal: an entry with an hour beside an answer would join the two.

    Raises:
        Conflict: when they were not asked, have answered, or the round is over.
        Invalid: when the answers do not fit the questions.
    """
    if not is_open(at, timezone.localdate(now or timezone.now())):
        raise Conflict(_("This round is over. Thank you for looking."))
    _check_given(at, given)
    # one update, so that two taps at once make one answer
    if not SurveyTicket.objects.filter(round=at, person=by, used=False).update(used=True):
        raise Conflict(_("You have answered already. Thank you."))
    AnswerSet.objects.create(round=at, language=language, given=dict(given))


@transaction.atomic
def answer_by_link(
    *, at: SurveyRound, given: Mapping[str, object], language: str, now: datetime | None = None
) -> None:
    """Take answers from somebody who came by the link; nothing about them is kept.

    Raises:
        Conflict: when the round is over, or more came than could be asked twice over: the link has leaked.
        Invalid: when the answers do not fit the questions.
    """
    if not is_open(at, timezone.localdate(now or timezone.now())):
        raise Conflict(_("This round is over. Thank you for looking."))
    _check_given(at, given)
    if at.asked_count is not None and at.answer_sets.count() >= 2 * at.asked_count:
        raise Conflict(_("More answers have come than people were asked. The team will send a new link."))
    AnswerSet.objects.create(round=at, language=language, given=dict(given))


def _check_given(at: SurveyRound, given: Mapping[str, object]) -> None:
    kinds = {question.public_id: QuestionKind(question.kind) for question in questions_of(at.survey)}
    problem = given_problem(kinds, given)
    if problem is not None:
        raise Invalid(problem)


@transaction.atomic
def close_round(*, by: Person, at: SurveyRound, now: datetime | None = None) -> SurveyRound:
    """Close a round early; who was asked is forgotten. Closing twice changes nothing.

    Raises:
        Refused: for everybody who is no member.
    """
    _check(by, at.survey.community)
    locked = SurveyRound.objects.select_for_update().get(pk=at.pk)
    if locked.closed_at is None:
        locked.closed_at = now or timezone.now()
        locked.save(update_fields=["closed_at"])
        forget_tickets(on=timezone.localdate(locked.closed_at))
        _journal(by, at.survey, "survey.closed")
    return locked


def forget_tickets(*, on: date) -> int:
    """Forget who had answered in rounds that are over; return how many rows went.

    That somebody was asked a pulse stays for the days in which they are not asked another one.
    """
    over = SurveyTicket.objects.filter(round__closes_on__lt=on) | SurveyTicket.objects.filter(
        round__closed_at__isnull=False
    )
    SurveyTicket.objects.filter(pk__in=over.values("pk"), used=True).update(used=False)
    old = over.filter(round__opens_on__lte=on - timedelta(days=DAYS_BETWEEN_PULSES))
    return SurveyTicket.objects.filter(pk__in=old.values("pk")).delete()[0]


@transaction.atomic
def retire_survey(*, by: Person, survey: Survey, on: date | None = None) -> Survey:
    """Ask no more; what was learned stays.

    Raises:
        Refused: for everybody who is no member.
    """
    _check(by, survey.community)
    if survey.retired_on is None:
        survey.retired_on = on or timezone.localdate()
        survey.save(update_fields=["retired_on"])
        _journal(by, survey, "survey.retired")
    return survey
