"""What may be said of an effect follows from the design, the use and the numbers, in this order."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.practice.cycles.rules.evaluating import (
    Evaluation,
    Recorded,
    Student,
    evaluate_points,
    evaluate_students,
    family_sentence,
    reader_sentence,
    sentences,
)
from trellis.practice.cycles.rules.use import UseSummary
from trellis.practice.cycles.words import StudyKind

USED = UseSummary(members=2, recorded=2, used_last_week=2, last_week=None, share=0.8)
HARDLY = UseSummary(members=2, recorded=1, used_last_week=0, last_week=None, share=0.3)
UNKNOWN = UseSummary(members=2, recorded=0, used_last_week=0, last_week=None, share=None)
PRE_POST = Recorded(StudyKind.PRE_POST, in_time=True)
COMPARED = Recorded(StudyKind.COMPARISON, in_time=True)
WEEKS = Recorded(StudyKind.WEEKS, in_time=True)
SINGLE = Recorded(StudyKind.SINGLE, in_time=True)


def group(n: int, gain: float, seed: int = 1) -> list[Student]:
    rng = np.random.default_rng(seed)
    before = rng.normal(50, 10, n)
    after = before + gain + rng.normal(0, 4, n)
    return [Student(float(b), float(a), room=1) for b, a in zip(before, after, strict=True)]


def beside(gain: float, rooms: int = 4, seed: int = 2, ahead: float = 0.0) -> list[Student]:
    """As many classes now as later, fifteen students each; the ones that begin now gain more."""
    rng = np.random.default_rng(seed)
    found = []
    for room in range(2 * rooms):
        later = room >= rooms
        for _student in range(15):
            before = float(rng.normal(50 + (0 if later else ahead), 10))
            after = before + 3 + (0 if later else gain) + float(rng.normal(0, 4))
            found.append(Student(before, after, room, later))
    return found


def points(before: list[float], after: list[float], recorded: Recorded, **more: object) -> Evaluation:
    told: dict[str, object] = {"higher": True, "evenly": True, "signal": True, "students": 24} | more
    return evaluate_points(before, after, recorded, USED, 60, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize("use", [HARDLY, UNKNOWN])
@pytest.mark.parametrize("recorded", [PRE_POST, COMPARED, WEEKS, SINGLE])
def test_S0_28_without_enough_use_nothing_is_computed(use: UseSummary, recorded: Recorded) -> None:
    found = (
        evaluate_students(beside(30), recorded, use, 60)
        if recorded in (PRE_POST, COMPARED)
        else evaluate_points(
            [1, 2, 3] * 4,
            [8, 9, 9] * 4,
            recorded,
            use,
            60,
            higher=True,
            evenly=True,
            signal=True,
            students=30,
        )
    )
    assert found.held_back
    assert (found.result, found.interval, found.better) == (None, None, None)
    assert len(sentences(found, "en")) == 1
    assert "not used" in family_sentence(found, "en")


def test_a_gain_of_one_group_is_a_change_and_never_an_effect() -> None:
    found = evaluate_students(group(24, 8), PRE_POST, USED, 60)
    use, said, *_more = sentences(found, "en")
    assert use == "It was used for 80 % of what you planned."
    assert "24 students scored" in said
    assert "plausible" in said
    assert "we cannot say what caused it" in said
    assert (found.better, found.n) == (True, 24)
    assert found.interval is not None
    assert found.tier is not None
    assert found.tier.tier == 4


@pytest.mark.parametrize(
    ("recorded", "words"),
    [
        (Recorded(StudyKind.PRE_POST, in_time=True, chosen_low=True), "chosen because their results were"),
        (Recorded(StudyKind.PRE_POST, in_time=True, same_task=False), "Two different checks"),
        (Recorded(StudyKind.PRE_POST, in_time=False), "looking back"),
    ],
)
def test_what_weakens_a_design_is_said_and_takes_the_claim(recorded: Recorded, words: str) -> None:
    found = evaluate_students(group(24, 8), recorded, USED, 60)
    assert found.cannot_tell
    assert words in " ".join(sentences(found, "en"))
    assert family_sentence(found, "en") == "We cannot tell yet whether our new way helped."


def test_S0_36_no_change_and_too_few_are_said_as_such() -> None:
    assert evaluate_students(group(24, 0.3), PRE_POST, USED, 60).cannot_tell
    few = evaluate_students(group(2, 8), PRE_POST, USED, 60)
    assert few.cannot_tell
    assert "too few" in sentences(few, "en")[1]
    nothing = evaluate_students([], COMPARED, USED, 60)
    assert "too few" in sentences(nothing, "en")[1]


def test_students_without_a_result_after_are_counted_aloud() -> None:
    lost = [Student(40, None, 1) for _ in range(6)]
    found = evaluate_students([*group(18, 8), *lost], PRE_POST, USED, 60)
    assert found.n == 18
    assert "18 of 24 students have both results" in " ".join(sentences(found, "en"))


def test_S0_36_classes_that_begin_later_make_a_comparison() -> None:
    found = evaluate_students(beside(8), COMPARED, USED, 60)
    assert found.better is True
    assert found.tier is not None
    assert found.tier.tier == 3
    assert "8 classes or schools" in sentences(found, "en")[1]
    assert "not proof" in family_sentence(found, "en")
    none = evaluate_students(beside(0), COMPARED, USED, 60)
    assert none.better is None
    worse = evaluate_students(beside(-8), COMPARED, USED, 60)
    assert worse.better is False
    assert "did not get further" in family_sentence(worse, "en")


def test_S0_36_groups_that_started_apart_or_one_class_a_side_allow_no_claim() -> None:
    apart = evaluate_students(beside(8, ahead=15), COMPARED, USED, 60)
    assert apart.better is None
    assert "too far apart" in " ".join(sentences(apart, "en"))
    single = evaluate_students(beside(8, rooms=1), COMPARED, USED, 60)
    assert single.cannot_tell
    assert single.interval is None


def test_a_comparison_most_students_left_allows_no_claim() -> None:
    rows = beside(8)
    left = [one if at % 3 else Student(one.before, None, one.room, one.later) for at, one in enumerate(rows)]
    left = [
        Student(one.before, None, one.room, one.later) if one.later and one.room % 2 else one for one in left
    ]
    found = evaluate_students(left, COMPARED, USED, 60)
    assert found.better is None
    assert "too many, or too unevenly" in " ".join(sentences(found, "en"))


def test_weeks_need_eight_on_each_side_and_even_gaps() -> None:
    rng = np.random.default_rng(4)
    before = [float(40 + x) for x in rng.normal(0, 2, 10)]
    after = [float(60 + x) for x in rng.normal(0, 2, 10)]
    found = points(before, after, WEEKS)
    assert (found.better, found.n) == (True, 20)
    assert points(before, after, WEEKS, higher=False).better is False
    for few in (points(before[:7], after, WEEKS), points([], [], WEEKS), points(before, [], SINGLE)):
        assert few.cannot_tell
        assert few.interval is None
    uneven = points(before, after, WEEKS, evenly=False)
    assert "unevenly" in sentences(uneven, "en")[1]


def test_a_few_points_on_each_side_are_a_single_case() -> None:
    found = points([40, 42, 41, 43], [55, 58, 60, 59], SINGLE)
    assert found.better is True
    assert "does not show the cause" in sentences(found, "en")[1]
    assert points([40, 42, 41], [41, 40, 42], SINGLE).better is None
    unseen = points([40, 42, 41, 43], [55, 58, 60, 59], SINGLE, signal=False)
    assert unseen.better is None
    assert "does not see a change yet" in " ".join(sentences(unseen, "en"))
    assert points([5, 6, 7, 6], [1, 2, 1, 2], SINGLE, higher=False).better is True


NUMBERS = st.floats(0, 100, allow_nan=False)


@given(
    st.lists(st.tuples(NUMBERS, st.none() | NUMBERS, st.integers(0, 4), st.booleans()), max_size=40),
    st.sampled_from([PRE_POST, COMPARED, Recorded(StudyKind.PRE_POST, in_time=False)]),
    st.sampled_from([USED, HARDLY, UNKNOWN]),
)
@settings(max_examples=120, deadline=None)
def test_whatever_comes_is_said_and_families_never_read_a_number(
    rows: list[tuple[float, float | None, int, bool]], recorded: Recorded, use: UseSummary
) -> None:
    students = [Student(before, after, room, room >= 2) for before, after, room, _later in rows]
    found = evaluate_students(students, recorded, use, 60)
    assert found.better is None or found.interval is not None
    for language in ("en", "es"):
        said = family_sentence(found, language)
        assert said
        assert not re.search(r"\d", said)
        assert reader_sentence(found, language, with_numbers=False) == said
        if found.students < 10:
            assert reader_sentence(found, language, with_numbers=True) == said


def test_staff_read_the_range_in_a_story_and_families_do_not() -> None:
    found = evaluate_students(group(24, 8), PRE_POST, USED, 60)
    assert "plausible" in reader_sentence(found, "en", with_numbers=True)
    assert "24" not in reader_sentence(found, "en", with_numbers=False)
    few = evaluate_students(group(9, 8), PRE_POST, USED, 60)
    assert "too few students" in reader_sentence(few, "en", with_numbers=True)
