import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.stats.items import (
    ItemAnalysis,
    distractor_analysis,
    item_analysis,
    mastery_by_standard,
    need_groups,
)
from trellis.stats.results import CannotTell, StatsError
from trellis.stats.shares import exact_interval, wilson_interval

marks = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 1), min_size=k, max_size=k), min_size=2, max_size=25)
)


def analysed(scores: list[list[int]]) -> ItemAnalysis:
    result = item_analysis(scores)
    assert isinstance(result, ItemAnalysis)
    return result


def test_published_wilson_and_exact_intervals() -> None:
    # Newcombe 1998, table I: 81 of 263 and 15 of 148.
    wilson = wilson_interval(81, 263)
    assert (round(wilson.low, 4), round(wilson.high, 4)) == (0.2553, 0.3662)
    few = wilson_interval(15, 148)
    assert (round(few.low, 4), round(few.high, 4)) == (0.0624, 0.1605)
    exact = exact_interval(81, 263)
    assert (round(exact.low, 4), round(exact.high, 4)) == (0.2527, 0.3676)
    none = wilson_interval(0, 20)
    assert (none.low, round(none.high, 4)) == (0, 0.1611)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_share_intervals_contain_the_share_and_mirror(pair: tuple[int, int]) -> None:
    count, n = pair
    for interval_of in (wilson_interval, exact_interval):
        one, other = interval_of(count, n), interval_of(n - count, n)
        assert 0 <= one.low <= count / n <= one.high <= 1
        assert one.low == pytest.approx(1 - other.high, abs=1e-9)
        assert one.width > interval_of(count * 4, n * 4).width


@given(marks)
def test_order_of_students_and_duplication(scores: list[list[int]]) -> None:
    one, backwards = analysed(scores), analysed(scores[::-1])
    for a, b in zip(one.items, backwards.items, strict=True):
        assert a.difficulty == pytest.approx(b.difficulty)
        assert a.r_rest == pytest.approx(b.r_rest, abs=1e-9)
    doubled = analysed(scores * 2)
    if one.alpha is not None:
        assert doubled.alpha == pytest.approx(one.alpha, abs=1e-9)
    for item in one.items:
        assert item.r_rest is None or -1 - 1e-9 <= item.r_rest <= 1 + 1e-9
    assert one.say("en") != one.say("es")


def test_a_known_small_test() -> None:
    # Four items that climb like stairs: KR-20 by hand is 4/3 (1 - 0.8/2) = 0.8.
    stairs = [[0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
    result = analysed(stairs)
    assert result.alpha == pytest.approx(0.8)
    assert [item.difficulty for item in result.items] == pytest.approx([0.8, 0.6, 0.4, 0.2])
    assert result.sem == pytest.approx(np.sqrt(2.5 * 0.2))


def test_flags_only_from_thirty_students() -> None:
    rng = np.random.default_rng(11)
    able = rng.standard_normal(29)
    scores = (able[:, None] + rng.standard_normal((29, 6)) > 0).astype(int)
    scores[:, 0] = 1
    scores[:, 1] = (able < 0).astype(int)
    small = analysed(scores.tolist())
    assert all(item.flags == () for item in small.items)
    assert [note.code for note in small.notes] == ["few_students"]
    assert "no item is judged" in small.say("en")
    large = analysed(np.vstack([scores, scores]).tolist())
    assert [note.code for note in large.items[0].flags] == ["too_easy"]
    assert [note.code for note in large.items[1].flags] == ["negative"]
    assert "items ask for a second look" in large.say("en")


def test_hard_and_weak_items_are_flagged() -> None:
    rng = np.random.default_rng(3)
    scores = rng.integers(0, 2, (400, 5))
    scores[:, 0] = rng.random(400) < 0.1
    codes = [{note.code for note in item.flags} for item in analysed(scores.tolist()).items]
    assert "too_hard" in codes[0]
    assert sum(bool(found & {"weak", "negative"}) for found in codes) >= 4


def test_students_with_a_missing_item_are_left_out_and_counted() -> None:
    result = analysed([[1, 0], [0, 1], [1, 1], [None, 1]])  # type: ignore[list-item]
    assert (result.n, result.left_out) == (3, 1)
    assert "left_out" in [note.code for note in result.notes]


@pytest.mark.parametrize("scores", [[[1, 0]], [[1], [0]], [[None, 1], [1, 0]]])
def test_too_small_a_test_cannot_be_analysed(scores: list[list[int]]) -> None:
    result = item_analysis(scores)
    assert isinstance(result, CannotTell)
    assert result.reason == "too_few"
    assert result.say("en") != result.say("es")


def test_all_equal_totals_give_no_reliability() -> None:
    result = analysed([[1, 0]] * 40)
    assert result.alpha is None
    assert result.sem is None
    assert {item.r_rest for item in result.items} == {None}
    assert "do not vary" in result.say("en")


def test_distractors_that_draw_the_able_or_nobody() -> None:
    key = ["A", "B", "C", "D"]
    strong = [["B", "B", "C", "D"]] * 20
    middle = [["A", "B", "C", "D"]] * 15
    weak = [["A", "A", "A", "A"]] * 15
    result = distractor_analysis(strong + middle + weak, key, options="ABCDE")
    first = {option.label: option for option in result.items[0].options}
    assert [note.code for note in first["B"].flags] == ["draws_the_able"]
    assert [note.code for note in first["E"].flags] == ["rarely_chosen"]
    assert first["A"].flags == ()
    assert first["E"].r_rest is None
    assert sum(result.group_sizes) == 50
    assert "ask for a second look" in result.say("en")


def test_options_may_be_numbers_of_a_sheet() -> None:
    result = distractor_analysis([[1, 2], [2, 2]], ["1", "2"])  # type: ignore[list-item]
    assert [option.label for option in result.items[0].options] == ["1", "2"]
    assert [option.n for option in result.items[0].options] == [1, 1]


def test_left_out_answers_count_as_wrong_and_small_groups_do_not_fail() -> None:
    result = distractor_analysis([["A", None], ["A", ""], ["B", "B"]], ["A", "B"])
    assert result.items[1].omitted == 2
    assert result.items[1].options[0].n == 0
    assert [note.code for note in result.notes] == ["few_students"]
    assert "no option is judged" in result.say("en")
    equal = distractor_analysis([["A"]] * 4, ["A"])
    assert np.isnan(equal.items[0].options[0].by_group[1])


def test_mastery_forgives_the_last_bit_and_names_the_items() -> None:
    scores: list[list[float | None]] = [[0.1, 0.1, 0.1, 1], [0.1, 0.1, 0, 0], [None, None, None, 1]]
    first, second = mastery_by_standard(scores, ["F", "F", "F", "G"], cut=1, max_points=[0.1, 0.1, 0.1, 1])
    assert (first.mastered, first.n, first.n_items) == (1, 2, 3)
    assert (second.mastered, second.n) == (2, 3)
    assert {note.code for note in first.notes} == {"few_items", "few_students"}
    assert first.say("en").startswith("F: 1 of 2 students are there, on 3 items")
    nobody = mastery_by_standard([[None, 1]], ["F", "G"])[0]
    assert nobody.interval is None
    assert "nobody has a result yet" in nobody.say("en")


def test_need_groups_follow_the_patterns() -> None:
    rows = [[1, 1, 1, 1]] * 4 + [[1, 1, 0, 0]] * 5 + [[0, 0, 1, 1]] * 3 + [[0, 0, 0, 0]] * 4
    rows += [[None] * 4]  # type: ignore[list-item]
    found = need_groups(rows, ["F", "F", "G", "G"])
    assert [(group.needs, len(group.students)) for group in found.groups] == [
        (("F",), 3),
        (("G",), 5),
        (("F", "G"), 4),
        ((), 4),
    ]
    assert found.not_yet_seen == (16,)
    assert found.n == 16
    assert found.items_behind == (2, 2)
    assert found.say("en") == (
        "A proposal to change as you see fit: F: 3; G: 5; F + G: 4; ready to extend: 4. 1 not yet seen."
    )
    assert "listos para ampliar: 4" in found.say("es")
    assert [note.code for note in found.notes] == ["few_items"]


def test_a_rare_pattern_joins_the_nearest_need_never_the_ready() -> None:
    rows = [[1, 1, 1]] * 6 + [[0, 1, 1]] * 5 + [[0, 0, 1]]
    found = need_groups(rows, ["F", "G", "H"])
    assert [group.needs for group in found.groups] == [("F",), ()]
    assert found.groups[0].joined == (11,)
    alone = need_groups([[1, 1]] * 6 + [[0, 1]], ["F", "G"])
    assert [len(group.students) for group in alone.groups] == [1, 6]


@given(
    st.lists(
        st.lists(st.one_of(st.integers(0, 1), st.none()), min_size=6, max_size=6), min_size=1, max_size=30
    ),
    st.integers(1, 5),
    st.integers(1, 5),
)
def test_nobody_is_without_a_group_and_nobody_in_two(
    rows: list[list[int | None]], max_groups: int, min_size: int
) -> None:
    found = need_groups(rows, list("AABBCC"), max_groups=max_groups, min_size=min_size)
    placed = [row for group in found.groups for row in group.students] + list(found.not_yet_seen)
    assert sorted(placed) == list(range(len(rows)))
    assert sum(1 for group in found.groups if group.needs) <= max_groups
    for group in found.groups:
        assert list(group.students) == sorted(group.students)
        assert set(group.joined) | set(group.borderline) <= set(group.students)
    assert found.say("en") != found.say("es")


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: item_analysis([]), "empty"),
        (lambda: item_analysis([[1, -1], [0, 1]]), "negative_n"),
        (lambda: item_analysis([[1, 2], [0, 1]]), "out_of_range"),
        (lambda: item_analysis([[1, 1], [0, 1]], max_points=[1, 1, 1]), "length_mismatch"),
        (lambda: item_analysis([[1, 1], [0, 1]], max_points=0), "out_of_range"),
        (lambda: item_analysis([[1.0, float("inf")], [0.0, 1.0]]), "not_finite"),
        (lambda: item_analysis([1, 0]), "shape"),
        (lambda: item_analysis(np.zeros((10**7, 5), dtype=np.int8)), "too_large"),
        (lambda: distractor_analysis([], ["A"]), "empty"),
        (lambda: distractor_analysis([["A"]], ["A", "B"]), "length_mismatch"),
        (lambda: distractor_analysis([["A"]], ["A"], groups=1), "option"),
        (lambda: distractor_analysis([["A", "B"]] * 5_000_001, ["A", "B"]), "too_large"),
        (lambda: distractor_analysis([["C"]], ["A"], options="AB"), "option"),
        (lambda: mastery_by_standard([[1, 0]], ["F"]), "length_mismatch"),
        (lambda: mastery_by_standard([[1, 0]], ["F", "F"], cut=0), "out_of_range"),
        (lambda: mastery_by_standard([[1, -1]], ["F", "F"]), "negative_n"),
        (lambda: mastery_by_standard([[1, 5]], ["F", "F"]), "out_of_range"),
        (lambda: mastery_by_standard([[1, 1]], ["F", "F"], max_points=[1, 0]), "length_mismatch"),
        (lambda: need_groups([[1, 1]], ["F", "F"], max_groups=0), "too_few"),
        (lambda: wilson_interval(1, 0), "negative_n"),
        (lambda: wilson_interval(-1, 5), "negative_n"),
        (lambda: wilson_interval(6, 5), "out_of_range"),
        (lambda: wilson_interval(1, 5, level=95), "out_of_range"),
    ],
)
def test_bad_input_is_refused_with_a_reason(call: object, reason: str) -> None:
    with pytest.raises(StatsError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.reason == reason
    assert caught.value.say("es") != caught.value.say("en")
