"""When a survey may be asked and what may be shown, as truth tables and properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.evidence.surveys.queries import starter_questions
from trellis.evidence.surveys.rules import (
    Draft,
    counts_of,
    given_problem,
    is_low_response,
    opening_problem,
    question_problems,
    shown_counts,
    shown_texts,
    survey_problems,
    was_asked_lately,
    yes_of,
)
from trellis.evidence.surveys.words import BY_LINK, LOWEST_FLOOR, TEXT_FLOOR, Asked, QuestionKind, SurveyKind

DAY = date(2026, 11, 2)
YES = Draft(QuestionKind.AGREE, {"en": "Yes?", "es": "¿Sí?"})


@pytest.mark.parametrize(
    ("asked", "floor", "count", "days", "topics", "told", "field"),
    [
        (Asked.STAFF, 10, 10, 7, False, None, None),
        (Asked.STAFF, 10, 9, 7, False, None, "asked_count"),
        (Asked.MEMBERS, 5, 4, 7, False, None, "asked_count"),
        (Asked.FAMILIES, 10, 200, 61, False, None, "closes_on"),
        (Asked.FAMILIES, 10, 200, -1, False, None, "closes_on"),
        (Asked.STUDENTS, 10, 90, 7, True, None, "guardians_told_on"),
        (Asked.STUDENTS, 10, 90, 7, True, DAY, None),
        # the law is about asking students; families and staff answer for themselves
        (Asked.FAMILIES, 10, 90, 7, True, None, None),
    ],
)
def test_X_03_a_round_opens_only_when_it_could_show_something_and_guardians_know(
    asked: Asked, floor: int, count: int, days: int, topics: bool, told: date | None, field: str | None
) -> None:
    problem = opening_problem(
        asked=asked,
        floor=floor,
        count=count,
        opens_on=DAY,
        closes_on=DAY + timedelta(days=days),
        touches_protected=topics,
        guardians_told_on=told,
    )
    assert (problem[0] if problem else None) == field


@pytest.mark.parametrize(
    ("kind", "asked", "questions", "problems"),
    [
        (SurveyKind.PULSE, Asked.MEMBERS, [YES] * 5, 0),
        (SurveyKind.PULSE, Asked.MEMBERS, [YES] * 6, 1),
        (SurveyKind.SURVEY, Asked.MEMBERS, [YES] * 20, 0),
        (SurveyKind.SURVEY, Asked.MEMBERS, [], 1),
        (SurveyKind.PULSE, Asked.MEMBERS, [Draft(QuestionKind.AGREE, {"en": "Yes?"})], 0),
        (SurveyKind.PULSE, Asked.FAMILIES, [Draft(QuestionKind.AGREE, {"en": "Yes?"})], 1),
        (SurveyKind.PULSE, Asked.STUDENTS, [Draft(QuestionKind.TEXT, {"en": "Why?", "es": "¿Por qué?"})], 1),
        (SurveyKind.PULSE, Asked.MEMBERS, [Draft(QuestionKind.AGREE, {"es": "¿Sí?"})], 1),
    ],
)
def test_X_02_families_students_and_partners_are_asked_in_both_languages(
    kind: SurveyKind, asked: Asked, questions: list[Draft], problems: int
) -> None:
    assert len(question_problems(kind, asked, questions)) == problems


def test_a_floor_is_never_below_five() -> None:
    words = {"kind": SurveyKind.PULSE, "asked": Asked.MEMBERS, "name": "x", "purpose": {"en": "y"}}
    assert "floor" in survey_problems(**words, floor=LOWEST_FLOOR - 1)  # type: ignore[arg-type]
    assert survey_problems(**words, floor=LOWEST_FLOOR) == {}  # type: ignore[arg-type]


@given(st.lists(st.integers(1, 5), max_size=40), st.integers(LOWEST_FLOOR, 20))
def test_S2_41_below_the_floor_nothing_shows_and_above_it_everybody_counts_once(
    values: list[int], floor: int
) -> None:
    shown = shown_counts(counts_of(QuestionKind.AGREE, values), floor)
    if len(values) < floor:
        assert shown is None
        return
    assert shown is not None
    assert sum(shown) == len(values)
    assert yes_of(shown) == sum(value >= 4 for value in values)
    # the order in which people came leaves no trace
    assert shown == shown_counts(counts_of(QuestionKind.AGREE, reversed(values)), floor)


@given(st.lists(st.text(min_size=1), max_size=30), st.integers(LOWEST_FLOOR, 20))
def test_own_words_need_ten_and_tell_no_order(texts: list[str], floor: int) -> None:
    shown = shown_texts(texts, len(texts), floor)
    assert (shown is None) == (len(texts) < max(floor, TEXT_FLOOR))
    if shown is not None:
        assert shown == shown_texts(texts[::-1], len(texts), floor)


@pytest.mark.parametrize(
    ("answers", "asked", "low"), [(5, 10, True), (6, 10, False), (3, None, False), (0, 0, False)]
)
def test_few_answers_of_many_are_said_to_be_few(answers: int, asked: int | None, low: bool) -> None:
    assert is_low_response(answers, asked) is low


@pytest.mark.parametrize(("days_ago", "lately"), [(0, True), (6, True), (7, False), (30, False)])
def test_nobody_gets_two_pulses_a_week(days_ago: int, lately: bool) -> None:
    assert was_asked_lately([DAY - timedelta(days=days_ago)], DAY) is lately


@pytest.mark.parametrize("value", [0, 6, True, "4", 4.0, None, [], "x" * 501])
def test_only_answers_of_the_scale_are_taken(value: object) -> None:
    assert given_problem({"q": QuestionKind.AGREE}, {"q": value})
    assert given_problem({"q": QuestionKind.AGREE}, {"other": 3})
    assert given_problem({"q": QuestionKind.AGREE}, {})
    assert given_problem({"q": QuestionKind.AGREE}, {"q": 3}) is None


def test_X_02_every_starter_has_both_languages() -> None:
    for asked in Asked:
        starters = starter_questions(asked)
        assert starters
        assert (
            question_problems(
                SurveyKind.SURVEY, asked, [Draft(starter.kind, starter.texts) for starter in starters]
            )
            == []
        )
        assert all(starter.texts.get("es") for starter in starters)
    assert {asked for asked in Asked if asked in BY_LINK} == BY_LINK
