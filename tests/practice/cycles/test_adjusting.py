"""Corrections with a reason and what was seen, and how far a strategy came from knowing to doing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.practice.world import planned, started
from trellis.evidence.measures.operations import record_data_point
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.journal.models import JournalEntry
from trellis.practice.cycles.models import Adjustment, Cycle
from trellis.practice.cycles.operations.adjusting import adjust_strategy, rate_reflection
from trellis.practice.cycles.operations.doing import record_use
from trellis.practice.cycles.operations.speaking import speak
from trellis.practice.cycles.queries.facts import work_of
from trellis.practice.cycles.queries.practice import own_depths, strategies_in_use, timeline_of
from trellis.practice.cycles.queries.stories import draft_of
from trellis.practice.cycles.rules.knowing import Signs, ladder_of
from trellis.practice.cycles.rules.reflecting import look_back_question
from trellis.practice.cycles.rules.road import monday_of
from trellis.practice.cycles.words import LOOK_BACK_QUESTIONS, Depth, Grasp, Used, VoiceKind
from trellis.practice.students.queries.changes import changes_of

TODAY = timezone.localdate()
W = [date(2026, 10, 5) + timedelta(weeks=n) for n in range(6)]
F, P, N = Used.FULLY, Used.PARTLY, Used.NOT


def adjusted(cast: Cast, cycle: Cycle, **more: Any) -> Adjustment:
    values: dict[str, Any] = {
        "what": "We write after every talk.",
        "because": "It works in talk, not on paper.",
        "adjusted_on": TODAY,
        "evidence": cycle.evidence.all()[0].public_id,
    }
    return adjust_strategy(by=cast.ben, cycle=cycle, **(values | more))


def test_S3_37_S2_29_a_correction_is_kept_with_its_reason_and_what_it_was_seen_in(cast: Cast) -> None:
    cycle = started(cast)
    measure = planned(cast, cycle)
    point = record_data_point(by=cast.ana, measure=measure, on=TODAY, value=Decimal(44))
    row = adjusted(cast, cycle, point=point.public_id, evidence="")
    assert (row.point, row.evidence, row.written_by) == (point, None, cast.ben)
    assert JournalEntry.objects.filter(verb="strategy.adjusted").count() == 1
    assert "We write after every talk" in draft_of(work_of(cycle)).text
    assert any("We write after every talk." in change.what for change in changes_of(cast.grade_4))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"what": " "}, "what"),
        ({"because": ""}, "because"),
        ({"evidence": ""}, "seen_in"),
        ({"evidence": "", "point": "nothing"}, "seen_in"),
        ({"adjusted_on": TODAY + timedelta(days=1)}, "adjusted_on"),
        ({"adjusted_on": TODAY - timedelta(weeks=9)}, "adjusted_on"),
    ],
)
def test_S3_37_without_reason_or_data_nothing_is_adjusted(
    cast: Cast, more: dict[str, Any], field: str
) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    with pytest.raises(Invalid) as refused:
        adjusted(cast, cycle, **more)
    assert list(refused.value.fields) == [field]
    assert not Adjustment.objects.exists()


def test_S3_37_there_is_nothing_to_adjust_before_first_use_and_nothing_for_others(cast: Cast) -> None:
    cycle = started(cast)
    with pytest.raises(Conflict):
        adjusted(cast, cycle)
    planned(cast, cycle)
    for other in (cast.cleo, cast.pat, cast.dee):
        with pytest.raises(NotFound):
            adjust_strategy(by=other, cycle=cycle, what="a", because="b", adjusted_on=TODAY)


def signs(**more: Any) -> Signs:
    values: dict[str, Any] = {
        "members": {1, 2, 3},
        "learned": set(),
        "planned": True,
        "weeks": W[:2],
        "used": {},
        "own_way": set(),
        "adjusted_on": [],
    }
    return Signs(**(values | more))


@pytest.mark.parametrize(
    ("more", "counts", "reached"),
    [
        ({"planned": False, "weeks": []}, (0, 0, 0, 0, 0), None),
        ({"planned": False, "weeks": [], "learned": {1, 2}}, (2, 0, 0, 0, 0), Grasp.LEARNED),
        ({}, (0, 3, 0, 0, 0), Grasp.PLANNED),
        # not used is no try; a former member counts nowhere
        ({"used": {(1, W[0]): F, (2, W[0]): P, (3, W[0]): N, (9, W[0]): F}}, (2, 3, 2, 0, 0), Grasp.TRIED),
        # refined: used in or after the week of a correction, or with material made one's own
        (
            {"used": {(1, W[0]): F, (2, W[1]): F}, "own_way": {(1, W[0])}, "adjusted_on": [W[1]]},
            (2, 3, 2, 2, 0),
            Grasp.REFINED,
        ),
        (
            {"used": {(1, W[0]): F}, "adjusted_on": [W[1]], "learned": {1, 3, 9}},
            (2, 3, 1, 0, 0),
            Grasp.PLANNED,
        ),
        # routine: each of the last four finished weeks
        (
            {"weeks": W[:5], "used": {(who, week): P for who in (1, 2) for week in W[1:5]}},
            (2, 3, 2, 2, 2),
            Grasp.ROUTINE,
        ),
        (
            {"weeks": W[:5], "used": {(who, week): F for who in (1, 2) for week in W[:4]}},
            (2, 3, 2, 0, 0),
            Grasp.TRIED,
        ),
    ],
)
def test_S2_61_the_ladder_is_counted_from_what_is_recorded(
    more: dict[str, Any], counts: tuple[int, ...], reached: Grasp | None
) -> None:
    ladder = ladder_of(signs(**more))
    assert tuple(ladder.counts.values()) == counts
    assert ladder.reached == reached


@pytest.mark.parametrize(
    ("more", "weeks"),
    [
        ({"weeks": W[:2]}, None),
        ({"weeks": W[:3]}, 3),
        ({"weeks": W[:5], "used": {(1, W[1]): P}}, 3),
        ({"weeks": W[:5], "used": {(1, W[2]): P}}, None),
        ({"weeks": W[:5], "used": {(1, W[4]): N}}, 5),
        ({"weeks": W[:5], "used": {(who, week): F for who in (1, 2) for week in W[1:5]}}, None),
    ],
)
def test_S2_61_what_nobody_uses_for_three_finished_weeks_is_stalled(
    more: dict[str, Any], weeks: int | None
) -> None:
    assert ladder_of(signs(**more)).stalled_weeks == weeks


def test_S2_61_the_list_of_a_community_takes_a_fixed_number_of_queries(cast: Cast) -> None:
    first = started(cast)
    planned(cast, first)
    with CaptureQueriesContext(connection) as few:
        assert len(strategies_in_use(cast.grade_4)) == 1
    for _more in range(2):
        planned(cast, started(cast))
    with CaptureQueriesContext(connection) as many:
        found = strategies_in_use(cast.grade_4)
    assert len(found) == 3
    assert len(many) == len(few)
    assert found[0].ladder.reached == Grasp.PLANNED


def test_S1_05_evidence_of_changed_practice_stands_in_the_order_of_its_days(cast: Cast) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    week = monday_of(TODAY) - timedelta(weeks=1)
    record_use(by=cast.ana, cycle=cycle, week=week, used=F, own_words="They argued.")
    record_use(by=cast.ben, cycle=cycle, week=week, used=N)
    speak(by=cast.ana, cycle=cycle, kind=VoiceKind.VISITED, with_person=cast.ben.public_id)
    adjusted(cast, cycle)
    lines = timeline_of(work_of(cycle))
    assert [line.on for line in lines] == sorted((line.on for line in lines), reverse=True)
    said = " | ".join(f"{line.what} {line.words}" for line in lines)
    for words in ("1 of 2 used it", "They argued.", "Ana and Ben shared a visit", "Adjusted: We write after"):
        assert words in said
    assert "First use: Number-line talk" in lines[-1].what


def test_S3_04_questions_to_look_back_on_go_round_before_one_comes_again() -> None:
    for person in range(1, 12):
        asked = [look_back_question(person, past) for past in range(len(LOOK_BACK_QUESTIONS))]
        assert len(set(asked)) == len(LOOK_BACK_QUESTIONS)
        assert look_back_question(person, 0, turn=1) != asked[0]
    assert look_back_question(1, 0) != look_back_question(2, 0)


def test_S3_04_how_deep_one_looked_back_is_for_oneself(cast: Cast) -> None:
    cycle = started(cast)
    before = JournalEntry.objects.count()
    rate_reflection(by=cast.ben, cycle=cycle, depth=Depth.ASKED)
    rate_reflection(by=cast.ben, cycle=cycle, depth=Depth.CHANGED)
    assert [note.depth for note in own_depths(cast.ben)] == [Depth.CHANGED]
    assert not own_depths(cast.ana).exists()
    assert JournalEntry.objects.count() == before
    with pytest.raises(NotFound):
        rate_reflection(by=cast.pat, cycle=cycle, depth=Depth.TOLD)
