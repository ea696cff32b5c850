"""When a survey may be asked, and what may be shown of its answers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.evidence.surveys.words import (
    BY_LINK,
    DAYS_BETWEEN_PULSES,
    LONGEST_TEXT,
    LOW_RESPONSE,
    LOWEST_FLOOR,
    MOST_QUESTIONS,
    SCALES,
    TEXT_FLOOR,
    YES_FROM,
    Asked,
    QuestionKind,
    SurveyKind,
)
from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View

#: Who is asked without signing in reads the survey in any language it was written in; Spanish is a must
#: for families, students and partners.
MUST_LANGUAGES = {asked: ("en", "es") if asked in BY_LINK else ("en",) for asked in Asked}
LONGEST_ROUND = 60


def may_make_survey(relations: Iterable[Relation]) -> bool:
    """Members of a community ask for it."""
    return may(Action.CREATE, ObjectKind.SURVEY, relations)


def may_read_answers(relations: Iterable[Relation]) -> bool:
    """Whoever sees the shares of a round that is closed; free text is for members alone."""
    return view_of(ObjectKind.SURVEY_RESULT, relations) >= View.SUMMARY


def may_read_texts(relations: Iterable[Relation]) -> bool:
    """Own words stay with the community that asked."""
    return view_of(ObjectKind.SURVEY_RESULT, relations) >= View.FULL


@dataclass(frozen=True)
class Draft:
    """One question as it was written: its kind and its wording by language."""

    kind: QuestionKind
    texts: Mapping[str, str]


def survey_problems(
    *, kind: SurveyKind, asked: Asked, name: str, purpose: Mapping[str, str], floor: int
) -> dict[str, str]:
    """Return what keeps a survey from being kept, by field."""
    problems = {}
    if not name.strip():
        problems["name"] = _("Give it a short name.")
    missing = [code for code in MUST_LANGUAGES[asked] if not purpose.get(code, "").strip()]
    if missing:
        problems["purpose_" + missing[0]] = _("People answer when they know why. One sentence is enough.")
    if floor < LOWEST_FLOOR:
        problems["floor"] = _("Never fewer than %(least)d: with less, a person could be guessed.") % {
            "least": LOWEST_FLOOR
        }
    return problems


def question_problems(kind: SurveyKind, asked: Asked, questions: Sequence[Draft]) -> list[str]:
    """Return what is wrong with a list of questions, in sentences."""
    problems = []
    most = MOST_QUESTIONS[kind]
    if not questions:
        problems.append(_("Ask at least one question."))
    if len(questions) > most:
        problems.append(
            ngettext(
                "At most %(most)d question: short ones are answered.",
                "At most %(most)d questions: short ones are answered.",
                most,
            )
            % {"most": most}
        )
    for number, question in enumerate(questions, start=1):
        missing = [code for code in MUST_LANGUAGES[asked] if not question.texts.get(code, "").strip()]
        if "en" in missing:
            problems.append(_("Question %(number)d has no words.") % {"number": number})
        elif missing:
            problems.append(
                _("Question %(number)d is not in Spanish yet. Families and students read both.")
                % {"number": number}
            )
    if asked == Asked.STUDENTS and any(question.kind == QuestionKind.TEXT for question in questions):
        problems.append(_("Students tick answers here and write nothing: names would slip in."))
    return problems


def opening_problem(
    *,
    asked: Asked,
    floor: int,
    count: int | None,
    opens_on: date,
    closes_on: date,
    touches_protected: bool,
    guardians_told_on: date | None,
) -> tuple[str, str] | None:
    """Return field and sentence of what keeps a round from being opened, if anything does.

    ``count``: how many can answer; unknown (None) only where people come by a link.
    """
    if closes_on < opens_on:
        return "closes_on", _("The last day comes after the first.")
    if closes_on > opens_on + timedelta(days=LONGEST_ROUND):
        return "closes_on", _("At most %(days)d days: later answers tell of another time.") % {
            "days": LONGEST_ROUND
        }
    if count is not None and count < floor:
        return "asked_count", ngettext(
            "%(count)d person is asked and %(floor)d answers are needed: nothing could ever be shown.",
            "%(count)d people are asked and %(floor)d answers are needed: nothing could ever be shown.",
            count,
        ) % {"count": count, "floor": floor}
    if touches_protected and asked == Asked.STUDENTS and guardians_told_on is None:
        return "guardians_told_on", _(
            "A question touches a protected area. Guardians are told first and may say no: enter the day."
        )
    return None


def was_asked_lately(pulses: Iterable[date], on: date) -> bool:
    """Say whether a person who was asked pulses on these days is left in peace on this one."""
    return any(abs((on - day).days) < DAYS_BETWEEN_PULSES for day in pulses)


def given_problem(questions: Mapping[str, QuestionKind], given: Mapping[str, object]) -> str | None:
    """Return what is wrong with one person's answers. Every question may be left out, not all of them.

    Args:
        questions: kind by id of the question.
        given: an answer from 1 to the length of the scale, or words, by id of the question.
    """
    if not given:
        return _("Answer at least one question, or close this page.")
    for key, value in given.items():
        kind = questions.get(key)
        if kind is None:
            return _("This question is not part of the survey.")
        if kind == QuestionKind.TEXT:
            if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
                return _("Write at most %(most)d characters.") % {"most": LONGEST_TEXT}
        elif not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= len(SCALES[kind]):
            return _("Choose one of the answers.")
    return None


def counts_of(kind: QuestionKind, values: Iterable[int]) -> tuple[int, ...]:
    """Count the answers of a closed question from the low end to the high end."""
    counts = [0] * len(SCALES[kind])
    for value in values:
        counts[value - 1] += 1
    return tuple(counts)


def shown_counts(counts: Sequence[int], floor: int) -> tuple[int, ...] | None:
    """Return the counts if enough people answered this question, else nothing at all, not even their sum."""
    return tuple(counts) if sum(counts) >= floor else None


def yes_of(counts: Sequence[int]) -> int:
    """How many answered with one of the two upper answers."""
    return sum(counts[YES_FROM - 1 :])


def shown_texts(texts: Collection[str], answers: int, floor: int) -> list[str] | None:
    """Return what people wrote in the order of the alphabet, if enough people answered."""
    if answers < max(floor, TEXT_FLOOR):
        return None
    return sorted(texts, key=str.casefold)


def is_low_response(answers: int, asked_count: int | None) -> bool:
    """Say whether so few of those asked answered that the picture may be another one."""
    return asked_count is not None and asked_count > 0 and answers / asked_count < LOW_RESPONSE
