"""Asking and answering: who answered and what was said are never joined, and nothing shows too early."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.surveys.world import (
    answer,
    asked_by_link,
    close_yesterday,
    colleagues,
    come,
    family_survey,
    staff_pulse,
)
from trellis.evidence.surveys.models import AnswerSet, SurveyRound, SurveyTicket
from trellis.evidence.surveys.operations import (
    change_questions,
    close_round,
    forget_tickets,
    mark_topics,
    open_round,
    retire_survey,
)
from trellis.evidence.surveys.queries import (
    questions_of,
    round_by_code,
    round_result,
    round_to_answer,
    surveys_seen,
    tickets_to_answer,
    trend_of,
)
from trellis.evidence.surveys.words import Topic
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.journal.models import JournalEntry
from trellis.people.notices.models import Notice

WEEK = timedelta(days=7)


def test_S2_41_a_closed_round_shows_shares_and_an_open_one_nothing(cast: Cast) -> None:
    at = asked_by_link(cast, family_survey(cast))
    come(at, [5, 5, 4, 4, 4, 3, 2, 1, 5, 4], text="Más noches")
    assert round_result(at, by=cast.ana, language="en") is None
    result = round_result(close_yesterday(at), by=cast.ana, language="en")
    assert result is not None
    assert result.answers == 10
    assert result.low_response
    welcome, wish = result.questions
    assert (welcome.counts, welcome.yes, welcome.n) == ((1, 1, 1, 4, 3), 7, 10)
    assert welcome.low < 70 < welcome.high
    assert wish.texts is not None
    assert list(wish.texts) == sorted(wish.texts)


def test_S2_41_below_the_floor_not_even_the_number_shows(cast: Cast) -> None:
    at = asked_by_link(cast, family_survey(cast))
    come(at, [5] * 9, text="Ana")
    result = round_result(close_yesterday(at), by=cast.ana, language="en")
    assert result is not None
    assert result.answers is None
    assert all(question.counts is None and question.texts is None for question in result.questions)
    assert all((question.n, question.yes) == (0, 0) for question in result.questions)


def test_S0_34_leaders_see_bands_and_no_own_words_others_nothing(cast: Cast) -> None:
    at = asked_by_link(cast, family_survey(cast))
    come(at, [5] * 12, text="Gracias")
    close_yesterday(at)
    for leader in (cast.pat, cast.dee):
        result = round_result(at, by=leader, language="en")
        assert result is not None
        welcome, wish = result.questions
        assert welcome.counts is None
        assert welcome.band == "80 % or more."
        assert wish.texts is None
    for other in (cast.cleo, cast.eli):
        with pytest.raises(NotFound):
            round_result(at, by=other, language="en")
        assert not surveys_seen(by=other).exists()


def test_everybody_asked_answers_once_and_no_row_joins_who_and_what(cast: Cast) -> None:
    colleagues(cast, 6)
    at = open_round(by=cast.ana, survey=staff_pulse(cast), closes_on=timezone.localdate() + WEEK)
    asked = set(at.tickets.values_list("person__given_name", flat=True))
    # Eli is a parent and Dee works at the district: neither works at Lincoln
    assert {"Ana", "Ben", "Cleo", "Pat"} < asked
    assert "Eli" not in asked
    before = JournalEntry.objects.count()
    answer(cast.ben, at, 4)
    with pytest.raises(Conflict):
        answer(cast.ben, at, 1)
    with pytest.raises(Conflict):
        answer(cast.eli, at, 1)
    assert AnswerSet.objects.count() == 1
    assert JournalEntry.objects.count() == before
    assert {field.name for field in AnswerSet._meta.get_fields()} == {"id", "round", "language", "given"}
    assert {field.name for field in SurveyTicket._meta.get_fields()} == {
        "id",
        "round",
        "person",
        "is_pulse",
        "used",
    }


def test_those_asked_are_told_and_find_it_until_they_answer(cast: Cast) -> None:
    colleagues(cast, 3)
    at = open_round(by=cast.ana, survey=staff_pulse(cast), closes_on=timezone.localdate() + WEEK)
    assert Notice.objects.filter(kind="survey.asked", person=cast.ben).count() == 1
    assert not Notice.objects.filter(kind="survey.asked", person=cast.ana).exists()
    assert round_to_answer(by=cast.ben, pk=at.public_id) == at
    answer(cast.ben, at, 3)
    assert not tickets_to_answer(by=cast.ben).exists()
    with pytest.raises(NotFound):
        round_to_answer(by=cast.ben, pk=at.public_id)


def test_nobody_is_asked_two_pulses_a_week(cast: Cast) -> None:
    colleagues(cast, 3)
    today = timezone.localdate()
    first = open_round(by=cast.ana, survey=staff_pulse(cast), closes_on=today + WEEK)
    close_round(by=cast.ana, at=first)
    with pytest.raises(Invalid, match="nothing could ever be shown"):
        open_round(by=cast.ana, survey=staff_pulse(cast), closes_on=today + WEEK)
    later = today + WEEK
    again = open_round(
        by=cast.ana, survey=staff_pulse(cast), opens_on=later, closes_on=later + timedelta(days=1)
    )
    assert again.asked_count == first.asked_count


def test_too_few_are_not_asked_at_all(cast: Cast) -> None:
    with pytest.raises(Invalid, match="nothing could ever be shown"):
        open_round(by=cast.ana, survey=staff_pulse(cast), closes_on=timezone.localdate() + WEEK)
    assert not SurveyRound.objects.exists()
    assert not Notice.objects.filter(kind="survey.asked").exists()


def test_a_link_opens_only_a_round_of_those_who_do_not_sign_in(cast: Cast) -> None:
    colleagues(cast, 6)
    pulse = open_round(by=cast.ana, survey=staff_pulse(cast), closes_on=timezone.localdate() + WEEK)
    with pytest.raises(NotFound):
        round_by_code(code=pulse.code)
    at = asked_by_link(cast, family_survey(cast))
    assert round_by_code(code=at.code) == at
    close_round(by=cast.ana, at=at)
    with pytest.raises(NotFound):
        round_by_code(code=at.code)


def test_a_link_that_leaked_takes_no_more(cast: Cast) -> None:
    at = asked_by_link(cast, family_survey(cast, floor=5, with_text=False), count=5)
    come(at, [3] * 10)
    with pytest.raises(Conflict, match="More answers"):
        come(at, [3])
    assert at.answer_sets.count() == 10


def test_questions_stand_still_once_somebody_was_asked(cast: Cast) -> None:
    survey = family_survey(cast)
    from_before = [question.public_id for question in questions_of(survey)]
    asked_by_link(cast, survey)
    with pytest.raises(Conflict):
        change_questions(by=cast.ana, survey=survey, questions=[])
    assert [question.public_id for question in questions_of(survey)] == from_before


def test_only_members_make_ask_close_and_retire(cast: Cast) -> None:
    survey = family_survey(cast)
    at = asked_by_link(cast, survey)
    today = timezone.localdate()
    for person in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(Refused):
            open_round(by=person, survey=survey, closes_on=today)
        with pytest.raises(Refused):
            close_round(by=person, at=at)
        with pytest.raises(Refused):
            retire_survey(by=person, survey=survey)
        with pytest.raises(Refused):
            mark_topics(by=person, survey=survey, topics=[Topic.INCOME], guardians_told_on=None)
    assert SurveyRound.objects.get().closed_at is None


def test_who_had_answered_is_forgotten_when_the_round_is_over(cast: Cast) -> None:
    colleagues(cast, 3)
    today = timezone.localdate()
    at = open_round(by=cast.ana, survey=staff_pulse(cast), closes_on=today + timedelta(days=2))
    answer(cast.ben, at, 4)
    assert forget_tickets(on=today) == 0
    assert SurveyTicket.objects.filter(used=True).count() == 1
    forget_tickets(on=today + timedelta(days=3))
    assert SurveyTicket.objects.exists()
    assert not SurveyTicket.objects.filter(used=True).exists()
    assert forget_tickets(on=today + timedelta(days=7)) > 0
    assert not SurveyTicket.objects.exists()


def test_S0_06_a_pulse_again_and_again_makes_a_line_with_gaps_where_too_few_came(cast: Cast) -> None:
    survey = family_survey(cast, floor=5, with_text=False)
    today = timezone.localdate()
    for weeks, values in ((4, [5] * 6), (3, [1] * 4), (2, [4, 4, 4, 1, 1, 1])):
        at = asked_by_link(cast, survey)
        come(at, values)
        day = today - timedelta(weeks=weeks)
        SurveyRound.objects.filter(pk=at.pk).update(opens_on=day, closes_on=day)
    trend = trend_of(questions_of(survey)[0], by=cast.ben)
    assert [point.value for point in trend] == [100, None, 50]
    assert [point.n for point in trend] == [6, 0, 6]
    with pytest.raises(NotFound):
        trend_of(questions_of(survey)[0], by=cast.pat)


def test_ten_answers_cost_as_many_queries_as_a_hundred(cast: Cast) -> None:
    counts = []
    for people in (10, 40):
        at = asked_by_link(cast, family_survey(cast), count=people)
        come(at, [4] * people)
        close_yesterday(at)
        fresh = SurveyRound.objects.select_related("survey__community__organization").get(pk=at.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            round_result(fresh, by=cast.ana, language="en")
        counts.append(len(queries))
    assert counts[0] == counts[1]
